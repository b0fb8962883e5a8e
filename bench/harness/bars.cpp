// The table of bars, and how a metric becomes a time.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/bars.h"

#include <algorithm>
#include <string_view>

#include "bench/harness/catalog.h"
#include "bench/harness/statistics.h"

namespace cambium::bench {
namespace {

constexpr const char* kOne = "one-row commit, p50";
constexpr const char* kSlow = "one-row commit, p99";

double MicrosOf(std::string_view metric, double value) {
  if (metric.ends_with("_per_s")) return 1e6 / value;
  if (metric.ends_with("_s")) return value * 1e6;
  if (metric.ends_with("_ms")) return value * 1e3;
  return value;
}

std::optional<double> MedianMicros(const Measured& measured, const WorkloadRuns& runs) {
  std::optional<double> least;
  for (const EngineRuns& engine : runs.engines) {
    if (measured.engine != "*" && measured.engine != engine.engine) continue;
    const std::optional<Spread> spread = SpreadOfMetric(engine, measured.metric);
    if (!spread || spread->median <= 0) continue;
    const double micros = MicrosOf(measured.metric, spread->median);
    least = std::min(least.value_or(micros), micros);
  }
  return least;
}

std::optional<double> MedianAsMeasured(const Measured& measured, const WorkloadRuns& runs) {
  for (const EngineRuns& engine : runs.engines) {
    if (engine.engine != measured.engine) continue;
    if (const auto spread = SpreadOfMetric(engine, measured.metric)) return spread->median;
  }
  return std::nullopt;
}

std::vector<Bar> MakeBars() {
  std::vector<Bar> bars = {
      {"W1", kOne, {"typed", "tx_p50_us"}, {"floor", "tx_p50_us"}, 1.5},
      {"W1", kSlow, {"typed", "tx_p99_us"}, {"floor", "tx_p99_us"}, 3},
      {"W1", "load", {"typed", "load_s"}, {"floor", "load_s"}, 0.18},
      {"W1",
       "batches of 1,000, a change",
       {"typed", "batch_changes_per_s"},
       {"floor", "batch_changes_per_s"},
       1 / 3.5},
      {"W1", "memory", {"typed", "rss_mb"}, {"floor", "rss_mb"}, 1.1},
      {"W1",
       "commit by fastest recompute",
       {"typed", "tx_p50_us"},
       {"*", "recompute_s"},
       1.0 / 3000},
      {"W1", kOne, {"treeql", "tx_p50_us"}, {"typed", "tx_p50_us"}, 4},
      {"W1", kSlow, {"treeql", "tx_p99_us"}, {"typed", "tx_p99_us"}, 4},
      {"W1", "load", {"treeql", "load_s"}, {"typed", "load_s"}, 3},
      {"W1", "load", {"treeql-durable", "load_s"}, {"typed", "load_s"}, 5},
      {"W1",
       "batches of 1,000, a change",
       {"treeql", "batch_changes_per_s"},
       {"typed", "batch_changes_per_s"},
       1 / 0.4},
      {"W1", "memory", {"treeql", "rss_mb"}, {"floor", "rss_mb"}, 2.5},
      {"W1",
       "commit by fastest recompute",
       {"treeql", "tx_p50_us"},
       {"*", "recompute_s"},
       1.0 / 1000},
      {"W2.reach",
       "load by breadth-first search",
       {"typed", "load_s"},
       {"recompute", "recompute_s"},
       4},
      {"W2.reach",
       "one change by search",
       {"typed", "tx_p50_us"},
       {"recompute", "recompute_s"},
       1.0 / 2500},
      {"W2.reach",
       "1,000 changes by search, each",
       {"typed", "batch_changes_per_s"},
       {"recompute", "recompute_s"},
       0.25 / 1000},
      {"W2.reach", "load", {"treeql", "load_s"}, {"typed", "load_s"}, 2},
      {"W2.reach", "one change", {"treeql", "tx_p50_us"}, {"typed", "tx_p50_us"}, 2},
      {"W2.reach",
       "1,000 changes, each",
       {"treeql", "batch_changes_per_s"},
       {"typed", "batch_changes_per_s"},
       2},
      {"W3", "one edge, p50", {"typed", "tx_p50_us"}, {"floor", "tx_p50_us"}, 2},
      {"W3", "load", {"typed", "load_s"}, {"floor", "load_s"}, 1},
      {"W4", "load and 200 trees", {"treeql", "load_s"}, {"sqlite", "load_s"}, 0.16},
      {"W4",
       "a mutation that changes a tree, p50",
       {"treeql", "tx_hit_p50_us"},
       {"sqlite", "tx_p50_us"},
       1.0 / 40},
      {"W4",
       "one that changes none, p50",
       {"treeql", "tx_miss_p50_us"},
       {"sqlite", "tx_p50_us"},
       1.0 / 250},
      {"W4",
       "a tree's p99 by its p50",
       {"treeql", "tx_hit_p99_us"},
       {"treeql", "tx_hit_p50_us"},
       8},
      {"W5", kOne, {"typed", "tx_p50_us"}, {"floor", "tx_p50_us"}, 2},
      {"W5", "load", {"typed", "load_s"}, {"floor", "load_s"}, 0.15},
      {"W5", kOne, {"treeql", "tx_p50_us"}, {"typed", "tx_p50_us"}, 4},
      {"W5", "load", {"treeql", "load_s"}, {"typed", "load_s"}, 3},
      {"W6",
       "a commit that one of 10,000 live queries hears of, by one of one",
       {"treeql", "one_us@10000"},
       {"treeql", "one_us@1"},
       2},
      {"W6",
       "one more beside 10,000, its answer included, µs",
       {"treeql", "subscribe_us@10000"},
       {},
       20},
      {"W6", "memory of one without a row, bytes", {"treeql", "idle_bytes@10000"}, {}, 1024},
      {"W7.W1", "open and answer, ms", {"treeql-durable", "answer_ms"}, {}, 300},
      {"W7.W1",
       "live again, by import and live",
       {"treeql-durable", "live_s"},
       {"treeql-durable", "load_s"},
       2},
      {"W7.W4",
       "live again, by import and live",
       {"treeql-durable", "live_s"},
       {"treeql-durable", "load_s"},
       2},
  };
  const auto store = [&bars](const char* what, const char* metric, const char* peer,
                             double at_most) {
    bars.push_back({"store", what, {"cambium", metric}, {peer, metric}, at_most});
  };
  store("load, ascending", "load_us", "leveldb", 0.5);
  store("bulk load", "ingest_us", "rocksdb", 1);
  store("random order, 1 a commit", "fill1_us", "leveldb", 0.5);
  store("random order, 100 a commit", "fill100_us", "leveldb", 0.4);
  store("whole entities", "entities_us", "leveldb", 0.4);
  store("whole entities", "entities_us", "leveldb-l", 0.4);
  store("synced commit", "sync_ms", "leveldb", 1.1);
  store("point get, hit", "get_us", "rocksdb", 0.25);
  store("point get, hit", "get_us", "leveldb-l", 0.25);
  store("point get, miss", "miss_us", "leveldb", 0.4);
  store("point get, miss", "miss_us", "leveldb-l", 0.4);
  store("entity of 20 attributes", "entity_us", "rocksdb", 0.2);
  store("entity of 20 attributes", "entity_us", "lmdb", 1);
  store("column scan, integers", "scan_us", "rocksdb", 0.1);
  store("column scan, texts", "text_us", "rocksdb", 0.1);
  store("seek and 100 rows", "seek100_us", "rocksdb", 0.1);
  store("point get while others write", "busy_get_us", "rocksdb", 0.3);
  store("on disk", "disk_mib", "rocksdb", 0.75);
  const auto own = [&bars](const char* what, const char* metric, const char* other,
                           double at_most) {
    const char* const by = *other == 0 ? "" : "cambium";
    bars.push_back({"store", what, {"cambium", metric}, {by, other}, at_most});
  };
  own("8 threads that sync, by one, a commit", "sync8_ms", "sync_ms", 0.25);
  own("a scan of what was, by one of what is", "held_scan_us", "churn_scan_us", 1.3);
  own("a scan after deleting half, by one before", "deleted_x", "", 1.5);
  own("longest commit of a fill, ms", "stall_ms", "", 50);
  own("open after a crash, ms", "crash_open_ms", "", 500);
  own("open after a clean close, ms", "open_ms", "", 5);
  for (const std::int64_t orders : kGrowthSizes) {
    bars.push_back({"W8." + std::to_string(orders),
                    kOne,
                    {"typed", "tx_p50_us"},
                    {"floor", "tx_p50_us"},
                    1.5});
  }
  return bars;
}

}  // namespace

const std::vector<Bar>& AllBars() {
  static const auto* const bars = new std::vector<Bar>(MakeBars());
  return *bars;
}

std::optional<double> RatioOf(const Bar& bar, const WorkloadRuns& runs) {
  if (bar.right.engine.empty()) return MedianAsMeasured(bar.left, runs);
  const std::optional<double> left = MedianMicros(bar.left, runs);
  const std::optional<double> right = MedianMicros(bar.right, runs);
  if (!left || !right) return std::nullopt;
  return *left / *right;
}

}  // namespace cambium::bench
