// Fixpoint is what iterating its body from scratch gives, after any history of insertions and
// deletions: against Floyd-Warshall, breadth-first search, union-find and Tarjan.
// SPDX-License-Identifier: Apache-2.0
#include "operators/fixpoint.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "operators/operators.h"
#include "tests/support/digraphs.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Edge;

// The node that an edge leads to, from one that was reached.
constexpr auto kTarget = [](int, const Edge& edge) { return edge.to; };

Stream<Edge> ClosureOf(const Stream<Edge>& edges) {
  return Fixpoint(edges.graph(), "closure", [&](Scope<1>& scope) {
    const auto steps = scope.Enter(edges.Distinct());
    auto paths = scope.Variable<Edge>();
    paths.Becomes(steps
                      .Plus(paths.Join(steps, &Edge::to, &Edge::from,
                                       [](const Edge& path, const Edge& edge) {
                                         return Edge{path.from, edge.to};
                                       }))
                      .Distinct());
    return paths;
  });
}

Stream<int> ReachOf(const Stream<Edge>& edges, const Stream<int>& roots) {
  return Fixpoint(edges.graph(), "reach", [&](Scope<1>& scope) {
    auto reached = scope.Variable<int>();
    const auto next = reached.Join(scope.Enter(edges), WholeElement(), &Edge::from, kTarget);
    reached.Becomes(scope.Enter(roots).Plus(next).Distinct());
    return reached;
  });
}

// Nodes at the end of a walk of an even number of steps, and of an odd one.
auto EvenAndOdd(const Stream<Edge>& edges, const Stream<int>& roots) {
  return Fixpoint(edges.graph(), "parity", [&](Scope<1>& scope) {
    const auto steps = scope.Enter(edges.Distinct());
    auto even = scope.Variable<int>();
    auto odd = scope.Variable<int>();
    even.Becomes(scope.Enter(roots.Distinct())
                     .Plus(odd.Join(steps, WholeElement(), &Edge::from, kTarget))
                     .Distinct());
    odd.Becomes(even.Join(steps, WholeElement(), &Edge::from, kTarget).Distinct());
    return std::make_tuple(even, odd);
  });
}

// The edges that are left when nodes without an edge in and an edge out are taken away, again
// and again: less of one is less of the other, and what is taken away never comes back.
Stream<Edge> CoreOf(const Stream<Edge>& edges) {
  return Fixpoint(edges.graph(), "core", [&](Scope<1>& scope) {
    const auto all = scope.Enter(edges.Distinct());
    auto core = scope.Variable(all);
    const auto dead_ends = core.AntiJoin(core, &Edge::to, &Edge::from);
    const auto beginnings = core.AntiJoin(core, &Edge::from, &Edge::to);
    core.Becomes(core.Minus(dead_ends.Plus(beginnings).Distinct()));
    return core;
  });
}

using Label = Grouped<int, std::optional<int>>;

// For each node the least one from which it can be reached, itself included.
template <std::size_t kDepth>
auto Labels(Scope<kDepth>& scope, const ScopedStream<Edge, kDepth>& edges) {
  auto labels = scope.template Variable<Label>();
  const auto own =
      edges.FlatMap([](const Edge& edge) {
             return std::vector<int>{edge.from, edge.to};
           })
          .Map([](int node) {
            return Edge{node, node};
          });
  const auto passed =
      labels.Join(edges, GroupKey(), &Edge::from, [](const Label& label, const Edge& edge) {
        return Edge{edge.to, *label.value};
      });
  labels.Becomes(own.Plus(passed).GroupBy(&Edge::from).Min(&Edge::to));
  return labels;
}

// The edges whose ends have one label, turned around.
ScopedStream<Edge, 1> TrimAndTurn(Scope<1>& scope, const ScopedStream<Edge, 1>& edges) {
  const auto labels = Fixpoint(
      scope, "labels", [&](Scope<2>& inner) { return Labels<2>(inner, inner.Enter(edges)); });
  using Half = std::pair<Edge, int>;
  return edges
      .Join(labels, &Edge::from, GroupKey(),
            [](const Edge& edge, const Label& label) {
              return Half{edge, *label.value};
            })
      .Join(
          labels, [](const Half& half) { return half.first.to; }, GroupKey(),
          [](const Half& half, const Label& label) {
            return std::pair<Edge, bool>{half.first, half.second == *label.value};
          })
      .Filter([](const std::pair<Edge, bool>& edge) { return edge.second; })
      .Map([](const std::pair<Edge, bool>& edge) {
        return Edge{edge.first.to, edge.first.from};
      });
}

Stream<Edge> StrongEdgesOf(const Stream<Edge>& edges) {
  return Fixpoint(edges.graph(), "strong", [&](Scope<1>& scope) {
    auto strong = scope.Variable(scope.Enter(edges.Distinct()));
    strong.Becomes(TrimAndTurn(scope, TrimAndTurn(scope, strong)));
    return strong;
  });
}

Bag<int> WalkEnds(const Bag<Edge>& edges, const Bag<int>& roots, int parity) {
  std::set<std::pair<int, int>> seen;
  std::vector<std::pair<int, int>> queue;
  const auto add = [&](int node, int steps) {
    if (seen.insert({node, steps % 2}).second) queue.emplace_back(node, steps % 2);
  };
  for (const auto& [root, weight] : roots) {
    if (weight > 0) add(root, 0);
  }
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const auto [from, steps] = queue[i];
    for (const auto& [edge, weight] : edges) {
      if (weight > 0 && edge.from == from) add(edge.to, steps + 1);
    }
  }
  Bag<int> ends;
  for (const auto& [node, steps] : seen) {
    if (steps == parity) ends[node] = 1;
  }
  return ends;
}

TEST_SUITE("Fixpoint") {
  TEST_CASE("a path comes and goes with its only edge") {
    Graph graph;
    testing::Source<Edge> edges(graph);
    testing::Watched<Edge> paths(ClosureOf(edges.stream));
    edges.Push({{{1, 2}, 1}, {{3, 4}, 1}});
    CHECK(paths.Take() == Bag<Edge>{{{1, 2}, 1}, {{3, 4}, 1}});
    edges.Push({{{2, 3}, 1}});
    CHECK(paths.Take() == Bag<Edge>{{{1, 3}, 1}, {{1, 4}, 1}, {{2, 3}, 1}, {{2, 4}, 1}});
    edges.Push({{{2, 3}, -1}});
    CHECK(paths.Take() == Bag<Edge>{{{1, 3}, -1}, {{1, 4}, -1}, {{2, 3}, -1}, {{2, 4}, -1}});
  }

  TEST_CASE("a cycle that nothing leads to any more does not hold itself up") {
    Graph graph;
    testing::Source<Edge> edges(graph);
    testing::Source<int> roots(graph);
    testing::Watched<int> reached(ReachOf(edges.stream, roots.stream));
    roots.Push({{0, 1}});
    edges.Push({{{0, 1}, 1}, {{1, 2}, 1}, {{2, 3}, 1}, {{3, 1}, 1}});
    CHECK(reached.sum().size() == 4);
    edges.Push({{{0, 1}, -1}});
    CHECK(reached.sum() == Bag<int>{{0, 1}});
  }

  TEST_CASE("closure equals Floyd-Warshall on random histories") {
    // Covers: operator Fixpoint
    testing::CheckLaw(
        40, ClosureOf,
        [](const Bag<Edge>& edges) {
          Bag<Edge> paths;
          for (const auto& [from, to] : testing::Closure(edges)) paths[{from, to}] = 1;
          return paths;
        },
        testing::SmallEdge);
  }

  TEST_CASE("mutual recursion equals a search of walks on random histories") {
    const auto odd = [](const Stream<Edge>& edges, const Stream<int>& roots) {
      const auto [even, uneven] = EvenAndOdd(edges, roots);
      return even.Map([](int node) {
                   return Edge{0, node};
                 })
          .Plus(uneven.Map([](int node) {
            return Edge{1, node};
          }));
    };
    testing::CheckLaw(
        30, odd,
        [](const Bag<Edge>& edges, const Bag<int>& roots) {
          Bag<Edge> ends;
          for (const int parity : {0, 1}) {
            for (const auto& [node, weight] : WalkEnds(edges, roots, parity)) {
              ends[{parity, node}] = 1;
            }
          }
          return ends;
        },
        testing::SmallEdge, testing::SmallNode);
  }

  TEST_CASE("a body with negation that starts from everything on random histories") {
    // Covers: operator ScopedStream
    testing::CheckLaw(
        30, CoreOf,
        [](const Bag<Edge>& edges) {
          Bag<Edge> core;
          for (const auto& [edge, weight] : edges) {
            if (weight > 0) core[edge] = 1;
          }
          for (std::size_t before = core.size() + 1; before != core.size();) {
            before = core.size();
            std::set<int> sources;
            std::set<int> targets;
            for (const auto& [edge, weight] : core) {
              sources.insert(edge.from);
              targets.insert(edge.to);
            }
            std::erase_if(core, [&](const auto& entry) {
              return sources.count(entry.first.to) == 0 || targets.count(entry.first.from) == 0;
            });
          }
          return core;
        },
        testing::SmallEdge);
  }

  TEST_CASE("an aggregate on the way round equals union-find on random histories") {
    const auto components = [](const Stream<Edge>& edges) {
      const auto both = edges.Distinct().FlatMap([](const Edge& edge) {
        return std::vector<Edge>{edge, {edge.to, edge.from}};
      });
      const auto labels = Fixpoint(edges.graph(), "labels", [&](Scope<1>& scope) {
        return Labels<1>(scope, scope.Enter(both));
      });
      return labels.Map([](const Label& label) { return Edge{label.key, *label.value}; });
    };
    testing::CheckLaw(
        30, components,
        [](const Bag<Edge>& edges) {
          Bag<Edge> labels;
          for (const auto& [node, least] : testing::Components(edges))
            labels[{node, least}] = 1;
          return labels;
        },
        testing::SmallEdge);
  }

  TEST_CASE("strongly connected components by nested scopes equal Tarjan") {
    testing::CheckLaw(40, StrongEdgesOf, testing::StrongEdges, testing::SmallEdge);
  }

  TEST_CASE("a chain of 100000 is cut and mended without recursion") {
    constexpr int kLength = 100'000;
    Graph graph;
    testing::Source<Edge> edges(graph);
    testing::Source<int> roots(graph);
    const auto view = ReachOf(edges.stream, roots.stream).Materialize();
    testing::Changes<Edge> chain;
    for (int i = 0; i < kLength; ++i) chain.push_back({{i, i + 1}, 1});
    roots.Push({{0, 1}});
    edges.Push(chain);
    CHECK(view.size() == kLength + 1);
    edges.Push({{{kLength / 2, kLength / 2 + 1}, -1}});
    CHECK(view.size() == kLength / 2 + 1);
    edges.Push({{{kLength / 2, kLength / 2 + 1}, 1}});
    CHECK(view.size() == kLength + 1);
    roots.Push({{0, -1}});
    CHECK(view.size() == 0);
  }

  TEST_CASE("a change deep in the iteration visits nothing of the iterations before it") {
    Graph graph;
    testing::Source<Edge> edges(graph);
    testing::Source<int> roots(graph);
    const auto reached = ReachOf(edges.stream, roots.stream);
    testing::Changes<Edge> chain;
    for (int i = 0; i < 1000; ++i) chain.push_back({{i, i + 1}, 1});
    roots.Push({{0, 1}});
    edges.Push(chain);
    // The new row passes the few operators of one iteration, and the wires outside.
    Limits limits;
    limits.max_entries = 10;
    CHECK(graph.Transact([&] { edges.Add({{{998, 2000}, 1}}); }, limits).ok());
  }
}

}  // namespace
}  // namespace cambium
