// A view holds the sum of all deltas of its stream.
// SPDX-License-Identifier: Apache-2.0
#include "operators/materialize.h"

#include <optional>
#include <string>

#include "doctest/doctest.h"
#include "operators/aggregate.h"
#include "operators/distinct.h"
#include "operators/join.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;

TEST_SUITE("Materialize") {
  TEST_CASE("reads what stands in ascending order") {
    Graph graph;
    testing::Source<std::string> names(graph);
    const auto view = names.stream.Materialize();
    names.Push({{"cyd", 1}, {"ada", 2}, {"bob", 1}, {"bob", -1}});
    const ZSet<std::string> contents = view.Read();
    REQUIRE(contents.size() == 2);
    CHECK(contents.entries()[0].element == "ada");
    CHECK(contents.entries()[0].weight == 2);
    CHECK(contents.entries()[1].element == "cyd");
    CHECK(view.size() == 2);
  }

  TEST_CASE("Get is the weight of an element and the value of a group") {
    Graph graph;
    testing::Source<Item> items(graph);
    const auto all = items.stream.Materialize();
    const auto counts = items.stream.GroupBy(&Item::key).Count().Materialize();
    items.Push({{{7, 1}, 2}, {{7, 2}, 3}});
    CHECK(all.Get(Item{7, 1}) == 2);
    CHECK(all.Get(Item{8, 1}) == 0);
    CHECK(counts.Get(7) == 5);
    CHECK(counts.Get(8) == std::nullopt);
  }

  TEST_CASE("a view that comes late has what stands already") {
    Graph graph;
    testing::Source<Item> items(graph);
    items.Push({{{7, 1}, 2}});
    const auto view = items.stream.Materialize();
    CHECK(view.Get(Item{7, 1}) == 2);
    items.Push({{{7, 1}, -2}});
    CHECK(view.Get(Item{7, 1}) == 0);
    CHECK(view.size() == 0);
  }

  TEST_CASE("shares the index of an operator that has one") {
    Graph graph;
    testing::Source<int> numbers(graph);
    const auto distinct = numbers.stream.Distinct();
    const std::size_t nodes = graph.node_count();
    const auto view = numbers.stream.Materialize();
    CHECK(graph.node_count() == nodes);
  }

  TEST_CASE("keeps the nodes that it reads and lets them go with it") {
    Graph graph;
    testing::Source<Item> items(graph);
    {
      const auto counts = items.stream.GroupBy(&Item::key).Count().Materialize();
      items.Push({{{7, 1}, 2}});
      CHECK(counts.Get(7) == 2);
    }
    CHECK(graph.node_count() == 1);
    const auto counts = items.stream.GroupBy(&Item::key).Count().Materialize();
    CHECK(counts.Get(7) == 2);
  }

  TEST_CASE("does not see a preview or a transaction that fails") {
    Graph graph;
    testing::Source<int> numbers(graph);
    const auto view = numbers.stream.Materialize();
    REQUIRE(graph.Preview([&] { numbers.Add({{1, 1}}); }, [] {}).ok());
    CHECK(view.size() == 0);
    REQUIRE_FALSE(graph
                      .Transact([&] {
                        numbers.Add({{1, 1}});
                        return absl::CancelledError("");
                      })
                      .ok());
    CHECK(view.size() == 0);
  }

  // CheckLaw reads a view after every step of every operator's histories.
  TEST_CASE("is the sum of the inputs so far") {
    // Covers: operator Materialize
    testing::CheckLaw(
        200, [](auto items) { return items; }, [](const Bag<Item>& items) { return items; },
        testing::SmallItem);
  }
}

}  // namespace
}  // namespace cambium
