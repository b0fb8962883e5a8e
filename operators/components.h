// COMPONENTS: for each node of a graph, the least node that it is connected to.
//
//     edges {(3,5), (5,9), (7,8)}      →   {(3,3), (5,3), (9,3), (7,7), (8,7)}
//     delta {(9,7):+1}                 →   {(7,7):-1, (8,7):-1, (7,3):+1, (8,3):+1}
//     delta {(5,9):-1}                 →   {9, 7, 8 are cut off from 3: (9,7):+1 …}
//
// Edges count in both directions. An edge is there while it weighs more than nothing; a node is
// there while it has an edge, one to itself will do.
//
// Law: the components of the edges so far, as a search finds them.
//
// State: the weights of edges, the edges by both ends, a rank and a component for each node.
// Cost: the nodes whose component or rank changes, with their edges
// (dataflow/component_table.h).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataflow/component_table.h"
#include "dataflow/edge_ends.h"
#include "dataflow/key_index.h"
#include "dataflow/stream.h"
#include "operators/distinct.h"

namespace cambium {

template <Element Node>
struct Membership {
  Node node;
  Node component;  // Its least node.

  bool operator==(const Membership&) const = default;
  auto operator<=>(const Membership&) const = default;
  template <typename H>
  friend H AbslHashValue(H hash, const Membership& membership) {
    return H::combine(std::move(hash), membership.node, membership.component);
  }
};

template <Element Edge, typename FromKey, typename ToKey>
class ComponentsNode final : public Wire<Membership<ImageOf<FromKey, Edge>>> {
 public:
  using NodeType = ImageOf<FromKey, Edge>;
  using Out = Membership<NodeType>;
  using NodeId = ComponentTable::NodeId;

  ComponentsNode(Arena& arena, const Wire<Edge>& edges, FromKey from, ToKey to)
      : Wire<Out>(arena), edges_(edges), ends_(std::move(from), std::move(to)) {
    Delta<Edge> contents;
    edges.AppendContents(contents);
    Take(contents);
    Commit();
  }

  void Compute() override {
    Take(edges_.delta());
    for (const ComponentTable::Change& change : table_.Changes()) {
      if (change.before == change.after) continue;
      Add(change.node, change.before, -1, this->delta_);
      Add(change.node, change.after, 1, this->delta_);
    }
    this->FinishDelta();
  }
  void Commit() override {
    table_.Keep();
    ends_.Release(table_);
    changed_ = false;
  }
  void Clear() override {
    Wire<Out>::Clear();
    if (!std::exchange(changed_, false)) return;
    table_.Undo();
    ends_.Release(table_);
  }
  std::string name() const override { return "components"; }
  std::size_t state_rows() const override { return table_.row_count() + ends_.size(); }

 protected:
  void ComputeContents(Delta<Out>& out) const override {
    table_.ForEach([&](NodeId node, NodeId component) { Add(node, component, 1, out); });
  }

 private:
  void Take(const Delta<Edge>& edges) {
    changed_ = true;
    const std::vector<ComponentTable::EdgeChange> changes = ends_.Numbered(edges);
    table_.Update(changes);
    ends_.NoteUnused(changes, table_);
  }
  void Add(NodeId node, NodeId component, Weight weight, Delta<Out>& out) const {
    if (component == ComponentTable::kNone) return;
    out.Add({ends_.NodeOf(node), ends_.NodeOf(component)}, weight);
  }

  const Wire<Edge>& edges_;
  EdgeEnds<Edge, FromKey, ToKey> ends_;
  ComponentTable table_{
      [this](NodeId left, NodeId right) { return ends_.NodeOf(left) < ends_.NodeOf(right); }};
  bool changed_ = false;  // Since the last transaction ended.
};

template <Element Edge, typename FromKey, typename ToKey>
auto Components(const Stream<Edge>& edges, FromKey from, ToKey to) {
  CheckKey<FromKey, Edge>();
  CheckKey<ToKey, Edge>();
  static_assert(std::is_same_v<ImageOf<FromKey, Edge>, ImageOf<ToKey, Edge>>,
                "cambium: both ends of an edge must be of one type");
  using Made = ComponentsNode<Edge, FromKey, ToKey>;
  Graph& graph = edges.graph();
  // Of an edge and the same one turned around, what one weighs must not count for the other.
  const Stream<Edge> once = edges.Distinct();
  auto& node = graph.Own(
      std::make_unique<Made>(graph.arena(), once.wire(), std::move(from), std::move(to)),
      {&once.wire()});
  return Stream<typename Made::Out>(node);
}

}  // namespace cambium
