// COUNT DISTINCT as an aggregate: how many different values of a group are present.
//
//     before {3:+1, 5:+2}, 2 values     change {3:-1, 5:-1, 7:+1}     after {5:+1, 7:+1}, 2
//
// A value is present while it weighs more than nothing. The state is the bag of the values and
// the number of those that are present, so a step looks only at values that it changes.
//
// Law: the number of values of positive total weight. A value may be optional: an empty one is
// not counted.
//
// State: the values of each group, in order. Cost: O(log group) per entry of the delta.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "dataflow/group.h"
#include "dataflow/weight.h"
#include "operators/linear_aggregates.h"

namespace cambium {

template <typename ValueOf, typename Member>
class CountDistinctAggregate {
 public:
  using Value = typename internal::Unwrapped<Member>::Type;
  using Result = std::int64_t;
  struct State {
    Group<Value> values;
    std::int64_t present = 0;  // How many of them weigh more than nothing.

    bool empty() const { return values.empty(); }
  };

  explicit CountDistinctAggregate(ValueOf value_of) : value_of_(std::move(value_of)) {}

  template <typename T>
  void Add(State& state, const T& element, Weight weight) const {
    const Member& value = std::invoke(value_of_, element);
    if constexpr (internal::Unwrapped<Member>::kOptional) {
      if (value.has_value()) AddValue(state, *value, weight);
    } else {
      AddValue(state, value, weight);
    }
  }
  static void Merge(State& state, const State& change) {
    change.values.ForEach(
        [&state](const Value& value, Weight weight) { AddValue(state, value, weight); });
  }
  Result Finish(const State& state, Weight, absl::Status&) const { return state.present; }
  // Of both states together, without adding them up.
  Result FinishBoth(const State& before, const State& change, Weight, absl::Status&) const {
    Result present = before.present;
    change.values.ForEach([&](const Value& value, Weight weight) {
      present += Flip(before.values.Of(value), weight);
    });
    return present;
  }

 private:
  // +1 when a value appears, -1 when it vanishes.
  static std::int64_t Flip(Weight before, Weight change) {
    return (AddWeights(before, change) > 0) - (before > 0);
  }
  static void AddValue(State& state, const Value& value, Weight weight) {
    state.present += Flip(state.values.Of(value), weight);
    state.values.Add(value, weight);
  }

  ValueOf value_of_;
};

}  // namespace cambium
