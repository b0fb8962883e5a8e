// A stable 64-bit hash of a row's fields: the same on every machine, run and layout.
//
// One multiplication folded from 128 to 64 bits per number, one per 16 bytes of text, in the
// manner of wyhash. Equal fields hash alike, so a float64 that is a whole number hashes as
// the int64 that equals it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "bench/row_layout/value_view.h"

namespace cambium::bench {

static_assert(std::endian::native == std::endian::little, "the hash reads little-endian words");

// Odd, and half of their bits set.
inline constexpr std::uint64_t kSeeds[] = {0xa0761d6478bd642fU, 0xe7037ed1a0b428dbU,
                                           0x8ebc6af09c88c6e3U, 0x589965cc75374cc3U};

inline std::uint64_t Fold(std::uint64_t left, std::uint64_t right) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(left) * right;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

template <typename Word>
std::uint64_t LoadWord(const char* data) {
  Word word;
  std::memcpy(&word, data, sizeof(word));
  return word;
}

inline std::uint64_t HashBytes(const char* data, std::size_t size) {
  std::uint64_t state = kSeeds[0] ^ size;
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  if (size > 16) {
    const char* const last = data + size - 16;
    for (; data < last; data += 16) {
      state = Fold(LoadWord<std::uint64_t>(data) ^ kSeeds[1],
                   LoadWord<std::uint64_t>(data + 8) ^ state);
    }
    low = LoadWord<std::uint64_t>(last);
    high = LoadWord<std::uint64_t>(last + 8);
  } else if (size >= 8) {
    low = LoadWord<std::uint64_t>(data);
    high = LoadWord<std::uint64_t>(data + size - 8);
  } else if (size >= 4) {
    low = LoadWord<std::uint32_t>(data);
    high = LoadWord<std::uint32_t>(data + size - 4);
  } else if (size > 0) {
    low = LoadWord<std::uint8_t>(data) << 16U | LoadWord<std::uint8_t>(data + size / 2) << 8U |
          LoadWord<std::uint8_t>(data + size - 1);
  }
  return Fold(low ^ kSeeds[1], high ^ state);
}

// Add every field from left to right, then ask for the hash.
class RowHasher {
 public:
  void Add(const ValueView& field) { state_ = Fold(state_ ^ Word(field), kSeeds[2]); }

  // Never 0, so that a row can use 0 for "not hashed yet".
  std::uint64_t Finish() const {
    const std::uint64_t hash = Fold(state_ ^ kSeeds[0], kSeeds[1]);
    return hash != 0 ? hash : 1;
  }

 private:
  // Two rare branches and a table instead of a jump for each type: fields of mixed types
  // would mispredict the jump.
  static std::uint64_t Word(const ValueView& field) {
    if (field.type() == Type::kText) return HashBytes(field.data(), field.size());
    if (field.type() == Type::kFloat64) return NumberWord(field.float64());
    constexpr std::uint64_t kTypeSeeds[] = {kSeeds[3], kSeeds[1], 0};
    return field.word() + kTypeSeeds[static_cast<std::size_t>(field.type())];
  }

  static std::uint64_t NumberWord(double number) {
    const bool is_int64 = number >= -0x1p63 && number < 0x1p63 && std::trunc(number) == number;
    return is_int64 ? static_cast<std::uint64_t>(static_cast<std::int64_t>(number))
                    : std::bit_cast<std::uint64_t>(number);
  }

  std::uint64_t state_ = kSeeds[3];
};

// The hash of any row that reads fields by position.
template <typename Row>
std::uint64_t HashFields(const Row& row) {
  RowHasher hasher;
  for (std::size_t i = 0; i < row.size(); ++i) hasher.Add(row[i]);
  return hasher.Finish();
}

}  // namespace cambium::bench
