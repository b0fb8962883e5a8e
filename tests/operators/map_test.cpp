// Map replaces each element by its image, and adds up equal images.
// SPDX-License-Identifier: Apache-2.0
#include "operators/map.h"

#include <map>
#include <utility>

#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using Pair = std::pair<int, int>;
struct First {
  int operator()(const Pair& pair) const { return pair.first; }
};

Pair SmallPair(testing::Random& random) {
  return {static_cast<int>(random.Below(3)), static_cast<int>(random.Below(3))};
}

TEST_SUITE("Map") {
  TEST_CASE("adds up the weights of equal images") {
    const Map<Pair, First> map{First{}};
    CHECK(map.Step({{{7, 1}, +1}, {{7, 2}, +1}, {{8, 1}, -1}}) == ZSet<int>{{7, +2}, {8, -1}});
  }

  TEST_CASE("says nothing when only what it drops has changed") {
    const Map<Pair, First> map{First{}};
    CHECK(map.Step({{{7, 1}, -1}, {{7, 2}, +1}}).empty());
    CHECK(map.Step({}).empty());
  }

  TEST_CASE("outputs sum to the image of the summed inputs") {
    // Covers: operator Map
    testing::ForSeeds(100, [](testing::Random& random) {
      testing::Harness<int> harness;
      auto& input = harness.graph.AddInput<Pair>();
      const auto& output = harness.graph.Add(Map<Pair, First>{First{}}, input);
      std::map<int, Weight> expected;
      ZSet<int> outputs;
      for (int step = 0; step < 10; ++step) {
        const auto delta = testing::RandomDelta<Pair>(random, SmallPair);
        harness.graph.Push(input, delta);
        for (const auto& [pair, weight] : delta.entries()) expected[pair.first] += weight;
        outputs += harness.Step(output);
        std::erase_if(expected, [](const auto& sum) { return sum.second == 0; });
        REQUIRE(outputs.size() == expected.size());
        for (const auto& [image, weight] : outputs.entries())
          REQUIRE(expected[image] == weight);
      }
    });
  }
}

}  // namespace
}  // namespace cambium
