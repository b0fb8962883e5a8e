// One run: feeds an input to an engine or an evaluator, with a clock beside it.
//
//     metric                the time of
//     load_s                Load
//     tx_p50_us, tx_p99_us  one transaction
//     tx_per_s              all transactions, without what lies between them
//     batch_changes_per_s   all batches
//     recompute_s           Evaluate, the median over the checkpoints
//     rss_mb                peak of the process, its input included
//     state_mb              what of that peak the engine added to the input
//
// Wall clock, read twice for each transaction (20 ns each). With Clocks::kThreadToo the
// thread's CPU clock is read around that, which gives tx_max_cpu_us, the longest commit as
// other processes cannot disturb it, for the price of two system calls per transaction.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/engine.h"
#include "bench/harness/memory.h"
#include "bench/harness/outcome.h"
#include "bench/harness/statistics.h"
#include "bench/timing.h"

namespace cambium::bench {

enum class Clocks { kWall, kThreadToo };

class Stopwatch {
 public:
  double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// The latencies of the transactions, those that changed the view apart from the others.
class Latencies {
 public:
  explicit Latencies(size_t transactions) {
    hit_.reserve(transactions);
    miss_.reserve(transactions);
  }

  void Add(double seconds, bool changed_view) {
    (changed_view ? hit_ : miss_).push_back(seconds);
  }

  void Report(std::vector<Metric>& metrics) {
    std::vector<double> all = hit_;
    all.insert(all.end(), miss_.begin(), miss_.end());
    if (all.empty()) return;
    ReportPercentiles("tx_", all, metrics);
    const double seconds = std::accumulate(all.begin(), all.end(), 0.0);
    metrics.push_back({"tx_per_s", static_cast<double>(all.size()) / seconds});
    if (hit_.empty() || miss_.empty()) return;
    ReportPercentiles("tx_hit_", hit_, metrics);
    ReportPercentiles("tx_miss_", miss_, metrics);
  }

 private:
  static void ReportPercentiles(const std::string& prefix, std::vector<double>& seconds,
                                std::vector<Metric>& metrics) {
    std::sort(seconds.begin(), seconds.end());
    metrics.push_back({prefix + "p50_us", PercentileOfSorted(seconds, 50) * 1e6});
    metrics.push_back({prefix + "p99_us", PercentileOfSorted(seconds, 99) * 1e6});
  }

  std::vector<double> hit_;
  std::vector<double> miss_;
};

// What the runs of engines and of evaluators have in common.
template <typename Workload>
class Recorder {
 public:
  explicit Recorder(const typename Workload::Input& input) {
    const size_t rows = Workload::MainRows(input.tables);
    outcome_.scale = rows == 0 ? 0 : static_cast<int64_t>(Workload::kFullRows / rows);
    ResetPeak();
    resident_before_mb_ = ResidentMb();
  }

  void Add(const std::string& metric, double value) {
    outcome_.metrics.push_back({metric, value});
  }

  // `source` is an Engine or an Evaluator.
  template <typename Source>
  void AddChecks(const std::string& checkpoint, const Source& source) {
    ResultSink sink;
    source.Result(sink);
    for (const auto& [view, checksum] : sink.views()) {
      outcome_.checks.push_back(
          {view.empty() ? checkpoint : checkpoint + "." + view, checksum});
    }
  }

  void AddMemory() {
    const double peak_mb = PeakResidentMb();
    Add("rss_mb", peak_mb);
    Add("state_mb", std::max(0.0, peak_mb - resident_before_mb_));
  }

  Outcome& outcome() { return outcome_; }

 private:
  Outcome outcome_;
  double resident_before_mb_;
};

template <typename Workload>
void RunTransactions(Engine<Workload>& engine,
                     std::span<const typename Workload::Change> changes, Clocks clocks,
                     std::vector<Metric>& metrics) {
  Latencies latencies(changes.size());
  double longest_cpu_ns = 0;
  for (const auto& change : changes) {
    const double cpu_before_ns = clocks == Clocks::kThreadToo ? ThreadNanoseconds() : 0;
    const Stopwatch stopwatch;
    engine.Transaction(change);
    const double seconds = stopwatch.Seconds();
    if (clocks == Clocks::kThreadToo) {
      longest_cpu_ns = std::max(longest_cpu_ns, ThreadNanoseconds() - cpu_before_ns);
    }
    latencies.Add(seconds, engine.changed_view());
  }
  latencies.Report(metrics);
  if (clocks == Clocks::kThreadToo) metrics.push_back({"tx_max_cpu_us", longest_cpu_ns / 1e3});
}

// Returns rows changed per second.
template <typename Workload>
double RunBatches(Engine<Workload>& engine, const typename Workload::Input& input) {
  const std::span<const typename Workload::Change> changes = input.batches;
  const Stopwatch stopwatch;
  for (size_t begin = 0; begin < changes.size(); begin += input.batch_size) {
    engine.Batch(changes.subspan(begin, std::min(input.batch_size, changes.size() - begin)));
  }
  return static_cast<double>(changes.size()) * Workload::kRowsPerChange / stopwatch.Seconds();
}

template <typename Workload>
Outcome Measure(Engine<Workload>& engine, const typename Workload::Input& input,
                Clocks clocks) {
  Recorder<Workload> recorder(input);
  const Stopwatch stopwatch;
  engine.Load(input.tables);
  recorder.Add("load_s", stopwatch.Seconds());
  recorder.AddChecks("load", engine);
  RunTransactions<Workload>(engine, input.transactions, clocks, recorder.outcome().metrics);
  recorder.AddChecks("tx", engine);
  if (input.batch_size > 0) {
    recorder.Add("batch_changes_per_s", RunBatches(engine, input));
    recorder.AddChecks("batch", engine);
  }
  recorder.AddMemory();
  return recorder.outcome();
}

template <typename Workload>
Outcome Measure(Evaluator<Workload>& evaluator, const typename Workload::Input& input,
                Clocks /*clocks*/) {
  Recorder<Workload> recorder(input);
  std::vector<double> recompute_s;
  const auto evaluate = [&](const std::string& checkpoint) {
    const Stopwatch stopwatch;
    evaluator.Evaluate();
    recompute_s.push_back(stopwatch.Seconds());
    recorder.AddChecks(checkpoint, evaluator);
  };
  const Stopwatch stopwatch;
  evaluator.Load(input.tables);
  recorder.Add("load_s", stopwatch.Seconds());
  evaluate("load");
  evaluator.Apply(input.transactions);
  evaluate("tx");
  if (input.batch_size > 0) {
    evaluator.Apply(input.batches);
    evaluate("batch");
  }
  recorder.Add("recompute_s", SpreadOf(recompute_s).median);
  recorder.AddMemory();
  return recorder.outcome();
}

}  // namespace cambium::bench
