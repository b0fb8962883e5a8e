// Costs against what they were when somebody last looked: a file of tests/golden with a name
// and a number on each line. More than a twentieth away is a failure; CAMBIUM_UPDATE_GOLDEN=1
// writes what was found.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/golden.h"

namespace cambium::testing {

// `title` is the first line of the file, and `unit` what is counted.
inline void CheckNearBaseline(const std::string& path, const std::string& title,
                              const std::string& unit,
                              const std::vector<std::pair<std::string, std::uint64_t>>& found) {
  if (std::getenv("CAMBIUM_UPDATE_GOLDEN") != nullptr) {
    std::string text = "# " + title + "\n";
    for (const auto& [name, cost] : found) text += name + " " + std::to_string(cost) + "\n";
    return CheckSameAsFile(path, text);
  }
  std::map<std::string, std::uint64_t> baseline;
  std::istringstream lines(ReadSourceFile(path));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream fields(line);
    std::string name;
    fields >> name;
    fields >> baseline[name];
  }
  REQUIRE(baseline.size() == found.size());
  for (const auto& each : found) {
    const std::uint64_t expected = baseline.at(each.first);
    const std::uint64_t away =
        std::max(each.second, expected) - std::min(each.second, expected);
    CHECK_MESSAGE(20 * away <= expected,
                  each.first << ": " << each.second << " " << unit << " instead of " << expected
                             << "; CAMBIUM_UPDATE_GOLDEN=1 writes what was found");
  }
}

}  // namespace cambium::testing
