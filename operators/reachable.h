// CLOSURES: what can be reached over the edges of a graph, and how far it is.
//
//     edges  a→b  b→c  c→a  c→d        roots  b
//
//     Reachable(edges, from, to, roots)          (b,b) (b,c) (b,a) (b,d)
//     LeastHops(edges, from, to, roots)          (b,b,0) (b,c,1) (b,a,2) (b,d,2)
//     ReachableFromAny(edges, from, to, roots)   b c a d
//     TransitiveClosure(edges, from, to)         all pairs over at least one edge: (a,a), …
//
// These are fixpoints that are asked for so often that they are operators: where Fixpoint
// (operators/fixpoint.h) keeps all iterations of an element, these keep one number for a pair,
// its hops, which says by which pairs it is justified. An edge that is deleted withdraws the
// pairs that nothing else justifies, and no others; cycles included.
//
//     edge c→a goes      (b,a):-1                    and with it what only a leads to
//     edge b→a comes     (b,a):+1, LeastHops says (b,a,1):+1
//
// An edge is there, and a node is a root, while it weighs more than nothing. Hops count edges.
//
// Law: what a breadth-first search over the edges so far says, once each.
//
// State: the edges by both ends, and one number for a pair. Cost: for each pair that is
// withdrawn or whose hops change, a look at the edges of its node; for a new root, one search.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataflow/key_index.h"
#include "operators/hop_node.h"

namespace cambium {

// A root and a node that it reaches.
template <Element Node>
struct ReachPath {
  Node from;
  Node to;

  bool operator==(const ReachPath&) const = default;
  auto operator<=>(const ReachPath&) const = default;
  template <typename H>
  friend H AbslHashValue(H hash, const ReachPath& path) {
    return H::combine(std::move(hash), path.from, path.to);
  }
};

// The same, and the number of edges of the shortest way.
template <Element Node>
struct HopPath {
  Node from;
  Node to;
  std::uint32_t hops = 0;

  bool operator==(const HopPath&) const = default;
  auto operator<=>(const HopPath&) const = default;
  template <typename H>
  friend H AbslHashValue(H hash, const HopPath& path) {
    return H::combine(std::move(hash), path.from, path.to, path.hops);
  }
};

template <Element Edge, typename FromKey, typename ToKey>
auto Reachable(const Stream<Edge>& edges, FromKey from, ToKey to,
               const Stream<ImageOf<FromKey, Edge>>& roots);
template <Element Edge, typename FromKey, typename ToKey>
auto LeastHops(const Stream<Edge>& edges, FromKey from, ToKey to,
               const Stream<ImageOf<FromKey, Edge>>& roots);
template <Element Edge, typename FromKey, typename ToKey>
auto ReachableFromAny(const Stream<Edge>& edges, FromKey from, ToKey to,
                      const Stream<ImageOf<FromKey, Edge>>& roots);
template <Element Edge, typename FromKey, typename ToKey>
auto TransitiveClosure(const Stream<Edge>& edges, FromKey from, ToKey to);

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

namespace internal {

// Whether a pair is there is all that is said of it.
struct SayPresence {
  static constexpr auto kNumbers = HopTable::Numbers::kRanks;
  static bool Differ(std::uint32_t before, std::uint32_t after) {
    return (before == HopTable::kFar) != (after == HopTable::kFar);
  }
};

template <Element Node>
struct SayPath : SayPresence {
  using Out = ReachPath<Node>;
  static constexpr char kName[] = "reachable";
  static Out Of(const Node& root, const Node& node, std::uint32_t) { return {root, node}; }
};

template <Element Node>
struct SayNode : SayPresence {
  using Out = Node;
  static constexpr char kName[] = "reachable from any";
  static Out Of(const Node&, const Node& node, std::uint32_t) { return node; }
};

template <Element Node>
struct SayHops {
  static constexpr auto kNumbers = HopTable::Numbers::kHops;
  using Out = HopPath<Node>;
  static constexpr char kName[] = "least hops";
  static bool Differ(std::uint32_t before, std::uint32_t after) { return before != after; }
  static Out Of(const Node& root, const Node& node, std::uint32_t hops) {
    return {root, node, hops};
  }
};

template <typename Say, Element Edge, typename FromKey, typename ToKey>
auto AddHopNode(HopTable::Roots kind, const Stream<Edge>& edges, FromKey from, ToKey to,
                const Stream<ImageOf<FromKey, Edge>>* roots) {
  CheckKey<FromKey, Edge>();
  CheckKey<ToKey, Edge>();
  static_assert(std::is_same_v<ImageOf<FromKey, Edge>, ImageOf<ToKey, Edge>>,
                "cambium: both ends of an edge must be of one type");
  using Made = HopNode<Edge, FromKey, ToKey, Say>;
  Graph& graph = edges.graph();
  std::vector<Node*> inputs = {&edges.wire()};
  if (roots != nullptr) inputs.push_back(&roots->wire());
  auto& node = graph.Own(
      std::make_unique<Made>(graph.arena(), kind, edges.wire(), std::move(from), std::move(to),
                             roots == nullptr ? nullptr : &roots->wire()),
      inputs);
  return Stream<typename Say::Out>(node);
}

}  // namespace internal

template <Element Edge, typename FromKey, typename ToKey>
auto Reachable(const Stream<Edge>& edges, FromKey from, ToKey to,
               const Stream<ImageOf<FromKey, Edge>>& roots) {
  using Say = internal::SayPath<ImageOf<FromKey, Edge>>;
  return internal::AddHopNode<Say>(HopTable::Roots::kEach, edges, std::move(from),
                                   std::move(to), &roots);
}

template <Element Edge, typename FromKey, typename ToKey>
auto LeastHops(const Stream<Edge>& edges, FromKey from, ToKey to,
               const Stream<ImageOf<FromKey, Edge>>& roots) {
  using Say = internal::SayHops<ImageOf<FromKey, Edge>>;
  return internal::AddHopNode<Say>(HopTable::Roots::kEach, edges, std::move(from),
                                   std::move(to), &roots);
}

template <Element Edge, typename FromKey, typename ToKey>
auto ReachableFromAny(const Stream<Edge>& edges, FromKey from, ToKey to,
                      const Stream<ImageOf<FromKey, Edge>>& roots) {
  using Say = internal::SayNode<ImageOf<FromKey, Edge>>;
  return internal::AddHopNode<Say>(HopTable::Roots::kAll, edges, std::move(from), std::move(to),
                                   &roots);
}

template <Element Edge, typename FromKey, typename ToKey>
auto TransitiveClosure(const Stream<Edge>& edges, FromKey from, ToKey to) {
  using Say = internal::SayPath<ImageOf<FromKey, Edge>>;
  return internal::AddHopNode<Say>(HopTable::Roots::kEachAfter, edges, std::move(from),
                                   std::move(to), nullptr);
}

}  // namespace cambium
