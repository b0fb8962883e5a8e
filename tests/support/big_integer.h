// Integers of any size: the oracle for exact sums of doubles and for their rounding.
//
// In units of 2^-1074, the least subnormal number, every double is an integer, and so is every
// sum. Whether a double is the nearest one to a quotient or a root is then a comparison with
// the middle between it and its neighbour. Nothing here rounds, so the oracle has nothing in
// common with the code under test.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cmath>
#include <compare>
#include <cstdint>
#include <utility>

#include "tests/support/big_rational.h"

namespace cambium::testing {

class BigInteger {
 public:
  explicit BigInteger(int64_t number)
      : BigInteger(number < 0, BigNatural(number < 0 ? 0 - static_cast<uint64_t>(number)
                                                     : static_cast<uint64_t>(number))) {}
  BigInteger(bool negative, BigNatural magnitude)
      : negative_(negative && !magnitude.is_zero()), magnitude_(std::move(magnitude)) {}

  static BigInteger PowerOfTwo(size_t exponent) {
    return {false, BigNatural::PowerOfTwo(exponent)};
  }

  friend BigInteger operator-(const BigInteger& number) {
    return {!number.negative_, number.magnitude_};
  }

  friend BigInteger operator+(const BigInteger& left, const BigInteger& right) {
    if (left.negative_ == right.negative_) {
      return {left.negative_, left.magnitude_ + right.magnitude_};
    }
    if (left.magnitude_ < right.magnitude_) {
      return {right.negative_, right.magnitude_ - left.magnitude_};
    }
    return {left.negative_, left.magnitude_ - right.magnitude_};
  }

  friend BigInteger operator-(const BigInteger& left, const BigInteger& right) {
    return left + -right;
  }

  friend BigInteger operator*(const BigInteger& left, const BigInteger& right) {
    return {left.negative_ != right.negative_, left.magnitude_ * right.magnitude_};
  }

  friend std::strong_ordering operator<=>(const BigInteger& left, const BigInteger& right) {
    if (left.negative_ != right.negative_) {
      return left.negative_ ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    return left.negative_ ? right.magnitude_ <=> left.magnitude_
                          : left.magnitude_ <=> right.magnitude_;
  }
  friend bool operator==(const BigInteger&, const BigInteger&) = default;

 private:
  bool negative_;  // Zero is not.
  BigNatural magnitude_;
};

// number / 2^-1074. An infinity counts as 2^1024, the double that would come next.
inline BigInteger UnitsOf(double number) {
  if (std::isinf(number)) return {number < 0, BigNatural::PowerOfTwo(1024 + 1074)};
  int exponent = 0;
  const double mantissa = std::frexp(std::fabs(number), &exponent);
  // All bits of a number, none of which is below 2^-1074.
  const int bits = exponent + 1074 < 53 ? exponent + 1074 : 53;
  if (bits <= 0) return BigInteger(0);
  const auto digits = static_cast<uint64_t>(std::ldexp(mantissa, bits));
  const auto shift = static_cast<size_t>(exponent - bits + 1074);
  return {number < 0, BigNatural(digits) * BigNatural::PowerOfTwo(shift)};
}

// What has the middle between `result` and the next double in one direction as a bound may
// be equal to it only if the result is the even one of the two.
inline bool KeepsBound(std::strong_ordering towards_bound, double result) {
  const bool is_even = std::bit_cast<uint64_t>(result) % 2 == 0;
  return towards_bound < 0 || (towards_bound == 0 && is_even);
}

// Whether `result` is numerator / denominator units, rounded to nearest, half to even.
// The denominator is positive.
inline bool IsNearest(double result, const BigInteger& numerator,
                      const BigInteger& denominator) {
  if (std::isnan(result) || (result == 0 && std::signbit(result))) return false;
  const BigInteger twice = BigInteger(2) * numerator;
  const auto bound = [&](double neighbour) {
    return denominator * (UnitsOf(result) + UnitsOf(neighbour));
  };
  if (result < INFINITY &&
      !KeepsBound(twice <=> bound(std::nextafter(result, INFINITY)), result)) {
    return false;
  }
  return result == -INFINITY ||
         KeepsBound(bound(std::nextafter(result, -INFINITY)) <=> twice, result);
}

// The same for the square root of numerator / denominator units², neither of them negative.
inline bool IsNearestRoot(double result, const BigInteger& numerator,
                          const BigInteger& denominator) {
  if (std::isnan(result) || std::signbit(result)) return false;
  const BigInteger fourfold = BigInteger(4) * numerator;
  const auto bound = [&](double neighbour) {
    const BigInteger sum = UnitsOf(result) + UnitsOf(neighbour);
    return denominator * sum * sum;
  };
  if (result < INFINITY &&
      !KeepsBound(fourfold <=> bound(std::nextafter(result, INFINITY)), result)) {
    return false;
  }
  return result == 0 || KeepsBound(bound(std::nextafter(result, 0)) <=> fourfold, result);
}

}  // namespace cambium::testing
