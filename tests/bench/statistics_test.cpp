// Percentiles are measured values; medians and spreads are over runs.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/statistics.h"

#include <numeric>
#include <vector>

#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

TEST_SUITE("PercentileOfSorted") {
  TEST_CASE("is the value at n times percent over 100") {
    std::vector<double> sorted(200);
    std::iota(sorted.begin(), sorted.end(), 0.0);
    CHECK(PercentileOfSorted(sorted, 0) == 0);
    CHECK(PercentileOfSorted(sorted, 50) == 100);
    CHECK(PercentileOfSorted(sorted, 99) == 198);
    CHECK(PercentileOfSorted(sorted, 100) == 199);
  }

  TEST_CASE("of one value is that value") {
    const std::vector<double> sorted = {4.5};
    CHECK(PercentileOfSorted(sorted, 50) == 4.5);
    CHECK(PercentileOfSorted(sorted, 99) == 4.5);
  }
}

TEST_SUITE("SpreadOf") {
  TEST_CASE("takes the middle of an odd number of runs") {
    const Spread spread = SpreadOf({5, 1, 3});
    CHECK(spread.median == 3);
    CHECK(spread.min == 1);
    CHECK(spread.max == 5);
  }

  TEST_CASE("takes the mean of the middle two of an even number") {
    CHECK(SpreadOf({4, 1, 2, 100}).median == 3);
  }

  TEST_CASE("of one run is that run") {
    const Spread spread = SpreadOf({7});
    CHECK(spread.median == 7);
    CHECK(spread.min == 7);
    CHECK(spread.max == 7);
  }
}

}  // namespace
}  // namespace cambium::bench
