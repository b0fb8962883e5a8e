// What aggregates keep that ask for the order of a group's values: the bag of these.
//
//     group {3:+1, 5:+2}      change {5:-1, 4:+1}
//
// Bags add up as Z-sets do, so such aggregates are linear like any other, but for one thing:
// the state is as large as the group, and must not be copied to be looked at. So a change has
// a form of its own, and an aggregate is asked of what stands and the change together
// (FinishBoth). All such aggregates of one member share one bag: Min, Max, Median.
//
// A value may be optional: an empty one is left out.
//
// Cost: O(log group) per change.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <utility>

#include "boost/container/small_vector.hpp"
#include "dataflow/consolidate.h"
#include "dataflow/group.h"
#include "dataflow/shared_index.h"
#include "dataflow/weight.h"
#include "operators/linear_aggregates.h"

namespace cambium {

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

template <typename ValueOf, typename Member>
class BagOfValues {
 public:
  using Value = typename internal::Unwrapped<Member>::Type;
  using State = Group<Value>;
  using Change = ValueChanges<Value>;

  explicit BagOfValues(ValueOf value_of) : value_of_(std::move(value_of)) {}

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

 private:
  ValueOf value_of_;
};

}  // namespace cambium
