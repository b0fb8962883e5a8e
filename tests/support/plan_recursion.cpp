// The recursive operators of a plan: a scope, and the fast closures.
// SPDX-License-Identifier: Apache-2.0
#include "operators/components.h"
#include "operators/distinct.h"
#include "operators/fixpoint.h"
#include "operators/map.h"
#include "operators/reachable.h"
#include "tests/support/plan_builder.h"

namespace cambium::testing {
namespace {

int From(const Cells& edge) { return edge[0]; }
int To(const Cells& edge) { return edge[1]; }

Stream<Cells> AddClosure(const Stream<Cells>& edges, Fault& fault) {
  return Fixpoint(edges.graph(), "closure", [&edges, at = &fault](Scope<1>& scope) {
    const auto steps = scope.Enter(edges.Distinct());
    auto paths = scope.Variable<Cells>();
    const auto longer = [at](const Cells& path, const Cells& step) {
      at->Call();
      return Cells{path[0], step[1], 0};
    };
    paths.Becomes(steps.Plus(paths.Join(steps, To, From, longer)).Distinct());
    return paths;
  });
}

}  // namespace

Stream<Cells> AddRecursivePlanNode(const PlanNode& node, const Stream<Cells>& left,
                                   const Stream<Cells>& right, Fault& fault) {
  const auto edges = left.Map([node, at = &fault](const Cells& cells) {
    at->Call();
    return EdgeOf(node, cells);
  });
  const auto of_path = [](const ReachPath<int>& path) { return Cells{path.from, path.to, 0}; };
  switch (node.op) {
    case PlanOp::kClosure:
      if (!node.nullable) return AddClosure(edges, fault);
      return TransitiveClosure(edges, From, To).Map(of_path);
    case PlanOp::kReachable: {
      const auto roots = right.Map(RootOf);
      if (!node.nullable) return Reachable(edges, From, To, roots).Map(of_path);
      return ReachableFromAny(edges, From, To, roots).Map([](int reached) {
        return Cells{-1, reached, 0};
      });
    }
    case PlanOp::kLeastHops:
      return LeastHops(edges, From, To, right.Map(RootOf)).Map([](const HopPath<int>& path) {
        return Cells{path.from, path.to, static_cast<int>(path.hops)};
      });
    default:
      return Components(edges, From, To).Map([](const Membership<int>& membership) {
        return Cells{membership.node, membership.component, 0};
      });
  }
}

}  // namespace cambium::testing
