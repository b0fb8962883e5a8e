// Top keeps the first few of each group, and says what enters and leaves.
// SPDX-License-Identifier: Apache-2.0
#include "operators/top.h"

#include <cstdint>
#include <functional>

#include "dataflow/ordered_groups.h"
#include "doctest/doctest.h"
#include "tests/support/naive_list.h"
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
Stream<Item> Top(const Stream<Item>& items, const Window<Item>& window) {
  using Ordered = OrderedGroups<Item, KeyOf, Less>;
  const auto ordered =
      IndexHandle<Ordered>::Find(items, "", [] { return Ordered(KeyOf(), Less()); });
  return internal::AddOperator(TopOperator<Ordered>(ordered, window), items);
}

// One Top of an input.
struct TopOfInput {
  explicit TopOfInput(std::int64_t limit) : TopOfInput(Window<Item>{.limit = limit}) {}
  explicit TopOfInput(const Window<Item>& window)
      : top(Top<std::less<Item>>(items.stream, window)) {}
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

  TEST_CASE("an offset lets the first few pass by") {
    TopOfInput top(Window<Item>{.offset = 1, .limit = 2});
    CHECK(top.Step({{{0, 4}, 1}, {{0, 7}, 1}, {{0, 9}, 1}, {{0, 11}, 1}}) ==
          Bag<Item>{{{0, 7}, 1}, {{0, 9}, 1}});
    CHECK(top.Step({{{0, 2}, 1}}) == Bag<Item>{{{0, 4}, 1}, {{0, 9}, -1}});
    CHECK(top.Step({{{0, 2}, -1}, {{0, 4}, -1}}) ==
          Bag<Item>{{{0, 4}, -1}, {{0, 7}, -1}, {{0, 9}, 1}, {{0, 11}, 1}});
    CHECK(top.Step({{{0, 12}, 1}}).empty());
  }

  TEST_CASE("the last few are counted from the back") {
    TopOfInput top(Window<Item>{.limit = 2, .end = Window<Item>::End::kBack});
    CHECK(top.Step({{{0, 4}, 1}, {{0, 7}, 1}, {{0, 9}, 1}}) ==
          Bag<Item>{{{0, 7}, 1}, {{0, 9}, 1}});
    CHECK(top.Step({{{0, 1}, 1}}).empty());
    CHECK(top.Step({{{0, 9}, -1}}) == Bag<Item>{{{0, 4}, 1}, {{0, 9}, -1}});
  }

  TEST_CASE("a cursor begins at an element or after it") {
    TopOfInput at(Window<Item>{.limit = 2, .start = Item{0, 5}});
    TopOfInput after(
        Window<Item>{.limit = 2, .start = Item{0, 5}, .from = Window<Item>::From::kAfter});
    const testing::Changes<Item> items{
        {{0, 4}, 1}, {{0, 5}, 2}, {{0, 7}, 1}, {{0, 9}, 1}, {{0, 11}, 1}};
    CHECK(at.Step(items) == Bag<Item>{{{0, 5}, 2}});
    CHECK(after.Step(items) == Bag<Item>{{{0, 7}, 1}, {{0, 9}, 1}});
    // It need not be there.
    CHECK(at.Step({{{0, 5}, -2}}) == Bag<Item>{{{0, 5}, -2}, {{0, 7}, 1}, {{0, 9}, 1}});
    CHECK(after.Step({{{0, 5}, -2}}).empty());
    CHECK(after.Step({{{0, 1}, 1}}).empty());
  }

  TEST_CASE("a window far behind costs no walk through what is before it") {
    Graph graph;
    testing::Source<Item> items(graph);
    testing::Watched top(
        Top<std::less<Item>>(items.stream, Window<Item>{.offset = 5000, .limit = 3000}));
    testing::Changes<Item> all;
    for (int i = 0; i < 10'000; ++i) all.push_back({{0, 2 * i}, 1});
    items.Push(all);
    CHECK(top.Take().size() == 3000);
    items.Push({{{0, 1}, 1}});
    CHECK(top.Take() == Bag<Item>{{{0, 9998}, 1}, {{0, 15'998}, -1}});
    items.Push({{{0, 0}, -1}, {{0, 2}, -1}, {{0, 12'001}, 1}});
    CHECK(top.Take() ==
          Bag<Item>{{{0, 9998}, -1}, {{0, 10'000}, -1}, {{0, 12'001}, 1}, {{0, 15'998}, 1}});
  }

  TEST_CASE("outputs sum to the window of each group of the summed inputs") {
    // Covers: operator Top
    testing::ForSeeds(150, [](testing::Random& random) {
      const auto window = testing::RandomWindow<Item>(random, [](testing::Random& of) {
        return Item{testing::BelowOf(of, 3), testing::BelowOf(of, 3) - 1};
      });
      CAPTURE(window);
      const auto build = [&](const auto& items) { return Top<Descending>(items, window); };
      const auto query = [&](const Bag<Item>& items) {
        return testing::WindowsOf(items, window, Descending());
      };
      for (int i = 0; i < 4; ++i) {
        testing::CheckHistory(random, build, query, testing::SmallItem);
      }
    });
  }
}

}  // namespace
}  // namespace cambium
