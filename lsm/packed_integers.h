// A column of integers in as few bits as they need, any of which can be read by itself.
//
//     element i  =  base + line(i) + bits(i)        line(i) = i · slope / 2^16
//
//     7 7 7 7          width 0                      base 7
//     100 103 101      width 2                      base 100, bits 0 3 1
//     0 10 20 31 40    width 1 above a line         base 0, slope 10, bits 0 0 0 1 0
//
// Sums wrap, so that any 64-bit words can be elements. As bytes:
//
//     width    1   0 to 64; with 80 (hex) added, a slope follows the base
//     base     8
//     slope    8   signed; absent without a line
//     bits         of all elements, the first in the lowest bits, up to a whole byte
//
// The writer takes the line only when it makes the column smaller.
//
// Cost: an element is one or two loads, a shift and a mask; with a line, one multiplication.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "lsm/bytes.h"

namespace cambium {

// How many bytes behind a packed column its reader may load, without using them.
inline constexpr std::size_t kPackedSlack = 16;

// line(i)
constexpr std::uint64_t LineAt(std::uint64_t i, std::int64_t slope) {
  const std::uint64_t product = i * static_cast<std::uint64_t>(slope);
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(product) >> 16);
}

void AppendPacked(std::span<const std::uint64_t> elements, std::string& out);

class PackedIntegers {
 public:
  PackedIntegers() = default;

  // Views the reader's bytes, behind which kPackedSlack bytes more can be loaded. Fails the
  // reader when `count` elements are not there.
  static PackedIntegers Take(ByteReader& reader, std::uint64_t count);

  std::uint64_t size() const { return size_; }

  // Of an element that there is.
  std::uint64_t At(std::uint64_t i) const {
    return base_ + LineAt(i, slope_) + (width_ == 0 ? 0 : Bits(i));
  }
  void Copy(std::uint64_t begin, std::uint64_t end, std::uint64_t* out) const;

  // Whether all elements are the same, which At(0) tells.
  bool is_constant() const { return width_ == 0 && slope_ == 0; }

 private:
  std::uint64_t Bits(std::uint64_t i) const {
    const std::uint64_t bit = i * width_;
    const char* const at = bits_ + bit / 8;
    const unsigned shift = static_cast<unsigned>(bit % 8);
    std::uint64_t word = LoadWord(at) >> shift;
    if (shift + width_ > 64) {
      word |= std::uint64_t{static_cast<std::uint8_t>(at[8])} << (64 - shift);
    }
    return word & mask_;
  }

  const char* bits_ = nullptr;
  std::uint64_t base_ = 0;
  std::uint64_t mask_ = 0;
  std::int64_t slope_ = 0;
  std::uint64_t size_ = 0;
  unsigned width_ = 0;
};

}  // namespace cambium
