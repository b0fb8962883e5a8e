// The node of the fast closures: edges and roots in, what changes in a hop table out.
//
//     LeastHops, Reachable, ReachableFromAny, TransitiveClosure      (operators/reachable.h)
//
// They differ in what is said of a pair: `Say` maps (root, node, hops) to an element, and knows
// whether a number of hops that changes changes it. COMPUTE changes the table, and a
// transaction that is dropped is undone: nobody else reads it.
//
// Law, state and cost: those of dataflow/hop_table.h. What leaves is read from the table again
// when a query comes late.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "dataflow/edge_ends.h"
#include "dataflow/hop_table.h"
#include "dataflow/node.h"
#include "dataflow/stream.h"

namespace cambium {

template <Element Edge, typename FromKey, typename ToKey, typename Say>
class HopNode final : public Wire<typename Say::Out> {
 public:
  using NodeType = ImageOf<FromKey, Edge>;
  using Out = typename Say::Out;

  // Roots for the kinds of table that have some, else null.
  HopNode(Arena& arena, HopTable::Roots kind, const Wire<Edge>& edges, FromKey from, ToKey to,
          const Wire<NodeType>* roots)
      : Wire<Out>(arena),
        edges_(edges),
        roots_(roots),
        table_(kind, Say::kNumbers),
        ends_(std::move(from), std::move(to)) {
    Delta<Edge> edges_before;
    edges.AppendContents(edges_before);
    Delta<NodeType> roots_before;
    if (roots != nullptr) roots->AppendContents(roots_before);
    Take(edges_before, roots_before);
    Commit();
  }

  void Compute() override {
    const Delta<NodeType> none;
    Take(edges_.delta(), roots_ == nullptr ? none : roots_->delta());
    this->delta_.Reserve(table_.changes().size());
    for (const HopTable::Change& change : table_.changes()) {
      if (!Say::Differ(change.before, change.after)) continue;
      Add(change.root, change.node, change.before, -1, this->delta_);
      Add(change.root, change.node, change.after, 1, this->delta_);
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
  std::string name() const override { return Say::kName; }
  std::size_t state_rows() const override { return table_.row_count() + ends_.size(); }

 protected:
  void ComputeContents(Delta<Out>& out) const override {
    table_.ForEach([&](HopTable::NodeId root, HopTable::NodeId node, std::uint32_t hops) {
      Add(root, node, hops, 1, out);
    });
  }

 private:
  void Take(const Delta<Edge>& edges, const Delta<NodeType>& roots) {
    changed_ = true;
    // Before the edges: roots with low numbers stand in front of every row, and are found there
    // without a search.
    for (const auto& [root, weight] : roots) {
      const HopTable::NodeId id = ends_.IdOf(root);
      table_.AddRoot(id, weight);
      ends_.NoteUnused(id, table_);
    }
    const std::vector<HopTable::EdgeChange> changes = ends_.Numbered(edges);
    table_.AddEdges(changes);
    ends_.NoteUnused(changes, table_);
    table_.Update();
  }
  void Add(HopTable::NodeId root, HopTable::NodeId node, std::uint32_t hops, Weight weight,
           Delta<Out>& out) const {
    if (hops == HopTable::kFar) return;
    out.Add(Say::Of(ends_.NodeOf(root), ends_.NodeOf(node), hops), weight);
  }

  const Wire<Edge>& edges_;
  const Wire<NodeType>* const roots_;
  HopTable table_;
  EdgeEnds<Edge, FromKey, ToKey> ends_;
  bool changed_ = false;  // Since the last transaction ended.
};

}  // namespace cambium
