// How long do commits wait while a live query over a large table begins?
//
// One thread subscribes; another commits changes of single rows, one after the other, until the
// first is done. The query is filled under the lock, then beside the commits, which it takes in
// so many at a time. Times are of the clock on the wall, since waiting is what is asked for;
// the longest is that of one commit. Before a figure is printed the tree that began meanwhile
// must equal the answer asked anew.
//
// `--quick` runs everything on a small table, as a test; `--rows N` on another one.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/timing.h"
#include "query/cambium.h"

namespace cambium::bench {
namespace {

constexpr std::string_view kQuestions[] = {
    "MANY Issue ORDER BY votes DESC, id LIMIT 50 { id, title, votes }",
    "MANY Issue WHERE project = 5 { id, title }",
    "MANY Issue GROUP BY project { project, n: COUNT(*), votes: SUM(votes) }",
};

std::unique_ptr<Database> Filled(int rows, std::size_t slice) {
  Options options;
  options.hydration_slice = slice;
  std::unique_ptr<Database> database = *Database::Open(":memory:", options);
  MustHold(database
               ->Execute("TABLE Issue { id: Int = 1 KEY, project: Int = 2, title: Text = 3, "
                         "votes: Int = 4 }")
               .ok(),
           "a table");
  for (int id = 0; id < rows;) {
    std::string transaction = "TX {";
    for (const int end = std::min(id + 500, rows); id < end; ++id) {
      const std::string text = std::to_string(id);
      transaction += " INSERT Issue { id: " + text + ", project: " + std::to_string(id % 1000) +
                     ", title: 'the title of issue " + text +
                     "', votes: " + std::to_string(id * 7919 % 10'007) + " };";
    }
    MustHold(database->Execute(transaction + " }").ok(), "rows");
  }
  return database;
}

void Run(std::string_view question, int rows, std::size_t slice, const char* how) {
  const std::unique_ptr<Database> database = Filled(rows, slice);
  std::atomic<bool> is_done = false;
  LiveTree tree;
  std::int64_t filled_in = 0;
  Subscription live;
  std::thread subscriber([&] {
    live = *database->Subscribe(question, [&](const Frame& frame) { tree.Apply(frame); });
    filled_in = live.hydration_micros();
    is_done = true;
  });
  std::vector<double> waits;
  do {
    const auto begin = std::chrono::steady_clock::now();
    const std::string id = std::to_string(waits.size() * 31 % static_cast<std::size_t>(rows));
    MustHold(database->Execute("UPDATE Issue WHERE id = " + id + " SET votes = votes + 1").ok(),
             "a commit");
    const auto passed = std::chrono::steady_clock::now() - begin;
    waits.push_back(std::chrono::duration<double, std::micro>(passed).count());
  } while (!is_done);
  subscriber.join();
  MustHold(tree.Json() == database->Query(question)->Json(), "a tree");
  const double longest = *std::max_element(waits.begin(), waits.end());
  std::printf("  %-16s %10.1f %10zu %12.1f %12.2f\n", how,
              static_cast<double>(filled_in) / 1000, waits.size(), Median(waits),
              longest / 1000);
}

}  // namespace
}  // namespace cambium::bench

int main(int argument_count, char** arguments) {
  int rows = 300'000;
  for (int i = 1; i < argument_count; ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--quick") {
      rows = 2'000;
    } else if (argument == "--rows" && i + 1 < argument_count) {
      rows = std::max(1, std::atoi(arguments[++i]));
    } else {
      std::fprintf(stderr, "usage: hydration_bench [--quick] [--rows N]\n");
      return 1;
    }
  }
  std::printf("%d rows\n", rows);
  for (const std::string_view question : cambium::bench::kQuestions) {
    std::printf("%s\n  %-16s %10s %10s %12s %12s\n", std::string(question).c_str(), "slice",
                "filled ms", "commits", "median us", "longest ms");
    cambium::bench::Run(question, rows, SIZE_MAX, "under the lock");
    cambium::bench::Run(question, rows, 16'384, "16384 at a time");
    cambium::bench::Run(question, rows, 4'096, "4096 at a time");
    cambium::bench::Run(question, rows, 1'024, "1024 at a time");
  }
  return 0;
}
