// What the runs of one workload say, for people and for programs.
//
// For people: one line per metric and engine with median, spread and the ratio of medians
// to the floor; below, how many commits one recomputation costs. For programs, a JSON object
// per line:
//
//     {"peer":"floor","w":"W1","check":"load","hash":"6acd…","rows":20}
//     {"peer":"floor","w":"W1","m":"tx_p50_us","v":3.3}
//     {"peer":"other","w":"W1","cut":"tx","made":140}
//
// where the metric "tx_p50_us" is the median of the runs, and "tx_p50_us.min" and
// "tx_p50_us.max" are its spread. Points of curves are metrics as well: "commit_us@1000".
//
// An engine whose runs were cut says so wherever it is named.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/harness/outcome.h"
#include "bench/harness/statistics.h"

namespace cambium::bench {

// The runs of one engine on one workload, all of them with right answers.
struct EngineRuns {
  std::string engine;
  std::vector<Outcome> outcomes;
};

struct WorkloadRuns {
  std::string workload;
  std::string title;
  std::string data;  // What the answers are filed under.
  std::vector<EngineRuns> engines;
};

inline constexpr const char* kBaseline = "floor";

// Where the run ended that made least; absent if all made everything.
std::optional<Cut> CutOf(const EngineRuns& runs);
// The name of the engine, and "[only 140 tx]" behind it if it was cut.
std::string LabelOf(const EngineRuns& runs);

// Absent if no run has that metric.
std::optional<Spread> SpreadOfMetric(const EngineRuns& runs, const std::string& name);
// All that some run has, in the order of the first mention.
std::vector<std::string> MetricsOf(const WorkloadRuns& runs);

std::string FormatAsTable(const WorkloadRuns& runs);
std::string FormatAsJson(const WorkloadRuns& runs);

}  // namespace cambium::bench
