// An assertion fails the transaction after which its stream would hold anything.
// SPDX-License-Identifier: Apache-2.0
#include "operators/assert_empty.h"

#include <cstdint>
#include <map>

#include "doctest/doctest.h"
#include "operators/aggregate.h"
#include "operators/distinct.h"
#include "operators/filter.h"
#include "operators/negate.h"
#include "operators/plus.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;

bool IsNegative(int x) { return x < 0; }

TEST_SUITE("AssertEmpty") {
  TEST_CASE("drops the transaction that breaks it and names itself") {
    Graph graph;
    testing::Source<int> numbers(graph);
    const auto all = numbers.stream.Materialize();
    const auto guard = numbers.stream.Filter(IsNegative).AssertEmpty("nothing is negative");
    REQUIRE(guard.ok());
    numbers.Push({{5, 1}});
    const absl::Status done = graph.Transact([&] { numbers.Add({{6, 1}, {-1, 1}}); });
    CHECK(done.code() == absl::StatusCode::kFailedPrecondition);
    CHECK(done.message() == "assertion does not hold: nothing is negative");
    CHECK(testing::ToBag(all.Read()) == Bag<int>{{5, 1}});
    numbers.Push({{6, 1}});
    CHECK(testing::ToBag(all.Read()) == Bag<int>{{5, 1}, {6, 1}});
  }

  TEST_CASE("looks at what a transaction leaves and not at its parts") {
    Graph graph;
    testing::Source<int> numbers(graph);
    const auto guard = numbers.stream.Filter(IsNegative).AssertEmpty("nothing is negative");
    CHECK(graph.Transact([&] { numbers.Add({{-1, 1}, {5, 1}, {-1, -1}}); }).ok());
    testing::Changes<int> many;
    for (int i = 1; i < 100; ++i) many.push_back({-i, 1});
    for (int i = 1; i < 100; ++i) many.push_back({-i, -1});
    CHECK(graph.Transact([&] { numbers.Add(many); }).ok());
  }

  TEST_CASE("cannot be made when it does not hold already") {
    // Covers: operator AssertEmpty one-shot
    Graph graph;
    testing::Source<int> numbers(graph);
    numbers.Push({{-1, 1}});
    CHECK_FALSE(numbers.stream.AssertEmpty("no numbers").ok());
    CHECK(numbers.stream.Minus(numbers.stream).AssertEmpty("nothing").ok());
    CHECK(graph.node_count() == 1);
  }

  TEST_CASE("holds for as long as its handle lives") {
    Graph graph;
    testing::Source<int> numbers(graph);
    {
      const auto guard = numbers.stream.AssertEmpty("no numbers");
      CHECK_FALSE(graph.Transact([&] { numbers.Add({{1, 1}}); }).ok());
    }
    CHECK(graph.Transact([&] { numbers.Add({{1, 1}}); }).ok());
    CHECK(graph.node_count() == 1);
  }

  TEST_CASE("a preview says that it would not hold") {
    Graph graph;
    testing::Source<int> numbers(graph);
    const auto guard = numbers.stream.AssertEmpty("no numbers");
    bool read = false;
    CHECK_FALSE(graph.Preview([&] { numbers.Add({{1, 1}}); }, [&] { read = true; }).ok());
    CHECK_FALSE(read);
  }

  TEST_CASE("exactly the transactions that keep it take place") {
    // Covers: operator AssertEmpty live
    const auto too_many = [](const Grouped<int, std::int64_t>& group) {
      return group.value > 4;
    };
    testing::ForSeeds(200, [&](testing::Random& random) {
      Graph graph;
      testing::Source<Item> items(graph);
      const auto counts = items.stream.GroupBy(&Item::key).Count();
      const auto guard = counts.Filter(too_many).AssertEmpty("at most four");
      const testing::Watched watched(counts);
      Bag<Item> sum;
      for (int step = 0; step < 20; ++step) {
        const auto changes = testing::RandomChanges(random, testing::kTiny, testing::SmallItem);
        Bag<Item> next = sum;
        for (const auto& [item, weight] : changes) next.Add(item, weight);
        std::map<int, std::int64_t> sizes;
        for (const auto& [item, weight] : next) sizes[item.key] += weight;
        bool holds = true;
        for (const auto& [key, size] : sizes) holds = holds && size <= 4;
        REQUIRE(graph.Transact([&] { items.Add(changes); }).ok() == holds);
        if (holds) sum = next;
        Bag<Grouped<int, std::int64_t>> expected;
        sizes.clear();
        for (const auto& [item, weight] : sum) sizes[item.key] += weight;
        for (const auto& [key, size] : sizes) {
          if (size != 0) expected.Add({key, size}, 1);
        }
        REQUIRE(watched.sum() == expected);
      }
    });
  }
}

}  // namespace
}  // namespace cambium
