// Values from a least to a greatest one, both included, in the order of values; without one,
// no bound on that side.
//
//     ValueRange{Value::Int(3), Value::Int(5)}     3, 4.5 and 5
//     ValueRange{Value::Text("a"), {}}             all texts from 'a' on, and what sorts behind
//
// NULL, which is the absence of a triple, is in no range.
//
// Cost: that of comparing values; no text is copied.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "lsm/stored_value.h"

namespace cambium {

struct ValueRange {
  std::optional<Value> least;
  std::optional<Value> greatest;

  bool is_all() const { return !least.has_value() && !greatest.has_value(); }
  bool Has(const StoredValue& value) const;
  // Whether a value from `from` to `to` can be in the range; NULL stands for no bound.
  bool MayMeet(const Value& from, const Value& to) const;
};

}  // namespace cambium
