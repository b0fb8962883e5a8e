// What a planner refuses, with the place and a hint.
// SPDX-License-Identifier: Apache-2.0
#include "query/query_planner.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

struct Wrong {
  const char* query;
  const char* error;
};

constexpr Wrong kWrong[] = {
    {"MANY Issue { n: SUM(votes) }",
     "1:17: SUM needs GROUP BY, or OF and a relation: SUM(x) OF relation"},
    {"MANY Issue HAVING votes > 1 { id }", "1:19: HAVING needs GROUP BY"},
    {"MANY Issue GROUP BY open { votes }",
     "1:28: 'votes' has a value for each member of the group; group by it, aggregate it, or "
     "nest "
     "MANY ROWS { … }"},
    {"MANY Issue GROUP BY open { opne }", "1:28: no group key 'opne'; did you mean 'open'?"},
    {"MANY Issue GROUP BY votes + 1 { n: COUNT(*) }",
     "1:21: a group key that is not a path needs a label"},
    {"MANY Issue GROUP BY open { * }",
     "1:28: there is no row here of which '*' could list the fields"},
    {"MANY Issue { ...title { id } }", "1:17: a spread needs a reference, and 'title' is none"},
    {"MANY Issue { ...Card }", "1:17: no fragment 'Card'"},
    {"MANY Issue { s: SUM(title) OF comments }", "1:21: SUM needs numbers, found Text"},
    {"MANY Issue { s: SUM(text) OF comments }", "1:21: SUM needs numbers, found Text"},
    {"MANY Issue { n: COUNT coments }",
     "1:23: no relation 'coments' on Issue; did you mean 'comments'?"},
    {"MANY Issue { comments+ { id } }",
     "1:14: a closure needs a relation of a table to itself, and 'comments' leads from Issue "
     "to "
     "Comment"},
    {"MANY Comment { issue.title.x }", "1:28: field is not a reference: title"},
    {"MANY DISTINCT Issue { comments { id } }",
     "1:23: MANY DISTINCT has values only, no lists or spreads"},
    {"MANY Issue WHERE id IN (MANY Comment { id, text }) { id }",
     "1:25: a select behind IN has exactly one value in its block"},
    {"MANY Issue START AFTER (1, 2) { id }",
     "1:18: START has 2 values, and the order has 1 columns with its key"},
    {"{ n: votes }", "1:6: no row here that could have a field 'votes'"},
    {"MANY Issue AS i { x: i }", "1:22: 'i' is a row; name a field of it"},
};

TEST_SUITE("QueryPlanner") {
  TEST_CASE("says what is wrong and where") {
    // Covers: rule 15 partly, rule 18 partly, rule 21 partly
    const Schema schema = testing::MakeSchema({testing::kIssueTable, testing::kCommentTable});
    for (const Wrong& wrong : kWrong) {
      INFO(wrong.query);
      const auto plan = PlanQuery(schema, testing::Parse<Query>(wrong.query));
      CHECK(testing::ErrorLine(plan.status(), wrong.query) == wrong.error);
    }
  }

  TEST_CASE("shows what is wrong with a path that is declared where it is used") {
    const Schema schema = testing::MakeSchema(
        {"TABLE B { id: Int = 1 KEY }",
         "TABLE A { id: Int = 1 KEY, b: B? = 2, MANY x: A VIA x, MANY c: A VIA b }"});
    for (const Wrong& wrong : {Wrong{"MANY A { n: COUNT x }",
                                     "1:19: relation 'x' is VIA a path that leads over itself"},
                               Wrong{"MANY A { id, c { id } }",
                                     "1:14: relation 'c' is of A, and its path leads to B"},
                               Wrong{"MANY A { id, c+ { id } }",
                                     "1:14: relation 'c' is of A, and its path leads to B"}}) {
      const auto plan = PlanQuery(schema, testing::Parse<Query>(wrong.query));
      CHECK(testing::ErrorLine(plan.status(), wrong.query) == wrong.error);
    }
  }
}

}  // namespace
}  // namespace cambium
