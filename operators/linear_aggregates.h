// The linear aggregates: count, sum, average, all and any.
//
// Each is a small class with
//
//     using State = …;                              zero when value-initialised; has ==, or
//                                                   empty() if that is cheaper
//     using Result = …;
//     void Add(State&, const T&, Weight) const;     a copy of an element comes or goes
//     static void Merge(State&, const State&);      states add up
//     Result Finish(const State&, Weight rows, absl::Status& error) const;
//
// and the law Add(a) then Add(b) = Merge of both, in any order, so that a state never
// depends on history. A class of this shape is an aggregate of your own; one that cannot add
// up is general (operators/own_aggregate.h).
//
// A value may be optional: an empty one is not counted, and a sum of none is none.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "dataflow/group_states.h"
#include "dataflow/int128.h"
#include "dataflow/weight.h"

namespace cambium {

// What an aggregate over elements T must provide; the law is for a test to prove.
template <typename A, typename T>
concept LinearAggregate = std::semiregular<typename A::State> &&
                          (std::equality_comparable<typename A::State> ||
                           requires(const typename A::State& state) {
                             { state.empty() } -> std::convertible_to<bool>;
                           }) &&
                          requires(const A& aggregate, typename A::State& state,
                                   typename internal::ChangeOf<A>::Type& change,
                                   const T& element, Weight weight, absl::Status& error) {
  aggregate.Add(change, element, weight);
  A::Merge(state, change);
  { aggregate.Finish(state, weight, error) } -> std::convertible_to<typename A::Result>;
};

// How many rows the group has.
struct CountAggregate {
  struct State {
    bool operator==(const State&) const = default;
  };
  using Result = std::int64_t;
  template <typename T>
  void Add(State&, const T&, Weight) const {}
  static void Merge(State&, const State&) {}
  Result Finish(const State&, Weight rows, absl::Status&) const { return rows; }
};

namespace internal {

template <typename V>
struct Unwrapped {
  using Type = V;
  static constexpr bool kOptional = false;
};
template <typename V>
struct Unwrapped<std::optional<V>> {
  using Type = V;
  static constexpr bool kOptional = true;
};

// Nothing that is added up in a 128-bit integer comes near its end: 2^63 rows of 2^63.
inline void AddProduct(Int128& sum, Int128 value, Weight weight) { sum += value * weight; }

// The nearest double to the ratio; the divisor is not zero.
inline double NearestRatio(Int128 dividend, std::int64_t divisor) {
  if (dividend == 0) return 0;
  constexpr Int128 kExact = Int128{1} << 53;
  if (-kExact <= dividend && dividend <= kExact && -kExact <= divisor && divisor <= kExact) {
    return static_cast<double>(dividend) / static_cast<double>(divisor);
  }
  const auto magnitude = [](Int128 number) {
    return number < 0 ? -static_cast<UInt128>(number) : static_cast<UInt128>(number);
  };
  UInt128 rest = magnitude(dividend);
  const UInt128 unit = magnitude(divisor);
  // A quotient of 55 bits or more, of which the last one says whether anything is left: two
  // more than a double keeps, so that it is rounded as the ratio itself would be.
  int shift = 0;
  for (; rest < unit << 54; rest <<= 1) --shift;
  const UInt128 quotient = rest / unit | (rest % unit != 0 ? 1 : 0);
  const double ratio = std::ldexp(static_cast<double>(quotient), shift);
  return (dividend < 0) == (divisor < 0) ? ratio : -ratio;
}

}  // namespace internal

// Sum and number of the values of a member; exact in any order and history.
struct IntegerState {
  Int128 sum = 0;
  Weight count = 0;  // of values that are there
  bool operator==(const IntegerState&) const = default;
};

template <typename ValueOf, typename Value>
class IntegerValues {
 public:
  using State = IntegerState;
  static constexpr bool kOptional = internal::Unwrapped<Value>::kOptional;

  explicit IntegerValues(ValueOf value_of) : value_of_(std::move(value_of)) {}

  template <typename T>
  void Add(State& state, const T& element, Weight weight) const {
    const Value& value = std::invoke(value_of_, element);
    if constexpr (kOptional) {
      if (!value.has_value()) return;
      internal::AddProduct(state.sum, *value, weight);
    } else {
      internal::AddProduct(state.sum, value, weight);
    }
    state.count = AddWeights(state.count, weight);
  }
  static void Merge(State& state, const State& change) {
    state.sum += change.sum;
    state.count = AddWeights(state.count, change.count);
  }

 private:
  ValueOf value_of_;
};

// SUM of integers. A sum that does not fit 64 bits is an error; one that came back is fine.
template <typename ValueOf, typename Value>
class SumAggregate : public IntegerValues<ValueOf, Value> {
 public:
  using Values = IntegerValues<ValueOf, Value>;
  using Result =
      std::conditional_t<Values::kOptional, std::optional<std::int64_t>, std::int64_t>;
  using Values::Values;

  Result Finish(const IntegerState& state, Weight, absl::Status& error) const {
    if constexpr (Values::kOptional) {
      if (state.count == 0) return std::nullopt;
    }
    if (state.sum > INT64_MAX || state.sum < INT64_MIN) {
      if (error.ok()) error = absl::OutOfRangeError("sum overflows 64 bits");
      return Result();
    }
    return static_cast<std::int64_t>(state.sum);
  }
};

// AVG of integers: the exact ratio, rounded once, to the nearest double.
template <typename ValueOf, typename Value>
class AverageAggregate : public IntegerValues<ValueOf, Value> {
 public:
  using Values = IntegerValues<ValueOf, Value>;
  using Result = std::optional<double>;
  using Values::Values;

  Result Finish(const IntegerState& state, Weight, absl::Status&) const {
    if (state.count == 0) return std::nullopt;
    return internal::NearestRatio(state.sum, state.count);
  }
};

// Whether a condition holds for every row, or for some row.
enum class Quantifier { kEvery, kSome };

template <typename Condition, Quantifier kQuantifier>
class TruthAggregate {
 public:
  using State = Weight;  // rows for which the condition holds
  using Result = bool;

  explicit TruthAggregate(Condition condition) : condition_(std::move(condition)) {}

  template <typename T>
  void Add(State& state, const T& element, Weight weight) const {
    if (std::invoke(condition_, element)) state = AddWeights(state, weight);
  }
  static void Merge(State& state, const State& change) { state = AddWeights(state, change); }
  Result Finish(const State& state, Weight rows, absl::Status&) const {
    return kQuantifier == Quantifier::kEvery ? state == rows : state > 0;
  }

 private:
  Condition condition_;
};

}  // namespace cambium
