// Functions of groups at all times of two nested scopes: at each point of the grid, what was
// emitted up to there is the function of what has come up to there.
// SPDX-License-Identifier: Apache-2.0
#include "operators/timed_groups.h"

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>

#include "doctest/doctest.h"
#include "operators/scoped_stream.h"
#include "tests/support/digraphs.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Edge;
using At = Timed<Edge, 2>;

// The sum of the entries that count at a time.
template <typename T>
Bag<T> Until(const ZSet<Timed<T, 2>>& timed, const Iteration<2>& when) {
  Bag<T> bag;
  for (const auto& [element, weight] : timed) {
    if (element.time[0] <= when[0] && element.time[1] <= when[1]) {
      bag.Add(element.element, weight);
    }
  }
  return bag;
}

Bag<Edge> DistinctOf(const Bag<Edge>& bag) {
  Bag<Edge> present;
  for (const auto& [item, weight] : bag) {
    if (weight > 0) present[item] = 1;
  }
  return present;
}

using Totals = Grouped<int, std::tuple<std::int64_t, std::optional<int>>>;

// How many rows each group has, and the least value with a positive weight.
Bag<Totals> TotalsOf(const Bag<Edge>& bag) {
  std::map<int, std::tuple<std::int64_t, std::optional<int>>> groups;
  for (const auto& [item, weight] : bag) {
    auto& [rows, least] = groups[item.from];
    rows += weight;
    if (weight > 0 && (!least.has_value() || item.to < *least)) least = item.to;
  }
  Bag<Totals> totals;
  for (const auto& [key, values] : groups) {
    if (std::get<0>(values) > 0) totals[{key, values}] = 1;
  }
  return totals;
}

TEST_SUITE("TimedGroupsOperator") {
  TEST_CASE("an element that comes earlier is said earlier and taken back later") {
    Graph graph;
    testing::Source<Timed<int, 1>> input(graph);
    const ScopedStream<int, 1> stream(input.stream, nullptr);
    const auto view = stream.Distinct().timed().Materialize();
    input.Push({{{7, {5}}, 1}});
    input.Push({{{7, {2}}, 1}});
    const Timed<int, 1> at_two{7, {2}};
    CHECK(view.size() == 1);
    CHECK(view.Get(at_two) == 1);
    input.Push({{{7, {2}}, -1}});
    CHECK(view.Get(at_two) == 0);
    CHECK(view.size() == 1);
  }

  TEST_CASE("is the function of what counts at every time of two nested scopes") {
    // Covers: operator TimedGroups
    testing::ForSeeds(60, [](testing::Random& random) {
      Graph graph;
      testing::Source<At> input(graph);
      const ScopedStream<Edge, 2> stream(input.stream, nullptr);
      const auto sums = input.stream.Materialize();
      const auto distinct = stream.Distinct().timed().Materialize();
      using Groups = GroupedStream<Edge, int Edge::*>;
      const auto totals = stream.GroupBy(&Edge::from)
                              .Aggregate(CountAggregate(), Groups::MinOf(&Edge::to))
                              .timed()
                              .Materialize();
      for (int step = 0; step < 8; ++step) {
        CAPTURE(step);
        testing::Changes<At> changes;
        for (int i = testing::BelowOf(random, 5); i >= 0; --i) {
          const auto coordinate = [&] { return static_cast<std::uint32_t>(random.Below(3)); };
          const Edge item{testing::BelowOf(random, 2), testing::BelowOf(random, 2)};
          changes.push_back({{item, {coordinate(), coordinate()}}, random.Between(-2, 3)});
        }
        input.Push(changes);
        const ZSet<At> all = sums.Read();
        for (std::uint32_t i = 0; i < 3; ++i) {
          for (std::uint32_t j = 0; j < 3; ++j) {
            const Bag<Edge> now = Until(all, {i, j});
            REQUIRE(Until(distinct.Read(), {i, j}) == DistinctOf(now));
            REQUIRE(Until(totals.Read(), {i, j}) == TotalsOf(now));
          }
        }
      }
    });
  }
}

}  // namespace
}  // namespace cambium
