// Matches: the entries of a delta by key, in the delta's order, however many there are.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/matches.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

// Elements with small keys of both kinds: those that are copied, and those that are not.
template <typename T, typename MakeValue>
void CheckFinds(testing::Random& random, int size, MakeValue make_value) {
  using Found = std::vector<std::pair<T, Weight>>;
  const HashIndex<T, int T::*> index(&T::first);
  Delta<T> delta;
  for (int i = 0; i < size; ++i) {
    const T element{static_cast<int>(random.Below(4)), make_value(random.Below(4))};
    delta.Add(element, random.OneIn(2) ? 1 : -2);
  }
  const Matches matches(index, delta);
  for (int key = 0; key < 6; ++key) {
    Found expected;
    for (const auto& [element, weight] : delta) {
      if (element.first == key) expected.emplace_back(element, weight);
    }
    Found found;
    matches.ForEach(key, [&found](const T& element, Weight weight) {
      found.emplace_back(element, weight);
    });
    REQUIRE(found == expected);
    REQUIRE(matches.AtMost(key) >= expected.size());
    if (size == 0) REQUIRE(matches.AtMost(key) == 0);
  }
}

TEST_SUITE("Matches") {
  TEST_CASE("finds the entries of a key in order for short deltas and for long ones") {
    for (const int size : {0, 1, 7, 8, 9, 10, 100}) {
      CAPTURE(size);
      testing::ForSeeds(20, [&](testing::Random& random) {
        CheckFinds<std::pair<int, int>>(random, size,
                                        [](std::uint64_t i) { return static_cast<int>(i); });
        CheckFinds<std::pair<int, std::string>>(
            random, size, [](std::uint64_t i) { return std::to_string(i); });
      });
    }
  }

  TEST_CASE("says how many there are of one key among many") {
    const HashIndex<std::pair<int, int>, int std::pair<int, int>::*> index(
        &std::pair<int, int>::first);
    Delta<std::pair<int, int>> delta;
    for (int i = 0; i < 100; ++i) delta.Add({1000, i}, 1);
    const Matches matches(index, delta);
    CHECK(matches.AtMost(1000) == 100);
    int others = 0;
    for (int key = 0; key < 100; ++key) others += matches.AtMost(key) != 0 ? 1 : 0;
    CHECK(others < 20);
  }
}

}  // namespace
}  // namespace cambium
