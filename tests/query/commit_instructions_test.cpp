// What a commit of one row costs, in instructions of the release build, as callgrind counts
// them: the same on each run, however busy the machine is.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/cost_baseline.h"
#include "tests/support/one_row_commits.h"
#include "tests/support/temporary_folder.h"

namespace cambium {
namespace {

// By the kind, of all commits that count.
std::map<std::string, std::uint64_t> Counted(const std::string& folder) {
  const std::string command =
      CAMBIUM_VALGRIND " --quiet --tool=callgrind --collect-atstart=no --callgrind-out-file='" +
      folder + "/counted' '" CAMBIUM_COMMIT_INSTRUCTIONS "'";
  REQUIRE(std::system(command.c_str()) == 0);
  const std::string kTrigger = "desc: Trigger: Client Request: ";
  const std::string kTotals = "totals: ";
  std::map<std::string, std::uint64_t> counted;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path());
    std::string kind;
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with(kTrigger)) kind = line.substr(kTrigger.size());
      if (line.starts_with(kTotals) && !kind.empty()) {
        counted[kind] = std::stoull(line.substr(kTotals.size()));
      }
    }
  }
  return counted;
}

TEST_SUITE("Commit instructions") {
  TEST_CASE("are what they were") {
    const testing::TemporaryFolder folder;
    const std::map<std::string, std::uint64_t> counted = Counted(folder.path());
    std::vector<std::pair<std::string, std::uint64_t>> found;
    for (const auto& kind : testing::OneRowCommits()) {
      REQUIRE_MESSAGE(counted.contains(kind.name), kind.name);
      found.emplace_back(kind.name, counted.at(kind.name) / testing::kCountedCommits);
    }
    testing::CheckNearBaseline(
        "tests/golden/commit_instructions.txt",
        "Instructions of a commit of one row: tests/query/commit_instructions_test.cpp.",
        "instructions", found);
  }
}

}  // namespace
}  // namespace cambium
