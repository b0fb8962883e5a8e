// What the pages below docs/howto/ show of programs, page by page.
//
// Expect() stops the program when it is told something that is not so.
// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <utility>

#include "query/cambium.h"

namespace {

using cambium::Bind;
using cambium::Database;
using cambium::Frame;
using cambium::FrameKind;
using cambium::LiveTree;
using cambium::Options;
using cambium::Path;
using cambium::PathKey;
using cambium::StoreStatistics;
using cambium::SubscribeOptions;
using cambium::TreeNode;
using cambium::Value;

int expectations = 0;

void Expect(bool condition) {
  ++expectations;
  if (condition) return;
  std::cerr << "expectation " << expectations << " does not hold\n";
  std::exit(1);
}
template <typename Result>
void ExpectOk(const Result& result) {
  Expect(result.ok());
}

constexpr char kTaskTable[] = "TABLE Task { id: Int = 1 KEY, due: Time = 2, text: Text = 3 }";

// ---------- event_loop.md ----------

void Loop(Database& database, LiveTree& tree, const std::function<bool()>& is_done) {
  auto queue = database.Watch("LIVE MANY Task ORDER BY due LIMIT 20 { due, text }");
  ExpectOk(queue);
  pollfd waiting{*queue->EventFd(), POLLIN, 0};
  while (!is_done()) {
    if (::poll(&waiting, 1, 100) == 0) continue;
    while (const auto frame = queue->Poll()) {
      if (frame->kind == FrameKind::kError) return;  // frame->error says why; nothing follows.
      tree.Apply(*frame);
    }
    // Draw `tree` here: once, whatever number of commits there were.
  }
}

void Coalesced(Database& database) {
  auto queue = database.Watch("LIVE MANY Task { text }");
  ExpectOk(queue);
  Expect(queue->Poll().has_value());
  ExpectOk(database.Execute("INSERT Task { id: 1, due: '2026-11-22', text: 'water' }"));
  ExpectOk(database.Execute("INSERT Task { id: 2, due: '2026-11-23', text: 'mow' }"));
  ExpectOk(database.Execute("UPDATE Task WHERE id = 1 SET text = 'water the roses'"));
  const auto frame = queue->Poll();
  Expect(frame->from == frame->to - 3);
  Expect(!queue->Poll().has_value());
}

void Lagging(Database& database) {
  SubscribeOptions options;
  options.max_queued = 2;
  auto queue = database.Watch("LIVE MANY Task { text }", {}, options);
  ExpectOk(queue);
  Expect(queue->Poll().has_value());
  for (int id = 10; id < 14; ++id) {
    ExpectOk(database.Execute("INSERT Task { id: $id, due: '2026-11-22', text: 'new' }",
                              Bind({{"id", id}})));
  }
  const auto frame = queue->Poll();
  Expect(frame->kind == FrameKind::kReset && frame->why == "lag");
}

void Timed(Database& database) {
  ExpectOk(database.Execute("INSERT Task { id: 3, due: '2199-01-01', text: 'rest' }"));
  auto queue = database.Watch("LIVE MANY Task WHERE due > NOW() { text }");
  ExpectOk(queue);
  Expect(queue->Poll().has_value());
  if (const auto deadline = database.NextDeadline()) database.AdvanceTime(*deadline);
  const auto frame = queue->Poll();
  Expect(frame.has_value() && frame->from == frame->to);
}

// ---------- memory.md ----------

void Sized(const std::string& folder) {
  Options options;
  options.store_memory_bytes = 256 << 20;
  options.limits.rows = 1'000'000;
  options.limits.timeout_ms = 5000;
  auto database = Database::Open(folder, options);
  ExpectOk(database);
}

void Bounded(Database& database) {
  std::size_t drawn = 0;
  const auto draw = [&drawn](const Frame&) { ++drawn; };
  SubscribeOptions options;
  options.max_rows = 10'000;
  auto live = database.Subscribe("LIVE MANY Task { text }", draw, {}, options);
  ExpectOk(live);
  Expect(drawn == 1);

  const StoreStatistics store = database.Statistics();
  const std::uint64_t in_store =
      store.memtable_bytes + store.cached_bytes + store.directory_bytes;
  const std::uint64_t in_live = database.live_row_count() * cambium::kBytesPerLiveRow;
  Expect(in_store > 0 && in_live > 0);
}

// ---------- reference.md ----------

void ImportedRows(Database& database) {
  std::istringstream file("id,due,text\n20,2026-11-22,sow\n21,someday,reap\n");
  cambium::ImportOptions options;
  std::string bad;
  options.on_bad_row = [&bad](const cambium::BadRow& row) {
    bad += cambium::BadRowText("tasks.csv", row) + "\n";
  };
  const auto rows = cambium::MakeCsvRows(file, "tasks.csv");
  const auto imported = database.Import(*rows, "Task", options);
  ExpectOk(imported);
  Expect(imported->rows == 1 && imported->skipped == 1);
  Expect(bad == "tasks.csv:3: due: not of the form YYYY-MM-DD: someday\n");
}

class Log final : public cambium::TreeSink {
 public:
  void Begin(const Frame& frame) override { text += IsWhole(frame) ? "all:" : "then:"; }
  void Insert(const Path&, const PathKey&, std::size_t at, const TreeNode& node) override {
    text += " put " + std::string(node.Get("text").AsText()) + " at " + std::to_string(at);
  }
  void Erase(const Path&, const PathKey& key) override {
    text += " take out " + std::to_string(key.key[0].AsInt());
  }
  void Move(const Path&, const PathKey&, std::size_t) override { text += " move"; }
  void Set(const Path&, std::span<const std::pair<cambium::PlanColumn, Value>>) override {
    text += " set";
  }
  void Replace(const Path&, const TreeNode*) override { text += " replace"; }
  void End() override { text += "\n"; }

  std::string text;
};

void Streamed(Database& database) {
  Log log;
  auto live = database.Subscribe("LIVE MANY Task ORDER BY text LIMIT 1 { text }",
                                 [&log](const Frame& frame) { StreamFrame(frame, log); });
  ExpectOk(live);
  ExpectOk(database.Execute("INSERT Task { id: 30, due: '2026-11-22', text: 'air' }"));
  ExpectOk(database.Execute("DELETE Task WHERE id = 30"));
  Expect(log.text ==
         "all: put mow at 0\n"
         "then: take out 2 put air at 0\n"
         "then: take out 30 put mow at 0\n");

  const auto why = database.Why(database.version());
  Expect(why->tables[0].name == "Task" && why->tables[0].deleted == 1 && why->frames == 1);
}

// ---------- durability.md ----------

void Relaxed(const std::string& folder) {
  auto database = Database::Open(folder);
  ExpectOk(database);
  for (int id = 0; id < 100; ++id) {
    ExpectOk((*database)->Execute("INSERT Task { id: $id, due: '2026-11-22', text: 'new' }",
                                  Bind({{"id", id}})));
  }
  ExpectOk((*database)->Flush());  // Now tell them that it is saved.
}

void Durable(const std::string& folder) {
  Options options;
  options.durable = true;
  auto database = Database::Open(folder, options);
  ExpectOk(database);
  ExpectOk((*database)->Execute("DELETE Task WHERE id = 1"));
}

// ---------- backup.md ----------

void BackedUp(const std::string& folder, Database& database) {
  ExpectOk(database.Backup(folder + "/backup"));
  auto copy = Database::Open(folder + "/backup");
  ExpectOk(copy);
  ExpectOk((*copy)->Verify());
  Expect((*copy)->Query("{ n: COUNT Task }")->Json() == R"({"n":99})");
}

std::string NewFolder() {
  std::string folder = std::filesystem::temp_directory_path() / "cambium-XXXXXX";
  Expect(::mkdtemp(folder.data()) != nullptr);
  return folder;
}

}  // namespace

int main() {
  {
    const auto database = *Database::Open(":memory:");
    ExpectOk(database->Execute(kTaskTable));
    Coalesced(*database);
    LiveTree tree;
    Loop(*database, tree, [&tree] { return tree.version() > 0; });
    Expect(tree.root().size() == 2);
    Lagging(*database);
    Bounded(*database);
    Streamed(*database);
    ImportedRows(*database);
    Timed(*database);
  }
  const std::string folder = NewFolder();
  const std::string path = folder + "/db";
  Sized(path);
  ExpectOk((*Database::Open(path))->Execute(kTaskTable));
  Relaxed(path);
  Durable(path);
  BackedUp(folder, **Database::Open(path));
  std::filesystem::remove_all(folder);
  std::cout << expectations << " expectations hold\n";
  return 0;
}
