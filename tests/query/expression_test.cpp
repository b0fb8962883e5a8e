// Expressions are typed, and evaluate by three-valued logic and exact arithmetic.
// SPDX-License-Identifier: Apache-2.0
#include "query/expression.h"

#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "query/expression_parser.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

// A table with a field of every type, and one of its rows.
const std::string_view kTable =
    "TABLE T { i: Int = 1 KEY, n: Int? = 2, b: Bool? = 3, f: Float? = 4, d: Decimal(2)? = 5, "
    "s: Text? = 6, at: Time? = 7, day: Date? = 8, t: T? = 9 BACK ts, u: Uuid? = 10, y: Bytes? "
    "= 11 }";

Row Values() {
  return {Value::Int(7),
          Value(),
          Value::Bool(true),
          Value::Float(0.5),
          Value::Of({250, 2}),
          Value::Text("x"),
          Value::Time(0),
          Value::Date(0),
          Value::Int(3),
          Value(),
          Value()};
}

absl::StatusOr<PlanExpr> PlanOf(std::string_view text, bool is_truth = false) {
  static const Schema schema = testing::MakeSchema({kTable});
  TokenCursor cursor(*Tokenize(text));
  const absl::StatusOr<Expr> expr = ParseExpression(cursor);
  REQUIRE_MESSAGE(expr.ok(), testing::ErrorLine(expr.status(), text));
  std::vector<std::size_t> read(schema.Find("T")->fields.size());
  for (std::size_t i = 0; i < read.size(); ++i) read[i] = i;
  ExpressionPlanner planner(schema, *schema.Find("T"), read);
  return is_truth ? planner.PlanTruth(*expr) : planner.Plan(*expr);
}

// The value for the row above, or what went wrong.
std::string ValueOf(std::string_view text) {
  const absl::StatusOr<PlanExpr> plan = PlanOf(text);
  if (!plan.ok()) return testing::ErrorLine(plan.status(), text);
  absl::Status error;
  const Value value = Evaluate(*plan, Values(), error);
  return error.ok() ? DebugString(value) : std::string(error.message());
}

std::string TypeOf(std::string_view text) {
  const absl::StatusOr<PlanExpr> plan = PlanOf(text);
  return plan.ok() ? TypeText(plan->type) : testing::ErrorLine(plan.status(), text);
}

TEST_SUITE("Three-valued logic") {
  // Covers everything a truth value can meet: T, F and NULL.
  const std::string kTruths[] = {"TRUE", "FALSE", "NULL"};

  std::string Table(const std::string& op) {
    std::string table;
    for (const std::string& left : kTruths) {
      for (const std::string& right : kTruths) {
        table += ValueOf(left + " " + op + " " + right)[0];
      }
    }
    return table;
  }

  TEST_CASE("AND and OR follow their tables") {
    // Covers: rule 2 partly
    // By rows of the left side, T F N; n is NULL.
    CHECK(Table("AND") ==
          "tfn"
          "fff"
          "nfn");
    CHECK(Table("OR") ==
          "ttt"
          "tfn"
          "tnn");
  }

  TEST_CASE("comparisons with NULL are NULL") {
    CHECK(Table("=") ==
          "tfn"
          "ftn"
          "nnn");
    CHECK(Table("!=") ==
          "ftn"
          "tfn"
          "nnn");
    CHECK(Table("<") ==
          "ffn"
          "tfn"
          "nnn");
    CHECK(Table(">=") ==
          "ttn"
          "ftn"
          "nnn");
  }

  TEST_CASE("NOT keeps NULL") {
    CHECK(ValueOf("NOT TRUE") == "false");
    CHECK(ValueOf("NOT FALSE") == "true");
    CHECK(ValueOf("NOT NULL") == "null");
    CHECK(ValueOf("NOT NOT n = 1") == "null");
  }

  TEST_CASE("IS NULL is never NULL") {
    CHECK(ValueOf("n IS NULL") == "true");
    CHECK(ValueOf("n IS NOT NULL") == "false");
    CHECK(ValueOf("i IS NULL") == "false");
    CHECK(ValueOf("i IS NOT NULL") == "true");
    CHECK(ValueOf("(n = 1) IS NULL") == "true");
  }

  TEST_CASE("IN is a row of ORs") {
    CHECK(ValueOf("i IN (1, 7)") == "true");
    CHECK(ValueOf("i IN (1, 2)") == "false");
    CHECK(ValueOf("i IN (1, NULL)") == "null");
    CHECK(ValueOf("i IN (7, NULL)") == "true");
    CHECK(ValueOf("n IN (1, 2)") == "null");
    CHECK(ValueOf("NULL IN (NULL)") == "null");
    CHECK(ValueOf("i NOT IN (1, 2)") == "true");
    CHECK(ValueOf("i NOT IN (1, 7)") == "false");
    CHECK(ValueOf("i NOT IN (1, NULL)") == "null");
    CHECK(ValueOf("i IN (6.50, i)") == "true");
  }

  TEST_CASE("only a true WHERE is true") {
    CHECK(IsTrue(Value::Bool(true)));
    CHECK_FALSE(IsTrue(Value::Bool(false)));
    CHECK_FALSE(IsTrue(Value()));
  }
}

TEST_SUITE("Arithmetic") {
  TEST_CASE("is exact") {
    // Covers: rule 19 partly
    CHECK(ValueOf("i + 1") == "8");
    CHECK(ValueOf("i - 10") == "-3");
    CHECK(ValueOf("i * -i") == "-49");
    CHECK(ValueOf("d + 1") == "3.50d");
    CHECK(ValueOf("d * d") == "6.2500d");
    CHECK(ValueOf("0.1 + 0.2 = 0.3") == "true");
    CHECK(ValueOf("d - 0.001") == "2.499d");
    CHECK(ValueOf("-d") == "-2.50d");
  }

  TEST_CASE("with a Float is a Float") {
    CHECK(ValueOf("f + 1") == "1.5f");
    CHECK(ValueOf("d * f") == "1.25f");
    CHECK(ValueOf("-f") == "-0.5f");
    CHECK(ValueOf("1e200 * 1e200") == "null");
  }

  TEST_CASE("with NULL is NULL") {
    CHECK(ValueOf("n + 1") == "null");
    CHECK(ValueOf("-n") == "null");
    CHECK(ValueOf("NULL * NULL") == "null");
  }

  TEST_CASE("an overflow is an error and does not wrap") {
    CHECK(ValueOf("9223372036854775807 + 1") == "Int overflows");
    CHECK(ValueOf("-9223372036854775808 - 1") == "Int overflows");
    CHECK(ValueOf("-(-9223372036854775808)") == "Int overflows");
    CHECK(ValueOf("9223372036854775807 * 2") == "Int overflows");
    CHECK(ValueOf("922337203685477580.7 + 922337203685477580.7") == "Decimal(1) overflows");
    CHECK(ValueOf("9223372036854775806 + 1") == "9223372036854775807");
  }

  TEST_CASE("an overflow says which operation it was") {
    const std::string text = "i = 1 OR f > -(d * 9223372036854775807)";
    const absl::StatusOr<PlanExpr> plan = PlanOf(text);
    REQUIRE(plan.ok());
    absl::Status error;
    CHECK(Evaluate(*plan, Values(), error).is_null());
    CHECK(error.code() == absl::StatusCode::kOutOfRange);
    CHECK(testing::ErrorLine(error, text) == "1:16: Decimal(2) overflows");
  }

  TEST_CASE("an operand that decides hides an overflow behind it and not before it") {
    CHECK(ValueOf("i = 7 OR 9223372036854775807 + i > 0") == "true");
    CHECK(ValueOf("i = 0 AND 9223372036854775807 + i > 0") == "false");
    CHECK(ValueOf("9223372036854775807 + i > 0 OR i = 7") == "Int overflows");
  }

  TEST_CASE("has the type that its sides make") {
    CHECK(TypeOf("i + i") == "Int");
    CHECK(TypeOf("t + 1") == "Int");
    CHECK(TypeOf("i + 0.5") == "Decimal(1)");
    CHECK(TypeOf("d * d") == "Decimal(4)");
    CHECK(TypeOf("d * 0.12345678901234567") == "Decimal(18)");
    CHECK(TypeOf("d + f") == "Float");
    CHECK(TypeOf("i = 1") == "Bool");
    CHECK(TypeOf("at") == "Time");
    CHECK(TypeOf("NULL") == "NULL");
  }
}

TEST_SUITE("Comparisons") {
  TEST_CASE("numbers compare by value whatever their type") {
    CHECK(ValueOf("i = 7.00") == "true");
    CHECK(ValueOf("f = 0.5") == "true");
    CHECK(ValueOf("d > 2.49 AND d < 2.51") == "true");
    CHECK(ValueOf("9007199254740993 > 9007199254740992e0") == "true");
    CHECK(ValueOf("t = 3") == "true");
  }

  TEST_CASE("a text literal takes the type of what it meets") {
    // Covers: rule 19 partly
    CHECK(ValueOf("at = '1970-01-01T01:00+01:00'") == "true");
    CHECK(ValueOf("'1970-01-02' > day") == "true");
    CHECK(ValueOf("day IN ('1969-12-31', '1970-01-01')") == "true");
    CHECK(ValueOf("at = 'noon'") == "1:6: not of the form YYYY-MM-DD: noon");
    CHECK(ValueOf("b = 'true'") == "1:5: cannot compare Bool with Text");
    CHECK(ValueOf("u = 'x'") == "1:5: not a uuid: x");
  }

  TEST_CASE("types that have nothing in common are refused") {
    CHECK(TypeOf("i = 'x'") == "1:5: cannot compare Int with Text");
    CHECK(TypeOf("s < 1") == "1:5: cannot compare Text with Int");
    CHECK(TypeOf("at = day") == "1:6: cannot compare Time with Date");
    CHECK(TypeOf("b = 1") == "1:5: cannot compare Bool with Int");
    CHECK(TypeOf("i IN (1, s)") == "1:10: cannot compare Int with Text");
    CHECK(TypeOf("s = y") == "1:5: cannot compare Text with Bytes");
  }
}

TEST_SUITE("ExpressionPlanner") {
  TEST_CASE("adds the fields that it meets to what is read") {
    const Schema schema = testing::MakeSchema({kTable});
    std::vector<std::size_t> read{0};
    ExpressionPlanner planner(schema, *schema.Find("T"), read);
    TokenCursor cursor(*Tokenize("s = 'x' AND i > n AND s != ''"));
    REQUIRE(planner.Plan(*ParseExpression(cursor)).ok());
    CHECK(read == std::vector<std::size_t>{0, 5, 1});
    CHECK(planner.ReadField(5).column == 1);
  }

  TEST_CASE("wants truths where truths belong and numbers where numbers do") {
    const auto truth = [](std::string_view text) {
      return testing::ErrorLine(PlanOf(text, true).status(), text);
    };
    CHECK(truth("b") == "ok");
    CHECK(truth("NULL") == "ok");
    CHECK(truth("i = 1 AND b") == "ok");
    CHECK(truth("i") == "1:1: expected a truth value, found Int");
    CHECK(truth("b AND s") == "1:7: expected a truth value, found Text");
    CHECK(truth("NOT i + 1") == "1:5: expected a truth value, found Int");
    CHECK(truth("NOT NOT i") == "1:9: expected a truth value, found Int");
    CHECK(TypeOf("s + 1") == "1:1: expected a number, found Text");
    CHECK(TypeOf("1 - at") == "1:5: expected a number, found Time");
    CHECK(TypeOf("-b") == "1:2: expected a number, found Bool");
  }

  TEST_CASE("explains names that do not lead to a value") {
    // Covers: rule 15 partly, rule 21 partly
    CHECK(TypeOf("dya") == "1:1: no field 'dya' on T; did you mean 'day'?");
    CHECK(TypeOf("missing") == "1:1: no field 'missing' on T");
    CHECK(TypeOf("i.x") == "1:3: field is not a reference: i");
    CHECK(TypeOf("t.i") == "1:1: a path through a reference is not built yet");
    CHECK(TypeOf("ts") ==
          "1:1: 'ts' is a relation to many rows, not a value; nest it: MANY ts { … }, or ask "
          "EXISTS");
  }
}

}  // namespace
}  // namespace cambium
