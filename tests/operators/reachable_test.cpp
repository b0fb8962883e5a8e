// The closures say what a search from scratch says, after any history, and leave no state.
// SPDX-License-Identifier: Apache-2.0
#include "operators/reachable.h"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "operators/hop_node.h"
#include "operators/operators.h"
#include "tests/support/digraphs.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Edge;

using Reached = ReachPath<int>;
using Hops = HopPath<int>;

std::vector<int> Present(const Bag<int>& roots) {
  std::vector<int> present;
  for (const auto& [root, weight] : roots) {
    if (weight > 0) present.push_back(root);
  }
  return present;
}

// As elements that tests can print.
Stream<Edge> Plain(const Stream<Reached>& paths) {
  return paths.Map([](const Reached& path) { return Edge{path.from, path.to}; });
}

testing::Changes<Edge> Chain(int length, Weight weight) {
  testing::Changes<Edge> chain;
  for (int i = 0; i < length; ++i) chain.push_back({{i, i + 1}, weight});
  return chain;
}

TEST_SUITE("Reachable") {
  TEST_CASE("says pairs once and takes them back with their last way") {
    Graph graph;
    testing::Source<Edge> edges(graph);
    testing::Source<int> roots(graph);
    testing::Watched<Edge> paths(
        Plain(Reachable(edges.stream, &Edge::from, &Edge::to, roots.stream)));
    edges.Push({{{1, 2}, 1}, {{2, 3}, 1}, {{1, 3}, 1}});
    CHECK(paths.Take().empty());
    roots.Push({{1, 1}});
    CHECK(paths.Take() == Bag<Edge>{{{1, 1}, 1}, {{1, 2}, 1}, {{1, 3}, 1}});
    edges.Push({{{1, 3}, -1}});
    CHECK(paths.Take().empty());
    edges.Push({{{2, 3}, -1}});
    CHECK(paths.Take() == Bag<Edge>{{{1, 3}, -1}});
  }

  TEST_CASE("equals a search from each root on random histories") {
    // Covers: operator Reachable, operator HopNode
    testing::CheckLaw(
        40,
        [](const Stream<Edge>& edges, const Stream<int>& roots) {
          return Plain(Reachable(edges, &Edge::from, &Edge::to, roots));
        },
        [](const Bag<Edge>& edges, const Bag<int>& roots) {
          Bag<Edge> paths;
          for (const int root : Present(roots)) {
            for (const auto& [node, hops] : testing::HopsFrom(edges, {root})) {
              paths[{root, node}] = 1;
            }
          }
          return paths;
        },
        testing::SmallEdge, testing::SmallNode);
  }

  TEST_CASE("half of a graph that is cut off goes and comes back whole") {
    constexpr int kHalf = 500;
    Graph graph;
    testing::Source<Edge> edges(graph);
    testing::Source<int> roots(graph);
    const auto view =
        Reachable(edges.stream, &Edge::from, &Edge::to, roots.stream).Materialize();
    testing::Random random(1);
    testing::Changes<Edge> dense;
    for (const int base : {0, kHalf}) {
      for (int i = 0; i < kHalf; ++i) {
        dense.push_back({{base + i, base + (i + 1) % kHalf}, 1});
        for (int j = 0; j < 4; ++j) {
          dense.push_back(
              {{base + testing::BelowOf(random, kHalf), base + testing::BelowOf(random, kHalf)},
               1});
        }
      }
    }
    edges.Push(dense);
    edges.Push({{{3, kHalf + 7}, 1}});
    roots.Push({{0, 1}, {9, 1}});
    CHECK(view.size() == 2 * 2 * kHalf);
    edges.Push({{{3, kHalf + 7}, -1}});
    CHECK(view.size() == 2 * kHalf);
    edges.Push({{{5, kHalf + 99}, 1}});
    CHECK(view.size() == 2 * 2 * kHalf);
  }

  TEST_CASE("a chain of 100000 is cut and mended without recursion") {
    constexpr int kLength = 100'000;
    Graph graph;
    testing::Source<Edge> edges(graph);
    testing::Source<int> roots(graph);
    const auto view =
        Reachable(edges.stream, &Edge::from, &Edge::to, roots.stream).Materialize();
    roots.Push({{0, 1}});
    edges.Push(Chain(kLength, 1));
    CHECK(view.size() == kLength + 1);
    edges.Push({{{0, 1}, -1}});
    CHECK(view.size() == 1);
    edges.Push({{{0, 1}, 1}});
    CHECK(view.size() == kLength + 1);
    edges.Push(Chain(kLength, -1));
    roots.Push({{0, -1}});
    CHECK(view.size() == 0);
    CHECK_FALSE(testing::HoldsState(graph));
  }

  TEST_CASE("a transaction that an assertion drops leaves no trace") {
    Graph graph;
    testing::Source<Edge> edges(graph);
    testing::Source<int> roots(graph);
    const auto paths = Reachable(edges.stream, &Edge::from, &Edge::to, roots.stream);
    const auto view = paths.Materialize();
    roots.Push({{0, 1}});
    edges.Push(Chain(5, 1));
    const auto guard =
        paths.Filter([](const Reached& path) { return path.to == 9; }).AssertEmpty("not 9");
    REQUIRE(guard.ok());
    const std::size_t held = graph.held_count();
    const ZSet<Reached> before = view.Read();
    CHECK_FALSE(graph.Transact([&] {
                       edges.Add({{{4, 9}, 1}, {{4, 5}, -1}, {{1, 77}, 1}});
                     })
                    .ok());
    CHECK(view.Read() == before);
    CHECK(graph.held_count() == held);
    edges.Push({{{2, 3}, -1}});
    CHECK(view.size() == 3);
  }
}

TEST_SUITE("LeastHops") {
  TEST_CASE("equals a search on random histories") {
    testing::CheckLaw(
        40,
        [](const Stream<Edge>& edges, const Stream<int>& roots) {
          return LeastHops(edges, &Edge::from, &Edge::to, roots).Map([](const Hops& path) {
            return std::make_tuple(path.from, path.to, static_cast<int>(path.hops));
          });
        },
        [](const Bag<Edge>& edges, const Bag<int>& roots) {
          Bag<std::tuple<int, int, int>> paths;
          for (const int root : Present(roots)) {
            for (const auto& [node, hops] : testing::HopsFrom(edges, {root})) {
              paths[{root, node, hops}] = 1;
            }
          }
          return paths;
        },
        testing::SmallEdge, testing::SmallNode);
  }
}

TEST_SUITE("ReachableFromAny") {
  TEST_CASE("equals a search from all roots on random histories") {
    testing::CheckLaw(
        40,
        [](const Stream<Edge>& edges, const Stream<int>& roots) {
          return ReachableFromAny(edges, &Edge::from, &Edge::to, roots);
        },
        [](const Bag<Edge>& edges, const Bag<int>& roots) {
          Bag<int> nodes;
          for (const auto& [node, hops] : testing::HopsFrom(edges, Present(roots))) {
            nodes[node] = 1;
          }
          return nodes;
        },
        testing::SmallEdge, testing::SmallNode);
  }
}

TEST_SUITE("TransitiveClosure") {
  TEST_CASE("equals Floyd-Warshall on random histories") {
    testing::CheckLaw(
        40,
        [](const Stream<Edge>& edges) {
          return Plain(TransitiveClosure(edges, &Edge::from, &Edge::to));
        },
        [](const Bag<Edge>& edges) {
          Bag<Edge> paths;
          for (const auto& [from, to] : testing::Closure(edges)) paths[{from, to}] = 1;
          return paths;
        },
        testing::SmallEdge);
  }

  TEST_CASE("a node reaches itself over a cycle only") {
    Graph graph;
    testing::Source<std::pair<std::string, std::string>> edges(graph);
    using Link = std::pair<std::string, std::string>;
    const auto view =
        TransitiveClosure(edges.stream, &Link::first, &Link::second).Materialize();
    edges.Push({{{"ann", "bob"}, 1}, {{"bob", "cyd"}, 1}});
    CHECK(view.Get(ReachPath<std::string>{"ann", "cyd"}) == 1);
    CHECK(view.Get(ReachPath<std::string>{"ann", "ann"}) == 0);
    edges.Push({{{"cyd", "ann"}, 1}});
    CHECK(view.Get(ReachPath<std::string>{"ann", "ann"}) == 1);
    CHECK(view.size() == 9);
    edges.Push({{{"bob", "cyd"}, -1}});
    CHECK(view.size() == 3);
  }
}

}  // namespace
}  // namespace cambium
