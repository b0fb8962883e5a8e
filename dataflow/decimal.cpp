// Decimal arithmetic: 128 bits in between, 64 bits or nothing in the end.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/decimal.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "dataflow/check.h"
#include "dataflow/exact_number.h"
#include "dataflow/int128.h"
#include "dataflow/power_of_ten.h"

namespace cambium {
namespace {

std::optional<Decimal> Narrow(Int128 unscaled, uint8_t scale) {
  const auto narrow = static_cast<int64_t>(unscaled);
  if (narrow != unscaled) return std::nullopt;
  return Decimal{narrow, scale};
}

// Below 2^63 · 10^18 < 2^123, so that sums of these fit as well.
Int128 UnscaledAt(const Decimal& decimal, uint8_t scale) {
  return Int128{decimal.unscaled} * PowerOfTen(scale - decimal.scale);
}

// The magnitude of INT64_MIN fits as well.
uint64_t Magnitude(int64_t number) {
  const auto bits = static_cast<uint64_t>(number);
  return number < 0 ? ~bits + 1 : bits;
}

// Half away from zero. `divisor` is positive.
Int128 DivideRounded(Int128 dividend, Int128 divisor) {
  const Int128 quotient = dividend / divisor;
  const Int128 rest = dividend % divisor;
  if (rest >= divisor - rest) return quotient + 1;
  if (-rest >= divisor + rest) return quotient - 1;
  return quotient;
}

}  // namespace

std::strong_ordering operator<=>(const Decimal& left, const Decimal& right) {
  if (left.scale == right.scale) return left.unscaled <=> right.unscaled;
  const uint8_t scale = std::max(left.scale, right.scale);
  const Int128 left_unscaled = UnscaledAt(left, scale);
  const Int128 right_unscaled = UnscaledAt(right, scale);
  if (left_unscaled == right_unscaled) return std::strong_ordering::equal;
  return left_unscaled < right_unscaled ? std::strong_ordering::less
                                        : std::strong_ordering::greater;
}

std::strong_ordering CompareToFloat(const Decimal& left, double right) {
  return ExactNumber::Of(left) <=> ExactNumber::Of(right);
}

std::optional<Decimal> Add(const Decimal& left, const Decimal& right) {
  const uint8_t scale = std::max(left.scale, right.scale);
  return Narrow(UnscaledAt(left, scale) + UnscaledAt(right, scale), scale);
}

std::optional<Decimal> Subtract(const Decimal& left, const Decimal& right) {
  const uint8_t scale = std::max(left.scale, right.scale);
  return Narrow(UnscaledAt(left, scale) - UnscaledAt(right, scale), scale);
}

std::optional<Decimal> Negate(const Decimal& decimal) {
  return Narrow(-Int128{decimal.unscaled}, decimal.scale);
}

std::optional<Decimal> Multiply(const Decimal& left, const Decimal& right) {
  const Int128 product = Int128{left.unscaled} * right.unscaled;
  const int scale = left.scale + right.scale;
  if (scale <= Decimal::kMaxScale) return Narrow(product, static_cast<uint8_t>(scale));
  const uint64_t power = PowerOfTen(scale - Decimal::kMaxScale);
  return Narrow(DivideRounded(product, power), Decimal::kMaxScale);
}

std::optional<Decimal> Divide(const Decimal& left, const Decimal& right) {
  CAMBIUM_CHECK(right.unscaled != 0, "division by zero");
  const int scale =
      std::min<int>(std::max({left.scale, right.scale, uint8_t{4}}) + 2, Decimal::kMaxScale);
  // The quotient of the unscaled integers, with `digits` more digits: up to 36, so in two
  // parts.
  const int digits = scale - left.scale + right.scale;
  const int first_digits = std::min<int>(digits, Decimal::kMaxScale);
  const UInt128 divisor = Magnitude(right.unscaled);
  UInt128 dividend = UInt128{Magnitude(left.unscaled)} * PowerOfTen(first_digits);
  UInt128 quotient = dividend / divisor;
  UInt128 rest = dividend % divisor;
  if (digits > first_digits) {
    if (quotient > std::numeric_limits<uint64_t>::max()) return std::nullopt;
    const uint64_t power = PowerOfTen(digits - first_digits);
    dividend = rest * power;
    quotient = quotient * power + dividend / divisor;
    rest = dividend % divisor;
  }
  if (rest >= divisor - rest) ++quotient;
  const bool negative = (left.unscaled < 0) != (right.unscaled < 0);
  const auto magnitude = static_cast<Int128>(quotient);
  return Narrow(negative ? -magnitude : magnitude, static_cast<uint8_t>(scale));
}

Decimal Remainder(const Decimal& left, const Decimal& right) {
  CAMBIUM_CHECK(right.unscaled != 0, "division by zero");
  const uint8_t scale = std::max(left.scale, right.scale);
  // Not above either operand, and one of them has this scale already.
  return *Narrow(UnscaledAt(left, scale) % UnscaledAt(right, scale), scale);
}

std::optional<Decimal> Rescale(const Decimal& decimal, uint8_t scale) {
  const std::optional<Decimal> rounded = Round(decimal, scale);
  if (!rounded.has_value() || *rounded != decimal) return std::nullopt;
  return rounded;
}

std::optional<Decimal> Round(const Decimal& decimal, uint8_t scale) {
  CAMBIUM_CHECK(scale <= Decimal::kMaxScale, "scale is out of range: ", scale);
  if (scale >= decimal.scale) return Narrow(UnscaledAt(decimal, scale), scale);
  return Narrow(DivideRounded(decimal.unscaled, PowerOfTen(decimal.scale - scale)), scale);
}

Decimal Normalize(const Decimal& decimal) {
  Decimal result = decimal;
  while (result.scale > 0 && result.unscaled % 10 == 0) {
    result.unscaled /= 10;
    --result.scale;
  }
  return result;
}

double ToDouble(const Decimal& decimal) {
  // Both operands are exact doubles, so the one division is all that rounds.
  constexpr uint64_t kTwoTo53 = uint64_t{1} << 53;
  if (Magnitude(decimal.unscaled) <= kTwoTo53) {
    return static_cast<double>(decimal.unscaled) /
           static_cast<double>(PowerOfTen(decimal.scale));
  }
  const std::string text = FormatDecimal(decimal);
  double result = 0;
  std::from_chars(text.data(), text.data() + text.size(), result);
  return result;
}

std::string FormatDecimal(const Decimal& decimal) {
  std::string digits = std::to_string(Magnitude(decimal.unscaled));
  if (digits.size() <= decimal.scale) digits.insert(0, decimal.scale + 1 - digits.size(), '0');
  if (decimal.scale > 0) digits.insert(digits.size() - decimal.scale, 1, '.');
  if (decimal.unscaled < 0) digits.insert(0, 1, '-');
  return digits;
}

}  // namespace cambium
