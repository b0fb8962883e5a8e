// A folder, two lives.
// SPDX-License-Identifier: Apache-2.0
#include "bench/treeql/reopen.h"

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/fail.h"
#include "bench/harness/disk.h"
#include "bench/harness/memory.h"
#include "bench/harness/temporary_folder.h"
#include "bench/treeql/live_database.h"
#include "bench/treeql/tables.h"

namespace cambium::bench {
namespace {

// What is asked of a workload's tables.
struct Questions {
  std::initializer_list<const char*> declarations;
  std::string row;
  std::string view;
  std::vector<Parameters> parameters;  // Of each live query of the view.
};

Questions QuestionsOf(const W1Tables& /*tables*/) {
  return {kW1Declarations, "ONE Order WHERE id = 7 { cents }", kW1Rollup, {Parameters()}};
}

Questions QuestionsOf(const W4Tables& tables) {
  Questions questions{kW4Declarations, "ONE Issue WHERE id = 7 { title }", kW4Tree, {}};
  for (std::int32_t project = 0; project < ProjectsOf(tables); ++project) {
    questions.parameters.push_back(Bind({{"project", project}}));
  }
  return questions;
}

std::unique_ptr<Database> Opened(const std::string& folder) {
  auto database = Database::Open(folder);
  ExpectOk(database.status());
  return *std::move(database);
}

// The trees that all live queries begin with, which subscribe for as long as the database is.
std::deque<LiveTree> Subscribed(const Questions& questions, Database& database) {
  std::deque<LiveTree> trees;
  for (const Parameters& parameters : questions.parameters) {
    LiveTree& tree = trees.emplace_back();
    auto live = database.Subscribe(
        Live(questions.view.c_str()), [&tree](const Frame& frame) { tree.Apply(frame); },
        parameters);
    ExpectOk(live.status());
    live->Release();
  }
  return trees;
}

std::vector<std::string> AsJson(const std::deque<LiveTree>& trees) {
  std::vector<std::string> texts;
  for (const LiveTree& tree : trees) texts.push_back(tree.Json());
  return texts;
}

// The first life. Returns the live answers.
template <typename Tables>
std::vector<std::string> Load(const Tables& tables, const Questions& questions,
                              const std::string& folder, Outcome& outcome) {
  const std::unique_ptr<Database> database = Opened(folder);
  const Stopwatch stopwatch;
  for (const char* text : questions.declarations) ExpectOk(database->Execute(text).status());
  ImportTables(tables, *database);
  const std::deque<LiveTree> trees = Subscribed(questions, *database);
  outcome.metrics.push_back({"load_s", stopwatch.Seconds()});
  return AsJson(trees);
}

// The second one.
void Reopen(const Questions& questions, const std::vector<std::string>& before,
            const std::string& folder, Outcome& outcome) {
  const auto add = [&outcome](const char* metric, double value) {
    outcome.metrics.push_back({metric, value});
  };
  const double heap_before = HeapBytes();
  const Stopwatch all;
  const std::unique_ptr<Database> database = Opened(folder);
  add("open_ms", all.Seconds() * 1e3);
  ExpectOk(database->Query(questions.row).status());
  add("row_ms", all.Seconds() * 1e3);
  ExpectOk(database->Query(questions.view, questions.parameters.front()).status());
  add("answer_ms", all.Seconds() * 1e3);
  const Stopwatch lives;
  const std::deque<LiveTree> trees = Subscribed(questions, *database);
  add("live_s", lives.Seconds());
  add("heap_mb", (HeapBytes() - heap_before) / (1 << 20));
  add("disk_mb", DiskMb(folder));
  if (AsJson(trees) != before) Fail("a live answer is not what it was before closing");
}

template <typename Workload>
Case MakeCase(const std::string& workload, const std::string& title) {
  Case added = CaseOf<Workload>("treeql-durable");
  added.workload = workload;
  added.title = title;
  added.views.clear();
  added.checks_itself = true;
  added.run = [](const RunSettings& settings) -> absl::StatusOr<Outcome> {
    const auto input = ReadInput<typename Workload::Input>(settings.folder);
    if (!input.ok()) return input.status();
    const TemporaryFolder folder;
    const std::string path = folder.path() + "/database";
    const Questions questions = QuestionsOf(input->tables);
    Outcome outcome = Recorder<Workload>(*input).outcome();
    const std::vector<std::string> answers = Load(input->tables, questions, path, outcome);
    Reopen(questions, answers, path, outcome);
    return outcome;
  };
  return added;
}

}  // namespace

Case ReopenW1Case() { return MakeCase<W1>("W7.W1", "W1's tables are opened again"); }
Case ReopenW4Case() { return MakeCase<W4>("W7.W4", "W4's tables are opened again"); }

}  // namespace cambium::bench
