// School arithmetic on 64-bit digits, and rounding to the nearest double.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/wide_number.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "dataflow/check.h"

namespace cambium {
namespace {

constexpr int kLimbBits = 64;

using Limbs = WideNumber::Limbs;

void DropLeadingZeros(Limbs& limbs) {
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
}

// Two magnitudes with the same exponent, and no zeros in front.
bool IsLess(const Limbs& left, const Limbs& right) {
  if (left.size() != right.size()) return left.size() < right.size();
  return std::lexicographical_compare(left.rbegin(), left.rend(), right.rbegin(), right.rend());
}

void AddTo(Limbs& sum, const Limbs& addend) {
  sum.resize(std::max(sum.size(), addend.size()) + 1);
  uint64_t carry = 0;
  for (size_t i = 0; i < sum.size(); ++i) {
    const UInt128 digit = UInt128{sum[i]} + (i < addend.size() ? addend[i] : 0) + carry;
    sum[i] = static_cast<uint64_t>(digit);
    carry = static_cast<uint64_t>(digit >> kLimbBits);
  }
  DropLeadingZeros(sum);
}

// `subtrahend` is not greater.
void SubtractFrom(Limbs& difference, const Limbs& subtrahend) {
  bool borrow = false;
  for (size_t i = 0; i < difference.size(); ++i) {
    const UInt128 taken = UInt128{i < subtrahend.size() ? subtrahend[i] : 0} + borrow;
    borrow = difference[i] < taken;
    difference[i] -= static_cast<uint64_t>(taken);
  }
  DropLeadingZeros(difference);
}

// Returns whether something remains.
bool DivideBy(Limbs& limbs, uint64_t divisor) {
  uint64_t remainder = 0;
  for (size_t i = limbs.size(); i-- > 0;) {
    const UInt128 dividend = (UInt128{remainder} << kLimbBits) | limbs[i];
    limbs[i] = static_cast<uint64_t>(dividend / divisor);
    remainder = static_cast<uint64_t>(dividend) - limbs[i] * divisor;
  }
  DropLeadingZeros(limbs);
  return remainder != 0;
}

}  // namespace

WideNumber::WideNumber(bool negative, Limbs magnitude, int64_t exponent)
    : exponent_(exponent), limbs_(std::move(magnitude)) {
  DropLeadingZeros(limbs_);
  negative_ = negative && !limbs_.empty();
}

void WideNumber::MultiplyBy(uint64_t factor) {
  uint64_t carry = 0;
  for (uint64_t& limb : limbs_) {
    const UInt128 digit = UInt128{limb} * factor + carry;
    limb = static_cast<uint64_t>(digit);
    carry = static_cast<uint64_t>(digit >> kLimbBits);
  }
  limbs_.push_back(carry);
  DropLeadingZeros(limbs_);
  negative_ = negative_ && !limbs_.empty();
}

WideNumber WideNumber::Square() const {
  Limbs product(2 * limbs_.size());
  for (size_t i = 0; i < limbs_.size(); ++i) {
    uint64_t carry = 0;
    for (size_t k = 0; k < limbs_.size(); ++k) {
      const UInt128 digit = UInt128{limbs_[i]} * limbs_[k] + product[i + k] + carry;
      product[i + k] = static_cast<uint64_t>(digit);
      carry = static_cast<uint64_t>(digit >> kLimbBits);
    }
    product[i + limbs_.size()] = carry;
  }
  return {false, std::move(product), 2 * exponent_};
}

void WideNumber::ExtendDownTo(int64_t exponent) {
  if (exponent >= exponent_) return;
  const int64_t bits = exponent_ - exponent;
  MultiplyBy(uint64_t{1} << (bits % kLimbBits));
  limbs_.insert(limbs_.begin(), static_cast<size_t>(bits / kLimbBits), 0);
  exponent_ = exponent;
}

WideNumber WideNumber::Minus(WideNumber right) const {
  if (right.is_zero()) return *this;
  WideNumber left = *this;
  left.ExtendDownTo(right.exponent_);
  right.ExtendDownTo(left.exponent_);
  DropLeadingZeros(left.limbs_);  // A zero has been extended by zeros.
  if (left.negative_ != right.negative_) {
    AddTo(left.limbs_, right.limbs_);
    return {!right.negative_, std::move(left.limbs_), right.exponent_};
  }
  if (IsLess(left.limbs_, right.limbs_)) {
    SubtractFrom(right.limbs_, left.limbs_);
    return {!right.negative_, std::move(right.limbs_), right.exponent_};
  }
  SubtractFrom(left.limbs_, right.limbs_);
  return {left.negative_, std::move(left.limbs_), right.exponent_};
}

WideNumber::Leading WideNumber::LeadingOfQuotient(std::span<const uint64_t> divisors) const {
  Limbs limbs = limbs_;
  Leading leading{0, exponent_, false};
  // Each divisor takes away at most one limb, and what is left must fill 128 bits: three limbs,
  // as the highest may be as small as 1. Dividing the floor of a quotient gives the floor of
  // the whole quotient, so it is enough to note whether anything remained on the way.
  const size_t enough = divisors.size() + 3;
  if (limbs.size() < enough) {
    const size_t missing = enough - limbs.size();
    limbs.insert(limbs.begin(), missing, 0);
    leading.exponent -= static_cast<int64_t>(missing) * kLimbBits;
  }
  for (const uint64_t divisor : divisors) {
    CAMBIUM_CHECK(divisor != 0);
    if (DivideBy(limbs, divisor)) leading.remains = true;
  }
  const size_t size = limbs.size();
  const int zeros = std::countl_zero(limbs[size - 1]);
  const UInt128 first = (UInt128{limbs[size - 1]} << kLimbBits) | limbs[size - 2];
  const UInt128 third = UInt128{limbs[size - 3]} << zeros;
  leading.bits = (first << zeros) | (third >> kLimbBits);
  leading.exponent += static_cast<int64_t>(size - 2) * kLimbBits - zeros;
  leading.remains =
      leading.remains || static_cast<uint64_t>(third) != 0 ||
      std::any_of(limbs.begin(), limbs.end() - 3, [](uint64_t limb) { return limb != 0; });
  return leading;
}

WideNumber::Leading WideNumber::Root(Leading square) {
  if (square.exponent % 2 != 0) {
    square.remains = square.remains || (square.bits & 1) != 0;
    square.bits >>= 1;
    ++square.exponent;
  }
  // Of 127 or 128 bits, so the root has 64.
  uint64_t root = 0;
  for (uint64_t bit = uint64_t{1} << (kLimbBits - 1); bit != 0; bit >>= 1) {
    const uint64_t candidate = root | bit;
    if (UInt128{candidate} * candidate <= square.bits) root = candidate;
  }
  return {.bits = UInt128{root} << kLimbBits,
          .exponent = square.exponent / 2 - kLimbBits,
          .remains = square.remains || UInt128{root} * root != square.bits};
}

double WideNumber::Nearest(const Leading& leading) {
  constexpr int kMantissaBits = 53;
  constexpr int64_t kLeastExponent = -1074;  // of the least subnormal number
  const int64_t highest = leading.exponent + 127;
  if (highest > 1023) return std::numeric_limits<double>::infinity();
  const int64_t lowest = std::max(highest - (kMantissaBits - 1), kLeastExponent);
  const int64_t dropped = lowest - leading.exponent;  // at least 75
  if (dropped > 128) return 0;
  uint64_t mantissa = dropped == 128 ? 0 : static_cast<uint64_t>(leading.bits >> dropped);
  const UInt128 half = UInt128{1} << (dropped - 1);
  const UInt128 rest = leading.bits & (half | (half - 1));
  const bool above_half = rest > half || (rest == half && leading.remains);
  const bool is_tie = rest == half && !leading.remains;
  if (above_half || (is_tie && mantissa % 2 != 0)) ++mantissa;
  // At most 2^53, so this is exact, or infinity.
  return std::ldexp(static_cast<double>(mantissa), static_cast<int>(lowest));
}

double WideNumber::RoundQuotient(std::span<const uint64_t> divisors) const {
  if (is_zero()) return 0;
  const double magnitude = Nearest(LeadingOfQuotient(divisors));
  return negative_ && magnitude != 0 ? -magnitude : magnitude;
}

double WideNumber::RoundRootOfQuotient(std::span<const uint64_t> divisors) const {
  if (is_zero()) return 0;
  if (negative_) return std::numeric_limits<double>::quiet_NaN();
  return Nearest(Root(LeadingOfQuotient(divisors)));
}

}  // namespace cambium
