// Plans of one query are of one shape, and differences are named.
// SPDX-License-Identifier: Apache-2.0
#include "query/plan_shape.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

std::string Compare(std::string_view before, std::string_view after) {
  const Schema schema = testing::MakeSchema({testing::kIssueTable, testing::kCommentTable});
  return std::string(
      CheckSameShape(testing::MakePlan(schema, before), testing::MakePlan(schema, after))
          .message());
}

TEST_SUITE("Plan shape") {
  TEST_CASE("filters and windows do not change it") {
    CHECK(Compare("MANY Issue WHERE votes > 1 LIMIT 3 { id, MANY comments LIMIT 1 { text } }",
                  "MANY Issue WHERE votes < 2 LIMIT 5 OFFSET 1 "
                  "{ id, MANY comments WHERE stars = 1 { text } }")
              .empty());
  }

  TEST_CASE("a member of another type or name or place is named") {
    const std::string differs = "parameters change the shape of the answer";
    CHECK(Compare("MANY Issue { id, x: 1 }", "MANY Issue { id, x: 'a' }") == differs + ": x");
    CHECK(Compare("MANY Issue { id, x: 1 }", "MANY Issue { id, y: 1 }") == differs + ": x");
    CHECK(Compare("MANY Issue { id }", "ONE Issue { id }") == differs);
    CHECK(Compare("MANY Issue { id }", "MANY Issue ORDER BY votes { id }") == differs);
    CHECK(Compare("MANY Issue ORDER BY votes { id }",
                  "MANY Issue ORDER BY votes DESC { id }") == differs);
    CHECK(Compare("MANY Issue { c: MANY comments { x: 1 } }",
                  "MANY Issue { c: MANY comments { x: '1' } }") == differs + ": x");
    CHECK(Compare("MANY Issue { c: MANY comments { id } }",
                  "MANY Issue { c: ONE comments { id } }") == differs + ": c");
    CHECK(Compare("MANY Issue { id, c: MANY comments { id } }",
                  "MANY Issue { c: MANY comments { id }, id }") == differs);
  }
}

}  // namespace
}  // namespace cambium
