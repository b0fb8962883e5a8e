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

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "dataflow/hop_table.h"
#include "dataflow/look_ahead.h"
#include "dataflow/node.h"
#include "dataflow/node_names.h"
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
        from_(std::move(from)),
        to_(std::move(to)),
        roots_(roots),
        table_(kind, Say::kNumbers) {
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
    ReleaseUnused();
    changed_ = false;
  }
  void Clear() override {
    Wire<Out>::Clear();
    if (!std::exchange(changed_, false)) return;
    table_.Undo();
    ReleaseUnused();
  }
  std::string name() const override { return Say::kName; }
  std::size_t state_rows() const override { return table_.row_count() + names_.size(); }

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
      const HopTable::NodeId id = IdOf(root);
      table_.AddRoot(id, weight);
      NoteUnused(id);
    }
    std::vector<HopTable::EdgeChange> changes(edges.size());
    auto change = changes.begin();
    LookAhead(names_, edges.entries(), from_, [&](const NodeType& from, const auto& entry) {
      *change++ = {IdOf(from), 0, entry.weight};
    });
    change = changes.begin();
    LookAhead(names_, edges.entries(), to_,
              [&](const NodeType& to, const auto&) { (change++)->to = IdOf(to); });
    table_.AddEdges(changes);
    for (const HopTable::EdgeChange& edge : changes) {
      NoteUnused(edge.from);
      NoteUnused(edge.to);
    }
    table_.Update();
  }
  HopTable::NodeId IdOf(const NodeType& node) {
    const auto [id, is_new] = names_.IdOf(node);
    if (is_new) unused_.push_back(id);
    return id;
  }
  void NoteUnused(HopTable::NodeId id) {
    if (!table_.IsUsed(id)) unused_.push_back(id);
  }
  // At the end of a transaction. A number may have been noted more than once.
  void ReleaseUnused() {
    std::sort(unused_.begin(), unused_.end());
    unused_.erase(std::unique(unused_.begin(), unused_.end()), unused_.end());
    for (const HopTable::NodeId id : unused_) {
      if (!table_.IsUsed(id)) names_.Release(id);
    }
    unused_.clear();
  }
  void Add(HopTable::NodeId root, HopTable::NodeId node, std::uint32_t hops, Weight weight,
           Delta<Out>& out) const {
    if (hops == HopTable::kFar) return;
    out.Add(Say::Of(names_.NodeOf(root), names_.NodeOf(node), hops), weight);
  }

  const Wire<Edge>& edges_;
  const FromKey from_;
  const ToKey to_;
  const Wire<NodeType>* const roots_;
  HopTable table_;
  NodeNames<NodeType> names_;
  std::vector<HopTable::NodeId> unused_;  // New, or perhaps not used any more.
  bool changed_ = false;                  // Since the last transaction ended.
};

}  // namespace cambium
