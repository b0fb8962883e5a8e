// The connected components of a graph that changes, each known by its least node.
//
//     edges  ann-bob  cyd-dan            ann, bob → ann      cyd, dan → cyd
//     bob-cyd comes                      cyd, dan → ann
//     bob-cyd goes                       cyd, dan → cyd
//
// The least nodes are the roots of a table of ranks (dataflow/hop_table.h), so that a deletion
// finds out what it cuts off by looking at what stands near it, and not at the component. What
// is cut off, or joins another component, is walked through and gets its new least node; all
// of that is in the output.
//
// Law: two nodes with edges have one component when a way of edges, in whatever direction,
// joins them; a node without edges has none.
//
// State: edges in both directions, and a rank and a component for each node. Cost: the nodes
// whose component or rank changes, with their edges.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "dataflow/hop_table.h"

namespace cambium {

class ComponentTable {
 public:
  using NodeId = HopTable::NodeId;
  using EdgeChange = HopTable::EdgeChange;
  // The order of nodes, of which the least one names a component.
  using Less = std::function<bool(NodeId, NodeId)>;
  static constexpr NodeId kNone = UINT32_MAX;

  struct Change {
    NodeId node;
    NodeId before;  // kNone for a node without edges.
    NodeId after;
  };

  explicit ComponentTable(Less less) : less_(std::move(less)) {}

  // Changes of edges, in whatever direction; at the end of it components are up to date.
  void Update(std::span<const EdgeChange> edges);
  // Of nodes that were looked at since the last Keep() or Undo(), each once.
  std::vector<Change> Changes() const;
  void Keep();
  void Undo();

  bool IsUsed(NodeId node) const { return ranks_.IsUsed(node); }
  std::size_t row_count() const { return ranks_.row_count(); }
  // visit(node, component)
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (NodeId node = 0; node < components_.size(); ++node) {
      if (components_[node] != kNone) visit(node, components_[node]);
    }
  }

 private:
  void Split(std::span<const EdgeChange> edges);
  void Join(std::span<const EdgeChange> edges);
  void SetComponent(NodeId node, NodeId component);
  // Gives all that is joined to `start` and has the component `from` another one.
  void Rename(NodeId start, NodeId from, NodeId to);
  void AddBothWays(std::span<const EdgeChange> edges);

  const Less less_;
  HopTable ranks_{HopTable::Roots::kAll, HopTable::Numbers::kRanks};
  std::vector<NodeId> components_;  // By node.

  // Of the running transaction.
  struct Renamed {
    NodeId node;
    NodeId before;
  };
  std::vector<Renamed> renamed_;
  std::vector<NodeId> stack_;
};

}  // namespace cambium
