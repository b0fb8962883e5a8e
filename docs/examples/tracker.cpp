// An issue tracker that changes by itself, and the live tree of its hottest open issues.
//
//     tracker [COMMITS]
//
// Keeps a nested query live over the embedded store, in a folder of its own, and shows the
// answer after each commit: on a terminal redrawn in place, elsewhere as the frames that the
// subscription delivers.
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <thread>

#include "query/cambium.h"

namespace {

constexpr char kQuery[] =
    "LIVE MANY Issue WHERE open = TRUE ORDER BY votes DESC, id LIMIT 5 {"
    "  id, title, votes,"
    "  latest: MANY comments ORDER BY id DESC LIMIT 3 { author, text } }";

// Small, and the same on every machine.
class Random {
 public:
  std::uint64_t Below(std::uint64_t bound) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return (state_ >> 33) % bound;
  }
  template <std::size_t kCount>
  std::string Pick(const char* const (&words)[kCount]) {
    return words[Below(kCount)];
  }

 private:
  std::uint64_t state_ = 2026;
};

constexpr const char* kParts[] = {"editor", "search", "login", "export", "sync", "menu"};
constexpr const char* kFaults[] = {"crashes", "is slow", "loses focus", "shows nothing"};
constexpr const char* kPeople[] = {"ada", "bob", "cyd", "dee"};
constexpr const char* kRemarks[] = {"me too", "fixed in main?", "still here", "any news?"};

// One thing that happens in a tracker, as a statement.
std::string NextStatement(Random& random, int& issues, int& comments) {
  const std::string some_issue =
      std::to_string(1 + random.Below(static_cast<std::uint64_t>(issues)));
  switch (random.Below(8)) {
    case 0: {
      const std::string title = random.Pick(kParts) + " " + random.Pick(kFaults);
      return "INSERT Issue { id: " + std::to_string(++issues) + ", title: '" + title + "' }";
    }
    case 1:
      return "UPDATE Issue WHERE id = " + some_issue + " SET open = FALSE;";
    case 2:
    case 3:
    case 4:
      return "UPDATE Issue WHERE id = " + some_issue + " SET votes = votes + 1, open = TRUE;";
    default:
      return "INSERT Comment { id: " + std::to_string(++comments) + ", issue: " + some_issue +
             ", author: '" + random.Pick(kPeople) + "', text: '" + random.Pick(kRemarks) +
             "' }";
  }
}

void Draw(const cambium::TreeList& issues, const std::string& statement) {
  std::cout << "\x1b[H\x1b[2J" << kQuery << "\n\n> " << statement << "\n\n";
  for (const cambium::TreeNode& issue : issues) {
    std::cout << "  " << issue.Get("votes").AsInt() << "  #" << issue.Get("id").AsInt() << " "
              << issue.Get("title").AsText() << "\n";
    for (const cambium::TreeNode& comment : issue.List("latest")) {
      std::cout << "        " << comment.Get("author").AsText() << ": "
                << comment.Get("text").AsText() << "\n";
    }
  }
  std::cout << std::flush;
}

int Fail(const absl::Status& status) {
  std::cerr << "error: " << status.message() << "\n";
  return 1;
}

// Runs the tracker on a database; returns the exit status.
int Run(cambium::Database& database, int commits, bool on_terminal) {
  for (const char* statement :
       {"TABLE Issue { id: Int = 1 KEY, title: Text = 2, open: Bool = 3 DEFAULT TRUE,"
        "              votes: Int = 4 DEFAULT 0 }",
        "TABLE Comment { id: Int = 1 KEY, issue: Issue = 2 BACK comments, author: Text = 3,"
        "                text: Text = 4 }"}) {
    if (auto done = database.Execute(statement); !done.ok()) return Fail(done.status());
  }

  // The tree as a client holds it: whole with the first frame, then patched by each delta.
  cambium::LiveTree tree;
  std::string statement = "(start)";
  auto live = database.Subscribe(kQuery, [&](const cambium::Frame& frame) {
    tree.Apply(frame);
    if (on_terminal) {
      Draw(tree.root(), statement);
    } else {
      std::cout << cambium::FrameJson(frame) << "\n";
    }
  });
  if (!live.ok()) return Fail(live.status());

  Random random;
  int issues = 0;
  int comments = 0;
  for (int i = 0; i < commits; ++i) {
    statement = issues == 0 ? "INSERT Issue { id: 1, title: 'editor crashes' }"
                            : NextStatement(random, issues, comments);
    issues = std::max(issues, 1);
    if (auto done = database.Execute(statement); !done.ok()) return Fail(done.status());
    if (on_terminal) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  std::cout << "\nversion " << database.version() << ": " << tree.root().size()
            << " issues in the tree, kept by deltas\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool on_terminal = isatty(STDOUT_FILENO) != 0;
  const int commits = argc > 1 ? std::atoi(argv[1]) : on_terminal ? 150 : 12;
  const auto folder =
      std::filesystem::temp_directory_path() / ("tracker-" + std::to_string(getpid()));
  int status = 1;
  {
    auto database = cambium::Database::Open(folder.string());
    status = database.ok() ? Run(**database, commits, on_terminal) : Fail(database.status());
  }
  std::filesystem::remove_all(folder);
  return status;
}
