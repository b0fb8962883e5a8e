// What commits changed is counted, kept for the last of them, and found by their version.
// SPDX-License-Identifier: Apache-2.0
#include "query/commit_reasons.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

Row OfOne(std::int64_t value) { return Row{Value::Int(value)}; }

Changes Changing(std::initializer_list<std::pair<std::string, EntityChange>> entities) {
  Changes changes;
  for (const auto& [subject, change] : entities) changes.tables[4].entities[subject] = change;
  return changes;
}

TEST_SUITE("CommitReasons") {
  TEST_CASE("rows are counted by what became of them") {
    CommitReasons reasons;
    reasons.Stage(Changing({{"a", {std::nullopt, OfOne(1)}},
                            {"b", {OfOne(1), OfOne(2)}},
                            {"c", {OfOne(1), OfOne(1)}},
                            {"d", {OfOne(1), std::nullopt}},
                            {"e", {OfOne(1), std::nullopt}}}));
    Frame frame;
    frame.ops.resize(3);
    reasons.Commit(7, {frame, frame});
    const CommitReason* reason = reasons.Find(7);
    REQUIRE(reason != nullptr);
    CHECK(reason->frames == 2);
    CHECK(reason->ops == 6);
    REQUIRE(reason->tables.size() == 1);
    CHECK(reason->tables[0].table == 4);
    CHECK(reason->tables[0].inserted == 1);
    CHECK(reason->tables[0].updated == 1);
    CHECK(reason->tables[0].deleted == 2);
    CHECK(reason->tables[0].subjects == std::vector<std::string>{"a", "b", "d"});
  }

  TEST_CASE("what is abandoned or changes nothing is no commit") {
    CommitReasons reasons;
    reasons.Stage(Changing({{"a", {std::nullopt, OfOne(1)}}}));
    reasons.Abandon();
    reasons.Commit(7, {});
    reasons.Stage(Changing({{"c", {OfOne(1), OfOne(1)}}}));
    reasons.Commit(8, {});
    CHECK(reasons.Find(7) == nullptr);
    CHECK(reasons.Find(8) == nullptr);
  }

  TEST_CASE("the last ones are kept") {
    CommitReasons reasons;
    for (std::uint64_t version = 1; version <= CommitReasons::kKept + 1; ++version) {
      reasons.Stage(Changing({{"a", {std::nullopt, OfOne(1)}}}));
      reasons.Commit(version, {});
    }
    CHECK(reasons.Find(1) == nullptr);
    CHECK(reasons.Find(2)->version == 2);
  }

  TEST_CASE("a database names tables and keys and says what it sent") {
    auto database = testing::OpenWith({testing::kIssueTable, testing::kCommentTable});
    testing::Do(*database, "INSERT Issue { id: 1, title: 'a' }");
    testing::Recorder recorder;
    const Subscription live =
        testing::Follow(*database, "MANY Issue { id, MANY comments { id } }", recorder);
    CHECK(absl::IsNotFound(database->Why(3).status()));  // Nobody listened.
    testing::Do(*database,
                "TX { INSERT Issue { id: 2, title: 'b' }; "
                "INSERT Comment { id: 5, issue: 1, text: 'c' } }");
    REQUIRE(recorder.frames.size() == 2);
    const CommitChanges why = *database->Why(recorder.frames[1].to);
    CHECK(why.commit == 4);
    CHECK(why.frames == 1);
    CHECK(why.ops == recorder.frames[1].ops.size());
    REQUIRE(why.tables.size() == 2);
    CHECK(why.tables[0].name == "Issue");
    CHECK(why.tables[0].inserted == 1);
    CHECK(why.tables[1].name == "Comment");
    CHECK(why.tables[1].keys == std::vector<std::string>{"5"});
    testing::Do(*database, "PREVIEW TX { DELETE Issue WHERE id = 2 }");
    testing::Do(*database, "INSERT Comment { id: 6, issue: 1, text: 'c' }");
    REQUIRE(database->Why(5)->tables.size() == 1);
    CHECK(database->Why(5)->tables[0].name == "Comment");
  }
}

}  // namespace
}  // namespace cambium
