// Code point by code point.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/terminal_text.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "query/code_points.h"

namespace cambium {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// Blocks, rather than each character: what Unicode calls wide, and marks that combine.
constexpr Range kWide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
                           {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},
                           {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
                           {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
                           {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD}};
constexpr Range kCombining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F}, {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};

template <std::size_t kCount>
bool IsIn(const Range (&ranges)[kCount], std::uint32_t point) {
  return std::any_of(std::begin(ranges), std::end(ranges), [point](const Range& range) {
    return range.first <= point && point <= range.last;
  });
}

// Of text that is UTF-8; what is not gives some point or other.
std::uint32_t PointOf(std::string_view code_point) {
  const auto lead = static_cast<unsigned char>(code_point[0]);
  if (code_point.size() == 1) return lead;
  std::uint32_t point = lead & (0x7FU >> code_point.size());
  for (const char c : code_point.substr(1)) {
    point = point << 6 | (static_cast<unsigned char>(c) & 0x3FU);
  }
  return point;
}

bool IsControl(std::uint32_t point) { return point < 0x20 || (point >= 0x7F && point <= 0x9F); }

std::string Escape(std::string_view text, bool keeps_lines) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = NextCodePoint(text, at);
    const std::string_view code_point = text.substr(at, next - at);
    const std::uint32_t point = PointOf(code_point);
    at = next;
    if (!IsControl(point) || (keeps_lines && point == '\n')) {
      out += code_point;
    } else if (point == '\n' || point == '\t' || point == '\r') {
      out += point == '\n' ? "\\n" : point == '\t' ? "\\t" : "\\r";
    } else {
      out += "\\u00";
      out += kHex[point / 16];
      out += kHex[point % 16];
    }
  }
  return out;
}

}  // namespace

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = NextCodePoint(text, at);
    const std::uint32_t point = PointOf(text.substr(at, next - at));
    at = next;
    width += IsIn(kCombining, point) ? 0 : IsIn(kWide, point) ? 2 : 1;
  }
  return width;
}

std::string EscapeControls(std::string_view text) { return Escape(text, false); }

std::string EscapeForTerminal(std::string_view text) { return Escape(text, true); }

}  // namespace cambium
