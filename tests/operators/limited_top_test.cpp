// The first few of each group, as many as a stream says.
// SPDX-License-Identifier: Apache-2.0
#include "operators/limited_top.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "doctest/doctest.h"
#include "operators/ordered.h"
#include "tests/support/naive_list.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;
using Limit = Grouped<int, std::int64_t>;

// The first of each group, as many as limit_of(key) says.
template <typename LimitOf>
Bag<Item> FirstOf(const Bag<Item>& items, const LimitOf& limit_of) {
  Bag<Item> first;
  for (const auto& [key, list] : testing::ListsOf(items, std::less<Item>())) {
    const auto limit = static_cast<std::size_t>(std::max<std::int64_t>(0, limit_of(key)));
    for (std::size_t i = 0; i < std::min(limit, list.size()); ++i) first.Add(list[i], 1);
  }
  return first;
}

TEST_SUITE("LimitedTop") {
  TEST_CASE("a group shows as many as its limit") {
    Graph graph;
    testing::Source<Item> items(graph);
    testing::Source<Limit> limits(graph);
    testing::Watched top(items.stream.GroupBy(&Item::key).Ordered().Top(limits.stream));
    items.Push({{{0, 1}, 1}, {{0, 4}, 1}, {{0, 7}, 1}, {{1, 5}, 1}});
    CHECK(top.Take().empty());
    limits.Push({{{0, 2}, 1}});
    CHECK(top.Take() == Bag<Item>{{{0, 1}, 1}, {{0, 4}, 1}});
    limits.Push({{{0, 2}, -1}, {{0, 3}, 1}});
    CHECK(top.Take() == Bag<Item>{{{0, 7}, 1}});
    limits.Push({{{0, 3}, -1}});
    CHECK(top.Take() == Bag<Item>{{{0, 1}, -1}, {{0, 4}, -1}, {{0, 7}, -1}});
  }

  TEST_CASE("one limit may hold for all groups") {
    Graph graph;
    testing::Source<Item> items(graph);
    testing::Source<std::int64_t> limit(graph);
    testing::Watched top(items.stream.GroupBy(&Item::key).Ordered().Top(limit.stream));
    items.Push({{{0, 1}, 1}, {{0, 4}, 1}, {{1, 5}, 1}, {{1, 8}, 1}});
    limit.Push({{1, 1}});
    CHECK(top.Take() == Bag<Item>{{{0, 1}, 1}, {{1, 5}, 1}});
    limit.Push({{1, -1}, {2, 1}});
    CHECK(top.Take() == Bag<Item>{{{0, 4}, 1}, {{1, 8}, 1}});
  }

  TEST_CASE("outputs sum to the first of each group as many as the greatest limit") {
    // Covers: operator LimitedTop
    const auto make_limit = [](testing::Random& random, const testing::Shape& shape) {
      return Limit{testing::BelowOf(random, shape.keys), random.Between(-1, 6)};
    };
    testing::CheckLaw(
        200,
        [](const auto& items, const auto& limits) {
          return items.GroupBy(&Item::key).Ordered().Top(limits);
        },
        [](const Bag<Item>& items, const Bag<Limit>& limits) {
          std::map<int, std::int64_t> greatest;
          for (const auto& [limit, weight] : limits) {
            if (weight > 0) greatest[limit.key] = std::max(greatest[limit.key], limit.value);
          }
          return FirstOf(items, [&](int key) { return greatest[key]; });
        },
        testing::SmallItem, make_limit);
  }

  TEST_CASE("the same with limits for all groups") {
    const auto make_limit = [](testing::Random& random, const testing::Shape&) {
      return random.Between(-1, 6);
    };
    testing::CheckLaw(
        200,
        [](const auto& items, const auto& limits) {
          return items.GroupBy(&Item::key).Ordered().Top(limits);
        },
        [](const Bag<Item>& items, const Bag<std::int64_t>& limits) {
          std::int64_t greatest = 0;
          for (const auto& [limit, weight] : limits) {
            if (weight > 0) greatest = std::max(greatest, limit);
          }
          return FirstOf(items, [&](int) { return greatest; });
        },
        testing::SmallItem, make_limit);
  }
}

}  // namespace
}  // namespace cambium
