// Expressions parse by precedence, and stop before they overflow a stack.
// SPDX-License-Identifier: Apache-2.0
#include "query/expression_parser.h"

#include <map>

#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

std::string Symbol(ExprKind kind) {
  static const std::map<ExprKind, std::string> kSymbols = {
      {ExprKind::kNot, "NOT"},    {ExprKind::kNegate, "-"},
      {ExprKind::kAnd, "AND"},    {ExprKind::kOr, "OR"},
      {ExprKind::kEqual, "="},    {ExprKind::kNotEqual, "!="},
      {ExprKind::kLess, "<"},     {ExprKind::kLessEqual, "<="},
      {ExprKind::kGreater, ">"},  {ExprKind::kGreaterEqual, ">="},
      {ExprKind::kAdd, "+"},      {ExprKind::kSubtract, "-"},
      {ExprKind::kMultiply, "*"}, {ExprKind::kIsNull, "NULL?"},
      {ExprKind::kIn, "IN"}};
  return kSymbols.at(kind);
}

// The tree in prefix form: (AND a (= b 1)).
std::string Show(const Expr& expr) {
  if (expr.kind == ExprKind::kLiteral) return DebugString(expr.literal);
  std::string out;
  for (const Step& step : expr.path) out += (out.empty() ? "" : ".") + step.text;
  if (expr.kind == ExprKind::kPath) return out;
  out = "(" + Symbol(expr.kind);
  for (const Expr& arg : expr.args) out += " " + Show(arg);
  return out + ")";
}

// What a text parses to, or the error; all of it must be taken.
std::string Tree(std::string_view text) {
  auto tokens = Tokenize(text);
  if (!tokens.ok()) return testing::ErrorLine(tokens.status(), text);
  TokenCursor cursor(*std::move(tokens));
  const absl::StatusOr<Expr> expr = ParseExpression(cursor);
  if (!expr.ok()) return testing::ErrorLine(expr.status(), text);
  if (!cursor.AtEnd()) return Show(*expr) + " … " + cursor.Peek().text;
  return Show(*expr);
}

std::string Repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST_SUITE("ParseExpression") {
  TEST_CASE("binds by precedence") {
    CHECK(Tree("a OR b AND c") == "(OR a (AND b c))");
    CHECK(Tree("NOT a AND b") == "(AND (NOT a) b)");
    CHECK(Tree("NOT a = b") == "(NOT (= a b))");
    CHECK(Tree("a = b + 1") == "(= a (+ b 1))");
    CHECK(Tree("a + b * c") == "(+ a (* b c))");
    CHECK(Tree("(a + b) * c") == "(* (+ a b) c)");
    CHECK(Tree("a * -b") == "(* a (- b))");
    CHECK(Tree("-a + b") == "(+ (- a) b)");
    CHECK(Tree("a IN (1, 2) AND b") == "(AND (IN a 1 2) b)");
    CHECK(Tree("a + 1 IS NULL OR b") == "(OR (NULL? (+ a 1)) b)");
  }

  TEST_CASE("sums and products nest to the left") {
    CHECK(Tree("a - b - c") == "(- (- a b) c)");
    CHECK(Tree("a - b + c * d * e") == "(+ (- a b) (* (* c d) e))");
  }

  TEST_CASE("AND and OR are flat") {
    CHECK(Tree("a AND b AND c") == "(AND a b c)");
    CHECK(Tree("a OR b OR c") == "(OR a b c)");
  }

  TEST_CASE("knows every comparison") {
    CHECK(Tree("a = b") == "(= a b)");
    CHECK(Tree("a != b") == "(!= a b)");
    CHECK(Tree("a <> b") == "(!= a b)");
    CHECK(Tree("a < b") == "(< a b)");
    CHECK(Tree("a <= b") == "(<= a b)");
    CHECK(Tree("a > b") == "(> a b)");
    CHECK(Tree("a >= b") == "(>= a b)");
    CHECK(Tree("a is null") == "(NULL? a)");
    CHECK(Tree("a IS NOT NULL") == "(NOT (NULL? a)");
    CHECK(Tree("a NOT IN (b)") == "(OUT a b)");
    CHECK(Tree("a = b = c") == "(= a b) … =");
  }

  TEST_CASE("reads literals") {
    CHECK(Tree("true") == "true");
    CHECK(Tree("FALSE") == "false");
    CHECK(Tree("NULL") == "null");
    CHECK(Tree("12") == "12");
    CHECK(Tree("1.50") == "1.50d");
    CHECK(Tree("2.5e1") == "25f");
    CHECK(Tree("'it''s'") == "'it\\'s'");
    CHECK(Tree("9223372036854775807") == "9223372036854775807");
    CHECK(Tree("-9223372036854775808") == "-9223372036854775808");
    CHECK(Tree("9223372036854775808") == "1:1: number does not fit Int: 9223372036854775808");
    CHECK(Tree("1e999") == "1:1: number is out of range: 1e999");
  }

  TEST_CASE("keywords are names where a name can stand") {
    CHECK(Tree("many = limit AND live") == "(AND (= many limit) live)");
    CHECK(Tree("order IS NULL") == "(NULL? order)");
    CHECK(Tree("null.x") == "null.x");
    CHECK(Tree("not = 1 OR not IN (2) OR not") == "(OR (= not 1) (IN not 2) not)");
    CHECK(Tree("a AND not") == "(AND a not)");
    CHECK(Tree("in IN (is, and)") == "(IN in is and)");
  }

  TEST_CASE("an even number of NOTs still demands a truth value") {
    CHECK(Tree("NOT NOT a") == "(NOT (NOT a))");
    CHECK(Tree("NOT NOT NOT a") == "(NOT a)");
    CHECK(Tree("NOT NOT NOT NOT a") == "(NOT (NOT a))");
  }

  TEST_CASE("spans cover what was written") {
    auto tokens = Tokenize("x, a + b * (c) ,");
    TokenCursor cursor(*std::move(tokens));
    cursor.Take();
    cursor.Take();
    const auto expr = ParseExpression(cursor);
    REQUIRE(expr.ok());
    CHECK(expr->span.begin == 3);
    CHECK(expr->span.end == 14);
    CHECK(expr->args[1].span.begin == 7);
    CHECK(expr->args[1].args[0].span.end == 8);
  }

  TEST_CASE("says what was expected") {
    CHECK(Tree("a +") == "1:4: expected an expression, found the end");
    CHECK(Tree("(a") == "1:3: expected ')', found the end");
    CHECK(Tree("a IN 1") == "1:6: expected '(', found '1'");
    CHECK(Tree("a IN ()") == "1:7: expected an expression, found ')'");
    CHECK(Tree("a.1") == "1:3: expected a name, found '1'");
    CHECK(Tree("- - a") == "1:3: expected an expression, found '-'");
  }
}

TEST_SUITE("Deep expressions") {
  TEST_CASE("64 brackets are fine and 65 an error") {
    CHECK(Tree(Repeated("(", 63) + "a" + Repeated(")", 63)) == "a");
    CHECK(Tree(Repeated("(", 64) + "a") == "1:65: statement is nested deeper than 64");
    CHECK(Tree(Repeated("(", 1000000)) == "1:65: statement is nested deeper than 64");
    CHECK(Tree(Repeated("a IN (", 100000)) == "1:385: statement is nested deeper than 64");
  }

  TEST_CASE("any number of NOTs is fine") {
    CHECK(Tree(Repeated("NOT ", 100000) + "a") == "(NOT (NOT a))");
    CHECK(Tree(Repeated("NOT ", 100001) + "a") == "(NOT a)");
  }

  TEST_CASE("any number of ANDs is fine") {
    CHECK(Tree("a" + Repeated(" AND a", 100000)).size() == 200007);
    CHECK(Tree("a" + Repeated(" OR a", 100000)).size() == 200006);
  }

  TEST_CASE("1000 operators in a row are fine and 1001 an error") {
    CHECK(Tree("a" + Repeated("+a", 1000)).size() == 6001);
    CHECK(Tree("a" + Repeated("+a", 1001)) == "1:2003: statement has more than 1000 operators");
    CHECK(Tree("a" + Repeated("*a", 1001)) == "1:2003: statement has more than 1000 operators");
    CHECK(Tree(Repeated("- ", 100000) + "a") == "1:3: expected an expression, found '-'");
  }

  TEST_CASE("breadth and depth together stay within the stack") {
    std::string text = "a";
    for (int i = 0; i < 63; ++i) text = "(" + text + Repeated("+a", 15) + ")*a";
    CHECK(Tree(text) == "1:2128: statement has more than 1000 operators");
    text = "a";
    for (int i = 0; i < 60; ++i) text = "(" + text + Repeated("+a", 10) + ")";
    CHECK(Tree(text)[0] == '(');
  }
}

}  // namespace
}  // namespace cambium
