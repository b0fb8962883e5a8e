// Counts of marks before a place.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/prefix_counts.h"

#include <vector>

#include "doctest/doctest.h"

namespace cambium {
namespace {

TEST_SUITE("PrefixCounts") {
  TEST_CASE("counts the marks before a place") {
    PrefixCounts counts(100);
    std::vector<int> marks(100);
    for (const std::ptrdiff_t at : {0, 99, 31, 32, 33, 7, 63, 64}) {
      counts.Add(at);
      ++marks[static_cast<std::size_t>(at)];
      std::int64_t before = 0;
      for (std::ptrdiff_t end = 0; end <= 100; ++end) {
        REQUIRE(counts.Before(end) == before);
        if (end < 100) before += marks[static_cast<std::size_t>(end)];
      }
    }
  }
}

}  // namespace
}  // namespace cambium
