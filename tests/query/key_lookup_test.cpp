// Which queries are look-ups; tests/query/prepared_test.cpp has their answers.
// SPDX-License-Identifier: Apache-2.0
#include "query/key_lookup.h"

#include "doctest/doctest.h"
#include "query/binding.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

bool IsLookup(std::string_view text) {
  const Schema schema = testing::MakeSchema({testing::kIssueTable, testing::kCommentTable});
  const Query query = testing::Parse<Query>(text);
  auto plan = PlanQuery(schema, query, Bind({{"n", 1}}));
  REQUIRE_MESSAGE(plan.ok(), plan.status().message());
  return KeyLookup::Of(schema, query, ParameterNames(query),
                       std::make_shared<const SelectPlan>(*std::move(plan)))
      .has_value();
}

TEST_SUITE("KeyLookup") {
  TEST_CASE("is made of an equality for each key field and fields of the row") {
    CHECK(IsLookup("ONE Issue WHERE id = $n { title }"));
    CHECK(IsLookup("MANY Issue WHERE $n = id { *, again: title }"));
    CHECK(IsLookup("MANY Issue WHERE id = 5 { votes }"));
    CHECK(IsLookup("MANY Comment WHERE id = $n { issue }"));
  }

  TEST_CASE("is not made of anything else") {
    CHECK(!IsLookup("MANY Issue { title }"));
    CHECK(!IsLookup("MANY Issue WHERE votes = $n { title }"));
    CHECK(!IsLookup("MANY Issue WHERE id > $n { title }"));
    CHECK(!IsLookup("MANY Issue WHERE id = $n AND id = 2 { title }"));
    CHECK(!IsLookup("MANY Issue WHERE id = $n OR id = 2 { title }"));
    CHECK(!IsLookup("MANY Issue WHERE id = $n + 1 { title }"));
    CHECK(!IsLookup("MANY Issue WHERE id = votes { title }"));
    CHECK(!IsLookup("MANY Issue WHERE id = $n LIMIT 1 { title }"));
    CHECK(!IsLookup("MANY Issue WHERE id = $n { x: votes + 1 }"));
    CHECK(!IsLookup("MANY Issue WHERE id = $n { n: COUNT comments }"));
    CHECK(!IsLookup("MANY Issue WHERE id = $n { MANY comments { id } }"));
    CHECK(!IsLookup("MANY Comment WHERE id = $n { issue.title }"));
    CHECK(!IsLookup("QUERY q($n: Int) ONE Issue WHERE id = $n { id }"));
  }
}

}  // namespace
}  // namespace cambium
