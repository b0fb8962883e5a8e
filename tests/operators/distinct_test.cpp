// Distinct keeps one of each element that is present.
// SPDX-License-Identifier: Apache-2.0
#include "operators/distinct.h"

#include "doctest/doctest.h"
#include "operators/map.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;

template <typename T>
Bag<T> DistinctOf(const Bag<T>& bag) {
  Bag<T> present;
  for (const auto& [element, weight] : bag) {
    if (weight > 0) present[element] = 1;
  }
  return present;
}

TEST_SUITE("Distinct") {
  TEST_CASE("emits an element once however many copies arrive") {
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Watched present(numbers.stream.Distinct());
    numbers.Push({{7, 2}});
    CHECK(present.Take() == Bag<int>{{7, 1}});
    numbers.Push({{7, 1}});
    CHECK(present.Take().empty());
  }

  TEST_CASE("retracts an element only when its last copy goes") {
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Watched present(numbers.stream.Distinct());
    numbers.Push({{7, 2}});
    present.Take();
    numbers.Push({{7, -1}});
    CHECK(present.Take().empty());
    numbers.Push({{7, -1}});
    CHECK(present.Take() == Bag<int>{{7, -1}});
  }

  TEST_CASE("a deletion that overtakes its insertion cancels it in silence") {
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Watched present(numbers.stream.Distinct());
    numbers.Push({{7, -1}});
    numbers.Push({{7, 1}});
    CHECK(present.Take().empty());
    CHECK_FALSE(testing::HoldsState(graph));
  }

  TEST_CASE("counts the entries of one element in a long delta together") {
    Graph graph;
    testing::Source<Item> items(graph);
    testing::Watched keys(items.stream.Map(&Item::key).Distinct());
    testing::Changes<Item> changes;
    for (int i = 0; i < 100; ++i) changes.push_back({{i % 2, i}, i % 2 == 0 ? 1 : -1});
    items.Push(changes);
    CHECK(keys.Take() == Bag<int>{{0, 1}});
  }

  TEST_CASE("of a set of its own is that set") {
    testing::CheckLaw(
        100, [](auto numbers) { return numbers.Distinct().Distinct(); }, DistinctOf<int>,
        testing::SmallInt);
  }

  TEST_CASE("outputs sum to the elements of positive total weight") {
    // Covers: operator Distinct
    testing::CheckLaw(
        300, [](auto numbers) { return numbers.Distinct(); }, DistinctOf<int>,
        testing::SmallInt);
  }

  TEST_CASE("the same for elements without a hash") {
    testing::CheckLaw(
        100, [](auto items) { return items.Distinct(); }, DistinctOf<Item>, testing::SmallItem);
  }
}

}  // namespace
}  // namespace cambium
