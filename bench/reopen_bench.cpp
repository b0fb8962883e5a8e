// How soon does a database that is opened again answer, and when do its queries live again?
//
// W7: the tables of W1 in a folder, 1.1 M rows, imported and made live once, which is what the
// bar of living again is measured by. Then, in turn: open, ask one row, ask the view of W1 at
// once, subscribe to it. Nothing of a view is stored: all of it comes from scans of columns.
// Before a figure is printed the live answer must equal the one that was there before closing.
//
// `--quick` runs everything on tables a hundred times smaller, as a test.
// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/generator/generator.h"
#include "bench/harness/temporary_folder.h"
#include "bench/timing.h"
#include "bench/treeql/live_database.h"
#include "query/cambium.h"

namespace cambium::bench {
namespace {

constexpr int kRuns = 5;
constexpr std::string_view kTables[] = {
    "TABLE Customer { id: Int = 1 KEY, tier: Int = 2, region: Int = 3 }",
    "TABLE Order { id: Int = 1 KEY, customer: Customer = 2, status: Int = 3, cents: Int = 4 }"};
constexpr std::string_view kView =
    "MANY Order GROUP BY tier: customer.tier, status { tier, status, n: COUNT(*), "
    "sum: SUM(cents), least: MIN(cents), most: MAX(cents) }";
constexpr std::string_view kRow = "ONE Order WHERE id = 7 { cents }";

class Stopwatch {
 public:
  double Milliseconds() const {
    const auto passed = std::chrono::steady_clock::now() - begin_;
    return std::chrono::duration<double, std::milli>(passed).count();
  }

 private:
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

std::unique_ptr<Database> Opened(const std::string& folder) {
  auto database = Database::Open(folder);
  ExpectOk(database.status());
  return *std::move(database);
}

template <typename Struct, typename Fill>
void Import(Database& database, std::string_view table, const std::vector<Struct>& rows,
            Fill fill) {
  StructRows<Struct, Fill> source(rows, fill);
  ExpectOk(database.Import(source, table).status());
}

void Load(Database& database, const W1Tables& tables) {
  for (const std::string_view table : kTables) ExpectOk(database.Execute(table).status());
  Import(database, "Customer", tables.customers,
         [](const W1Customer& row, std::vector<Value>& values) {
           values = {Value::Int(row.id), Value::Int(row.tier), Value::Int(row.region)};
         });
  Import(database, "Order", tables.orders, [](const W1Order& row, std::vector<Value>& values) {
    values = {Value::Int(row.id), Value::Int(row.customer), Value::Int(row.status),
              Value::Int(row.cents)};
  });
}

// The answer that a subscription begins with.
std::string Live(Database& database) {
  LiveTree tree;
  auto live = database.Subscribe("LIVE " + std::string(kView),
                                 [&tree](const Frame& frame) { tree.Apply(frame); });
  ExpectOk(live.status());
  return tree.Json();
}

std::uintmax_t BytesIn(const std::string& folder) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

void Run(int scale) {
  const W1Input input = GenerateW1(scale);
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/database";
  std::string before;
  double loaded = 0;
  {
    const std::unique_ptr<Database> database = Opened(path);
    const Stopwatch load;
    Load(*database, input.tables);
    before = Live(*database);
    loaded = load.Milliseconds();
  }
  std::vector<double> opened;
  std::vector<double> row;
  std::vector<double> view;
  std::vector<double> live;
  for (int run = 0; run < kRuns; ++run) {
    const Stopwatch all;
    const std::unique_ptr<Database> database = Opened(path);
    opened.push_back(all.Milliseconds());
    ExpectOk(database->Query(kRow).status());
    row.push_back(all.Milliseconds());
    ExpectOk(database->Query(kView).status());
    view.push_back(all.Milliseconds());
    const Stopwatch lives;
    MustHold(Live(*database) == before, "the live answer is what it was");
    live.push_back(lives.Milliseconds());
  }
  std::printf("%zu rows, %.1f MB on disk, medians of %d runs, ms\n",
              input.tables.orders.size() + input.tables.customers.size(),
              static_cast<double>(BytesIn(path)) / 1e6, kRuns);
  std::printf("  %-34s %10.1f\n", "load, and live for the first time", loaded);
  std::printf("  %-34s %10.1f\n", "open", Median(opened));
  std::printf("  %-34s %10.1f\n", "open and answer for one row", Median(row));
  std::printf("  %-34s %10.1f\n", "open and answer with the view", Median(view));
  std::printf("  %-34s %10.1f %9.2f of the load\n", "live again", Median(live),
              Median(live) / loaded);
}

}  // namespace
}  // namespace cambium::bench

int main(int argument_count, char** arguments) {
  const bool is_quick = argument_count == 2 && std::string_view(arguments[1]) == "--quick";
  if (argument_count > 1 && !is_quick) {
    std::fprintf(stderr, "usage: reopen_bench [--quick]\n");
    return 1;
  }
  cambium::bench::Run(is_quick ? 100 : 1);
  return 0;
}
