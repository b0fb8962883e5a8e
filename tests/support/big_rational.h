// Numbers of any size and precision: the oracle for the order of numbers, and what the oracle
// for their sums (tests/support/big_integer.h) is made of.
//
// A number is sign · numerator / denominator, both as long as needed. It is built by school
// multiplication and compared by multiplying across, so there is nothing to round and nothing
// in common with the code under test. Slow.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace cambium::testing {

class BigNatural {
 public:
  explicit BigNatural(uint64_t number) {
    for (; number != 0; number >>= 32) limbs_.push_back(static_cast<uint32_t>(number));
  }

  static BigNatural Power(uint64_t base, int exponent) {
    BigNatural power(1);
    for (int i = 0; i < exponent; ++i) power = power * BigNatural(base);
    return power;
  }

  static BigNatural PowerOfTwo(size_t exponent) {
    BigNatural power(uint64_t{1} << (exponent % 32));
    power.limbs_.insert(power.limbs_.begin(), exponent / 32, 0);
    return power;
  }

  friend BigNatural operator+(const BigNatural& left, const BigNatural& right) {
    BigNatural sum(0);
    uint64_t carry = 0;
    for (size_t i = 0; i < left.limbs_.size() || i < right.limbs_.size() || carry != 0; ++i) {
      carry += uint64_t{left.Limb(i)} + right.Limb(i);
      sum.limbs_.push_back(static_cast<uint32_t>(carry));
      carry >>= 32;
    }
    return sum;
  }

  // `right` is not greater than `left`.
  friend BigNatural operator-(const BigNatural& left, const BigNatural& right) {
    BigNatural difference(0);
    int64_t borrow = 0;
    for (size_t i = 0; i < left.limbs_.size(); ++i) {
      borrow += int64_t{left.Limb(i)} - int64_t{right.Limb(i)};
      difference.limbs_.push_back(static_cast<uint32_t>(borrow));
      borrow >>= 32;
    }
    difference.DropZeros();
    return difference;
  }

  friend BigNatural operator*(const BigNatural& left, const BigNatural& right) {
    BigNatural product(0);
    product.limbs_.resize(left.limbs_.size() + right.limbs_.size());
    for (size_t i = 0; i < left.limbs_.size(); ++i) {
      uint64_t carry = 0;
      for (size_t k = 0; k < right.limbs_.size(); ++k) {
        carry += uint64_t{left.limbs_[i]} * right.limbs_[k] + product.limbs_[i + k];
        product.limbs_[i + k] = static_cast<uint32_t>(carry);
        carry >>= 32;
      }
      product.limbs_[i + right.limbs_.size()] = static_cast<uint32_t>(carry);
    }
    product.DropZeros();
    return product;
  }

  friend std::strong_ordering operator<=>(const BigNatural& left, const BigNatural& right) {
    if (left.limbs_.size() != right.limbs_.size()) {
      return left.limbs_.size() <=> right.limbs_.size();
    }
    for (size_t i = left.limbs_.size(); i-- > 0;) {
      if (left.limbs_[i] != right.limbs_[i]) return left.limbs_[i] <=> right.limbs_[i];
    }
    return std::strong_ordering::equal;
  }

  friend bool operator==(const BigNatural&, const BigNatural&) = default;

  bool is_zero() const { return limbs_.empty(); }

 private:
  uint32_t Limb(size_t i) const { return i < limbs_.size() ? limbs_[i] : 0; }
  void DropZeros() {
    while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
  }

  std::vector<uint32_t> limbs_;  // The least first; the last is not zero.
};

class BigRational {
 public:
  static BigRational OfInt(int64_t number) { return OfScaled(number, 0); }

  // unscaled / 10^scale.
  static BigRational OfScaled(int64_t unscaled, int scale) {
    const auto bits = static_cast<uint64_t>(unscaled);
    return {unscaled < 0, BigNatural(unscaled < 0 ? 0 - bits : bits),
            BigNatural::Power(10, scale)};
  }

  // `denominator` is not zero.
  static BigRational OfQuotient(bool negative, BigNatural numerator, BigNatural denominator) {
    return {negative, std::move(numerator), std::move(denominator)};
  }

  // NaN and the infinities stand for 2^2000, 2^1999 and -2^1999: beyond every double.
  static BigRational OfFloat(double number) {
    if (std::isnan(number)) return {false, BigNatural::Power(2, 2000), BigNatural(1)};
    if (std::isinf(number)) return {number < 0, BigNatural::Power(2, 1999), BigNatural(1)};
    int exponent = 0;
    const double mantissa = std::frexp(std::fabs(number), &exponent);
    const auto digits = static_cast<uint64_t>(std::ldexp(mantissa, 53));
    exponent -= 53;
    if (exponent >= 0) {
      return {number < 0, BigNatural(digits) * BigNatural::Power(2, exponent), BigNatural(1)};
    }
    return {number < 0, BigNatural(digits), BigNatural::Power(2, -exponent)};
  }

  friend std::strong_ordering operator<=>(const BigRational& left, const BigRational& right) {
    if (left.negative_ != right.negative_) {
      return left.negative_ ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    const auto order =
        left.numerator_ * right.denominator_ <=> right.numerator_ * left.denominator_;
    return left.negative_ ? 0 <=> order : order;
  }

 private:
  BigRational(bool negative, BigNatural numerator, BigNatural denominator)
      : negative_(negative && !numerator.is_zero()),
        numerator_(std::move(numerator)),
        denominator_(std::move(denominator)) {}

  bool negative_;  // Zero is not.
  BigNatural numerator_;
  BigNatural denominator_;
};

}  // namespace cambium::testing
