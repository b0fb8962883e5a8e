// W2 from scratch: breadth-first search. Cost: O(nodes + edges) for each root; the union
// searches once, from all roots together.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "bench/recompute/digraph.h"
#include "bench/recompute/recompute.h"

namespace cambium::bench {
namespace {

// The nodes reachable from `starts`, nearest first.
class Search {
 public:
  std::vector<int32_t> From(const Digraph& graph, std::span<const int32_t> starts) {
    seen_.assign(graph.nodes(), 0);
    std::vector<int32_t> queue;
    for (const int32_t start : starts) Visit(start, queue);
    for (size_t i = 0; i < queue.size(); ++i) {
      for (const int32_t target : graph.TargetsOf(queue[i])) Visit(target, queue);
    }
    return queue;
  }

 private:
  void Visit(int32_t node, std::vector<int32_t>& queue) {
    char& seen = seen_[static_cast<size_t>(node)];
    if (seen) return;
    seen = 1;
    queue.push_back(node);
  }

  std::vector<char> seen_;
};

// What the three questions have in common: the graph and its roots.
template <typename Question>
class RecomputeW2 : public Evaluator<Question> {
 public:
  void Load(const W2Tables& tables) override {
    for (const W2Edge& edge : tables.edges) graph_.Insert(edge);
    for (const W2Root& root : tables.roots) {
      graph_.AddNode(root.node);
      roots_.push_back(root.node);
    }
  }

  void Apply(std::span<const W2Swap> swaps) override {
    for (const W2Swap& swap : swaps) {
      graph_.Erase(swap.deleted);
      graph_.Insert(swap.inserted);
    }
  }

 protected:
  const Digraph& graph() const { return graph_; }
  const std::vector<int32_t>& roots() const { return roots_; }

 private:
  Digraph graph_;
  std::vector<int32_t> roots_;
};

class RecomputeW2Reach final : public RecomputeW2<W2Reach> {
 public:
  void Evaluate() override {
    reached_.clear();
    for (const int32_t root : roots()) {
      reached_.push_back(search_.From(graph(), std::span(&root, 1)));
    }
  }

  void Result(ResultSink& sink) const override {
    Checksum& view = sink.View("reach");
    for (size_t i = 0; i < roots().size(); ++i) {
      for (const int32_t node : reached_[i]) view.Add({roots()[i], node});
    }
  }

 private:
  Search search_;
  // By the position of the root.
  std::vector<std::vector<int32_t>> reached_;
};

class RecomputeW2Dist final : public RecomputeW2<W2Dist> {
 public:
  void Evaluate() override {
    hops_.clear();
    for (const int32_t root : roots()) hops_.push_back(HopsFrom(root));
  }

  void Result(ResultSink& sink) const override {
    Checksum& view = sink.View("dist");
    for (size_t i = 0; i < roots().size(); ++i) {
      for (const auto& [node, hops] : hops_[i]) view.Add({roots()[i], node, hops});
    }
  }

 private:
  using NodeHops = std::pair<int32_t, int32_t>;

  std::vector<NodeHops> HopsFrom(int32_t root) {
    hops_to_.assign(graph().nodes(), kUnreached);
    hops_to_[static_cast<size_t>(root)] = 0;
    std::vector<NodeHops> queue = {{root, 0}};
    for (size_t i = 0; i < queue.size(); ++i) {
      const auto [node, hops] = queue[i];
      for (const int32_t target : graph().TargetsOf(node)) {
        int32_t& hops_to_target = hops_to_[static_cast<size_t>(target)];
        if (hops_to_target != kUnreached) continue;
        hops_to_target = hops + 1;
        queue.emplace_back(target, hops + 1);
      }
    }
    return queue;
  }

  static constexpr int32_t kUnreached = -1;

  std::vector<int32_t> hops_to_;
  // By the position of the root.
  std::vector<std::vector<NodeHops>> hops_;
};

class RecomputeW2Union final : public RecomputeW2<W2Union> {
 public:
  void Evaluate() override { reached_ = search_.From(graph(), roots()); }

  void Result(ResultSink& sink) const override {
    Checksum& view = sink.View("union");
    for (const int32_t node : reached_) view.Add({node});
  }

 private:
  Search search_;
  std::vector<int32_t> reached_;
};

}  // namespace

std::unique_ptr<Evaluator<W2Reach>> MakeRecomputeW2Reach() {
  return std::make_unique<RecomputeW2Reach>();
}

std::unique_ptr<Evaluator<W2Dist>> MakeRecomputeW2Dist() {
  return std::make_unique<RecomputeW2Dist>();
}

std::unique_ptr<Evaluator<W2Union>> MakeRecomputeW2Union() {
  return std::make_unique<RecomputeW2Union>();
}

}  // namespace cambium::bench
