// How long a piece of code takes, when it has to be repeated to be known.
//
// Processor time of the calling thread: time that a shared machine gives to others does not
// count. A median: neither does a moment in which a cache was cold or an interrupt came.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

namespace cambium::bench {

inline void MustHold(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

inline double ThreadNanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

inline double Median(std::vector<double> costs) {
  const auto middle = costs.begin() + static_cast<std::ptrdiff_t>(costs.size() / 2);
  std::nth_element(costs.begin(), middle, costs.end());
  return *middle;
}

// Of one call, body(i) for each i below `times`.
template <typename Body>
double MedianMicroseconds(int times, Body body) {
  std::vector<double> costs;
  costs.reserve(static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i) {
    const double start = ThreadNanoseconds();
    body(i);
    costs.push_back((ThreadNanoseconds() - start) / 1000);
  }
  return Median(std::move(costs));
}

}  // namespace cambium::bench
