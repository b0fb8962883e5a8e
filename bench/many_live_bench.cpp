// What do ten thousand live queries cost a commit, and what does one of them cost?
//
// W6: a tracker in memory, and 1, 100, 10,000 (`--most` more) subscriptions of one template,
// each to the issues of its own project and status, with their owner and their latest
// comments. Commits then touch the issue of one of them, of all, or of none; subscriptions come
// and go. After that a thousand different queries, one subscriber each.
//
// Times are medians of thread CPU µs, frames and their delivery included. Memory is what malloc
// has given, divided by the subscriptions. Before any figure is printed, trees that frames have
// built must equal the answers of the same queries asked anew.
//
// `--quick` runs everything on a small tracker, as a test. `--svg FOLDER` draws there what a
// commit costs against the number of subscriptions and against the size of the table.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/harness/memory.h"
#include "bench/harness/report_files.h"
#include "bench/harness/svg_chart.h"
#include "bench/timing.h"
#include "query/cambium.h"

namespace cambium::bench {
namespace {

struct Size {
  int projects;  // Each has issues of two statuses.
  int issues;    // of a project and status
  int commits;
  int most;  // subscriptions
};

constexpr char kTemplate[] =
    "LIVE MANY Issue WHERE project = $p AND status = $s ORDER BY created DESC, id DESC LIMIT "
    "50 "
    "{ id, title, owner { name }, latest: MANY comments ORDER BY id DESC LIMIT 3 { text } }";

void Do(Database& database, const std::string& statement) {
  const auto done = database.Execute(statement);
  MustHold(done.ok(), statement.c_str());
}

Parameters Place(int which) { return Bind({{"p", which / 2}, {"s", which % 2}}); }

// Issue `i` of the place with this number; places follow each other.
int IssueOf(const Size& size, int place, int i) { return place * size.issues + i; }

std::unique_ptr<Database> Filled(const Size& size) {
  std::unique_ptr<Database> database = *Database::Open(":memory:");
  Do(*database, "TABLE User { id: Int = 1 KEY, name: Text = 2 }");
  Do(*database,
     "TABLE Issue { id: Int = 1 KEY, project: Int = 2, status: Int = 3, title: Text = 4, "
     "created: Int = 5, owner: User = 6, votes: Int = 7 }");
  Do(*database,
     "TABLE Comment { id: Int = 1 KEY, issue: Issue = 2 BACK comments, text: Text = 3 }");
  for (int i = 0; i < 100; ++i) {
    Do(*database, "INSERT User { id: " + std::to_string(i) + ", name: 'person " +
                      std::to_string(i) + "' }");
  }
  const int places = 2 * size.projects;
  for (int place = 0; place < places; ++place) {
    std::string transaction = "TX {";
    for (int i = 0; i < size.issues; ++i) {
      const std::string id = std::to_string(IssueOf(size, place, i));
      transaction += " INSERT Issue { id: " + id + ", project: " + std::to_string(place / 2) +
                     ", status: " + std::to_string(place % 2) +
                     ", title: 'the title of issue " + id + "', created: " + id +
                     ", owner: " + std::to_string(place % 100) +
                     ", votes: 0 }; INSERT Comment { id: " + id + ", issue: " + id +
                     ", text: 'a remark that is somewhat longer than most' };";
    }
    Do(*database, transaction + " }");
  }
  return database;
}

// Subscriptions that are counted and otherwise ignored.
struct Crowd {
  explicit Crowd(Database& its_database) : database(its_database) {}

  void Join(const std::string& query, const Parameters& parameters) {
    auto live = database.Subscribe(
        query, [this](const Frame&) { ++frames; }, parameters);
    MustHold(live.ok(), query.c_str());
    subscriptions.push_back(*std::move(live));
  }

  Database& database;
  std::deque<Subscription> subscriptions;
  std::uint64_t frames = 0;
};

std::string SetTitle(int issue, int round) {
  return "UPSERT Issue { id: " + std::to_string(issue) + ", title: 'changed " +
         std::to_string(round) + "' }";
}
std::string SetVotes(int issue, int round) {
  return "UPSERT Issue { id: " + std::to_string(issue) +
         ", votes: " + std::to_string(round + 1) + " }";
}

void CheckTree(Database& database, int place) {
  LiveTree tree;
  std::string query = kTemplate;
  auto live = database.Subscribe(
      query, [&tree](const Frame& frame) { tree.Apply(frame); }, Place(place));
  MustHold(live.ok(), "a subscription");
  Do(database, "UPDATE Issue WHERE project = " + std::to_string(place / 2) +
                   " SET title = 'seen', created = 0 - created");
  MustHold(tree.Json() == database.Query(query.substr(5), Place(place))->Json(), "a tree");
}

// What the picture shows.
struct Figures {
  SvgCurve one{"that one of them hears of", {}};
  SvgCurve none{"that none of them asked for", {}};
  SvgCurve tables{"that one of 100 hears of", {}};
};

void RunTemplate(const Size& size, Figures& figures) {
  const std::unique_ptr<Database> database = Filled(size);
  std::printf("one template; %d issues and as many comments; median thread CPU µs\n",
              2 * size.projects * size.issues);
  std::printf("%-14s %10s %12s %12s %12s %12s %12s\n", "subscriptions", "subscribe",
              "touches one", "unread field", "not asked", "bytes each", "unsubscribe");
  int round = 0;
  for (const int count : {1, 100, 10'000, 100'000}) {
    if (count > size.most) break;
    Crowd crowd(*database);
    const double before = HeapBytes();
    const double subscribe =
        MedianMicroseconds(count, [&](int i) { crowd.Join(kTemplate, Place(i)); });
    const double bytes = (HeapBytes() - before) / count;
    crowd.frames = 0;
    const double one = MedianMicroseconds(size.commits, [&](int i) {
      Do(*database, SetTitle(IssueOf(size, i % count, 0), ++round));
    });
    MustHold(crowd.frames == static_cast<std::uint64_t>(size.commits), "one frame a commit");
    crowd.frames = 0;
    const double unread = MedianMicroseconds(size.commits, [&](int i) {
      Do(*database, SetVotes(IssueOf(size, i % count, 0), ++round));
    });
    // The last place is nobody's.
    const int nobodys = 2 * size.projects - 1;
    const double none = MedianMicroseconds(size.commits, [&](int i) {
      Do(*database, SetTitle(IssueOf(size, nobodys, i % size.issues), ++round));
    });
    MustHold(crowd.frames == 0, "no frame");
    CheckTree(*database, 0);
    figures.one.points.emplace_back(count, one);
    figures.none.points.emplace_back(count, none);
    const double unsubscribe =
        MedianMicroseconds(count, [&](int) { crowd.subscriptions.pop_back(); });
    std::printf("%-14d %10.1f %12.1f %12.1f %12.1f %12.0f %12.1f\n", count, subscribe, one,
                unread, none, bytes, unsubscribe);
  }

  // Beside one that stays: of places without any issue.
  Crowd crowd(*database);
  crowd.Join(kTemplate, Place(0));
  const int idle = size.most;
  const double before = HeapBytes();
  const double subscribe =
      MedianMicroseconds(idle, [&](int i) { crowd.Join(kTemplate, Place(1'000'000 + i)); });
  std::printf("%d more without a row: subscribe %.1f, bytes each %.0f\n", idle, subscribe,
              (HeapBytes() - before) / idle);
  const double same = MedianMicroseconds(idle, [&](int) { crowd.Join(kTemplate, Place(0)); });
  std::printf("%d more of one answer of %d rows: subscribe %.1f\n", idle, 2 * size.issues,
              same);
  const double all = MedianMicroseconds(
      3, [&](int) { Do(*database, SetTitle(IssueOf(size, 0, 0), ++round)); });
  std::printf("a commit that touches all %d of them: %.0f, %.2f each\n", idle, all, all / idle);
}

// The same commit over tables of other sizes.
void RunTables(const Size& size, Figures& figures) {
  constexpr int kSubscriptions = 100;
  for (int projects = kSubscriptions / 2; projects <= size.projects; projects *= 10) {
    Size table = size;
    table.projects = projects;
    const std::unique_ptr<Database> database = Filled(table);
    Crowd crowd(*database);
    for (int i = 0; i < kSubscriptions; ++i) crowd.Join(kTemplate, Place(i));
    crowd.frames = 0;
    const double one = MedianMicroseconds(size.commits, [&](int i) {
      Do(*database, SetTitle(IssueOf(size, i % kSubscriptions, 0), i + 1));
    });
    MustHold(crowd.frames == static_cast<std::uint64_t>(size.commits), "one frame a commit");
    const int issues = 2 * projects * size.issues;
    std::printf("%d issues, %d subscriptions: a commit that touches one %.1f\n", issues,
                kSubscriptions, one);
    figures.tables.points.emplace_back(issues, one);
  }
}

// No two of one shape: every one has another limit, and its own project.
std::string Different(int which) {
  const std::string n = std::to_string(which);
  const char* const orders[] = {"created DESC", "title", "votes DESC, title"};
  return "LIVE MANY Issue WHERE project = " + n + " ORDER BY " + orders[which % 3] + " LIMIT " +
         std::to_string(which + 10) + " { id, title, status, owner { name } }";
}

void RunDifferent(const Size& size) {
  const std::unique_ptr<Database> database = Filled(size);
  const int count = std::min(1'000, size.projects - 1);
  const int nobodys = 2 * size.projects - 1;
  int round = 0;
  const auto commit = [&](int i) {
    Do(*database, SetTitle(IssueOf(size, nobodys, i % size.issues), ++round));
  };
  const double without = MedianMicroseconds(size.commits, commit);
  Crowd crowd(*database);
  const double subscribe =
      MedianMicroseconds(count, [&](int i) { crowd.Join(Different(i), {}); });
  crowd.frames = 0;
  const double none = MedianMicroseconds(size.commits, commit);
  MustHold(crowd.frames == 0, "no frame");
  const double one = MedianMicroseconds(size.commits, [&](int i) {
    Do(*database, SetTitle(IssueOf(size, 2 * (i % count), 0), ++round));
  });
  MustHold(crowd.frames == static_cast<std::uint64_t>(size.commits), "one frame a commit");
  std::printf(
      "%d different queries: a commit without any %.1f, that concerns none %.1f (%.2f x), "
      "one %.1f; subscribe %.1f\n",
      count, without, none, none / without, one, subscribe);
}

}  // namespace
}  // namespace cambium::bench

int main(int argument_count, char** arguments) {
  cambium::bench::Size size{5'001, 4, 2'000, 10'000};
  std::string svg;
  for (int i = 1; i < argument_count; ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--quick") {
      size = {101, 2, 50, 100};
    } else if (argument == "--most" && i + 1 < argument_count) {
      size.most = std::max(1, std::atoi(arguments[++i]));
      size.projects = size.most / 2 + 1;
    } else if (argument == "--svg" && i + 1 < argument_count) {
      svg = arguments[++i];
    } else {
      std::fprintf(stderr, "usage: many_live_bench [--quick] [--most N] [--svg FOLDER]\n");
      return 1;
    }
  }
  cambium::bench::Figures figures;
  cambium::bench::RunTemplate(size, figures);
  cambium::bench::RunTables(size, figures);
  cambium::bench::RunDifferent(size);
  if (!svg.empty()) {
    using cambium::bench::SvgCurves;
    const absl::Status written = cambium::bench::WriteFiles(
        {{"many_live_subscriptions.svg",
          SvgCurves("A commit and its audience", "subscriptions", "\u00b5s of a commit",
                    {figures.one, figures.none})},
         {"many_live_rows.svg", SvgCurves("A commit and its table", "rows of the table",
                                          "\u00b5s of a commit", {figures.tables})}},
        svg);
    cambium::bench::MustHold(written.ok(), std::string(written.message()).c_str());
  }
  return 0;
}
