// The outer joins: pairs, and the elements without a partner beside a null.
// SPDX-License-Identifier: Apache-2.0
#include "operators/outer_join.h"

#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include "doctest/doctest.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;
using testing::LooseItem;

template <typename T>
using Sides = std::pair<std::optional<T>, std::optional<T>>;

struct BothSides {
  template <typename T>
  Sides<T> operator()(const T* left, const T* right) const {
    return {left == nullptr ? std::nullopt : std::optional(*left),
            right == nullptr ? std::nullopt : std::optional(*right)};
  }
};

bool Match(const Item& left, const Item& right) { return left.key == right.key; }
bool Match(const LooseItem& left, const LooseItem& right) {
  return left.key.has_value() && left.key == right.key;
}

// All pairs, compared; and the elements whose partners weigh nothing together.
template <typename T>
Bag<Sides<T>> OuterJoinOf(const Bag<T>& lefts, const Bag<T>& rights, bool keep_lefts,
                          bool keep_rights) {
  Bag<Sides<T>> rows;
  for (const auto& [left, left_weight] : lefts) {
    std::int64_t partners = 0;
    for (const auto& [right, right_weight] : rights) {
      if (!Match(left, right)) continue;
      partners += right_weight;
      rows.Add({left, right}, left_weight * right_weight);
    }
    if (keep_lefts && partners <= 0) rows.Add({left, std::nullopt}, left_weight);
  }
  for (const auto& [right, right_weight] : rights) {
    std::int64_t partners = 0;
    for (const auto& [left, left_weight] : lefts) {
      if (Match(left, right)) partners += left_weight;
    }
    if (keep_rights && partners <= 0) rows.Add({std::nullopt, right}, right_weight);
  }
  return rows;
}

template <typename Key, typename Make>
void CheckAll(Key key, Make make) {
  using T = std::invoke_result_t<Make, testing::Random&, const testing::Shape&>;
  testing::CheckLaw(
      200, [key](auto l, auto r) { return l.LeftJoin(r, key, key, BothSides()); },
      [](const Bag<T>& l, const Bag<T>& r) { return OuterJoinOf(l, r, true, false); }, make,
      make);
  testing::CheckLaw(
      200, [key](auto l, auto r) { return l.RightJoin(r, key, key, BothSides()); },
      [](const Bag<T>& l, const Bag<T>& r) { return OuterJoinOf(l, r, false, true); }, make,
      make);
  testing::CheckLaw(
      200, [key](auto l, auto r) { return l.FullJoin(r, key, key, BothSides()); },
      [](const Bag<T>& l, const Bag<T>& r) { return OuterJoinOf(l, r, true, true); }, make,
      make);
  testing::CheckLaw(
      200, [key](auto items) { return items.FullJoin(items, key, key, BothSides()); },
      [](const Bag<T>& items) { return OuterJoinOf(items, items, true, true); }, make);
}

using ItemSides = Sides<Item>;
constexpr std::nullopt_t kNone = std::nullopt;

TEST_SUITE("Outer joins") {
  TEST_CASE("the left join keeps an element without a partner beside a null") {
    Graph graph;
    testing::Source<Item> left(graph);
    testing::Source<Item> right(graph);
    testing::Watched rows(
        left.stream.LeftJoin(right.stream, &Item::key, &Item::key, BothSides()));
    left.Push({{{7, 1}, 2}});
    CHECK(rows.Take() == Bag<ItemSides>{{{Item{7, 1}, kNone}, 2}});
    right.Push({{{7, 5}, 1}});
    CHECK(rows.Take() ==
          Bag<ItemSides>{{{Item{7, 1}, kNone}, -2}, {{Item{7, 1}, Item{7, 5}}, 2}});
    right.Push({{{7, 5}, -1}});
    CHECK(rows.Take() ==
          Bag<ItemSides>{{{Item{7, 1}, kNone}, 2}, {{Item{7, 1}, Item{7, 5}}, -2}});
  }

  TEST_CASE("a partner replaced within a step leaves no null between") {
    Graph graph;
    testing::Source<Item> left(graph);
    testing::Source<Item> right(graph);
    testing::Watched rows(
        left.stream.LeftJoin(right.stream, &Item::key, &Item::key, BothSides()));
    left.Push({{{7, 1}, 1}});
    right.Push({{{7, 5}, 1}});
    rows.Take();
    right.Push({{{7, 5}, -1}, {{7, 6}, 1}});
    CHECK(rows.Take() ==
          Bag<ItemSides>{{{Item{7, 1}, Item{7, 5}}, -1}, {{Item{7, 1}, Item{7, 6}}, 1}});
  }

  TEST_CASE("the full join keeps both sides") {
    Graph graph;
    testing::Source<Item> left(graph);
    testing::Source<Item> right(graph);
    testing::Watched rows(
        left.stream.FullJoin(right.stream, &Item::key, &Item::key, BothSides()));
    REQUIRE(graph
                .Transact([&] {
                  left.Add({{{7, 1}, 1}});
                  right.Add({{{8, 5}, 1}});
                })
                .ok());
    CHECK(rows.Take() == Bag<ItemSides>{{{Item{7, 1}, kNone}, 1}, {{kNone, Item{8, 5}}, 1}});
  }

  TEST_CASE("the right join is the left join from the other side") {
    Graph graph;
    testing::Source<Item> left(graph);
    testing::Source<Item> right(graph);
    testing::Watched rows(
        left.stream.RightJoin(right.stream, &Item::key, &Item::key, BothSides()));
    left.Push({{{7, 1}, 1}});
    CHECK(rows.Take().empty());
    right.Push({{{8, 5}, 1}});
    CHECK(rows.Take() == Bag<ItemSides>{{{kNone, Item{8, 5}}, 1}});
  }

  TEST_CASE("takes a function of any two pointers") {
    Graph graph;
    testing::Source<Item> items(graph);
    testing::Watched alone(items.stream.FullJoin(items.stream, &Item::key, &Item::value,
                                                 [](const auto* left, const auto* right) {
                                                   return left == nullptr || right == nullptr;
                                                 }));
    items.Push({{{1, 2}, 1}, {{2, 2}, 1}});
    CHECK(alone.Take() == Bag<bool>{{false, 2}, {true, 1}});
  }

  TEST_CASE("outputs sum to the outer join of the summed inputs") {
    // Covers: operator OuterJoin
    CheckAll(&Item::key, testing::SmallItem);
  }

  TEST_CASE("the same with keys that may be NULL") {
    CheckAll(&LooseItem::key, testing::SmallLooseItem);
  }
}

}  // namespace
}  // namespace cambium
