// Answers over older versions and over changes that are not committed.
// SPDX-License-Identifier: Apache-2.0
#include "query/ask.h"

#include "doctest/doctest.h"
#include "query/entity.h"
#include "query/frame.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

struct Fixture {
  Fixture() { store = *Store::Open(*files, "memory"); }

  MutationPlanner Planned(std::string_view insert) {
    MutationPlanner planner(schema, *store, Value());
    REQUIRE(planner.Add(testing::Parse<Insert>(insert)).ok());
    return planner;
  }
  void Commit(std::string_view insert) {
    Batch batch;
    const MutationPlanner planner = Planned(insert);
    for (const auto& [type, table] : planner.changes().tables) {
      for (const auto& [subject, change] : table.entities) {
        AppendTriples(*table.table, subject, change, batch);
      }
    }
    REQUIRE(store->Apply(batch, Durability::kRelaxed).ok());
  }
  std::string Ask(std::string_view query, std::uint64_t version, const Changes* changes,
                  QueryLimits limits = {}) {
    const SelectPlan plan = testing::MakePlan(schema, query);
    const auto answer = AskAt(plan, schema, *store, version, changes, limits);
    return answer.ok() ? AnswerJson(plan, *answer) : std::string(answer.status().message());
  }

  Schema schema = testing::MakeSchema({testing::kIssueTable});
  std::unique_ptr<FileSystem> files = MakeMemoryFileSystem();
  std::unique_ptr<Store> store;
};

TEST_SUITE("Ask") {
  TEST_CASE("sees one version and what a transaction has done to it") {
    Fixture fixture;
    fixture.Commit("INSERT Issue { id: 1, title: 'a' }");
    const Snapshot snapshot = fixture.store->TakeSnapshot();
    fixture.Commit("UPSERT Issue { id: 1, title: 'b' }");
    fixture.Commit("INSERT Issue { id: 2, title: 'c' }");
    const std::string_view query = "MANY Issue { title }";
    CHECK(fixture.Ask(query, snapshot.version(), nullptr) == R"([{"title":"a"}])");
    CHECK(fixture.Ask(query, Store::kNow, nullptr) == R"([{"title":"b"},{"title":"c"}])");
    MutationPlanner planner = fixture.Planned("UPSERT Issue { id: 2, title: 'd' }");
    REQUIRE(planner.Add(testing::Parse<Insert>("INSERT Issue { id: 3, title: 'e' }")).ok());
    REQUIRE(planner.Add(testing::Parse<Delete>("DELETE Issue WHERE id = 1")).ok());
    CHECK(fixture.Ask(query, Store::kNow, &planner.changes()) ==
          R"([{"title":"d"},{"title":"e"}])");
    CHECK(fixture.Ask(query, Store::kNow, nullptr) == R"([{"title":"b"},{"title":"c"}])");
  }

  TEST_CASE("stops at a limit and for an overflow") {
    Fixture fixture;
    fixture.Commit("INSERT Issue { id: 1, title: 'a', votes: 9000000000000000000 }");
    fixture.Commit("INSERT Issue { id: 2, title: 'b' }");
    CHECK(fixture.Ask("MANY Issue { id }", Store::kNow, nullptr, {2, 0}) ==
          R"([{"id":1},{"id":2}])");
    CHECK(fixture.Ask("MANY Issue WHERE id = 1 { id }", Store::kNow, nullptr, {1, 0}) ==
          "query reads too many rows, the limit is 1");
    CHECK(fixture.Ask("MANY Issue { x: votes * 2 }", Store::kNow, nullptr).find("overflow") !=
          std::string::npos);
    CHECK(ParseOneShot("LIVE MANY Issue { id }").status().message() ==
          "a LIVE query needs a subscriber: Subscribe() it");
    CHECK(ParseOneShot("DELETE Issue").status().message() == "not a query");
  }
}

}  // namespace
}  // namespace cambium
