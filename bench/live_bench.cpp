// What does a commit cost while TreeQL queries are live, and what does it cost to open one?
//
// A tracker of issues and comments in memory. Live queries with a condition, an order, a limit
// and a nested list are open while comments and issues come in, one a commit; then a wide
// query is opened and dropped over all rows. Texts are longer than fits beside a number.
//
// Each figure is the median of thread CPU µs. Before any is printed, the tree that the frames
// have built must equal the answer of the same query asked anew.
//
// `--quick` runs everything on a small tracker, as a test.
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/timing.h"
#include "query/cambium.h"

namespace cambium::bench {
namespace {

struct Size {
  int issues;
  int commits;
  int opens;
};
constexpr Size kFull = {20'000, 10'000, 15};
constexpr Size kQuick = {200, 200, 3};

constexpr char kTop[] =
    "MANY Issue WHERE open = TRUE AND votes > 10 ORDER BY votes DESC, title LIMIT 50 "
    "{ id, title, votes, latest: MANY comments ORDER BY id DESC LIMIT 3 { author, text } }";
constexpr char kByTitle[] = "MANY Issue ORDER BY title LIMIT 20 { title, votes }";
constexpr char kRecent[] = "MANY Comment ORDER BY id DESC LIMIT 100 { issue, author, text }";
constexpr char kOrdered[] = "MANY Issue ORDER BY votes DESC, title { id, votes }";
constexpr char kWide[] = "MANY Issue { title, votes, MANY comments { text } }";

// Evenly spread, the same everywhere.
int Mixed(int i, int below) {
  return static_cast<int>(static_cast<unsigned>(i) * 2654435761U %
                          static_cast<unsigned>(below));
}

std::string InsertIssue(int i) {
  return "INSERT Issue { id: " + std::to_string(i) + ", title: 'the title of issue " +
         std::to_string(Mixed(i, 1'000'000)) + "', votes: " + std::to_string(Mixed(i, 97)) +
         " }";
}

std::string InsertComment(int i, int issues) {
  return "INSERT Comment { id: " + std::to_string(i) +
         ", issue: " + std::to_string(Mixed(i, issues)) + ", author: 'person " +
         std::to_string(Mixed(i, 40)) +
         "', text: 'a remark that is somewhat longer than most, " + std::to_string(i) + "' }";
}

void Do(Database& database, const std::string& statement) {
  const auto done = database.Execute(statement);
  MustHold(done.ok(), statement.c_str());
}

// A client of a query: the tree that its frames build.
class Client {
 public:
  Client(Database& database, const std::string& query) : query_(query) {
    auto subscription =
        database.Subscribe("LIVE " + query, [this](const Frame& frame) { tree_.Apply(frame); });
    MustHold(subscription.ok(), query.c_str());
    subscription_ = *std::move(subscription);
  }
  void CheckTree(Database& database) const {
    MustHold(tree_.Json() == database.Query(query_)->Json(), query_.c_str());
  }

 private:
  const std::string query_;
  LiveTree tree_;
  Subscription subscription_;
};

void Run(const Size& size) {
  const std::unique_ptr<Database> database = *Database::Open(":memory:");
  Do(*database,
     "TABLE Issue { id: Int = 1 KEY, title: Text = 2, open: Bool = 3 DEFAULT TRUE, "
     "votes: Int = 4 DEFAULT 0 }");
  Do(*database,
     "TABLE Comment { id: Int = 1 KEY, issue: Issue = 2 BACK comments, author: Text = 3, "
     "text: Text = 4 }");
  for (int i = 0; i < size.issues; ++i) Do(*database, InsertIssue(i));
  for (int i = 0; i < size.issues; ++i) Do(*database, InsertComment(i, size.issues));

  const Client top(*database, kTop);
  const Client by_title(*database, kByTitle);
  const Client recent(*database, kRecent);
  const double comment = MedianMicroseconds(
      size.commits, [&](int i) { Do(*database, InsertComment(size.issues + i, size.issues)); });
  const double issue = MedianMicroseconds(
      size.commits, [&](int i) { Do(*database, InsertIssue(size.issues + i)); });
  const auto ordered = database->Subscribe(kOrdered, [](const Frame&) {});
  MustHold(ordered.ok(), kOrdered);
  const double move = MedianMicroseconds(size.commits, [&](int i) {
    Do(*database, "UPDATE Issue WHERE id = " + std::to_string(Mixed(i, size.issues)) +
                      " SET votes = " + std::to_string(Mixed(i, 89)));
  });
  const double open =
      MedianMicroseconds(size.opens, [&](int) { const Client wide(*database, kWide); });
  for (const Client* client : {&top, &by_title, &recent}) client->CheckTree(*database);

  std::printf("median thread CPU µs; %d issues and as many comments, then %d commits of each\n",
              size.issues, size.commits);
  std::printf("%-44s %10.1f\n", "insert a comment, three queries live", comment);
  std::printf("%-44s %10.1f\n", "insert an issue, three queries live", issue);
  std::printf("%-44s %10.1f\n", "move an issue in a live list of all", move);
  std::printf("%-44s %10.1f\n", "open and drop a query over all rows", open);
}

}  // namespace
}  // namespace cambium::bench

int main(int argument_count, char** arguments) {
  const bool is_quick = argument_count == 2 && std::string_view(arguments[1]) == "--quick";
  if (argument_count > 1 && !is_quick) {
    std::fprintf(stderr, "usage: live_bench [--quick]\n");
    return 1;
  }
  cambium::bench::Run(is_quick ? cambium::bench::kQuick : cambium::bench::kFull);
  return 0;
}
