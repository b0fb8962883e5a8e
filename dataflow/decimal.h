// A decimal: a scaled integer, exact where a double is not.
//
//     {1250, 2}   12.50        {-5, 3}   -0.005        {7, 0}   7
//
// The value is unscaled · 10^-scale. The scale is how many digits stand after the point and
// are printed; it is no part of the value: {10, 1} == {100, 2}. Comparisons are exact, with
// integers and doubles too, where NaN is the greatest and -0.0 is 0.
//
// Arithmetic is exact or rounds half away from zero, each operation to the scale that it
// states. A result whose unscaled integer does not fit 64 bits at that scale is an overflow,
// and gives nothing; intermediate results have 128 bits.
//
// Cost: a few integer operations; Divide and comparisons of unequal scales divide 128 bits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>

namespace cambium {

struct Decimal {
  static constexpr uint8_t kMaxScale = 18;

  int64_t unscaled = 0;
  uint8_t scale = 0;  // 0..kMaxScale
};

std::strong_ordering operator<=>(const Decimal& left, const Decimal& right);
std::strong_ordering CompareToFloat(const Decimal& left, double right);

// Templates, so that the literals in `price == 1` and `price < 0.5` find their way.
template <std::signed_integral T>
std::strong_ordering operator<=>(const Decimal& left, T right) {
  return left <=> Decimal{right, 0};
}
template <std::floating_point T>
std::strong_ordering operator<=>(const Decimal& left, T right) {
  return CompareToFloat(left, right);
}
inline bool operator==(const Decimal& left, const Decimal& right) {
  return (left <=> right) == 0;
}
template <typename T>
requires std::signed_integral<T> || std::floating_point<T>
bool operator==(const Decimal& left, T right) { return (left <=> right) == 0; }

// Scale of the result: the greater one.
std::optional<Decimal> Add(const Decimal& left, const Decimal& right);
std::optional<Decimal> Subtract(const Decimal& left, const Decimal& right);
std::optional<Decimal> Negate(const Decimal& decimal);

// Scale of the result: the sum, at most kMaxScale, where it is rounded.
std::optional<Decimal> Multiply(const Decimal& left, const Decimal& right);

// Scale of the result: max(both scales, 4) + 2, at most kMaxScale, rounded. `right` must not
// be zero: that x / 0 is NULL is for the caller to say.
std::optional<Decimal> Divide(const Decimal& left, const Decimal& right);

// What a truncating division leaves, with the sign of `left`; scale of the result: the greater
// one, where it always fits. `right` must not be zero.
Decimal Remainder(const Decimal& left, const Decimal& right);

// The same value at another scale; nothing when digits would be lost, or on overflow.
std::optional<Decimal> Rescale(const Decimal& decimal, uint8_t scale);

// The nearest value at another scale, half away from zero; nothing on overflow.
std::optional<Decimal> Round(const Decimal& decimal, uint8_t scale);

// The same value at its smallest scale: 12.50 becomes 12.5. Equal decimals become identical.
Decimal Normalize(const Decimal& decimal);

// The nearest double.
double ToDouble(const Decimal& decimal);

// All digits of its scale: {1250, 2} is "12.50". dataflow/value_format.h reads it back.
std::string FormatDecimal(const Decimal& decimal);

}  // namespace cambium
