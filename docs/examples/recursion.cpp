// Recursion in the typed API: the fragments that docs/operators.md shows of it.
//
// What stands between a `[name]` comment and the next `[end]` is on that page, to the letter.
// Expect() stops the program when it is told something that is not so.
// SPDX-License-Identifier: Apache-2.0
#include <compare>
#include <cstdlib>
#include <iostream>
#include <tuple>
#include <utility>

#include "operators/operators.h"

namespace {

using cambium::Graph;
using cambium::Scope;
using cambium::WholeElement;

struct Edge {
  int from;
  int to;
  auto operator<=>(const Edge&) const = default;
  template <typename H>
  friend H AbslHashValue(H hash, const Edge& edge) {
    return H::combine(std::move(hash), edge.from, edge.to);
  }
};

int expectations = 0;

void Expect(bool condition) {
  ++expectations;
  if (condition) return;
  std::cerr << "expectation " << expectations << " does not hold\n";
  std::exit(1);
}
void Expect(const absl::Status& status) { Expect(status.ok()); }

// A graph with edges 1→2 2→3 3→1 3→4 and one root, 2.
struct Roads {
  Roads() {
    Expect(graph.Transact([&] {
      for (const Edge& edge : {Edge{1, 2}, {2, 3}, {3, 1}, {3, 4}}) edges.input.Insert(edge);
      roots.input.Insert(2);
    }));
  }
  Graph graph;
  cambium::NewInput<Edge> edges = graph.AddInput<Edge>();
  cambium::NewInput<int> roots = graph.AddInput<int>();
};

void Fixpoint() {
  Roads roads;
  Graph& graph = roads.graph;
  auto& edges = roads.edges;
  // [fixpoint]
  auto paths = cambium::Fixpoint(graph, "paths", [&](Scope<1>& scope) {
    auto steps = scope.Enter(edges.stream);
    auto known = scope.Variable<Edge>();
    auto longer =
        known.Join(steps, &Edge::to, &Edge::from, [](const Edge& path, const Edge& step) {
          return Edge{path.from, step.to};
        });
    known.Becomes(steps.Plus(longer).Distinct());
    return known;
  });
  auto view = paths.Materialize();
  Expect(view.Get(Edge{1, 4}) == 1);
  Expect(graph.Transact([&] { edges.input.Delete({2, 3}); }));
  Expect(view.Get(Edge{1, 4}) == 0);
  Expect(view.size() == 4);  // 1→2, and from 3 to 1, 2 and 4
  // [end]
}

void Variables() {
  Roads roads;
  Graph& graph = roads.graph;
  auto& edges = roads.edges;
  auto& roots = roads.roots;
  // [variables]
  auto parity = cambium::Fixpoint(graph, "parity", [&](Scope<1>& scope) {
    auto steps = scope.Enter(edges.stream);
    auto even = scope.Variable<int>();
    auto odd = scope.Variable<int>();
    auto target = [](int, const Edge& step) { return step.to; };
    even.Becomes(scope.Enter(roots.stream)
                     .Plus(odd.Join(steps, WholeElement(), &Edge::from, target))
                     .Distinct());
    odd.Becomes(even.Join(steps, WholeElement(), &Edge::from, target).Distinct());
    return std::make_tuple(even, odd);
  });
  auto even = std::get<0>(parity).Materialize();
  Expect(even.size() == 4);  // over the cycle of three, every node is an even walk away
  // [end]
}

void Limits() {
  Graph graph;
  auto numbers = graph.AddInput<int>();
  // [limits]
  cambium::FixpointLimits limits;
  limits.max_iterations = 100;
  auto sums = cambium::Fixpoint(
      graph, "sums",
      [&](Scope<1>& scope) {
        auto sum = scope.Variable<int>();
        auto next = sum.Filter([](int n) { return n != 7; }).Map([](int n) { return n + 2; });
        sum.Becomes(scope.Enter(numbers.stream).Plus(next).Distinct());
        return sum;
      },
      limits);
  auto view = sums.Materialize();
  Expect(graph.Transact([&] { numbers.input.Insert(1); }));
  Expect(view.size() == 4);  // 1, 3, 5, 7
  auto status = graph.Transact([&] { numbers.input.Insert(2); });
  Expect(status.message() ==
         "fixpoint sums: does not come to rest within its limit of iterations: 100");
  Expect(view.size() == 4);
  // [end]
}

void Reachable() {
  Roads roads;
  Graph& graph = roads.graph;
  auto& edges = roads.edges;
  auto& roots = roads.roots;
  // [reachable]
  auto reach =
      cambium::Reachable(edges.stream, &Edge::from, &Edge::to, roots.stream).Materialize();
  auto hops =
      cambium::LeastHops(edges.stream, &Edge::from, &Edge::to, roots.stream).Materialize();
  auto closure = cambium::TransitiveClosure(edges.stream, &Edge::from, &Edge::to).Materialize();
  Expect(reach.Get(cambium::ReachPath<int>{2, 4}) == 1);
  Expect(hops.Get(cambium::HopPath<int>{2, 4, 2}) == 1);
  Expect(closure.size() == 12);  // from 1, 2 and 3 to all four
  Expect(graph.Transact([&] { edges.input.Delete({3, 1}); }));
  Expect(reach.size() == 3);  // 2, 3, 4
  // [end]
}

void Components() {
  Roads roads;
  Graph& graph = roads.graph;
  auto& edges = roads.edges;
  // [components]
  auto components = cambium::Components(edges.stream, &Edge::from, &Edge::to).Materialize();
  Expect(components.Get(cambium::Membership<int>{4, 1}) == 1);
  Expect(graph.Transact([&] { edges.input.Delete({2, 3}); }));
  Expect(components.Get(cambium::Membership<int>{4, 1}) == 1);  // 3→1 joins them yet
  Expect(graph.Transact([&] { edges.input.Delete({3, 1}); }));
  Expect(components.Get(cambium::Membership<int>{4, 3}) == 1);
  // [end]
}

}  // namespace

int main() {
  Fixpoint();
  Variables();
  Limits();
  Reachable();
  Components();
  std::cout << expectations << " expectations hold\n";
}
