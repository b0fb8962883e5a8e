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
  DecimalSum one;
  one.parts_.push_back({decimal.scale, Int128{decimal.unscaled} * weight, weight});
  Merge(one);
}

void DecimalSum::Merge(const DecimalSum& other) {
  for (const Part& part : other.parts_) {
    const auto at = std::lower_bound(
        parts_.begin(), parts_.end(), part.scale,
        [](const Part& standing, uint8_t scale) { return standing.scale < scale; });
    if (at == parts_.end() || at->scale != part.scale) {
      parts_.insert(at, part);
      continue;
    }
    at->sum += part.sum;
    at->count = AddWeights(at->count, part.count);
    if (at->sum == 0 && at->count == 0) parts_.erase(at);
  }
}

Weight DecimalSum::count() const {
  Weight count = 0;
  for (const Part& part : parts_) count = AddWeights(count, part.count);
  return count;
}

std::optional<Int128> DecimalSum::UnscaledTotal() const {
  Int128 total = 0;
  for (const Part& part : parts_) {
    const Int128 power = PowerOfTen(parts_.back().scale - part.scale);
    Int128 scaled = 0;
    if (__builtin_mul_overflow(part.sum, power, &scaled) ||
        __builtin_add_overflow(total, scaled, &total)) {
      return std::nullopt;
    }
  }
  return total;
}

std::optional<Decimal> DecimalSum::Total() const {
  const std::optional<Int128> total = UnscaledTotal();
  if (!total.has_value()) return std::nullopt;
  return Narrow(*total, parts_.empty() ? uint8_t{0} : parts_.back().scale);
}

std::optional<Decimal> DecimalSum::Average() const {
  const Weight divisor = count();
  CAMBIUM_CHECK(divisor != 0, "the average of none");
  const std::optional<Int128> total = UnscaledTotal();
  if (!total.has_value()) return std::nullopt;
  const int total_scale = parts_.back().scale;
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
