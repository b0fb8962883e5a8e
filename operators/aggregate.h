// AGGREGATE: for each group of a wire, the values of its aggregates.
//
//     group    rows before     delta        emitted
//     core     2, sum 300      {100:-1}     (core,300):-1  (core,200):+1
//     infra    none            {7:+1}       (infra,7):+1
//     ops      1, sum 5        {5:-1}       (ops,5):-1               the group is gone
//
// A group whose values do not change is silent. All aggregates of one group-by share one
// state row per group (dataflow/group_states.h).
//
// Law: the outputs so far sum to the aggregates of the groups of the inputs so far, where
// a group exists while the weight of its rows is not zero.
//
// State: one row per group. Cost: O(1) per entry of the delta and per group it touches.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "dataflow/group_states.h"
#include "dataflow/grouped.h"
#include "dataflow/key_index.h"
#include "dataflow/stream.h"
#include "operators/extreme_aggregates.h"
#include "operators/linear_aggregates.h"

namespace cambium {

// Of one aggregate its result, of several a tuple of them.
template <typename... Results>
struct AggregateResult {
  using Type = std::tuple<Results...>;
};
template <typename Result>
struct AggregateResult<Result> {
  using Type = Result;
};

template <Element T, typename KeyOf, typename... Aggregates>
class AggregateOperator {
 public:
  using States = GroupStates<T, KeyOf, Aggregates...>;
  using Key = typename States::key_type;
  using Result = typename AggregateResult<typename Aggregates::Result...>::Type;
  using Out = Grouped<Key, Result>;
  static constexpr char kName[] = "aggregate";

  explicit AggregateOperator(IndexHandle<States> states) : states_(std::move(states)) {}

  // The delta has been summed up by the states, which come first in the graph.
  void Step(const Delta<T>&, Delta<Out>& out) const {
    const Row none;
    for (const auto& change : states_->pending()) {
      const Row* before = states_->Before(change.key);
      if (before == nullptr) before = &none;
      Emit(change.key, *before, -1, out);
      const Weight weight = AddWeights(before->weight, change.weight);
      if (weight == 0) continue;
      absl::Status error;
      out.Add({change.key, FinishBoth(*before, change, weight, error, kEach)}, 1);
      if (!error.ok()) out.Fail(std::move(error));
    }
  }

  void AppendContents(Delta<Out>& out) const {
    states_->ForEach([&](const Key& key, const Row& row) { Emit(key, row, 1, out); });
  }

 private:
  using Row = typename States::Row;

  // The group as it stands, if it is one.
  void Emit(const Key& key, const Row& row, Weight weight, Delta<Out>& out) const {
    if (row.weight == 0) return;
    absl::Status error;
    out.Add({key, Finish(row, error, kEach)}, weight);
    if (!error.ok()) out.Fail(std::move(error));
  }
  template <std::size_t... i>
  Result Finish(const Row& row, absl::Status& error, std::index_sequence<i...>) const {
    return Result{std::get<i>(states_->aggregates())
                      .Finish(states_->template StateOf<i>(row), row.weight, error)...};
  }

  // The values of a group as it was and its change together. A small state is added up,
  // a large one looks at both.
  template <std::size_t... i>
  Result FinishBoth(const Row& before, const typename States::Change& change, Weight weight,
                    absl::Status& error, std::index_sequence<i...>) const {
    return Result{FinishOne(std::get<i>(states_->aggregates()),
                            states_->template StateOf<i>(before),
                            states_->template ChangeOf<i>(change), weight, error)...};
  }
  template <typename Aggregate, typename State, typename Change>
  static auto FinishOne(const Aggregate& aggregate, const State& before, const Change& change,
                        Weight weight, absl::Status& error) {
    if constexpr (requires { aggregate.FinishBoth(before, change, weight, error); }) {
      return aggregate.FinishBoth(before, change, weight, error);
    } else {
      State both = before;
      Aggregate::Merge(both, change);
      return aggregate.Finish(both, weight, error);
    }
  }

  static constexpr std::index_sequence_for<Aggregates...> kEach{};
  IndexHandle<States> states_;
};

// A stream with a way to split it into groups: what the aggregates are methods of.
template <Element T, typename KeyOf>
class GroupedStream {
 public:
  GroupedStream(Stream<T> stream, KeyOf key_of)
      : stream_(std::move(stream)), key_of_(std::move(key_of)) {}

  auto Count() const { return Aggregate(CountAggregate()); }
  template <typename ValueOf>
  auto Sum(ValueOf value_of) const {
    return Aggregate(SumOf(std::move(value_of)));
  }
  template <typename ValueOf>
  auto Average(ValueOf value_of) const {
    return Aggregate(AverageOf(std::move(value_of)));
  }
  template <typename Condition>
  auto Every(Condition condition) const {
    return Aggregate(TruthAggregate<Condition, Quantifier::kEvery>(std::move(condition)));
  }
  template <typename Condition>
  auto Some(Condition condition) const {
    return Aggregate(TruthAggregate<Condition, Quantifier::kSome>(std::move(condition)));
  }

  template <typename ValueOf>
  auto Min(ValueOf value_of) const {
    return Aggregate(MinOf(std::move(value_of)));
  }
  template <typename ValueOf>
  auto Max(ValueOf value_of) const {
    return Aggregate(MaxOf(std::move(value_of)));
  }

  // Several at once, over one state row per group; the value is a tuple. For use here:
  // CountAggregate(), SumOf(&T::member), AverageOf(&T::member), or one of your own.
  template <typename... Aggregates>
  auto Aggregate(Aggregates... aggregates) const {
    static_assert(
        (LinearAggregate<Aggregates, T> && ...),
        "cambium: a linear aggregate has State with ==, Result, Add, Merge and Finish");
    using States = GroupStates<T, KeyOf, Aggregates...>;
    Graph& graph = stream_.graph();
    const auto states =
        IndexHandle<States>::Find(stream_, "", [&] { return States(key_of_, aggregates...); });
    using Operator = AggregateOperator<T, KeyOf, Aggregates...>;
    auto& node = graph.Own(std::make_unique<OperatorNode<Operator, T>>(
                               graph.arena(), Operator(states), stream_.wire()),
                           {&stream_.wire(), &states.node()});
    return Stream<typename Operator::Out>(graph, node);
  }

  template <typename ValueOf>
  static auto SumOf(ValueOf value_of) {
    using Value = ImageOf<ValueOf, T>;
    static_assert(std::is_integral_v<typename internal::Unwrapped<Value>::Type>,
                  "cambium: Sum needs a member that is an integer");
    return SumAggregate<ValueOf, Value>(std::move(value_of));
  }
  template <typename ValueOf>
  static auto MinOf(ValueOf value_of) {
    return ExtremeAggregate<ValueOf, ImageOf<ValueOf, T>, Extreme::kLeast>(std::move(value_of));
  }
  template <typename ValueOf>
  static auto MaxOf(ValueOf value_of) {
    return ExtremeAggregate<ValueOf, ImageOf<ValueOf, T>, Extreme::kGreatest>(
        std::move(value_of));
  }
  template <typename ValueOf>
  static auto AverageOf(ValueOf value_of) {
    using Value = ImageOf<ValueOf, T>;
    static_assert(std::is_integral_v<typename internal::Unwrapped<Value>::Type>,
                  "cambium: Average needs a member that is an integer");
    return AverageAggregate<ValueOf, Value>(std::move(value_of));
  }

 private:
  Stream<T> stream_;
  KeyOf key_of_;
};

template <Element T>
template <typename KeyOf>
GroupedStream<T, KeyOf> Stream<T>::GroupBy(KeyOf key_of) const {
  CheckKey<KeyOf, T>();
  return GroupedStream<T, KeyOf>(*this, std::move(key_of));
}

}  // namespace cambium
