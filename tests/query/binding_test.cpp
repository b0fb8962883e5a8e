// Parameters found and put in their places.
// SPDX-License-Identifier: Apache-2.0
#include "query/binding.h"

#include "doctest/doctest.h"
#include "query/printer.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

std::string Bound(std::string_view text, const Parameters& parameters) {
  Statement statement = *ParseStatement(text);
  const absl::Status status = BindParameters(parameters, statement);
  return status.ok() ? PrintStatement(statement) : testing::ErrorLine(status, text);
}

TEST_SUITE("Binding") {
  TEST_CASE("puts literals where a mutation names parameters") {
    // Covers: Mutation partly
    const Parameters parameters =
        Bind({{"a", 1},
              {"t", "x"},
              {"f", 1.5},
              {"b", true},
              {"none", Value()},
              {"list", std::vector<Value>{Value::Int(1), Value::Int(2)}}});
    CHECK(Bound("INSERT T { id: $a, t: $t || 'y', b: $b, n: $none, f: -$f }", parameters) ==
          "INSERT T { id: 1, t: 'x' || 'y', b: TRUE, n: NULL, f: -(1.5e0) };");
    CHECK(Bound("UPDATE T WHERE id IN $list AND NOT a = $a SET a = a + $a", parameters) ==
          "UPDATE T WHERE id IN (1, 2) AND NOT a = 1 SET a = a + 1;");
    CHECK(Bound("TX { DELETE T WHERE id IN $a; UPSERT T { id: $a } }", parameters) ==
          "TX { DELETE T WHERE id IN (1); UPSERT T { id: 1 } };");
    CHECK(Bound("DELETE T WHERE EXISTS (kids WHERE a = $a START AFTER $list LIMIT $a)",
                parameters) ==
          "DELETE T WHERE EXISTS (kids WHERE a = 1 START AFTER (1, 2) LIMIT 1);");
    CHECK(Bound("DELETE T WHERE id IN (MANY T WHERE a = $a { x: CASE WHEN $b THEN $a END })",
                parameters)
              .find('$') == std::string::npos);
    CHECK(Bound("DELETE T WHERE id = $other", parameters) ==
          "1:21: parameter has no value: $other");
    // What is planned with its parameters keeps them.
    CHECK(Bound("MANY T WHERE id = $a { id }", {}) == "MANY T WHERE id = $a { id };");
  }

  TEST_CASE("names parameters once each in their order") {
    const auto names = [](std::string_view text) {
      std::string line;
      for (const std::string& name : ParameterNames(*ParseStatement(text))) line += name + " ";
      return line;
    };
    CHECK(names("MANY T WHERE b = $b AND a IN $a START AFTER $c LIMIT $d "
                "{ x: $b, MANY kids WHERE e = $e { id } }") == "b a c d e ");
    CHECK(names("QUERY q($z: Int, $a: Int) MANY T WHERE id = $a { id }") == "z a ");
    CHECK(names("INSERT T { id: $id, t: $t, u: $id }") == "id t ");
    CHECK(names("TABLE T { id: Int = 1 KEY }").empty());
  }

  TEST_CASE("types the values of a mutation by their fields") {
    auto database = testing::OpenWith(
        {"TABLE T { id: Int = 1 KEY, at: Time? = 2, price: Decimal(2)? = 3, f: Float? = 4 }"});
    const std::string_view insert = "INSERT T { id: $id, at: $at, price: $price, f: $f }";
    CHECK(database
              ->Execute(insert, Bind({{"id", 1}, {"at", "2026-11-21"}, {"price", 2}, {"f", 2}}))
              .ok());
    CHECK(testing::Ask(*database, "MANY T { * }") ==
          R"([{"id":1,"at":"2026-11-21T00:00:00Z","price":2.00,"f":2}])");
    CHECK(testing::ErrorLine(database->Execute(insert, Bind({{"id", "x"}})).status(), insert) ==
          "1:25: parameter has no value: $at");
    CHECK(database->Execute("DELETE T WHERE price = $p", Bind({{"p", 2}}))->rows == 1);
  }
}

}  // namespace
}  // namespace cambium
