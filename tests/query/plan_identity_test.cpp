// Plans that differ anywhere have different identities.
// SPDX-License-Identifier: Apache-2.0
#include "query/plan_identity.h"

#include <algorithm>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

std::string IdentityOf(std::string_view query) {
  const std::string_view kNodeTable = "TABLE Node { id: Int = 1 KEY, up: Node? = 2 BACK down }";
  return PlanIdentity(testing::MakePlan(
      testing::MakeSchema({testing::kIssueTable, testing::kCommentTable, kNodeTable}), query));
}

TEST_SUITE("PlanIdentity") {
  TEST_CASE("one query has one identity however it is spaced") {
    CHECK(IdentityOf("MANY Issue WHERE votes > 3 { id, MANY comments { text } }") ==
          IdentityOf("MANY Issue\n  WHERE votes > 3 {\n  id, MANY comments { text } }"));
  }

  TEST_CASE("what differs in one place differs") {
    const std::string_view kDifferent[] = {
        "MANY Issue { x: title }",
        "MANY Comment { x: text }",
        "MANY Issue { y: title }",
        "MANY Issue { x: votes }",
        "MANY Issue { x: id }",
        "ONE Issue { x: title }",
        "MANY Issue LIMIT 3 { x: title }",
        "MANY Issue LIMIT 4 { x: title }",
        "MANY Issue LIMIT 3 OFFSET 1 { x: title }",
        "MANY Issue ORDER BY votes { x: title }",
        "MANY Issue ORDER BY votes DESC { x: title }",
        "MANY Issue ORDER BY votes NULLS LAST { x: title }",
        "MANY Issue WHERE votes = 1 { x: title }",
        "MANY Issue WHERE votes = 1.0 { x: title }",
        "MANY Issue WHERE votes != 1 { x: title }",
        "MANY Issue WHERE title = '1' { x: title }",
        "MANY Issue { x: UPPER(title) }",
        "MANY Issue { x: LOWER(title) }",
        "MANY Issue { x: MAX(stars) OF comments }",
        "MANY Issue { x: MIN(stars) OF comments }",
        "MANY Issue { x: COUNT(stars) OF comments }",
        "MANY Issue { x: COUNT(DISTINCT stars) OF comments }",
        "MANY Issue { x: LIST(stars) OF (comments ORDER BY text) }",
        "MANY Issue { x: LIST(stars) OF (comments ORDER BY text DESC) }",
        "MANY Issue { MANY comments { x: text } }",
        "MANY Issue { ONE comments { x: text } }",
        "MANY Issue { x: MANY comments { text } }",
        "MANY Issue GROUP BY votes { x: COUNT(*) }",
        "MANY Issue GROUP BY title { x: COUNT(*) }",
        "MANY Issue GROUP BY votes HAVING COUNT(*) > 1 { x: COUNT(*) }",
        "MANY Issue GROUP BY votes HAVING COUNT(*) > 2 { x: COUNT(*) }",
        "MANY Node { x: COUNT down }",
        "MANY Node { x: COUNT down+ }",
        "MANY Node { x: COUNT down* }",
        "MANY Node { x: COUNT down{2} }",
        "MANY Node { x: COUNT down{1,2} }",
        "MANY Node { x: COUNT up+ }",
        "MANY Node { x: RECURSE down }",
        "MANY Node { x: RECURSE down DEPTH 2 }",
        "MANY Node { x: RECURSE down DEPTH 3 }",
        // An error would be told at another place.
        "MANY Issue { x: votes + 1 }",
        "MANY Issue {   x: votes + 1 }",
    };
    std::vector<std::string> seen;
    for (const std::string_view query : kDifferent) {
      INFO(query);
      const std::string identity = IdentityOf(query);
      CHECK(std::find(seen.begin(), seen.end(), identity) == seen.end());
      seen.push_back(identity);
    }
  }
}

}  // namespace
}  // namespace cambium
