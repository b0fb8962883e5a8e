// Which members fit which fields, and what is said of those that do not.
// SPDX-License-Identifier: Apache-2.0
#include "query/struct_match.h"

#include <string>

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

Schema MakeTypes() {
  Schema schema;
  const auto declared = testing::Parse<EnumDeclaration>("ENUM Mood { calm = 1, wild = 5 }");
  REQUIRE(schema.AddEnum(declared).ok());
  for (const std::string_view text :
       {"TABLE Pair { a: Int = 1, b: Text = 2, KEY (a, b) }",
        "TABLE All { id: Int = 1 KEY, truth: Bool = 2, ratio: Float = 3, price: Decimal(2) = "
        "4, "
        "text: Text = 5, bytes: Bytes = 6, at: Time = 7, on: Date = 8, uuid: Uuid = 9, "
        "json: Json = 10, mood: Mood = 11, of: All = 12, pair: Pair = 13, late: Late? = 14, "
        "maybe: Int? = 15, parent: All? = 16 }",
        "TABLE Free LAX { id: Int = 1 KEY, note: Text = 2 }"}) {
    if (std::string_view(text).find("Late") != std::string_view::npos) schema.Expect("Late");
    absl::StatusOr<Table> table = schema.Resolve(testing::Parse<TableDeclaration>(text));
    REQUIRE_MESSAGE(table.ok(), table.status().message());
    schema.Add(*std::move(table));
  }
  return schema;
}

std::string Match(const Schema& schema, std::string_view table, StructMember member) {
  const auto match = MatchStruct(schema, table, std::span(&member, 1));
  return match.ok() ? "ok" : std::string(match.status().message());
}

struct Fit {
  const char* field;
  MemberKind kind;
  const char* best;  // The member that it needs, as a program writes it.
};

const Fit kFits[] = {
    {"id", MemberKind::kInt, "Int, which needs a member of type std::int64_t"},
    {"truth", MemberKind::kBool, "Bool, which needs a member of type bool"},
    {"ratio", MemberKind::kFloat, "Float, which needs a member of type double"},
    {"price", MemberKind::kDecimal,
     "Decimal(2), which needs a member of type cambium::Decimal"},
    {"text", MemberKind::kText, "Text, which needs a member of type std::string"},
    {"bytes", MemberKind::kText, "Bytes, which needs a member of type std::string"},
    {"json", MemberKind::kText, "Json, which needs a member of type std::string"},
    {"at", MemberKind::kTime, "Time, which needs a member of type cambium::Time"},
    {"on", MemberKind::kDate, "Date, which needs a member of type cambium::Date"},
    {"uuid", MemberKind::kUuid, "Uuid, which needs a member of type cambium::UuidBytes"},
    {"mood", MemberKind::kEnum, "Mood, which needs a member of type enum class"},
    {"of", MemberKind::kInt, "Int, which needs a member of type std::int64_t"},
    {"pair", MemberKind::kValue, "(Int, Text), which needs a member of type cambium::Value"},
};

const std::pair<MemberKind, const char*> kKinds[] = {
    {MemberKind::kBool, "bool"},
    {MemberKind::kInt, "std::int64_t"},
    {MemberKind::kEnum, "enum class"},
    {MemberKind::kFloat, "double"},
    {MemberKind::kDecimal, "cambium::Decimal"},
    {MemberKind::kText, "std::string"},
    {MemberKind::kTime, "cambium::Time"},
    {MemberKind::kDate, "cambium::Date"},
    {MemberKind::kUuid, "cambium::UuidBytes"},
};

TEST_SUITE("StructMatch") {
  TEST_CASE("each type fits its member and no other") {
    const Schema schema = MakeTypes();
    for (const Fit& fit : kFits) {
      for (const auto& each : kKinds) {
        const auto& kind = each.first;
        const auto& name = each.second;
        INFO(fit.field << " as " << name);
        const bool fits = kind == fit.kind ||
                          (std::string_view(fit.field) == "mood" && kind == MemberKind::kInt);
        const std::string refusal =
            "field All." + std::string(fit.field) + " is " + fit.best + ", not " + name;
        CHECK(Match(schema, "All", {fit.field, kind, false}) == (fits ? "ok" : refusal));
      }
      CHECK(Match(schema, "All", {fit.field, MemberKind::kValue, true}) == "ok");
      CHECK(Match(schema, "All", {fit.field, fit.kind, true}) == "ok");
    }
  }

  TEST_CASE("what can be NULL needs an optional member") {
    const Schema schema = MakeTypes();
    CHECK(Match(schema, "All", {"maybe", MemberKind::kInt, true}) == "ok");
    CHECK(Match(schema, "All", {"maybe", MemberKind::kInt, false}) ==
          "field All.maybe is Int?, which needs a member of type std::optional<std::int64_t>, "
          "not std::int64_t");
    CHECK(Match(schema, "All", {"maybe", MemberKind::kText, true}) ==
          "field All.maybe is Int?, which needs a member of type std::optional<std::int64_t>, "
          "not std::optional<std::string>");
    CHECK(Match(schema, "All", {"parent", MemberKind::kInt, false}) ==
          "field All.parent is Int?, which needs a member of type "
          "std::optional<std::int64_t>, not std::int64_t");
  }

  TEST_CASE("values of any type need a Value") {
    const Schema schema = MakeTypes();
    CHECK(Match(schema, "Free", {"note", MemberKind::kValue, true}) == "ok");
    CHECK(
        Match(schema, "Free", {"note", MemberKind::kText, true})
            .ends_with(
                "which needs a member of type cambium::Value, not std::optional<std::string>"));
  }

  TEST_CASE("names that are not there are said with what is near") {
    const Schema schema = MakeTypes();
    CHECK(Match(schema, "Al", {"id", MemberKind::kInt, false}) ==
          "no table 'Al'; did you mean 'All'?");
    CHECK(Match(schema, "All", {"txt", MemberKind::kInt, false}) ==
          "no field 'txt' on All; did you mean 'text'?");
    CHECK(Match(schema, "All", {"late", MemberKind::kValue, true}) ==
          "field refers to a table that is not declared yet: All.late: Late");
    const StructMember twice[] = {{"id", MemberKind::kInt, false},
                                  {"id", MemberKind::kInt, false}};
    CHECK(MatchStruct(schema, "All", twice).status().message() ==
          "field is named by two members of the struct: All.id");
  }

  TEST_CASE("members are found wherever their fields stand") {
    const Schema schema = MakeTypes();
    const StructMember members[] = {{"text", MemberKind::kText, false},
                                    {"id", MemberKind::kInt, false}};
    const auto match = MatchStruct(schema, "All", members);
    REQUIRE(match.ok());
    CHECK(match->positions == std::vector<std::size_t>{4, 0});
    CHECK(match->table == schema.Find("All"));
  }
}

}  // namespace
}  // namespace cambium
