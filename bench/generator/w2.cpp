// W2: a uniform random digraph without loops, its roots, and swaps of one edge for another.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/generator/edge_set.h"
#include "bench/generator/generator.h"
#include "bench/generator/random.h"

namespace cambium::bench {
namespace {

constexpr uint64_t kSeed = 0x2002;
constexpr int kRoots = 10;

class Digraph {
 public:
  explicit Digraph(int32_t nodes) : nodes_(nodes) {}

  std::vector<W2Edge> Edges(size_t count) {
    while (edges_.edges().size() < count) edges_.Insert(DrawEdge());
    return edges_.edges();
  }

  std::vector<W2Root> Roots() {
    std::vector<W2Root> roots;
    for (int i = 0; i < kRoots; ++i) roots.push_back({random_.Int32Below(nodes_)});
    return roots;
  }

  std::vector<W2Swap> Swaps(int count) {
    std::vector<W2Swap> swaps;
    swaps.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) swaps.push_back(Swap());
    return swaps;
  }

 private:
  W2Swap Swap() {
    const size_t position = edges_.Draw(random_);
    const W2Edge deleted = edges_.at(position);
    W2Edge inserted = DrawEdge();
    while (edges_.Contains(inserted)) inserted = DrawEdge();
    edges_.Replace(position, inserted);
    return {deleted, inserted};
  }

  W2Edge DrawEdge() {
    for (;;) {
      const int32_t from = random_.Int32Below(nodes_);
      const int32_t to = random_.Int32Below(nodes_);
      if (from != to) return {from, to};
    }
  }

  const int32_t nodes_;
  Random random_{kSeed};
  EdgeSet<W2Edge> edges_;
};

}  // namespace

W2Input GenerateW2(int scale) {
  const bool small = scale > 10;
  Digraph graph(100'000 / scale);
  W2Input input;
  input.tables.edges = graph.Edges(static_cast<size_t>(400'000 / scale));
  input.tables.roots = graph.Roots();
  input.transactions = graph.Swaps(small ? 100 : 1000);
  input.batch_size = small ? 10 : 500;
  input.batches = graph.Swaps(kW2Batches * static_cast<int>(input.batch_size));
  return input;
}

}  // namespace cambium::bench
