// MIN and MAX as aggregates: the state of a group is the bag of its values, in order.
//
// Bags add up as Z-sets do, so these are linear aggregates like any other, but for one
// thing: the state is as large as the group, and must not be copied to be looked at. The
// extreme of two bags together is found by a search from the end of each.
//
//     before {3:+1, 5:+2}    change {3:-1}    MIN of both: 3 is gone, 5
//
// Law: MIN (MAX) is the least (greatest) value of positive total weight, none if there is
// none. A value may be optional: an empty one is as good as none.
//
// Cost: O(log group) per change, and one step per value that the change deletes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "dataflow/group.h"
#include "dataflow/weight.h"
#include "operators/linear_aggregates.h"

namespace cambium {

enum class Extreme { kLeast, kGreatest };

template <typename ValueOf, typename Member, Extreme kExtreme>
class ExtremeAggregate {
 public:
  using Value = typename internal::Unwrapped<Member>::Type;
  using State = Group<Value>;
  using Result = std::optional<Value>;

  explicit ExtremeAggregate(ValueOf value_of) : value_of_(std::move(value_of)) {}

  template <typename T>
  void Add(State& state, const T& element, Weight weight) const {
    const Member& value = std::invoke(value_of_, element);
    if constexpr (internal::Unwrapped<Member>::kOptional) {
      if (value.has_value()) state.Add(*value, weight);
    } else {
      state.Add(value, weight);
    }
  }
  static void Merge(State& state, const State& change) {
    change.ForEach([&state](const Value& value, Weight weight) { state.Add(value, weight); });
  }
  Result Finish(const State& state, Weight, absl::Status&) const {
    return FirstOfBoth(state, State());
  }
  // Of both states together, without adding them up.
  Result FinishBoth(const State& before, const State& change, Weight, absl::Status&) const {
    const Result old = FirstOfBoth(before, change);
    const Result fresh = FirstOfBoth(change, before);
    if (!old.has_value() || !fresh.has_value()) return old.has_value() ? old : fresh;
    const bool old_first = kExtreme == Extreme::kLeast ? *old < *fresh : *fresh < *old;
    return old_first ? old : fresh;
  }

 private:
  // The first value of `state` that is there once `other` is added.
  static Result FirstOfBoth(const State& state, const State& other) {
    Result first;
    const auto is_there = [&](const Value& value, Weight weight) {
      if (AddWeights(weight, other.Of(value)) <= 0) return false;
      first = value;
      return true;
    };
    if constexpr (kExtreme == Extreme::kLeast) {
      state.Search(is_there);
    } else {
      state.SearchBack(is_there);
    }
    return first;
  }

  ValueOf value_of_;
};

}  // namespace cambium
