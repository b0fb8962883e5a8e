// Filter keeps what satisfies its predicate, with its weight.
// SPDX-License-Identifier: Apache-2.0
#include "operators/filter.h"

#include "doctest/doctest.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;

bool IsEven(int x) { return x % 2 == 0; }

TEST_SUITE("Filter") {
  TEST_CASE("lets through what satisfies the predicate with its weight") {
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Watched kept(numbers.stream.Filter(IsEven));
    numbers.Push({{3, 1}, {8, -1}, {6, 2}});
    CHECK(kept.Take() == Bag<int>{{8, -1}, {6, 2}});
  }

  TEST_CASE("is silent about what does not") {
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Watched kept(numbers.stream.Filter(IsEven));
    numbers.Push({{3, 1}, {5, -7}});
    CHECK(kept.Take().empty());
    CHECK(graph.visited_count() == 2);  // The input and the filter; nobody further down.
  }

  TEST_CASE("takes a member as its predicate") {
    struct Light {
      int id;
      bool on;
      auto operator<=>(const Light&) const = default;
    };
    Graph graph;
    testing::Source<Light> lights(graph);
    auto lit = lights.stream.Filter(&Light::on).Materialize();
    lights.Push({{{1, true}, 1}, {{2, false}, 1}});
    CHECK(lit.Get(Light{1, true}) == 1);
    CHECK(lit.size() == 1);
  }

  TEST_CASE("is linear") {
    const FilterOperator<int, bool (*)(int)> filter(IsEven);
    CHECK(testing::Emitted(filter, ZSet<int>()).empty());
    testing::CheckLinear(filter, testing::SmallInt);
  }

  TEST_CASE("outputs sum to the filter of the summed inputs") {
    // Covers: operator Filter
    testing::CheckLaw(
        200, [](auto numbers) { return numbers.Filter(IsEven); },
        [](const Bag<int>& numbers) {
          Bag<int> kept;
          for (const auto& [number, weight] : numbers) {
            if (number % 2 == 0) kept[number] = weight;
          }
          return kept;
        },
        testing::SmallInt);
  }
}

}  // namespace
}  // namespace cambium
