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

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "boost/container/small_vector.hpp"
#include "dataflow/consolidate.h"
#include "dataflow/group.h"
#include "dataflow/shared_index.h"
#include "dataflow/weight.h"
#include "operators/linear_aggregates.h"

namespace cambium {

enum class Extreme { kLeast, kGreatest };

// The values that a step adds to a group, or takes away.
template <Element Value>
class ValueChanges {
 public:
  using Entry = typename Group<Value>::Entry;

  void Add(const Value& value, Weight weight) { entries_.push_back({value, weight}); }
  void Append(const ValueChanges& more) {
    entries_.insert(entries_.end(), more.entries_.begin(), more.entries_.end());
  }
  // Each value once, in order.
  void Seal() {
    entries_.resize(ConsolidateEntries(std::span<Entry>(entries_.data(), entries_.size())));
  }

  std::span<const Entry> entries() const { return {entries_.data(), entries_.size()}; }
  Weight Of(const Value& value) const {
    const auto found = std::lower_bound(
        entries_.begin(), entries_.end(), value,
        [](const Entry& entry, const Value& sought) { return entry.element < sought; });
    return found != entries_.end() && found->element == value ? found->weight : 0;
  }

 private:
  boost::container::small_vector<Entry, 2> entries_;
};

template <typename ValueOf, typename Member, Extreme kExtreme>
class ExtremeAggregate {
 public:
  using Value = typename internal::Unwrapped<Member>::Type;
  using State = Group<Value>;
  using Change = ValueChanges<Value>;
  using Result = std::optional<Value>;

  explicit ExtremeAggregate(ValueOf value_of) : value_of_(std::move(value_of)) {}

  // The least and the greatest of one member keep the same state.
  std::string StateIdentity() const { return FunctionIdentity(value_of_); }

  template <typename T>
  void Add(Change& change, const T& element, Weight weight) const {
    const Member& value = std::invoke(value_of_, element);
    if constexpr (internal::Unwrapped<Member>::kOptional) {
      if (value.has_value()) change.Add(*value, weight);
    } else {
      change.Add(value, weight);
    }
  }
  static void Merge(State& state, const Change& change) { state.Merge(change.entries()); }

  Result Finish(const State& state, Weight, absl::Status&) const {
    return FirstOf(state, Change());
  }
  // Of a state and its change, without adding them up.
  Result FinishBoth(const State& before, const Change& change, Weight, absl::Status&) const {
    const Result old = FirstOf(before, change);
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

  ValueOf value_of_;
};

}  // namespace cambium
