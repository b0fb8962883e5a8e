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
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/curves/tracker.h"
#include "bench/harness/memory.h"
#include "bench/harness/report_files.h"
#include "bench/harness/svg_chart.h"
#include "bench/timing.h"
#include "query/cambium.h"

namespace cambium::bench {
namespace {

// What the picture shows.
struct Figures {
  SvgCurve one{"that one of them hears of", {}};
  SvgCurve none{"that none of them asked for", {}};
  SvgCurve tables{"that one of 100 hears of", {}};
};

void RunTemplate(const TrackerSize& size, Figures& figures) {
  const std::unique_ptr<Database> database = FilledTracker(size);
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
    crowd.TakeFrames();
    const double one = MedianMicroseconds(size.commits, [&](int i) {
      Do(*database, SetTitle(IssueOf(size, i % count, 0), ++round));
    });
    MustHold(crowd.TakeFrames() == static_cast<std::uint64_t>(size.commits),
             "one frame a commit");
    crowd.TakeFrames();
    const double unread = MedianMicroseconds(size.commits, [&](int i) {
      Do(*database, SetVotes(IssueOf(size, i % count, 0), ++round));
    });
    // The last place is nobody's.
    const int nobodys = 2 * size.projects - 1;
    const double none = MedianMicroseconds(size.commits, [&](int i) {
      Do(*database, SetTitle(IssueOf(size, nobodys, i % size.issues), ++round));
    });
    MustHold(crowd.TakeFrames() == 0, "no frame");
    CheckTree(*database, 0);
    figures.one.points.emplace_back(count, one);
    figures.none.points.emplace_back(count, none);
    const double unsubscribe = MedianMicroseconds(count, [&](int) { crowd.Leave(); });
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
void RunTables(const TrackerSize& size, Figures& figures) {
  constexpr int kSubscriptions = 100;
  for (int projects = kSubscriptions / 2; projects <= size.projects; projects *= 10) {
    TrackerSize table = size;
    table.projects = projects;
    const std::unique_ptr<Database> database = FilledTracker(table);
    Crowd crowd(*database);
    for (int i = 0; i < kSubscriptions; ++i) crowd.Join(kTemplate, Place(i));
    crowd.TakeFrames();
    const double one = MedianMicroseconds(size.commits, [&](int i) {
      Do(*database, SetTitle(IssueOf(size, i % kSubscriptions, 0), i + 1));
    });
    MustHold(crowd.TakeFrames() == static_cast<std::uint64_t>(size.commits),
             "one frame a commit");
    const int issues = 2 * projects * size.issues;
    std::printf("%d issues, %d subscriptions: a commit that touches one %.1f\n", issues,
                kSubscriptions, one);
    figures.tables.points.emplace_back(issues, one);
  }
}

void RunDifferent(const TrackerSize& size) {
  const std::unique_ptr<Database> database = FilledTracker(size);
  const int count = std::min(1'000, size.projects - 1);
  const int nobodys = 2 * size.projects - 1;
  int round = 0;
  const auto commit = [&](int i) {
    Do(*database, SetTitle(IssueOf(size, nobodys, i % size.issues), ++round));
  };
  const double without = MedianMicroseconds(size.commits, commit);
  Crowd crowd(*database);
  const double subscribe =
      MedianMicroseconds(count, [&](int i) { crowd.Join(DifferentQuery(i), {}); });
  crowd.TakeFrames();
  const double none = MedianMicroseconds(size.commits, commit);
  MustHold(crowd.TakeFrames() == 0, "no frame");
  const double one = MedianMicroseconds(size.commits, [&](int i) {
    Do(*database, SetTitle(IssueOf(size, 2 * (i % count), 0), ++round));
  });
  MustHold(crowd.TakeFrames() == static_cast<std::uint64_t>(size.commits),
           "one frame a commit");
  std::printf(
      "%d different queries: a commit without any %.1f, that concerns none %.1f (%.2f x), "
      "one %.1f; subscribe %.1f\n",
      count, without, none, none / without, one, subscribe);
}

}  // namespace
}  // namespace cambium::bench

int main(int argument_count, char** arguments) {
  cambium::bench::TrackerSize size{5'001, 4, 2'000, 10'000};
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
