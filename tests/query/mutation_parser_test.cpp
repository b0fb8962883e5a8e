// Mutations, alone and in a TX.
// SPDX-License-Identifier: Apache-2.0
#include "query/mutation_parser.h"

#include "doctest/doctest.h"
#include "tests/support/expression_text.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Parse;
using testing::TreeText;

std::string Refused(std::string_view text) {
  return testing::ErrorLine(ParseStatement(text).status(), text);
}

TEST_SUITE("ParseMutation") {
  TEST_CASE("reads INSERT and UPSERT") {
    const auto insert = Parse<Insert>("INSERT A { a: 1, b: (2, 'x'), c: NOW(), }");
    CHECK(insert.table.text == "A");
    CHECK_FALSE(insert.is_upsert);
    REQUIRE(insert.fields.size() == 3);
    CHECK(insert.fields[1].field.text == "b");
    CHECK(TreeText(insert.fields[1].value) == "(TUPLE 2 'x')");
    CHECK(TreeText(insert.fields[2].value) == "(NOW())");
    CHECK(Parse<Insert>("upsert A { a: 1 }").is_upsert);
  }

  TEST_CASE("reads UPDATE") {
    const auto update = Parse<Update>("UPDATE A WHERE a = 1 SET b = b + 1, c = (1, 2);");
    CHECK(TreeText(*update.where) == "(= a 1)");
    REQUIRE(update.set.size() == 2);
    CHECK(TreeText(update.set[0].value) == "(+ b 1)");
    CHECK(TreeText(update.set[1].value) == "(TUPLE 1 2)");
    CHECK_FALSE(Parse<Update>("UPDATE A SET b = 1").where.has_value());
    CHECK(TreeText(*Parse<Update>("UPDATE A WHERE exists SET b = 1").where) == "exists");
    CHECK(TreeText(*Parse<Update>("UPDATE A WHERE count SET b = 1").where) == "count");
  }

  TEST_CASE("reads DELETE and ASSERT and DROP") {
    CHECK(TreeText(*Parse<Delete>("DELETE A WHERE NOT EXISTS b").where) == "(NOT (EXISTS b))");
    CHECK_FALSE(Parse<Delete>("DELETE A").where.has_value());
    const auto assertion = Parse<AssertDeclaration>("ASSERT a: EVERY(A HAVE b > 0)");
    CHECK(assertion.name.text == "a");
    CHECK(TreeText(assertion.condition) == "(EVERY A (> b 0))");
    CHECK((Parse<Drop>("DROP ASSERT a").kind == DropKind::kAssert));
    CHECK((Parse<Drop>("DROP TABLE a").kind == DropKind::kTable));
    CHECK((Parse<Drop>("DROP QUERY a").kind == DropKind::kQuery));
    CHECK(Refused("DROP VIEW a") == "1:6: expected ASSERT, TABLE or QUERY, found 'VIEW'");
  }
}

TEST_SUITE("ParseTransaction") {
  TEST_CASE("reads mutations with semicolons between") {
    const auto transaction =
        Parse<Transaction>("TX { INSERT A { a: 1 }; UPDATE A SET a = 2; DELETE A; }");
    CHECK_FALSE(transaction.is_preview);
    REQUIRE(transaction.mutations.size() == 3);
    CHECK(std::holds_alternative<Insert>(transaction.mutations[0]));
    CHECK(std::holds_alternative<Update>(transaction.mutations[1]));
    CHECK(std::holds_alternative<Delete>(transaction.mutations[2]));
    CHECK(Parse<Transaction>("PREVIEW TX { DELETE A }").is_preview);
  }

  TEST_CASE("holds nothing but mutations") {
    CHECK(Refused("TX { MANY A { a } }") == "1:6: expected a mutation, found 'MANY'");
    CHECK(Refused("TX { }") == "1:6: expected a mutation, found '}'");
    CHECK(Refused("TX { DELETE A DELETE B }") == "1:15: expected '}', found 'DELETE'");
    CHECK(Refused("TX { TX { DELETE A } }") == "1:6: expected a mutation, found 'TX'");
    CHECK(Refused("TX DELETE A") == "1:4: expected '{', found 'DELETE'");
    CHECK(Refused("PREVIEW DELETE A") == "1:9: expected TX, found 'DELETE'");
  }
}

}  // namespace
}  // namespace cambium
