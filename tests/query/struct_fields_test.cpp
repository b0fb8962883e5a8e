// Structs to values and back.
// SPDX-License-Identifier: Apache-2.0
#include "query/struct_fields.h"

#include <chrono>
#include <string_view>

#include "doctest/doctest.h"
#include "tests/support/typed_structs.h"

namespace cambium {
namespace {

enum class Mood { kCalm = 1, kWild = 5 };

struct Everything {
  bool truth = false;
  std::int64_t number = 0;
  Mood mood = Mood::kCalm;
  double ratio = 0;
  Decimal price;
  std::string text;
  Time at;
  Date on;
  UuidBytes uuid{};
  Value any;
  std::optional<std::string> note;
  std::optional<bool> maybe;

  bool operator==(const Everything&) const = default;
};

}  // namespace

// Of a struct that has no list of its own.
template <>
struct FieldsOf<Everything> {
  static constexpr auto kFields = StructFields(
      "truth", &Everything::truth, "number", &Everything::number, "mood", &Everything::mood,
      "ratio", &Everything::ratio, "price", &Everything::price, "text", &Everything::text, "at",
      &Everything::at, "on", &Everything::on, "uuid", &Everything::uuid, "any",
      &Everything::any, "note", &Everything::note, "maybe", &Everything::maybe);
};

namespace {

Everything Back(const std::vector<Value>& values) {
  return StructOf<Everything>([&values](std::size_t i) -> const Value& { return values[i]; });
}

TEST_SUITE("StructFields") {
  TEST_CASE("describes members in the order in which they are named") {
    constexpr auto kSale = kMembersOf<testing::Sale>;
    static_assert(kSale.size() == 4);
    CHECK(std::string_view(kSale[1].name) == "team");
    CHECK(kSale[1].kind == MemberKind::kText);
    CHECK(!kSale[1].is_optional);
    CHECK(kSale[3].kind == MemberKind::kInt);
    CHECK(kSale[3].is_optional);
    constexpr auto kAll = kMembersOf<Everything>;
    const MemberKind kinds[] = {MemberKind::kBool,  MemberKind::kInt,     MemberKind::kEnum,
                                MemberKind::kFloat, MemberKind::kDecimal, MemberKind::kText,
                                MemberKind::kTime,  MemberKind::kDate,    MemberKind::kUuid,
                                MemberKind::kValue, MemberKind::kText,    MemberKind::kBool};
    for (std::size_t i = 0; i < kAll.size(); ++i) CHECK(kAll[i].kind == kinds[i]);
    CHECK(kAll[9].is_optional);  // A Value can be NULL.
  }

  TEST_CASE("values are those of the members") {
    Everything all;
    all.truth = true;
    all.number = -7;
    all.mood = Mood::kWild;
    all.ratio = 0.5;
    all.price = {1250, 2};
    all.text = "a text that is too long to be part of a value";
    all.at = Time(std::chrono::microseconds(1'500'000));
    all.on = Date(std::chrono::days(-3));
    all.uuid = {1, 2, 3};
    all.any = Value::Bytes("b");
    all.note = "";
    const std::vector<Value> values = ValuesOf(all);
    REQUIRE(values.size() == 12);
    CHECK(values[0] == Value::Bool(true));
    CHECK(values[1] == Value::Int(-7));
    CHECK(values[2] == Value::Int(5));
    CHECK(values[3] == Value::Float(0.5));
    CHECK(values[4] == Value::Of({1250, 2}));
    CHECK(values[5] == Value::Text(all.text));
    CHECK(values[6] == Value::Time(1'500'000));
    CHECK(values[7] == Value::Date(-3));
    CHECK(values[8] == Value::Uuid({1, 2, 3}));
    CHECK(values[9] == Value::Bytes("b"));
    CHECK(values[10] == Value::Text(""));
    CHECK(values[11].is_null());
    CHECK(Back(values) == all);
  }

  TEST_CASE("NULL is an optional member without a value") {
    std::vector<Value> values = ValuesOf(Everything());
    values[10] = Value();
    values[11] = Value::Bool(false);
    const Everything back = Back(values);
    CHECK(!back.note.has_value());
    CHECK(back.maybe == false);
    CHECK(back.any.is_null());
  }
}

}  // namespace
}  // namespace cambium
