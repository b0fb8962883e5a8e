// Least numbers of hops in a digraph that changes: what the fast closures keep.
//
//     edges  0→1  1→2  0→3  3→2        root 0        hops   0:0  1:1  3:1  2:2
//     1→2 goes       2 is still 2 away, over 3: nothing changes
//     3→2 goes too   2 is gone
//
// For each root and each node that it reaches there is one number, its *hops*. A number is
// justified by a node one hop nearer with an edge to it, and that one again, down to the root:
// numbers that fall cannot go round in a circle, so a cycle that was cut off does not hold
// itself up, which is what counting derivations gets wrong. A change of edges or roots goes in
// two sweeps over what it concerns:
//
//     1. nearest first, numbers that have lost their last justification are withdrawn, and
//        those one hop further are asked next
//     2. nearest first again, what was withdrawn, or became nearer, gets its new number
//
// A root that loses a large part of what it reaches is searched from again instead.
//
// Law: hops are those of a breadth-first search over the edges so far from the roots so far.
//
// State: one number for a root and a node. Cost: for each number that is withdrawn or changes,
// a look at the edges of its node; for a new root, one search. Nodes are small integers; ask
// dataflow/node_names.h for them.
//
// Update() changes the table; Keep() or Undo() ends the transaction.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "dataflow/group.h"
#include "dataflow/weight.h"

namespace cambium {

class HopTable {
 public:
  using NodeId = std::uint32_t;
  static constexpr std::uint32_t kFar = UINT32_MAX;

  // What a number is kept for.
  enum class Roots {
    kEach,       // Each root and each node that it reaches: itself with no hop.
    kEachAfter,  // Every node is one, over at least one edge: itself only on a cycle.
    kAll         // All roots together: a node's distance to the nearest. The root is 0.
  };
  struct Change {
    NodeId root;
    NodeId node;
    std::uint32_t before;  // kFar when it was not reached.
    std::uint32_t after;   // After Update(), likewise.
  };
  struct EdgeChange {
    NodeId from;
    NodeId to;
    Weight weight;
  };

  // What the numbers are. For who asks only what is reached, any numbers do that ascend along
  // the edges which justify them; they change far less often than hops.
  enum class Numbers { kHops, kRanks };

  HopTable(Roots roots, Numbers numbers) : roots_(roots), numbers_(numbers) {}

  // An edge is there, and a node is a root, while it weighs more than nothing.
  void AddEdge(NodeId from, NodeId to, Weight weight);
  // As AddEdge for each, and faster for many.
  void AddEdges(std::span<const EdgeChange> edges);
  void AddRoot(NodeId node, Weight weight);
  void Update();
  // Since the last Keep() or Undo(), what may have changed, in the order in which it did. Of a
  // number that changes twice, the first is what was before.
  std::span<const Change> changes() const { return changes_; }
  void Keep();
  void Undo();

  // kFar when it is not reached.
  std::uint32_t HopsOf(NodeId root, NodeId node) const;
  // Whether anything is said of this node: an edge, or a weight as a root.
  bool IsUsed(NodeId node) const { return node < uses_.size() && uses_[node] > 0; }
  bool HasEdge(NodeId from, NodeId to) const { return targets_[from].Of(to) > 0; }
  bool HasEdgeTo(NodeId node) const { return !sources_[node].empty(); }
  bool IsRoot(NodeId node) const { return root_weights_[node] > 0; }
  // visit(to) for each edge that is there.
  template <typename Visit>
  void ForEachTarget(NodeId from, Visit visit) const {
    targets_[from].ForEach([&visit](NodeId to, Weight weight) {
      if (weight > 0) visit(to);
    });
  }

  // visit(root, node, hops), for everything that is reached, by node.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (NodeId node = 0; node < rows_.size(); ++node) {
      for (const Hops& hops : rows_[node]) visit(hops.root, node, hops.count);
    }
  }
  std::size_t row_count() const { return row_count_ + edge_count_; }

 private:
  struct Hops {
    NodeId root;
    std::uint32_t count;
  };
  // Ascending by root.
  using Row = absl::InlinedVector<Hops, 2>;
  struct Pair {
    NodeId root;
    NodeId node;
  };
  struct RootChange {
    NodeId node;
    Weight weight;
  };
  // Pairs by their hops, nearest first; it may grow while it is emptied.
  class Agenda {
   public:
    void Add(std::uint32_t hops, Pair pair);
    template <typename Visit>
    void Drain(Visit visit);

   private:
    absl::btree_map<std::uint32_t, std::vector<Pair>> levels_;
  };

  void Reserve(NodeId node);
  void ApplyEdge(const EdgeChange& edge);
  void ApplySorted(std::span<const EdgeChange> edges);
  void ApplyRoot(const RootChange& root);
  NodeId RootOf(NodeId node) const { return roots_ == Roots::kAll ? 0 : node; }

  const Hops* Find(NodeId root, NodeId node) const;
  // As HopsOf, of the start of an edge: a root is where its paths begin.
  std::uint32_t HopsBefore(NodeId root, NodeId node) const;
  bool StartsHere(NodeId root, NodeId node) const {
    return roots_ == Roots::kEachAfter && root == node;
  }
  void Set(NodeId root, NodeId node, std::uint32_t count);

  void SuspectLost();
  void Withdraw();
  bool IsJustified(Pair pair, std::uint32_t hops) const;
  void SearchOverwhelmed();
  void SearchNewRoots();
  void SearchNewStarts();
  // What is reached from these, into found_ and, nearest first, into queue_.
  void Reach(NodeId root, std::span<const NodeId> starts, std::uint32_t hops);
  void Search(NodeId root, std::span<const NodeId> starts, std::uint32_t hops);
  void Place(std::size_t from);
  void OfferGained();
  void Advance();

  // Whether one number justifies another one along an edge.
  bool Justifies(std::uint32_t before, std::uint32_t after) const {
    return numbers_ == Numbers::kHops ? before == after - 1 : before < after;
  }

  // Whether to take a number in the place of another one. Ranks are lowered only when they have
  // grown out of all proportion, which takes a long history.
  bool IsWorth(std::uint32_t offered, std::uint32_t standing) const {
    if (numbers_ == Numbers::kHops || standing == kFar) return offered < standing;
    return standing / 2 > offered + 16;
  }

  const Roots roots_;
  const Numbers numbers_;
  // By node.
  std::vector<Group<NodeId>> targets_;  // With weights, also those that are not there.
  std::vector<Group<NodeId>> sources_;  // Of edges that are there.
  std::vector<Weight> root_weights_;
  std::vector<std::uint32_t> uses_;
  std::vector<Row> rows_;
  std::size_t row_count_ = 0;
  std::size_t edge_count_ = 0;

  // Of the running transaction.
  std::vector<EdgeChange> edge_changes_;
  std::vector<RootChange> root_changes_;
  std::vector<Pair> lost_edges_;  // As (from, to); edges that were there and those that came.
  std::vector<Pair> gained_edges_;
  std::vector<NodeId> lost_roots_;
  std::vector<NodeId> gained_roots_;
  std::vector<Change> changes_;
  std::size_t withdrawn_from_ = 0;  // In changes_: what this Update() has withdrawn.
  std::size_t withdrawn_to_ = 0;

  absl::flat_hash_map<NodeId, std::size_t> withdrawn_of_;  // How many, by root.
  absl::btree_set<NodeId> overwhelmed_;                    // Roots that have lost too many.
  Agenda agenda_;
  // For a search: kFar everywhere in between.
  std::vector<std::uint32_t> found_;
  std::vector<NodeId> queue_;
};

}  // namespace cambium
