// The exact first two moments of weighted doubles, Σx and Σx², and the variance they make.
//
//     {2:+1, 4:+3, 5:+2, 7:+1, 9:+1}      Σx = 40, Σx² = 232, variance of the sample 32/7
//
// Both sums are exact, squares down to the last bit below the least double included; see
// dataflow/variance.h for what is made of them.
//
// Law: as FloatSum, of which this is a pair: an Abelian group under Merge, equal moments have
// equal bytes, and results depend neither on order nor on history.
//
// Cost: Add as two of FloatSum's; a result O(limbs^2), about 70 ns for narrow sums and 3 µs for
// all magnitudes of doubles. 96 bytes while both sums are narrow.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "dataflow/float_sum.h"
#include "dataflow/variance.h"

namespace cambium {

class FloatMoments {
 public:
  void Add(double number, Weight weight);
  void Merge(const FloatMoments& other);
  FloatMoments Negated() const;

  bool is_zero() const { return sum_.is_zero() && squares_.is_zero(); }
  const FloatSum& sum() const { return sum_; }

  // Of n numbers, where n is the sum of all weights; as the functions of dataflow/variance.h,
  // but NaN if an infinity or NaN is among the numbers, as their mean has no distance from
  // them.
  std::optional<double> Variance(int64_t n, Numbers numbers) const;
  std::optional<double> StandardDeviation(int64_t n, Numbers numbers) const;

  bool operator==(const FloatMoments&) const = default;

 private:
  FloatSum sum_;
  FloatSum squares_;
};

}  // namespace cambium
