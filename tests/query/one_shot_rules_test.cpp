// The files of questions with each rule of one-shot queries switched off: the same answers.
// SPDX-License-Identifier: Apache-2.0
#include "doctest/doctest.h"
#include "query/database.h"
#include "query/one_shot.h"
#include "tests/support/language_case.h"

namespace cambium {
namespace {

using testing::LanguageStep;

std::string Canonical(const std::string& json) { return JsonDump(*testing::ParseJson(json)); }

// Does and asks everything; what is refused is refused with or without rules.
void RunFile(const std::string& file, const OneShotRules& rules) {
  Options options;
  options.one_shot = rules;
  const auto database = Database::Open(":memory:", options);
  REQUIRE(database.ok());
  for (const LanguageStep& step : testing::ReadLanguageFile(file)) {
    if (!step.is_question) {
      CHECK_MESSAGE((*database)->Execute(step.text).ok() != step.is_refused, step.place);
      continue;
    }
    Parameters parameters;
    for (const auto& [name, text] : step.parameters) parameters[name] = *ReadParameter(text);
    const absl::StatusOr<Answer> answer = (*database)->Query(step.text, parameters);
    CHECK_MESSAGE(answer.ok() != step.is_refused, step.place);
    if (!answer.ok() || step.is_refused) continue;
    CHECK_MESSAGE(Canonical(answer->Json()) == JsonDump(step.answer), step.place);
  }
}

TEST_SUITE("One-shot rules") {
  TEST_CASE("change no answer") {
    const OneShotRules all;
    OneShotRules no_push = all;
    no_push.push_filters = false;
    OneShotRules no_access = all;
    no_access.choose_access = false;
    OneShotRules no_swap = all;
    no_swap.hash_smaller = false;
    for (const OneShotRules& rules :
         {no_push, no_access, no_swap, OneShotRules{false, false, false}}) {
      for (const std::string& file : testing::LanguageFiles()) RunFile(file, rules);
    }
  }
}

}  // namespace
}  // namespace cambium
