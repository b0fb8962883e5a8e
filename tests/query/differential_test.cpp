// Random questions of random histories: the database, at once and live, against the naive
// evaluator.
//
// The tables and rows are those of the language files. Each history asks a few questions, some
// from the start and some later, and changes rows: it takes them out, puts them back, and gives
// them values of others. After every commit each answer must be the oracle's.
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "query/printer.h"
#include "tests/support/language_case.h"
#include "tests/support/random_question.h"
#include "tests/support/random_treeql.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

#ifdef NDEBUG
constexpr std::uint64_t kHistories = 3500;
#else
constexpr std::uint64_t kHistories = 150;  // Under sanitizers, which are slow.
#endif

using testing::NaiveDatabase;
using testing::NaiveRow;
using testing::NaiveTable;
using testing::Random;
using testing::Recorder;

// Both, filled with the tables and rows of a file.
struct Pair {
  explicit Pair(const std::string& file) {
    database = *Database::Open(":memory:");
    for (const testing::LanguageStep& step : testing::ReadLanguageFile(file)) {
      if (!step.is_question && !step.is_refused) Do(step.text);
    }
  }

  void Do(const std::string& text) {
    INFO(text);
    const bool taken = oracle.Apply(*ParseStatement(text)).ok;
    const absl::StatusOr<Committed> done = database->Execute(text);
    CHECK_MESSAGE(done.ok() == taken, done.status().message());
  }

  std::unique_ptr<Database> database;
  NaiveDatabase oracle;
};

// The oracle's answer, or nothing if there is none: an overflow.
std::optional<std::string> Expected(const NaiveDatabase& oracle, const Query& query) {
  try {
    return JsonDump(WithoutKeys(oracle.Answer(query)));
  } catch (const testing::NaiveError&) {
    return std::nullopt;
  }
}

std::string Canonical(const std::string& json) { return JsonDump(*testing::ParseJson(json)); }

Expr KeyIs(const NaiveTable& table, const NaiveRow& row) {
  std::vector<Expr> parts;
  for (const std::size_t field : table.key) {
    parts.push_back(testing::MakeExpr(
        ExprKind::kEqual,
        {testing::FieldPath(table.fields[field]), testing::LiteralOf(row[field])}));
  }
  if (parts.size() == 1) return parts[0];
  return testing::MakeExpr(ExprKind::kAnd, std::move(parts));
}

// A statement that changes a row or two, of values that there are.
std::string AChange(Random& random, const NaiveDatabase& oracle,
                    std::vector<std::pair<std::string, NaiveRow>>& gone) {
  if (!gone.empty() && random.OneIn(3)) {
    const auto [name, row] = gone.back();
    gone.pop_back();
    const NaiveTable& table = oracle.TableAt(name);
    Insert insert;
    insert.table.text = name;
    insert.is_upsert = true;
    for (std::size_t i = 0; i < table.fields.size(); ++i) {
      insert.fields.push_back({{table.fields[i].name, {}}, testing::LiteralOf(row[i])});
    }
    return PrintStatement(insert);
  }
  const NaiveTable& table = random.Pick(oracle.tables());
  if (table.rows.empty()) return "";
  const auto at = [&] {
    auto row = table.rows.begin();
    std::advance(row, static_cast<std::ptrdiff_t>(random.Below(table.rows.size())));
    return row->second;
  };
  const NaiveRow row = at();
  if (random.OneIn(3)) {
    gone.emplace_back(table.name, row);
    Delete erase;
    erase.table.text = table.name;
    erase.where = KeyIs(table, row);
    return PrintStatement(erase);
  }
  Update update;
  update.table.text = table.name;
  if (!random.OneIn(5)) update.where = KeyIs(table, row);
  const std::size_t field = random.Below(table.fields.size());
  const bool is_key = std::find(table.key.begin(), table.key.end(), field) != table.key.end();
  if (is_key) return "";
  update.set.push_back({{table.fields[field].name, {}}, testing::LiteralOf(at()[field])});
  return PrintStatement(update);
}

struct Asked {
  Query query;
  std::string text;
  Recorder recorder;
  Subscription subscription;
  bool failed = false;  // Its expressions overflowed, which ends it.
};

void Ask(Random& random, Pair& pair, std::vector<std::unique_ptr<Asked>>& all) {
  auto asked = std::make_unique<Asked>();
  asked->query = testing::RandomQuestion(random, pair.oracle).AQuery();
  asked->text = PrintStatement(asked->query);
  asked->query.live = false;
  const absl::StatusOr<Answer> answer = pair.database->Query(PrintStatement(asked->query));
  const std::optional<std::string> expected = Expected(pair.oracle, asked->query);
  INFO(asked->text);
  CHECK_MESSAGE(answer.ok() == expected.has_value(), answer.status().message());
  if (!answer.ok() || !expected.has_value()) return;
  CHECK(Canonical(answer->Json()) == *expected);
  absl::StatusOr<Subscription> live =
      pair.database->Subscribe(asked->text, asked->recorder.Sink());
  REQUIRE(live.ok());
  asked->subscription = *std::move(live);
  all.push_back(std::move(asked));
}

TEST_SUITE("Differential") {
  TEST_CASE("answers of random questions are those of the naive evaluator") {
    const std::vector<std::string> files{
        "paths.treeql",   "closures.treeql",         "junction.treeql",
        "recurse.treeql", "ordering_windows.treeql", "one_and_spread.treeql",
        "lax.treeql",     "closures_via.treeql"};
    testing::ForSeeds(kHistories, [&](Random& random) {
      Pair pair(random.Pick(files));
      std::vector<std::unique_ptr<Asked>> all;
      std::vector<std::pair<std::string, NaiveRow>> gone;
      std::string history;
      for (int step = 0; step < 12; ++step) {
        if (step % 4 == 0) Ask(random, pair, all);
        const std::string change = AChange(random, pair.oracle, gone);
        if (change.empty()) continue;
        history += change + "\n";
        INFO(history);
        pair.Do(change);
        for (const auto& asked : all) {
          if (asked->failed) continue;
          INFO(asked->text);
          const std::optional<std::string> expected = Expected(pair.oracle, asked->query);
          asked->failed = !expected.has_value();
          if (asked->failed) {
            REQUIRE(!asked->recorder.frames.empty());
            CHECK(asked->recorder.frames.back().kind == FrameKind::kError);
            continue;
          }
          CHECK(Canonical(asked->recorder.tree.Json()) == *expected);
          if (step % 4 != 3) continue;
          const absl::StatusOr<Answer> now = pair.database->Query(PrintStatement(asked->query));
          REQUIRE_MESSAGE(now.ok(), now.status().message());
          CHECK(Canonical(now->Json()) == *expected);
        }
      }
    });
  }
}

}  // namespace
}  // namespace cambium
