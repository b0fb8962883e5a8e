// The scheduler of a graph: ranks, the dirty set, and the two phases of a step.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/graph.h"

#include <algorithm>
#include <utility>

#include "dataflow/check.h"

namespace cambium {

void Graph::Attach(std::unique_ptr<Node> node) {
  CAMBIUM_CHECK(visited_.empty(), "a graph changes between steps only");
  for (Node* input : node->inputs_) {
    node->rank_ = std::max(node->rank_, input->rank_ + 1);
    input->consumers_.push_back(node.get());
  }
  if (dirty_.size() <= node->rank_) dirty_.resize(node->rank_ + 1);
  nodes_.push_back({next_id_++, std::move(node)});
}

std::vector<Node*> Graph::NodesSince(std::size_t mark) const {
  std::vector<Node*> found;
  auto owned = std::lower_bound(nodes_.begin(), nodes_.end(), mark,
                                [](const Owned& left, std::size_t id) { return left.id < id; });
  for (; owned != nodes_.end(); ++owned) found.push_back(owned->node.get());
  return found;
}

void Graph::Remove(const std::vector<Node*>& nodes) {
  CAMBIUM_CHECK(visited_.empty(), "a graph changes between steps only");
  const auto leaves = [&nodes](const Node* node) {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
  };
  for (Node* node : nodes) {
    for (Node* consumer : node->consumers_) {
      CAMBIUM_CHECK(leaves(consumer), "a removed node still has a reader");
    }
    for (Node* input : node->inputs_) {
      if (!leaves(input)) std::erase(input->consumers_, node);
    }
  }
  std::erase_if(nodes_, [&leaves](const Owned& owned) { return leaves(owned.node.get()); });
}

std::size_t Graph::held_count() const {
  std::size_t held = 0;
  for (const Owned& owned : nodes_) held += owned.node->held_count();
  return held;
}

void Graph::MarkDirty(Node& node) {
  if (node.dirty_) return;
  node.dirty_ = true;
  dirty_[node.rank_].push_back(&node);
}

void Graph::Compute() {
  // A consumer's rank is above its inputs', so one pass upwards visits each once.
  for (auto& rank : dirty_) {
    for (Node* node : rank) {
      node->Compute();
      node->dirty_ = false;
      visited_.push_back(node);
      if (!node->changed()) continue;
      for (Node* consumer : node->consumers_) MarkDirty(*consumer);
    }
    rank.clear();
  }
  visited_count_ = visited_.size();
}

void Graph::Commit() {
  for (Node* node : visited_) node->Commit();
  EndStep();
}

void Graph::Abandon() { EndStep(); }

void Graph::EndStep() {
  for (auto& rank : dirty_) {
    for (Node* node : rank) {
      node->dirty_ = false;
      node->Clear();
    }
    rank.clear();
  }
  for (Node* node : visited_) node->Clear();
  visited_.clear();
}

}  // namespace cambium
