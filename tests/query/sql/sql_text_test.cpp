// Statements as they are written, of either database.
//
// tests/golden/questions.sql has a dozen; what SQLite answers to more than that is compared in
// sql_language_test.cpp and sql_random_test.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "query/sql/sql_text.h"

#include <string>

#include "doctest/doctest.h"
#include "query/sql/sql_emitter.h"
#include "tests/support/golden.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

std::unique_ptr<Database> Music() {
  return testing::OpenWith(
      {"TABLE Artist { id: Int = 1 KEY, name: Text = 2 }",
       "TABLE Album { id: Int = 1 KEY, title: Text = 2, artist: Artist? = 3 BACK albums, "
       "at: Time? = 4, price: Decimal(2)? = 5 }",
       "TABLE Folder { id: Int = 1 KEY, above: Folder? = 2 BACK folders, open: Bool = 3, "
       "size: Float? = 4 }",
       "TABLE Entry { album: Album = 1 BACK entries, place: Int = 2, KEY (album, place) }",
       "TABLE Note { id: Int = 1 KEY, entry: Entry? = 2 BACK notes }"});
}

std::string ParameterText(const Value& value) {
  switch (value.type()) {
    case ValueType::kInt:
      return std::to_string(value.AsInt());
    case ValueType::kText:
      return SqlString(value.AsText());
    default:
      return "?";
  }
}

constexpr const char* kQuestions[] = {
    "MANY Artist WHERE name LIKE 'A_a%' ORDER BY name DESC LIMIT 2 { id, MANY albums { title } "
    "}",
    "ONE Album { title, ada: artist.name = 'Ada', artist { name } }",
    "MANY Artist { n: COUNT albums, p: SUM(price) OF albums, a: AVG(price) OF albums, "
    "l: LIST(title) OF (albums ORDER BY price), last: LAST(at) OF albums }",
    "MANY Album GROUP BY artist HAVING n > 1 ORDER BY AVG(price) DESC { artist.name, "
    "n: COUNT(*), MANY ROWS LIMIT 1 { title } }",
    "MANY Folder WHERE id = 1 { MANY folders+ ORDER BY DEPTH { id, d: DEPTH } }",
    "MANY DISTINCT Folder { open }",
    "MANY Folder WHERE EVERY(folders{1,2} HAVE open) AND size * 2 > 1e0 { size }",
    "MANY Note WHERE entry = (1, 2) { entry, ...entry { place } }",
    "MANY Artist.albums.artist { name }",
    "MANY Album WHERE price IN (1.5, 2) OR id IN (MANY Note { id }) { half: price / 2, y: "
    "YEAR(at), m: DATE_TRUNC('month', at), g: GREATEST(id, 3) }",
    "MANY Album ORDER BY price START AFTER (2.5) OFFSET 1 { price }",
    "{ folders: MANY Folder WHERE above IS NULL { id, RECURSE folders DEPTH 1 }, n: COUNT Note "
    "}",
};

TEST_SUITE("EmitSql") {
  TEST_CASE("writes a statement for each database") {
    const auto database = Music();
    std::string written;
    for (const SqlDialect dialect : {SqlDialect::kSqlite, SqlDialect::kPostgres}) {
      for (const char* question : kQuestions) {
        const absl::StatusOr<SqlText> sql = database->ExplainSql(question, dialect);
        written += std::string("-- ") + question + "\n";
        if (!sql.ok()) {
          written += "-- " + testing::ErrorLine(sql.status(), question) + "\n\n";
          continue;
        }
        written += sql->text + ";\n";
        for (const Value& value : sql->parameters)
          written += "-- " + ParameterText(value) + "\n";
        written += "\n";
      }
    }
    testing::CheckGolden("questions.sql", written);
  }

  TEST_CASE("says where what is wrong stands") {
    const auto database = Music();
    const auto refused = [&](std::string_view text) {
      return testing::ErrorLine(database->ExplainSql(text, SqlDialect::kSqlite).status(), text);
    };
    CHECK(refused("MANY Album { titel }") ==
          "1:14: no field 'titel' on Album; did you mean 'title'?");
    CHECK(refused("MANY Album WHERE title ILIKE 'a%' { id }") ==
          "1:18: no equivalent in SQL: ILIKE, which folds the case of Unicode");
    CHECK(refused("MANY Folder { RECURSE folders DEPTH 1000000000 }") ==
          "1:15: no equivalent in SQL: RECURSE deeper than 5");
    CHECK(refused("MANY Album { x: 9223372036854775807 + id + (1 / 0), y: 9223372036854775807 "
                  "* 2 }") == "1:56: Int overflows");
    CHECK(refused("DELETE Album") == "not a query");
  }

  TEST_CASE("nests no deeper than SQLite can parse") {
    const auto database = Music();
    std::string text = "MANY Folder { id }";
    for (int i = 0; i < 6; ++i) text = "MANY Folder { MANY folders { id, x: " + text + " } }";
    const absl::StatusOr<SqlText> sql = database->ExplainSql(text, SqlDialect::kSqlite);
    CHECK(sql.status().message().find("nested deeper than 12") != std::string::npos);
  }

  TEST_CASE("refuses a relation whose path leads over itself") {
    const auto database = testing::OpenWith({"TABLE A { id: Int = 1 KEY, MANY x: A VIA x }"});
    const std::string question = "MANY A { n: COUNT x }";
    CHECK(testing::ErrorLine(database->ExplainSql(question, SqlDialect::kSqlite).status(),
                             question) ==
          "1:19: relation 'x' is VIA a path that leads over itself");
  }

  TEST_CASE("refuses fragments that are used too often as the language does") {
    const auto database = Music();
    testing::Do(*database, "FRAGMENT F ON Artist { id }");
    std::string inner;
    for (int i = 0; i < 32; ++i) inner += "a" + std::to_string(i) + ": MANY Artist { ...F }, ";
    std::string text;
    for (int i = 0; i < 32; ++i)
      text += "a" + std::to_string(i) + ": MANY Artist { " + inner + "}, ";
    text = "{ " + text + "}";
    const std::string refusal = "query uses fragments more than 1000 times: F";
    CHECK(database->Query(text).status().message() == refusal);
    CHECK(database->ExplainSql(text, SqlDialect::kSqlite).status().message() == refusal);
  }

  TEST_CASE("binds the parameters of the query") {
    const auto database = Music();
    const Parameters parameters{{"least", *ReadParameter("1.5")}, {"n", *ReadParameter("2")}};
    const absl::StatusOr<SqlText> sql = database->ExplainSql(
        "LIVE MANY Album WHERE price > $least OR price > 1.50 LIMIT $n { id }",
        SqlDialect::kPostgres, parameters);
    REQUIRE(sql.ok());
    CHECK(sql->parameters == std::vector<Value>{Value::Int(150), Value::Int(2)});
    CHECK(sql->text.find("LIMIT $2::bigint") != std::string::npos);
    CHECK_FALSE(database->ExplainSql("MANY Album LIMIT $n { id }", SqlDialect::kSqlite).ok());
  }
}

}  // namespace
}  // namespace cambium
