// Packing: a frame of reference, or one above a line.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/packed_integers.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "dataflow/int128.h"

namespace cambium {
namespace {

constexpr unsigned kLineFlag = 0x80;
// Steeper lines would overflow on the way; there is nothing to gain by them.
constexpr std::int64_t kMaxSlope = std::int64_t{1} << 46;

struct Packing {
  std::uint64_t base = 0;
  std::int64_t slope = 0;
  unsigned width = 0;
};

// The least frame of the elements less the line, taken as signed.
Packing PackingAbove(std::span<const std::uint64_t> elements, std::int64_t slope) {
  auto least = static_cast<std::int64_t>(elements[0]);
  auto greatest = least;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const auto rest = static_cast<std::int64_t>(elements[i] - LineAt(i, slope));
    least = std::min(least, rest);
    greatest = std::max(greatest, rest);
  }
  const auto span = static_cast<std::uint64_t>(greatest) - static_cast<std::uint64_t>(least);
  return {static_cast<std::uint64_t>(least), slope,
          static_cast<unsigned>(std::bit_width(span))};
}

Packing BestPacking(std::span<const std::uint64_t> elements) {
  if (elements.empty()) return {};
  const Packing flat = PackingAbove(elements, 0);
  if (elements.size() < 3 || flat.width == 0) return flat;
  const auto rise = static_cast<std::int64_t>(elements.back() - elements.front());
  const auto steps = static_cast<std::int64_t>(elements.size() - 1);
  const Int128 slope = Int128{rise} * 65536 / steps;
  if (slope > kMaxSlope || slope < -kMaxSlope) return flat;
  const Packing sloped = PackingAbove(elements, static_cast<std::int64_t>(slope));
  // The slope itself takes 64 bits.
  return sloped.width * elements.size() + 64 < flat.width * elements.size() ? sloped : flat;
}

void AppendBits(std::span<const std::uint64_t> elements, const Packing& packing,
                std::string& out) {
  UInt128 pending = 0;
  unsigned bits = 0;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const std::uint64_t rest = elements[i] - LineAt(i, packing.slope) - packing.base;
    pending |= UInt128{rest} << bits;
    bits += packing.width;
    if (bits >= 64) {
      PutWord(static_cast<std::uint64_t>(pending), out);
      pending >>= 64;
      bits -= 64;
    }
  }
  for (; bits > 0; bits -= std::min(bits, 8U), pending >>= 8) {
    out.push_back(static_cast<char>(pending & 0xFF));
  }
}

}  // namespace

void AppendPacked(std::span<const std::uint64_t> elements, std::string& out) {
  const Packing packing = BestPacking(elements);
  out.push_back(static_cast<char>(packing.width | (packing.slope == 0 ? 0 : kLineFlag)));
  PutWord(packing.base, out);
  if (packing.slope != 0) PutWord(packing.slope, out);
  AppendBits(elements, packing, out);
}

PackedIntegers PackedIntegers::Take(ByteReader& reader, std::uint64_t count) {
  PackedIntegers packed;
  const auto head = reader.TakeWord<std::uint8_t>();
  packed.width_ = head & ~kLineFlag;
  packed.base_ = reader.TakeWord();
  if ((head & kLineFlag) != 0) packed.slope_ = reader.TakeWord<std::int64_t>();
  if (packed.width_ > 64 || count > UINT32_MAX) reader.Fail();
  const std::string_view bits = reader.Take((count * packed.width_ + 7) / 8);
  if (!reader.ok()) return {};
  packed.bits_ = bits.data();
  packed.mask_ =
      packed.width_ == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << packed.width_) - 1;
  packed.size_ = count;
  return packed;
}

void PackedIntegers::Copy(std::uint64_t begin, std::uint64_t end, std::uint64_t* out) const {
  if (width_ == 0 && slope_ == 0) {
    std::fill(out, out + (end - begin), base_);
    return;
  }
  constexpr unsigned kOneLoad = 56;  // No element of so many bits needs a second load.
  if (slope_ != 0 || width_ > kOneLoad || width_ == 0) {
    for (std::uint64_t i = begin; i < end; ++i) *out++ = At(i);
    return;
  }
  std::uint64_t bit = begin * width_;
  for (std::uint64_t i = begin; i < end; ++i, bit += width_) {
    *out++ = base_ + (LoadWord(bits_ + bit / 8) >> bit % 8 & mask_);
  }
}

}  // namespace cambium
