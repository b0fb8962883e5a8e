// Top keeps the first few of each group, and says what enters and leaves.
// SPDX-License-Identifier: Apache-2.0
#include "operators/top.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>

#include "dataflow/ordered_groups.h"
#include "doctest/doctest.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;

struct KeyOf {
  int operator()(const Item& item) const { return item.key; }
};
// From the greatest value down.
struct Descending {
  bool operator()(const Item& left, const Item& right) const { return right < left; }
};

template <typename Less>
Stream<Item> Top(const Stream<Item>& items, std::int64_t limit) {
  using Ordered = OrderedGroups<Item, KeyOf, Less>;
  const auto ordered =
      IndexHandle<Ordered>::Find(items, "", [] { return Ordered(KeyOf(), Less()); });
  return internal::AddOperator(TopOperator<Ordered>(ordered, limit), items);
}

// The first `limit` of each group: everything in order, counted off.
template <typename Less>
auto TopOf(std::int64_t limit) {
  return [limit](const Bag<Item>& items) {
    std::map<Item, std::int64_t, Less> sorted(items.begin(), items.end());
    std::map<int, std::int64_t> places;
    Bag<Item> first;
    for (const auto& [item, weight] : sorted) {
      const std::int64_t taken = std::clamp<std::int64_t>(weight, 0, limit - places[item.key]);
      places[item.key] += taken;
      first.Add(item, taken);
    }
    return first;
  };
}

// One Top of an input.
struct TopOfInput {
  explicit TopOfInput(std::int64_t limit) : top(Top<std::less<Item>>(items.stream, limit)) {}
  Bag<Item> Step(const testing::Changes<Item>& changes) {
    items.Push(changes);
    return top.Take();
  }

  Graph graph;
  testing::Source<Item> items{graph};
  testing::Watched<Item> top;
};

TEST_SUITE("Top") {
  TEST_CASE("the next one moves up when one of the first goes") {
    TopOfInput top(3);
    top.Step({{{0, 1}, 1}, {{0, 4}, 1}, {{0, 7}, 1}, {{0, 9}, 1}});
    CHECK(top.Step({{{0, 4}, -1}}) == Bag<Item>{{{0, 4}, -1}, {{0, 9}, 1}});
  }

  TEST_CASE("the last one leaves when a better one comes") {
    TopOfInput top(2);
    top.Step({{{0, 4}, 1}, {{0, 7}, 1}});
    CHECK(top.Step({{{0, 2}, 1}}) == Bag<Item>{{{0, 2}, 1}, {{0, 7}, -1}});
  }

  TEST_CASE("is silent about what happens below the window") {
    TopOfInput top(2);
    top.Step({{{0, 4}, 1}, {{0, 7}, 1}});
    CHECK(top.Step({{{0, 8}, 1}}).empty());
    CHECK(top.Step({{{0, 8}, -1}, {{0, 9}, 1}}).empty());
  }

  TEST_CASE("groups have windows of their own") {
    TopOfInput top(1);
    CHECK(top.Step({{{0, 5}, 1}, {{1, 9}, 1}}) == Bag<Item>{{{0, 5}, 1}, {{1, 9}, 1}});
  }

  TEST_CASE("a limit of zero lets nothing through") {
    TopOfInput top(0);
    CHECK(top.Step({{{0, 5}, 1}}).empty());
    CHECK(top.Step({{{0, 5}, -1}}).empty());
  }

  TEST_CASE("an element of weight two fills two places") {
    TopOfInput top(2);
    CHECK(top.Step({{{0, 5}, 2}, {{0, 6}, 1}}) == Bag<Item>{{{0, 5}, 2}});
    CHECK(top.Step({{{0, 5}, -1}}) == Bag<Item>{{{0, 5}, -1}, {{0, 6}, 1}});
  }

  TEST_CASE("outputs sum to the first few of each group of the summed inputs") {
    // Covers: operator Top
    for (const std::int64_t limit : {0, 1, 2, 5, 40}) {
      CAPTURE(limit);
      testing::CheckLaw(
          60, [=](const auto& items) { return Top<std::less<Item>>(items, limit); },
          TopOf<std::less<Item>>(limit), testing::SmallItem);
    }
  }

  TEST_CASE("the same in an order of one's own") {
    for (const std::int64_t limit : {1, 3}) {
      CAPTURE(limit);
      testing::CheckLaw(
          60, [=](const auto& items) { return Top<Descending>(items, limit); },
          TopOf<Descending>(limit), testing::SmallItem);
    }
  }
}

}  // namespace
}  // namespace cambium
