// A dashboard on the terminal: one thread writes, another draws what a live query says, at its
// own pace.
//
//     dashboard [COMMITS]
//
// The thread that draws waits for the queue as event loops do, then takes all that has come as
// one delta, so that it draws at most so often, however fast commits are. Where the output is
// no terminal one thread does both, in turns, and prints what it would have drawn.
// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

#include "query/cambium.h"

namespace {

using cambium::Bind;
using cambium::Database;
using cambium::LiveQueue;
using cambium::LiveTree;
using cambium::TreeNode;

constexpr char kTable[] =
    "TABLE Request { id: Int = 1 KEY, page: Text = 2, status: Int = 3, millis: Int = 4 }";

constexpr char kBoard[] =
    "LIVE {"
    "  requests: COUNT Request, failed: COUNT (Request WHERE status >= 500),"
    "  pages: MANY Request GROUP BY page ORDER BY n DESC LIMIT 4"
    "    { page, n: COUNT(*), mean: ROUND(AVG(millis)), median: ROUND(MEDIAN(millis)) },"
    "  slowest: MANY Request ORDER BY millis DESC LIMIT 3 { page, millis, status } }";

constexpr const char* kPages[] = {"/", "/cart", "/search", "/item", "/pay", "/help"};

// The i-th request; the same on every machine.
absl::Status Write(Database& database, int i) {
  const std::uint64_t chance = static_cast<std::uint64_t>(i) * 2654435761u % 1009;
  return database
      .Execute("INSERT Request { id: $id, page: $page, status: $status, millis: $millis }",
               Bind({{"id", i},
                     {"page", kPages[chance % 6 * (chance % 5) / 4]},
                     {"status", chance % 17 == 0 ? 500 : 200},
                     {"millis", static_cast<std::int64_t>(chance * chance / 997)}}))
      .status();
}

void PrintRow(const TreeNode& row) {
  std::cout << "   ";
  for (const cambium::PlanColumn& column : row.plan->scalars) {
    std::cout << " " << column.label << " "
              << cambium::PlainText(column.type, row.Get(column.label));
  }
  std::cout << "\n";
}

void Draw(const TreeNode& board, std::uint64_t version, std::size_t operations) {
  std::cout << "version " << version << ", drawn with " << operations << " operations\n";
  PrintRow(board);
  std::cout << "  pages\n";
  for (const TreeNode& page : board.List("pages")) PrintRow(page);
  std::cout << "  slowest\n";
  for (const TreeNode& request : board.List("slowest")) PrintRow(request);
  std::cout << std::flush;
}

// Takes what has come, and draws if there was any.
void Update(LiveQueue& queue, LiveTree& tree, bool on_terminal) {
  std::size_t operations = 0;
  bool is_new = false;
  while (const auto frame = queue.Poll()) {
    tree.Apply(*frame);
    operations += frame->ops.size();
    is_new = true;
  }
  if (!is_new) return;
  if (on_terminal) std::cout << "\x1b[H\x1b[2J";
  Draw(tree.root()[0], tree.version(), operations);
}

int RunOnTerminal(Database& database, LiveQueue& queue, int commits) {
  std::atomic<bool> is_done = false;
  std::thread writer([&] {
    for (int i = 1; i <= commits && Write(database, i).ok(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    is_done = true;
  });
  LiveTree tree;
  pollfd waiting{*queue.EventFd(), POLLIN, 0};
  while (!is_done) {
    ::poll(&waiting, 1, 100);
    Update(queue, tree, true);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // Not more often than this.
  }
  writer.join();
  Update(queue, tree, true);
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  const bool on_terminal = isatty(STDOUT_FILENO) != 0;
  const int commits = argc > 1 ? std::atoi(argv[1]) : on_terminal ? 2000 : 60;
  const auto database = Database::Open(":memory:");
  if (!database.ok() || !(*database)->Execute(kTable).ok()) return EXIT_FAILURE;
  auto queue = (*database)->Watch(kBoard);
  if (!queue.ok() || !queue->EventFd().ok()) return EXIT_FAILURE;
  if (on_terminal) return RunOnTerminal(**database, *queue, commits);
  LiveTree tree;
  for (int i = 1; i <= commits; ++i) {
    if (!Write(**database, i).ok()) return EXIT_FAILURE;
    if (i % 20 == 0) Update(*queue, tree, false);
  }
  return EXIT_SUCCESS;
}
