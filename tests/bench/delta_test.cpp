// Commits of growing size: as many rows as they say, and the same answer for all.
// SPDX-License-Identifier: Apache-2.0
#include "bench/curves/delta.h"

#include <map>
#include <set>

#include "bench/floor/floor.h"
#include "bench/harness/answers.h"
#include "bench/harness/temporary_folder.h"
#include "bench/recompute/recompute.h"
#include "bench/typed/typed.h"
#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

std::vector<W1Order> Orders(std::int32_t count) {
  std::vector<W1Order> orders;
  for (std::int32_t id = 0; id < count; ++id) orders.push_back({id, id % 3, id % 4, 100});
  return orders;
}

TEST_SUITE("DeltaSteps") {
  TEST_CASE("go up to all rows with ever fewer commits") {
    const std::vector<DeltaStep> steps = DeltaSteps(1'000'000);
    REQUIRE(steps.size() == 7);
    CHECK((steps.front() == DeltaStep{1, 101}));
    CHECK((steps.back() == DeltaStep{1'000'000, 1}));
    for (const DeltaStep& step : steps) CHECK(step.commits % 2 == 1);
    CHECK(DeltaSteps(999).size() == 3);
  }
}

TEST_SUITE("OrderUpdates") {
  TEST_CASE("change different rows from what the commits before have left") {
    std::map<std::int32_t, W1Order> now;
    for (const W1Order& order : Orders(20)) now[order.id] = order;
    OrderUpdates updates(Orders(20));
    for (const std::size_t rows : {1U, 7U, 20U, 20U, 3U}) {
      std::set<std::int32_t> ids;
      for (const W1Change& change : updates.Next(rows)) {
        CHECK(change.op == W1Op::kUpdate);
        ids.insert(change.id);
        const W1Order before = now.at(change.id);
        CHECK(before.customer == change.old_customer);
        CHECK(before.status == change.old_status);
        CHECK(before.cents == change.old_cents);
        CHECK(change.cents != change.old_cents);
        now[change.id] = change.after();
      }
      CHECK(ids.size() == rows);
    }
  }

  TEST_CASE("are of all rows at most") { CHECK(OrderUpdates(Orders(5)).Next(9).size() == 5); }
}

TEST_SUITE("DeltaCase") {
  TEST_CASE("has one answer for engines and evaluators and a point for each size") {
    const TemporaryFolder folder;
    REQUIRE(WriteW1(GenerateW1(500), folder.path(), Formats::kBinary).ok());
    const auto recompute = DeltaCase("recompute", MakeRecomputeW1).run({folder.path()});
    const auto typed = DeltaCase("typed", MakeTypedW1).run({folder.path()});
    REQUIRE(recompute.ok());
    REQUIRE(typed.ok());
    CHECK(CompareChecks(recompute->checks, typed->checks).ok());
    REQUIRE(typed->checks.size() == 4);
    CHECK(typed->checks[0].checksum.hash != typed->checks[1].checksum.hash);
    REQUIRE(typed->metrics.size() == 4);
    CHECK(typed->metrics.back().name == "commit_us@1000");
    CHECK(recompute->metrics.back().name == "recompute_us@1000");
    CHECK(DeltaCase("floor", MakeFloorW1).run({"no/such/folder"}).ok() == false);
  }
}

}  // namespace
}  // namespace cambium::bench
