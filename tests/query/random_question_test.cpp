// Random questions are questions: the oracle has an answer to each, and of every form.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_question.h"

#include <set>

#include "doctest/doctest.h"
#include "query/printer.h"
#include "tests/support/language_case.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::NaiveDatabase;

// The tables and rows of a language file.
NaiveDatabase Filled(const std::string& file) {
  NaiveDatabase database;
  for (const testing::LanguageStep& step : testing::ReadLanguageFile(file)) {
    if (step.is_question || step.is_refused) continue;
    const Statement statement = *ParseStatement(step.text);
    const bool keeps = !std::holds_alternative<Delete>(statement);
    if (keeps) database.Apply(statement);
  }
  return database;
}

TEST_SUITE("Random questions") {
  TEST_CASE("have an answer that their text has too") {
    std::vector<NaiveDatabase> databases;
    for (const char* file :
         {"paths.treeql", "closures.treeql", "junction.treeql", "recurse.treeql",
          "ordering_windows.treeql", "lax.treeql", "closures_via.treeql"}) {
      databases.push_back(Filled(file));
    }
    std::set<std::string> words;
    std::size_t rows = 0;
    testing::ForSeeds(600, [&](testing::Random& random) {
      const NaiveDatabase& database = random.Pick(databases);
      const Query query = testing::RandomQuestion(random, database).AQuery();
      const std::string text = PrintStatement(query);
      INFO(text);
      testing::Json answer;
      REQUIRE_NOTHROW(answer = database.Answer(query));
      rows += answer.items.size();
      CHECK(database.Answer(testing::Parse<Query>(text)) == answer);
      for (const char* word :
           {"EXISTS",  "EVERY",    "DISTINCT", "GROUP BY", "HAVING", "ROWS",   "ONE",
            "RECURSE", "...",      "+",        "*",        "{2}",    "START",  "OFFSET",
            "CASE",    "IN (MANY", "LIKE",     "SUM(",     "COUNT ", "FIRST(", "??"}) {
        if (text.find(word) != std::string::npos) words.insert(word);
      }
    });
    if (std::getenv("CAMBIUM_SEED") != nullptr) return;
    CHECK(words.size() == 21);
    CHECK(rows > 600);  // Not all conditions are false.
  }
}

}  // namespace
}  // namespace cambium
