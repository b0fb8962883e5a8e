// The bars: what must not take longer than what else in the same run, by which factor.
//
// Each compares two medians as times: a rate is the time of one change. So every bar reads "at
// most": a ratio of 0.4 misses one of 0.33. A few say how much something may be by itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/harness/report.h"

namespace cambium::bench {

// A metric of an engine in a workload; engine "*" is the fastest of all that have it.
struct Measured {
  std::string engine;
  std::string metric;
};

struct Bar {
  std::string workload;
  std::string what;
  Measured left;
  Measured right;  // Without an engine: `left` as it was measured.
  double at_most = 0;
};

const std::vector<Bar>& AllBars();

// What is compared with `at_most`; nothing if one of the two was not measured.
std::optional<double> RatioOf(const Bar& bar, const WorkloadRuns& runs);

}  // namespace cambium::bench
