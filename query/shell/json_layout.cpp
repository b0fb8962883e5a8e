// Brackets, commas, and texts to be left alone.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/json_layout.h"

#include <algorithm>
#include <cstddef>

namespace cambium {
namespace {

// Behind the text that begins with the quote at `at`.
std::size_t SkipText(std::string_view json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return std::min(at + 1, json.size());
}

}  // namespace

std::string IndentedJson(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  const auto break_line = [&out, &depth] { out += "\n" + std::string(2 * depth, ' '); };
  for (std::size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (c == '"') {
      const std::size_t end = SkipText(json, at);
      out += json.substr(at, end - at);
      at = end;
      continue;
    }
    ++at;
    const bool opens = c == '{' || c == '[';
    const bool closes = c == '}' || c == ']';
    if (opens && at < json.size() && (json[at] == '}' || json[at] == ']')) {
      out += c;
      out += json[at++];
      continue;
    }
    if (closes) {
      --depth;
      break_line();
    }
    out += c;
    if (opens) ++depth;
    if (opens || c == ',') break_line();
    if (c == ':') out += ' ';
  }
  return out;
}

std::vector<std::string_view> JsonElements(std::string_view array) {
  std::vector<std::string_view> elements;
  std::size_t depth = 0;
  std::size_t begin = 1;
  for (std::size_t at = 0; at < array.size();) {
    const char c = array[at];
    if (c == '"') {
      at = SkipText(array, at);
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    const bool ends = depth == 0 || (depth == 1 && c == ',');
    if (ends && at > begin) elements.push_back(array.substr(begin, at - begin));
    if (ends) begin = at + 1;
    ++at;
  }
  return elements;
}

}  // namespace cambium
