// The sources of Cambium keep the rules of the house.
//
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "tests/house/rules.h"
#include "tests/house/source.h"
#include "tests/support/golden.h"
#include "tests/support/source_root.h"

namespace cambium::house {
namespace {

void ExpectNone(const Findings& findings) {
  for (const Finding& finding : findings) FAIL_CHECK(FindingText(finding));
}

TEST_SUITE("The house") {
  TEST_CASE("every file keeps the rules") {
    const std::vector<Source> tree = ReadTree(testing::SourceRoot());
    REQUIRE(tree.size() > 20);
    ExpectNone(CheckTree(tree));
  }

  TEST_CASE("nothing new stands at the top level") {
    std::vector<std::string> entries;
    for (const auto& entry : std::filesystem::directory_iterator(testing::SourceRoot())) {
      entries.push_back(entry.path().filename().string());
    }
    Findings findings;
    CheckTopLevel(entries, testing::ReadSourceFile(".gitignore"), findings);
    ExpectNone(findings);
  }
}

}  // namespace
}  // namespace cambium::house
