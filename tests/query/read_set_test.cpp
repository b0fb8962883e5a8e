// Reads and the changes that they conflict with, range by range.
// SPDX-License-Identifier: Apache-2.0
#include "query/read_set.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

struct Fixture {
  // The conflict of a query with a change of issue 1 from these votes to those; fewer than 0
  // votes is no issue.
  std::string Conflict(std::string_view query, std::int64_t before, std::int64_t after) const {
    ReadSet reads;
    reads.AddQuery(testing::MakePlan(schema, query), schema);
    return reads.FindConflict(Changed(before, after)).value_or("none");
  }
  Changes Changed(std::int64_t before, std::int64_t after) const {
    const auto row = [](std::int64_t votes) -> std::optional<Row> {
      if (votes < 0) return std::nullopt;
      return Row({Value::Int(1), Value::Text("a"), Value::Bool(true), Value::Int(votes)});
    };
    Changes changes;
    TableChanges& table = changes.tables[schema.Find("Issue")->id];
    table.table = schema.Find("Issue");
    table.entities["1"] = {row(before), row(after)};
    return changes;
  }

  Schema schema = testing::MakeSchema({testing::kIssueTable, testing::kCommentTable});
};

TEST_SUITE("ReadSet") {
  TEST_CASE("a range is what its condition says") {
    const Fixture fixture;
    const std::string_view query = "MANY Issue WHERE votes > 5 AND open { title }";
    CHECK(fixture.Conflict(query, 3, 4) == "none");
    CHECK(fixture.Conflict(query, 3, 6) == "Issue 1");
    CHECK(fixture.Conflict(query, 6, 3) == "Issue 1");
    CHECK(fixture.Conflict(query, -1, 6) == "Issue 1");
    CHECK(fixture.Conflict(query, 6, -1) == "Issue 1");
    CHECK(fixture.Conflict(query, -1, 3) == "none");
    // The condition itself reads the votes.
    CHECK(fixture.Conflict(query, 6, 7) == "Issue 1");
    CHECK(fixture.Conflict("MANY Issue WHERE open { title }", 6, 7) == "none");
    CHECK(fixture.Conflict("MANY Issue WHERE open { votes }", 6, 7) == "Issue 1");
    CHECK(fixture.Conflict("MANY Comment { id }", 6, 7) == "none");
  }

  TEST_CASE("covers what nested selects and sub-queries read") {
    const Fixture fixture;
    CHECK(fixture.Conflict("MANY Comment { issue { votes } }", 6, 7) == "Issue 1");
    CHECK(fixture.Conflict("MANY Comment WHERE issue.votes > 1 { id }", 6, 7) == "Issue 1");
    CHECK(fixture.Conflict("MANY Comment { issue { title } }", 6, 7) == "none");
    CHECK(fixture.Conflict("{ n: COUNT (Issue WHERE votes > 9) }", 6, 10) == "Issue 1");
    CHECK(fixture.Conflict("MANY Issue WHERE votes * 9223372036854775807 > 0 { id }", 1, 2) ==
          "Issue 1");
  }

  TEST_CASE("a key is the row whatever happens to it") {
    const Fixture fixture;
    ReadSet reads;
    const Table& issue = *fixture.schema.Find("Issue");
    reads.AddKey(issue, "1");
    CHECK(reads.FindConflict(fixture.Changed(1, 2)) == "Issue 1");
    CHECK(reads.FindConflict(fixture.Changed(-1, 2)) == "Issue 1");
    CHECK(!reads.FindConflict(fixture.Changed(2, 2)).has_value());
    ReadSet other;
    other.AddKey(issue, "2");
    CHECK(!other.FindConflict(fixture.Changed(1, 2)).has_value());
  }
}

}  // namespace
}  // namespace cambium
