// What a parameter is worth, and what is said where it is worth nothing.
// SPDX-License-Identifier: Apache-2.0
#include "query/bound_parameters.h"

#include <variant>

#include "doctest/doctest.h"
#include "query/parser.h"
#include "tests/support/dump.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

// The value of $p as text, or what is wrong with it.
std::string ValueOf(const std::string& query, const Parameters& parameters) {
  const Schema schema = testing::MakeSchema({testing::kIssueTable});
  const Statement statement = *ParseStatement(query);
  const BoundParameters bound(schema, std::get<Query>(statement), parameters);
  const absl::StatusOr<PlanExpr> planned = bound.Planned(Name{"p", Span()});
  if (!planned.ok()) return std::string(planned.status().message());
  return JsonOf(planned->type, planned->literal);
}

TEST_SUITE("BoundParameters") {
  TEST_CASE("have the declared type and their default") {
    CHECK(ValueOf("QUERY q($p: Text) MANY Issue { id }", {{"p", *ReadParameter("7")}}) ==
          "\"7\"");
    CHECK(ValueOf("QUERY q($p: Int = 3) MANY Issue { id }", {}) == "3");
    CHECK(ValueOf("MANY Issue { id }", {{"p", *ReadParameter("7")}}) == "7");
  }
  TEST_CASE("are errors where they cannot be") {
    CHECK(ValueOf("MANY Issue { id }", {}) == "parameter has no value: $p");
    CHECK(ValueOf("QUERY q($p: Int) MANY Issue { id }", {{"p", *ReadParameter("null")}}) ==
          "parameter cannot be NULL: $p");
    CHECK(ValueOf("MANY Issue { id }", {{"p", *ReadParameter("[1,2]")}}) ==
          "parameter is a list where one value is needed: $p");
    CHECK(ValueOf("QUERY q($pp: Int = 1) MANY Issue { id }", {}) ==
          "no parameter '$p'; did you mean 'pp'?");
  }
}

}  // namespace
}  // namespace cambium
