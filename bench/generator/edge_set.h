// The edges of a graph that is being generated: no duplicates, and any can be drawn.
//
// Cost: O(1) for each call.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <vector>

#include "bench/generator/random.h"

namespace cambium::bench {

// `Edge` is an aggregate of two node numbers.
template <typename Edge>
class EdgeSet {
 public:
  bool Contains(const Edge& edge) const { return keys_.contains(Key(edge)); }

  // Returns whether the edge was absent.
  bool Insert(const Edge& edge) {
    if (!keys_.insert(Key(edge)).second) return false;
    edges_.push_back(edge);
    return true;
  }

  size_t Draw(Random& random) const { return random.Position(edges_.size()); }
  const Edge& at(size_t position) const { return edges_[position]; }

  // The edge takes the position of the one that it replaces, and must be absent.
  void Replace(size_t position, const Edge& edge) {
    keys_.erase(Key(edges_[position]));
    keys_.insert(Key(edge));
    edges_[position] = edge;
  }

  // The last edge moves to the position.
  void Erase(size_t position) {
    keys_.erase(Key(edges_[position]));
    edges_[position] = edges_.back();
    edges_.pop_back();
  }

  const std::vector<Edge>& edges() const { return edges_; }

 private:
  static uint64_t Key(const Edge& edge) {
    const auto [from, to] = edge;
    return static_cast<uint64_t>(static_cast<uint32_t>(from)) << 32 | static_cast<uint32_t>(to);
  }

  // The same edges twice. The order in `edges_` is part of the format: draws depend on it.
  std::unordered_set<uint64_t> keys_;
  std::vector<Edge> edges_;
};

}  // namespace cambium::bench
