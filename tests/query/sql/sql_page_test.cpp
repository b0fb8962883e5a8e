// docs/sql.md: each statement on it is what is emitted, and SQLite takes it.
// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/sql/sql_text.h"
#include "tests/support/source_root.h"
#include "tests/support/sqlite_peer.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

struct Example {
  std::string language;  // treeql, sql or json
  std::string text;
};

// Without blanks that are not one blank between words.
std::string Spaced(const std::string& text) {
  std::string spaced;
  for (const char c : text) {
    const bool is_blank = c == ' ' || c == '\n';
    if (is_blank && (spaced.empty() || spaced.back() == ' ' || spaced.back() == '(')) continue;
    spaced += is_blank ? ' ' : c;
  }
  while (!spaced.empty() && spaced.back() == ' ') spaced.pop_back();
  return spaced;
}

std::vector<Example> Examples(const std::string& page) {
  std::vector<Example> examples;
  std::ifstream file(testing::SourceRoot() / page);
  bool is_inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("```")) {
      is_inside = !is_inside;
      if (is_inside) examples.push_back({line.substr(3), ""});
    } else if (is_inside) {
      examples.back().text += line + "\n";
    }
  }
  return examples;
}

// `question` | what is said
std::vector<std::pair<std::string, std::string>> Refusals(const std::string& page) {
  std::vector<std::pair<std::string, std::string>> refusals;
  std::ifstream file(testing::SourceRoot() / page);
  for (std::string line; std::getline(file, line);) {
    const std::size_t end = line.find("` | ");
    const std::size_t last = line.find(" | ", end + 4);
    if (!line.starts_with("| `MANY ") || end == line.npos || last == line.npos) continue;
    refusals.emplace_back(line.substr(3, end - 3), line.substr(end + 4, last - end - 4));
  }
  return refusals;
}

TEST_SUITE("The page of SQL") {
  TEST_CASE("has what is emitted and what it answers") {
    const std::vector<Example> examples = Examples("docs/sql.md");
    const auto database = *Database::Open(":memory:");
    std::vector<std::string> tables;
    SqlText emitted;
    std::string question;
    int compared = 0;
    for (const Example& example : examples) {
      INFO(example.text);
      if (example.language == "json") {
        const testing::SqlitePeer peer(*database, tables);
        CHECK(peer.Ask(emitted) == Spaced(example.text));
        CHECK(testing::Ask(*database, question) == Spaced(example.text));
        ++compared;
      }
      if (example.language == "sql" && emitted.text.empty()) {
        std::string schema;
        const auto statements = database->SchemaSql(SqlDialect::kSqlite);
        REQUIRE(statements.ok());
        for (const std::string& one : *statements) schema += one + "; ";
        CHECK(Spaced(schema) == Spaced(example.text));
        ++compared;
      } else if (example.language == "sql") {
        CHECK(emitted.text == Spaced(example.text));
        ++compared;
      }
      if (example.language != "treeql") continue;
      const absl::StatusOr<Statement> statement = ParseStatement(Spaced(example.text));
      REQUIRE(statement.ok());
      if (std::holds_alternative<Query>(*statement)) {
        const auto sql = database->ExplainSql(Spaced(example.text), SqlDialect::kSqlite);
        REQUIRE(sql.ok());
        emitted = *sql;
        question = Spaced(example.text);
        continue;
      }
      const Committed done = testing::Do(*database, Spaced(example.text));
      if (done.declared == "table") tables.push_back(done.name);
    }
    CHECK(compared >= 3);
    for (const auto& refusal : Refusals("docs/sql.md")) {
      question = refusal.first;
      INFO(question);
      const auto sql = database->ExplainSql(question, SqlDialect::kSqlite);
      CHECK(sql.status().message() == "no equivalent in SQL: " + refusal.second);
      ++compared;
    }
    CHECK(compared > 10);
  }
}

}  // namespace
}  // namespace cambium
