// What is printed parses to what was printed, whatever it is.
// SPDX-License-Identifier: Apache-2.0
#include "query/printer.h"

#include "doctest/doctest.h"
#include "query/lexer.h"
#include "tests/support/language_case.h"
#include "tests/support/random_syntax.h"
#include "tests/support/statements.h"
#include "tests/support/syntax_dump.h"

namespace cambium {
namespace {

using testing::DumpOf;

// The text again, as printed.
std::string Printed(std::string_view text) {
  const absl::StatusOr<Statement> statement = ParseStatement(text);
  if (!statement.ok()) return testing::ErrorLine(statement.status(), text);
  return PrintStatement(*statement);
}

// As printed in the WHERE of a DELETE.
std::string Expression(std::string_view text) {
  const std::string printed = Printed("DELETE A WHERE " + std::string(text));
  const std::string_view head = "DELETE A WHERE ";
  if (!printed.starts_with(head)) return printed;
  return printed.substr(head.size(), printed.size() - head.size() - 1);
}

// Both texts of a statement give it back.
void CheckLaw(const Statement& statement) {
  const std::string expected = DumpOf(statement);
  for (const std::string& text : {PrintStatement(statement), FormatStatement(statement)}) {
    INFO(text);
    const absl::StatusOr<Statement> again = ParseStatement(text);
    REQUIRE_MESSAGE(again.ok(), testing::ErrorLine(again.status(), text));
    REQUIRE(DumpOf(*again) == expected);
    CHECK(FindStatementEnd(text + "\n") == text.size());
  }
}

TEST_SUITE("PrintExpr") {
  TEST_CASE("sets the fewest brackets") {
    for (const char* text : {"a + b * c",
                             "(a + b) * c",
                             "a - b - c",
                             "a - (b - c)",
                             "a AND b OR c",
                             "a AND (b OR c)",
                             "(a AND b) AND c",
                             "NOT a = b",
                             "NOT (a AND b)",
                             "NOT NOT a",
                             "-a",
                             "-(1)",
                             "-(-a)",
                             "a - -1",
                             "a ?? b || c",
                             "a = (b = c)",
                             "a * (b / c)",
                             "a IN (1, (2, 3))",
                             "a BETWEEN 1 + 1 AND b ?? 2",
                             "(a LIKE 'x') IS TRUE"}) {
      CHECK(Expression(text) == std::string(text));
    }
    CHECK(Expression("((a)) + (((b) * (c)))") == "a + b * c");
  }

  TEST_CASE("writes NOT where it is spoken") {
    CHECK(Expression("NOT a IN (1)") == "a NOT IN (1)");
    CHECK(Expression("NOT (a IS NULL)") == "a IS NOT NULL");
    CHECK(Expression("NOT a IS b") == "a IS NOT b");
    CHECK(Expression("NOT a BETWEEN 1 AND 2") == "a NOT BETWEEN 1 AND 2");
    CHECK(Expression("NOT a LIKE 'x'") == "a NOT LIKE 'x'");
    CHECK(Expression("not not a in $p") == "NOT a NOT IN $p");
    CHECK(Expression("NOT (NOT (NOT a))") == "NOT (NOT NOT a)");
  }

  TEST_CASE("keeps names that read like keywords apart from them") {
    for (const char* text : {"(not) - 1 = 2",
                             "NOT (not)",
                             "not",
                             "a IS (not)",
                             "count = depth",
                             "a + (where)",
                             "(reports+) - 1",
                             "reports+ = 1",
                             "reports* ?? 1",
                             "EXISTS (where)",
                             "EXISTS (set)",
                             "COUNT(*) OF (order) > 1",
                             "COUNT reports+ > 3",
                             "null.x IS null.y",
                             "a IS (NULL)",
                             "CASE WHEN a THEN (case) WHEN b THEN 1 END",
                             "SUM((distinct) - 1) OF a",
                             "SUM(DISTINCT (where)) OF a",
                             "NOT (where = 1)",
                             "NOT depth = 1",
                             "a{2} IN (b{1,3})"}) {
      CHECK(Expression(text) == std::string(text));
    }
  }

  TEST_CASE("writes literals as they were meant") {
    for (const char* text : {"a = -9223372036854775808", "a = 1.50", "a = 25e0", "a = 1e+300",
                             "a = 'it''s'", "a = TRUE", "a = -0.05", "a = ''"}) {
      CHECK(Expression(text) == std::string(text));
    }
    CHECK(Expression("a = \"x\"") == "a = 'x'");
    CHECK(Expression("a = null") == "a = NULL");
  }

  TEST_CASE("writes every form") {
    for (const char* text :
         {"a = $p", "f() = IF(a, 1, b)", "CASE WHEN a THEN 1 ELSE b END", "EXISTS a.b",
          "EXISTS (a AS x WHERE x.y ORDER BY z DESC NULLS LAST LIMIT 1)",
          "EVERY(a WHERE b HAVE c)", "a IN (MANY DISTINCT b { c })", "COUNT DISTINCT a.b = 1",
          "COUNT (a WHERE b) = 1", "COUNT(a) = 1", "COUNT(DISTINCT a) OF b = 1", "COUNT(*) = 1",
          "LIST(DISTINCT a) OF (b LIMIT 1) = c", "a ILIKE b % c"}) {
      CHECK(Expression(text) == std::string(text));
    }
  }
}

TEST_SUITE("PrintStatement") {
  TEST_CASE("puts clauses in the order of the grammar") {
    CHECK(Printed("many a offset 2 limit $n start after (1, b) order by c asc, d desc having e "
                  "group by f, g: h where i on j as k { * }") ==
          "MANY a AS k ON j WHERE i GROUP BY f, g: h HAVING e ORDER BY c, d DESC START AFTER "
          "(1, b) LIMIT $n OFFSET 2 { * };");
  }

  TEST_CASE("prints every kind of statement") {
    for (const char* text :
         {"QUERY q($a: Int, $b: Decimal(2)? = 1.5) LIVE MANY A START AT $a { b };",
          "LIVE { a: MANY A { b }, n: COUNT A };",
          "ONE A { b, c { d }, ...e { f }, ...G, h: RECURSE i ORDER BY j DEPTH 3, ONE k { l } "
          "};",
          "EXPLAIN LIVE MANY A { b };",
          "TABLE A LAX { a: Int = 1 KEY, b: B? = 2 UNIQUE INDEX BACK as DEFAULT NULL ON DELETE "
          "CASCADE, KEY (a, b), MANY c: C VIA d.e, RESERVED 3, 'f' };",
          "ENUM E { a = 1, b = 2 };", "FRAGMENT F ON A { b };",
          "INSERT A { b: 1, c: (2, 'x') };", "UPSERT A { b: NOW() };",
          "UPDATE A WHERE (b+) SET c = d, e = (1, 2);", "UPDATE A SET b = NULL;", "DELETE A;",
          "ASSERT a: EVERY(A HAVE b > 0);", "DROP ASSERT a;", "DROP TABLE A;", "DROP QUERY q;",
          "TX { DELETE A; UPDATE A SET b = 1 };", "PREVIEW TX { DROP TABLE A };"}) {
      CHECK(Printed(text) == std::string(text));
    }
  }
}

TEST_SUITE("FormatStatement") {
  TEST_CASE("gives each member of a block its line") {
    const auto query = testing::Parse<Query>(
        "MANY A WHERE b { c, d: MANY e LIMIT 1 { f, ...g { h } }, n: COUNT i }");
    CHECK(FormatStatement(query) ==
          "MANY A WHERE b {\n"
          "  c,\n"
          "  d: MANY e LIMIT 1 {\n"
          "    f,\n"
          "    ...g {\n"
          "      h\n"
          "    }\n"
          "  },\n"
          "  n: COUNT i\n"
          "};");
    CHECK(FormatStatement(
              testing::Parse<TableDeclaration>("TABLE A { a: Int = 1 KEY b: Text = 2 }")) ==
          "TABLE A {\n  a: Int = 1 KEY,\n  b: Text = 2\n};");
    CHECK(FormatStatement(testing::Parse<Transaction>("TX { DELETE A; DELETE B; }")) ==
          "TX {\n  DELETE A;\n  DELETE B\n};");
  }
}

TEST_SUITE("Printed statements") {
  TEST_CASE("parse to what was printed: random expressions") {
    testing::ForSeeds(3000, [](testing::Random& random) {
      Delete erase;
      erase.table.text = "A";
      erase.where = testing::RandomExpr(random);
      CheckLaw(erase);
    });
  }

  TEST_CASE("parse to what was printed: random statements") {
    testing::ForSeeds(
        3000, [](testing::Random& random) { CheckLaw(testing::RandomStatement(random)); });
  }

  TEST_CASE("parse to what was printed: every question of the language files") {
    for (const std::string& file : testing::LanguageFiles()) {
      for (const testing::LanguageStep& step : testing::ReadLanguageFile(file)) {
        const absl::StatusOr<Statement> statement = ParseStatement(step.text);
        if (statement.ok()) CheckLaw(*statement);
      }
    }
  }
}

}  // namespace
}  // namespace cambium
