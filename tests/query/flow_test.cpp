// Flows as text: one line each, and what is shared once.
// SPDX-License-Identifier: Apache-2.0
#include "query/flow.h"

#include "doctest/doctest.h"
#include "query/scope.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

std::string FlowOf(std::string_view query) {
  return FlowText(
      *testing::MakePlan(testing::MakeSchema({testing::kIssueTable, testing::kCommentTable}),
                         query)
           .flow);
}

TEST_SUITE("FlowText") {
  TEST_CASE("a sub-query is joined back to the rows that ask") {
    CHECK(FlowOf("MANY Issue { n: COUNT comments }") ==
          "compute #5 = (#4 ?? 0)\n"
          "  left join #1 = #1\n"
          "    scan Issue [#1]\n"
          "    aggregate by [#1] #4 = COUNT(*)\n"
          "      join #1 = #2\n"
          "        distinct [#1]\n"
          "          as line 3\n"
          "        scan Comment [#2, #3]\n");
  }

  TEST_CASE("an EXISTS of its own is a semi join") {
    CHECK(
        FlowOf("MANY Issue WHERE NOT EXISTS comments { id }").starts_with("anti join #1 = #1"));
    CHECK(FlowOf("MANY Issue WHERE EXISTS comments { id }").starts_with("semi join #1 = #1"));
  }
}

TEST_SUITE("AppendColumns") {
  TEST_CASE("finds the columns of an expression in order") {
    PlanExpr column;
    column.kind = ExprKind::kPath;
    column.column = 7;
    PlanExpr sum;
    sum.kind = ExprKind::kAdd;
    sum.args = {column, PlanExpr(), column};
    std::vector<ColumnId> columns;
    AppendColumns(sum, columns);
    CHECK(columns == std::vector<ColumnId>{7, 7});
  }
}

}  // namespace
}  // namespace cambium
