// A binary number of any size, held exactly, and its quotients and roots rounded once.
//
//     ± limbs · 2^exponent      limbs: an integer of 64-bit digits, the least first
//
// Sums of doubles are finite binary numbers, so what an aggregate makes of them by adding and
// multiplying can be had exactly; only its last operation, a quotient or a root, is not such a
// number. Rounding happens there, to the nearest double, half to even.
//
// Law: a rounded result is the double nearest to the true value, as if computed with infinite
// precision: also where it is subnormal, or beyond the greatest double, which gives infinity.
// Zero is 0.0, never -0.0.
//
// Cost: O(limbs), Square O(limbs^2), a root 64 multiplications more. No allocation while
// numbers have at most 12 limbs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "absl/container/inlined_vector.h"
#include "dataflow/int128.h"

namespace cambium {

class WideNumber {
 public:
  using Limbs = absl::InlinedVector<uint64_t, 12>;

  WideNumber() = default;
  WideNumber(bool negative, Limbs magnitude, int64_t exponent);

  bool is_zero() const { return limbs_.empty(); }
  bool is_negative() const { return negative_; }

  void MultiplyBy(uint64_t factor);
  WideNumber Square() const;
  WideNumber Minus(WideNumber right) const;

  // The quotient by all divisors, none of which is zero; without any, the number itself.
  double RoundQuotient(std::span<const uint64_t> divisors) const;
  double Round() const { return RoundQuotient({}); }

  // The square root of the quotient by all divisors; NaN if the number is negative.
  double RoundRootOfQuotient(std::span<const uint64_t> divisors) const;

 private:
  // The beginning of a magnitude: 128 bits of which the highest is 1 and the first 64, at
  // least, are right. It is bits · 2^exponent or, if something remains, more.
  struct Leading {
    UInt128 bits;
    int64_t exponent;
    bool remains;
  };

  Leading LeadingOfQuotient(std::span<const uint64_t> divisors) const;
  static Leading Root(Leading square);
  static double Nearest(const Leading& leading);

  // Makes the exponent at most `exponent`, without another value.
  void ExtendDownTo(int64_t exponent);

  bool negative_ = false;  // Zero is not.
  int64_t exponent_ = 0;
  Limbs limbs_;  // The last is not zero.
};

}  // namespace cambium
