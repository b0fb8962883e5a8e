// W3 from scratch: marks instead of sorted intersections.
//
// A triangle a < b < c is found once, at a: mark the greater neighbours of a, then count
// the marked among the greater neighbours of each b. Cost: O(two-paths a < b < c).
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "bench/recompute/digraph.h"
#include "bench/recompute/recompute.h"

namespace cambium::bench {
namespace {

class RecomputeW3 final : public Evaluator<W3> {
 public:
  void Load(const W3Tables& tables) override {
    for (const W3Edge& edge : tables.edges) Insert(edge);
  }

  void Apply(std::span<const W3Change> changes) override {
    for (const auto& [sign, edge] : changes) {
      if (sign > 0) {
        Insert(edge);
      } else {
        upward_.Erase({edge.low, edge.high});
      }
    }
  }

  void Evaluate() override {
    CountTriangles();
    CountTwoPaths();
  }

  void Result(ResultSink& sink) const override {
    sink.View("").Add({triangles_});
    sink.View("two_paths").Add({two_paths_});
  }

 private:
  void Insert(const W3Edge& edge) { upward_.Insert({edge.low, edge.high}); }

  void CountTriangles() {
    triangles_ = 0;
    std::vector<char> marked(upward_.nodes(), 0);
    for (int32_t a = 0; static_cast<size_t>(a) < upward_.nodes(); ++a) {
      for (const int32_t b : upward_.TargetsOf(a)) marked[static_cast<size_t>(b)] = 1;
      for (const int32_t b : upward_.TargetsOf(a)) {
        for (const int32_t c : upward_.TargetsOf(b))
          triangles_ += marked[static_cast<size_t>(c)];
      }
      for (const int32_t b : upward_.TargetsOf(a)) marked[static_cast<size_t>(b)] = 0;
    }
  }

  // Every edge a < b goes on along each edge b < c.
  void CountTwoPaths() {
    two_paths_ = 0;
    for (int32_t a = 0; static_cast<size_t>(a) < upward_.nodes(); ++a) {
      for (const int32_t b : upward_.TargetsOf(a)) {
        two_paths_ += static_cast<int64_t>(upward_.TargetsOf(b).size());
      }
    }
  }

  // Each edge from its lower to its higher end.
  Digraph upward_;
  int64_t triangles_ = 0;
  int64_t two_paths_ = 0;
};

}  // namespace

std::unique_ptr<Evaluator<W3>> MakeRecomputeW3() { return std::make_unique<RecomputeW3>(); }

}  // namespace cambium::bench
