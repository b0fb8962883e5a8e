// Answers about small digraphs, from scratch: what recursive operators are compared with.
//
// A graph is the bag of its edges; an edge is there while it weighs more than nothing. Nodes
// are those that an edge names.
//
//     Closure       Floyd-Warshall: pairs joined by a path of at least one edge
//     HopsFrom      breadth-first search: least number of edges
//     Components    union-find, edges taken in both directions: the least node of each
//     StrongEdges   Tarjan: the edges whose ends are in one strongly connected component
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <ostream>
#include <set>
#include <utility>
#include <vector>

#include "tests/support/bag.h"
#include "tests/support/items.h"

namespace cambium::testing {

struct Edge {
  int from = 0;
  int to = 0;
  auto operator<=>(const Edge&) const = default;
  template <typename H>
  friend H AbslHashValue(H hash, const Edge& edge) {
    return H::combine(std::move(hash), edge.from, edge.to);
  }
  friend std::ostream& operator<<(std::ostream& out, const Edge& edge) {
    return out << edge.from << "->" << edge.to;
  }
};

inline Edge SmallEdge(Random& random, const Shape& shape) {
  const int nodes = std::min(shape.keys * 2, 14);
  return {BelowOf(random, nodes), BelowOf(random, nodes)};
}
inline int SmallNode(Random& random, const Shape& shape) {
  return BelowOf(random, std::min(shape.keys * 2, 14));
}

using Successors = std::map<int, std::set<int>>;

// Every node of an edge has an entry.
inline Successors SuccessorsOf(const Bag<Edge>& edges) {
  Successors successors;
  for (const auto& [edge, weight] : edges) {
    if (weight <= 0) continue;
    successors[edge.from].insert(edge.to);
    successors[edge.to];
  }
  return successors;
}

inline std::set<std::pair<int, int>> Closure(const Bag<Edge>& edges) {
  const Successors successors = SuccessorsOf(edges);
  std::set<std::pair<int, int>> pairs;
  for (const auto& [from, targets] : successors) {
    for (const int to : targets) pairs.insert({from, to});
  }
  for (const auto& [middle, unused1] : successors) {
    for (const auto& [from, unused2] : successors) {
      if (pairs.count({from, middle}) == 0) continue;
      for (const auto& [to, unused3] : successors) {
        if (pairs.count({middle, to}) != 0) pairs.insert({from, to});
      }
    }
  }
  return pairs;
}

inline std::map<int, int> HopsFrom(const Bag<Edge>& edges, const std::vector<int>& starts) {
  const Successors successors = SuccessorsOf(edges);
  std::map<int, int> hops;
  std::vector<int> queue;
  for (const int start : starts) {
    if (hops.emplace(start, 0).second) queue.push_back(start);
  }
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const auto found = successors.find(queue[i]);
    if (found == successors.end()) continue;
    for (const int to : found->second) {
      if (hops.emplace(to, hops[queue[i]] + 1).second) queue.push_back(to);
    }
  }
  return hops;
}

inline std::map<int, int> Components(const Bag<Edge>& edges) {
  std::map<int, int> parent;
  const auto find = [&parent](int node) {
    while (parent[node] != node) node = parent[node];
    return node;
  };
  for (const auto& [node, unused] : SuccessorsOf(edges)) parent[node] = node;
  for (const auto& [edge, weight] : edges) {
    if (weight <= 0) continue;
    const int left = find(edge.from);
    const int right = find(edge.to);
    parent[std::max(left, right)] = std::min(left, right);
  }
  std::map<int, int> least;
  for (const auto& [node, unused] : parent) least[node] = find(node);
  return least;
}

class Tarjan {
 public:
  explicit Tarjan(const Bag<Edge>& edges) : successors_(SuccessorsOf(edges)) {
    for (const auto& [node, unused] : successors_) {
      if (order_.count(node) == 0) Visit(node);
    }
  }
  int component(int node) const { return component_.at(node); }

 private:
  void Visit(int node) {
    const int order = static_cast<int>(order_.size());
    order_[node] = low_[node] = order;
    stack_.push_back(node);
    for (const int to : successors_[node]) {
      if (order_.count(to) == 0) Visit(to);
      if (component_.count(to) == 0) low_[node] = std::min(low_[node], low_[to]);
    }
    if (low_[node] != order) return;
    for (int member = -1; member != node;) {
      member = stack_.back();
      stack_.pop_back();
      component_[member] = order;
    }
  }

  Successors successors_;
  std::map<int, int> order_;
  std::map<int, int> low_;
  std::map<int, int> component_;
  std::vector<int> stack_;
};

inline Bag<Edge> StrongEdges(const Bag<Edge>& edges) {
  const Tarjan tarjan(edges);
  Bag<Edge> strong;
  for (const auto& [edge, weight] : edges) {
    if (weight > 0 && tarjan.component(edge.from) == tarjan.component(edge.to)) {
      strong[edge] = 1;
    }
  }
  return strong;
}

}  // namespace cambium::testing
