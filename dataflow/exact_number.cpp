// Splitting numbers into their exact form, and back.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/exact_number.h"

#include <bit>
#include <cmath>
#include <limits>

#include "dataflow/int128.h"
#include "dataflow/power_of_ten.h"

namespace cambium {
namespace {

constexpr uint64_t kSignBit = uint64_t{1} << 63;
constexpr double kTwoTo63 = 9223372036854775808.0;

// A double in (0, 1) in units of 10^-18: how many whole ones, and whether something remains.
struct Units {
  uint64_t whole;
  bool remains;
};

Units UnitsOf(double part) {
  constexpr int kMantissaBits = 52;
  const uint64_t bits = std::bit_cast<uint64_t>(part);
  uint64_t mantissa = bits & ((uint64_t{1} << kMantissaBits) - 1);
  int exponent = static_cast<int>(bits >> kMantissaBits);
  if (exponent == 0) {
    exponent = 1;  // A denormal number.
  } else {
    mantissa |= uint64_t{1} << kMantissaBits;
  }
  // part == mantissa / 2^shift, where mantissa < 2^53, so the product has at most 113 bits.
  const int shift = 1075 - exponent;
  const UInt128 product = UInt128{mantissa} * ExactNumber::kUnit;
  if (shift >= 128) return {0, true};
  const UInt128 whole = product >> shift;
  return {static_cast<uint64_t>(whole), (whole << shift) != product};
}

}  // namespace

ExactNumber ExactNumber::Of(const Decimal& decimal) {
  const auto power = static_cast<int64_t>(PowerOfTen(decimal.scale));
  int64_t floor = decimal.unscaled / power;
  int64_t rest = decimal.unscaled % power;
  if (rest < 0) {
    --floor;
    rest += power;
  }
  const uint64_t unit = PowerOfTen(Decimal::kMaxScale - decimal.scale);
  return {.floor = floor, .fraction = static_cast<uint64_t>(rest) * unit};
}

ExactNumber ExactNumber::Of(double number) {
  if (number < -kTwoTo63) return {.range = -1, .tail = OrderedBits(number)};
  if (!(number < kTwoTo63)) return {.range = +1, .tail = OrderedBits(number)};
  const auto whole = static_cast<int64_t>(number);
  // Exact: both have the same sign, and the integral part of a double is a double.
  const double part = number - static_cast<double>(whole);
  if (part == 0) return {.floor = whole};
  const auto [units, remains] = UnitsOf(std::abs(part));
  const uint64_t tail = remains ? OrderedBits(number) : 0;
  if (part > 0) return {.floor = whole, .fraction = units, .tail = tail};
  return {.floor = whole - 1, .fraction = kUnit - units - (remains ? 1 : 0), .tail = tail};
}

uint64_t OrderedBits(double number) {
  if (std::isnan(number)) number = std::numeric_limits<double>::quiet_NaN();
  if (number == 0) number = 0;
  const uint64_t bits = std::bit_cast<uint64_t>(number);
  return (bits & kSignBit) != 0 ? ~bits : bits | kSignBit;
}

double FromOrderedBits(uint64_t bits) {
  return std::bit_cast<double>((bits & kSignBit) != 0 ? bits & ~kSignBit : ~bits);
}

std::optional<Decimal> ExactDecimal(const ExactNumber& number) {
  if (number.range != 0 || number.tail != 0 || number.fraction >= ExactNumber::kUnit) {
    return std::nullopt;
  }
  if (number.fraction == 0) return Decimal{number.floor, 0};
  uint64_t rest = number.fraction;
  uint8_t scale = Decimal::kMaxScale;
  // Of the zeros at the end, 17 at most: sixteen at once if there are so many, then eight, …
  for (const int zeros : {16, 8, 4, 2, 1}) {
    if (rest % PowerOfTen(zeros) != 0) continue;
    rest /= PowerOfTen(zeros);
    scale = static_cast<uint8_t>(scale - zeros);
  }
  const Int128 unscaled = Int128{number.floor} * PowerOfTen(scale) + rest;
  const auto narrow = static_cast<int64_t>(unscaled);
  if (narrow != unscaled) return std::nullopt;
  return Decimal{narrow, scale};
}

std::optional<double> ExactFloat(const ExactNumber& number) {
  double result;
  if (number.tail != 0) {
    result = FromOrderedBits(number.tail);
  } else {
    // A fraction of 18 digits that a double can hold is a multiple of 2^-18, as 10^18 has only
    // 18 factors of two.
    const UInt128 fraction = (UInt128{number.fraction} << 18) / ExactNumber::kUnit;
    const Int128 scaled = Int128{number.floor} * (1 << 18) + static_cast<Int128>(fraction);
    result = std::ldexp(static_cast<double>(scaled), -18);
  }
  if (ExactNumber::Of(result) != number) return std::nullopt;
  return result;
}

}  // namespace cambium
