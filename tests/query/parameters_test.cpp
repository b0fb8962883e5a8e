// Parameters as they are written on a command line, and as queries take them.
// SPDX-License-Identifier: Apache-2.0
#include "query/parameters.h"

#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

std::string Show(std::string_view text) {
  const Expr value = *ReadParameter(text);
  if (value.kind == ExprKind::kLiteral) return DebugString(value.literal);
  std::string shown;
  for (const Expr& part : value.args) shown += DebugString(part.literal) + ";";
  return "[" + shown + "]";
}

TEST_SUITE("ReadParameter") {
  TEST_CASE("takes what looks like a literal for one") {
    CHECK(Show("5") == "5");
    CHECK(Show("-1.50") == "-1.50d");
    CHECK(Show("true") == "true");
    CHECK(Show("null") == "null");
    CHECK(Show("ann") == "'ann'");
    CHECK(Show("5 apples") == "'5 apples'");
    CHECK(Show("") == "''");
    CHECK(Show("'5'") == "'5'");
  }

  TEST_CASE("takes lists") {
    CHECK(Show("[1, 2]") == "[1;2;]");
    CHECK(Show("['a,b',c]") == "['a,b';'c';]");
    CHECK(Show("[]") == "[]");
  }
}

TEST_SUITE("Parameters") {
  std::string Asked(std::string_view query, const Parameters& parameters) {
    auto database =
        testing::OpenWith({testing::kIssueTable, "INSERT Issue { id: 1, title: '7' }",
                           "INSERT Issue { id: 2, title: 'b' }"});
    const auto answer = database->Query(query, parameters);
    return answer.ok() ? answer->Json() : testing::ErrorLine(answer.status(), query);
  }

  TEST_CASE("stand for literals of the type that is asked for") {
    CHECK(Asked("MANY Issue WHERE id = $n { title }", {{"n", *ReadParameter("2")}}) ==
          R"([{"title":"b"}])");
    CHECK(Asked("QUERY q($t: Text) MANY Issue WHERE title = $t { id }",
                {{"t", *ReadParameter("7")}}) == R"([{"id":1}])");
    CHECK(Asked("QUERY q($n: Int = 1) MANY Issue LIMIT $n { id }", {}) == R"([{"id":1}])");
    CHECK(Asked("MANY Issue WHERE id IN $ids { id }", {{"ids", *ReadParameter("[2,3]")}}) ==
          R"([{"id":2}])");
  }

  TEST_CASE("are asked for by name") {
    CHECK(Asked("MANY Issue WHERE id = $n { id }", {}) == "1:23: parameter has no value: $n");
    CHECK(Asked("QUERY q($num: Int) MANY Issue WHERE id = $nun { id }", {}) ==
          "1:42: no parameter '$nun'; did you mean 'num'?");
    CHECK(Asked("QUERY q($n: Int) MANY Issue WHERE id = $n { id }",
                {{"n", *ReadParameter("null")}}) == "1:40: parameter cannot be NULL: $n");
    CHECK(Asked("MANY Issue LIMIT $n { id }", {{"n", *ReadParameter("-1")}}) ==
          "1:18: LIMIT must be an Int that is not negative");
  }
}

}  // namespace
}  // namespace cambium
