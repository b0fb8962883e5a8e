// Median and Quantile of the groups of a stream.
// SPDX-License-Identifier: Apache-2.0
#include "operators/quantile.h"

#include <cstdint>
#include <optional>
#include <vector>

#include "doctest/doctest.h"
#include "operators/aggregate.h"
#include "operators/bag_of_values.h"
#include "tests/support/naive_groups.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;
using testing::LooseItem;

// All values written out in order; the first one that so much of them is not greater than.
std::optional<int> QuantileOf(const Bag<LooseItem>& rows, Ratio part) {
  Bag<int> weights;
  for (const auto& [row, weight] : rows) {
    if (row.value.has_value()) weights.Add(*row.value, weight);
  }
  std::vector<int> values;
  for (const auto& [value, weight] : weights) {
    for (std::int64_t i = 0; i < weight; ++i) values.push_back(value);
  }
  const auto count = static_cast<std::int64_t>(values.size());
  for (std::int64_t i = 0; i < count; ++i) {
    if ((i + 1) * part.divisor >= count * part.dividend) {
      return values[static_cast<std::size_t>(i)];
    }
  }
  return std::nullopt;
}

TEST_SUITE("Median and Quantile") {
  TEST_CASE("the median is the lower one of two in the middle") {
    Graph graph;
    testing::Source<Item> items(graph);
    auto median = items.stream.GroupBy(&Item::key).Median(&Item::value).Materialize();
    items.Push({{{7, 1}, 1}, {{7, 2}, 2}, {{7, 9}, 1}});
    CHECK(*median.Get(7) == 2);
    items.Push({{{7, 2}, -2}});
    CHECK(*median.Get(7) == 1);
    items.Push({{{7, 30}, 1}});
    CHECK(*median.Get(7) == 9);
  }

  TEST_CASE("is silent about what leaves the value in its place") {
    Graph graph;
    testing::Source<Item> items(graph);
    testing::Watched median(items.stream.GroupBy(&Item::key).Median(&Item::value));
    items.Push({{{7, 5}, 1}});
    median.Take();
    items.Push({{{7, 1}, 1}, {{7, 9}, 1}});
    CHECK(median.Take().empty());
  }

  TEST_CASE("ratios are exact") {
    Graph graph;
    testing::Source<Item> items(graph);
    const auto groups = items.stream.GroupBy(&Item::key);
    auto least = groups.Quantile(&Item::value, {0, 1}).Materialize();
    auto greatest = groups.Quantile(&Item::value, {1, 1}).Materialize();
    auto some = groups.Quantile(&Item::value, {55, 100}).Materialize();
    for (int i = 1; i <= 100; ++i) items.Push({{{7, i}, 1}});
    CHECK(*least.Get(7) == 1);
    CHECK(*greatest.Get(7) == 100);
    CHECK(*some.Get(7) == 55);
  }

  TEST_CASE("shares the values of a group with Min") {
    Graph graph;
    testing::Source<Item> items(graph);
    const auto groups = items.stream.GroupBy(&Item::key);
    auto both =
        groups.Aggregate(groups.MinOf(&Item::value), groups.QuantileOf(&Item::value, {1, 2}))
            .Materialize();
    items.Push({{{7, 3}, 1}, {{7, 5}, 2}});
    const auto [least, median] = *both.Get(7);
    CHECK(*least == 3);
    CHECK(*median == 5);
  }

  TEST_CASE("outputs sum to the quantiles of the groups") {
    // Covers: operator Quantile, operator BagOfValues
    testing::ForSeeds(150, [](testing::Random& random) {
      const std::int64_t divisor = random.Between(1, 10);
      const Ratio part{random.Between(0, divisor), divisor};
      const auto build = [&](const Stream<LooseItem>& items) {
        return items.GroupBy(&LooseItem::key).Quantile(&LooseItem::value, part);
      };
      const auto query = [&](const Bag<LooseItem>& rows) {
        return testing::GroupsOf(
            rows, [](const LooseItem& item) { return item.key; },
            [&](const Bag<LooseItem>& group, std::int64_t) { return QuantileOf(group, part); });
      };
      testing::CheckHistory(random, build, query, testing::SmallLooseItem);
    });
  }
}

}  // namespace
}  // namespace cambium
