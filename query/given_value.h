// A value that a statement names where it stands: a literal, or a parameter by its place.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "dataflow/value.h"
#include "query/syntax.h"

namespace cambium {

class GivenValue {
 public:
  // Nothing if the expression has to be computed, or is a parameter without a name here.
  static std::optional<GivenValue> Of(const Expr& expr,
                                      const std::vector<std::string>& parameters);

  // Values in the order of those parameters. What this gives lives as long as both.
  const Value& In(std::span<const Value> values) const;

 private:
  using Source = std::variant<std::size_t, Value>;
  explicit GivenValue(Source source) : source_(std::move(source)) {}

  Source source_;
};

}  // namespace cambium
