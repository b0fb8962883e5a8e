// What a commit of one row costs, in requests for memory, against what it cost when somebody
// last looked: tests/golden/commit_cost.txt. More than a twentieth away is a failure;
// CAMBIUM_UPDATE_GOLDEN=1 writes what was found.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "query/cambium.h"
#include "tests/support/allocations.h"
#include "tests/support/golden.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

constexpr int kRows = 1000;
constexpr int kWarm = 400;
constexpr int kMeasured = 201;

std::uint64_t Median(std::vector<std::uint64_t> counts) {
  std::nth_element(counts.begin(), counts.begin() + kMeasured / 2, counts.end());
  return counts[kMeasured / 2];
}

// Of `work(i)`, once it is warm.
std::uint64_t CostOf(const std::function<void(int)>& work) {
  for (int i = 0; i < kWarm; ++i) work(i);
  std::vector<std::uint64_t> allocations;
  for (int i = 0; i < kMeasured; ++i) {
    allocations.push_back(testing::AllocationsOf([&] { work(kWarm + i); }));
  }
  return Median(std::move(allocations));
}

// A thousand issues of ten projects, and live queries over them.
struct Fixture {
  explicit Fixture(const std::vector<std::string>& queries) {
    testing::Do(*database, "TABLE Issue { id: Int = 1 KEY, project: Int = 2, votes: Int = 3 }");
    upsert = *database->Prepare("UPSERT Issue { id: $id, project: $project, votes: $votes }");
    find = *database->Prepare("ONE Issue WHERE id = $id { votes }");
    for (int id = 0; id < kRows; ++id) Upsert(id, 0);
    for (const std::string& query : queries) {
      auto live = database->Subscribe(query, [this](const Frame&) { ++frames; });
      REQUIRE(live.ok());
      live->Release();
    }
  }
  void Upsert(int id, int votes) {
    const Value values[] = {Value::Int(id), Value::Int(id % 10), Value::Int(votes)};
    REQUIRE(upsert.ExecuteWith(values).ok());
  }

  std::unique_ptr<Database> database = *Database::Open(":memory:");
  Prepared upsert;
  Prepared find;
  int frames = 0;
};

std::uint64_t CostOfCommit(const std::vector<std::string>& queries) {
  Fixture fixture(queries);
  const int frames = fixture.frames;
  const std::uint64_t cost =
      CostOf([&](int i) { fixture.Upsert(37 * i % kRows, 1 + i % 1000); });
  CHECK((fixture.frames > frames) == !queries.empty());
  return cost;
}

std::vector<std::string> OfEachProject() {
  std::vector<std::string> queries;
  for (int project = 0; project < 10; ++project) {
    queries.push_back("LIVE MANY Issue WHERE project = " + std::to_string(project) +
                      " ORDER BY votes DESC LIMIT 5 { id, votes }");
  }
  return queries;
}

std::map<std::string, std::uint64_t> ReadBaseline() {
  std::map<std::string, std::uint64_t> baseline;
  std::istringstream lines(testing::ReadSourceFile("tests/golden/commit_cost.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream fields(line);
    std::string name;
    fields >> name;
    fields >> baseline[name];
  }
  return baseline;
}

bool IsNear(std::uint64_t found, std::uint64_t expected) {
  const std::uint64_t away = std::max(found, expected) - std::min(found, expected);
  return 20 * away <= expected;
}

TEST_SUITE("Commit cost") {
  TEST_CASE("is what it was") {
    Fixture fixture({});
    const std::vector<std::pair<std::string, std::uint64_t>> found = {
        {"look-up", CostOf([&](int i) {
           const Value id = Value::Int(37 * i % kRows);
           REQUIRE(fixture.find.QueryWith(std::span(&id, 1)).ok());
         })},
        {"upsert", CostOfCommit({})},
        {"upsert-filter", CostOfCommit({"LIVE MANY Issue WHERE votes > 10 { id }"})},
        {"upsert-group", CostOfCommit({"LIVE MANY Issue GROUP BY project { project, "
                                       "n: COUNT(*), sum: SUM(votes), most: MAX(votes) }"})},
        {"upsert-template", CostOfCommit(OfEachProject())}};
    if (std::getenv("CAMBIUM_UPDATE_GOLDEN") != nullptr) {
      std::string text =
          "# Requests for memory of a commit of one row: tests/query/commit_cost_test.cpp.\n";
      for (const auto& [name, cost] : found) text += name + " " + std::to_string(cost) + "\n";
      return testing::CheckSameAsFile("tests/golden/commit_cost.txt", text);
    }
    const std::map<std::string, std::uint64_t> baseline = ReadBaseline();
    REQUIRE(baseline.size() == found.size());
    for (const auto& each : found) {
      const std::uint64_t expected = baseline.at(each.first);
      CHECK_MESSAGE(IsNear(each.second, expected),
                    each.first << ": " << each.second << " requests for memory instead of "
                               << expected
                               << "; CAMBIUM_UPDATE_GOLDEN=1 writes what was found");
    }
  }
}

}  // namespace
}  // namespace cambium
