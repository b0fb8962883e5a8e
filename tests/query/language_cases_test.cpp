// The files of questions, asked of the database: once, and live.
//
// A live question is followed from where it stands in its file, and also from an empty
// database on, with all data coming after it. Whenever a question is asked, every tree that
// follows it must be its answer.
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/language_case.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::LanguageStep;
using testing::Recorder;

Parameters ParametersOf(const LanguageStep& step) {
  Parameters parameters;
  for (const auto& [name, text] : step.parameters) {
    const absl::StatusOr<Expr> value = ReadParameter(text);
    REQUIRE(value.ok());
    parameters[name] = *value;
  }
  return parameters;
}

std::unique_ptr<Database> OpenEmpty() {
  absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(":memory:");
  REQUIRE(database.ok());
  return *std::move(database);
}

// As JSON with its blanks removed and its members in order.
std::string Canonical(const std::string& json) { return JsonDump(*testing::ParseJson(json)); }

bool IsDeclaration(const LanguageStep& step) {
  for (const char* word : {"TABLE", "ENUM", "FRAGMENT"}) {
    if (step.text.starts_with(word)) return true;
  }
  return false;
}

// A question that is followed.
struct Follower {
  Recorder recorder;
  Subscription subscription;

  void Start(Database& database, const LanguageStep& step) {
    absl::StatusOr<Subscription> started =
        database.Subscribe(step.text, recorder.Sink(), ParametersOf(step));
    CHECK_MESSAGE(started.ok(), step.place, ": ", started.status().message());
    if (started.ok()) subscription = *std::move(started);
  }
};

void Check(Database& database, const LanguageStep& step,
           std::map<std::string, std::vector<std::unique_ptr<Follower>>>& followers) {
  INFO(step.place, ": ", step.text);
  if (!step.is_question) {
    const absl::StatusOr<Committed> done = database.Execute(step.text);
    CHECK_MESSAGE(done.ok() != step.is_refused, done.status().message());
    return;
  }
  const absl::StatusOr<Answer> answer = database.Query(step.text, ParametersOf(step));
  CHECK_MESSAGE(answer.ok() != step.is_refused, answer.status().message());
  if (!answer.ok() || step.is_refused) return;
  const std::string expected = JsonDump(step.answer);
  CHECK(Canonical(answer->Json()) == expected);
  for (const auto& follower : followers[step.place]) {
    if (follower->recorder.frames.empty()) continue;
    CHECK(Canonical(follower->recorder.tree.Json()) == expected);
  }
}

TEST_SUITE("Language files") {
  TEST_CASE("are answered at once and followed from there") {
    // Covers: Source one-shot, Path one-shot, Step one-shot, Clauses one-shot
    // Covers: GroupKey one-shot, Select one-shot, Cmp one-shot, Coal one-shot, Add one-shot
    // Covers: Mul one-shot, Prim one-shot, Rel one-shot, Value one-shot, Param one-shot
    // Covers: Enum one-shot, Fragment one-shot, rule 2 one-shot, rule 3 one-shot
    // Covers: rule 4 one-shot, rule 5 one-shot, rule 6 one-shot, rule 7 one-shot
    // Covers: rule 9 one-shot, rule 16 one-shot, rule 18 one-shot, rule 20 one-shot
    // Covers: rule 21 one-shot, rule 22 one-shot, rule 25 one-shot, Query one-shot partly
    // Covers: Item one-shot partly, rule 1 one-shot partly, rule 12 one-shot partly
    // Covers: rule 17 one-shot partly, rule 19 one-shot partly, rule 23 one-shot partly
    for (const std::string& file : testing::LanguageFiles()) {
      const auto database = OpenEmpty();
      std::map<std::string, std::vector<std::unique_ptr<Follower>>> followers;
      for (const LanguageStep& step : testing::ReadLanguageFile(file)) {
        Check(*database, step, followers);
        if (!step.is_question || step.is_refused) continue;
        Follower follower;
        follower.Start(*database, step);
        if (follower.recorder.frames.empty()) continue;
        CHECK(Canonical(follower.recorder.tree.Json()) == JsonDump(step.answer));
      }
    }
  }

  TEST_CASE("are followed from an empty database on") {
    // Covers: Source live, Path live, Step live, Clauses live, GroupKey live, Select live
    // Covers: Cmp live, Coal live, Add live, Mul live, Prim live, Rel live, Value live
    // Covers: Param live, Enum live, Fragment live, rule 2 live, rule 3 live, rule 4 live
    // Covers: rule 5 live, rule 6 live, rule 7 live, rule 9 live, rule 16 live
    // Covers: rule 18 live, rule 20 live, rule 21 live, rule 22 live, rule 25 live
    // Covers: Query live partly, Item live partly, rule 1 live partly, rule 12 live partly
    // Covers: rule 17 live partly, rule 19 live partly, rule 23 live partly
    for (const std::string& file : testing::LanguageFiles()) {
      const auto database = OpenEmpty();
      const std::vector<LanguageStep> steps = testing::ReadLanguageFile(file);
      for (const LanguageStep& step : steps) {
        if (IsDeclaration(step) && !step.is_refused) {
          REQUIRE_MESSAGE(database->Execute(step.text).ok(), step.place);
        }
      }
      std::map<std::string, std::vector<std::unique_ptr<Follower>>> followers;
      for (const LanguageStep& step : steps) {
        if (!step.is_question || step.is_refused) continue;
        auto& follower = followers[step.place].emplace_back(std::make_unique<Follower>());
        follower->Start(*database, step);
      }
      for (const LanguageStep& step : steps) Check(*database, step, followers);
    }
  }
}

}  // namespace
}  // namespace cambium
