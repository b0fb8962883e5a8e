// Unicode's table of well-formed byte sequences.
// SPDX-License-Identifier: Apache-2.0
#include "query/import/utf8.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace cambium {
namespace {

bool IsBetween(char byte, unsigned least, unsigned greatest) {
  const auto value = static_cast<unsigned char>(byte);
  return value >= least && value <= greatest;
}

// The bytes of the code point that `text` starts with, or 0 if there is none.
std::size_t SizeOfFirst(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() < size) return 0;
  const unsigned least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned greatest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (!IsBetween(text[1], least, greatest)) return 0;
  for (std::size_t i = 2; i < size; ++i) {
    if (!IsBetween(text[i], 0x80, 0xBF)) return 0;
  }
  return size;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  while (!text.empty()) {
    if (text.size() >= sizeof(std::uint64_t)) {
      std::uint64_t word;
      std::memcpy(&word, text.data(), sizeof word);
      if ((word & kHighBits) == 0) {
        text.remove_prefix(sizeof word);
        continue;
      }
    }
    const std::size_t size = SizeOfFirst(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace cambium
