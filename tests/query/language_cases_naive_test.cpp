// The naive evaluator gives the answers that people wrote: what makes it fit to be an oracle.
// SPDX-License-Identifier: Apache-2.0
#include "doctest/doctest.h"
#include "tests/support/language_case.h"
#include "tests/support/naive.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::LanguageStep;
using testing::NaiveDatabase;

// The answer as text, "done" of a statement, or "refused: why".
std::string Run(NaiveDatabase& database, const LanguageStep& step) {
  const absl::StatusOr<Statement> statement = ParseStatement(step.text);
  if (!statement.ok()) {
    return "refused: " + testing::ErrorLine(statement.status(), step.text);
  }
  try {
    const auto* query = std::get_if<Query>(&*statement);
    if (query == nullptr) return database.Apply(*statement).ok ? "done" : "refused: the data";
    const auto parameters = database.ReadParameters(*query, step.parameters);
    return JsonDump(WithoutKeys(database.Answer(*query, parameters)));
  } catch (const testing::InvalidScript& wrong) {
    return std::string("refused: ") + wrong.what();
  } catch (const testing::NaiveError& wrong) {
    return std::string("refused: ") + wrong.what();
  }
}

TEST_SUITE("Naive evaluator") {
  TEST_CASE("answers every language file as written") {
    for (const std::string& file : testing::LanguageFiles()) {
      NaiveDatabase database;
      for (const LanguageStep& step : testing::ReadLanguageFile(file)) {
        const std::string got = Run(database, step);
        INFO(step.place, ": ", step.text);
        if (step.is_refused) {
          CHECK_MESSAGE(got.starts_with("refused: "), got);
        } else {
          CHECK(got == (step.is_question ? JsonDump(step.answer) : "done"));
        }
      }
    }
  }
}

}  // namespace
}  // namespace cambium
