// The two sweeps of a hop table, and the search of a new root.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/hop_table.h"

#include <algorithm>
#include <utility>

#include "dataflow/radix_sort.h"

namespace cambium {

void HopTable::Agenda::Add(std::uint32_t hops, Pair pair) { levels_[hops].push_back(pair); }

template <typename Visit>
void HopTable::Agenda::Drain(Visit visit) {
  while (!levels_.empty()) {
    // It is complete: what is added from now on is further away.
    const auto nearest = levels_.begin();
    const std::uint32_t hops = nearest->first;
    const std::vector<Pair> pairs = std::move(nearest->second);
    levels_.erase(nearest);
    for (const Pair pair : pairs) visit(hops, pair);
  }
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

void HopTable::AddEdges(std::span<const EdgeChange> edges) {
  constexpr std::size_t kMany = 4096;
  if (edges.size() < kMany) {
    for (const EdgeChange& edge : edges) AddEdge(edge.from, edge.to, edge.weight);
    return;
  }
  NodeId greatest = 0;
  for (const EdgeChange& edge : edges) greatest = std::max({greatest, edge.from, edge.to});
  Reserve(greatest);
  edge_changes_.insert(edge_changes_.end(), edges.begin(), edges.end());
  std::vector<EdgeChange> sorted(edges.begin(), edges.end());
  RadixSort(std::span(sorted),
            [](const EdgeChange& edge) { return std::uint64_t{edge.from} << 32 | edge.to; });
  ApplySorted(sorted);
}

// Edges of nodes that had none are written at once, all of a node after the other.
void HopTable::ApplySorted(std::span<const EdgeChange> edges) {
  std::vector<Group<NodeId>::Entry> entries;
  std::vector<Pair> backwards;
  for (std::size_t from = 0, to = 0; from < edges.size(); from = to) {
    const NodeId node = edges[from].from;
    entries.clear();
    for (; to < edges.size() && edges[to].from == node; ++to) {
      if (!entries.empty() && entries.back().element == edges[to].to) {
        entries.back().weight = AddWeights(entries.back().weight, edges[to].weight);
      } else {
        entries.push_back({edges[to].to, edges[to].weight});
      }
    }
    if (!targets_[node].empty()) {
      for (const auto& [target, weight] : entries) ApplyEdge({node, target, weight});
      continue;
    }
    std::erase_if(entries, [](const auto& entry) { return entry.weight == 0; });
    targets_[node].Merge(entries);
    uses_[node] += static_cast<std::uint32_t>(entries.size());
    edge_count_ += entries.size();
    for (const auto& [target, weight] : entries) {
      ++uses_[target];
      if (weight <= 0) continue;
      gained_edges_.push_back({node, target});
      backwards.push_back({node, target});
    }
  }
  RadixSort(std::span(backwards), [](const Pair& edge) { return edge.node; });
  for (std::size_t from = 0, to = 0; from < backwards.size(); from = to) {
    const NodeId node = backwards[from].node;
    entries.clear();
    for (; to < backwards.size() && backwards[to].node == node; ++to) {
      entries.push_back({backwards[to].root, 1});
    }
    sources_[node].Merge(entries);
  }
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

// ---- the first sweep ----

void HopTable::Update() {
  withdrawn_from_ = changes_.size();
  SuspectLost();
  Withdraw();
  withdrawn_to_ = changes_.size();
  SearchOverwhelmed();
  // A new root has no numbers yet, so nothing is offered for it but its own search.
  OfferGained();
  SearchNewRoots();
  Advance();
  // What has been withdrawn for good.
  for (std::size_t i = withdrawn_from_; i < withdrawn_to_; ++i) {
    Change& change = changes_[i];
    change.after = HopsOf(change.root, change.node);
    if (change.after == kFar) Set(change.root, change.node, kFar);
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
      if (Justifies(before, hops.count)) agenda_.Add(hops.count, {hops.root, to});
    }
  }
  for (const NodeId node : lost_roots_) {
    agenda_.Add(HopsOf(RootOf(node), node), {RootOf(node), node});
  }
}

void HopTable::Withdraw() {
  withdrawn_of_.clear();
  const std::size_t most = std::max<std::size_t>(64, rows_.size() / 16);
  agenda_.Drain([this, most](std::uint32_t level, Pair pair) {
    const Hops* hops = Find(pair.root, pair.node);
    if (hops == nullptr || hops->count != level || overwhelmed_.contains(pair.root)) return;
    if (IsJustified(pair, level)) return;
    if (++withdrawn_of_[pair.root] > most) overwhelmed_.insert(pair.root);
    const_cast<Hops*>(hops)->count = kFar;
    changes_.push_back({pair.root, pair.node, level, kFar});
    if (StartsHere(pair.root, pair.node)) return;
    ForEachTarget(pair.node, [&](NodeId to) {
      const std::uint32_t after = HopsOf(pair.root, to);
      if (after != kFar && Justifies(level, after)) agenda_.Add(after, {pair.root, to});
    });
  });
}

bool HopTable::IsJustified(Pair pair, std::uint32_t hops) const {
  // A root may have a rank from the time when it was reached as a node.
  if (roots_ != Roots::kEachAfter && RootOf(pair.node) == pair.root && IsRoot(pair.node)) {
    return true;
  }
  if (hops == 0) return false;
  bool justified = false;
  sources_[pair.node].Search([&](NodeId from, Weight) {
    justified = Justifies(HopsBefore(pair.root, from), hops);
    return justified;
  });
  return justified;
}

// A root that loses a large part of what it reaches is searched from again: that is cheaper
// than to withdraw, one by one, what is most likely justified in another way.
void HopTable::SearchOverwhelmed() {
  for (const NodeId root : overwhelmed_) {
    std::vector<NodeId> starts;
    if (roots_ == Roots::kEachAfter) {
      ForEachTarget(root, [&starts](NodeId to) { starts.push_back(to); });
    } else if (roots_ == Roots::kEach) {
      starts.push_back(root);
    } else {
      for (NodeId node = 0; node < rows_.size(); ++node) starts.push_back(node);
    }
    Reach(root, starts, roots_ == Roots::kEachAfter ? 1 : 0);
    for (NodeId node = 0; node < rows_.size(); ++node) {
      const std::uint32_t after = std::exchange(found_[node], kFar);
      const Hops* hops = Find(root, node);
      const std::uint32_t before = hops == nullptr ? kFar : hops->count;
      if (before == after) continue;
      // One that is there and far was withdrawn, and is on the list already.
      if (hops == nullptr || before != kFar) changes_.push_back({root, node, before, after});
      Set(root, node, after);
    }
  }
  overwhelmed_.clear();
}

// ---- the second sweep ----

// A root of which nothing is known is searched from in a plain array.
void HopTable::SearchNewRoots() {
  const std::size_t found = changes_.size();
  if (roots_ == Roots::kAll) {
    if (row_count_ == 0) Search(0, gained_roots_, 0);
  } else if (roots_ == Roots::kEachAfter) {
    SearchNewStarts();
  } else {
    std::sort(gained_roots_.begin(), gained_roots_.end());
    gained_roots_.erase(std::unique(gained_roots_.begin(), gained_roots_.end()),
                        gained_roots_.end());
    for (const NodeId root : gained_roots_) {
      if (IsRoot(root) && HopsOf(root, root) == kFar) Search(root, {&root, 1}, 0);
    }
  }
  Place(found);
}

// Nodes that have edges now, none of which led anywhere.
void HopTable::SearchNewStarts() {
  const auto starts_of = [](const std::vector<Pair>& edges) {
    std::vector<NodeId> roots;
    roots.reserve(edges.size());
    for (const auto& [from, to] : edges) roots.push_back(from);
    std::sort(roots.begin(), roots.end());
    roots.erase(std::unique(roots.begin(), roots.end()), roots.end());
    return roots;
  };
  const std::vector<NodeId> others = starts_of(lost_edges_);
  for (const NodeId root : starts_of(gained_edges_)) {
    std::vector<NodeId> starts;
    bool is_new = !std::binary_search(others.begin(), others.end(), root);
    targets_[root].Search([&](NodeId to, Weight weight) {
      if (weight > 0) starts.push_back(to);
      is_new = is_new && (weight <= 0 || HopsOf(root, to) == kFar);
      return !is_new;
    });
    if (is_new) Search(root, starts, 1);
  }
}

void HopTable::Search(NodeId root, std::span<const NodeId> starts, std::uint32_t hops) {
  Reach(root, starts, hops);
  changes_.reserve(changes_.size() + queue_.size());
  for (const NodeId node : queue_) {
    changes_.push_back({root, node, kFar, std::exchange(found_[node], kFar)});
  }
}

void HopTable::Reach(NodeId root, std::span<const NodeId> starts, std::uint32_t hops) {
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
}

// Writes down what searches have found, from this change on.
void HopTable::Place(std::size_t from) {
  const auto found = std::span<const Change>(changes_).subspan(from);
  if (found.size() > rows_.size()) {
    std::vector<std::uint32_t> counts(rows_.size());
    for (const Change& change : found) ++counts[change.node];
    for (NodeId node = 0; node < rows_.size(); ++node) {
      if (counts[node] > 0) rows_[node].reserve(rows_[node].size() + counts[node]);
    }
  }
  for (const Change& change : found) Set(change.root, change.node, change.after);
}

// Numbers that may be had for what was withdrawn, and from what has come.
void HopTable::OfferGained() {
  const auto offer = [this](std::uint32_t before, NodeId root, NodeId to) {
    if (before != kFar && IsWorth(before + 1, HopsOf(root, to))) {
      agenda_.Add(before + 1, {root, to});
    }
  };
  for (std::size_t i = withdrawn_from_; i < withdrawn_to_; ++i) {
    const Change& change = changes_[i];
    std::uint32_t nearest = kFar;
    if (HopsOf(change.root, change.node) != kFar) continue;
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
    if (roots_ == Roots::kAll && row_count_ > 0) agenda_.Add(0, {0, node});
  }
}

void HopTable::Advance() {
  agenda_.Drain([this](std::uint32_t level, Pair pair) {
    const Hops* hops = Find(pair.root, pair.node);
    const std::uint32_t before = hops == nullptr ? kFar : hops->count;
    if (!IsWorth(level, before)) return;
    // One that is there and far was withdrawn, and is on the list already.
    if (hops == nullptr || before != kFar) {
      changes_.push_back({pair.root, pair.node, before, level});
    }
    Set(pair.root, pair.node, level);
    if (StartsHere(pair.root, pair.node)) return;
    ForEachTarget(pair.node, [&](NodeId to) {
      if (IsWorth(level + 1, HopsOf(pair.root, to))) agenda_.Add(level + 1, {pair.root, to});
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
