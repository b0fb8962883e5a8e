// The row of every type.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/expressions.h"

#include <limits>
#include <utility>
#include <vector>

#include "query/expression_parser.h"
#include "query/ratio.h"
#include "tests/support/statements.h"

namespace cambium::testing {
namespace {

Schema MakeScalarSchema() {
  Schema schema;
  REQUIRE(
      schema.AddEnum(Parse<EnumDeclaration>("ENUM Mood { good = 2, bad = 1, odd = 7 }")).ok());
  for (const std::string_view text :
       {"TABLE Pair { a: Int = 1, b: Text = 2, KEY (a, b) }",
        "TABLE T { i: Int = 1 KEY, n: Int? = 2, b: Bool? = 3, f: Float? = 4, "
        "d: Decimal(2)? = 5, s: Text? = 6, at: Time? = 7, day: Date? = 8, "
        "t: T? = 9 BACK ts, u: Uuid? = 10, y: Bytes? = 11, e: Mood? = 12, p: Pair? = 13, "
        "j: Json? = 14, most: Int = 15, least: Int = 16, nd: Date? = 17, ns: Text? = 18 }"}) {
    absl::StatusOr<Table> table = schema.Resolve(Parse<TableDeclaration>(text));
    REQUIRE_MESSAGE(table.ok(), ErrorLine(table.status(), text));
    for (const char* name : {"third", "huge"}) {
      Field ratio;
      ratio.name = name;
      ratio.type.kind = TypeKind::kRatio;
      ratio.type.scale = 4;
      if (table->name == "T") table->fields.push_back(std::move(ratio));
    }
    schema.Add(*std::move(table));
  }
  return schema;
}

Value Coerced(std::string_view field, std::string_view text) {
  const Table& table = *ScalarSchema().Find("T");
  const absl::StatusOr<Value> value =
      CoerceTo(table.fields[*table.FindField(field)].type, Value::Text(text));
  REQUIRE_MESSAGE(value.ok(), std::string(value.status().message()));
  return *value;
}

}  // namespace

const Schema& ScalarSchema() {
  static const Schema schema = MakeScalarSchema();
  return schema;
}

const Row& ScalarRow() {
  static const Row row = {
      Value::Int(7), Value(), Value::Bool(true), Value::Float(0.5), Value::Of({250, 2}),
      Value::Text("Straße"), Coerced("at", "2026-11-21T02:40:05.25Z"),
      Coerced("day", "2024-02-29"), Value::Int(3),
      Coerced("u", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), Value::Bytes("hi"), Value::Int(2),
      // 1 and 'x', by dataflow/key_encoding.h.
      Value::Bytes(std::string_view("\x1B\x01\x00\x40x\x00\x01", 7)),
      Coerced("j", R"({"a":[1,{"b":"x"}],"d":2.5,"n":null,"t":"2026-01-01"})"),
      Value::Int(std::numeric_limits<std::int64_t>::max()),
      Value::Int(std::numeric_limits<std::int64_t>::min()), Value(), Value(),
      Value::Bytes(EncodeRatio(1, 3)), Value::Bytes(EncodeRatio(Int128{1} << 63, 1))};
  return row;
}

absl::StatusOr<PlanExpr> PlanScalar(std::string_view text) {
  const absl::StatusOr<std::vector<Token>> tokens = Tokenize(text);
  if (!tokens.ok()) return tokens.status();
  TokenCursor cursor(*tokens);
  const absl::StatusOr<Expr> expr = ParseExpression(cursor);
  if (!expr.ok()) return expr.status();
  REQUIRE_MESSAGE(cursor.Peek().kind == TokenKind::kEnd, "not all was read: ", text);
  const Table& table = *ScalarSchema().Find("T");
  std::vector<std::size_t> read(table.fields.size());
  for (std::size_t i = 0; i < read.size(); ++i) read[i] = i;
  return ExpressionPlanner(ScalarSchema(), table, read).Plan(*expr);
}

std::string Computed(std::string_view text) {
  const absl::StatusOr<PlanExpr> plan = PlanScalar(text);
  if (!plan.ok()) return ErrorLine(plan.status(), text);
  absl::Status error;
  const Value value = Evaluate(*plan, ScalarRow(), error);
  return error.ok() ? JsonOf(plan->type, value) : ErrorLine(error, text);
}

std::string ComputedType(std::string_view text) {
  const absl::StatusOr<PlanExpr> plan = PlanScalar(text);
  return plan.ok() ? TypeText(plan->type) : ErrorLine(plan.status(), text);
}

}  // namespace cambium::testing
