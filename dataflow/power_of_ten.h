// The powers of ten that fit 64 bits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace cambium {

inline constexpr std::array<uint64_t, 20> kPowersOfTen = [] {
  std::array<uint64_t, 20> powers{};
  uint64_t power = 1;
  for (uint64_t& each : powers) {
    each = power;
    power *= 10;
  }
  return powers;
}();

// 10^exponent, for 0 <= exponent <= 19.
constexpr uint64_t PowerOfTen(int exponent) {
  return kPowersOfTen[static_cast<size_t>(exponent)];
}

}  // namespace cambium
