// Hashes that never change: the same on every machine, in every build and every release.
//
// They may be written to disk (filters, partitions), so their values are part of the file
// format: the golden values in stable_hash_test must pass for ever. A better function gets a
// new name.
//
// The one primitive is Fold: multiply two words to 128 bits and xor the halves, so that each
// bit of the result depends on all bits of both words. Bytes are read as little-endian words,
// whatever the machine is:
//
//     StableHash(x)          Fold(Fold(x ^ A, rotate(x, 32) ^ B) ^ C, D)
//     StableHashBytes(t, s)  state = s ^ A
//                            while more than 16 bytes remain, for the next words p, q:
//                              state = Fold(p ^ B, q ^ state)
//                            p, q = the last 16 bytes of t; a shorter t is padded with zeros
//                            Fold(Fold(p ^ B, q ^ state) ^ C, size ^ D)
//
// A to D are the first 64 bits after the point of the square roots of 2, 3, 5 and 7, made
// odd. Not for an adversary: nothing is secret here.
//
// Cost: two multiplications for a word or for up to 16 bytes, one more per 16 bytes. With one
// alone, some bits of the result hardly depend on some bits of a word (measured: bias 0.49 of
// at most 0.5; with two, 0.02, which is the noise of the measurement).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "dataflow/int128.h"

namespace cambium {
namespace internal {

inline constexpr uint64_t kHashA = 0x6A09E667F3BCC909;
inline constexpr uint64_t kHashB = 0xBB67AE8584CAA73B;
inline constexpr uint64_t kHashC = 0x3C6EF372FE94F82B;
inline constexpr uint64_t kHashD = 0xA54FF53A5F1D36F1;

constexpr uint64_t Fold(uint64_t left, uint64_t right) {
  const UInt128 product = UInt128{left} * right;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

constexpr uint64_t FinishHash(uint64_t state, uint64_t first, uint64_t second, uint64_t size) {
  return Fold(Fold(first ^ kHashB, second ^ state) ^ kHashC, size ^ kHashD);
}

template <typename Word = uint64_t>
Word LoadLittleEndian(const char* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof word);
  if constexpr (std::endian::native == std::endian::little) return word;
  return sizeof word == 8 ? static_cast<Word>(__builtin_bswap64(word))
                          : static_cast<Word>(__builtin_bswap32(static_cast<uint32_t>(word)));
}

// Up to eight bytes, padded with zeros. The loads overlap, and where they do they agree.
inline uint64_t LoadShort(const char* bytes, size_t size) {
  if (size >= 4) {
    const size_t last = size - 4;
    return LoadLittleEndian<uint32_t>(bytes) |
           uint64_t{LoadLittleEndian<uint32_t>(bytes + last)} << (8 * last);
  }
  uint64_t word = 0;
  for (size_t i = 0; i < size; ++i) word |= uint64_t{static_cast<uint8_t>(bytes[i])} << (8 * i);
  return word;
}

}  // namespace internal

// The hash of one word.
constexpr uint64_t StableHash(uint64_t word) {
  const uint64_t once =
      internal::Fold(word ^ internal::kHashA, std::rotl(word, 32) ^ internal::kHashB);
  return internal::Fold(once ^ internal::kHashC, internal::kHashD);
}

// The hash of a sequence, one element at a time: `state` is the hash of the elements before.
// Depends on the order. Both arguments should be hashes already, not small numbers.
constexpr uint64_t StableCombine(uint64_t state, uint64_t hash) {
  return internal::Fold(state ^ internal::kHashC, hash ^ internal::kHashD);
}

// What StableHashBytes gives for a text of `size` <= 16 bytes that is at hand as two words,
// padded with zeros.
constexpr uint64_t StableHashShort(uint64_t first, uint64_t second, uint64_t size,
                                   uint64_t seed = 0) {
  return internal::FinishHash(seed ^ internal::kHashA, first, second, size);
}

// The hash of a text of any bytes. Different seeds give unrelated functions.
inline uint64_t StableHashBytes(std::string_view text, uint64_t seed = 0) {
  const char* bytes = text.data();
  const size_t size = text.size();
  if (size <= 8) return StableHashShort(internal::LoadShort(bytes, size), 0, size, seed);
  if (size <= 16) {
    return StableHashShort(internal::LoadLittleEndian(bytes),
                           internal::LoadShort(bytes + 8, size - 8), size, seed);
  }
  uint64_t state = seed ^ internal::kHashA;
  const char* const last = bytes + size - 16;
  for (; bytes < last; bytes += 16) {
    state = internal::Fold(internal::LoadLittleEndian(bytes) ^ internal::kHashB,
                           internal::LoadLittleEndian(bytes + 8) ^ state);
  }
  return internal::FinishHash(state, internal::LoadLittleEndian(last),
                              internal::LoadLittleEndian(last + 8), size);
}

}  // namespace cambium
