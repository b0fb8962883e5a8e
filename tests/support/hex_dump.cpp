// Dumps of bytes.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/hex_dump.h"

#include <cstddef>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace cambium::testing {
namespace {

constexpr size_t kBytesInLine = 16;

}  // namespace

std::string HexDump(std::string_view bytes) {
  std::string text;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i % kBytesInLine == 0) {
      absl::StrAppend(&text, i == 0 ? "" : "\n", absl::Hex(i, absl::kZeroPad8), " ");
    }
    const auto byte = static_cast<unsigned char>(bytes[i]);
    absl::StrAppend(&text, " ", absl::Hex(byte, absl::kZeroPad2));
  }
  return text + "\n";
}

std::string ParseHexDump(const std::string& text) {
  std::string bytes;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word;
    words >> word;  // The offset.
    while (words >> word) bytes += static_cast<char>(std::stoi(word, nullptr, 16));
  }
  return bytes;
}

}  // namespace cambium::testing
