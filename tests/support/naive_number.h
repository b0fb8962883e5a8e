// Arithmetic as rule 19 has it: exact, or rounded half away from zero where it says so.
//
// Numbers of all kinds are compared, and rounded to doubles, as fractions of integers of any
// size.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>

#include "tests/support/big_integer.h"
#include "tests/support/naive_value.h"

namespace cambium::testing {

// numerator / denominator, which is positive.
struct Exact {
  BigInteger numerator = BigInteger(0);
  BigInteger denominator = BigInteger(1);

  friend std::strong_ordering operator<=>(const Exact& left, const Exact& right) {
    return left.numerator * right.denominator <=> right.numerator * left.denominator;
  }
  friend Exact operator+(const Exact& left, const Exact& right) {
    return {left.numerator * right.denominator + right.numerator * left.denominator,
            left.denominator * right.denominator};
  }
  friend Exact operator*(const Exact& left, const Exact& right) {
    return {left.numerator * right.numerator, left.denominator * right.denominator};
  }
};

BigInteger BigOf(Int128 number);
Exact ExactOf(const NaiveValue& number);
// Ties to even; of a root, which is not negative, likewise.
double NearestDouble(const Exact& number);
double NearestRoot(const Exact& number);

bool FitsInt64(Int128 number);
Int128 PowerOfTen(int exponent);

// Int, Decimal or ratio as a ratio, with so many digits printed, at least.
NaiveValue AsRatio(const NaiveValue& number, int scale);
// To so many digits after the point: an Int for none, else a Decimal.
NaiveValue RoundNumber(const NaiveValue& number, int scale);

// kAdd, kSubtract, kMultiply, kDivide, kModulo; of numbers, times and dates. NULL of NULL.
NaiveValue NaiveArithmetic(ExprKind kind, const NaiveValue& left, const NaiveValue& right);
// The type of that.
NaiveType ArithmeticType(ExprKind kind, const NaiveType& left, const NaiveType& right);

}  // namespace cambium::testing
