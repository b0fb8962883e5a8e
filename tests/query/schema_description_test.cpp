// Tables as plain structs.
// SPDX-License-Identifier: Apache-2.0
#include "query/schema_description.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

std::string Line(const FieldDescription& field) {
  std::string line = field.name + ":" + field.type + "=" + std::to_string(field.number);
  if (field.nullable) line += " null";
  if (field.is_key) line += " key";
  if (field.is_unique) line += " unique";
  if (field.is_indexed) line += " index";
  if (!field.refers_to.empty()) line += " refers";
  if (field.default_value.has_value()) line += " default " + *field.default_value;
  return line;
}

TEST_SUITE("Schema description") {
  TEST_CASE("has fields as declared and relations by name") {
    auto database = testing::OpenWith(
        {"ENUM Colour { red = 1, blue = 2 }",
         "TABLE User { id: Int = 1 KEY, name: Text = 2 UNIQUE }",
         "TABLE Post { a: Int = 5, b: Text = 6, KEY (b, a), author: User? = 2 BACK posts, "
         "price: Decimal(2) = 3 DEFAULT 1.5 INDEX, colour: Colour? = 4, "
         "cover: User? = 9 UNIQUE BACK covered }"});
    const std::vector<TableDescription> tables = database->Tables();
    REQUIRE(tables.size() == 2);
    CHECK(tables[0].name == "User");
    CHECK(tables[0].key == std::vector<std::string>{"id"});
    CHECK(Line(tables[0].fields[0]) == "id:Int=1 key");
    CHECK(Line(tables[0].fields[1]) == "name:Text=2 unique");
    REQUIRE(tables[0].relations.size() == 2);
    CHECK(tables[0].relations[0].name == "covered");
    CHECK(tables[0].relations[0].is_one);
    CHECK(tables[0].relations[1].name == "posts");
    CHECK(tables[0].relations[1].table == "Post");
    CHECK(tables[0].relations[1].via == "author");
    CHECK(!tables[0].relations[1].is_one);
    CHECK(tables[1].key == std::vector<std::string>{"b", "a"});
    std::string lines;
    for (const FieldDescription& field : tables[1].fields) lines += Line(field) + "; ";
    CHECK(lines ==
          "a:Int=5 key; b:Text=6 key; author:User=2 null refers; "
          "price:Decimal(2)=3 index default 1.50; colour:Colour=4 null; "
          "cover:User=9 null unique refers; ");
  }
}

}  // namespace
}  // namespace cambium
