// What adds up of the numbers of a group: of each aggregate that is made of sums, its state.
//
//     SUM, AVG of Int, Decimal      one 128-bit integer, in the type's smallest unit
//     SUM, AVG of Float             an exact accumulator
//     VARIANCE, STDDEV              the exact moments
//     COUNT                         nothing but how many there are
//
// Law: an Abelian group under Merge, so that what comes out does not depend on history. SUM is
// exact, AVG of exact numbers a ratio (query/ratio.h). Of no number all but COUNT are NULL.
//
// Cost: O(1), 128 bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <variant>

#include "dataflow/float_moments.h"
#include "dataflow/float_sum.h"
#include "dataflow/int128.h"
#include "dataflow/integer_moments.h"
#include "dataflow/value.h"
#include "dataflow/weight.h"
#include "query/expression.h"

namespace cambium {

class NumberSums {
 public:
  // A number, not NULL, of `type`, `weight` times; for an aggregate of this kind.
  void Add(AggregateKind kind, const FieldType& type, const ValueView& number, Weight weight);
  void Merge(const NumberSums& other);
  bool empty() const;
  std::int64_t count() const { return count_; }

  // NULL, and `overflows`, for a sum that `type` cannot hold.
  Value Finish(AggregateKind kind, const FieldType& type, bool& overflows) const;

 private:
  using Kept = std::variant<std::monostate, Int128, FloatSum, IntegerMoments, FloatMoments>;

  template <typename Kind>
  Kind& As() {
    if (!std::holds_alternative<Kind>(kept_)) kept_.emplace<Kind>();
    return std::get<Kind>(kept_);
  }

  std::int64_t count_ = 0;
  Kept kept_;
};

}  // namespace cambium
