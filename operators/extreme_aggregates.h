// MIN and MAX as aggregates: the state of a group is the bag of its values, in order.
//
// The extreme of what stands and a change together is found by a search from the end of each.
//
//     before {3:+1, 5:+2}    change {3:-1}    MIN of both: 3 is gone, 5
//
// Law: MIN (MAX) is the least (greatest) value of positive total weight, none if there is
// none. A value may be optional: an empty one is as good as none.
//
// Cost: O(log group) per change, and one step per value that the change deletes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "absl/status/status.h"
#include "dataflow/weight.h"
#include "operators/bag_of_values.h"

namespace cambium {

enum class Extreme { kLeast, kGreatest };

template <typename ValueOf, typename Member, Extreme kExtreme>
class ExtremeAggregate : public BagOfValues<ValueOf, Member> {
 public:
  using Bag = BagOfValues<ValueOf, Member>;
  using Value = typename Bag::Value;
  using State = typename Bag::State;
  using Change = typename Bag::Change;
  using Result = std::optional<Value>;
  using Bag::Bag;

  Result Finish(const State& state, Weight, absl::Status&) const {
    return FirstOf(state, Change());
  }
  // Of a state and its change, without adding them up.
  Result FinishBoth(const State& before, const Change& change, Weight, absl::Status&) const {
    Result old = FirstOf(before, change);
    const auto is_better = [&old](const Value& value) {
      if (!old.has_value()) return true;
      return kExtreme == Extreme::kLeast ? value < *old : *old < value;
    };
    // The first of the change that is there with what stood, if that is better.
    const auto entries = change.entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto& [value, weight] =
          entries[kExtreme == Extreme::kLeast ? i : entries.size() - 1 - i];
      if (!is_better(value)) break;
      if (AddWeights(weight, before.Of(value)) > 0) return value;
    }
    return old;
  }

 private:
  // The first value of `state` that is there once the change is added.
  static Result FirstOf(const State& state, const Change& change) {
    Result first;
    const auto is_there = [&](const Value& value, Weight weight) {
      if (AddWeights(weight, change.Of(value)) <= 0) return false;
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
};

}  // namespace cambium
