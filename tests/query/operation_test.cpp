// Every operation is typed and evaluates as the manual says, on one row of all types.
// SPDX-License-Identifier: Apache-2.0
#include "query/operation.h"

#include "doctest/doctest.h"
#include "query/expression_parser.h"
#include "tests/support/expressions.h"

namespace cambium {
namespace {

using testing::Computed;
using testing::ComputedType;

// By rows of the left side, T F N; n is NULL.
std::string TruthTable(const std::string& op) {
  std::string table;
  for (const std::string left : {"TRUE", "FALSE", "NULL"}) {
    for (const std::string right : {"TRUE", "FALSE", "NULL"}) {
      table += Computed(left + " " + op + " " + right)[0];
    }
  }
  return table;
}

TEST_SUITE("Operations on truths") {
  TEST_CASE("follow their tables") {
    // Covers: rule 2 partly
    CHECK(TruthTable("AND") == "tfnfffnfn");
    CHECK(TruthTable("OR") == "ttttfntnn");
    CHECK(TruthTable("IS") == "tffftffft");
    CHECK(TruthTable("IS NOT") == "ftttftttf");
    CHECK(TruthTable("??") == "tttffftfn");
  }

  TEST_CASE("IS and IS NOT are never NULL") {
    // Covers: rule 2 partly
    CHECK(Computed("n IS NULL") == "true");
    CHECK(Computed("n IS n") == "true");
    CHECK(Computed("n IS 7") == "false");
    CHECK(Computed("i IS 7.00") == "true");
    CHECK(Computed("i IS NOT 7.01") == "true");
    CHECK(Computed("b IS TRUE") == "true");
    CHECK(Computed("(n = 1) IS TRUE") == "false");
    CHECK(Computed("(n = 1) IS NOT TRUE") == "true");
    CHECK(Computed("day IS '2024-02-29'") == "true");
    CHECK(Computed("nd IS '2024-02-29'") == "false");
  }
}

TEST_SUITE("BETWEEN and IN") {
  TEST_CASE("BETWEEN is two comparisons and AND") {
    // Covers: Cmp partly
    CHECK(Computed("i BETWEEN 7 AND 7") == "true");
    CHECK(Computed("i BETWEEN 6.5 AND 7.5") == "true");
    CHECK(Computed("i BETWEEN 8 AND 6") == "false");
    CHECK(Computed("i NOT BETWEEN 8 AND 9") == "true");
    CHECK(Computed("i BETWEEN NULL AND 9") == "null");
    CHECK(Computed("i BETWEEN NULL AND 6") == "false");
    CHECK(Computed("i BETWEEN 8 AND NULL") == "false");
    CHECK(Computed("i BETWEEN 7 AND NULL") == "null");
    CHECK(Computed("n BETWEEN 1 AND 2") == "null");
    CHECK(Computed("n NOT BETWEEN 1 AND 2") == "null");
    CHECK(Computed("day BETWEEN '2024-02-28' AND '2024-03-01'") == "true");
    CHECK(Computed("'2024-02-29' BETWEEN day AND day") == "true");
    CHECK(Computed("e BETWEEN 'bad' AND 'good'") == "true");
    CHECK(Computed("s BETWEEN 'S' AND 'T'") == "true");
  }

  TEST_CASE("a side that decides hides an overflow in the other") {
    CHECK(Computed("i BETWEEN 8 AND most + 1") == "false");
    CHECK(Computed("i BETWEEN 1 AND most + 1") == "1:17: Int overflows");
    CHECK(Computed("i IN (7, most + 1)") == "true");
    CHECK(Computed("i IN (8, most + 1)") == "1:10: Int overflows");
  }

  TEST_CASE("candidates of IN adapt to what is tested") {
    CHECK(Computed("e IN ('odd', 'good')") == "true");
    CHECK(Computed("e NOT IN ('odd', 'bad')") == "true");
    CHECK(Computed("at IN ('2026-11-21 03:40:05.25+01:00')") == "true");
    CHECK(Computed("y IN ('aGk=')") == "true");
    CHECK(Computed("u IN ('F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6')") == "true");
    CHECK(Computed("j IN ('1', NULL)") == "null");
    CHECK(Computed("p IN ((2, 'x'), (1, 'x'))") == "true");
  }
}

TEST_SUITE("Choices") {
  TEST_CASE("?\? takes the first that is not NULL and stops there") {
    // Covers: Coal partly
    CHECK(Computed("n ?? i") == "7");
    CHECK(Computed("n ?? NULL ?? 3") == "3");
    CHECK(Computed("i ?? most + 1") == "7");
    CHECK(Computed("n ?? most + 1") == "1:6: Int overflows");
    CHECK(Computed("nd ?? '2026-01-01'") == "\"2026-01-01\"");
    CHECK(Computed("n ?? d") == "2.50");
    CHECK(Computed("i ?? d") == "7.00");
    CHECK(Computed("d ?? f") == "2.5");
    CHECK(ComputedType("n ?? d") == "Decimal(2)");
    CHECK(ComputedType("d ?? f") == "Float");
    CHECK(ComputedType("d ?? 0.125") == "Decimal(3)");
    CHECK(ComputedType("t ?? 1") == "Int");
    CHECK(ComputedType("e ?? 'bad'") == "Mood");
    CHECK(ComputedType("NULL ?? NULL") == "NULL");
  }

  TEST_CASE("CASE takes the first value whose condition is true and computes no other") {
    // Covers: Prim partly
    CHECK(Computed("CASE WHEN n = 1 THEN 1 WHEN i = 7 THEN 2 ELSE 3 END") == "2");
    CHECK(Computed("CASE WHEN n = 1 THEN 1 ELSE 3 END") == "3");
    CHECK(Computed("CASE WHEN FALSE THEN 1 END") == "null");
    CHECK(Computed("CASE WHEN b THEN i ELSE most + 1 END") == "7");
    CHECK(Computed("CASE WHEN NOT b THEN most + 1 END") == "null");
    CHECK(Computed("CASE WHEN b THEN TRUE WHEN most + 1 > 0 THEN FALSE END") == "true");
    CHECK(Computed("CASE WHEN b THEN 1 ELSE 2.5 END") == "1.0");
    CHECK(Computed("CASE WHEN b THEN 'bad' ELSE e END") == "\"bad\"");
    CHECK(Computed("CASE WHEN b THEN NULL ELSE day END") == "null");
    CHECK(ComputedType("CASE WHEN b THEN NULL ELSE day END") == "Date");
    CHECK(ComputedType("CASE WHEN b THEN 1 WHEN b THEN 0.25 ELSE 2.5 END") == "Decimal(2)");
  }

  TEST_CASE("a choice among texts that were written adapts as they would") {
    // Covers: rule 19 partly
    CHECK(Computed("day = CASE WHEN b THEN '2024-02-29' ELSE '1999-01-01' END") == "true");
    CHECK(Computed("day = (ns ?? '2024-02-29')") == "1:8: cannot compare Date with Text");
    CHECK(Computed("day = CASE WHEN b THEN 'x' END") == "1:24: not of the form YYYY-MM-DD: x");
    CHECK(Computed("e = IF(b, 'good', 'bad')") == "true");
  }
}

TEST_SUITE("Ratios") {
  TEST_CASE("are compared as they are") {
    // Covers: rule 4 partly
    CHECK(Computed("third = 0.3333") == "false");
    CHECK(Computed("third != 0.3333") == "true");
    CHECK(Computed("third > 0.333333333333333333") == "true");
    CHECK(Computed("0.333333333333333334 > third") == "true");
    CHECK(Computed("third < d") == "true");
    CHECK(Computed("i <= third") == "false");
    CHECK(Computed("huge > most") == "true");
    CHECK(Computed("third = third") == "true");
    CHECK(Computed("third < huge") == "true");
    CHECK(Computed("t > third") == "true");
    CHECK(Computed("third = n") == "null");
    CHECK(Computed("third IS n") == "false");
    CHECK(Computed("third IS NOT NULL") == "true");
    CHECK(Computed("third IS 0.3333") == "false");
    CHECK(Computed("third = s") == "1:9: cannot compare Decimal(4) with Text");
    CHECK(Computed("'1' = third") == "1:7: cannot compare Text with Decimal(4)");
  }

  TEST_CASE("beside a Float they are the nearest one") {
    // Covers: rule 4 partly
    CHECK(Computed("third < f") == "true");
    CHECK(Computed("f > third") == "true");
    CHECK(Computed("third = 0.3333333333333333e0") == "true");
    CHECK(Computed("third ?? f") == "0.3333333333333333");
    CHECK(ComputedType("GREATEST(f, third)") == "Float");
  }

  TEST_CASE("each candidate and each bound meets them on its own") {
    // Covers: rule 4 partly
    CHECK(Computed("third IN (0.3333, 1)") == "false");
    CHECK(Computed("third IN (0.3333, third)") == "true");
    CHECK(Computed("0.3333 IN (1, third, 0.3333)") == "true");
    CHECK(Computed("1 IN (1, f, third)") == "true");
    CHECK(Computed("third IN (0.25, 0.3333333333333333e0)") == "true");
    CHECK(Computed("0.1 IN (1e-1, third)") == "false");
    CHECK(Computed("third NOT IN (1, n)") == "null");
    CHECK(Computed("third BETWEEN 0.3333 AND 0.3334") == "true");
    CHECK(Computed("third BETWEEN 0.3334 AND f") == "false");
    CHECK(Computed("0.3333 BETWEEN third AND 1") == "false");
    CHECK(Computed("0.3333 NOT BETWEEN 0 AND third") == "false");
    CHECK(Computed("third BETWEEN n AND 0.3") == "false");
    CHECK(Computed("third BETWEEN n AND 1") == "null");
  }

  TEST_CASE("choices keep them") {
    // Covers: rule 4 partly
    CHECK(Computed("(n ?? third) > 0.3333") == "true");
    CHECK(Computed("COALESCE(n, 0.3333, third) < third") == "true");
    CHECK(Computed("IF(b, third, 1) > 0.3333") == "true");
    CHECK(Computed("CASE WHEN b THEN i ELSE third END") == "7.0000");
    CHECK(Computed("GREATEST(0.3333, third, n) > 0.3333") == "true");
    CHECK(Computed("LEAST(0.3334, third) = third") == "true");
    CHECK(Computed("NULLIF(third, 0.3333)") == "0.3333");
    CHECK(Computed("NULLIF(third, third)") == "null");
    CHECK(Computed("NULLIF(d, third)") == "2.50");
    CHECK(Computed("NULLIF(i, third) = 7") == "true");
    CHECK(ComputedType("third ?? 0.12345") == "Decimal(5)");
    CHECK(Computed("third ?? 0.12345") == "0.33333");
    CHECK(ComputedType("third ?? s") == "1:10: expected Decimal(4), found Text");
  }

  TEST_CASE("all others see them rounded") {
    // Covers: rule 4 partly
    CHECK(Computed("third") == "0.3333");
    CHECK(Computed("third + 1") == "1.3333");
    CHECK(Computed("-third = -0.3333") == "true");
    CHECK(Computed("third * 3 = 0.9999") == "true");
    CHECK(Computed("ROUND(third, 1)") == "0.3");
    CHECK(Computed("DECIMAL(third, 6)") == "0.333300");
    CHECK(Computed("FLOAT(third)") == "0.3333");
    CHECK(Computed("INT(third)") == "0");
    CHECK(Computed("TEXT(third) || '!'") == "\"0.3333!\"");
    CHECK(Computed("CONCAT(third, n)") == "\"0.3333\"");
    CHECK(Computed("(third, i) = (0.3333, 7)") == "true");
    CHECK(ComputedType("ABS(third)") == "Decimal(4)");
    CHECK(ComputedType("third * d") == "Decimal(6)");
    CHECK(ComputedType("UPPER(third)") ==
          "1:7: expected Text, found Decimal(4); TEXT(…) makes it one");
    CHECK(Computed("huge + 1") == "1:1: Decimal(4) overflows");
    CHECK(Computed("TEXT(huge)") == "1:6: Decimal(4) overflows");
  }
}

TEST_SUITE("Texts") {
  TEST_CASE("join unless one is NULL") {
    // Covers: rule 25 partly
    CHECK(Computed("s || '!' || s") == "\"Straße!Straße\"");
    CHECK(Computed("s || ns") == "null");
    CHECK(Computed("NULL || s") == "null");
    CHECK(Computed("'' || ''") == "\"\"");
  }

  TEST_CASE("LIKE minds the case and ILIKE does not") {
    // Covers: rule 16 partly
    CHECK(Computed("s LIKE 'Str%'") == "true");
    CHECK(Computed("s LIKE 'str%'") == "false");
    CHECK(Computed("s ILIKE 'STRA_E'") == "true");
    CHECK(Computed("s NOT LIKE '%x%'") == "true");
    CHECK(Computed("ns LIKE '%'") == "null");
    CHECK(Computed("s LIKE NULL") == "null");
    CHECK(Computed("'a%' LIKE 'a\\%'") == "true");
    CHECK(Computed("'ab' LIKE 'a\\%'") == "false");
  }
}

TEST_SUITE("Tuples") {
  TEST_CASE("are keys of several fields") {
    // Covers: rule 23 partly
    CHECK(Computed("p") == "[1,\"x\"]");
    CHECK(Computed("p = (1, 'x')") == "true");
    CHECK(Computed("p = (1.0, 'x')") == "true");
    CHECK(Computed("(1, 'y') = p") == "false");
    CHECK(Computed("p < (1, 'y')") == "true");
    CHECK(Computed("p = (NULL, 'x')") == "null");
    CHECK(Computed("(i, day) = (7, '2024-02-29')") == "true");
    CHECK(Computed("('2024-02-29', 7.0) = (day, i)") == "true");
    CHECK(Computed("(i, s)") == "[7,\"Straße\"]");
    CHECK(ComputedType("(i, d)") == "(Int, Decimal(2))");
  }
}

TEST_SUITE("PlanOperation") {
  TEST_CASE("takes places from the text and not from the operands") {
    const std::vector<Token> tokens = *Tokenize("first + second");
    TokenCursor cursor(tokens);
    const absl::StatusOr<Expr> expr = ParseExpression(cursor);
    REQUIRE(expr.ok());
    PlanExpr number;
    number.kind = ExprKind::kPath;
    number.type.kind = TypeKind::kInt;
    PlanExpr text = number;
    text.type.kind = TypeKind::kText;
    CHECK(PlaceOf(PlanOperation(*expr, {number, text}).status()) == 8);
    CHECK(PlaceOf(PlanOperation(*expr, {text, number}).status()) == 0);
    CHECK(PlanOperation(*expr, {number, number})->args[1].span.begin == 8);
  }
}

TEST_SUITE("Literals") {
  TEST_CASE("have the type that they look like") {
    CHECK(ComputedType("1") == "Int");
    CHECK(ComputedType("1.50") == "Decimal(2)");
    CHECK(ComputedType("1e3") == "Float");
    CHECK(ComputedType("'x'") == "Text");
    CHECK(ComputedType("TRUE") == "Bool");
    CHECK(Computed("1.50") == "1.50");
  }

  TEST_CASE("an operation has its place and its operands have theirs") {
    const absl::StatusOr<PlanExpr> plan = testing::PlanScalar("b AND i + 10 > d");
    REQUIRE(plan.ok());
    CHECK(plan->args[1].span.begin == 6);
    CHECK(plan->args[1].args[0].span.begin == 6);
    CHECK(plan->args[1].args[0].args[1].span.begin == 10);
  }
}

}  // namespace
}  // namespace cambium
