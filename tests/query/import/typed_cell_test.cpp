// What cells and JSON items mean by the types of their fields.
// SPDX-License-Identifier: Apache-2.0
#include "query/import/typed_cell.h"

#include <string>

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

// A field of each type, in this order.
const Table& AllTypes() {
  static const auto schema = [] {
    Schema made;
    REQUIRE(
        made.AddEnum(testing::Parse<EnumDeclaration>("ENUM Mood { calm = 1, wild = 2 }")).ok());
    for (const char* text :
         {"TABLE Pair { a: Int = 1, b: Text = 2, KEY (a, b) }",
          "TABLE T { b: Bool = 1, i: Int = 2 KEY, f: Float = 3, d: Decimal(2) = 4, t: Text = "
          "5, "
          "y: Bytes = 6, at: Time = 7, on: Date = 8, u: Uuid = 9, j: Json = 10, m: Mood = 11, "
          "p: Pair = 12 }"}) {
      absl::StatusOr<Table> table = made.Resolve(testing::Parse<TableDeclaration>(text));
      REQUIRE(table.ok());
      made.Add(*std::move(table));
    }
    return std::make_unique<Schema>(std::move(made));
  }();
  return *schema->Find("T");
}

const FieldType& TypeOf(std::string_view field) {
  return AllTypes().fields[*AllTypes().FindField(field)].type;
}

// The value as JSON, or what is wrong.
std::string Cell(std::string_view field, std::string_view text) {
  const absl::StatusOr<Value> value = ReadCell(TypeOf(field), text);
  return value.ok() ? JsonOf(TypeOf(field), *value) : std::string(value.status().message());
}

std::string Json(std::string_view field, std::string_view text) {
  std::string holder;
  const absl::StatusOr<JsonItem> item = ReadJsonItem(text, holder);
  if (!item.ok()) return std::string(item.status().message());
  const absl::StatusOr<Value> value = ReadItem(TypeOf(field), *item);
  return value.ok() ? JsonOf(TypeOf(field), *value) : std::string(value.status().message());
}

struct Reading {
  const char* field;
  const char* text;
  const char* value;
};

const Reading kCells[] = {
    {"b", "true", "true"},
    {"b", "FALSE", "false"},
    {"b", "True", "true"},
    {"b", "1", "true"},
    {"b", "0", "false"},
    {"b", "yes", "not a value of type Bool: 'yes'"},
    {"b", "2", "not a value of type Bool: '2'"},
    {"b", " true", "not a value of type Bool: ' true'"},
    {"i", "0", "0"},
    {"i", "-0", "0"},
    {"i", "007", "7"},
    {"i", "+7", "7"},
    {"i", "7.00", "7"},
    {"i", "9223372036854775807", "9223372036854775807"},
    {"i", "-9223372036854775808", "-9223372036854775808"},
    {"i", "9223372036854775808", "not a value of type Int: '9223372036854775808'"},
    {"i", "-9223372036854775809", "not a value of type Int: '-9223372036854775809'"},
    {"i", "7.5", "not a value of type Int: '7.5'"},
    {"i", "1e3", "not a value of type Int: '1e3'"},
    {"i", "0x10", "not a value of type Int: '0x10'"},
    {"i", "1,000", "not a value of type Int: '1,000'"},
    {"i", " 1", "not a value of type Int: ' 1'"},
    {"i", "1 ", "not a value of type Int: '1 '"},
    {"i", "-", "not a value of type Int: '-'"},
    {"i", "NULL", "not a value of type Int: 'NULL'"},
    {"f", "1.5", "1.5"},
    {"f", "1e300", "1e+300"},
    {"f", "-0.1", "-0.1"},
    {"f", "9007199254740993", "9007199254740992"},
    {"f", "1e400", "not a value of type Float: '1e400'"},
    {"f", "nan", "not a value of type Float: 'nan'"},
    {"f", "inf", "not a value of type Float: 'inf'"},
    {"f", "1.5x", "not a value of type Float: '1.5x'"},
    {"d", "1.5", "1.50"},
    {"d", "-0.01", "-0.01"},
    {"d", "12", "12.00"},
    {"d", "1.500", "1.50"},
    {"d", "92233720368547758.07", "92233720368547758.07"},
    {"d", "92233720368547758.08", "not a value of type Decimal(2): '92233720368547758.08'"},
    {"d", "1.505", "not a value of type Decimal(2): '1.505'"},
    {"d", "1,5", "not a value of type Decimal(2): '1,5'"},
    {"d", ".", "not a value of type Decimal(2): '.'"},
    {"t", " a ", "\" a \""},
    {"t", "'a'", "\"'a'\""},
    {"t", "NULL", "\"NULL\""},
    {"y", "aGVsbG8=", "\"aGVsbG8=\""},
    {"at", "2026-11-21T02:40:00Z", "\"2026-11-21T02:40:00Z\""},
    {"at", "2026-11-21 02:40", "\"2026-11-21T02:40:00Z\""},
    {"at", "2026-11-21T02:40:00+01:00", "\"2026-11-21T01:40:00Z\""},
    {"on", "2026-02-28", "\"2026-02-28\""},
    {"u", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", "\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\""},
    {"j", "{\"b\":1, \"a\":[]}", "{\"a\":[],\"b\":1}"},
    {"j", "1", "1"},
    {"m", "wild", "\"wild\""},
    {"m", "wld", "no member 'wld' in Mood; did you mean 'wild'?"},
    {"p", "[1,\"a\"]", "[1,\"a\"]"},
    {"p", "[1]", "not a value of type (Int, Text): '[1]'"},
    {"p", "[1,\"a\",2]", "not a value of type (Int, Text): '[1,\"a\",2]'"},
    {"p", "[1,null]", "not a value of type (Int, Text): '[1,null]'"},
    {"p", "1", "not a value of type (Int, Text): '1'"},
};

const Reading kItems[] = {
    {"b", "true", "true"},
    {"b", "1", "not a value of type Bool: '1'"},
    {"b", "\"true\"", "not a value of type Bool: '\"true\"'"},
    {"b", "null", "null"},
    {"i", "12", "12"},
    {"i", "12.0", "12"},
    {"i", "1e3", "not a value of type Int: '1e3'"},
    {"i", "\"12\"", "not a value of type Int: '\"12\"'"},
    {"i", "9223372036854775808", "not a value of type Int: '9223372036854775808'"},
    {"f", "1e3", "1000"},
    {"f", "12", "12"},
    {"d", "1.5", "1.50"},
    {"d", "\"1.5\"", "not a value of type Decimal(2): '\"1.5\"'"},
    {"t", "\"a\\u0062\"", "\"ab\""},
    {"t", "12", "not a value of type Text: '12'"},
    {"t", "[]", "not a value of type Text: '[]'"},
    {"y", "\"aGVsbG8=\"", "\"aGVsbG8=\""},
    {"at", "\"2026-11-21\"", "\"2026-11-21T00:00:00Z\""},
    {"on", "\"2026-11-21\"", "\"2026-11-21\""},
    {"j", "null", "null"},
    {"j", "\"a\"", "\"a\""},
    {"j", "[1,{\"b\":2,\"a\":1}]", "[1,{\"a\":1,\"b\":2}]"},
    {"m", "\"calm\"", "\"calm\""},
    {"m", "1", "not a value of type Mood: '1'"},
    {"p", "[1,\"a\"]", "[1,\"a\"]"},
    {"p", "\"[1]\"", "not a value of type (Int, Text): '\"[1]\"'"},
};

TEST_SUITE("Typed cells") {
  TEST_CASE("a cell is read by the type of its field") {
    for (const Reading& reading : kCells) {
      INFO(reading.field << " " << reading.text);
      CHECK(Cell(reading.field, reading.text) == reading.value);
    }
  }

  TEST_CASE("dates and the like that do not exist are refused") {
    for (const char* text : {"2026-02-29", "2026-13-01", "21.11.2026", "x"}) {
      CHECK_FALSE(ReadCell(TypeOf("on"), text).ok());
      CHECK_FALSE(ReadCell(TypeOf("at"), text).ok());
    }
    CHECK_FALSE(ReadCell(TypeOf("u"), "f81d4fae").ok());
    CHECK_FALSE(ReadCell(TypeOf("y"), "%%%").ok());
    CHECK_FALSE(ReadCell(TypeOf("j"), "{").ok());
  }

  TEST_CASE("a JSON item is read by its kind and the type of its field") {
    for (const Reading& reading : kItems) {
      INFO(reading.field << " " << reading.text);
      CHECK(Json(reading.field, reading.text) == reading.value);
    }
  }

  TEST_CASE("a long text is shown by its beginning") {
    const std::string text = "x" + std::string(200, 'y');
    CHECK(Cell("i", text) == "not a value of type Int: 'x" + std::string(59, 'y') + "…'");
  }
}

}  // namespace
}  // namespace cambium
