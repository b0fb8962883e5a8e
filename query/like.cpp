// The pattern part by part: the first and the last where they must be, each one between at the
// first place where it can be, which leaves the most room for the rest.
// SPDX-License-Identifier: Apache-2.0
#include "query/like.h"

#include <cstddef>
#include <cstring>
#include <string>

#include "query/code_points.h"
#include "query/unicode_case.h"

namespace cambium {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

// Where the `%` is that ends the part at the front, or the end of the pattern.
std::size_t EndOfPart(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '%') return i;
    if (pattern[i] == '\\') ++i;
  }
  return pattern.size();
}

// The end of the part in the text when it begins at `at`, or kNone.
std::size_t MatchAt(std::string_view text, std::size_t at, std::string_view part) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (at == text.size()) return kNone;
    if (part[i] == '_') {
      at = NextCodePoint(text, at);
      continue;
    }
    if (part[i] == '\\' && i + 1 < part.size()) ++i;
    if (text[at] != part[i]) return kNone;
    ++at;
  }
  return at;
}

// The end of the part at the first place where it is, from `at` on, or kNone.
std::size_t Find(std::string_view text, std::size_t at, std::string_view part) {
  if (part.find_first_of("_\\") == kNone) {
    if (part.empty()) return at;
    const void* found = memmem(text.data() + at, text.size() - at, part.data(), part.size());
    if (found == nullptr) return kNone;
    return static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) +
           part.size();
  }
  for (; at < text.size(); at = NextCodePoint(text, at)) {
    const std::size_t end = MatchAt(text, at, part);
    if (end != kNone) return end;
  }
  return kNone;
}

// Where a part must begin that is to end with the text: there is one place, since it matches
// a fixed number of code points. kNone if that is in front of `at`.
std::size_t BeginOfLast(std::string_view text, std::size_t at, std::string_view part) {
  std::size_t begin = text.size();
  for (std::size_t i = 0; i < part.size(); i = NextCodePoint(part, i)) {
    if (part[i] == '\\' && i + 1 < part.size()) ++i;
    if (begin <= at) return kNone;
    begin = PreviousCodePoint(text, begin);
  }
  return begin < at ? kNone : begin;
}

}  // namespace

bool Like(std::string_view text, std::string_view pattern) {
  const std::size_t first_end = EndOfPart(pattern);
  std::size_t at = MatchAt(text, 0, pattern.substr(0, first_end));
  if (at == kNone) return false;
  if (first_end == pattern.size()) return at == text.size();
  pattern.remove_prefix(first_end + 1);
  for (;;) {
    const std::size_t end = EndOfPart(pattern);
    const std::string_view part = pattern.substr(0, end);
    if (end == pattern.size()) {
      const std::size_t begin = BeginOfLast(text, at, part);
      return begin != kNone && MatchAt(text, begin, part) == text.size();
    }
    at = Find(text, at, part);
    if (at == kNone) return false;
    pattern.remove_prefix(end + 1);
  }
}

bool ILike(std::string_view text, std::string_view pattern) {
  return Like(ToLower(text), ToLower(pattern));
}

}  // namespace cambium
