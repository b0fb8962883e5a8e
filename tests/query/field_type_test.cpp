// Values take the type of the place where they stand, or are refused; each prints as JSON.
// SPDX-License-Identifier: Apache-2.0
#include "query/field_type.h"

#include <limits>

#include "dataflow/key_encoding.h"
#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "query/ratio.h"

namespace cambium {
namespace {

FieldType TypeOf(TypeKind kind, std::uint8_t scale = 0) {
  return {kind, scale, 0, TypeKind::kNull};
}

FieldType MoodOf(std::vector<TypeDetail::Member> members) {
  FieldType type = TypeOf(TypeKind::kEnum);
  type.detail = std::make_shared<const TypeDetail>(TypeDetail{"Mood", std::move(members), {}});
  return type;
}

const FieldType kInt = TypeOf(TypeKind::kInt);
const FieldType kFloat = TypeOf(TypeKind::kFloat);
const FieldType kMoney = TypeOf(TypeKind::kDecimal, 2);
const FieldType kRatio = TypeOf(TypeKind::kRatio, 4);
const FieldType kText = TypeOf(TypeKind::kText);
const FieldType kIntReference{TypeKind::kReference, 0, 7, TypeKind::kInt};
const FieldType kJson = TypeOf(TypeKind::kJson);
const FieldType kMood = MoodOf({{"good", 2}, {"bad", 1}});
const FieldType kPair = ReferenceType(7, TupleType({kMoney, TypeOf(TypeKind::kDate), kMood}));

// The coerced value, or the message.
std::string Coerced(const FieldType& type, const Value& value) {
  const absl::StatusOr<Value> coerced = CoerceTo(type, value);
  return coerced.ok() ? DebugString(*coerced) : std::string(coerced.status().message());
}

TEST_SUITE("CoerceTo") {
  TEST_CASE("NULL fits every type") {
    CHECK(Coerced(kInt, Value()) == "null");
    CHECK(Coerced(kText, Value()) == "null");
    CHECK(Coerced(kIntReference, Value()) == "null");
  }

  TEST_CASE("numbers change their form when that is exact") {
    // Covers: rule 19 partly
    CHECK(Coerced(kInt, Value::Of({500, 2})) == "5");
    CHECK(Coerced(kMoney, Value::Int(5)) == "5.00d");
    CHECK(Coerced(kMoney, Value::Of({5000, 3})) == "5.00d");
    CHECK(Coerced(kFloat, Value::Int(5)) == "5f");
    CHECK(Coerced(kFloat, Value::Of({150, 2})) == "1.5f");
    CHECK(Coerced(kIntReference, Value::Int(5)) == "5");
  }

  TEST_CASE("numbers that do not fit exactly are refused") {
    CHECK(Coerced(kInt, Value::Of({501, 2})) == "not a value of type Int: 5.01");
    CHECK(Coerced(kMoney, Value::Of({1, 3})) == "not a value of type Decimal(2): 0.001");
    CHECK(Coerced(kInt, Value::Float(5)) == "not a value of type Int: 5");
    CHECK(Coerced(kMoney, Value::Float(0.5)) == "not a value of type Decimal(2): 0.5");
    CHECK(Coerced(kMoney, Value::Int(std::numeric_limits<std::int64_t>::max())) ==
          "not a value of type Decimal(2): 9223372036854775807");
  }

  TEST_CASE("a Float that is no number is stored as NULL") {
    CHECK(Coerced(kFloat, Value::Float(std::numeric_limits<double>::quiet_NaN())) == "null");
    CHECK(Coerced(kFloat, Value::Float(std::numeric_limits<double>::infinity())) == "null");
  }

  TEST_CASE("exact numbers become ratios") {
    CHECK(*CoerceTo(kRatio, Value::Int(5)) == Value::Bytes(EncodeRatio(5, 1)));
    CHECK(*CoerceTo(kRatio, Value::Of({-250, 2})) == Value::Bytes(EncodeRatio(-5, 2)));
    CHECK(*CoerceTo(kRatio, Value::Bytes(EncodeRatio(1, 3))) ==
          Value::Bytes(EncodeRatio(1, 3)));
    CHECK(Coerced(kRatio, Value::Float(0.5)) == "not a value of type Decimal(4): 0.5");
  }

  TEST_CASE("texts become times and dates and uuids and bytes where those are wanted") {
    CHECK(Coerced(TypeOf(TypeKind::kDate), Value::Text("2026-11-21")) == "2026-11-21");
    CHECK(Coerced(TypeOf(TypeKind::kTime), Value::Text("2026-11-21 03:40+01:00")) ==
          "2026-11-21T02:40:00Z");
    CHECK(
        Coerced(TypeOf(TypeKind::kUuid), Value::Text("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6")) ==
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
    CHECK(Coerced(TypeOf(TypeKind::kBytes), Value::Text("aGk=")) == "x'6869'");
  }

  TEST_CASE("texts of another form are refused") {
    CHECK(Coerced(TypeOf(TypeKind::kDate), Value::Text("2026-02-30")) ==
          "no such day: 2026-02-30");
    CHECK(Coerced(kInt, Value::Text("5")) == "not a value of type Int: '5'");
    CHECK(Coerced(TypeOf(TypeKind::kBool), Value::Text("TRUE")) ==
          "not a value of type Bool: 'TRUE'");
  }

  TEST_CASE("everything else must have the type already") {
    CHECK(Coerced(TypeOf(TypeKind::kBool), Value::Bool(true)) == "true");
    CHECK(Coerced(kInt, Value::Bool(true)) == "not a value of type Int: TRUE");
    CHECK(Coerced(kText, Value::Int(5)) == "not a value of type Text: 5");
    CHECK(Coerced(TypeOf(TypeKind::kTime), Value::Date(0)) ==
          "not a value of type Time: 1970-01-01");
    CHECK(Coerced(kText, Value::Bytes("hi")) == "not a value of type Text: aGk=");
  }
}

TEST_SUITE("FieldType") {
  TEST_CASE("is compared by value") {
    CHECK(kMood == MoodOf({{"good", 2}, {"bad", 1}}));
    CHECK_FALSE(kMood == MoodOf({{"good", 2}, {"bad", 3}}));
    CHECK_FALSE(kMood == TypeOf(TypeKind::kEnum));
    CHECK(TupleType({kInt, kMood}) == TupleType({kInt, MoodOf({{"good", 2}, {"bad", 1}})}));
    CHECK_FALSE(TupleType({kInt, kText}) == TupleType({kText, kInt}));
    CHECK_FALSE(kMoney == TypeOf(TypeKind::kDecimal, 3));
    CHECK_FALSE(kIntReference == ReferenceType(8, kInt));
    CHECK(kIntReference == ReferenceType(7, kInt));
  }

  TEST_CASE("a reference stores its key") {
    CHECK(StoredType(kIntReference) == kInt);
    CHECK(StoredType(ReferenceType(7, kMood)) == kMood);
    CHECK(StoredType(ReferenceType(7, kIntReference)) == kInt);
    CHECK(StoredType(kMoney) == kMoney);
  }

  TEST_CASE("has a text") {
    CHECK(TypeText(kMood) == "Mood");
    CHECK(TypeText(kJson) == "Json");
    CHECK(TypeText(kPair) == "(Decimal(2), Date, Mood)");
    CHECK(TypeText(ReferenceType(7, kMood)) == "Mood");
  }
}

TEST_SUITE("Enum and Json and tuple") {
  TEST_CASE("an enum is written and printed by name and is a number") {
    // Covers: rule 19 partly
    CHECK(Coerced(kMood, Value::Text("good")) == "2");
    CHECK(Coerced(kMood, Value::Int(1)) == "1");
    CHECK(Coerced(kMood, Value()) == "null");
    CHECK(Coerced(ReferenceType(7, kMood), Value::Text("bad")) == "1");
    CHECK(Coerced(kMood, Value::Text("goood")) ==
          "no member 'goood' in Mood; did you mean 'good'?");
    CHECK(Coerced(kMood, Value::Int(3)) == "not a value of type Mood: 3");
    CHECK(Coerced(kMood, Value::Bool(true)) == "not a value of type Mood: TRUE");
    CHECK(JsonOf(kMood, Value::Int(2)) == "\"good\"");
    CHECK(JsonOf(kMood, Value()) == "null");
    CHECK(PlainText(kMood, Value::Int(2)) == "good");
  }

  TEST_CASE("a document is stored in its one form") {
    // Covers: rule 19 partly
    CHECK(Coerced(kJson, Value::Text("{ \"b\": 1.0, \"a\": null }")) ==
          R"(json'{"a":null,"b":1}')");
    CHECK(Coerced(kJson, Value::Json("[]")) == "json'[]'");
    CHECK(Coerced(kJson, Value::Text("{")) == "expected the name of a JSON member: ''");
    CHECK(Coerced(kText, Value::Json("1")) == "not a value of type Text: '1'");
    CHECK(JsonOf(kJson, Value::Json(R"({"a":"x"})")) == R"({"a":"x"})");
  }

  TEST_CASE("a composite key prints its parts as their types do") {
    // Covers: rule 23 partly
    // 1.5 (the key of 1.50), day 1, good.
    std::string key;
    for (const Value& part : {Value::Of({15, 1}), Value::Date(1), Value::Int(2)}) {
      AppendKey(part, key);
    }
    CHECK(JsonOf(kPair, Value::Bytes(key)) == R"([1.50,"1970-01-02","good"])");
    CHECK(PlainText(kPair, Value::Bytes(key)) == R"([1.50,"1970-01-02","good"])");
    CHECK(Coerced(kPair, Value::Bytes(key)) == DebugString(Value::Bytes(key)));
    CHECK(Coerced(kPair, Value::Int(1)) == "not a value of type (Decimal(2), Date, Mood): 1");
    CHECK(JsonOf(kPair, Value()) == "null");
    CHECK(JsonOf(kPair, Value::Bytes("broken")) == "[null,null,null]");
  }
}

TEST_SUITE("JsonOf") {
  TEST_CASE("every type has its form") {
    // Covers: rule 19 partly
    CHECK(JsonOf(kInt, Value()) == "null");
    CHECK(JsonOf(TypeOf(TypeKind::kBool), Value::Bool(false)) == "false");
    CHECK(JsonOf(kInt, Value::Int(-9223372036854775807)) == "-9223372036854775807");
    CHECK(JsonOf(kFloat, Value::Float(0.1)) == "0.1");
    CHECK(JsonOf(kFloat, Value::Float(1e300)) == "1e+300");
    CHECK(JsonOf(kText, Value::Text("hi")) == "\"hi\"");
    CHECK(JsonOf(TypeOf(TypeKind::kBytes), Value::Bytes("hi")) == "\"aGk=\"");
    CHECK(JsonOf(TypeOf(TypeKind::kDate), Value::Date(1)) == "\"1970-01-02\"");
    CHECK(JsonOf(TypeOf(TypeKind::kTime), Value::Time(1)) == "\"1970-01-01T00:00:00.000001Z\"");
    CHECK(JsonOf(TypeOf(TypeKind::kUuid), Value::Uuid({})) ==
          "\"00000000-0000-0000-0000-000000000000\"");
    CHECK(JsonOf(kIntReference, Value::Int(3)) == "3");
  }

  TEST_CASE("a Decimal prints all digits of its type") {
    CHECK(JsonOf(kMoney, Value::Of({5, 0})) == "5.00");
    CHECK(JsonOf(kMoney, Value::Int(5)) == "5.00");
    CHECK(JsonOf(kMoney, Value::Of({-5, 2})) == "-0.05");
    CHECK(JsonOf(kMoney, Value()) == "null");
  }

  TEST_CASE("a ratio prints rounded to the digits of its type") {
    // Covers: rule 4 partly
    CHECK(JsonOf(kRatio, Value::Bytes(EncodeRatio(2, 3))) == "0.6667");
    CHECK(JsonOf(kRatio, Value::Bytes(EncodeRatio(-1, 20'000))) == "-0.0001");
    CHECK(JsonOf(kRatio, Value::Bytes(EncodeRatio(5, 1))) == "5.0000");
    CHECK(JsonOf(kRatio, Value::Bytes(EncodeRatio(Int128{1} << 63, 1))) == "null");
    CHECK(JsonOf(kRatio, Value()) == "null");
    CHECK(PlainText(kRatio, Value::Bytes(EncodeRatio(1, 3))) == "0.3333");
  }
}

TEST_SUITE("JsonText") {
  TEST_CASE("escapes what JSON must not have inside of quotes") {
    CHECK(JsonText("a\"b\\c") == R"("a\"b\\c")");
    CHECK(JsonText("\n\t\r") == R"("\n\t\r")");
    CHECK(JsonText(std::string("\0\x1f\x7f", 3)) == R"("\u0000\u001f\u007f")");
    CHECK(JsonText("ä/€") == "\"ä/€\"");
  }
}

TEST_SUITE("TypeText") {
  TEST_CASE("names a type as TreeQL does") {
    CHECK(TypeText(kInt) == "Int");
    CHECK(TypeText(kMoney) == "Decimal(2)");
    CHECK(TypeText(kIntReference) == "Int");
    CHECK(TypeText(TypeOf(TypeKind::kUuid)) == "Uuid");
    CHECK(TypeText(FieldType()) == "NULL");
  }
  TEST_CASE("numbers are Int and Float and Decimal and references to them") {
    CHECK(kInt.is_number());
    CHECK(kFloat.is_number());
    CHECK(kMoney.is_number());
    CHECK(kIntReference.is_number());
    CHECK_FALSE(kText.is_number());
    CHECK_FALSE(TypeOf(TypeKind::kTime).is_number());
  }
}

}  // namespace
}  // namespace cambium
