// Declarations become tables, or are refused with a reason and a place.
// SPDX-License-Identifier: Apache-2.0
#include "query/schema.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::MakeSchema;
using testing::Parse;

std::string Refused(const Schema& schema, std::string_view text) {
  return testing::ErrorLine(schema.Resolve(Parse<TableDeclaration>(text)).status(), text);
}

TEST_SUITE("Schema") {
  TEST_CASE("a table has its fields as declared and its key") {
    // Covers: Table partly, Member partly, Type partly
    const Schema schema = MakeSchema(
        {"TABLE A { name: Text? = 3 INDEX, id: Int = 1 KEY, n: Decimal(2) = 2 DEFAULT 1 }"});
    const Table* table = schema.Find("A");
    REQUIRE(table != nullptr);
    CHECK(table->id == 1);
    CHECK(schema.FindById(1) == table);
    CHECK(table->FieldNames() == std::vector<std::string>{"name", "id", "n"});
    CHECK(table->key == std::vector<std::size_t>{1});
    CHECK(table->fields[0].nullable);
    CHECK(table->fields[0].is_indexed);
    CHECK(table->fields[1].is_key);
    CHECK(table->fields[2].number == 2);
    CHECK(TypeText(table->fields[2].type) == "Decimal(2)");
    CHECK(table->fields[2].default_value->AsDecimal().scale == 2);
    CHECK(schema.Find("a") == nullptr);
    CHECK(schema.FindById(2) == nullptr);
  }

  TEST_CASE("a key of several fields has the order in which it is written") {
    const Schema schema = MakeSchema({"TABLE A { a: Int = 1, b: Int = 2, KEY (b, a) }"});
    CHECK(schema.Find("A")->key == std::vector<std::size_t>{1, 0});
    CHECK(schema.Find("A")->fields[0].is_key);
  }

  TEST_CASE("a reference holds a key of its target and leads back") {
    const Schema schema =
        MakeSchema({"TABLE A { id: Decimal(1) = 1 KEY }", "TABLE B { id: A = 1 KEY }",
                    "TABLE C { id: Int = 1 KEY, b: B = 2 BACK cs, a: A = 3 BACK cs }"});
    const Table* c = schema.Find("C");
    CHECK(c->fields[1].type.target == 2);
    CHECK(TypeText(c->fields[1].type) == "Decimal(1)");
    CHECK(c->fields[2].type.target == 1);
    const auto relation = schema.FindRelation(*schema.Find("B"), "cs");
    REQUIRE(relation.has_value());
    CHECK(relation->table == c);
    CHECK(relation->field == 1);
    CHECK(schema.RelationNames(*schema.Find("A")) == std::vector<std::string>{"cs"});
    CHECK_FALSE(schema.FindRelation(*schema.Find("A"), "").has_value());
    CHECK_FALSE(schema.FindRelation(*c, "cs").has_value());
  }

  TEST_CASE("a table may refer to itself") {
    const Schema schema =
        MakeSchema({"TABLE A { parent: A? = 2 BACK kids, id: Text = 1 KEY, other: A? = 3 }"});
    const Table* table = schema.Find("A");
    CHECK(TypeText(table->fields[0].type) == "Text");
    CHECK(TypeText(table->fields[2].type) == "Text");
    CHECK(schema.FindRelation(*table, "kids")->field == 0);
  }

  TEST_CASE("declaring a table again gives an equal one with the same id") {
    const std::string_view text = "TABLE A { id: Int = 1 KEY, a: A? = 2 BACK as }";
    const Schema schema = MakeSchema({text});
    const auto again = schema.Resolve(Parse<TableDeclaration>(text));
    REQUIRE(again.ok());
    CHECK(*again == *schema.Find("A"));
  }

  TEST_CASE("knows every type") {
    const Schema schema =
        MakeSchema({"TABLE A { a: Int = 1 KEY, b: Bool = 2, c: Float = 3, d: Decimal(18) = 4, "
                    "e: Text = 5, "
                    "f: Bytes = 6, g: Time = 7, h: Date = 8, i: Uuid = 9, j: Json = 10 }"});
    std::string types;
    for (const Field& field : schema.Find("A")->fields) types += TypeText(field.type) + " ";
    CHECK(types == "Int Bool Float Decimal(18) Text Bytes Time Date Uuid Json ");
  }
}

TEST_SUITE("Types of a schema") {
  TEST_CASE("a field of an enum has its members") {
    // Covers: Enum partly
    Schema schema;
    REQUIRE(schema.AddEnum(Parse<EnumDeclaration>("ENUM Mood { good = 2, bad = 1 }")).ok());
    CHECK(schema.FindEnum("Moo") == nullptr);
    const std::string_view text = "TABLE A { id: Int = 1 KEY, mood: Mood = 2 DEFAULT 'bad' }";
    const auto table = schema.Resolve(Parse<TableDeclaration>(text));
    REQUIRE(table.ok());
    CHECK(table->fields[1].type == *schema.FindEnum("Mood"));
    CHECK(table->fields[1].type.detail->members.size() == 2);
    CHECK(table->fields[1].default_value->AsInt() == 1);
  }

  TEST_CASE("a reference to a key of several fields is a tuple of theirs") {
    // Covers: rule 23 partly
    const Schema schema = MakeSchema(
        {"TABLE Day { day: Date = 1 KEY }",
         "TABLE Pair { day: Day = 1, n: Decimal(2) = 2, KEY (n, day) }",
         "TABLE C { a: Int = 1, p: Pair? = 2, b: Text = 3, c: C? = 4, KEY (a, b) }"});
    const Table* c = schema.Find("C");
    CHECK(c->fields[1].type.target == schema.Find("Pair")->id);
    CHECK(TypeText(c->fields[1].type) == "(Decimal(2), Date)");
    CHECK(TypeText(c->fields[3].type) == "(Int, Text)");
    CHECK(TypeText(c->KeyType()) == "(Int, Text)");
    CHECK(TypeText(schema.Find("Day")->KeyType()) == "Date");
  }
}

TEST_SUITE("Schema refuses") {
  const std::string_view kA = "TABLE A { id: Int = 1 KEY }";
  const std::string_view kPair = "TABLE Pair { a: Int = 1, b: Int = 2, KEY (a, b) }";

  TEST_CASE("names that are taken") {
    const Schema schema = MakeSchema({kA, "TABLE B { id: Int = 1 KEY, a: A = 2 BACK bs }"});
    CHECK(Refused(schema, "TABLE Int { id: Int = 1 KEY }") ==
          "1:7: a table cannot be named like a type: Int");
    CHECK(Refused(schema, "TABLE Json { id: Int = 1 KEY }") ==
          "1:7: a table cannot be named like a type: Json");
    CHECK(Refused(schema, "TABLE C { a: Int = 1 KEY, a: Int = 2 }") ==
          "1:27: field is declared twice: a");
    CHECK(Refused(schema, "TABLE C { a: Int = 1 KEY, b: A = 2 BACK bs }") ==
          "1:41: A has a field or relation 'bs' already");
    CHECK(Refused(schema, "TABLE C { a: Int = 1 KEY, b: A = 2 BACK id }") ==
          "1:41: A has a field or relation 'id' already");
    CHECK(Refused(schema, "TABLE C { a: Int = 1 KEY, b: A = 2 BACK c, d: A = 3 BACK c }") ==
          "1:58: A has a field or relation 'c' already");
  }

  TEST_CASE("a relation of a table to itself that is named like a field") {
    CHECK(Refused({}, "TABLE C { id: Int = 1 KEY, a: C? = 2 BACK id }") ==
          "1:43: C has a field or relation 'id' already");
    CHECK(Refused({}, "TABLE C { id: Int = 1 KEY, a: C? = 2 BACK b, b: Int = 3 }") ==
          "1:43: C has a field or relation 'b' already");
    CHECK(Refused({}, "TABLE C { id: Int = 1 KEY, a: C? = 2 BACK a }") ==
          "1:43: C has a field or relation 'a' already");
  }

  TEST_CASE("a relation by a path that is named like another relation") {
    const Schema schema = MakeSchema({"TABLE A { id: Int = 1 KEY, MANY bs: A VIA id }"});
    CHECK(Refused(schema, "TABLE B { id: Int = 1 KEY, a: A = 2 BACK bs }") ==
          "1:42: A has a field or relation 'bs' already");
    CHECK(
        Refused(schema,
                "TABLE B { id: Int = 1 KEY, a: A? = 2, MANY as: A VIA a, MANY as: A VIA a }") ==
        "1:62: relation is declared twice: as");
    CHECK(Refused({}, "TABLE C { id: Int = 1 KEY, a: C? = 2 BACK b, MANY b: C VIA a }") ==
          "1:43: C has a field or relation 'b' already");
  }

  TEST_CASE("a relation may take the name of a field that goes") {
    const Schema schema = MakeSchema({"TABLE C { id: Int = 1 KEY, b: Int? = 2 }"});
    CHECK(Refused(schema, "TABLE C { id: Int = 1 KEY, a: C? = 3 BACK b }") == "ok");
  }

  TEST_CASE("relations to a table that is to come are named apart") {
    const Schema schema = MakeSchema({"TABLE A { id: Int = 1 KEY, b: Someday? = 2 BACK as }"});
    CHECK(
        Refused(
            schema,
            "TABLE D { id: Int = 1 KEY, x: Someday? = 2 BACK ds, y: Someday? = 3 BACK ds }") ==
        "1:74: Someday has a field or relation 'ds' already");
    CHECK(Refused(schema, "TABLE E { id: Int = 1 KEY, y: Someday? = 2 BACK as }") ==
          "1:49: Someday has a field or relation 'as' already");
    CHECK(Refused(schema, "TABLE Someday { id: Int = 1 KEY, MANY as: A VIA id }") ==
          "1:7: relation 'as' is a relation already, by A.b");
  }

  TEST_CASE("field numbers that are taken or out of range") {
    // Covers: rule 11 partly
    CHECK(Refused({}, "TABLE C { a: Int = 1 KEY, b: Int = 1 }") ==
          "1:36: field number is taken by 'a': 1");
    CHECK(Refused({}, "TABLE C { a: Int = 0 KEY }") == "1:20: field number is out of range: 0");
    CHECK(Refused({}, "TABLE C { a: Int = 268435456 KEY }") ==
          "1:20: field number is out of range: 268435456");
    CHECK(Refused({}, "TABLE C { a: Int = 268435455 KEY }") == "ok");
  }

  TEST_CASE("keys that are none") {
    // Covers: rule 23 partly
    CHECK(Refused({}, "TABLE C { }") == "1:7: table has no KEY: C");
    CHECK(Refused({}, "TABLE C { a: Int = 1 }") == "1:7: table has no KEY: C");
    CHECK(Refused({}, "TABLE C { a: Int? = 1 KEY }") ==
          "1:11: a KEY field cannot be nullable: a");
    CHECK(Refused({}, "TABLE C { a: Int? = 1, b: Int = 2, KEY (b, a) }") ==
          "1:11: a KEY field cannot be nullable: a");
    CHECK(Refused({}, "TABLE C { a: Int = 1 KEY, b: Int = 2 KEY }") ==
          "1:27: a key of several fields is written KEY (a, b)");
    CHECK(Refused({}, "TABLE C { a: Int = 1 KEY, b: Int = 2, KEY (b) }") ==
          "1:44: table has two keys: C");
    CHECK(Refused({}, "TABLE C { aa: Int = 1, KEY (aaa) }") ==
          "1:29: no field 'aaa' on C; did you mean 'aa'?");
    CHECK(Refused({}, "TABLE C { a: Int = 1, b: Int = 2, KEY (a, b, a) }") ==
          "1:46: field is in the key twice: a");
    CHECK(Refused({}, "TABLE C { a: C = 1 KEY }") == "1:7: a key cannot refer to itself: a");
  }

  TEST_CASE("types that are none") {
    const Schema schema = MakeSchema({kA, kPair});
    CHECK(Refused(schema, "TABLE C { a: Itn = 1 KEY }") ==
          "1:14: no type or table 'Itn'; did you mean 'Int'?");
    CHECK(Refused(schema, "TABLE C { a: Piar = 1 KEY }") ==
          "1:14: no type or table 'Piar'; did you mean 'Pair'?");
    CHECK(Refused(schema, "TABLE C { a: Later = 1 KEY }") ==
          "1:14: a key needs a table that is declared already: Later");
    CHECK(Refused(schema, "TABLE C { a: Decimal = 1 KEY }") ==
          "1:14: Decimal needs its digits after the point: Decimal(2)");
    CHECK(Refused(schema, "TABLE C { a: Int(2) = 1 KEY }") ==
          "1:14: type takes no number of digits: Int");
    CHECK(Refused(schema, "TABLE C { a: Decimal(19) = 1 KEY }") ==
          "1:14: Decimal has at most 18 digits after the point");
  }

  TEST_CASE("a reference may wait for its table") {
    // Covers: rule 23 partly
    Schema schema = MakeSchema({"TABLE A { id: Int = 1 KEY, b: Someday? = 2 BACK as }"});
    CHECK(schema.Find("A")->fields[1].awaits == "Someday");
    CHECK(Refused(schema, "TABLE Someday { id: Int = 1 KEY, as: Int = 2 }") ==
          "1:7: field 'as' is a relation already, by A.b");
    schema.Add(
        *schema.Resolve(testing::Parse<TableDeclaration>("TABLE Someday { id: Int = 1 KEY }")));
    CHECK(schema.Find("A")->fields[1].awaits.empty());
    const auto relation = schema.FindRelation(*schema.Find("Someday"), "as");
    REQUIRE(relation.has_value());
    CHECK(relation->table == schema.Find("A"));
  }

  TEST_CASE("enums that are none") {
    Schema schema = MakeSchema({kA});
    const auto refused = [&schema](std::string_view text) {
      return testing::ErrorLine(schema.AddEnum(Parse<EnumDeclaration>(text)), text);
    };
    CHECK(refused("ENUM E { a = 1, b = 2 }") == "ok");
    CHECK(refused("ENUM E { a = 1, b = 2 }") == "ok");
    CHECK(refused("ENUM E { a = 1 }") == "1:6: enum is declared already: E");
    CHECK(refused("ENUM F { a = 1, a = 2 }") == "1:17: value is declared twice: a");
    CHECK(refused("ENUM F { a = 1, b = 1 }") == "1:17: number is taken by 'a': 1");
    CHECK(refused("ENUM Date { a = 1 }") == "1:6: an enum cannot be named like a type: Date");
    CHECK(refused("ENUM A { a = 1 }") == "1:6: an enum cannot be named like a table: A");
    CHECK(Refused(schema, "TABLE E { id: Int = 1 KEY }") ==
          "1:7: a table cannot be named like a type: E");
    CHECK(Refused(schema, "TABLE C { id: Int = 1 KEY, e: Ee = 2 }") ==
          "1:31: no type or table 'Ee'; did you mean 'E'?");
    CHECK(Refused(schema, "TABLE C { id: Int = 1 KEY, e: E = 2 DEFAULT 'c' }") ==
          "1:45: no member 'c' in E; did you mean 'a'?");
  }

  TEST_CASE("a BACK of what is no reference") {
    CHECK(Refused({}, "TABLE C { a: Int = 1 KEY BACK as }") ==
          "1:31: BACK needs a reference, and 'a' is none");
  }

  TEST_CASE("defaults of another type") {
    CHECK(Refused({}, "TABLE C { a: Int = 1 KEY, b: Int = 2 DEFAULT 'x' }") ==
          "1:46: not a value of type Int: 'x'");
    CHECK(Refused({}, "TABLE C { a: Int = 1 KEY, b: Date = 2 DEFAULT '2026-13-01' }") ==
          "1:47: no such month: 2026-13-01");
  }
}

}  // namespace
}  // namespace cambium
