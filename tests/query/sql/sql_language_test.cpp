// The files of questions, asked of SQLite in SQL.
//
// Each question that has an answer is emitted, and SQLite must answer it as people wrote; or it
// is of a kind that is refused, of which the list is here.
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/sql/sql_text.h"
#include "tests/support/language_case.h"
#include "tests/support/sqlite_peer.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Json;
using testing::LanguageStep;
using testing::SqlitePeer;

struct Refusal {
  const char* message;
  const char* word;  // of the question
  const char* reason;
};

// All that the files ask and SQL does not answer.
constexpr Refusal kRefusals[] = {
    {"STDDEV and VARIANCE", "STDDEV", "SQLite has neither, nor numbers to round them once"},
    {"a sum of Floats", "SUM(weight)", "a sum of doubles depends on their order"},
    {"an average beside a Float", "AVG(", "it would be rounded twice"},
    {"the greatest or least of averages", "GREATEST", "its two columns may be of two averages"},
    {"NULLIF of an average", "NULLIF", "likewise"},
    {"COUNT(DISTINCT) of Decimal(4)", "COUNT(DISTINCT AVG", "it takes one column"},
    {"groups by Json or by averages", "a: AVG", "a group's average is of two columns"},
    {"UPPER(Text)", "UPPER", "SQLite knows the case of ASCII alone"},
    {"ILIKE", "ILIKE", "likewise"},
    {"RECURSE without DEPTH", "RECURSE", "a statement nests as deep as it is written"},
    {"RECURSE without DEPTH", "...Tree", "a fragment that has one"},
    {"a field of a LAX table", "Thing", "a column has one type"},
    {"a field of a LAX table", "Kind", "likewise"},
    {"Bytes in an answer", "raw", "SQLite has no base64"},
    {"a closure needs a stored relation", "next", "a step of the recursion would be a join"},
    {"a closure needs a stored relation", "before", "likewise"},
};

// SQLite's sum of Ints is an error beyond 64 bits, even where an average is compared only.
bool IsTooGreat(const LanguageStep& step) {
  return step.text.find("OF Huge") != step.text.npos ||
         step.text.find("OF (Huge") != step.text.npos;
}

void AddFloats(const SelectPlan& plan, std::set<std::string>& labels) {
  for (const PlanColumn& scalar : plan.scalars) {
    if (scalar.type.storage() == TypeKind::kFloat) labels.insert(scalar.label);
  }
  for (const SelectPlan& inner : plan.selects) AddFloats(inner, labels);
}

// Floats are the same number, though perhaps of more digits; all else has the same text.
bool IsSame(const Json& left, const Json& right, const std::set<std::string>& floats,
            bool is_float = false) {
  if (left.kind != right.kind || left.items.size() != right.items.size() ||
      left.members.size() != right.members.size()) {
    return false;
  }
  for (std::size_t i = 0; i < left.items.size(); ++i) {
    if (!IsSame(left.items[i], right.items[i], floats, is_float)) return false;
  }
  for (std::size_t i = 0; i < left.members.size(); ++i) {
    const std::string& name = left.members[i].name;
    if (name != right.members[i].name) return false;
    const bool member_is_float = floats.contains(name);
    if (!IsSame(left.members[i].value, right.members[i].value, floats, member_is_float)) {
      return false;
    }
  }
  if (left.text == right.text) return true;
  const bool is_number = is_float && left.text != "null" && right.text != "null";
  return is_number &&
         std::strtod(left.text.c_str(), nullptr) == std::strtod(right.text.c_str(), nullptr);
}

Parameters ParametersOf(const LanguageStep& step) {
  Parameters parameters;
  for (const auto& [name, text] : step.parameters) parameters[name] = *ReadParameter(text);
  return parameters;
}

struct Asked {
  int answered = 0;
  std::set<std::string> refused;  // messages that came up
};

void CheckRefusal(const absl::Status& status, const LanguageStep& step, Asked& asked) {
  const std::string message(status.message());
  for (const Refusal& refusal : kRefusals) {
    if (message.find(refusal.message) == message.npos) continue;
    if (step.text.find(refusal.word) == step.text.npos) continue;
    asked.refused.insert(refusal.word);
    return;
  }
  CHECK_MESSAGE(false, "refused without a reason: ", message);
}

void CheckQuestion(Database& database, const std::vector<std::string>& tables,
                   const LanguageStep& step, Asked& asked) {
  const Parameters parameters = ParametersOf(step);
  const absl::StatusOr<SqlText> sql =
      database.ExplainSql(step.text, SqlDialect::kSqlite, parameters);
  if (!sql.ok() && step.is_refused) return;
  if (!sql.ok()) return CheckRefusal(sql.status(), step, asked);
  INFO(sql->text);
  const SqlitePeer peer(database, tables);
  if (IsTooGreat(step)) {
    CHECK_THROWS_AS(peer.Ask(*sql), std::runtime_error);
    return;
  }
  CHECK_FALSE(step.is_refused);
  std::set<std::string> floats;
  const absl::StatusOr<Answer> answer = database.Query(step.text, parameters);
  if (answer.ok()) AddFloats(*answer->plan, floats);
  const std::string text = peer.Ask(*sql);
  const std::optional<Json> json = testing::ParseJson(text);
  REQUIRE_MESSAGE(json.has_value(), text);
  CHECK_MESSAGE(IsSame(*json, step.answer, floats), text);
  ++asked.answered;
}

TEST_SUITE("SQL of the language files") {
  TEST_CASE("is answered by SQLite as people answered or is refused for a reason") {
    Asked asked;
    for (const std::string& file : testing::LanguageFiles()) {
      const auto database = *Database::Open(":memory:");
      std::vector<std::string> tables;
      for (const LanguageStep& step : testing::ReadLanguageFile(file)) {
        INFO(step.place, ": ", step.text);
        if (step.is_question) {
          CheckQuestion(*database, tables, step, asked);
          continue;
        }
        const absl::StatusOr<Committed> done = database->Execute(step.text);
        CHECK(done.ok() != step.is_refused);
        if (done.ok() && done->declared == "table") tables.push_back(done->name);
      }
    }
    CHECK(asked.answered > 250);
    for (const Refusal& refusal : kRefusals) {
      INFO(std::string(refusal.word), ": ", std::string(refusal.reason));
      CHECK(asked.refused.contains(refusal.word));
    }
  }
}

}  // namespace
}  // namespace cambium
