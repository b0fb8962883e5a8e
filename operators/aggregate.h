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
#include "operators/count_distinct.h"
#include "operators/extreme_aggregates.h"
#include "operators/linear_aggregates.h"
#include "operators/number_aggregates.h"
#include "operators/own_aggregate.h"
#include "operators/quantile.h"
#include "operators/variance_aggregates.h"

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
      // What had no value when the aggregate came has not been emitted: see late_error().
      Emit(change.key, *before, -1, out).IgnoreError();
      const Weight weight = AddWeights(before->weight, change.weight);
      if (weight == 0) continue;
      absl::Status error;
      out.Add({change.key, FinishBoth(*before, change, weight, error, kEach)}, 1);
      if (!error.ok()) out.Fail(std::move(error));
    }
  }

  void AppendContents(Delta<Out>& out) const {
    states_->ForEach([&](const Key& key, const Row& row) {
      absl::Status error = Emit(key, row, 1, out);
      if (!error.ok()) out.Fail(std::move(error));
    });
  }

  // A group that stands and has no value, such as a sum that overflows.
  absl::Status ContentsError() const {
    absl::Status first;
    states_->ForEach([&](const Key&, const Row& row) {
      if (row.weight != 0 && first.ok()) (void)Finish(row, first, kEach);
    });
    return first;
  }

 private:
  using Row = typename States::Row;

  // The group as it stands; nothing of one that does not exist, or that has no value but an
  // error.
  absl::Status Emit(const Key& key, const Row& row, Weight weight, Delta<Out>& out) const {
    absl::Status error;
    if (row.weight == 0) return error;
    Result result = Finish(row, error, kEach);
    if (error.ok()) out.Add({key, std::move(result)}, weight);
    return error;
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
  static_assert(std::is_void_v<decltype(CheckKey<KeyOf, T>())>);

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
    static_assert(std::is_invocable_r_v<bool, const Condition&, const T&>,
                  "cambium: Every needs a function from an element to bool");
    return Aggregate(TruthAggregate<Condition, Quantifier::kEvery>(std::move(condition)));
  }
  template <typename Condition>
  auto Some(Condition condition) const {
    static_assert(std::is_invocable_r_v<bool, const Condition&, const T&>,
                  "cambium: Some needs a function from an element to bool");
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
  // The value in the middle, of an even number the lower one; or that of any other part.
  template <typename ValueOf>
  auto Median(ValueOf value_of) const {
    return Quantile(std::move(value_of), {1, 2});
  }
  template <typename ValueOf>
  auto Quantile(ValueOf value_of, Ratio part) const {
    return Aggregate(QuantileOf(std::move(value_of), part));
  }

  // The groups as ordered lists; without an order, in that of the elements.
  template <typename... Parts>
  auto Ordered(Parts... parts) const;  // operators/ordered.h
  // The element of the least or the greatest value; of several, the least element. A value
  // that is NULL comes after all others.
  template <typename ValueOf>
  auto ArgMin(ValueOf value_of) const;
  template <typename ValueOf>
  auto ArgMax(ValueOf value_of) const;

  // Of a sample, or of a population if it says so.
  template <typename ValueOf>
  auto Variance(ValueOf value_of) const {
    return Aggregate(VarianceOf(std::move(value_of)));
  }
  template <typename ValueOf>
  auto StandardDeviation(ValueOf value_of) const {
    return Aggregate(StandardDeviationOf(std::move(value_of)));
  }
  template <typename ValueOf>
  auto PopulationVariance(ValueOf value_of) const {
    return Aggregate(PopulationVarianceOf(std::move(value_of)));
  }
  template <typename ValueOf>
  auto PopulationStandardDeviation(ValueOf value_of) const {
    return Aggregate(PopulationStandardDeviationOf(std::move(value_of)));
  }
  template <typename ValueOf>
  auto CountDistinct(ValueOf value_of) const {
    return Aggregate(CountDistinctOf(std::move(value_of)));
  }
  template <typename ValueOf, typename Function>
  auto Recompute(ValueOf value_of, Function function) const {
    return Aggregate(RecomputeOf(std::move(value_of), std::move(function)));
  }

  // Several at once, over one state row per group; the value is a tuple. For use here:
  // CountAggregate(), what the functions below make, or one of your own.
  template <typename... Aggregates>
  auto Aggregate(Aggregates... aggregates) const {
    (CheckAggregate<Aggregates, T>(), ...);
    return AddAggregates(internal::AsLinear<T>(std::move(aggregates))...);
  }

  template <typename ValueOf>
  static auto SumOf(ValueOf value_of) {
    using Taken = ValueFor<ValueOf>;
    using Number = typename internal::Unwrapped<Taken>::Type;
    static_assert(
        std::is_integral_v<Number> || kIsFloat<Number> || std::is_same_v<Number, Decimal>,
        "cambium: Sum needs a member that is an integer, a float or a decimal");
    if constexpr (std::is_integral_v<Number>) {
      return SumAggregate<ValueOf, Taken>(std::move(value_of));
    } else if constexpr (kIsFloat<Number>) {
      return FloatSumAggregate<ValueOf, Taken>(std::move(value_of));
    } else {
      return DecimalSumAggregate<ValueOf, Taken>(std::move(value_of));
    }
  }
  template <typename ValueOf>
  static auto AverageOf(ValueOf value_of) {
    using Taken = ValueFor<ValueOf>;
    using Number = typename internal::Unwrapped<Taken>::Type;
    static_assert(
        std::is_integral_v<Number> || kIsFloat<Number> || std::is_same_v<Number, Decimal>,
        "cambium: Average needs a member that is an integer, a float or a decimal");
    if constexpr (std::is_integral_v<Number>) {
      return AverageAggregate<ValueOf, Taken>(std::move(value_of));
    } else if constexpr (kIsFloat<Number>) {
      return FloatAverageAggregate<ValueOf, Taken>(std::move(value_of));
    } else {
      return DecimalAverageAggregate<ValueOf, Taken>(std::move(value_of));
    }
  }
  // Of a sample, or of a population if it says so.
  template <typename ValueOf>
  static auto VarianceOf(ValueOf value_of) {
    return DispersionOf<Dispersion::kVariance, Numbers::kSample>(std::move(value_of));
  }
  template <typename ValueOf>
  static auto StandardDeviationOf(ValueOf value_of) {
    return DispersionOf<Dispersion::kStandardDeviation, Numbers::kSample>(std::move(value_of));
  }
  template <typename ValueOf>
  static auto PopulationVarianceOf(ValueOf value_of) {
    return DispersionOf<Dispersion::kVariance, Numbers::kPopulation>(std::move(value_of));
  }
  template <typename ValueOf>
  static auto PopulationStandardDeviationOf(ValueOf value_of) {
    return DispersionOf<Dispersion::kStandardDeviation, Numbers::kPopulation>(
        std::move(value_of));
  }
  template <typename ValueOf>
  static auto CountDistinctOf(ValueOf value_of) {
    CheckOrdered<ValueOf>();
    return CountDistinctAggregate<ValueOf, ValueFor<ValueOf>>(std::move(value_of));
  }
  template <typename ValueOf>
  static auto MinOf(ValueOf value_of) {
    CheckOrdered<ValueOf>();
    return ExtremeAggregate<ValueOf, ValueFor<ValueOf>, Extreme::kLeast>(std::move(value_of));
  }
  template <typename ValueOf>
  static auto MaxOf(ValueOf value_of) {
    CheckOrdered<ValueOf>();
    return ExtremeAggregate<ValueOf, ValueFor<ValueOf>, Extreme::kGreatest>(
        std::move(value_of));
  }
  template <typename ValueOf>
  static auto QuantileOf(ValueOf value_of, Ratio part) {
    CheckOrdered<ValueOf>();
    return QuantileAggregate<ValueOf, ValueFor<ValueOf>>(std::move(value_of), part);
  }
  // function(Entries<Value>) of the values of a member, ascending, with their weights.
  template <typename ValueOf, typename Function>
  static auto RecomputeOf(ValueOf value_of, Function function) {
    CheckOrdered<ValueOf>();
    using Taken = ValueFor<ValueOf>;
    static_assert(std::is_invocable_v<const Function&, Entries<Taken>>,
                  "cambium: Recompute needs a function of Entries<Value>, the values of a "
                  "member with their weights");
    using General = RecomputeFunction<Taken, Function>;
    return RecomputeAggregate<ValueOf, Taken, General>(std::move(value_of),
                                                       General{std::move(function)});
  }

 private:
  // What a member gives, or a function of an element.
  template <typename ValueOf>
  static constexpr auto CheckValue() {
    static_assert(std::is_invocable_v<const ValueOf&, const T&>,
                  "cambium: an aggregate needs a member of the element, or a function of it");
    return std::type_identity<ImageOf<ValueOf, T>>();
  }
  template <typename ValueOf>
  using ValueFor = typename decltype(CheckValue<ValueOf>())::type;
  template <typename ValueOf>
  static constexpr auto CheckOrdered() {
    static_assert(Element<ValueFor<ValueOf>>,
                  "cambium: what an aggregate puts in order must have == and <");
  }

  template <Dispersion kDispersion, Numbers kNumbers, typename ValueOf>
  static auto DispersionOf(ValueOf value_of) {
    using Taken = ValueFor<ValueOf>;
    using Number = typename internal::Unwrapped<Taken>::Type;
    static_assert(std::is_integral_v<Number> || kIsFloat<Number>,
                  "cambium: Variance and StandardDeviation need a member that is an integer "
                  "or a float");
    return DispersionAggregate<ValueOf, Taken, kDispersion, kNumbers>(std::move(value_of));
  }

  template <typename... Aggregates>
  auto AddAggregates(Aggregates... aggregates) const {
    using States = GroupStates<T, KeyOf, Aggregates...>;
    Graph& graph = stream_.graph();
    const auto states =
        IndexHandle<States>::Find(stream_, "", [&] { return States(key_of_, aggregates...); });
    using Operator = AggregateOperator<T, KeyOf, Aggregates...>;
    auto& node = graph.Own(std::make_unique<OperatorNode<Operator, T>>(
                               graph.arena(), Operator(states), stream_.wire()),
                           {&stream_.wire(), &states.node()});
    return Stream<typename Operator::Out>(node);
  }

  Stream<T> stream_;
  KeyOf key_of_;
};

template <Element T>
template <typename KeyOf>
GroupedStream<T, KeyOf> Stream<T>::GroupBy(KeyOf key_of) const {
  return GroupedStream<T, KeyOf>(*this, std::move(key_of));
}

}  // namespace cambium
