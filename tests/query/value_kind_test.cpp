// Of which kind values are.
// SPDX-License-Identifier: Apache-2.0
#include "query/value_kind.h"

#include "doctest/doctest.h"
#include "query/schema.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

TEST_SUITE("IsOfKind") {
  TEST_CASE("a value is of the kind of the types that are stored alike") {
    Schema schema;
    REQUIRE(schema.AddEnum(testing::Parse<EnumDeclaration>("ENUM Mood { bad = 1 }")).ok());
    absl::StatusOr<Table> resolved = schema.Resolve(testing::Parse<TableDeclaration>(
        "TABLE T { i: Int = 1 KEY, f: Float = 2, d: Decimal(2) = 3, m: Mood = 4, b: Bool = 5, "
        "t: Text = 6, y: Bytes = 7, at: Time = 8, day: Date = 9, u: Uuid = 10, j: Json = 11, "
        "other: T? = 12, late: Later? = 13 }"));
    REQUIRE(resolved.ok());
    const Table& table = *resolved;
    const std::pair<Value, std::string> kinds[] = {
        {Value::Int(1), "i f d m other "}, {Value::Float(0.5), "i f d m other "},
        {Value::Bool(true), "b "},         {Value::Text("x"), "t "},
        {Value::Bytes("x"), "y "},         {Value::Time(1), "at "},
        {Value::Json("{}"), "j "},         {Value(), ""}};
    for (const auto& [value, expected] : kinds) {
      std::string fields;
      for (const Field& field : table.fields) {
        if (IsOfKind(field.type, value)) fields += field.name + " ";
      }
      CHECK(fields == expected);
    }
  }
}

}  // namespace
}  // namespace cambium
