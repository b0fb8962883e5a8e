// Scaled integers, ratios, doubles.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/naive_number.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "tests/support/naive_time.h"

namespace cambium::testing {
namespace {

constexpr int kMaxScale = 18;

// Half away from zero; the divisor is positive.
Int128 DivideRounded(Int128 number, Int128 divisor) {
  const Int128 half = divisor / 2;  // Of an odd divisor there is no exact half to round.
  return (number < 0 ? number - half : number + half) / divisor;
}

NaiveValue Checked(NaiveValue value) {
  if (!FitsInt64(value.number)) throw NaiveError("overflow");
  return value;
}

Int128 Gcd(Int128 a, Int128 b) {
  while (b != 0) {
    const Int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

NaiveValue Ratio(Int128 number, Int128 divisor, int scale) {
  if (divisor < 0) return Ratio(-number, -divisor, scale);
  const Int128 common = std::max<Int128>(Gcd(number, divisor), 1);
  NaiveValue ratio;
  ratio.kind = NaiveKind::kRatio;
  ratio.number = number / common;
  ratio.divisor = divisor / common;
  ratio.scale = scale;
  return ratio;
}

NaiveValue OfFloats(ExprKind kind, double a, double b) {
  switch (kind) {
    case ExprKind::kAdd:
      return NaiveFloat(a + b);
    case ExprKind::kSubtract:
      return NaiveFloat(a - b);
    case ExprKind::kMultiply:
      return NaiveFloat(a * b);
    case ExprKind::kDivide:
      return b == 0 ? NaiveValue() : NaiveFloat(a / b);
    default:
      return b == 0 ? NaiveValue() : NaiveFloat(std::fmod(a, b));
  }
}

NaiveValue OfRatios(ExprKind kind, const NaiveValue& a, const NaiveValue& b) {
  const int scale = std::max(a.scale, b.scale);
  switch (kind) {
    case ExprKind::kAdd:
      return Ratio(a.number * b.divisor + b.number * a.divisor, a.divisor * b.divisor, scale);
    case ExprKind::kSubtract:
      return Ratio(a.number * b.divisor - b.number * a.divisor, a.divisor * b.divisor, scale);
    case ExprKind::kMultiply:
      return Ratio(a.number * b.number, a.divisor * b.divisor, scale);
    case ExprKind::kDivide:
      if (b.number == 0) return {};
      return Ratio(a.number * b.divisor, a.divisor * b.number, scale);
    default:
      throw InvalidScript("% of an average");
  }
}

NaiveValue OfInts(ExprKind kind, Int128 a, Int128 b) {
  switch (kind) {
    case ExprKind::kAdd:
      return Checked(NaiveInt(a + b));
    case ExprKind::kSubtract:
      return Checked(NaiveInt(a - b));
    case ExprKind::kMultiply:
      return Checked(NaiveInt(a * b));
    case ExprKind::kDivide:
      return b == 0 ? NaiveValue() : Checked(NaiveInt(a / b));
    default:
      return b == 0 ? NaiveValue() : Checked(NaiveInt(a % b));
  }
}

NaiveValue OfDecimals(ExprKind kind, const NaiveValue& left, const NaiveValue& right) {
  const int scale = std::max(left.scale, right.scale);
  if (kind == ExprKind::kMultiply) {
    const Int128 product = left.number * right.number;
    const int sum = left.scale + right.scale;
    if (sum <= kMaxScale) return Checked(NaiveDecimal(product, sum));
    return Checked(
        NaiveDecimal(DivideRounded(product, PowerOfTen(sum - kMaxScale)), kMaxScale));
  }
  const Int128 a = left.number * PowerOfTen(scale - left.scale);
  const Int128 b = right.number * PowerOfTen(scale - right.scale);
  switch (kind) {
    case ExprKind::kAdd:
      return Checked(NaiveDecimal(a + b, scale));
    case ExprKind::kSubtract:
      return Checked(NaiveDecimal(a - b, scale));
    case ExprKind::kModulo:
      return b == 0 ? NaiveValue() : Checked(NaiveDecimal(a % b, scale));
    default: {
      if (b == 0) return {};
      const int digits = std::min(std::max(scale, 4) + 2, kMaxScale);
      const Int128 grown = a * PowerOfTen(digits);
      return Checked(
          NaiveDecimal(DivideRounded(b < 0 ? -grown : grown, b < 0 ? -b : b), digits));
    }
  }
}

// The nearest double of those around a guess.
template <typename IsRight>
double Settle(double guess, IsRight is_right) {
  double below = guess, above = guess;
  for (int i = 0; i < 64; ++i) {
    if (is_right(below)) return below;
    if (is_right(above)) return above;
    below = std::nextafter(below, -kInfinity);
    above = std::nextafter(above, kInfinity);
  }
  throw InvalidScript("a number that the oracle cannot round");
}

// To within a few units in the last place.
double Guess(const Exact& number) {
  const auto fits = [&](double real) {  // real ≤ number
    return UnitsOf(real) * number.denominator <=
           number.numerator * BigInteger::PowerOfTwo(1074);
  };
  double low = -std::numeric_limits<double>::max(), high = -low;
  while (std::nextafter(low, kInfinity) < high) {
    // By halves of the representations, so that any size is found in 64 steps.
    const auto order = [](double real) {
      const auto bits = std::bit_cast<std::int64_t>(real);
      return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
    };
    const Int128 middle = (Int128{order(low)} + order(high)) / 2;
    const auto bits = static_cast<std::int64_t>(middle);
    const double real = std::bit_cast<double>(
        bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits);
    (fits(real) ? low : high) = real;
  }
  return low;
}

}  // namespace

BigInteger BigOf(Int128 number) {
  const bool negative = number < 0;
  const Int128 magnitude = negative ? -number : number;
  const BigNatural high(static_cast<std::uint64_t>(magnitude >> 64));
  const BigNatural low(static_cast<std::uint64_t>(magnitude & ~std::uint64_t{0}));
  return {negative, high * BigNatural::PowerOfTwo(64) + low};
}

Exact ExactOf(const NaiveValue& number) {
  if (number.kind == NaiveKind::kFloat) {
    return {UnitsOf(number.real), BigInteger::PowerOfTwo(1074)};
  }
  if (number.kind == NaiveKind::kRatio) return {BigOf(number.number), BigOf(number.divisor)};
  return {BigOf(number.number), BigOf(PowerOfTen(number.scale))};
}

double NearestDouble(const Exact& number) {
  const BigInteger units = number.numerator * BigInteger::PowerOfTwo(1074);
  return Settle(Guess(number),
                [&](double real) { return IsNearest(real, units, number.denominator); });
}

double NearestRoot(const Exact& number) {
  const BigInteger units = number.numerator * BigInteger::PowerOfTwo(2 * 1074);
  return Settle(std::sqrt(Guess(number)),
                [&](double real) { return IsNearestRoot(real, units, number.denominator); });
}

bool FitsInt64(Int128 number) {
  return number >= std::numeric_limits<std::int64_t>::min() &&
         number <= std::numeric_limits<std::int64_t>::max();
}

Int128 PowerOfTen(int exponent) {
  Int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

NaiveValue AsRatio(const NaiveValue& number, int scale) {
  const int digits = std::max(number.scale, scale);
  if (number.kind == NaiveKind::kRatio) return Ratio(number.number, number.divisor, digits);
  if (number.kind == NaiveKind::kFloat) throw InvalidScript("a ratio of Float");
  return Ratio(number.number, PowerOfTen(number.scale), digits);
}

NaiveValue RoundNumber(const NaiveValue& number, int scale) {
  if (number.kind == NaiveKind::kFloat) {
    // The exact value of the double, half away from zero.
    const Exact exact = ExactOf(number);
    Int128 low = -PowerOfTen(30), high = PowerOfTen(30);
    const BigInteger twice = BigInteger(2) * exact.numerator * BigOf(PowerOfTen(scale));
    while (low < high) {  // The greatest n with n - 1/2 ≤ x, or < x below zero.
      const Int128 middle = low + (high - low + 1) / 2;
      const auto order = BigOf(2 * middle - 1) * exact.denominator <=> twice;
      if (order < 0 || (order == 0 && middle > 0)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return scale == 0 ? Checked(NaiveInt(low)) : Checked(NaiveDecimal(low, scale));
  }
  const NaiveValue ratio = AsRatio(number, 0);
  const Int128 digits = scale >= 0
                            ? DivideRounded(ratio.number * PowerOfTen(scale), ratio.divisor)
                            : DivideRounded(ratio.number, ratio.divisor * PowerOfTen(-scale)) *
                                  PowerOfTen(-scale);
  return Checked(scale <= 0 ? NaiveInt(digits) : NaiveDecimal(digits, scale));
}

NaiveValue NaiveArithmetic(ExprKind kind, const NaiveValue& left, const NaiveValue& right) {
  if (left.is_null() || right.is_null()) return {};
  if (left.is_number() != right.is_number()) {
    if (left.kind == NaiveKind::kText) {
      return NaiveArithmetic(kind, FromText(left.text, TypeOfValue(right)), right);
    }
    if (right.kind == NaiveKind::kText) {
      NaiveType type = TypeOfValue(left);
      return NaiveArithmetic(kind, left, FromText(right.text, type));
    }
  }
  const bool adds = kind == ExprKind::kAdd || kind == ExprKind::kSubtract;
  if (left.kind == NaiveKind::kTime || left.kind == NaiveKind::kDate) {
    const bool is_time = left.kind == NaiveKind::kTime;
    if (kind == ExprKind::kSubtract && right.kind == left.kind) {
      const Int128 between = left.number - right.number;
      return is_time ? NaiveDecimal(between, 6) : NaiveInt(between);
    }
    if (!adds || right.kind != NaiveKind::kInt) throw InvalidScript("no time can be computed");
    const Int128 moved = right.number * (is_time ? kMicrosPerSecond : 1);
    NaiveValue time = left;
    time.number += kind == ExprKind::kAdd ? moved : -moved;
    return time;
  }
  if (right.kind == NaiveKind::kTime || right.kind == NaiveKind::kDate) {
    if (kind == ExprKind::kAdd) return NaiveArithmetic(kind, right, left);
  }
  if (!left.is_number() || !right.is_number()) throw InvalidScript("no number can be computed");
  if (left.kind == NaiveKind::kFloat || right.kind == NaiveKind::kFloat) {
    return OfFloats(kind, NearestDouble(ExactOf(left)), NearestDouble(ExactOf(right)));
  }
  if (left.kind == NaiveKind::kRatio || right.kind == NaiveKind::kRatio) {
    return OfRatios(kind, AsRatio(left, 0), AsRatio(right, 0));
  }
  if (left.kind == NaiveKind::kInt && right.kind == NaiveKind::kInt) {
    return OfInts(kind, left.number, right.number);
  }
  return OfDecimals(kind, left, right);
}

NaiveType ArithmeticType(ExprKind kind, const NaiveType& left, const NaiveType& right) {
  NaiveType type = left;
  if (!IsNumber(left.kind) || !IsNumber(right.kind)) {
    if (IsNumber(left.kind) && right.kind != NaiveKind::kNull) return right;
    if (left.kind == right.kind && left.kind == NaiveKind::kTime) {
      return {NaiveKind::kDecimal, 6, {}, {}};
    }
    if (left.kind == right.kind && left.kind == NaiveKind::kDate) {
      return {NaiveKind::kInt, 0, {}, {}};
    }
    return left.kind == NaiveKind::kNull ? right : left;
  }
  type.kind = std::max(left.kind, right.kind);  // Int, Decimal, ratio, Float
  type.scale = std::max(left.scale, right.scale);
  if (type.kind != NaiveKind::kDecimal) return type;
  if (kind == ExprKind::kMultiply) type.scale = left.scale + right.scale;
  if (kind == ExprKind::kDivide) type.scale = std::max(type.scale, 4) + 2;
  type.scale = std::min(type.scale, kMaxScale);
  return type;
}

}  // namespace cambium::testing
