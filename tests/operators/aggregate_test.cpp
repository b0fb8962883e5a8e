// Aggregate: several aggregates of a group at once, and aggregates of one's own.
// SPDX-License-Identifier: Apache-2.0
#include "operators/aggregate.h"

#include <cstdint>
#include <optional>
#include <tuple>

#include "doctest/doctest.h"
#include "operators/map.h"
#include "tests/support/naive_groups.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;

// The sum of squares: an aggregate as a program may bring it along.
struct SquaresAggregate {
  using State = std::int64_t;
  using Result = std::int64_t;
  void Add(State& state, const Item& item, Weight weight) const {
    state += weight * item.value * item.value;
  }
  static void Merge(State& state, const State& change) { state += change; }
  Result Finish(const State& state, Weight, absl::Status&) const { return state; }
};

// Fails for groups of more than three rows, and counts them otherwise.
struct AtMostThree : CountAggregate {
  Result Finish(const State&, Weight rows, absl::Status& error) const {
    if (rows > 3) error = absl::OutOfRangeError("too many rows");
    return rows;
  }
};

int KeyOf(const Item& item) { return item.key; }

template <typename T>
auto CountSumMinMax(const Stream<T>& items) {
  const auto by_key = items.GroupBy(&Item::key);
  return by_key.Aggregate(CountAggregate(), by_key.SumOf(&Item::value),
                          by_key.MinOf(&Item::value), by_key.MaxOf(&Item::value));
}

TEST_SUITE("Aggregate") {
  TEST_CASE("emits the values of a group before and after") {
    Graph graph;
    testing::Source<Item> items(graph);
    testing::Watched sums(items.stream.GroupBy(&Item::key).Sum(&Item::value));
    items.Push({{{1, 100}, 1}, {{1, 200}, 1}});
    CHECK(sums.Take() == Bag<Grouped<int, std::int64_t>>{{{1, 300}, 1}});
    items.Push({{{1, 100}, -1}, {{2, 7}, 1}});
    CHECK(sums.Take() ==
          Bag<Grouped<int, std::int64_t>>{{{1, 300}, -1}, {{1, 200}, 1}, {{2, 7}, 1}});
    items.Push({{{2, 7}, -1}});
    CHECK(sums.Take() == Bag<Grouped<int, std::int64_t>>{{{2, 7}, -1}});
  }

  TEST_CASE("is silent about a group whose values do not change") {
    Graph graph;
    testing::Source<Item> items(graph);
    testing::Watched sums(items.stream.GroupBy(&Item::key).Sum(&Item::value));
    items.Push({{{1, 100}, 1}});
    sums.Take();
    items.Push({{{1, 100}, -1}, {{1, 40}, 1}, {{1, 60}, 1}});
    CHECK(sums.Take().empty());
  }

  TEST_CASE("the value of several aggregates is a tuple") {
    Graph graph;
    testing::Source<Item> items(graph);
    auto values = CountSumMinMax(items.stream).Materialize();
    items.Push({{{1, 100}, 2}, {{1, 200}, 1}});
    CHECK(*values.Get(1) == std::make_tuple(3, 400, 100, 200));
  }

  TEST_CASE("several aggregates share one state row for each group") {
    Graph graph;
    testing::Source<Item> items(graph);
    const auto values = CountSumMinMax(items.stream);
    CHECK(graph.node_count() == 3);  // The input, the states, the aggregate.
    items.Push({{{1, 100}, 2}, {{1, 200}, 1}, {{2, 1}, 1}});
    CHECK(graph.Dot().find(", rows 2\"") != std::string::npos);
  }

  TEST_CASE("groups of groups") {
    Graph graph;
    testing::Source<Item> items(graph);
    using Count = Grouped<int, std::int64_t>;
    auto sizes = items.stream.GroupBy(&Item::key).Count().GroupBy(&Count::value).Count();
    testing::Watched watched(sizes);
    items.Push({{{1, 0}, 1}, {{2, 0}, 1}, {{3, 0}, 1}, {{3, 1}, 1}});
    CHECK(watched.sum() == Bag<Grouped<std::int64_t, std::int64_t>>{{{1, 2}, 1}, {{2, 1}, 1}});
    items.Push({{{1, 1}, 1}});
    CHECK(watched.sum() == Bag<Grouped<std::int64_t, std::int64_t>>{{{1, 1}, 1}, {{2, 2}, 1}});
  }

  TEST_CASE("an aggregate that fails drops its transaction") {
    Graph graph;
    testing::Source<Item> items(graph);
    auto counts = items.stream.GroupBy(&Item::key).Aggregate(AtMostThree()).Materialize();
    items.Push({{{1, 0}, 3}});
    const absl::Status done = graph.Transact([&] { items.Add({{{1, 1}, 1}, {{2, 0}, 1}}); });
    CHECK(done.message() == "too many rows");
    CHECK(counts.Get(1) == 3);
    CHECK(counts.Get(2) == std::nullopt);
    items.Push({{{1, 0}, -1}});
    CHECK(counts.Get(1) == 2);
  }

  TEST_CASE("outputs sum to the aggregates of the groups") {
    // Covers: operator Aggregate
    testing::CheckLaw(
        300, [](auto items) { return CountSumMinMax(items); },
        [](const Bag<Item>& items) {
          return testing::GroupsOf(items, KeyOf, [](const Bag<Item>& rows, std::int64_t count) {
            std::int64_t sum = 0;
            Bag<int> values;
            for (const auto& [item, weight] : rows) {
              sum += item.value * weight;
              values.Add(item.value, weight);
            }
            std::optional<int> least;
            std::optional<int> greatest;
            for (const auto& [value, weight] : values) {
              if (weight < 0) continue;
              if (!least.has_value()) least = value;
              greatest = value;
            }
            return std::make_tuple(count, sum, least, greatest);
          });
        },
        testing::SmallItem);
  }

  TEST_CASE("an aggregate of one's own follows the law too") {
    testing::CheckLaw(
        200, [](auto items) { return items.GroupBy(&Item::key).Aggregate(SquaresAggregate()); },
        [](const Bag<Item>& items) {
          return testing::GroupsOf(items, KeyOf, [](const Bag<Item>& rows, std::int64_t) {
            std::int64_t squares = 0;
            for (const auto& [item, weight] : rows) squares += weight * item.value * item.value;
            return squares;
          });
        },
        testing::SmallItem);
  }
}

}  // namespace
}  // namespace cambium
