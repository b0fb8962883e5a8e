// Percentiles are at least what most times were, and less than twice that.
// SPDX-License-Identifier: Apache-2.0
#include "query/delta_times.h"

#include <algorithm>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

TEST_SUITE("DeltaTimes") {
  TEST_CASE("of none there are no times") {
    const DeltaTimes times;
    CHECK(times.Percentile(99) == 0);
  }

  TEST_CASE("bounds hold at both ends") {
    DeltaTimes times;
    times.Add(7);
    CHECK(times.Percentile(99) == 1024);
    DeltaTimes long_ones;
    long_ones.Add(INT64_MAX);
    CHECK(long_ones.Percentile(99) == std::int64_t{1} << 33);
  }

  TEST_CASE("a percentile is less than twice too high") {
    testing::ForSeeds(100, [](testing::Random& random) {
      DeltaTimes times;
      std::vector<std::int64_t> all;
      for (std::int64_t i = random.Between(1, 300); i > 0; --i) {
        all.push_back(random.Between(1024, std::int64_t{1} << random.Between(11, 32)));
        times.Add(all.back());
      }
      std::sort(all.begin(), all.end());
      for (const std::uint64_t percent : {1U, 50U, 99U, 100U}) {
        const std::int64_t exact = all[(all.size() * percent + 99) / 100 - 1];
        CHECK(times.Percentile(percent) >= exact);
        CHECK(times.Percentile(percent) < 2 * exact);
      }
    });
  }
}

}  // namespace
}  // namespace cambium
