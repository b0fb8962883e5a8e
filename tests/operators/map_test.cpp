// Map replaces each element by its image, and adds up equal images.
// SPDX-License-Identifier: Apache-2.0
#include "operators/map.h"

#include <string>

#include "doctest/doctest.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;

TEST_SUITE("Map") {
  TEST_CASE("adds up the weights of equal images") {
    Graph graph;
    testing::Source<Item> items(graph);
    testing::Watched keys(items.stream.Map(&Item::key));
    items.Push({{{7, 1}, 1}, {{7, 2}, 1}, {{8, 1}, -1}});
    CHECK(keys.Take() == Bag<int>{{7, 2}, {8, -1}});
  }

  TEST_CASE("stops a change to a member that nobody reads") {
    Graph graph;
    testing::Source<Item> items(graph);
    const auto keys = items.stream.Map(&Item::key);
    const auto further = keys.Map([](int key) { return key + 1; });
    items.Push({{{7, 1}, 1}});
    CHECK(graph.visited_count() == 3);
    items.Push({{{7, 1}, -1}, {{7, 2}, 1}});
    CHECK(graph.visited_count() == 2);  // The input and the first map.
  }

  TEST_CASE("gives elements of another type") {
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Watched texts(numbers.stream.Map([](int x) { return std::to_string(x); }));
    numbers.Push({{7, 1}});
    CHECK(texts.Take() == Bag<std::string>{{"7", 1}});
  }

  TEST_CASE("is linear") {
    const MapOperator<Item, int Item::*> map(&Item::key);
    CHECK(testing::Emitted(map, ZSet<Item>()).empty());
    testing::CheckLinear(map, testing::SmallItem);
  }

  TEST_CASE("outputs sum to the images of the summed inputs") {
    // Covers: operator Map
    testing::CheckLaw(
        200, [](auto items) { return items.Map(&Item::key); },
        [](const Bag<Item>& items) {
          Bag<int> keys;
          for (const auto& [item, weight] : items) keys.Add(item.key, weight);
          return keys;
        },
        testing::SmallItem);
  }
}

}  // namespace
}  // namespace cambium
