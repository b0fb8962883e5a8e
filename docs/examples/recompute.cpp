// Incremental against recompute, side by side: the work of keeping one answer up to date.
//
// The same commits are followed in two ways. One asks again after each commit, as a program
// without live queries has to; the other takes the frames of a subscription. Both have the same
// answer all the time. What is counted is work, not time: entries of the store that are read,
// and operations on the tree; so the table is the same on every machine. The first grows with
// the tables, the second with what changes.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <memory>
#include <string>

#include "query/cambium.h"

namespace {

using cambium::Bind;
using cambium::Database;

constexpr int kCommits = 40;

// The five most wanted issues, with how much was said of them.
constexpr char kQuestion[] =
    "MANY Issue WHERE open = TRUE ORDER BY votes DESC LIMIT 5 {"
    "  id, votes, comments: COUNT comments }";

struct Work {
  std::uint64_t asked = 0;       // Entries read by asking again.
  std::uint64_t hydrated = 0;    // Scans of tables for the first answer of the live query,
  std::uint64_t scanned = 0;     // and since.
  std::uint64_t frames = 0;      // Commits that changed the answer.
  std::uint64_t operations = 0;  // What they changed in it.
  bool is_equal = true;          // The two answers, after each commit.
};

bool Fill(Database& database, int issues) {
  for (const char* table :
       {"TABLE Issue { id: Int = 1 KEY, open: Bool = 2 DEFAULT TRUE, votes: Int = 3 }",
        "TABLE Comment { id: Int = 1 KEY, issue: Issue = 2 BACK comments }"}) {
    if (!database.Execute(table).ok()) return false;
  }
  const auto issue = database.Prepare("INSERT Issue { id: $id, votes: $votes }");
  const auto comment = database.Prepare("INSERT Comment { id: $id, issue: $issue }");
  for (int id = 0; id < issues; ++id) {
    const int votes = id * 7919 % 1000;
    if (!issue->Execute(Bind({{"id", id}, {"votes", votes}})).ok() ||
        !comment->Execute(Bind({{"id", id}, {"issue", id * 31 % issues}})).ok()) {
      return false;
    }
  }
  return true;
}

// What happens in a tracker; the last two kinds are what changes the answer.
absl::Status Change(Database& database, int i, int issues) {
  const char* const statements[] = {
      "UPSERT Issue { id: $issue, votes: $n }",
      "INSERT Comment { id: $new, issue: $issue }",
      "UPSERT Issue { id: $issue, votes: 1000 + $n }",
      "UPSERT Issue { id: $issue, votes: 2000, open: $n >= 20 }",
  };
  const char* const statement = statements[i % 4];
  cambium::Parameters parameters = Bind({{"issue", i * 7907 % issues}, {"n", i}});
  if (i % 4 == 1) parameters = Bind({{"issue", i * 7907 % issues}, {"new", issues + i}});
  return database.Execute(statement, parameters).status();
}

bool Measure(int issues, Work& work) {
  const auto opened = Database::Open(":memory:");
  if (!opened.ok() || !Fill(**opened, issues)) return false;
  Database& database = **opened;
  cambium::LiveTree tree;
  const std::uint64_t before = database.scan_count();
  const auto live = database.Subscribe(kQuestion, [&](const cambium::Frame& frame) {
    tree.Apply(frame);
    if (frame.kind != cambium::FrameKind::kDelta) return;
    ++work.frames;
    work.operations += frame.ops.size();
  });
  work.hydrated = database.scan_count() - before;
  for (int i = 0; i < kCommits; ++i) {
    const std::uint64_t scans = database.scan_count();
    if (!Change(database, i, issues).ok()) return false;
    work.scanned += database.scan_count() - scans;
    const auto answer = database.Query(kQuestion);
    if (!answer.ok()) return false;
    work.asked += answer->read_count;
    work.is_equal = work.is_equal && answer->Json() == tree.Json();
  }
  return live.ok();
}

}  // namespace

int main() {
  std::cout << kCommits << " commits, one answer\n\n"
            << "           asking again      a live query\n"
            << "   issues  entries read      scans, since  frames  operations  same answers\n";
  for (const int issues : {100, 1000, 10'000}) {
    Work work;
    if (!Measure(issues, work)) return EXIT_FAILURE;
    std::cout << std::setw(9) << issues << std::setw(14) << work.asked << std::setw(15)
              << work.hydrated << std::setw(7) << work.scanned << std::setw(8) << work.frames
              << std::setw(12) << work.operations << "  " << (work.is_equal ? "yes" : "NO")
              << "\n";
  }
  return EXIT_SUCCESS;
}
