// The exact sum of weighted doubles: one that forgets what was deleted.
//
//     FloatSum sum;
//     sum.Add(1e308, +1);  sum.Add(0.1, +3);  sum.Add(1e308, -1);
//     sum.Round()                   0.30000000000000004, three times 0.1 rounded once
//     sum.Add(0.1, -3)              now it is the empty sum again, byte for byte
//
// Doubles added one to another lose low digits, and which ones depends on the order; a view
// that adds and deletes would drift away from its query. Here nothing is lost: the sum is an
// integer in two's complement, of 64-bit limbs, with a position. Limb i counts 2^(64·i - 16):
//
//     limb            …          0                 -1                -2          …
//     bits of    2^48 …  |  2^47 … 2^-16  |  2^-17 … 2^-80  |  2^-81 … 2^-144  |  …
//                         integers, cents    digits of 0.1     digits of 1e-9
//
// The boundaries are chosen such that integers, halves and quarters, or full doubles between
// 4e-9 and 7e10, each keep to one lowest limb and the position seldom moves.
//
// Infinities and NaN are counted by weight, apart from the finite sum. While NaN, or both
// infinities, have a net weight, the result is NaN; while one infinity has, it is that one,
// or its opposite if the weight is negative. Deleting them brings the finite sum back.
//
// Law: the states are an Abelian group under Merge, with Negated as inverse. A state is a
// function of the exact sum and the three counts alone, so equal sums have equal bytes, and
// a rounded result depends neither on order nor on history.
//
// Cost: Add about 6 ns and no allocation while the sum fits the four limbs inside: while its
// least and greatest digits are less than 2^192 apart, whatever the alignment; else O(limbs),
// about 55 ns for all magnitudes of doubles. An Add that moves the position, the first among
// them, costs about 20. 48 bytes, and about 140 more if the sum is wider or has infinities.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "dataflow/int128.h"
#include "dataflow/weight.h"
#include "dataflow/wide_number.h"

namespace cambium {

class FloatSum {
 public:
  FloatSum() = default;
  FloatSum(const FloatSum& other)
      : limbs_(other.limbs_),
        position_(other.position_),
        rest_(other.rest_ == nullptr ? nullptr : std::make_unique<Rest>(*other.rest_)) {}
  FloatSum(FloatSum&& other) noexcept  // Leaves the empty sum.
      : limbs_(std::exchange(other.limbs_, {})),
        position_(std::exchange(other.position_, 0)),
        rest_(std::move(other.rest_)) {}
  FloatSum& operator=(FloatSum other) noexcept {
    limbs_ = other.limbs_;
    position_ = other.position_;
    rest_ = std::move(other.rest_);
    return *this;
  }
  ~FloatSum() = default;

  // Adds weight · number, or weight · number², exactly. Any weight, any number.
  void Add(double number, Weight weight);
  void AddSquare(double number, Weight weight);

  void Merge(const FloatSum& other);
  FloatSum Negated() const;

  // Nothing is left: the sum is zero, and no infinity or NaN has a net weight.
  bool is_zero() const { return limbs_[0] == 0 && rest_ == nullptr; }
  // No infinity or NaN has a net weight.
  bool is_finite() const { return !ValueOfCounts().has_value(); }

  // The double nearest to the exact sum, half to even; infinite beyond the greatest double.
  // Never -0.0.
  double Round() const;

  // The double nearest to the exact sum / divisor, which is not zero: one rounding, not two.
  double RoundedQuotient(int64_t divisor) const;

  // The sum of the finite numbers.
  WideNumber finite() const;

  bool operator==(const FloatSum& other) const;

 private:
  using Limbs = WideNumber::Limbs;
  static constexpr size_t kInlineLimbs = 4;

  // What does not fit inside, or is rare.
  struct Rest {
    Limbs limbs;  // Empty if the sum fits inside; else minimal, and those inside are zero.
    Weight plus_infinity = 0;
    Weight minus_infinity = 0;
    Weight nan = 0;

    bool operator==(const Rest&) const = default;
  };

  void AddProduct(Int128 product, int64_t exponent);
  void AddLimbs(std::span<const uint64_t> addend, int64_t position);
  void Count(double number, Weight weight);
  std::optional<double> ValueOfCounts() const;

  std::span<const uint64_t> limbs() const;
  void Store(std::span<const uint64_t> limbs, int64_t position);
  Rest& rest();
  void DropEmptyRest();

  // The lowest limb is not zero unless all are, and then the position is 0.
  std::array<uint64_t, kInlineLimbs> limbs_{};
  int64_t position_ = 0;        // which limb the lowest one is
  std::unique_ptr<Rest> rest_;  // Null if it would be empty.
};

}  // namespace cambium
