// SemiJoin keeps the elements that have a partner, AntiJoin those that have none.
// SPDX-License-Identifier: Apache-2.0
#include "operators/semi_join.h"

#include <cstdint>
#include <type_traits>

#include "doctest/doctest.h"
#include "operators/plus.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;
using testing::LooseItem;

// The elements whose partners weigh more than nothing together, or the others.
template <typename T>
Bag<T> WithPartner(const Bag<T>& lefts, const Bag<T>& rights, bool wanted) {
  Bag<T> kept;
  for (const auto& [left, left_weight] : lefts) {
    std::int64_t partners = 0;
    for (const auto& [right, right_weight] : rights) {
      if (left.key == right.key) partners += right_weight;
    }
    if constexpr (std::is_same_v<T, LooseItem>) {
      if (!left.key.has_value()) partners = 0;
    }
    if ((partners > 0) == wanted) kept[left] = left_weight;
  }
  return kept;
}

struct Inputs {
  Graph graph;
  testing::Source<Item> left{graph};
  testing::Source<Item> right{graph};
  testing::Watched<Item> semi{left.stream.SemiJoin(right.stream, &Item::key, &Item::key)};
  testing::Watched<Item> anti{left.stream.AntiJoin(right.stream, &Item::key, &Item::key)};

  void Step(const testing::Changes<Item>& lefts, const testing::Changes<Item>& rights) {
    REQUIRE(graph
                .Transact([&] {
                  left.Add(lefts);
                  right.Add(rights);
                })
                .ok());
  }
};

TEST_SUITE("SemiJoin and AntiJoin") {
  TEST_CASE("split the left side by whether there is a partner") {
    Inputs inputs;
    inputs.Step({{{7, 1}, 1}, {{8, 2}, 1}}, {{{7, 0}, 1}});
    CHECK(inputs.semi.Take() == Bag<Item>{{{7, 1}, 1}});
    CHECK(inputs.anti.Take() == Bag<Item>{{{8, 2}, 1}});
  }

  TEST_CASE("do not count partners") {
    Inputs inputs;
    inputs.Step({{{7, 1}, 2}}, {{{7, 0}, 1}, {{7, 5}, 3}});
    CHECK(inputs.semi.Take() == Bag<Item>{{{7, 1}, 2}});
    inputs.Step({}, {{{7, 0}, -1}});
    CHECK(inputs.semi.Take().empty());
  }

  TEST_CASE("an element moves from one to the other with its last partner") {
    Inputs inputs;
    inputs.Step({{{7, 1}, 2}}, {{{7, 0}, 1}});
    inputs.semi.Take();
    inputs.Step({}, {{{7, 0}, -1}});
    CHECK(inputs.semi.Take() == Bag<Item>{{{7, 1}, -2}});
    CHECK(inputs.anti.Take() == Bag<Item>{{{7, 1}, 2}});
  }

  TEST_CASE("a partner replaced within a step changes nothing") {
    Inputs inputs;
    inputs.Step({{{7, 1}, 1}}, {{{7, 0}, 1}});
    inputs.semi.Take();
    inputs.Step({}, {{{7, 0}, -1}, {{7, 9}, 1}});
    CHECK(inputs.semi.Take().empty());
    CHECK(inputs.anti.Take().empty());
  }

  TEST_CASE("NULL is no partner of NULL even when both arrive together") {
    Graph graph;
    testing::Source<LooseItem> items(graph);
    const auto key = &LooseItem::key;
    testing::Watched semi(items.stream.SemiJoin(items.stream, key, key));
    testing::Watched anti(items.stream.AntiJoin(items.stream, key, key));
    items.Push({{{std::nullopt, 1}, 1}});
    CHECK(semi.Take().empty());
    CHECK(anti.Take() == Bag<LooseItem>{{{std::nullopt, 1}, 1}});
  }

  TEST_CASE("together are the left side") {
    testing::CheckLaw(
        100,
        [](auto left, auto right) {
          return left.SemiJoin(right, &Item::key, &Item::key)
              .Plus(left.AntiJoin(right, &Item::key, &Item::key));
        },
        [](const Bag<Item>& lefts, const Bag<Item>&) { return lefts; }, testing::SmallItem,
        testing::SmallItem);
  }

  TEST_CASE("outputs sum to the semi join of the summed inputs") {
    // Covers: operator SemiJoin
    testing::CheckLaw(
        300, [](auto left, auto right) { return left.SemiJoin(right, &Item::key, &Item::key); },
        [](const Bag<Item>& l, const Bag<Item>& r) { return WithPartner(l, r, true); },
        testing::SmallItem, testing::SmallItem);
  }

  TEST_CASE("outputs sum to the anti join of the summed inputs") {
    // Covers: operator SemiJoin
    testing::CheckLaw(
        300, [](auto left, auto right) { return left.AntiJoin(right, &Item::key, &Item::key); },
        [](const Bag<Item>& l, const Bag<Item>& r) { return WithPartner(l, r, false); },
        testing::SmallItem, testing::SmallItem);
  }

  TEST_CASE("the same with keys that may be NULL") {
    const auto key = &LooseItem::key;
    testing::CheckLaw(
        200, [key](auto left, auto right) { return left.SemiJoin(right, key, key); },
        [](const Bag<LooseItem>& l, const Bag<LooseItem>& r) {
          return WithPartner(l, r, true);
        },
        testing::SmallLooseItem, testing::SmallLooseItem);
    testing::CheckLaw(
        200, [key](auto left, auto right) { return left.AntiJoin(right, key, key); },
        [](const Bag<LooseItem>& l, const Bag<LooseItem>& r) {
          return WithPartner(l, r, false);
        },
        testing::SmallLooseItem, testing::SmallLooseItem);
  }

  TEST_CASE("a stream against itself is right too") {
    testing::CheckLaw(
        200, [](auto items) { return items.SemiJoin(items, &Item::key, &Item::value); },
        [](const Bag<Item>& items) {
          Bag<Item> kept;
          for (const auto& [left, left_weight] : items) {
            std::int64_t partners = 0;
            for (const auto& [right, right_weight] : items) {
              if (left.key == right.value) partners += right_weight;
            }
            if (partners > 0) kept[left] = left_weight;
          }
          return kept;
        },
        testing::SmallItem);
  }
}

}  // namespace
}  // namespace cambium
