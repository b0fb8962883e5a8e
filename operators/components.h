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

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataflow/component_table.h"
#include "dataflow/key_index.h"
#include "dataflow/look_ahead.h"
#include "dataflow/node_names.h"
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
      : Wire<Out>(arena), edges_(edges), from_(std::move(from)), to_(std::move(to)) {
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
    ReleaseUnused();
    changed_ = false;
  }
  void Clear() override {
    Wire<Out>::Clear();
    if (!std::exchange(changed_, false)) return;
    table_.Undo();
    ReleaseUnused();
  }
  std::string name() const override { return "components"; }
  std::size_t state_rows() const override { return table_.row_count() + names_.size(); }

 protected:
  void ComputeContents(Delta<Out>& out) const override {
    table_.ForEach([&](NodeId node, NodeId component) { Add(node, component, 1, out); });
  }

 private:
  void Take(const Delta<Edge>& edges) {
    changed_ = true;
    std::vector<ComponentTable::EdgeChange> changes(edges.size());
    auto change = changes.begin();
    LookAhead(names_, edges.entries(), from_, [&](const NodeType& from, const auto& entry) {
      *change++ = {IdOf(from), 0, entry.weight};
    });
    change = changes.begin();
    LookAhead(names_, edges.entries(), to_,
              [&](const NodeType& to, const auto&) { (change++)->to = IdOf(to); });
    table_.Update(changes);
    for (const ComponentTable::EdgeChange& edge : changes) {
      for (const NodeId id : {edge.from, edge.to}) {
        if (!table_.IsUsed(id)) unused_.push_back(id);
      }
    }
  }
  NodeId IdOf(const NodeType& node) {
    const auto [id, is_new] = names_.IdOf(node);
    if (is_new) unused_.push_back(id);
    return id;
  }
  void ReleaseUnused() {
    std::sort(unused_.begin(), unused_.end());
    unused_.erase(std::unique(unused_.begin(), unused_.end()), unused_.end());
    for (const NodeId id : unused_) {
      if (!table_.IsUsed(id)) names_.Release(id);
    }
    unused_.clear();
  }
  void Add(NodeId node, NodeId component, Weight weight, Delta<Out>& out) const {
    if (component == ComponentTable::kNone) return;
    out.Add({names_.NodeOf(node), names_.NodeOf(component)}, weight);
  }

  const Wire<Edge>& edges_;
  const FromKey from_;
  const ToKey to_;
  NodeNames<NodeType> names_;
  ComponentTable table_{
      [this](NodeId left, NodeId right) { return names_.NodeOf(left) < names_.NodeOf(right); }};
  std::vector<NodeId> unused_;  // New, or perhaps not used any more.
  bool changed_ = false;        // Since the last transaction ended.
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
  return Stream<typename Made::Out>(graph, node);
}

}  // namespace cambium
