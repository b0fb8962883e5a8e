// Deletions first, which split components, then insertions, which join them.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/component_table.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace cambium {

void ComponentTable::Update(std::span<const EdgeChange> edges) {
  NodeId greatest = 0;
  std::vector<EdgeChange> lost;
  std::vector<EdgeChange> gained;
  for (const EdgeChange& edge : edges) {
    greatest = std::max({greatest, edge.from, edge.to});
    (edge.weight < 0 ? lost : gained).push_back(edge);
  }
  if (!edges.empty() && greatest >= components_.size()) {
    components_.resize(std::size_t{greatest} + 1, kNone);
  }
  if (!lost.empty()) Split(lost);
  if (!gained.empty()) Join(gained);
}

void ComponentTable::AddBothWays(std::span<const EdgeChange> edges) {
  std::vector<EdgeChange> both;
  both.reserve(2 * edges.size());
  for (const EdgeChange& edge : edges) {
    both.push_back(edge);
    both.push_back({edge.to, edge.from, edge.weight});
  }
  ranks_.AddEdges(both);
}

void ComponentTable::Split(std::span<const EdgeChange> edges) {
  AddBothWays(edges);
  const std::size_t seen = ranks_.changes().size();
  // A node without edges is in no component, and cannot name one.
  for (const EdgeChange& edge : edges) {
    for (const NodeId node : {edge.from, edge.to}) {
      if (components_[node] == kNone || ranks_.HasEdgeTo(node)) continue;
      if (ranks_.IsRoot(node)) ranks_.AddRoot(node, -1);
      SetComponent(node, kNone);
    }
  }
  ranks_.Update();
  std::vector<NodeId> cut_off;
  for (const HopTable::Change& change : ranks_.changes().subspan(seen)) {
    if (change.after == HopTable::kFar && ranks_.HasEdgeTo(change.node)) {
      cut_off.push_back(change.node);
    }
  }
  if (cut_off.empty()) return;
  std::sort(cut_off.begin(), cut_off.end(), less_);
  // What a node is still joined to was cut off with it. Its old component is named by a node
  // that is not, or that has no edges any more.
  absl::flat_hash_set<NodeId> named;
  for (const NodeId node : cut_off) {
    const NodeId before = components_[node];
    if (named.contains(before)) continue;
    named.insert(node);
    Rename(node, before, node);
    ranks_.AddRoot(node, 1);
  }
  ranks_.Update();
}

void ComponentTable::Join(std::span<const EdgeChange> edges) {
  AddBothWays(edges);
  std::vector<NodeId> names;  // That may join others, or are new.
  for (const EdgeChange& edge : edges) {
    if (!ranks_.HasEdge(edge.from, edge.to)) continue;
    for (const NodeId node : {edge.from, edge.to}) {
      if (components_[node] != kNone) continue;
      SetComponent(node, node);
      names.push_back(node);
    }
  }
  // Components that an edge joins, each with the one whose name it takes.
  absl::flat_hash_map<NodeId, NodeId> joined;
  const auto name_of = [&joined](NodeId name) {
    NodeId last = name;
    for (auto at = joined.find(last); at != joined.end(); at = joined.find(last)) {
      last = at->second;
    }
    // A long way is gone once: all on it lead to its end from now on.
    while (name != last) name = std::exchange(joined[name], last);
    return last;
  };
  for (const EdgeChange& edge : edges) {
    if (!ranks_.HasEdge(edge.from, edge.to)) continue;
    const NodeId left = name_of(components_[edge.from]);
    const NodeId right = name_of(components_[edge.to]);
    if (left == right) continue;
    const bool left_stays = less_(left, right);
    joined[left_stays ? right : left] = left_stays ? left : right;
    names.push_back(left);
    names.push_back(right);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (const NodeId name : names) {
    const NodeId now = name_of(name);
    if (now != name) Rename(name, name, now);
    if (ranks_.IsRoot(name) != (now == name)) ranks_.AddRoot(name, now == name ? 1 : -1);
  }
  ranks_.Update();
}

void ComponentTable::SetComponent(NodeId node, NodeId component) {
  renamed_.push_back({node, std::exchange(components_[node], component)});
}

void ComponentTable::Rename(NodeId start, NodeId from, NodeId to) {
  SetComponent(start, to);
  stack_.assign(1, start);
  while (!stack_.empty()) {
    const NodeId node = stack_.back();
    stack_.pop_back();
    ranks_.ForEachTarget(node, [&](NodeId next) {
      if (components_[next] != from) return;
      SetComponent(next, to);
      stack_.push_back(next);
    });
  }
}

std::vector<ComponentTable::Change> ComponentTable::Changes() const {
  std::vector<Change> changes;
  absl::flat_hash_set<NodeId> known;
  for (const auto& [node, before] : renamed_) {
    if (!known.insert(node).second) continue;
    changes.push_back({node, before, components_[node]});
  }
  return changes;
}

void ComponentTable::Keep() {
  ranks_.Keep();
  renamed_ = {};
}

void ComponentTable::Undo() {
  for (std::size_t i = renamed_.size(); i-- > 0;) {
    components_[renamed_[i].node] = renamed_[i].before;
  }
  renamed_ = {};
  ranks_.Undo();
}

}  // namespace cambium
