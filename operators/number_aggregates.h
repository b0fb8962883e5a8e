// SUM and AVERAGE of floats and of decimals: linear aggregates over exact sums.
//
//     group {0.1, 0.2, 1e300}       sum 1e300
//     delta {1e300:-1}              sum 0.30000000000000004, as if 1e300 had never been there
//
// Floats: the sum is exact inside, and rounded once, to the nearest double; it is the same, to
// the bit, in any order and history. A sum beyond the greatest double is infinite, and comes
// back. While the group holds NaN, or infinities of both signs, the result is NaN; while it
// holds one infinity, that one; deleting them brings the finite sum back. Results are
// OrderedFloat, so that a result that was NaN can be taken back; elements with doubles that
// may be NaN hold OrderedFloat too, and not double, which is not equal to itself then.
//
// Decimals: the sum is exact, at the greatest scale that the group holds. An average is the
// exact ratio rounded once, at the scale of a quotient (Divide, dataflow/decimal.h). A result
// that does not fit is an error, as for integers.
//
// Law: linear, as all of operators/linear_aggregates.h. A value may be optional: an empty one
// is passed over, and the sum of none is none.
//
// State: 56 to 64 bytes for each group, more for sums of many magnitudes or scales. Cost: that
// of FloatSum (about 6 ns) and of DecimalSum per entry of the delta.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "dataflow/decimal_sum.h"
#include "dataflow/float_sum.h"
#include "dataflow/ordered_float.h"
#include "operators/linear_aggregates.h"

namespace cambium {

// The numbers whose sums are exact floats.
template <typename V>
constexpr bool kIsFloat =
    std::is_same_v<V, double> || std::is_same_v<V, float> || std::is_same_v<V, OrderedFloat>;

// Adds the values of a member to a state that can Add and Merge.
template <typename ValueOf, typename Value, typename StateType>
class AddedValues {
 public:
  using State = StateType;
  static constexpr bool kOptional = internal::Unwrapped<Value>::kOptional;
  // Of something that every value has, and that a group without values has not.
  template <typename Result>
  using OptionalAs = std::conditional_t<kOptional, std::optional<Result>, Result>;

  explicit AddedValues(ValueOf value_of) : value_of_(std::move(value_of)) {}

  template <typename T>
  void Add(State& state, const T& element, Weight weight) const {
    const Value& value = std::invoke(value_of_, element);
    if constexpr (kOptional) {
      if (value.has_value()) state.Add(*value, weight);
    } else {
      state.Add(value, weight);
    }
  }
  static void Merge(State& state, const State& change) { state.Merge(change); }

 private:
  ValueOf value_of_;
};

// The sum and the number of floats.
struct FloatState {
  FloatSum sum;
  Weight count = 0;

  void Add(double number, Weight weight) {
    sum.Add(number, weight);
    count = AddWeights(count, weight);
  }
  void Merge(const FloatState& other) {
    sum.Merge(other.sum);
    count = AddWeights(count, other.count);
  }
  bool empty() const { return count == 0 && sum.is_zero(); }
};

template <typename ValueOf, typename Value>
class FloatSumAggregate : public AddedValues<ValueOf, Value, FloatState> {
 public:
  using Values = AddedValues<ValueOf, Value, FloatState>;
  using Result = typename Values::template OptionalAs<OrderedFloat>;
  using Values::Values;

  Result Finish(const FloatState& state, Weight, absl::Status&) const {
    if constexpr (Values::kOptional) {
      if (state.count == 0) return std::nullopt;
    }
    return OrderedFloat(state.sum.Round());
  }
};

template <typename ValueOf, typename Value>
class FloatAverageAggregate : public AddedValues<ValueOf, Value, FloatState> {
 public:
  using Values = AddedValues<ValueOf, Value, FloatState>;
  using Result = std::optional<OrderedFloat>;
  using Values::Values;

  Result Finish(const FloatState& state, Weight, absl::Status&) const {
    if (state.count == 0) return std::nullopt;
    return OrderedFloat(state.sum.RoundedQuotient(state.count));
  }
};

template <typename ValueOf, typename Value>
class DecimalSumAggregate : public AddedValues<ValueOf, Value, DecimalSum> {
 public:
  using Values = AddedValues<ValueOf, Value, DecimalSum>;
  using Result = typename Values::template OptionalAs<Decimal>;
  using Values::Values;

  Result Finish(const DecimalSum& state, Weight, absl::Status& error) const {
    if constexpr (Values::kOptional) {
      if (state.count() == 0) return std::nullopt;
    }
    if (const std::optional<Decimal> total = state.Total()) return *total;
    if (error.ok()) error = absl::OutOfRangeError("sum of decimals overflows 64 bits");
    return Result();
  }
};

template <typename ValueOf, typename Value>
class DecimalAverageAggregate : public AddedValues<ValueOf, Value, DecimalSum> {
 public:
  using Values = AddedValues<ValueOf, Value, DecimalSum>;
  using Result = std::optional<Decimal>;
  using Values::Values;

  Result Finish(const DecimalSum& state, Weight, absl::Status& error) const {
    if (state.count() == 0) return std::nullopt;
    const Result average = state.Average();
    if (!average.has_value() && error.ok()) {
      error = absl::OutOfRangeError("average of decimals overflows 64 bits");
    }
    return average;
  }
};

}  // namespace cambium
