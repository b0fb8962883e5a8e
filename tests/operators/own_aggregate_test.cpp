// General aggregates of one's own: any function of a group's elements.
// SPDX-License-Identifier: Apache-2.0
#include "operators/own_aggregate.h"

#include <cstdint>
#include <string>
#include <tuple>

#include "doctest/doctest.h"
#include "operators/aggregate.h"
#include "tests/support/naive_groups.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;

int KeyOf(const Item& item) { return item.key; }

// The group, spelled out: nothing of it can be missing or out of order.
template <typename Rows>
std::string Spelled(const Rows& rows) {
  std::string text;
  for (const auto& [item, weight] : rows) {
    text += std::to_string(item.value) + "*" + std::to_string(weight) + " ";
  }
  return text;
}
struct Spelling {
  using Result = std::string;
  Result Recompute(Entries<Item> group) const { return Spelled(group); }
};

// The value in the middle, of those that weigh more than nothing; -99 of none.
int MedianOf(Entries<int> values) {
  Weight all = 0;
  for (const auto& entry : values) all += entry.weight > 0 ? entry.weight : 0;
  Weight passed = 0;
  for (const auto& entry : values) {
    if (entry.weight > 0) passed += entry.weight;
    if (2 * passed > all) return entry.element;
  }
  return -99;
}

// One that has neither == nor Identity, but says when it is empty.
struct LastingState {
  Weight rows = 0;
  bool empty() const { return rows == 0; }
};
struct RowsAggregate {
  using State = LastingState;
  using Result = std::int64_t;
  void Add(State& state, const Item&, Weight weight) const { state.rows += weight; }
  static void Merge(State& state, const State& change) { state.rows += change.rows; }
  Result Finish(const State& state, Weight, absl::Status&) const { return state.rows; }
};

TEST_SUITE("Own aggregates") {
  TEST_CASE("a general one sees the group in order and with weights") {
    Graph graph;
    testing::Source<Item> items(graph);
    auto spelled = items.stream.GroupBy(&Item::key).Aggregate(Spelling()).Materialize();
    items.Push({{{7, 5}, 2}, {{7, 3}, 1}, {{8, 1}, 1}});
    CHECK(*spelled.Get(7) == "3*1 5*2 ");
    items.Push({{{7, 4}, 1}, {{7, 3}, -1}, {{7, 9}, 1}});
    CHECK(*spelled.Get(7) == "4*1 5*2 9*1 ");
    items.Push({{{7, 4}, -2}});
    CHECK(*spelled.Get(7) == "4*-1 5*2 9*1 ");
  }

  TEST_CASE("a function of the values of a member") {
    Graph graph;
    testing::Source<Item> items(graph);
    auto medians =
        items.stream.GroupBy(&Item::key).Recompute(&Item::value, MedianOf).Materialize();
    items.Push({{{7, 1}, 1}, {{7, 5}, 1}, {{7, 9}, 1}});
    CHECK(*medians.Get(7) == 5);
    items.Push({{{7, 9}, -1}, {{7, 0}, 3}});
    CHECK(*medians.Get(7) == 0);
  }

  TEST_CASE("stands beside linear ones in one state row") {
    Graph graph;
    testing::Source<Item> items(graph);
    const auto by_key = items.stream.GroupBy(&Item::key);
    auto values = by_key.Aggregate(CountAggregate(), Spelling(), by_key.SumOf(&Item::value))
                      .Materialize();
    items.Push({{{7, 5}, 2}});
    CHECK(*values.Get(7) == std::make_tuple(2, "5*2 ", 10));
  }

  TEST_CASE("a linear one need not have == when it says that it is empty") {
    static_assert(LinearAggregate<RowsAggregate, Item>);
    Graph graph;
    testing::Source<Item> items(graph);
    auto rows = items.stream.GroupBy(&Item::key).Aggregate(RowsAggregate()).Materialize();
    items.Push({{{7, 5}, 2}});
    CHECK(*rows.Get(7) == 2);
    items.Push({{{7, 5}, -2}});
    CHECK_FALSE(testing::HoldsState(graph));
  }

  TEST_CASE("outputs sum to a general aggregate of the groups") {
    // Covers: operator OwnAggregate
    testing::CheckLaw(
        300, [](auto items) { return items.GroupBy(&Item::key).Aggregate(Spelling()); },
        [](const Bag<Item>& items) {
          return testing::GroupsOf(
              items, KeyOf, [](const Bag<Item>& rows, std::int64_t) { return Spelled(rows); });
        },
        testing::SmallItem);
  }
}

}  // namespace
}  // namespace cambium
