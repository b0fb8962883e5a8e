// Columns of selects become a tree.
// SPDX-License-Identifier: Apache-2.0
#include "query/tree_builder.h"

#include "doctest/doctest.h"
#include "query/frame.h"
#include "tests/support/columns.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

Value I(std::int64_t integer) { return Value::Int(integer); }

TEST_SUITE("BuildTree") {
  TEST_CASE("puts rows into the buckets of their outer rows in order") {
    const SelectPlan plan = testing::MakePlan(
        testing::MakeSchema({testing::kIssueTable, testing::kCommentTable}),
        "MANY Issue ORDER BY votes DESC { votes, MANY comments ORDER BY stars { stars } }");
    const SelectPlan& comments = plan.selects[0];
    // Rows are (votes, id) and (issue, stars, id).
    REQUIRE(plan.layout.size() == 2);
    REQUIRE(comments.layout.size() == 3);
    const std::vector<ColumnRows> rows{
        testing::MakeColumns(plan.layout, {{I(1), I(7)}, {I(3), I(8)}, {I(2), I(9)}}),
        testing::MakeColumns(comments.layout, {{I(8), I(5), I(1)},
                                               {I(7), I(9), I(2)},
                                               {I(8), Value(), I(3)},
                                               {I(6), I(4), I(4)}})};
    CHECK(AnswerJson(plan, BuildTree(plan, rows)) ==
          R"([{"votes":3,"comments":[{"stars":null},{"stars":5}]},)"
          R"({"votes":2,"comments":[]},{"votes":1,"comments":[{"stars":9}]}])");
  }

  TEST_CASE("of no rows it is empty") {
    const SelectPlan plan =
        testing::MakePlan(testing::MakeSchema({testing::kIssueTable}), "MANY Issue { id }");
    CHECK(BuildTree(plan, {testing::MakeColumns(plan.layout, {})}).empty());
  }
}

}  // namespace
}  // namespace cambium
