// The variance of n numbers from their exact moments, Σx and Σx², rounded once.
//
//     variance = (n·Σx² - (Σx)²) / (n·(n - 1))        of a sample; of a population / (n·n)
//
// In doubles this formula is useless: for values far from zero both terms are nearly equal,
// and what is left of their difference is rounding errors, often negative. Here the sums and
// the difference are exact, and one quotient, or one root of it, is rounded: the result is the
// double nearest to the true variance, or to the true standard deviation.
//
// Law: a function of the exact moments alone, so it depends neither on order nor on history.
//
// Cost: O(limbs^2), about 70 ns for narrow sums.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "dataflow/wide_number.h"

namespace cambium {

// Whether the numbers are all that there are, or some of many: what the sum of squared
// distances from the mean is divided by, n or n - 1.
enum class Numbers { kPopulation, kSample };

// Nothing where the divisor would not be positive: of a sample below two numbers, of a
// population below one.
std::optional<double> Variance(const WideNumber& sum, const WideNumber& squares, int64_t n,
                               Numbers numbers);

// The root of the exact variance, not of the rounded one. NaN if that is negative, which
// weights of no table can make it.
std::optional<double> StandardDeviation(const WideNumber& sum, const WideNumber& squares,
                                        int64_t n, Numbers numbers);

}  // namespace cambium
