// Filters go down, as far as they may.
// SPDX-License-Identifier: Apache-2.0
#include "query/rewrite/push_filters.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

SelectPlan Pushed(std::string_view query) {
  return PushFilters(testing::MakePlan(
      testing::MakeSchema({testing::kIssueTable, testing::kCommentTable}), query));
}

TEST_SUITE("PushFilters") {
  TEST_CASE("a condition on inner rows goes to the inner side of a join") {
    CHECK(FlowText(
              *Pushed("MANY Issue { MANY comments WHERE stars = 5 { id } }").selects[0].flow) ==
          "join #1 = #2\n"
          "  distinct [#1]\n"
          "    scan Issue [#1]\n"
          "  filter (#4 = 5)\n"
          "    scan Comment [#2, #3, #4]\n");
  }

  TEST_CASE("a condition on a row passes what is looked up for it") {
    CHECK(FlowText(*Pushed("MANY Comment WHERE issue.title = 'a' AND id = 7 { id }").flow) ==
          "filter (#4 = \"a\")\n"
          "  left join #2 = #3\n"
          "    filter (#1 = 7)\n"
          "      scan Comment [#1, #2]\n"
          "    scan Issue [#3, #4]\n");
  }

  TEST_CASE("a condition on the keys of groups goes to their members") {
    CHECK(FlowText(*Pushed("MANY Comment GROUP BY stars HAVING n > 1 AND stars > 2 "
                           "{ stars, n: COUNT(*) }")
                        .flow) ==
          "filter (#4 > 1)\n"
          "  compute #4 = (#3 ?? 0)\n"
          "    aggregate by [#2] #3 = COUNT(*)\n"
          "      filter (#2 > 2)\n"
          "        scan Comment [#1, #2]\n");
  }

  TEST_CASE("what may fail stays where it is") {
    CHECK(
        FlowText(
            *Pushed("MANY Issue { MANY comments WHERE stars + 1 = 5 { id } }").selects[0].flow)
            .starts_with("filter"));
  }

  TEST_CASE("a window is not passed") {
    const SelectPlan plan = Pushed("MANY Issue { n: COUNT (comments ORDER BY id LIMIT 3) }");
    CHECK(FlowText(*plan.flow) ==
          FlowText(*testing::MakePlan(
                        testing::MakeSchema({testing::kIssueTable, testing::kCommentTable}),
                        "MANY Issue { n: COUNT (comments ORDER BY id LIMIT 3) }")
                        .flow));
  }
}

}  // namespace
}  // namespace cambium
