// Crowds that grow and shrink: of different answers, of none, of the same one; and tables that
// grow below a crowd.
// SPDX-License-Identifier: Apache-2.0
#include "bench/curves/live_queries.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "bench/curves/tracker.h"
#include "bench/harness/curves.h"
#include "bench/harness/memory.h"
#include "bench/timing.h"

namespace cambium::bench {
namespace {

constexpr int kMost = 100'000;
// Each has operators of its own.
constexpr int kMostDifferent = 1'000;

class LiveQueries {
 public:
  explicit LiveQueries(const TrackerSize& size) : size_(size), database_(FilledTracker(size)) {}

  void Run() {
    {
      Crowd crowd(*database_);
      crowd.Join(kTemplate, Place(0));
      GrowOfTemplate(crowd);
      Shrink(crowd);
      GrowOfIdle(crowd);
      while (crowd.size() > 1) crowd.Leave();
      GrowOfEqual(crowd);
    }
    GrowOfDifferent();
    GrowTables();
  }

  const std::vector<Metric>& metrics() const { return metrics_; }

 private:
  void Add(const char* curve, int x, double value) {
    metrics_.push_back({PointMetric(curve, x), value});
  }

  // Returns the median time of one; place_of(i) is where number i goes.
  template <typename PlaceOf>
  double JoinUntil(Crowd& crowd, int count, PlaceOf place_of) {
    const int present = crowd.size();
    return MedianMicroseconds(
        count - present, [&](int i) { crowd.Join(kTemplate, Place(place_of(present + i))); });
  }

  double CommitToNobody(Crowd& crowd) {
    const int nobodys = 2 * size_.projects - 1;  // The last place is.
    crowd.TakeFrames();
    const double none = MedianMicroseconds(size_.commits, [&](int i) {
      Do(*database_, SetTitle(IssueOf(size_, nobodys, i % size_.issues), ++round_));
    });
    MustHold(crowd.TakeFrames() == 0, "no frame");
    return none;
  }

  void GrowOfTemplate(Crowd& crowd) {
    CommitToNobody(crowd);  // What the filling has left to be done is done meanwhile.
    const double before = HeapBytes();
    for (int count = 1; count <= size_.most; count *= 10) {
      if (count > 1) {
        Add("subscribe_us", count, JoinUntil(crowd, count, [](int i) { return i; }));
        Add("rows_bytes", count, (HeapBytes() - before) / (count - 1));
      }
      Add("one_us", count, CommitToOne(*database_, crowd, count));
      const double unread = MedianMicroseconds(size_.commits, [&](int i) {
        Do(*database_, SetVotes(IssueOf(size_, i % count, 0), ++round_));
      });
      Add("unread_us", count, unread);
      Add("none_us", count, CommitToNobody(crowd));
      CheckTree(*database_, 0);
    }
  }

  // To one of so many, each of a place of its own.
  double CommitToOne(Database& database, Crowd& crowd, int count) {
    crowd.TakeFrames();
    const double one = MedianMicroseconds(size_.commits, [&](int i) {
      Do(database, SetTitle(IssueOf(size_, i % count, 0), ++round_));
    });
    MustHold(crowd.TakeFrames() == static_cast<std::uint64_t>(size_.commits),
             "one frame a commit");
    return one;
  }

  void Shrink(Crowd& crowd) {
    for (int count = size_.most; count >= 10; count /= 10) {
      const auto leave = [&crowd](int) { crowd.Leave(); };
      Add("unsubscribe_us", count, MedianMicroseconds(count - count / 10, leave));
    }
  }

  // Beside the one that stands; in places that do not exist.
  void GrowOfIdle(Crowd& crowd) {
    constexpr int kNowhere = 1'000'000;
    const double before = HeapBytes();
    for (int count = 10; count <= size_.most; count *= 10) {
      JoinUntil(crowd, count + 1, [](int i) { return kNowhere + i; });
      Add("idle_bytes", count, (HeapBytes() - before) / count);
    }
  }

  // All of one answer, which a commit then changes for all.
  void GrowOfEqual(Crowd& crowd) {
    constexpr int kCommits = 9;
    for (int count = 1; count <= size_.most; count *= 10) {
      if (count > 1) JoinUntil(crowd, count, [](int) { return 0; });
      crowd.TakeFrames();
      const double all = MedianMicroseconds(
          kCommits, [&](int) { Do(*database_, SetTitle(IssueOf(size_, 0, 0), ++round_)); });
      MustHold(crowd.TakeFrames() ==
                   static_cast<std::uint64_t>(kCommits) * static_cast<std::uint64_t>(count),
               "a frame for each");
      Add("all_us", count, all);
    }
  }

  // The same commit over tables of other sizes.
  void GrowTables() {
    constexpr int kQueries = 100;
    for (int projects = kQueries / 2; projects <= size_.projects; projects *= 10) {
      TrackerSize size = size_;
      size.projects = projects;
      const std::unique_ptr<Database> database = FilledTracker(size);
      Crowd crowd(*database);
      for (int i = 0; i < kQueries; ++i) crowd.Join(kTemplate, Place(i));
      Add("table_us", 2 * projects * size.issues, CommitToOne(*database, crowd, kQueries));
    }
  }

  void GrowOfDifferent() {
    Crowd crowd(*database_);
    for (int count = 1; count <= std::min(kMostDifferent, size_.projects - 1); count *= 10) {
      while (crowd.size() < count) crowd.Join(DifferentQuery(crowd.size()), {});
      Add("different_us", count, CommitToNobody(crowd));
    }
  }

  const TrackerSize size_;
  const std::unique_ptr<Database> database_;
  int round_ = 0;
  std::vector<Metric> metrics_;
};

}  // namespace

Case LiveQueriesCase() {
  Case added;
  added.engine = "treeql";
  added.workload = added.data = "W6";
  added.title = "many live queries over a tracker in memory";
  added.checks_itself = true;
  added.run = [](const RunSettings& settings) -> absl::StatusOr<Outcome> {
    const int most = std::max(100, kMost / settings.scale);
    LiveQueries queries({most / 2 + 1, 4, 1'001, most});
    queries.Run();
    Outcome outcome;
    outcome.scale = settings.scale;
    outcome.metrics = queries.metrics();
    return outcome;
  };
  return added;
}

}  // namespace cambium::bench
