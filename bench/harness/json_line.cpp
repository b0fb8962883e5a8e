// Quotes, and what stands between them.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/json_line.h"

#include <cstddef>

namespace cambium::bench {

std::string JsonText(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string JsonValueOf(std::string_view line, std::string_view key) {
  const std::string lead = JsonText(key) + ':';
  const std::size_t found = line.find(lead);
  if (found == std::string_view::npos) return "";
  std::string_view rest = line.substr(found + lead.size());
  if (!rest.starts_with('"')) return std::string(rest.substr(0, rest.find_first_of(",}")));
  std::string text;
  for (std::size_t i = 1; i < rest.size() && rest[i] != '"'; ++i) {
    if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
    text += rest[i];
  }
  return text;
}

}  // namespace cambium::bench
