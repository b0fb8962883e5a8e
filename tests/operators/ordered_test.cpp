// The typed API of order: the first and the last, the least and the greatest, NULLs, sharing.
// SPDX-License-Identifier: Apache-2.0
#include "operators/ordered.h"

#include <cstddef>
#include <map>
#include <optional>

#include "doctest/doctest.h"
#include "tests/support/naive_list.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::LooseItem;

constexpr std::nullopt_t kNull = std::nullopt;

struct Rows {
  Graph graph;
  testing::Source<LooseItem> source{graph};
  GroupedStream<LooseItem, std::optional<int> LooseItem::*> groups =
      source.stream.GroupBy(&LooseItem::key);
};

struct Everything {
  int operator()(const LooseItem&) const { return 0; }
};

// The row of the least value, or of the greatest one: NULL is neither, and the least row wins.
Bag<LooseItem> ExtremeRows(const Bag<LooseItem>& rows, bool greatest) {
  std::map<std::optional<int>, LooseItem> best;
  for (const auto& [row, weight] : rows) {
    if (weight <= 0) continue;
    const auto [at, added] = best.try_emplace(row.key, row);
    if (added || !row.value.has_value()) continue;
    const bool better =
        !at->second.value.has_value() ||
        (greatest ? *row.value > *at->second.value : *row.value < *at->second.value);
    if (better) at->second = row;
  }
  Bag<LooseItem> all;
  for (const auto& entry : best) all.Add(entry.second, 1);
  return all;
}

TEST_SUITE("Ordered") {
  TEST_CASE("the first and the last of each group") {
    Rows rows;
    const auto ordered = rows.groups.Ordered(Descending(&LooseItem::value));
    testing::Watched first(ordered.First());
    testing::Watched last(ordered.Last());
    rows.source.Push({{{1, 3}, 1}, {{1, 5}, 2}, {{1, 9}, 1}, {{2, 7}, 1}});
    CHECK(first.Take() == Bag<LooseItem>{{{1, 9}, 1}, {{2, 7}, 1}});
    CHECK(last.Take() == Bag<LooseItem>{{{1, 3}, 1}, {{2, 7}, 1}});
    rows.source.Push({{{1, 9}, -1}, {{2, 7}, -1}});
    CHECK(first.Take() == Bag<LooseItem>{{{1, 5}, 1}, {{1, 9}, -1}, {{2, 7}, -1}});
    CHECK(last.Take() == Bag<LooseItem>{{{2, 7}, -1}});
  }

  TEST_CASE("NULL is the lowest value unless the order says otherwise") {
    Rows rows;
    const auto value = &LooseItem::value;
    testing::Watched ascending(rows.groups.Ordered(Ascending(value)).First());
    testing::Watched descending(rows.groups.Ordered(Descending(value)).First());
    testing::Watched last(rows.groups.Ordered(Ascending(value, Nulls::kLast)).First());
    testing::Watched first(rows.groups.Ordered(Descending(value, Nulls::kFirst)).First());
    rows.source.Push({{{1, kNull}, 1}, {{1, 4}, 1}, {{1, 6}, 1}});
    CHECK(ascending.Take() == Bag<LooseItem>{{{1, kNull}, 1}});
    CHECK(descending.Take() == Bag<LooseItem>{{{1, 6}, 1}});
    CHECK(last.Take() == Bag<LooseItem>{{{1, 4}, 1}});
    CHECK(first.Take() == Bag<LooseItem>{{{1, kNull}, 1}});
  }

  TEST_CASE("what is equal in an order comes in the order of the elements") {
    Graph graph;
    testing::Source<LooseItem> source(graph);
    const auto all = source.stream.GroupBy(Everything());
    testing::Watched top(all.Ordered(Descending(&LooseItem::value)).Top(2));
    source.Push({{{3, 7}, 1}, {{1, 7}, 1}, {{2, 7}, 1}, {{4, 8}, 1}});
    CHECK(top.Take() == Bag<LooseItem>{{{1, 7}, 1}, {{4, 8}, 1}});
  }

  TEST_CASE("who asks for the same order reads the same index") {
    Rows rows;
    const auto value = &LooseItem::value;
    const auto newest = rows.groups.Ordered(Descending(value));
    const std::size_t nodes = rows.graph.node_count();
    const auto again = rows.groups.Ordered(Descending(value));
    CHECK(rows.graph.node_count() == nodes);
    const auto other = rows.groups.Ordered(Descending(value, Nulls::kFirst));
    CHECK(rows.graph.node_count() == nodes + 1);
    const auto with_function = rows.groups.Ordered(
        Descending([shift = 1](const LooseItem& item) { return *item.key + shift; }));
    CHECK(rows.graph.node_count() == nodes + 2);
  }

  TEST_CASE("ArgMin and ArgMax sum to the rows of the extreme values") {
    // Covers: operator Ordered
    testing::ForSeeds(100, [](testing::Random& random) {
      for (const bool greatest : {false, true}) {
        const auto build = [&](const Stream<LooseItem>& items) -> Stream<LooseItem> {
          const auto groups = items.GroupBy(&LooseItem::key);
          return greatest ? groups.ArgMax(&LooseItem::value) : groups.ArgMin(&LooseItem::value);
        };
        const auto query = [&](const Bag<LooseItem>& rows) {
          return ExtremeRows(rows, greatest);
        };
        testing::CheckHistory(random, build, query, testing::SmallLooseItem);
      }
    });
  }
}

}  // namespace
}  // namespace cambium
