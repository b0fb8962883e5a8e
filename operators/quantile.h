// QUANTILE as an aggregate: the value of which a given part of the group is not greater.
//
//     group {1, 2, 2, 9}, 4 places      half of it: place 2 of 4, that is 2      the median
//                                       nine tenths: place 4 of 4, that is 9
//     change {9:-1, 1:-1}               {2, 2}: still 2, and silent
//
// It is always a value of the group; of an even number the median is the lower of the two in
// the middle. The part is a ratio of integers, so that nothing is rounded.
//
// Law: of n values in order, a value of weight w counting w times and one below zero not at
// all, number ⌈n · part⌉, and the first one if that is 0; none of none. A value may be
// optional: an empty one is left out.
//
// State: the values of each group, in order, shared with Min and Max. Cost: O(log group) per
// change and per group touched.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "dataflow/check.h"
#include "dataflow/int128.h"
#include "dataflow/order_after.h"
#include "dataflow/weight.h"
#include "operators/bag_of_values.h"

namespace cambium {

// From 0, the least value, to 1, the greatest.
struct Ratio {
  std::int64_t dividend;
  std::int64_t divisor;
};

template <typename ValueOf, typename Member>
class QuantileAggregate : public BagOfValues<ValueOf, Member> {
 public:
  using Bag = BagOfValues<ValueOf, Member>;
  using Value = typename Bag::Value;
  using State = typename Bag::State;
  using Change = typename Bag::Change;
  using Result = std::optional<Value>;

  QuantileAggregate(ValueOf value_of, Ratio part) : Bag(std::move(value_of)), part_(part) {
    CAMBIUM_CHECK(0 <= part.dividend && part.dividend <= part.divisor && part.divisor > 0,
                  "a quantile is not between 0 and 1");
  }

  Result Finish(const State& state, Weight rows, absl::Status& error) const {
    return FinishBoth(state, Change(), rows, error);
  }
  // Of a state and its change, without adding them up.
  Result FinishBoth(const State& before, const Change& change, Weight, absl::Status&) const {
    OrderAfter<State> after(before);
    for (const auto& [value, weight] : change.entries()) after.Change(value, weight);
    after.Locate();
    if (after.places() == 0) return std::nullopt;
    return after.AtPlace(PlaceOf(after.places()));
  }

 private:
  Weight PlaceOf(Weight places) const {
    const Int128 part = Int128{places} * part_.dividend;
    const Int128 number = (part + part_.divisor - 1) / part_.divisor;
    return number == 0 ? 0 : static_cast<Weight>(number - 1);
  }

  Ratio part_;
};

}  // namespace cambium
