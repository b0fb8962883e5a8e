// The two sweeps of a hop table, and the search of a new root.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/hop_table.h"

#include <algorithm>
#include <utility>

#include "dataflow/check.h"

namespace cambium {

void HopTable::Agenda::Add(std::uint32_t hops, Pair pair) {
  if (levels_.size() <= hops) levels_.resize(hops + 1);
  levels_[hops].push_back(pair);
}

template <typename Visit>
void HopTable::Agenda::Drain(Visit visit) {
  for (std::uint32_t hops = 0; hops < levels_.size(); ++hops) {
    for (std::size_t i = 0; i < levels_[hops].size(); ++i) visit(hops, levels_[hops][i]);
    levels_[hops].clear();
  }
  // A path that was long once need not be paid for again.
  constexpr std::size_t kMany = 64;
  if (levels_.size() > kMany) levels_ = {};
}

// ---- edges and roots ----

void HopTable::Reserve(NodeId node) {
  if (node < rows_.size()) return;
  const std::size_t size = std::size_t{node} + 1;
  targets_.resize(size);
  sources_.resize(size);
  root_weights_.resize(size);
  uses_.resize(size);
  rows_.resize(size);
}

void HopTable::AddEdge(NodeId from, NodeId to, Weight weight) {
  Reserve(std::max(from, to));
  edge_changes_.push_back({from, to, weight});
  ApplyEdge(edge_changes_.back());
}

void HopTable::ApplyEdge(const EdgeChange& edge) {
  Group<NodeId>& targets = targets_[edge.from];
  const std::size_t size = targets.size();
  const Weight before = targets.Of(edge.to);
  const Weight after = AddWeights(before, edge.weight);
  targets.Add(edge.to, edge.weight);
  if (targets.size() > size) {
    ++uses_[edge.from];
    ++uses_[edge.to];
    ++edge_count_;
  } else if (targets.size() < size) {
    --uses_[edge.from];
    --uses_[edge.to];
    --edge_count_;
  }
  if ((before > 0) == (after > 0)) return;
  sources_[edge.to].Add(edge.from, after > 0 ? 1 : -1);
  (after > 0 ? gained_edges_ : lost_edges_).push_back({edge.from, edge.to});
}

void HopTable::AddRoot(NodeId node, Weight weight) {
  Reserve(node);
  root_changes_.push_back({node, weight});
  ApplyRoot(root_changes_.back());
}

void HopTable::ApplyRoot(const RootChange& root) {
  Weight& total = root_weights_[root.node];
  const Weight before = std::exchange(total, AddWeights(total, root.weight));
  if (before == 0 && total != 0) ++uses_[root.node];
  if (before != 0 && total == 0) --uses_[root.node];
  if ((before > 0) == (total > 0)) return;
  (total > 0 ? gained_roots_ : lost_roots_).push_back(root.node);
}

template <typename Visit>
void HopTable::ForEachTarget(NodeId from, Visit visit) const {
  targets_[from].ForEach([&visit](NodeId to, Weight weight) {
    if (weight > 0) visit(to);
  });
}

// ---- numbers ----

const HopTable::Hops* HopTable::Find(NodeId root, NodeId node) const {
  const Row& row = rows_[node];
  // When every root reaches every node, it is where it would be.
  if (root < row.size() && row[root].root == root) return &row[root];
  const auto found =
      std::lower_bound(row.begin(), row.end(), root,
                       [](const Hops& hops, NodeId wanted) { return hops.root < wanted; });
  return found == row.end() || found->root != root ? nullptr : &*found;
}

std::uint32_t HopTable::HopsOf(NodeId root, NodeId node) const {
  const Hops* hops = Find(root, node);
  return hops == nullptr ? kFar : hops->count;
}

std::uint32_t HopTable::HopsBefore(NodeId root, NodeId node) const {
  return StartsHere(root, node) ? 0 : HopsOf(root, node);
}

void HopTable::Set(NodeId root, NodeId node, std::uint32_t count) {
  Row& row = rows_[node];
  // Roots often come in ascending order.
  auto at = row.end();
  if (!row.empty() && row.back().root >= root) {
    at = std::lower_bound(row.begin(), row.end(), root,
                          [](const Hops& hops, NodeId wanted) { return hops.root < wanted; });
  }
  if (at != row.end() && at->root == root) {
    if (count != kFar) {
      at->count = count;
      return;
    }
    row.erase(at);
    if (row.empty()) row.shrink_to_fit();
    --row_count_;
  } else if (count != kFar) {
    row.insert(at, Hops{root, count});
    ++row_count_;
  }
}

HopTable::NodeId HopTable::NearerOf(NodeId root, NodeId node) const {
  const std::uint32_t hops = HopsOf(root, node);
  NodeId nearer = node;
  sources_[node].Search([&](NodeId from, Weight) {
    if (HopsBefore(root, from) != hops - 1) return false;
    nearer = from;
    return true;
  });
  return nearer;
}

// ---- the first sweep ----

void HopTable::Update() {
  withdrawn_from_ = changes_.size();
  SuspectLost();
  Withdraw();
  withdrawn_to_ = changes_.size();
  SearchNewRoots();
  OfferGained();
  Advance();
  // What has been withdrawn for good.
  for (std::size_t i = withdrawn_from_; i < withdrawn_to_; ++i) {
    const Change& change = changes_[i];
    if (HopsOf(change.root, change.node) == kFar) Set(change.root, change.node, kFar);
  }
  lost_edges_.clear();
  gained_edges_.clear();
  lost_roots_.clear();
  gained_roots_.clear();
}

// What an edge or a root that is gone may have justified.
void HopTable::SuspectLost() {
  for (const auto& [from, to] : lost_edges_) {
    for (const Hops& hops : rows_[to]) {
      if (hops.count == 0) continue;
      const std::uint32_t before =
          roots_ == Roots::kEachAfter && hops.root == from ? 0 : HopsOf(hops.root, from);
      if (before == hops.count - 1) agenda_.Add(hops.count, {hops.root, to});
    }
  }
  for (const NodeId node : lost_roots_) {
    agenda_.Add(0, {RootOf(node), node});
  }
}

void HopTable::Withdraw() {
  agenda_.Drain([this](std::uint32_t level, Pair pair) {
    const Hops* hops = Find(pair.root, pair.node);
    if (hops == nullptr || hops->count != level || IsJustified(pair, level)) return;
    const_cast<Hops*>(hops)->count = kFar;
    changes_.push_back({pair.root, pair.node, level});
    if (StartsHere(pair.root, pair.node)) return;
    ForEachTarget(pair.node, [&](NodeId to) {
      if (HopsOf(pair.root, to) == level + 1) agenda_.Add(level + 1, {pair.root, to});
    });
  });
}

bool HopTable::IsJustified(Pair pair, std::uint32_t hops) const {
  if (hops == 0) return IsRoot(pair.node);
  bool justified = false;
  sources_[pair.node].Search([&](NodeId from, Weight) {
    justified = HopsBefore(pair.root, from) == hops - 1;
    return justified;
  });
  return justified;
}

// ---- the second sweep ----

// A root of which nothing is known is searched from in a plain array.
void HopTable::SearchNewRoots() {
  if (roots_ == Roots::kAll) {
    if (row_count_ == 0) Search(0, gained_roots_, 0);
    return;
  }
  if (roots_ == Roots::kEachAfter) return SearchNewStarts();
  std::sort(gained_roots_.begin(), gained_roots_.end());
  for (const NodeId root : gained_roots_) {
    if (IsRoot(root) && HopsOf(root, root) == kFar) Search(root, {&root, 1}, 0);
  }
}

// Nodes that have edges now, none of which led anywhere.
void HopTable::SearchNewStarts() {
  std::vector<NodeId> roots;
  for (const auto& [from, to] : gained_edges_) roots.push_back(from);
  std::sort(roots.begin(), roots.end());
  roots.erase(std::unique(roots.begin(), roots.end()), roots.end());
  for (const NodeId root : roots) {
    std::vector<NodeId> starts;
    bool is_new = true;
    targets_[root].Search([&](NodeId to, Weight weight) {
      if (weight > 0) starts.push_back(to);
      is_new = weight <= 0 || HopsOf(root, to) == kFar;
      return !is_new;
    });
    if (is_new) Search(root, starts, 1);
  }
}

void HopTable::Search(NodeId root, std::span<const NodeId> starts, std::uint32_t hops) {
  found_.resize(rows_.size(), kFar);
  queue_.clear();
  const auto reach = [this](NodeId node, std::uint32_t at) {
    if (found_[node] != kFar) return;
    found_[node] = at;
    queue_.push_back(node);
  };
  for (const NodeId start : starts) {
    if (hops > 0 || IsRoot(start)) reach(start, hops);
  }
  for (std::size_t i = 0; i < queue_.size(); ++i) {
    const NodeId from = queue_[i];
    if (StartsHere(root, from)) continue;
    ForEachTarget(from, [&](NodeId to) { reach(to, found_[from] + 1); });
  }
  changes_.reserve(changes_.size() + queue_.size());
  for (const NodeId node : queue_) {
    // Withdrawn in this transaction, perhaps, and then that was said already.
    if (Find(root, node) == nullptr) changes_.push_back({root, node, kFar});
    Set(root, node, found_[node]);
    found_[node] = kFar;
  }
}

// Numbers that may be had for what was withdrawn, and from what has come.
void HopTable::OfferGained() {
  const auto offer = [this](std::uint32_t before, NodeId root, NodeId to) {
    if (before != kFar && before + 1 < HopsOf(root, to)) agenda_.Add(before + 1, {root, to});
  };
  for (std::size_t i = withdrawn_from_; i < withdrawn_to_; ++i) {
    const Change& change = changes_[i];
    std::uint32_t nearest = kFar;
    sources_[change.node].ForEach([&](NodeId from, Weight) {
      nearest = std::min(nearest, HopsBefore(change.root, from));
    });
    offer(nearest, change.root, change.node);
  }
  for (const auto& [from, to] : gained_edges_) {
    if (targets_[from].Of(to) <= 0) continue;
    for (const Hops& hops : rows_[from]) offer(hops.count, hops.root, to);
    if (StartsHere(from, from)) offer(0, from, to);
  }
  for (const NodeId node : gained_roots_) {
    if (!IsRoot(node)) continue;
    if (HopsOf(RootOf(node), node) != 0) agenda_.Add(0, {RootOf(node), node});
  }
}

void HopTable::Advance() {
  agenda_.Drain([this](std::uint32_t level, Pair pair) {
    const Hops* hops = Find(pair.root, pair.node);
    if (hops != nullptr && hops->count <= level) return;
    // One that is there and far was withdrawn, and is on the list already.
    if (hops == nullptr || hops->count != kFar) {
      changes_.push_back({pair.root, pair.node, hops == nullptr ? kFar : hops->count});
    }
    Set(pair.root, pair.node, level);
    if (StartsHere(pair.root, pair.node)) return;
    ForEachTarget(pair.node, [&](NodeId to) {
      if (level + 1 < HopsOf(pair.root, to)) agenda_.Add(level + 1, {pair.root, to});
    });
  });
}

// ---- the end of a transaction ----

void HopTable::Keep() {
  edge_changes_.clear();
  root_changes_.clear();
  changes_.clear();
  constexpr std::size_t kMany = std::size_t{1} << 16;
  if (changes_.capacity() > kMany) changes_ = {};
  if (edge_changes_.capacity() > kMany) edge_changes_ = {};
}

void HopTable::Undo() {
  for (std::size_t i = changes_.size(); i-- > 0;) {
    Set(changes_[i].root, changes_[i].node, changes_[i].before);
  }
  for (const EdgeChange& edge : edge_changes_) {
    ApplyEdge({edge.from, edge.to, NegateWeight(edge.weight)});
  }
  for (const RootChange& root : root_changes_) {
    ApplyRoot({root.node, NegateWeight(root.weight)});
  }
  lost_edges_.clear();
  gained_edges_.clear();
  lost_roots_.clear();
  gained_roots_.clear();
  Keep();
}

}  // namespace cambium
