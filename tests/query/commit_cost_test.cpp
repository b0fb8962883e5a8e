// What a commit of one row costs, in requests for memory.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/allocations.h"
#include "tests/support/cost_baseline.h"
#include "tests/support/one_row_commits.h"

namespace cambium {
namespace {

// The median of those that are counted.
std::uint64_t CostOf(const testing::OneRowCommit& kind) {
  testing::IssuesOfProjects issues(kind.queries);
  const int frames = issues.frames();
  for (int i = 0; i < testing::kWarmCommits; ++i) kind.work(issues, i);
  std::vector<std::uint64_t> counts;
  for (int i = 0; i < testing::kCountedCommits; ++i) {
    counts.push_back(
        testing::AllocationsOf([&] { kind.work(issues, testing::kWarmCommits + i); }));
  }
  CHECK((issues.frames() > frames) == !kind.queries.empty());
  const auto middle = counts.begin() + testing::kCountedCommits / 2;
  std::nth_element(counts.begin(), middle, counts.end());
  return *middle;
}

TEST_SUITE("Commit cost") {
  TEST_CASE("is what it was") {
    std::vector<std::pair<std::string, std::uint64_t>> found;
    for (const auto& kind : testing::OneRowCommits()) {
      found.emplace_back(kind.name, CostOf(kind));
    }
    testing::CheckNearBaseline(
        "tests/golden/commit_cost.txt",
        "Requests for memory of a commit of one row: tests/query/commit_cost_test.cpp.",
        "requests for memory", found);
  }
}

}  // namespace
}  // namespace cambium
