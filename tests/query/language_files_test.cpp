// The files of questions and answers can be read, and say what they should.
// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "doctest/doctest.h"
#include "tests/support/language_case.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::LanguageStep;

TEST_SUITE("Language files") {
  TEST_CASE("have a dozen questions each and parse unless refused") {
    for (const std::string& file : testing::LanguageFiles()) {
      int questions = 0;
      for (const LanguageStep& step : testing::ReadLanguageFile(file)) {
        if (step.is_question) ++questions;
        if (step.is_refused) continue;
        const absl::StatusOr<Statement> statement = ParseStatement(step.text);
        CHECK_MESSAGE(statement.ok(),
                      step.place << ": " << testing::ErrorLine(statement.status(), step.text));
        if (!statement.ok()) continue;
        CHECK(std::holds_alternative<Query>(*statement) == step.is_question);
      }
      // What an assertion does is said by the statements that it lets pass or refuses.
      CHECK_MESSAGE(questions >= (file == "assertions.treeql" ? 3 : 12), file);
    }
  }

  TEST_CASE("are read step by step") {
    const std::vector<LanguageStep> steps =
        testing::ReadLanguageCase("f",
                                  "-- A remark.\n"
                                  "DELETE\n"
                                  "  A;\n"
                                  "DELETE B;\n"
                                  "! why\n"
                                  "$ x=a b=c\n"
                                  "? MANY A\n"
                                  "  { b }\n"
                                  "= [ {\"b\": \"c \\\" d\"},\n"
                                  "    2 ]\n"
                                  "\n"
                                  "? ONE B { c }\n"
                                  "! why");
    REQUIRE(steps.size() == 4);
    CHECK(steps[0].text == "DELETE\n  A;");
    CHECK(steps[0].place == "f:2");
    CHECK_FALSE(steps[0].is_refused);
    CHECK(steps[1].is_refused);
    CHECK(steps[2].text == "MANY A\n  { b }");
    CHECK(steps[2].parameters.at("x") == "a b=c");
    CHECK(JsonDump(steps[2].answer) == "[{b:\"c \" d\"},2]");
    CHECK(steps[3].is_refused);
    CHECK(steps[3].parameters.empty());
  }

  TEST_CASE("that are of another form are refused with their line") {
    const auto refusal = [](std::string_view text) -> std::string {
      try {
        testing::ReadLanguageCase("f", text);
      } catch (const std::invalid_argument& wrong) {
        return wrong.what();
      }
      return "ok";
    };
    CHECK(refusal("= []") == "f:1: an answer without a question");
    CHECK(refusal("? MANY A { b }\n\n= []") == "f:2: a question without an answer");
    CHECK(refusal("? MANY A { b }\n= [}") == "f:3: an answer that is no JSON");
    CHECK(refusal("DELETE A") == "f:2: a statement without an end");
    CHECK(refusal("$ x\n? MANY A { b }\n= []") == "f:1: a parameter without '='");
    CHECK(refusal("$ x=1") == "f:2: a parameter without a question");
  }
}

}  // namespace
}  // namespace cambium
