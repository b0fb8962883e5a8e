// The exact first two moments of weighted integers, Σx and Σx², in 128 and 192 bits.
//
//     {2:+1, 4:+3, 5:+2, 7:+1, 9:+1}      Σx = 40, Σx² = 232, variance of the sample 32/7
//
// Neither sum can overflow: 2^63 copies of any integers of 64 bits, with a sign or without,
// make squares below 2^191.
//
// Law: an Abelian group under Merge. Moments are a function of the two sums alone, so equal
// sums have equal bytes, and results depend neither on order nor on history.
//
// Cost: Add a few multiplications of 64 bits; a result as dataflow/variance.h. 48 bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>

#include "dataflow/int128.h"
#include "dataflow/variance.h"
#include "dataflow/weight.h"

namespace cambium {

class IntegerMoments {
 public:
  template <std::integral T>
  void Add(T number, Weight weight) {
    AddWide(number, weight);
  }
  void Merge(const IntegerMoments& other);

  // Of n numbers, where n is the sum of all weights: see dataflow/variance.h.
  std::optional<double> Variance(int64_t n, Numbers numbers) const;
  std::optional<double> StandardDeviation(int64_t n, Numbers numbers) const;

  bool operator==(const IntegerMoments&) const = default;

 private:
  using Limbs = std::array<uint64_t, 3>;

  // `number` has 64 bits, and a sign or not.
  void AddWide(Int128 number, Weight weight);
  void AddToSquares(const Limbs& addend);

  Int128 sum_ = 0;
  Limbs squares_{};  // In two's complement, the least limb first.
};

}  // namespace cambium
