// Integers of any size: the oracle for exact sums of doubles and for their rounding.
//
// In units of 2^-1074, the least subnormal number, every double is an integer, and so is every
// sum. Whether a double is the nearest one to a quotient or a root is then a comparison with
// the middle between it and its neighbour. Nothing here rounds, so the oracle has nothing in
// common with the code under test.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
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

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

// number / 2^-1074. An infinity counts as 2^1024, the double that would come next.
inline BigInteger UnitsOf(double number) {
  if (std::isinf(number)) return {number < 0, BigNatural::PowerOfTwo(1024 + 1074)};
  int exponent = 0;
  const double mantissa = std::frexp(std::fabs(number), &exponent);
  // All bits of a number, none of which is below 2^-1074.
  const int places = exponent + 1074;
  const int bits = std::min(places, 53);
  if (number == 0) return BigInteger(0);
  const auto digits = static_cast<uint64_t>(std::ldexp(mantissa, bits));
  const int shift = places - bits;
  return {number < 0, BigNatural(digits) * BigNatural::PowerOfTwo(static_cast<size_t>(shift))};
}

// What has the middle between `result` and the next double in one direction as a bound may
// be equal to it only if the result is the even one of the two.
inline bool KeepsBound(std::strong_ordering towards_bound, double result) {
  const bool is_even = std::bit_cast<uint64_t>(result) % 2 == 0;
  return std::is_lt(towards_bound) || (std::is_eq(towards_bound) && is_even);
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
  if (result < kInfinity &&
      !KeepsBound(twice <=> bound(std::nextafter(result, kInfinity)), result)) {
    return false;
  }
  return result == -kInfinity ||
         KeepsBound(bound(std::nextafter(result, -kInfinity)) <=> twice, result);
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
  if (result < kInfinity &&
      !KeepsBound(fourfold <=> bound(std::nextafter(result, kInfinity)), result)) {
    return false;
  }
  return result == 0 || KeepsBound(bound(std::nextafter(result, 0)) <=> fourfold, result);
}

}  // namespace cambium::testing
