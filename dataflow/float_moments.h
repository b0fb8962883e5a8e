// The exact first two moments of weighted doubles, Σx and Σx², and the variance they make.
//
//     variance = (n·Σx² - (Σx)²) / (n·(n - 1))
//
// In doubles this formula is useless: for values far from zero both terms are nearly equal,
// and what is left of their difference is rounding errors, often negative. Here both sums are
// exact, squares down to the last bit below the least double included, and so is the
// difference. One quotient, or one root of it, is then rounded once: the result is the double
// nearest to the true variance, or to the true standard deviation.
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

namespace cambium {

class FloatMoments {
 public:
  void Add(double number, Weight weight);
  void Merge(const FloatMoments& other);
  FloatMoments Negated() const;

  bool is_zero() const { return sum_.is_zero() && squares_.is_zero(); }
  const FloatSum& sum() const { return sum_; }

  // Of a sample of n numbers, where n is the sum of all weights: the nearest double. Nothing
  // below two rows. NaN if an infinity or NaN is among the numbers, as their mean has no
  // distance from them. The standard deviation is a root of the exact variance, not of the
  // rounded one; it is NaN if that is negative, which weights of no table can make it.
  std::optional<double> SampleVariance(int64_t n) const;
  std::optional<double> SampleStddev(int64_t n) const;

  bool operator==(const FloatMoments&) const = default;

 private:
  FloatSum sum_;
  FloatSum squares_;
};

}  // namespace cambium
