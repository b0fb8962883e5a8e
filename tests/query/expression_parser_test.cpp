// Expressions parse by precedence, and stop before they overflow a stack.
// SPDX-License-Identifier: Apache-2.0
#include "query/expression_parser.h"

#include "doctest/doctest.h"
#include "tests/support/expression_text.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

// What a text parses to, or the error; all of it must be taken.
std::string Tree(std::string_view text) {
  auto tokens = Tokenize(text);
  if (!tokens.ok()) return testing::ErrorLine(tokens.status(), text);
  TokenCursor cursor(*std::move(tokens));
  const absl::StatusOr<Expr> expr = ParseExpression(cursor);
  if (!expr.ok()) return testing::ErrorLine(expr.status(), text);
  if (!cursor.AtEnd()) return testing::TreeText(*expr) + " … " + cursor.Peek().text;
  return testing::TreeText(*expr);
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

  TEST_CASE("binds the operators in between likewise") {
    CHECK(Tree("a ?? b || c ?? 0") == "(?? a (|| b c) 0)");
    CHECK(Tree("a || b + c - d") == "(- (+ (|| a b) c) d)");
    CHECK(Tree("a / b % c * d") == "(* (% (/ a b) c) d)");
    CHECK(Tree("a ?? b = c ?? d") == "(= (?? a b) (?? c d))");
    CHECK(Tree("-a * -1 - -b") == "(- (* (- a) -1) (- b))");
  }

  TEST_CASE("reads parameters and tuples and calls") {
    CHECK(Tree("$who = (1, $x, 'y')") == "(= $who (TUPLE 1 $x 'y'))");
    CHECK(Tree("ROUND(a, 2) + now()") == "(+ (ROUND() a 2) (now()))");
    CHECK(Tree("if(a = 1 OR b, NOT c, d + 1)") == "(if() (OR (= a 1) b) (NOT c) (+ d 1))");
  }

  TEST_CASE("reads CASE") {
    CHECK(Tree("CASE WHEN a THEN 1 END") == "(CASE a 1)");
    CHECK(Tree("case when a = 1 then b when c then d else e + 1 end") ==
          "(CASE (= a 1) b c d (+ e 1))");
    CHECK(Tree("CASE WHEN a THEN CASE WHEN b THEN c END ELSE d END + 1") ==
          "(+ (CASE a (CASE b c) d) 1)");
  }

  TEST_CASE("a closure is a closure unless an operand follows") {
    CHECK(Tree("a+") == "a<1..>");
    CHECK(Tree("a*.b") == "a<0..>.b");
    CHECK(Tree("a{2}.b{0,3}") == "a<2..2>.b<0..3>");
    CHECK(Tree("a + b") == "(+ a b)");
    CHECK(Tree("a * -1") == "(* a -1)");
    CHECK(Tree("a + 'x'") == "(+ a 'x')");
    CHECK(Tree("a + $p * (b)") == "(+ a (* $p b))");
    CHECK(Tree("a+ = b* AND c+ IS NULL") == "(AND (= a<1..> b<0..>) (NULL? c<1..>))");
    CHECK(Tree("(a) + (where)") == "(+ a where)");
    CHECK(Tree("a+ - 1") == "(+ a -1)");
    CHECK(Tree("(a+) - 1") == "(- a<1..> 1)");
    CHECK(Tree("a{b}") == "a … {");
  }

  TEST_CASE("reads EXISTS and EVERY") {
    CHECK(Tree("EXISTS a.b+ AND c") == "(AND (EXISTS a.b<1..>) c)");
    CHECK(Tree("NOT exists (a WHERE b LIMIT 1)") == "(NOT (EXISTS a[where limit]))");
    CHECK(Tree("EXISTS (a AS x GROUP BY b HAVING c)") == "(EXISTS a[as group having])");
    CHECK(Tree("EVERY(a HAVE b > 1) OR c") == "(OR (EVERY a (> b 1)) c)");
    CHECK(Tree("EVERY(a.b WHERE c ORDER BY d OFFSET 1 HAVE e)") ==
          "(EVERY a.b[where order offset] e)");
  }

  TEST_CASE("reads aggregates") {
    CHECK(Tree("COUNT a.b > 3") == "(> (COUNT a.b) 3)");
    CHECK(Tree("COUNT DISTINCT a.b") == "(COUNT-DISTINCT a.b)");
    CHECK(Tree("COUNT distinct") == "(COUNT distinct)");
    CHECK(Tree("COUNT (a WHERE b)") == "(COUNT a[where])");
    CHECK(Tree("COUNT DISTINCT (a WHERE b)") == "(COUNT-DISTINCT a[where])");
    CHECK(Tree("COUNT(a)") == "(COUNT a)");
    CHECK(Tree("COUNT(DISTINCT a) OF b") == "(COUNT-DISTINCT b a)");
    CHECK(Tree("COUNT(*)") == "(COUNT)");
    CHECK(Tree("COUNT(*) OF (a ORDER BY b)") == "(COUNT a[order])");
    CHECK(Tree("COUNT reports+ > 3") == "(> (COUNT reports<1..>) 3)");
    CHECK(Tree("SUM(a * b) OF c ?? 0") == "(?? (SUM c (* a b)) 0)");
    CHECK(Tree("avg(distinct)") == "(AVG distinct)");
    CHECK(Tree("AVG(DISTINCT a)") == "(AVG-DISTINCT a)");
    CHECK(Tree("MIN(a) + MAX(b) + LIST(c)") == "(+ (+ (MIN a) (MAX b)) (LIST c))");
    CHECK(Tree("FIRST(a) OF (b ORDER BY c START AT (1) LIMIT 2)") ==
          "(FIRST b[order start limit] a)");
    CHECK(Tree("LAST(a) = STDDEV(b) AND VARIANCE(c) = MEDIAN(d)") ==
          "(AND (= (LAST a) (STDDEV b)) (= (VARIANCE c) (MEDIAN d)))");
    CHECK(Tree("SUM(a) = of") == "(= (SUM a) of)");
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
    CHECK(Tree("a IS NOT NULL") == "(NOT (NULL? a))");
    CHECK(Tree("a NOT IN (b)") == "(NOT (IN a b))");
    CHECK(Tree("a IS b") == "(IS a b)");
    CHECK(Tree("a is not 1") == "(NOT (IS a 1))");
    CHECK(Tree("a IS null.b") == "(IS a null.b)");
    CHECK(Tree("a IN $list") == "(IN$ a $list)");
    CHECK(Tree("a NOT IN $list") == "(NOT (IN$ a $list))");
    CHECK(Tree("a IN (MANY b { c })") == "(IN-SELECT a b)");
    CHECK(Tree("a NOT IN (ONE b { c })") == "(NOT (IN-SELECT a b))");
    CHECK(Tree("a IN (many)") == "(IN a many)");
    CHECK(Tree("a BETWEEN 1 AND 2 AND b") == "(AND (BETWEEN a 1 2) b)");
    CHECK(Tree("a NOT BETWEEN b AND c + 1") == "(NOT (BETWEEN a b (+ c 1)))");
    CHECK(Tree("a LIKE 'x' || b") == "(LIKE a (|| 'x' b))");
    CHECK(Tree("a not ilike $p") == "(NOT (ILIKE a $p))");
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
    CHECK(Tree("NOT not IN (2)") == "(NOT (IN not 2))");
    CHECK(Tree("count = depth + (exists)") == "(= count (+ depth exists))");
    CHECK(Tree("exists AND case = 1 OR every") == "(OR (AND exists (= case 1)) every)");
    CHECK(Tree("sum * avg + min") == "(+ (* sum avg) min)");
    CHECK(Tree("NOT DEPTH = 1") == "(NOT (= DEPTH 1))");
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
    CHECK(Tree("a /") == "1:4: expected an expression, found the end");
    CHECK(Tree("a + + b") == "(+ a<1..> b)");
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

  TEST_CASE("a path of 64 steps is fine and one of 65 an error") {
    CHECK(Tree("a" + Repeated(".a", 63)) == "a" + Repeated(".a", 63));
    CHECK(Tree("a" + Repeated(".a", 64)) == "1:129: path has more than 64 steps");
    CHECK(Tree("COUNT a" + Repeated(".a", 30000)) == "1:135: path has more than 64 steps");
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
