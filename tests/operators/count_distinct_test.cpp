// CountDistinct counts the values that are present, whatever their weights are.
// SPDX-License-Identifier: Apache-2.0
#include "operators/count_distinct.h"

#include <cstdint>
#include <optional>

#include "doctest/doctest.h"
#include "operators/aggregate.h"
#include "tests/support/naive_groups.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;
using testing::LooseItem;

std::optional<int> LooseKeyOf(const LooseItem& item) { return item.key; }

std::int64_t Present(const Bag<int>& values) {
  std::int64_t present = 0;
  for (const auto& [value, weight] : values) present += weight > 0;
  return present;
}

TEST_SUITE("CountDistinct") {
  TEST_CASE("counts a value once however many copies there are") {
    Graph graph;
    testing::Source<Item> items(graph);
    auto counts = items.stream.GroupBy(&Item::key).CountDistinct(&Item::value).Materialize();
    items.Push({{{7, 1}, 3}, {{7, 2}, 1}, {{8, 1}, 1}});
    CHECK(counts.Get(7) == 2);
    CHECK(counts.Get(8) == 1);
    items.Push({{{7, 1}, -2}});
    CHECK(counts.Get(7) == 2);
    items.Push({{{7, 1}, -1}});
    CHECK(counts.Get(7) == 1);
  }

  TEST_CASE("is silent while no value appears or vanishes") {
    Graph graph;
    testing::Source<Item> items(graph);
    testing::Watched counts(items.stream.GroupBy(&Item::key).CountDistinct(&Item::value));
    items.Push({{{7, 1}, 1}, {{7, 2}, 1}});
    counts.Take();
    items.Push({{{7, 1}, 5}, {{7, 2}, -1}, {{7, 3}, 1}});
    CHECK(counts.Take().empty());
  }

  TEST_CASE("a value that is owed counts when it is there") {
    Graph graph;
    testing::Source<Item> items(graph);
    auto counts = items.stream.GroupBy(&Item::key).CountDistinct(&Item::value).Materialize();
    items.Push({{{7, 1}, -1}, {{7, 2}, 3}});
    CHECK(counts.Get(7) == 1);
    items.Push({{{7, 1}, 1}});
    CHECK(counts.Get(7) == 1);
    items.Push({{{7, 1}, 1}});
    CHECK(counts.Get(7) == 2);
  }

  TEST_CASE("NULL is no value") {
    Graph graph;
    testing::Source<LooseItem> items(graph);
    auto counts =
        items.stream.GroupBy(&LooseItem::key).CountDistinct(&LooseItem::value).Materialize();
    items.Push({{{7, std::nullopt}, 2}});
    CHECK(*counts.Get(7) == 0);
  }

  TEST_CASE("outputs sum to the numbers of values that are present") {
    // Covers: operator CountDistinct
    testing::CheckLaw(
        300,
        [](auto items) {
          return items.GroupBy(&LooseItem::key).CountDistinct(&LooseItem::value);
        },
        [](const Bag<LooseItem>& items) {
          return testing::GroupsOf(items, LooseKeyOf,
                                   [](const Bag<LooseItem>& rows, std::int64_t) {
                                     Bag<int> values;
                                     for (const auto& [item, weight] : rows) {
                                       if (item.value.has_value())
                                         values.Add(*item.value, weight);
                                     }
                                     return Present(values);
                                   });
        },
        testing::SmallLooseItem);
  }
}

}  // namespace
}  // namespace cambium
