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
  const std::optional<double> left = MedianMicros(bar.left, runs);
  const std::optional<double> right = MedianMicros(bar.right, runs);
  if (!left || !right) return std::nullopt;
  return *left / *right;
}

}  // namespace cambium::bench
