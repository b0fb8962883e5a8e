// W3: an undirected graph with skewed degrees, and single edges deleted and inserted in turn.
//
// The ends of an edge are drawn by squaring a uniform number, which favours low ranks, and
// a random permutation then hides the ranks behind node numbers.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "bench/generator/edge_set.h"
#include "bench/generator/generator.h"
#include "bench/generator/random.h"

namespace cambium::bench {
namespace {

constexpr uint64_t kSeed = 0x3003;

class SkewedGraph {
 public:
  explicit SkewedGraph(int32_t nodes) : node_of_rank_(static_cast<size_t>(nodes)) {
    std::iota(node_of_rank_.begin(), node_of_rank_.end(), 0);
    for (size_t i = node_of_rank_.size() - 1; i > 0; --i) {
      std::swap(node_of_rank_[i], node_of_rank_[random_.Position(i + 1)]);
    }
  }

  std::vector<W3Edge> Edges(size_t count) {
    while (edges_.edges().size() < count) InsertNew();
    return edges_.edges();
  }

  std::vector<W3Change> Changes(int count) {
    std::vector<W3Change> changes;
    changes.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
      changes.push_back(i % 2 == 0 ? W3Change{-1, DeleteRandom()} : W3Change{+1, InsertNew()});
    }
    return changes;
  }

 private:
  W3Edge DeleteRandom() {
    const size_t position = edges_.Draw(random_);
    const W3Edge edge = edges_.at(position);
    edges_.Erase(position);
    return edge;
  }

  W3Edge InsertNew() {
    for (;;) {
      const int32_t one = DrawNode();
      const int32_t other = DrawNode();
      if (one == other) continue;
      const W3Edge edge{std::min(one, other), std::max(one, other)};
      if (edges_.Insert(edge)) return edge;
    }
  }

  int32_t DrawNode() {
    const double unit = random_.Unit();
    const double rank = static_cast<double>(node_of_rank_.size()) * unit * unit;
    return node_of_rank_[static_cast<size_t>(rank)];
  }

  Random random_{kSeed};
  std::vector<int32_t> node_of_rank_;
  EdgeSet<W3Edge> edges_;
};

}  // namespace

W3Input GenerateW3(int scale) {
  SkewedGraph graph(20'000 / scale);
  W3Input input;
  input.tables.edges = graph.Edges(static_cast<size_t>(200'000 / scale));
  input.transactions = graph.Changes(scale > 10 ? 1000 : 10'000);
  return input;
}

}  // namespace cambium::bench
