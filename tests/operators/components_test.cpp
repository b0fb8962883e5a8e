// Components equals union-find on random histories, and cuts and joins at the cost of a part.
// SPDX-License-Identifier: Apache-2.0
#include "operators/components.h"

#include "dataflow/component_table.h"
#include "doctest/doctest.h"
#include "operators/operators.h"
#include "tests/support/digraphs.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Edge;

// As an element that tests can print: the node to its component.
Stream<Edge> ComponentsOf(const Stream<Edge>& edges) {
  return Components(edges, &Edge::from, &Edge::to).Map([](const Membership<int>& membership) {
    return Edge{membership.node, membership.component};
  });
}

TEST_SUITE("Components") {
  TEST_CASE("an edge joins two components under the lesser name and its end splits them") {
    Graph graph;
    testing::Source<Edge> edges(graph);
    testing::Watched<Edge> components(ComponentsOf(edges.stream));
    edges.Push({{{5, 3}, 1}, {{7, 8}, 1}});
    CHECK(components.Take() == Bag<Edge>{{{3, 3}, 1}, {{5, 3}, 1}, {{7, 7}, 1}, {{8, 7}, 1}});
    edges.Push({{{8, 5}, 1}});
    CHECK(components.Take() == Bag<Edge>{{{7, 7}, -1}, {{8, 7}, -1}, {{7, 3}, 1}, {{8, 3}, 1}});
    edges.Push({{{5, 3}, -1}});
    CHECK(components.sum() == Bag<Edge>{{{5, 5}, 1}, {{7, 5}, 1}, {{8, 5}, 1}});
  }

  TEST_CASE("a way round keeps a component together") {
    Graph graph;
    testing::Source<Edge> edges(graph);
    testing::Watched<Edge> components(ComponentsOf(edges.stream));
    edges.Push({{{1, 2}, 1}, {{2, 3}, 1}, {{3, 1}, 1}});
    components.Take();
    edges.Push({{{1, 2}, -1}});
    CHECK(components.Take().empty());
  }

  TEST_CASE("equals union-find on random histories") {
    // Covers: operator Components
    testing::CheckLaw(
        100, ComponentsOf,
        [](const Bag<Edge>& edges) {
          Bag<Edge> components;
          for (const auto& [node, least] : testing::Components(edges)) {
            components[{node, least}] = 1;
          }
          return components;
        },
        testing::SmallEdge);
  }

  TEST_CASE("a transaction that an assertion drops leaves no trace") {
    testing::ForSeeds(50, [](testing::Random& random) {
      Graph graph;
      testing::Source<Edge> edges(graph);
      const auto components = ComponentsOf(edges.stream);
      const auto view = components.Materialize();
      const auto guard = components.Filter([](const Edge& edge) { return edge.from == 100; })
                             .AssertEmpty("no node 100");
      Bag<Edge> standing;
      for (int step = 0; step < 10; ++step) {
        const auto changes = testing::RandomChanges(random, testing::kTiny, testing::SmallEdge);
        if (random.OneIn(2)) {
          const auto push = [&] {
            edges.Add(changes);
            edges.Add({{{100, testing::BelowOf(random, 6)}, 1}});
          };
          REQUIRE_FALSE(graph.Transact(push).ok());
        } else {
          edges.Push(changes);
          for (const auto& [edge, weight] : changes) standing.Add(edge, weight);
        }
        Bag<Edge> expected;
        for (const auto& [node, least] : testing::Components(standing)) {
          expected[{node, least}] = 1;
        }
        REQUIRE(testing::ToBag(view.Read()) == expected);
      }
    });
  }

  TEST_CASE("half of a chain of 100000 is cut off and joined again") {
    constexpr int kLength = 100'000;
    Graph graph;
    testing::Source<Edge> edges(graph);
    const auto view = ComponentsOf(edges.stream).Materialize();
    testing::Changes<Edge> chain;
    for (int i = 0; i < kLength; ++i) chain.push_back({{i, i + 1}, 1});
    edges.Push(chain);
    CHECK(view.Get(Edge{kLength, 0}) == 1);
    constexpr int kHalf = kLength / 2;
    edges.Push({{{kHalf, kHalf + 1}, -1}});
    CHECK(view.Get(Edge{kHalf, 0}) == 1);
    CHECK(view.Get(Edge{kLength, kHalf + 1}) == 1);
    edges.Push({{{kLength, 0}, 1}});
    CHECK(view.Get(Edge{kHalf + 1, 0}) == 1);
    CHECK(view.size() == kLength + 1);
  }
}

}  // namespace
}  // namespace cambium
