// Golden files: expected text that stands in tests/golden/ and is read by people in review.
//
//     testing::CheckGolden("nested.plan", PlanText(plan));
//
// CAMBIUM_UPDATE_GOLDEN=1 writes what the test got instead of comparing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "doctest/doctest.h"
#include "tests/support/source_root.h"

namespace cambium::testing {

// The bytes of a file below the root of the sources. One that cannot be read ends the test: a
// loop over its lines would check nothing.
inline std::string ReadSourceFile(const std::string& path) {
  std::ifstream file(SourceRoot() / path, std::ios::binary);
  REQUIRE_MESSAGE(file.is_open(), path << " cannot be read");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Compares with, or updates, a file below the root of the sources.
inline void CheckSameAsFile(const std::string& path, const std::string& actual) {
  if (std::getenv("CAMBIUM_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories((SourceRoot() / path).parent_path());
    std::ofstream(SourceRoot() / path, std::ios::binary) << actual;
    return;
  }
  const std::string expected = ReadSourceFile(path);
  if (actual == expected) return;
  std::size_t line_begin = 0;  // Of the first line that differs.
  std::size_t line = 1;
  for (std::size_t i = 0; i < actual.size() && i < expected.size(); ++i) {
    if (actual[i] != expected[i]) break;
    if (actual[i] == '\n') {
      line_begin = i + 1;
      ++line;
    }
  }
  const auto rest = [line_begin](const std::string& text) {
    return text.substr(line_begin, text.find('\n', line_begin) - line_begin);
  };
  const std::string message = path + ":" + std::to_string(line) + ": expected " +
                              rest(expected) + "\nfound " + rest(actual) +
                              "\nCAMBIUM_UPDATE_GOLDEN=1 writes what was found";
  FAIL_CHECK(message);
}

inline void CheckGolden(const std::string& name, const std::string& actual) {
  CheckSameAsFile("tests/golden/" + name, actual);
}

}  // namespace cambium::testing
