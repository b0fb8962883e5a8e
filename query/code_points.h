// Code points of UTF-8: where they begin, how many there are, how one is written.
//
// A byte that continues none begins one of its own at the front of a text; otherwise bytes
// that are not UTF-8 belong to the code point in front of them. So every text has code points.
//
// Cost: O(bytes).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cambium {

inline bool ContinuesCodePoint(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// The position behind the code point at `at`, which is below the size.
inline std::size_t NextCodePoint(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && ContinuesCodePoint(text[at])) ++at;
  return at;
}

// The position of the code point in front of `at`, which is not 0.
inline std::size_t PreviousCodePoint(std::string_view text, std::size_t at) {
  --at;
  while (at > 0 && ContinuesCodePoint(text[at])) --at;
  return at;
}

inline std::size_t CountCodePoints(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at = NextCodePoint(text, at)) ++count;
  return count;
}

// The position behind the first `count` code points, or the size when there are fewer.
inline std::size_t SkipCodePoints(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; count > 0 && at < text.size(); --count) at = NextCodePoint(text, at);
  return at;
}

// `point` is below 0x110000.
inline void AppendCodePoint(std::uint32_t point, std::string& out) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0 | point >> 6);
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
  }
  put(0x80 | (point & 0x3F));
}

}  // namespace cambium
