// Random questions of random histories: SQLite, asked in SQL, against the one-shot answer.
//
// The tables and rows are those of the language files. Rows change between questions; of each
// question that has a statement the answer must be the same.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "query/printer.h"
#include "query/sql/sql_text.h"
#include "tests/support/language_case.h"
#include "tests/support/random_question.h"
#include "tests/support/random_treeql.h"
#include "tests/support/sqlite_peer.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

#ifdef NDEBUG
constexpr std::uint64_t kHistories = 400;
#else
constexpr std::uint64_t kHistories = 60;  // Under sanitizers, which are slow.
#endif

using testing::NaiveDatabase;
using testing::NaiveTable;
using testing::Random;
using testing::SqlitePeer;

struct Pair {
  explicit Pair(const std::string& file) : database(*Database::Open(":memory:")) {
    for (const testing::LanguageStep& step : testing::ReadLanguageFile(file)) {
      if (!step.is_question && !step.is_refused) Do(step.text);
    }
  }

  void Do(const std::string& text) {
    INFO(text);
    const bool taken = oracle.Apply(*ParseStatement(text)).ok;
    CHECK(database->Execute(text).ok() == taken);
  }

  std::vector<std::string> TableNames() const {
    std::vector<std::string> names;
    for (const NaiveTable& table : oracle.tables()) names.push_back(table.name);
    return names;
  }

  std::unique_ptr<Database> database;
  NaiveDatabase oracle;
};

// A row that goes, or a field of it that takes what another row has there.
std::string AChange(Random& random, const NaiveDatabase& oracle) {
  const NaiveTable& table = random.Pick(oracle.tables());
  if (table.rows.empty()) return "";
  const auto a_row = [&] {
    auto row = table.rows.begin();
    std::advance(row, static_cast<std::ptrdiff_t>(random.Below(table.rows.size())));
    return row->second;
  };
  const auto row = a_row();
  std::vector<Expr> is_row;
  for (const std::size_t field : table.key) {
    is_row.push_back(testing::MakeExpr(
        ExprKind::kEqual,
        {testing::FieldPath(table.fields[field]), testing::LiteralOf(row[field])}));
  }
  const Expr where =
      is_row.size() == 1 ? is_row[0] : testing::MakeExpr(ExprKind::kAnd, std::move(is_row));
  if (random.OneIn(3)) return PrintStatement(Delete{{table.name, {}}, where});
  const std::size_t field = random.Below(table.fields.size());
  if (std::find(table.key.begin(), table.key.end(), field) != table.key.end()) return "";
  const Expr value = testing::LiteralOf(a_row()[field]);
  return PrintStatement(
      Update{{table.name, {}}, where, {{{table.fields[field].name, {}}, value}}});
}

std::string Canonical(const std::string& json) { return JsonDump(*testing::ParseJson(json)); }

// Nothing where there is no answer: an overflow.
std::optional<std::string> Expected(Pair& pair, const std::string& text) {
  const absl::StatusOr<Answer> answer = pair.database->Query(text);
  if (!answer.ok()) return std::nullopt;
  return Canonical(answer->Json());
}

TEST_SUITE("SQL of random questions") {
  TEST_CASE("is answered by SQLite as the query is") {
    const std::vector<std::string> files{"paths.treeql", "closures.treeql", "junction.treeql",
                                         "recurse.treeql", "ordering_windows.treeql"};
    int asked = 0;
    int refused = 0;
    testing::ForSeeds(kHistories, [&](Random& random) {
      Pair pair(random.Pick(files));
      for (int step = 0; step < 4; ++step) {
        const std::string change = AChange(random, pair.oracle);
        if (!change.empty()) pair.Do(change);
        Query query = testing::RandomQuestion(random, pair.oracle).AQuery();
        query.live = false;
        const std::string text = PrintStatement(query);
        INFO(text);
        const auto sql = pair.database->ExplainSql(text, SqlDialect::kSqlite);
        const auto other = pair.database->ExplainSql(text, SqlDialect::kPostgres);
        CHECK(sql.ok() == other.ok());
        if (!sql.ok()) {
          CHECK(sql.status().message().find("no equivalent in SQL: ") != std::string::npos);
          ++refused;
          continue;
        }
        const std::optional<std::string> expected = Expected(pair, text);
        if (!expected.has_value()) continue;
        INFO(sql->text);
        const SqlitePeer peer(*pair.database, pair.TableNames());
        CHECK(Canonical(peer.Ask(*sql)) == *expected);
        ++asked;
      }
    });
    if (std::getenv("CAMBIUM_SEED") != nullptr) return;
    CHECK(asked > refused);  // RECURSE and what changes the case of Unicode are not rare.
  }
}

}  // namespace
}  // namespace cambium
