// Declarations: tables, enums and fragments, member by member.
// SPDX-License-Identifier: Apache-2.0
#include "query/schema_parser.h"

#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "tests/support/expression_text.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Parse;

std::string Refused(std::string_view text) {
  return testing::ErrorLine(ParseStatement(text).status(), text);
}

TEST_SUITE("ParseTable") {
  TEST_CASE("reads all that a field can have in any order") {
    const auto table = Parse<TableDeclaration>(
        "TABLE A { a: Int = 1 KEY, b: Decimal(2)? = 2 INDEX DEFAULT -1.50 UNIQUE, "
        "c: B = 3 ON DELETE CASCADE BACK as }");
    REQUIRE(table.fields.size() == 3);
    CHECK(table.fields[0].is_key);
    CHECK_FALSE(table.fields[0].nullable);
    CHECK(table.fields[1].nullable);
    CHECK(*table.fields[1].type.scale == 2);
    CHECK(table.fields[1].is_indexed);
    CHECK(table.fields[1].is_unique);
    CHECK(DebugString(table.fields[1].default_value->literal) == "-1.50d");
    CHECK(table.fields[2].type.name.text == "B");
    CHECK(table.fields[2].number == 3);
    CHECK(table.fields[2].back->text == "as");
    CHECK((table.fields[2].on_delete == OnDelete::kCascade));
  }

  TEST_CASE("reads what a deletion does") {
    const auto on_delete = [](const std::string& what) {
      return Parse<TableDeclaration>("TABLE A { a: B = 1 " + what + " }").fields[0].on_delete;
    };
    CHECK((on_delete("") == OnDelete::kDangle));
    CHECK((on_delete("ON DELETE RESTRICT") == OnDelete::kRestrict));
    CHECK((on_delete("on delete null") == OnDelete::kNull));
    CHECK(Refused("TABLE A { a: B = 1 ON DELETE SET NULL }") ==
          "1:30: expected RESTRICT, CASCADE or NULL, found 'SET'");
    CHECK(Refused("TABLE A { a: B = 1 ON UPDATE CASCADE }") ==
          "1:23: expected DELETE, found 'UPDATE'");
  }

  TEST_CASE("is STRICT unless LAX") {
    CHECK_FALSE(Parse<TableDeclaration>("TABLE A { a: Int = 1 }").is_lax);
    CHECK_FALSE(Parse<TableDeclaration>("TABLE A STRICT { a: Int = 1 }").is_lax);
    CHECK(Parse<TableDeclaration>("TABLE A lax { a: Int = 1 }").is_lax);
  }

  TEST_CASE("reads composite keys and virtual relations and reserved names") {
    const auto table = Parse<TableDeclaration>(
        "TABLE A { a: Int = 1; b: Int = 2; KEY (a, b); MANY cs: C VIA ds.c+; RESERVED 3, "
        "'old', "
        "4, d: Int = 5 }");
    REQUIRE(table.composite_key.size() == 2);
    CHECK(table.composite_key[1].text == "b");
    REQUIRE(table.relations.size() == 1);
    CHECK(table.relations[0].name.text == "cs");
    CHECK(table.relations[0].table.text == "C");
    CHECK(testing::TreeText(table.relations[0].via) == "ds.c<1..>");
    REQUIRE(table.reserved.size() == 3);
    CHECK(*table.reserved[0].number == 3);
    CHECK(table.reserved[1].name == "old");
    CHECK(*table.reserved[2].number == 4);
    CHECK(table.fields.size() == 3);
  }

  TEST_CASE("members need no separator and keywords name fields") {
    const auto table = Parse<TableDeclaration>(
        "TABLE table { key: Int = 1 KEY many: Text = 2 reserved: Int = 3 DEFAULT NULL on: Int "
        "= 4 "
        "back: Int = 5 BACK back default: Int? = 6 KEY (key) MANY many: many VIA many RESERVED "
        "7 "
        "unique: Int = 8 }");
    CHECK(table.fields.size() == 7);
    CHECK(table.fields[4].back->text == "back");
    CHECK(table.composite_key.size() == 1);
    CHECK(table.relations[0].via[0].text == "many");
    CHECK(table.reserved.size() == 1);
  }
}

TEST_SUITE("ParseEnum") {
  TEST_CASE("reads names with their numbers") {
    const auto declaration = Parse<EnumDeclaration>("ENUM E { a = 1, b = 0, }");
    CHECK(declaration.name.text == "E");
    REQUIRE(declaration.members.size() == 2);
    CHECK(declaration.members[1].name.text == "b");
    CHECK(declaration.members[1].number == 0);
    CHECK(Refused("ENUM E { }") == "1:10: expected the name of a value, found '}'");
    CHECK(Refused("ENUM E { a }") == "1:12: expected '=', found '}'");
    CHECK(Refused("ENUM E { a = -1 }") == "1:14: expected a number, found '-'");
  }
}

TEST_SUITE("ParseFragment") {
  TEST_CASE("reads items of a table") {
    const auto fragment =
        Parse<FragmentDeclaration>("FRAGMENT F ON A { *, b: c, MANY d { e } }");
    CHECK(fragment.name.text == "F");
    CHECK(fragment.table.text == "A");
    CHECK(fragment.items.size() == 3);
    CHECK(Refused("FRAGMENT F { a }") == "1:12: expected ON, found '{'");
  }
}

}  // namespace
}  // namespace cambium
