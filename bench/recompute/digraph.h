// A digraph as adjacency lists, whose edges can be replaced.
//
// Cost: O(1) for an insertion, O(out-degree) for a deletion.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bench/rows.h"

namespace cambium::bench {

class Digraph {
 public:
  size_t nodes() const { return targets_.size(); }
  std::span<const int32_t> TargetsOf(int32_t node) const {
    return targets_[static_cast<size_t>(node)];
  }

  void AddNode(int32_t node) {
    if (static_cast<size_t>(node) >= nodes()) targets_.resize(static_cast<size_t>(node) + 1);
  }

  void Insert(const W2Edge& edge) {
    AddNode(std::max(edge.from, edge.to));
    targets_[static_cast<size_t>(edge.from)].push_back(edge.to);
  }

  // The edge exists.
  void Erase(const W2Edge& edge) {
    std::vector<int32_t>& targets = targets_[static_cast<size_t>(edge.from)];
    *std::find(targets.begin(), targets.end(), edge.to) = targets.back();
    targets.pop_back();
  }

 private:
  // By source. Every node that was ever named has a list, so targets are valid indexes.
  std::vector<std::vector<int32_t>> targets_;
};

}  // namespace cambium::bench
