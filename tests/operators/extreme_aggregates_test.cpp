// Min and Max of the groups of a stream.
// SPDX-License-Identifier: Apache-2.0
#include "operators/extreme_aggregates.h"

#include <cstdint>
#include <optional>
#include <type_traits>

#include "doctest/doctest.h"
#include "operators/aggregate.h"
#include "tests/support/naive_groups.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;
using testing::LooseItem;

// The least value whose rows weigh more than nothing together, or the greatest.
template <typename T>
std::optional<int> ExtremeOf(const Bag<T>& rows, Extreme extreme) {
  Bag<int> values;
  for (const auto& [item, weight] : rows) {
    if constexpr (std::is_same_v<T, LooseItem>) {
      if (item.value.has_value()) values.Add(*item.value, weight);
    } else {
      values.Add(item.value, weight);
    }
  }
  std::optional<int> found;
  for (const auto& [value, weight] : values) {
    if (weight <= 0) continue;
    if (!found.has_value() || extreme == Extreme::kGreatest) found = value;
  }
  return found;
}

template <typename T>
auto Query(Extreme extreme) {
  return [extreme](const Bag<T>& rows) {
    return testing::GroupsOf(
        rows, [](const T& item) { return item.key; },
        [extreme](const Bag<T>& group, std::int64_t) { return ExtremeOf(group, extreme); });
  };
}

TEST_SUITE("Min and Max") {
  TEST_CASE("the next one follows when the first one goes") {
    Graph graph;
    testing::Source<Item> items(graph);
    const auto by_key = items.stream.GroupBy(&Item::key);
    auto least = by_key.Min(&Item::value).Materialize();
    auto greatest = by_key.Max(&Item::value).Materialize();
    items.Push({{{7, 3}, 1}, {{7, 5}, 2}, {{7, 9}, 1}});
    CHECK(*least.Get(7) == 3);
    CHECK(*greatest.Get(7) == 9);
    items.Push({{{7, 3}, -1}, {{7, 9}, -1}});
    CHECK(*least.Get(7) == 5);
    CHECK(*greatest.Get(7) == 5);
    items.Push({{{7, 5}, -2}});
    CHECK(least.Get(7) == std::nullopt);
  }

  TEST_CASE("are silent about what happens behind the first one") {
    Graph graph;
    testing::Source<Item> items(graph);
    testing::Watched least(items.stream.GroupBy(&Item::key).Min(&Item::value));
    items.Push({{{7, 3}, 1}});
    least.Take();
    items.Push({{{7, 4}, 1}});
    items.Push({{{7, 4}, -1}, {{7, 5}, 1}});
    CHECK(least.Take().empty());
  }

  TEST_CASE("NULL is neither the least nor the greatest") {
    Graph graph;
    testing::Source<LooseItem> items(graph);
    const auto by_key = items.stream.GroupBy(&LooseItem::key);
    auto least = by_key.Min(&LooseItem::value).Materialize();
    auto greatest = by_key.Max(&LooseItem::value).Materialize();
    items.Push({{{7, std::nullopt}, 1}, {{7, 4}, 1}, {{8, std::nullopt}, 1}});
    CHECK(*least.Get(7) == 4);
    CHECK(*greatest.Get(7) == 4);
    CHECK(*least.Get(8) == std::nullopt);
    CHECK(*greatest.Get(8) == std::nullopt);
  }

  TEST_CASE("large groups shrink again and go") {
    Graph graph;
    testing::Source<Item> items(graph);
    testing::Watched least(items.stream.GroupBy(&Item::key).Min(&Item::value));
    testing::Changes<Item> hundred;
    for (int i = 0; i < 100; ++i) hundred.push_back({{7, i}, 1});
    items.Push(hundred);
    for (int i = 0; i < 100; ++i) {
      REQUIRE(least.sum() == Bag<Grouped<int, std::optional<int>>>{{{7, i}, 1}});
      items.Push({{{7, i}, -1}});
    }
    CHECK(least.sum().empty());
    CHECK_FALSE(testing::HoldsState(graph));
  }

  TEST_CASE("outputs sum to the least values of the groups") {
    // Covers: operator ExtremeAggregates
    testing::CheckLaw(
        300, [](auto items) { return items.GroupBy(&Item::key).Min(&Item::value); },
        Query<Item>(Extreme::kLeast), testing::SmallItem);
  }

  TEST_CASE("outputs sum to the greatest values of the groups") {
    // Covers: operator ExtremeAggregates
    testing::CheckLaw(
        300, [](auto items) { return items.GroupBy(&Item::key).Max(&Item::value); },
        Query<Item>(Extreme::kGreatest), testing::SmallItem);
  }

  TEST_CASE("the same for values that may be NULL") {
    const auto key = &LooseItem::key;
    const auto value = &LooseItem::value;
    testing::CheckLaw(
        200, [=](auto items) { return items.GroupBy(key).Min(value); },
        Query<LooseItem>(Extreme::kLeast), testing::SmallLooseItem);
    testing::CheckLaw(
        200, [=](auto items) { return items.GroupBy(key).Max(value); },
        Query<LooseItem>(Extreme::kGreatest), testing::SmallLooseItem);
  }
}

}  // namespace
}  // namespace cambium
