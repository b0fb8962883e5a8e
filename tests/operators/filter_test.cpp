// Filter keeps what satisfies its predicate, with its weight.
// SPDX-License-Identifier: Apache-2.0
#include "operators/filter.h"

#include <map>

#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

struct AboveFive {
  bool operator()(int x) const { return x > 5; }
};

int SmallInt(testing::Random& random) { return static_cast<int>(random.Between(3, 8)); }

TEST_SUITE("Filter") {
  TEST_CASE("lets through what satisfies the predicate") {
    const Filter<int, AboveFive> filter{AboveFive{}};
    CHECK(filter.Step({{3, +1}, {8, -1}, {9, +2}}) == ZSet<int>{{8, -1}, {9, +2}});
  }

  TEST_CASE("is silent about what does not") {
    const Filter<int, AboveFive> filter{AboveFive{}};
    CHECK(filter.Step({{3, +1}, {5, -7}}).empty());
    CHECK(filter.Step({}).empty());
  }

  TEST_CASE("outputs sum to the filter of the summed inputs") {
    // Covers: operator Filter
    testing::ForSeeds(100, [](testing::Random& random) {
      testing::Harness<int> harness;
      auto& input = harness.graph.AddInput<int>();
      const auto& output = harness.graph.Add(Filter<int, AboveFive>{AboveFive{}}, input);
      ZSet<int> inputs;
      ZSet<int> outputs;
      for (int step = 0; step < 10; ++step) {
        const auto delta = testing::RandomDelta<int>(random, SmallInt);
        harness.graph.Push(input, delta);
        inputs += delta;
        outputs += harness.Step(output);
        std::map<int, Weight> kept;
        for (const auto& [element, weight] : inputs.entries()) {
          if (element > 5) kept[element] = weight;
        }
        REQUIRE(outputs.size() == kept.size());
        for (const auto& [element, weight] : outputs.entries())
          REQUIRE(kept[element] == weight);
      }
    });
  }
}

}  // namespace
}  // namespace cambium
