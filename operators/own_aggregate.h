// Aggregates of one's own: linear ones, and general ones, which look at the whole group.
//
//     linear    State, Add, Merge, Finish     see operators/linear_aggregates.h
//     general   Recompute                     any function of the group's elements
//
// A general aggregate is a class with
//
//     using Result = …;
//     Result Recompute(Entries<T> group) const;
//
// where the group's elements come once each, ascending, with weights that are not zero: more
// than 1 for repeated ones, below zero for those that were deleted before they were inserted.
//
//     group {3:+1, 5:+2}     delta {4:+1}     Recompute({3:+1, 4:+1, 5:+2})
//
// Law: the outputs so far sum to Recompute of the groups of the inputs so far. It must be
// pure: a retraction asks it again.
//
// State: the elements of each group, in order. Cost: O(log group) per entry of the delta, and
// O(group) for each group that it touches: what is linear should say so.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "dataflow/group.h"
#include "dataflow/zset.h"
#include "operators/linear_aggregates.h"

namespace cambium {

// Elements of a group with their weights, ascending, none of weight zero.
template <Element T>
using Entries = std::span<const typename ZSet<T>::Entry>;

// What a general aggregate over elements T must provide; the law is for a test to prove.
template <typename A, typename T>
concept GeneralAggregate = requires(const A& aggregate, Entries<T> group) {
  { aggregate.Recompute(group) } -> std::convertible_to<typename A::Result>;
};

// A general aggregate as a linear one: the state of a group is the bag of its values.
template <typename ValueOf, typename Value, typename General>
class RecomputeAggregate {
 public:
  using State = Group<Value>;
  using Result = typename General::Result;

  RecomputeAggregate(ValueOf value_of, General general)
      : value_of_(std::move(value_of)), general_(std::move(general)) {}

  template <typename T>
  void Add(State& state, const T& element, Weight weight) const {
    state.Add(std::invoke(value_of_, element), weight);
  }
  static void Merge(State& state, const State& change) {
    change.ForEach([&state](const Value& value, Weight weight) { state.Add(value, weight); });
  }
  Result Finish(const State& state, Weight, absl::Status&) const {
    return general_.Recompute(EntriesOf(state));
  }
  // Both are in order, and so is what they make together.
  Result FinishBoth(const State& before, const State& change, Weight, absl::Status&) const {
    const std::vector<Entry> changed = EntriesOf(change);
    std::vector<Entry> both;
    both.reserve(before.size() + changed.size());
    auto next = changed.begin();
    before.ForEach([&](const Value& value, Weight weight) {
      for (; next != changed.end() && next->element < value; ++next) both.push_back(*next);
      if (next != changed.end() && next->element == value) {
        weight = AddWeights(weight, (next++)->weight);
      }
      if (weight != 0) both.push_back(Entry{value, weight});
    });
    both.insert(both.end(), next, changed.end());
    return general_.Recompute(both);
  }

 private:
  using Entry = typename ZSet<Value>::Entry;

  static std::vector<Entry> EntriesOf(const State& state) {
    std::vector<Entry> entries;
    entries.reserve(state.size());
    state.ForEach([&entries](const Value& value, Weight weight) {
      entries.push_back(Entry{value, weight});
    });
    return entries;
  }

  ValueOf value_of_;
  General general_;
};

// A function of the values of a member as a general aggregate.
template <typename Value, typename Function>
struct RecomputeFunction {
  using Result = std::decay_t<std::invoke_result_t<const Function&, Entries<Value>>>;
  Function function;
  Result Recompute(Entries<Value> values) const { return std::invoke(function, values); }
};

namespace internal {

template <typename A>
concept HasState = requires {
  typename A::State;
};
template <typename A>
concept HasResult = requires {
  typename A::Result;
};
template <typename A>
concept HasZero = std::semiregular<typename A::State> &&
    (std::equality_comparable<typename A::State> || requires(const typename A::State& state) {
      { state.empty() } -> std::convertible_to<bool>;
    });
template <typename A, typename T>
concept CanAdd = requires(const A& aggregate, typename ChangeOf<A>::Type& change,
                          const T& element) {
  aggregate.Add(change, element, Weight{1});
};
template <typename A>
concept CanMerge = requires(typename A::State& state,
                            const typename ChangeOf<A>::Type& change) {
  A::Merge(state, change);
};
template <typename A>
concept CanFinish = requires(const A& aggregate, const typename A::State& state,
                             absl::Status& error) {
  { aggregate.Finish(state, Weight{1}, error) } -> std::convertible_to<typename A::Result>;
};
template <typename A>
concept HasRecompute = requires {
  &A::Recompute;
};

}  // namespace internal

// What an aggregate lacks, and the law that it breaks thereby, in the words of the one who
// reads the error.
template <typename A, typename T>
constexpr auto CheckAggregate() {
  static_assert(internal::HasState<A> || internal::HasRecompute<A>,
                "cambium: an aggregate is linear, and has a State that adds up, or general, "
                "and has Recompute(Entries<T>), a function of the whole group");
  static_assert(internal::HasResult<A>,
                "cambium: an aggregate has a Result, the type of a group's value");
  if constexpr (internal::HasState<A>) {
    static_assert(internal::HasZero<A>,
                  "cambium: the State of a linear aggregate has a zero: a default "
                  "constructor, and == or empty() by which it is known");
    static_assert(internal::CanAdd<A, T>,
                  "cambium: a linear aggregate has Add(State&, const T&, Weight) const, which "
                  "adds an element so many times");
    static_assert(internal::CanMerge<A>,
                  "cambium: a linear aggregate has a static Merge(State&, const State&), as "
                  "the state of a sum is the sum of the states");
    static_assert(internal::CanFinish<A>,
                  "cambium: a linear aggregate has Finish(const State&, Weight rows, "
                  "absl::Status&) const, which gives the Result of a state alone");
  } else {
    static_assert(GeneralAggregate<A, T>,
                  "cambium: a general aggregate has Recompute(Entries<T>) const, which gives "
                  "the Result of the group's elements with their weights");
  }
}

namespace internal {

template <Element T, typename A>
auto AsLinear(A aggregate) {
  if constexpr (LinearAggregate<A, T>) {
    return aggregate;
  } else {
    return RecomputeAggregate<std::identity, T, A>(std::identity(), std::move(aggregate));
  }
}

}  // namespace internal

}  // namespace cambium
