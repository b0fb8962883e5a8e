// Typed expressions as texts of SQL.
// SPDX-License-Identifier: Apache-2.0
#include "query/sql/sql_expression.h"

#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/operation.h"

namespace cambium {
namespace {

Expr Operation(ExprKind kind, std::size_t operands) {
  Expr expr;
  expr.kind = kind;
  expr.args.resize(operands);
  return expr;
}

PlanExpr Literal(Value value, FieldType type) {
  PlanExpr literal;
  literal.literal = std::move(value);
  literal.type = std::move(type);
  return literal;
}

// `left <kind> right` over two columns.
std::string Written(SqlDialect dialect, ExprKind kind, const FieldType& left,
                    const FieldType& right) {
  SqlExpressions sql(dialect);
  const absl::StatusOr<PlanExpr> plan = PlanOperation(
      Operation(kind, 2), {sql.Leaf({{"a"}, "", 0}, left), sql.Leaf({{"b"}, "", 0}, right)});
  REQUIRE(plan.ok());
  const absl::StatusOr<std::string> text = sql.Text(*plan);
  return text.ok() ? *text : std::string(text.status().message());
}

const FieldType kInt{TypeKind::kInt};
const FieldType kText{TypeKind::kText};
const FieldType kFloat{TypeKind::kFloat};
const FieldType kPrice{TypeKind::kDecimal, 2};

TEST_SUITE("SqlExpressions") {
  TEST_CASE("scale Decimals to the same digits") {
    CHECK(Written(SqlDialect::kSqlite, ExprKind::kEqual, kInt, kPrice) == "((a * 100) = b)");
    CHECK(Written(SqlDialect::kSqlite, ExprKind::kAdd, kPrice, kInt) == "(a + (b * 100))");
    CHECK(Written(SqlDialect::kSqlite, ExprKind::kMultiply, kPrice, kPrice) == "(a * b)");
  }

  TEST_CASE("divide by zero to NULL") {
    CHECK(Written(SqlDialect::kSqlite, ExprKind::kDivide, kInt, kInt) == "(a / b)");
    CHECK(Written(SqlDialect::kPostgres, ExprKind::kDivide, kInt, kInt) ==
          "(a / NULLIF(b, 0))");
  }

  TEST_CASE("compare Texts by their bytes and IS safely with NULL") {
    CHECK(Written(SqlDialect::kPostgres, ExprKind::kLess, kText, kText) ==
          "(a COLLATE \"C\" < b)");
    CHECK(Written(SqlDialect::kSqlite, ExprKind::kLess, kText, kText) == "(a < b)");
    CHECK(Written(SqlDialect::kPostgres, ExprKind::kIs, kText, kText) ==
          "(a IS NOT DISTINCT FROM b)");
  }

  TEST_CASE("give NULL a type and as many columns as it meets") {
    SqlExpressions sql(SqlDialect::kPostgres);
    CHECK(sql.Text(Literal(Value(), kInt)).value() == "CAST(NULL AS BIGINT)");
    CHECK(sql.Text(Literal(Value(), kText)).value() == "CAST(NULL AS TEXT)");
    const FieldType key = TupleType({kInt, kInt});
    const absl::StatusOr<PlanExpr> plan =
        PlanOperation(Operation(ExprKind::kEqual, 2),
                      {sql.Leaf({{"a", "b"}, "", 0}, key), Literal(Value(), FieldType())});
    REQUIRE(plan.ok());
    CHECK(sql.Text(*plan).value() == "((a, b) = (NULL, NULL))");
  }

  TEST_CASE("refuse what would not be exact") {
    CHECK(Written(SqlDialect::kSqlite, ExprKind::kEqual, kFloat, kPrice) ==
          "no equivalent in SQL: a Float compared with a Decimal, which is exact");
    CHECK(Written(SqlDialect::kPostgres, ExprKind::kModulo, kFloat, kFloat) ==
          "no equivalent in SQL: % of Floats");
  }

  TEST_CASE("make equal values one parameter of their type") {
    SqlExpressions sql(SqlDialect::kPostgres);
    CHECK(sql.Text(Literal(Value::Int(150), kInt)).value() == "$1::bigint");
    CHECK(sql.Text(Literal(Value::Of({15, 1}), kPrice)).value() == "$1::bigint");
    CHECK(sql.Text(Literal(Value::Text("150"), kText)).value() == "$2::text");
    CHECK(sql.Text(Literal(Value::Float(150), kFloat)).value() == "$3::double precision");
    CHECK(sql.TakeParameters() ==
          std::vector<Value>{Value::Int(150), Value::Text("150"), Value::Float(150)});
  }

  TEST_CASE("translate patterns with their wildcards and escapes") {
    const auto pattern = [](SqlDialect dialect, const char* like) {
      SqlExpressions sql(dialect);
      const absl::StatusOr<PlanExpr> plan =
          PlanOperation(Operation(ExprKind::kLike, 2),
                        {sql.Leaf({{"a"}, "", 0}, kText), Literal(Value::Text(like), kText)});
      REQUIRE(plan.ok());
      CHECK(sql.Text(*plan).ok());
      return std::string(sql.TakeParameters()[0].AsText());
    };
    CHECK(pattern(SqlDialect::kSqlite, R"(a%_\%*[?]\\)") == R"(a*?%[*][[][?]]\)");
    CHECK(pattern(SqlDialect::kPostgres, R"(a%_\%\b)") == R"(a%_\%\b)");
    CHECK(pattern(SqlDialect::kSqlite, "\\") == "\\");
    CHECK(pattern(SqlDialect::kPostgres, "\\") == "\\\\");
  }
}

}  // namespace
}  // namespace cambium
