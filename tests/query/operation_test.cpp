// Every operation is typed and evaluates as the manual says, on one row of all types.
// SPDX-License-Identifier: Apache-2.0
#include "query/operation.h"

#include "doctest/doctest.h"
#include "tests/support/expressions.h"

namespace cambium {
namespace {

using testing::Answer;
using testing::TypeOfAnswer;

// By rows of the left side, T F N; n is NULL.
std::string TruthTable(const std::string& op) {
  std::string table;
  for (const std::string left : {"TRUE", "FALSE", "NULL"}) {
    for (const std::string right : {"TRUE", "FALSE", "NULL"}) {
      table += Answer(left + " " + op + " " + right)[0];
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
    CHECK(Answer("n IS NULL") == "true");
    CHECK(Answer("n IS n") == "true");
    CHECK(Answer("n IS 7") == "false");
    CHECK(Answer("i IS 7.00") == "true");
    CHECK(Answer("i IS NOT 7.01") == "true");
    CHECK(Answer("b IS TRUE") == "true");
    CHECK(Answer("(n = 1) IS TRUE") == "false");
    CHECK(Answer("(n = 1) IS NOT TRUE") == "true");
    CHECK(Answer("day IS '2024-02-29'") == "true");
    CHECK(Answer("nd IS '2024-02-29'") == "false");
  }
}

TEST_SUITE("BETWEEN and IN") {
  TEST_CASE("BETWEEN is two comparisons and AND") {
    // Covers: Cmp partly
    CHECK(Answer("i BETWEEN 7 AND 7") == "true");
    CHECK(Answer("i BETWEEN 6.5 AND 7.5") == "true");
    CHECK(Answer("i BETWEEN 8 AND 6") == "false");
    CHECK(Answer("i NOT BETWEEN 8 AND 9") == "true");
    CHECK(Answer("i BETWEEN NULL AND 9") == "null");
    CHECK(Answer("i BETWEEN NULL AND 6") == "false");
    CHECK(Answer("i BETWEEN 8 AND NULL") == "false");
    CHECK(Answer("i BETWEEN 7 AND NULL") == "null");
    CHECK(Answer("n BETWEEN 1 AND 2") == "null");
    CHECK(Answer("n NOT BETWEEN 1 AND 2") == "null");
    CHECK(Answer("day BETWEEN '2024-02-28' AND '2024-03-01'") == "true");
    CHECK(Answer("'2024-02-29' BETWEEN day AND day") == "true");
    CHECK(Answer("e BETWEEN 'bad' AND 'good'") == "true");
    CHECK(Answer("s BETWEEN 'S' AND 'T'") == "true");
  }

  TEST_CASE("a side that decides hides an overflow in the other") {
    CHECK(Answer("i BETWEEN 8 AND most + 1") == "false");
    CHECK(Answer("i BETWEEN 1 AND most + 1") == "1:19: Int overflows");
    CHECK(Answer("i IN (7, most + 1)") == "true");
    CHECK(Answer("i IN (8, most + 1)") == "1:10: Int overflows");
  }

  TEST_CASE("candidates of IN adapt to what is tested") {
    CHECK(Answer("e IN ('odd', 'good')") == "true");
    CHECK(Answer("e NOT IN ('odd', 'bad')") == "true");
    CHECK(Answer("at IN ('2026-11-21 03:40:05.25+01:00')") == "true");
    CHECK(Answer("y IN ('aGk=')") == "true");
    CHECK(Answer("u IN ('F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6')") == "true");
    CHECK(Answer("j IN ('1', NULL)") == "null");
    CHECK(Answer("p IN ((2, 'x'), (1, 'x'))") == "true");
  }
}

TEST_SUITE("Choices") {
  TEST_CASE("?\? takes the first that is not NULL and stops there") {
    // Covers: Coal partly
    CHECK(Answer("n ?? i") == "7");
    CHECK(Answer("n ?? NULL ?? 3") == "3");
    CHECK(Answer("i ?? most + 1") == "7");
    CHECK(Answer("n ?? most + 1") == "1:6: Int overflows");
    CHECK(Answer("nd ?? '2026-01-01'") == "\"2026-01-01\"");
    CHECK(Answer("n ?? d") == "2.50");
    CHECK(Answer("i ?? d") == "7.00");
    CHECK(Answer("d ?? f") == "2.5");
    CHECK(TypeOfAnswer("n ?? d") == "Decimal(2)");
    CHECK(TypeOfAnswer("d ?? f") == "Float");
    CHECK(TypeOfAnswer("d ?? 0.125") == "Decimal(3)");
    CHECK(TypeOfAnswer("t ?? 1") == "Int");
    CHECK(TypeOfAnswer("e ?? 'bad'") == "Mood");
    CHECK(TypeOfAnswer("NULL ?? NULL") == "NULL");
  }

  TEST_CASE("CASE takes the first value whose condition is true and computes no other") {
    // Covers: Prim partly
    CHECK(Answer("CASE WHEN n = 1 THEN 1 WHEN i = 7 THEN 2 ELSE 3 END") == "2");
    CHECK(Answer("CASE WHEN n = 1 THEN 1 ELSE 3 END") == "3");
    CHECK(Answer("CASE WHEN FALSE THEN 1 END") == "null");
    CHECK(Answer("CASE WHEN b THEN i ELSE most + 1 END") == "7");
    CHECK(Answer("CASE WHEN NOT b THEN most + 1 END") == "null");
    CHECK(Answer("CASE WHEN b THEN TRUE WHEN most + 1 > 0 THEN FALSE END") == "true");
    CHECK(Answer("CASE WHEN b THEN 1 ELSE 2.5 END") == "1.0");
    CHECK(Answer("CASE WHEN b THEN 'bad' ELSE e END") == "\"bad\"");
    CHECK(Answer("CASE WHEN b THEN NULL ELSE day END") == "null");
    CHECK(TypeOfAnswer("CASE WHEN b THEN NULL ELSE day END") == "Date");
    CHECK(TypeOfAnswer("CASE WHEN b THEN 1 WHEN b THEN 0.25 ELSE 2.5 END") == "Decimal(2)");
  }

  TEST_CASE("a choice among texts that were written adapts as they would") {
    // Covers: rule 19 partly
    CHECK(Answer("day = CASE WHEN b THEN '2024-02-29' ELSE '1999-01-01' END") == "true");
    CHECK(Answer("day = (ns ?? '2024-02-29')") == "1:7: cannot compare Date with Text");
    CHECK(Answer("day = CASE WHEN b THEN 'x' END") == "1:24: not of the form YYYY-MM-DD: x");
    CHECK(Answer("e = IF(b, 'good', 'bad')") == "true");
  }
}

TEST_SUITE("Texts") {
  TEST_CASE("join unless one is NULL") {
    // Covers: rule 25 partly
    CHECK(Answer("s || '!' || s") == "\"Straße!Straße\"");
    CHECK(Answer("s || ns") == "null");
    CHECK(Answer("NULL || s") == "null");
    CHECK(Answer("'' || ''") == "\"\"");
  }

  TEST_CASE("LIKE minds the case and ILIKE does not") {
    // Covers: rule 16 partly
    CHECK(Answer("s LIKE 'Str%'") == "true");
    CHECK(Answer("s LIKE 'str%'") == "false");
    CHECK(Answer("s ILIKE 'STRA_E'") == "true");
    CHECK(Answer("s NOT LIKE '%x%'") == "true");
    CHECK(Answer("ns LIKE '%'") == "null");
    CHECK(Answer("s LIKE NULL") == "null");
    CHECK(Answer("'a%' LIKE 'a\\%'") == "true");
    CHECK(Answer("'ab' LIKE 'a\\%'") == "false");
  }
}

TEST_SUITE("Tuples") {
  TEST_CASE("are keys of several fields") {
    // Covers: rule 23 partly
    CHECK(Answer("p") == "[1,\"x\"]");
    CHECK(Answer("p = (1, 'x')") == "true");
    CHECK(Answer("p = (1.0, 'x')") == "true");
    CHECK(Answer("(1, 'y') = p") == "false");
    CHECK(Answer("p < (1, 'y')") == "true");
    CHECK(Answer("p = (NULL, 'x')") == "null");
    CHECK(Answer("(i, day) = (7, '2024-02-29')") == "1:12: cannot compare (Int, Date) with (Int, "
                                                    "Text)");
    CHECK(Answer("(i, s)") == "[7,\"Straße\"]");
    CHECK(TypeOfAnswer("(i, d)") == "(Int, Decimal(2))");
  }
}

TEST_SUITE("Literals") {
  TEST_CASE("have the type that they look like") {
    CHECK(TypeOfAnswer("1") == "Int");
    CHECK(TypeOfAnswer("1.50") == "Decimal(2)");
    CHECK(TypeOfAnswer("1e3") == "Float");
    CHECK(TypeOfAnswer("'x'") == "Text");
    CHECK(TypeOfAnswer("TRUE") == "Bool");
    CHECK(Answer("1.50") == "1.50");
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
