// Comparing with golden files, and dumps of bytes.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/golden.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "doctest/doctest.h"
#include "tests/support/source_root.h"

namespace cambium::testing {
namespace {

constexpr size_t kBytesInLine = 16;

std::filesystem::path PathOf(const std::string& name) {
  return SourceRoot() / "tests" / "golden" / name;
}

}  // namespace

std::string ReadGolden(const std::string& name) {
  std::ifstream file(PathOf(name), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void CheckGolden(const std::string& name, const std::string& text) {
  if (std::getenv("CAMBIUM_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(PathOf(name).parent_path());
    std::ofstream(PathOf(name), std::ios::binary) << text;
  }
  CAPTURE(name);
  CHECK(ReadGolden(name) == text);
}

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
