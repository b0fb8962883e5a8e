// The line below an error of syntax, where tests/golden/first_hour.txt does not show it; and
// that what it says to try is a statement.
// SPDX-License-Identifier: Apache-2.0
#include "query/syntax_hint.h"

#include "doctest/doctest.h"
#include "query/name_hint.h"
#include "query/sql_habit.h"
#include "query/written_tokens.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

// Of a text that is no statement.
std::string HintFor(std::string_view text) {
  const absl::Status status = ParseStatement(text).status();
  REQUIRE_FALSE(status.ok());
  return HintOf(status).value_or("");
}

constexpr std::string_view kSql[] = {
    "SELECT a FROM T",
    "SELECT t.a, b.c x, count(*) FROM T AS t GROUP BY t.a",
    "SELECT a+1, a+2, (a) FROM T WHERE (a, b) = (1, 2) ORDER BY a DESC LIMIT 3 OFFSET 4",
    "SELECT sum(a), sum(b) FROM T",
    "SELECT CASE WHEN a THEN 1 END FROM T",
    "SELECT T.* FROM T WHERE T.a IN (1, 2)",
    "REPLACE INTO T (a) VALUES ('x')",
    "INSERT INTO T (a, b) VALUES (1, f(2, 3)), (4, 5)",
    "UPDATE T SET a = a + 1, b = 2 WHERE T.a > 1",
    "DELETE FROM T WHERE T.a = 1;",
    "DELETE T a = 1",
    "TRUNCATE T",
    "DROP TABLE IF EXISTS T;",
    "CREATE TABLE T (a int, b double precision, c decimal(8,3), d thing)",
    "CREATE TABLE T (a int unique default 7, b text not null primary key, CHECK (a > 1))",
    "CREATE TABLE T (a int, b int, PRIMARY KEY (a, b), FOREIGN KEY (a) REFERENCES U (id))",
};

// What a hurried person types of SQL and TreeQL: each beginning of each is looked at.
constexpr std::string_view kTexts[] = {
    "SELECT a, b AS c FROM T t JOIN U ON t.a = U.b WHERE x IN (SELECT y FROM Z) LIMIT 1",
    "INSERT OR IGNORE INTO T (a, b) VALUES (1, 2), (3)",
    "CREATE TABLE IF NOT EXISTS T (a INTEGER PRIMARY KEY, b VARCHAR(9) NOT NULL, KEY (b))",
    "CREATE UNIQUE INDEX i ON T (a)",
    "UPDATE T SET a = (1, 2) WHERE b",
    "TABLE T { id Int = 1 PRIMARY KEY, a: Decimal(10, 2) = 2 NOT NULL, b: X REFERENCES Y }",
    "MANY A a JOIN b { c d, e AS f, ( g { h } ] LIMIT 1, 2 } WHERE ? = :x == 1 && !y || `z`",
    "EXPLAIN LIVE SELECT a FROM T",
    "TX { INSERT T (a) VALUES (1); DELETE FROM U }",
    ") } ] ; , . = SELECT FROM",
};

TEST_SUITE("Syntax hints") {
  TEST_CASE("what they say to try is a statement") {
    // Covers: rule 15
    for (const std::string_view text : kSql) {
      const std::string hint = HintFor(text);
      REQUIRE_MESSAGE(hint.starts_with("try: "), text << " → " << hint);
      CHECK_MESSAGE(testing::ErrorLine(ParseStatement(hint.substr(5)).status(), hint) == "ok",
                    hint);
    }
  }

  TEST_CASE("each beginning of a statement gets a hint or none and keeps its error") {
    std::size_t hints = 0;
    for (const std::string_view text : kTexts) {
      for (std::size_t size = 0; size <= text.size(); ++size) {
        const absl::Status status = ParseStatement(text.substr(0, size)).status();
        if (status.ok()) continue;
        CHECK(status.message().find("hint") == std::string_view::npos);
        const std::string hint = HintOf(status).value_or("");
        if (hint.empty()) continue;
        ++hints;
        CHECK_MESSAGE((hint.starts_with("try: ") || hint.starts_with("hint: ")), hint);
        CHECK_MESSAGE(hint.find('\n') == std::string::npos, hint);
      }
    }
    CHECK(hints > 200);
  }

  TEST_CASE("SQL keeps what it says") {
    CHECK(HintFor("SELECT t.a, b x, count(*) FROM T AS t GROUP BY t.a") ==
          "try: MANY T GROUP BY a { a, x: b, count: count(*) }");
    CHECK(HintFor("SELECT a+1, a+2 FROM T ORDER  BY\n a") ==
          "try: MANY T ORDER BY a { a: a+1, a_: a+2 }");
    CHECK(HintFor("SELECT sum(a) FROM T WHERE b") == "try: { sum: sum(a) OF (T WHERE b) }");
    CHECK(HintFor("INSERT INTO T (a, b) VALUES (1, f(2, 3)), (4, 5)") ==
          "try: TX { INSERT T { a: 1, b: f(2, 3) }; INSERT T { a: 4, b: 5 } }");
    CHECK(HintFor("UPDATE T SET a = 1, b = 2 WHERE T.a > 1") ==
          "try: UPDATE T WHERE a > 1 SET a = 1, b = 2");
    CHECK(HintFor("CREATE TABLE T (a int unique default 7, b text not null primary key)") ==
          "try: TABLE T { a: Int? = 1 UNIQUE DEFAULT 7, b: Text = 2 KEY }");
    CHECK(HintFor("CREATE TABLE T (a int, b int, PRIMARY KEY (a, b))") ==
          "try: TABLE T { a: Int = 1, b: Int = 2, KEY (a, b) }");
  }

  TEST_CASE("rows by a bare key and tables behind what is read of them are put right") {
    CHECK(HintFor("ONE Artist 7 { name }") ==
          "hint: a row is found by what its key equals: WHERE id = 7");
    CHECK(HintFor("DELETE Artist 'x'") ==
          "hint: a row is found by what its key equals: WHERE id = 'x'");
    CHECK(HintFor("MANY * FROM Artist") == "hint: the table comes first: MANY Artist { * }");
    CHECK(HintFor("MANY *") == "hint: the table comes first: MANY Table { * }");
    CHECK(HintFor("UPDATE A SET { b: 'x' } WHERE id = 1") ==
          "hint: SET stands without braces: SET b = 'x'");
    CHECK(HintFor("UPDATE A SET { b }") == "hint: SET stands without braces: SET b = value");
    CHECK(HintFor("UPDATE A { b: 1 }") == "hint: written UPDATE A WHERE id = 1 SET b = value");
    CHECK(HintFor("MANY A { n: COUNT() }") == "hint: COUNT(*) counts rows");
    CHECK(HintFor("MANY A { n: COUNT(MANY bs) }") == "hint: written without MANY: COUNT(bs)");
  }

  TEST_CASE("what is not guessed has no hint") {
    CHECK(HintFor("MANY A { b: }") == "");
    CHECK(HintFor("XYZZY") == "");
    CHECK(HintFor("INSERT") == "");
    CHECK(HintFor("UPDATE A SET") == "");
    CHECK(HintFor("MANY A ORDER BY b NULLS { c }") == "");
    CHECK(CharacterHint("\x01", 0) == "");
    CHECK(CharacterHint("", 0) == "");
  }

  TEST_CASE("an open bracket is named by what stands before it") {
    CHECK(HintFor("MANY A { b, c { d }") == "hint: the '{' behind 'A' is not closed");
    CHECK(HintFor("MANY A { b, c { d, e: f(g }") == "");
    CHECK(HintFor("{ a: COUNT A") == "hint: the '{' is not closed");
  }

  TEST_CASE("types of SQL have names in TreeQL") {
    CHECK(TypeOfSql("varchar") == "Text");
    CHECK(TypeOfSql("BigInt") == "Int");
    CHECK(TypeOfSql("Jsonb") == "Json");
    CHECK(TypeOfSql("Artist") == "");
  }

  TEST_CASE("tokens are told as they were written") {
    const std::string text = "a.b  c , f( x, y ) AS z";
    const std::vector<Token> list = *Tokenize(text);
    const WrittenTokens tokens(text, list);
    CHECK(tokens.Text({0, 4}) == "a.b c");
    CHECK(tokens.Text({0, 4}, {"a"}) == "b c");
    CHECK(tokens.SplitAtCommas({0, tokens.EndOfStatement()}).size() == 2);
    CHECK(tokens.BehindParenthesis(6) == 11);
    CHECK(tokens.FindWord("AS", {0, 13}) == 11);
    CHECK(tokens.Find(text.find("AS")) == 11);
    CHECK(tokens.IsOneOf(11, {"is", "AS"}));
    CHECK(tokens.HasWord({"Z"}, {0, 13}));
  }

  TEST_CASE("names that there are not are answered with those that there are") {
    const Schema empty = testing::MakeSchema({});
    CHECK(TablesHint(empty).starts_with("hint: no table is declared yet: TABLE "));
    const Schema schema = testing::MakeSchema(
        {"TABLE A { id: Int = 1 KEY }", "TABLE B { id: Int = 1 KEY, a: A = 2 BACK bs }",
         "TABLE C { id: Int = 1 KEY, b: B = 2 BACK cs }"});
    CHECK(TablesHint(schema) == "hint: the tables are A, B, C");
    const Table& a = *schema.Find("A");
    CHECK(FieldsHint(schema, a, "x", false) == "hint: A has id, bs");
    CHECK(FieldsHint(schema, a, "x", true) ==
          "hint: A has id, bs; a text stands in quotes: 'x'");
    CHECK(OneStepFurther(schema, a, "cs") == "; bs.cs leads there");
    CHECK(OneStepFurther(schema, a, "ds") == "");
    const auto query = testing::Parse<Query>("MANY A { x: UPPER(id), y: COUNT bs, z: 1 }");
    CHECK(LabelFor(*query.root.items[0].expr) == "upper");
    CHECK(LabelFor(*query.root.items[1].expr) == "count");
    CHECK(LabelFor(*query.root.items[2].expr) == "value");
  }
}

}  // namespace
}  // namespace cambium
