// In which order to put many entries into a hash table: one part of it after the other, so that
// the part that is being filled is in the cache.
//
//     hashes    91…  17…  93…  12…      positions by the first digit    1 3 0 2
//
// Law: a permutation, ascending by the top bits of the hashes, and stable.
// Cost: one hash for each entry, and two passes over integers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "dataflow/check.h"
#include "dataflow/chunks.h"
#include "dataflow/executor.h"

namespace cambium {

// How many top bits tell apart parts of two thousand entries or so.
inline unsigned PartBits(std::size_t entries, unsigned least = 1) {
  constexpr std::size_t kPart = 2048;
  return std::max(least, static_cast<unsigned>(std::bit_width(entries / kPart)));
}

// hash_of(entry) of 64 bits.
template <typename Entry, typename HashOf>
std::vector<std::uint32_t> PositionsByHash(std::span<const Entry> entries, unsigned bits,
                                           const HashOf& hash_of, Executor* executor) {
  CAMBIUM_CHECK(entries.size() < UINT32_MAX, "a delta is too long");
  std::vector<std::uint32_t> parts(entries.size());
  ForEachChunk(executor, entries.size(), [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      parts[i] = static_cast<std::uint32_t>(hash_of(entries[i]) >> (64 - bits));
    }
  });
  std::vector<std::uint32_t> places(std::size_t{1} << bits);
  for (const std::uint32_t part : parts) ++places[part];
  std::uint32_t place = 0;
  for (std::uint32_t& count : places) place += std::exchange(count, place);
  std::vector<std::uint32_t> positions(entries.size());
  for (std::uint32_t i = 0; i < entries.size(); ++i) positions[places[parts[i]]++] = i;
  return positions;
}

}  // namespace cambium
