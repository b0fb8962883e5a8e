// How long the deltas of an instance took: what most of them stay below.
//
// Times are counted by powers of two of a nanosecond, so that thousands of instances may keep
// theirs.
//
// Law: Percentile(p) is at least as long as p of 100 times were, and less than twice that;
// times below a microsecond count as one, those above eight seconds as eight.
//
// Cost: O(1) for a time; a hundred bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace cambium {

class DeltaTimes {
 public:
  void Add(std::int64_t nanos) { ++counts_[PlaceOf(nanos)]; }

  // 0 of none.
  std::int64_t Percentile(std::uint64_t percent) const {
    std::uint64_t total = 0;
    for (const std::uint32_t count : counts_) total += count;
    if (total == 0) return 0;
    std::uint64_t wanted = (total * percent + 99) / 100;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] >= wanted) return std::int64_t{1} << (i + kLeastPower);
      wanted -= counts_[i];
    }
    return 0;
  }

 private:
  static constexpr std::size_t kLeastPower = 10;
  static constexpr std::size_t kPlaces = 24;

  // The least power that is no less, within bounds.
  static std::size_t PlaceOf(std::int64_t nanos) {
    const auto above = static_cast<std::uint64_t>(std::max<std::int64_t>(nanos, 1)) - 1;
    const auto power = static_cast<std::size_t>(std::bit_width(above));
    return std::clamp(power, kLeastPower, kLeastPower + kPlaces - 1) - kLeastPower;
  }

  std::array<std::uint32_t, kPlaces> counts_{};
};

}  // namespace cambium
