// Expressions of plans as text.
// SPDX-License-Identifier: Apache-2.0
#include "query/expression_text.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

std::string Where(std::string_view condition) {
  const SelectPlan plan =
      testing::MakePlan(testing::MakeSchema({testing::kIssueTable}),
                        "MANY Issue WHERE " + std::string(condition) + " { id }");
  return ExprText(plan.flow->condition);
}

TEST_SUITE("ExprText") {
  TEST_CASE("prints each kind") {
    CHECK(Where("votes + 1 > 2 OR NOT open") == "(((#2 + 1) > 2) OR NOT #3)");
    CHECK(Where("votes NOT IN (1, 2)") == "NOT #2 IN (1, 2)");
    CHECK(Where("votes BETWEEN 1 AND 2") == "#2 BETWEEN 1 AND 2");
    CHECK(Where("title LIKE 'a%'") == "(#2 LIKE \"a%\")");
    CHECK(Where("CASE WHEN open THEN TRUE ELSE FALSE END") ==
          "CASE WHEN #2 THEN true ELSE false END");
    CHECK(Where("title IS NULL") == "#2 IS NULL");
  }
}

}  // namespace
}  // namespace cambium
