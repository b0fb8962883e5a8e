// The few statistics that are reported: percentiles of latencies, medians of runs.
//
// A percentile is a value that was measured, never an interpolation: of n sorted values it
// is the one at position n * percent / 100. A median of runs is the middle one, or the mean
// of the two in the middle.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

namespace cambium::bench {

// `sorted` is ascending and not empty; percent is in [0, 100].
double PercentileOfSorted(std::span<const double> sorted, int percent);

// What several runs say about one number.
struct Spread {
  double median = 0;
  double min = 0;
  double max = 0;
  bool operator==(const Spread&) const = default;
};

// At least one value, in any order.
Spread SpreadOf(std::vector<double> values);

}  // namespace cambium::bench
