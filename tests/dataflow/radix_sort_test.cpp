// Sorting by digits against a stable sort.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/radix_sort.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

// Each number with where it stood, which tells a stable sort from another.
template <typename Integer>
void CheckSorts(testing::Random& random, Integer least, Integer greatest) {
  std::vector<std::pair<Integer, std::string>> items;
  for (std::uint64_t i = random.Below(600); i > 0; --i) {
    const auto span = static_cast<std::uint64_t>(greatest) - static_cast<std::uint64_t>(least);
    const std::uint64_t offset =
        span == UINT64_MAX ? random.Next() : random.Next() % (span + 1);
    items.emplace_back(static_cast<Integer>(static_cast<std::uint64_t>(least) + offset),
                       std::to_string(i));
  }
  auto expected = items;
  std::stable_sort(expected.begin(), expected.end(), [](const auto& left, const auto& right) {
    return left.first < right.first;
  });
  RadixSort(std::span(items), [](const auto& item) { return item.first; });
  REQUIRE(items == expected);
}

TEST_SUITE("RadixSort") {
  TEST_CASE("sorts as a stable sort would") {
    testing::ForSeeds(50, [](testing::Random& random) {
      CheckSorts<int>(random, -1000, 1000);
      CheckSorts<std::int8_t>(random, -128, 127);
      CheckSorts<std::uint16_t>(random, 0, 65535);
      CheckSorts<std::int64_t>(random, std::numeric_limits<std::int64_t>::min(),
                               std::numeric_limits<std::int64_t>::max());
      CheckSorts<std::uint64_t>(random, 0, UINT64_MAX);
      CheckSorts<int>(random, 7, 7);
    });
  }
}

}  // namespace
}  // namespace cambium
