// Sorting by an integer, digit by digit: no comparisons, and no branches to guess.
//
//     byte 0      170  045  075  090   ->   170  090  045  075      one pass for each byte
//     byte 1      …                         in which the numbers differ
//
// Law: as std::stable_sort by that integer.
// Cost: O(n) for each byte that differs, and as much memory again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace cambium {

template <typename T, typename IntegerOf>
void RadixSort(std::span<T> items, IntegerOf integer_of) {
  using Integer = std::decay_t<decltype(integer_of(items.front()))>;
  using Digits = std::make_unsigned_t<Integer>;
  // So that negative numbers come first.
  constexpr auto kFlip = static_cast<Digits>(
      std::is_signed_v<Integer> ? std::uint64_t{1} << (std::numeric_limits<Digits>::digits - 1)
                                : 0);
  const auto digits = [&](const T& item) {
    return static_cast<Digits>(static_cast<Digits>(integer_of(item)) ^ kFlip);
  };
  Digits differing = 0;
  for (const T& item : items) {
    differing = static_cast<Digits>(differing | (digits(item) ^ digits(items.front())));
  }

  std::vector<T> other(items.size());
  std::span<T> from = items;
  std::span<T> to = other;
  for (int shift = 0; shift < std::numeric_limits<Digits>::digits; shift += 8) {
    if (((differing >> shift) & 0xff) == 0) continue;
    const auto digit = [&](const T& item) -> std::size_t {
      return (digits(item) >> shift) & 0xff;
    };
    std::array<std::size_t, 256> places{};
    for (const T& item : from) ++places[digit(item)];
    std::size_t place = 0;
    for (std::size_t& count : places) place += std::exchange(count, place);
    for (T& item : from) to[places[digit(item)]++] = std::move(item);
    std::swap(from, to);
  }
  if (from.data() != items.data()) std::move(from.begin(), from.end(), items.begin());
}

}  // namespace cambium
