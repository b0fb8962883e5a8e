// Join pairs elements with equal keys, whichever side changes, and when both do at once.
// SPDX-License-Identifier: Apache-2.0
#include "operators/join.h"

#include <optional>
#include <utility>

#include "doctest/doctest.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;
using testing::LooseItem;

using Values = std::pair<int, int>;
struct ValuesOf {
  Values operator()(const Item& left, const Item& right) const {
    return {left.value, right.value};
  }
};

// What a join is: every pair, compared.
Bag<Values> JoinOf(const Bag<Item>& lefts, const Bag<Item>& rights) {
  Bag<Values> pairs;
  for (const auto& [left, left_weight] : lefts) {
    for (const auto& [right, right_weight] : rights) {
      if (left.key != right.key) continue;
      pairs.Add({left.value, right.value}, left_weight * right_weight);
    }
  }
  return pairs;
}

// A join of two inputs.
struct JoinedInputs {
  Graph graph;
  testing::Source<Item> left{graph};
  testing::Source<Item> right{graph};
  testing::Watched<Values> pairs{
      left.stream.Join(right.stream, &Item::key, &Item::key, ValuesOf())};

  Bag<Values> Step(const testing::Changes<Item>& lefts, const testing::Changes<Item>& rights) {
    REQUIRE(graph
                .Transact([&] {
                  left.Add(lefts);
                  right.Add(rights);
                })
                .ok());
    return pairs.Take();
  }
};

TEST_SUITE("Join") {
  TEST_CASE("emits a pair when its second half arrives") {
    JoinedInputs join;
    CHECK(join.Step({{{7, 1}, 1}}, {}).empty());
    CHECK(join.Step({}, {{{7, 2}, 1}}) == Bag<Values>{{{1, 2}, 1}});
  }

  TEST_CASE("emits a pair once when both halves arrive together") {
    JoinedInputs join;
    CHECK(join.Step({{{7, 1}, 1}}, {{{7, 2}, 1}}) == Bag<Values>{{{1, 2}, 1}});
  }

  TEST_CASE("retracts the pairs of an element that goes") {
    JoinedInputs join;
    join.Step({{{7, 1}, 1}}, {{{7, 2}, 1}, {{7, 3}, 1}});
    CHECK(join.Step({{{7, 1}, -1}}, {}) == Bag<Values>{{{1, 2}, -1}, {{1, 3}, -1}});
  }

  TEST_CASE("retracts a pair once when both halves go together") {
    JoinedInputs join;
    join.Step({{{7, 1}, 1}}, {{{7, 2}, 1}});
    CHECK(join.Step({{{7, 1}, -1}}, {{{7, 2}, -1}}) == Bag<Values>{{{1, 2}, -1}});
  }

  TEST_CASE("multiplies weights") {
    JoinedInputs join;
    CHECK(join.Step({{{7, 1}, 2}}, {{{7, 2}, -3}}) == Bag<Values>{{{1, 2}, -6}});
  }

  TEST_CASE("two joins by the same keys share their indexes") {
    JoinedInputs join;
    const std::size_t nodes = join.graph.node_count();
    const auto sums =
        join.left.stream.Join(join.right.stream, &Item::key, &Item::key,
                              [](const Item& l, const Item& r) { return l.value + r.value; });
    CHECK(join.graph.node_count() == nodes + 1);
  }

  TEST_CASE("is bilinear: with one side fixed a step is linear in the other") {
    testing::ForSeeds(100, [](testing::Random& random) {
      const auto a = testing::RandomChanges(random, testing::kTiny, testing::SmallItem);
      const auto b = testing::RandomChanges(random, testing::kTiny, testing::SmallItem);
      const auto right = testing::RandomChanges(random, testing::kTiny, testing::SmallItem);
      auto both = a;
      both.insert(both.end(), b.begin(), b.end());
      const auto joined = [&right](const testing::Changes<Item>& left) {
        return JoinedInputs().Step(left, right);
      };
      REQUIRE(joined(both) == joined(a) + joined(b));
    });
  }

  TEST_CASE("outputs sum to the join of the summed inputs") {
    // Covers: operator Join
    testing::CheckLaw(
        300,
        [](auto left, auto right) {
          return left.Join(right, &Item::key, &Item::key, ValuesOf());
        },
        JoinOf, testing::SmallItem, testing::SmallItem);
  }

  TEST_CASE("a stream joined with itself is right too") {
    testing::CheckLaw(
        200, [](auto items) { return items.Join(items, &Item::key, &Item::key, ValuesOf()); },
        [](const Bag<Item>& items) { return JoinOf(items, items); }, testing::SmallItem);
  }

  TEST_CASE("a stream joined with itself by two different keys is right too") {
    testing::CheckLaw(
        200, [](auto items) { return items.Join(items, &Item::key, &Item::value, ValuesOf()); },
        [](const Bag<Item>& items) {
          Bag<Values> pairs;
          for (const auto& [left, left_weight] : items) {
            for (const auto& [right, right_weight] : items) {
              if (left.key != right.value) continue;
              pairs.Add({left.value, right.value}, left_weight * right_weight);
            }
          }
          return pairs;
        },
        testing::SmallItem);
  }

  TEST_CASE("a key that is NULL has no partner and not even itself") {
    using Loose = std::pair<LooseItem, LooseItem>;
    testing::CheckLaw(
        200,
        [](auto left, auto right) {
          return left.Join(right, &LooseItem::key, &LooseItem::key,
                           [](const LooseItem& l, const LooseItem& r) { return Loose(l, r); });
        },
        [](const Bag<LooseItem>& lefts, const Bag<LooseItem>& rights) {
          Bag<Loose> pairs;
          for (const auto& [left, left_weight] : lefts) {
            for (const auto& [right, right_weight] : rights) {
              if (!left.key.has_value() || left.key != right.key) continue;
              pairs.Add({left, right}, left_weight * right_weight);
            }
          }
          return pairs;
        },
        testing::SmallLooseItem, testing::SmallLooseItem);
  }
}

}  // namespace
}  // namespace cambium
