// Types meet: what compares, what adapts, what is shared.
// SPDX-License-Identifier: Apache-2.0
#include "query/typing.h"

#include "doctest/doctest.h"
#include "tests/support/expressions.h"

namespace cambium {
namespace {

PlanExpr Planned(std::string_view text) {
  absl::StatusOr<PlanExpr> plan = testing::PlanScalar(text);
  REQUIRE(plan.ok());
  return *std::move(plan);
}

std::string Shared(std::initializer_list<std::string_view> texts) {
  std::vector<PlanExpr> exprs;
  for (const std::string_view text : texts) exprs.push_back(Planned(text));
  std::vector<PlanExpr*> pointers;
  for (PlanExpr& expr : exprs) pointers.push_back(&expr);
  const absl::StatusOr<FieldType> type = ShareType(pointers);
  if (!type.ok()) return std::string(type.status().message());
  for (const PlanExpr& expr : exprs) {
    CHECK((expr.type.is_null() || StoredType(expr.type) == StoredType(*type)));
  }
  return TypeText(*type);
}

TEST_SUITE("ShareType") {
  TEST_CASE("numbers share the wider one") {
    CHECK(Shared({"i", "i"}) == "Int");
    CHECK(Shared({"i", "d", "0.125"}) == "Decimal(3)");
    CHECK(Shared({"0.125", "d", "i"}) == "Decimal(3)");
    CHECK(Shared({"d", "f"}) == "Float");
    CHECK(Shared({"f", "i"}) == "Float");
    CHECK(Shared({"t", "f"}) == "Float");
    CHECK(Shared({"i", "third", "0.12345"}) == "Decimal(5)");
    CHECK(Shared({"third", "d", "f"}) == "Float");
  }

  TEST_CASE("NULL has every type and a reference keeps its own") {
    CHECK(Shared({"NULL", "day"}) == "Date");
    CHECK(Shared({"day", "NULL"}) == "Date");
    CHECK(Shared({"NULL", "NULL"}) == "NULL");
    PlanExpr left = Planned("t");
    PlanExpr right = Planned("t");
    CHECK(ShareType({&left, &right})->kind == TypeKind::kReference);
    CHECK(Shared({"t", "i"}) == "Int");
  }

  TEST_CASE("texts that were written adapt wherever they stand") {
    CHECK(Shared({"'2026-01-01'", "day"}) == "Date");
    CHECK(Shared({"NULL", "'odd'", "e"}) == "Mood");
    CHECK(Shared({"'a'", "s"}) == "Text");
    CHECK(Shared({"'{}'", "j"}) == "Json");
  }

  TEST_CASE("the rest share with themselves alone") {
    CHECK(Shared({"i", "s"}) == "expected Int, found Text");
    CHECK(Shared({"'x'", "i"}) == "expected Int, found Text");
    CHECK(Shared({"at", "day"}) == "expected Time, found Date");
    CHECK(Shared({"b", "i"}) == "expected Bool, found Int");
    CHECK(Shared({"e", "'good'", "'god'"}) == "no member 'god' in Mood; did you mean 'good'?");
  }
}

TEST_SUITE("AdaptText") {
  TEST_CASE("changes texts that were written and no others") {
    PlanExpr literal = Planned("'2026-01-01'");
    REQUIRE(AdaptText(literal, TypeOf(TypeKind::kDate)).ok());
    CHECK(literal.literal.type() == ValueType::kDate);
    CHECK(literal.type.kind == TypeKind::kDate);
    PlanExpr field = Planned("s");
    REQUIRE(AdaptText(field, TypeOf(TypeKind::kDate)).ok());
    CHECK(field.type.kind == TypeKind::kText);
    PlanExpr number = Planned("1");
    REQUIRE(AdaptText(number, TypeOf(TypeKind::kDate)).ok());
    CHECK(number.type.kind == TypeKind::kInt);
    PlanExpr text = Planned("'1'");
    REQUIRE(AdaptText(text, TypeOf(TypeKind::kInt)).ok());
    CHECK(text.type.kind == TypeKind::kText);
  }

  TEST_CASE("goes into a choice that has nothing else and only there") {
    PlanExpr choice =
        Planned("CASE WHEN b THEN '2026-01-01' WHEN b THEN NULL ELSE '2026-01-02' END");
    REQUIRE(AdaptText(choice, TypeOf(TypeKind::kDate)).ok());
    CHECK(choice.type.kind == TypeKind::kDate);
    CHECK(choice.args[1].literal.type() == ValueType::kDate);
    CHECK(choice.args[4].literal.type() == ValueType::kDate);
    PlanExpr mixed = Planned("s ?? '2026-01-01'");
    REQUIRE(AdaptText(mixed, TypeOf(TypeKind::kDate)).ok());
    CHECK(mixed.type.kind == TypeKind::kText);
    CHECK(mixed.args[1].literal.type() == ValueType::kText);
  }
}

TEST_SUITE("ConvertNumber") {
  TEST_CASE("converts what has another type") {
    PlanExpr same = Planned("i");
    ConvertNumber(same, TypeOf(TypeKind::kInt));
    CHECK(same.kind == ExprKind::kPath);
    PlanExpr literal = Planned("2");
    ConvertNumber(literal, TypeOf(TypeKind::kDecimal, 2));
    CHECK(literal.kind == ExprKind::kLiteral);
    CHECK(literal.literal.AsDecimal().scale == 2);
    PlanExpr field = Planned("i");
    ConvertNumber(field, TypeOf(TypeKind::kFloat));
    CHECK(field.kind == ExprKind::kCall);
    CHECK(TypeText(field.type) == "Float");
  }
}

TEST_SUITE("RoundAsPrinted") {
  TEST_CASE("makes a Decimal of a ratio and leaves the others") {
    PlanExpr ratio = Planned("third");
    RoundAsPrinted(ratio);
    CHECK(ratio.type == TypeOf(TypeKind::kDecimal, 4));
    PlanExpr field = Planned("d");
    RoundAsPrinted(field);
    CHECK(field.kind == ExprKind::kPath);
  }
}

TEST_SUITE("MakeComparable") {
  TEST_CASE("a number that meets a ratio becomes one of its own digits") {
    PlanExpr left = Planned("d");
    PlanExpr right = Planned("third");
    REQUIRE(MakeComparable(left, right).ok());
    CHECK(left.type == TypeOf(TypeKind::kRatio, 2));
    CHECK(right.kind == ExprKind::kPath);
    PlanExpr literal = Planned("0.5");
    REQUIRE(MakeComparable(right, literal).ok());
    CHECK(literal.kind == ExprKind::kLiteral);
    CHECK(literal.type == TypeOf(TypeKind::kRatio, 1));
    PlanExpr number = Planned("f");
    REQUIRE(MakeComparable(number, right).ok());
    CHECK(number.kind == ExprKind::kPath);
    CHECK(right.type == TypeOf(TypeKind::kFloat));
  }

  TEST_CASE("numbers of all types compare and enums with their own") {
    const auto compare = [](std::string_view left_text, std::string_view right_text) {
      PlanExpr left = Planned(left_text);
      PlanExpr right = Planned(right_text);
      return std::string(MakeComparable(left, right).message());
    };
    CHECK(compare("i", "f") == "");
    CHECK(compare("t", "d") == "");
    CHECK(compare("NULL", "e") == "");
    CHECK(compare("e", "'odd'") == "");
    CHECK(compare("p", "(1, 'x')") == "");
    CHECK(compare("e", "2") == "cannot compare Mood with Int");
    CHECK(compare("p", "(1, 2)") == "cannot compare (Int, Text) with (Int, Int)");
    CHECK(compare("p", "1") == "cannot compare (Int, Text) with Int");
    CHECK(compare("j", "s") == "cannot compare Json with Text");
  }
}

}  // namespace
}  // namespace cambium
