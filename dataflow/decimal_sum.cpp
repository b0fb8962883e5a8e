// Sums by scale; 128 bits in between, 64 bits or nothing in the end.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/decimal_sum.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/power_of_ten.h"

namespace cambium {
namespace {

std::optional<Decimal> Narrow(Int128 unscaled, uint8_t scale) {
  const auto narrow = static_cast<int64_t>(unscaled);
  if (narrow != unscaled) return std::nullopt;
  return Decimal{narrow, scale};
}

}  // namespace

void DecimalSum::Add(const Decimal& decimal, Weight weight) {
  if (weight == 0) return;
  AddPart({decimal.scale, Int128{decimal.unscaled} * weight, weight});
}

void DecimalSum::Merge(const DecimalSum& other) {
  if (!other.least_.IsZero()) AddPart(other.least_);
  for (const Part& part : other.rest_) AddPart(part);
}

void DecimalSum::AddPart(const Part& part) {
  const auto add = [&part](Part& sum) {
    sum.sum += part.sum;
    sum.count = AddWeights(sum.count, part.count);
  };
  if (least_.IsZero() && rest_.empty()) {
    least_ = part;
  } else if (part.scale < least_.scale) {
    rest_.insert(rest_.begin(), std::exchange(least_, part));
  } else if (part.scale == least_.scale) {
    add(least_);
    if (!least_.IsZero()) return;
    least_ = rest_.empty() ? Part() : rest_.front();
    if (!rest_.empty()) rest_.erase(rest_.begin());
  } else {
    const auto at = std::lower_bound(
        rest_.begin(), rest_.end(), part.scale,
        [](const Part& standing, uint8_t scale) { return standing.scale < scale; });
    if (at == rest_.end() || at->scale != part.scale) {
      rest_.insert(at, part);
      return;
    }
    add(*at);
    if (at->IsZero()) rest_.erase(at);
  }
}

Weight DecimalSum::count() const {
  Weight count = least_.count;
  for (const Part& part : rest_) count = AddWeights(count, part.count);
  return count;
}

std::optional<Int128> DecimalSum::UnscaledTotal() const {
  Int128 total = 0;
  const auto add = [&](const Part& part) {
    const Int128 power = PowerOfTen(greatest_scale() - part.scale);
    Int128 scaled = 0;
    return !__builtin_mul_overflow(part.sum, power, &scaled) &&
           !__builtin_add_overflow(total, scaled, &total);
  };
  if (!add(least_) || !std::all_of(rest_.begin(), rest_.end(), add)) return std::nullopt;
  return total;
}

std::optional<Decimal> DecimalSum::Total() const {
  const std::optional<Int128> total = UnscaledTotal();
  if (!total.has_value()) return std::nullopt;
  return Narrow(*total, greatest_scale());
}

std::optional<Decimal> DecimalSum::Average() const {
  const Weight divisor = count();
  CAMBIUM_CHECK(divisor != 0, "the average of none");
  const std::optional<Int128> total = UnscaledTotal();
  if (!total.has_value()) return std::nullopt;
  const int total_scale = greatest_scale();
  const int scale = std::min<int>(std::max(total_scale, 4) + 2, Decimal::kMaxScale);
  const Int128 power = PowerOfTen(scale - total_scale);
  // Digits before those that are added, and then these: neither product leaves 128 bits.
  const Int128 whole = *total / divisor;
  if (whole > INT64_MAX || whole < INT64_MIN) return std::nullopt;
  const Int128 rest = *total % divisor * power;
  Int128 digits = rest / divisor;
  const Int128 left = rest % divisor;
  const Int128 size = divisor < 0 ? -Int128{divisor} : Int128{divisor};
  const bool away = (left < 0 ? -left : left) * 2 >= size;
  if (away) digits += (left < 0) == (divisor < 0) ? 1 : -1;
  return Narrow(whole * power + digits, static_cast<uint8_t>(scale));
}

}  // namespace cambium
