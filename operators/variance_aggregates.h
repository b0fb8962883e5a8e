// VARIANCE and STANDARD DEVIATION: linear aggregates over exact moments.
//
//     group {2, 4, 4, 4, 5, 5, 7, 9}   Σx = 40, Σx² = 232
//                                      of a population  variance 4, deviation 2
//                                      of a sample      variance 32/7, deviation its root
//
// As in SQL and TreeQL the plain names are the sample's, which divides by n - 1; those of a
// population, which divides by n, say so. Σx and Σx² are exact, of integers and of floats, and
// the result is rounded once: nothing is cancelled however far from zero the values are, and
// it is the same, to the bit, in any order and history.
//
// Nothing (NULL) of a sample below two values, or of a population of none. While the group
// holds an infinity or NaN the result is NaN, which deleting them undoes. Weights of no table
// can make a variance negative; the deviation is NaN then.
//
// Law: linear, as all of operators/linear_aggregates.h.
//
// State: 64 bytes for each group of integers, 104 and more of floats. Cost: O(1) per entry of
// the delta, about 70 ns for each result.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <optional>
#include <type_traits>

#include "absl/status/status.h"
#include "dataflow/float_moments.h"
#include "dataflow/integer_moments.h"
#include "operators/number_aggregates.h"

namespace cambium {

// The moments and the number of values.
template <typename Moments>
struct MomentsState {
  Moments moments;
  Weight count = 0;

  template <typename Number>
  void Add(Number number, Weight weight) {
    moments.Add(number, weight);
    count = AddWeights(count, weight);
  }
  void Merge(const MomentsState& other) {
    moments.Merge(other.moments);
    count = AddWeights(count, other.count);
  }
  bool operator==(const MomentsState&) const = default;
};

enum class Dispersion { kVariance, kStandardDeviation };

template <typename Value>
using MomentsOf = MomentsState<
    std::conditional_t<std::is_integral_v<typename internal::Unwrapped<Value>::Type>,
                       IntegerMoments, FloatMoments>>;

template <typename ValueOf, typename Value, Dispersion kDispersion, Numbers kNumbers>
class DispersionAggregate : public AddedValues<ValueOf, Value, MomentsOf<Value>> {
 public:
  using Values = AddedValues<ValueOf, Value, MomentsOf<Value>>;
  using Result = std::optional<OrderedFloat>;
  using Values::Values;

  Result Finish(const MomentsOf<Value>& state, Weight, absl::Status&) const {
    if constexpr (kDispersion == Dispersion::kVariance) {
      return state.moments.Variance(state.count, kNumbers);
    } else {
      return state.moments.StandardDeviation(state.count, kNumbers);
    }
  }
};

}  // namespace cambium
