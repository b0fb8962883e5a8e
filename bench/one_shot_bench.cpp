// What does a question at once cost, beside SQLite with its best indexes?
//
// The tables of W1 and W5 (bench/generator) in a database in a folder, 2.1 M rows, freshly
// imported; in SQLite in memory. The questions: the views of W1 and W5, a count over a
// condition that no index helps, and a row by its key. Each answer is checked against that of
// SQLite before a time is printed. Times are thread CPU, the two taken in turns, medians; the
// ratio is ours by SQLite's. SQLite's statements are prepared, ours are parsed and planned
// each time; the time of that is printed too, as is what an INDEX costs an insertion.
//
// `--quick` runs everything on small tables, as a test.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdio>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bench/generator/generator.h"
#include "bench/harness/temporary_folder.h"
#include "bench/timing.h"
#include "bench/treeql/live_database.h"
#include "bench/treeql/tables.h"
#include "bench/treeql/tree_checksum.h"
#include "query/cambium.h"
#include "query/parser.h"
#ifdef CAMBIUM_BENCH_SQLITE
#include "bench/sqlite/database.h"
#include "bench/sqlite/sqlite.h"
#endif

namespace cambium::bench {
namespace {

constexpr char kEvents[] =
    "TABLE Event { id: Int = 1 KEY, user: Int = 2, item: Int = 3, score: Int = 4 }";

constexpr char kTop[] =
    "MANY Event GROUP BY item ORDER BY n DESC, item LIMIT 10 { item, n: COUNT(*) }";
constexpr char kDistinct[] = "MANY Event GROUP BY item { item, n: COUNT(DISTINCT user) }";
constexpr char kCount[] = "{ n: COUNT (Order WHERE cents > 40000 AND status != 2) }";

// All tables in a new folder.
void LoadAll(const std::string& folder, const W1Tables& w1, const W5Tables& w5) {
  const auto database = Database::Open(folder);
  ExpectOk(database.status());
  for (const char* text : kW1Declarations) ExpectOk((*database)->Execute(text).status());
  ExpectOk((*database)->Execute(kEvents).status());
  ImportTables(w1, **database);
  ImportRows(**database, "Event", w5.events,
             [](const W5Event& row, std::vector<Value>& values) {
               values = {Value::Int(row.id), Value::Int(row.user), Value::Int(row.item),
                         Value::Int(row.score)};
             });
}

void Report(const TreeList& rows, std::initializer_list<std::string_view> labels,
            Checksum& view) {
  for (const TreeNode& row : rows) AddIntegers(row, labels, view);
}

TreeList Ask(Database& database, const std::string& query, Answer& answer) {
  absl::StatusOr<Answer> asked = database.Query(query);
  MustHold(asked.ok(), query.c_str());
  answer = *std::move(asked);
  return answer.rows;
}

using Timed = std::function<void()>;

// In turns, so that both meet the same machine.
void Compare(const char* name, int runs, const Timed& ours, const Timed& theirs) {
  std::vector<double> mine;
  std::vector<double> other;
  for (int i = 0; i < runs; ++i) {
    mine.push_back(MedianMicroseconds(1, [&](int) { ours(); }));
    other.push_back(MedianMicroseconds(1, [&](int) { theirs(); }));
  }
  const double a = Median(std::move(mine));
  const double b = Median(std::move(other));
  std::printf("%-34s %12.1f %12.1f %8.3f\n", name, a, b, a / b);
}

#ifdef CAMBIUM_BENCH_SQLITE
void CompareViews(Database& database, const W1Input& w1, const W5Input& w5, int runs) {
  const auto sqlite_w1 = MakeSqliteW1();
  sqlite_w1->Load(w1.tables);
  const auto sqlite_w5 = MakeSqliteW5();
  sqlite_w5->Load(w5.tables);
  Answer answer;
  ResultSink mine;
  ResultSink theirs;
  Report(Ask(database, kW1Rollup, answer), {"tier", "status", "n", "sum", "least", "most"},
         mine.View(""));
  Report(Ask(database, kTop, answer), {"item", "n"}, mine.View("top10"));
  Report(Ask(database, kDistinct, answer), {"item", "n"}, mine.View("distinct"));
  sqlite_w1->Evaluate();
  sqlite_w1->Result(theirs);
  sqlite_w5->Evaluate();
  sqlite_w5->Result(theirs);
  MustHold(mine.views() == theirs.views(), "the views have the rows that SQLite finds");
  Compare(
      "W1 rollup", runs, [&] { (void)database.Query(kW1Rollup); },
      [&] { sqlite_w1->Evaluate(); });
  Compare(
      "W5 top and distinct", runs,
      [&] {
        (void)database.Query(kTop);
        (void)database.Query(kDistinct);
      },
      [&] { sqlite_w5->Evaluate(); });
}

void CompareReads(Database& database, const W1Tables& w1, int runs) {
  SqlDatabase sqlite(
      "CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INT, status INT, cents INT)");
  SqlStatement insert = sqlite.Prepare("INSERT INTO orders VALUES (?, ?, ?, ?)");
  sqlite.Execute("BEGIN");
  for (const W1Order& row : w1.orders) {
    insert.Run({row.id, row.customer, row.status, row.cents});
  }
  sqlite.Execute("COMMIT");
  SqlStatement count =
      sqlite.Prepare("SELECT count(*) FROM orders WHERE cents > 40000 AND status != 2");
  SqlStatement lookup = sqlite.Prepare("SELECT cents FROM orders WHERE id = ?");
  const auto count_there = [&] {
    std::int64_t found = 0;
    count.ForEachRow({}, [&found](const auto& row) { found = row(0); });
    return found;
  };
  Answer answer;
  MustHold(Ask(database, kCount, answer)[0].Get("n").AsInt() == count_there(),
           "as many rows satisfy the condition");
  Compare(
      "count over a condition", runs, [&] { (void)database.Query(kCount); },
      [&] { count_there(); });
  std::size_t next = 0;
  const auto id_of = [&] { return w1.orders[next++ * 7919 % w1.orders.size()].id; };
  const auto look_here = [&] {
    const auto found =
        database.Query("ONE Order WHERE id = " + std::to_string(id_of()) + " { cents }");
    MustHold(found.ok() && found->read_count == 1, "a row is found by its key alone");
  };
  const auto look_there = [&] {
    std::int64_t cents = -1;
    lookup.ForEachRow({id_of()}, [&cents](const auto& row) { cents = row(0); });
    MustHold(cents >= 0, "SQLite finds the row");
  };
  Compare("row by key", 200 * runs, look_here, look_there);
}
#endif

constexpr char kIssues[] =
    "TABLE Issue { id: Int = 1 KEY, title: Text = 2, open: Bool = 3, votes: Int = 4 }";
constexpr char kComments[] =
    "TABLE Comment { id: Int = 1 KEY, issue: Issue = 2 BACK comments, text: Text = 3 }";
constexpr char kReplies[] =
    "TABLE Reply { id: Int = 1 KEY, comment: Comment = 2 BACK replies, text: Text = 3 }";

// Of what stands in memory: no reading, no running.
void MeasurePlanning(int runs) {
  const auto database = *Database::Open(":memory:");
  Schema schema;
  for (const char* text : {kIssues, kComments, kReplies}) {
    MustHold(database->Execute(text).ok(), text);
    const Statement statement = *ParseStatement(text);
    schema.Add(*schema.Resolve(std::get<TableDeclaration>(statement)));
  }
  constexpr char kThreeLevels[] =
      "MANY Issue WHERE open = TRUE AND votes > 3 ORDER BY votes DESC LIMIT 20 { id, title, "
      "n: COUNT comments, comments: MANY comments ORDER BY id DESC LIMIT 3 { text, "
      "issue.title, "
      "replies: MANY replies WHERE text LIKE 'a%' { id, text } } }";
  const double whole =
      MedianMicroseconds(runs, [&](int) { (void)database->Query(kThreeLevels); });
  const double explained =
      MedianMicroseconds(runs, [&](int) { (void)database->Explain(kThreeLevels); });
  const double parsed =
      MedianMicroseconds(runs, [&](int) { (void)ParseStatement(kThreeLevels); });
  const double planned = MedianMicroseconds(runs, [&](int) {
    const Statement statement = *ParseStatement(kThreeLevels);
    MustHold(PlanQuery(schema, std::get<Query>(statement)).ok(), "the query has a plan");
  });
  const double pushed = MedianMicroseconds(runs, [&](int) {
    const Statement statement = *ParseStatement(kThreeLevels);
    (void)PlanOneShot(*PlanQuery(schema, std::get<Query>(statement)));
  });
  std::printf(
      "three levels, µs: parse %.1f, and plan %.1f, and rules %.1f, explained %.1f, "
      "asked of empty tables %.1f\n",
      parsed, planned, pushed, explained, whole);
}

// Inserts of one row each into a table in memory.
double InsertCost(const char* table, int commits) {
  const auto database = *Database::Open(":memory:");
  MustHold(database->Execute(table).ok(), table);
  return MedianMicroseconds(commits, [&](int i) {
    const std::string id = std::to_string(i);
    MustHold(database
                 ->Execute("INSERT T { id: " + id + ", a: " + std::to_string(i * 7919 % 1000) +
                           ", b: 'text " + id + "' }")
                 .ok(),
             "a row is inserted");
  });
}

void MeasureIndexes(int commits) {
  const double none =
      InsertCost("TABLE T { id: Int = 1 KEY, a: Int = 2, b: Text = 3 }", commits);
  const double one =
      InsertCost("TABLE T { id: Int = 1 KEY, a: Int = 2 INDEX, b: Text = 3 }", commits);
  const double two =
      InsertCost("TABLE T { id: Int = 1 KEY, a: Int = 2 INDEX, b: Text = 3 INDEX }", commits);
  std::printf("insert of a row, µs: no INDEX %.1f, one %.1f, two %.1f\n", none, one, two);
}

void Run(bool quick) {
  const W1Input w1 = GenerateW1(quick ? 500 : 1);
  const W5Input w5 = GenerateW5(quick ? 500 : 1);
  const int runs = quick ? 3 : 7;
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/database";
  LoadAll(path, w1.tables, w5.tables);
  const auto database = Database::Open(path);
  MustHold(database.ok(), "the database opens again");
#ifdef CAMBIUM_BENCH_SQLITE
  std::printf("%-34s %12s %12s %8s\n", "CPU µs", "one-shot", "SQLite", "ratio");
  CompareViews(**database, w1, w5, runs);
  CompareReads(**database, w1.tables, runs);
#else
  for (const char* query : {kW1Rollup, kTop, kDistinct, kCount}) {
    std::printf("%12.1f µs  %s\n",
                MedianMicroseconds(runs, [&](int) { (void)(*database)->Query(query); }), query);
  }
#endif
  MeasurePlanning(quick ? 20 : 1000);
  MeasureIndexes(quick ? 100 : 20'000);
}

}  // namespace
}  // namespace cambium::bench

int main(int argc, char** argv) {
  cambium::bench::Run(argc > 1 && std::string_view(argv[1]) == "--quick");
}
