// Percentiles, medians and spreads.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/statistics.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace cambium::bench {

double PercentileOfSorted(std::span<const double> sorted, int percent) {
  assert(!sorted.empty() && std::is_sorted(sorted.begin(), sorted.end()));
  const size_t position = sorted.size() * static_cast<size_t>(percent) / 100;
  return sorted[std::min(position, sorted.size() - 1)];
}

Spread SpreadOf(std::vector<double> values) {
  assert(!values.empty());
  std::sort(values.begin(), values.end());
  const double upper = values[values.size() / 2];
  const double lower = values[(values.size() - 1) / 2];
  return {(lower + upper) / 2, values.front(), values.back()};
}

}  // namespace cambium::bench
