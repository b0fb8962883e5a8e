// W3 by hand: an edge makes a triangle with every common neighbour of its ends.
//
// Neighbours are kept by direction: above(v) are those with greater numbers, below(v) the
// others. For an edge a < b the third corner lies above both, between them, or below both,
// and the edge is one half of below(a) + above(b) two-paths.
// Cost of a change: three intersections, each O(the smaller of two degrees).
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_set>
#include <vector>

#include "bench/floor/floor.h"

namespace cambium::bench {
namespace {

using NodeSet = std::unordered_set<int32_t>;

int64_t CountCommon(const NodeSet& left, const NodeSet& right) {
  const bool left_is_smaller = left.size() <= right.size();
  const NodeSet& smaller = left_is_smaller ? left : right;
  const NodeSet& larger = left_is_smaller ? right : left;
  if (smaller.empty()) return 0;
  int64_t common = 0;
  for (const int32_t node : smaller) common += static_cast<int64_t>(larger.count(node));
  return common;
}

class FloorW3 final : public Engine<W3> {
 public:
  void Load(const W3Tables& tables) override {
    int32_t greatest = 0;
    for (const W3Edge& edge : tables.edges) greatest = std::max(greatest, edge.high);
    AddNode(greatest);
    for (const W3Edge& edge : tables.edges) Insert(edge);
  }

  void Transaction(const W3Change& change) override {
    if (change.sign > 0) {
      Insert(change.edge);
    } else {
      Delete(change.edge);
    }
  }

  void Batch(std::span<const W3Change> changes) override {
    for (const W3Change& change : changes) Transaction(change);
  }

  void Result(ResultSink& sink) const override {
    sink.View("").Add({triangles_});
    sink.View("two_paths").Add({two_paths_});
  }

 private:
  struct Neighbours {
    NodeSet below;
    NodeSet above;
  };

  void Insert(const W3Edge& edge) {
    AddNode(edge.high);
    Neighbours& low = neighbours_[static_cast<size_t>(edge.low)];
    Neighbours& high = neighbours_[static_cast<size_t>(edge.high)];
    triangles_ += TrianglesOn(low, high);
    two_paths_ += TwoPathsOn(low, high);
    low.above.insert(edge.high);
    high.below.insert(edge.low);
  }

  void Delete(const W3Edge& edge) {
    Neighbours& low = neighbours_[static_cast<size_t>(edge.low)];
    Neighbours& high = neighbours_[static_cast<size_t>(edge.high)];
    low.above.erase(edge.high);
    high.below.erase(edge.low);
    triangles_ -= TrianglesOn(low, high);
    two_paths_ -= TwoPathsOn(low, high);
  }

  static int64_t TrianglesOn(const Neighbours& low, const Neighbours& high) {
    return CountCommon(low.above, high.above) + CountCommon(low.above, high.below) +
           CountCommon(low.below, high.below);
  }

  static int64_t TwoPathsOn(const Neighbours& low, const Neighbours& high) {
    return static_cast<int64_t>(low.below.size() + high.above.size());
  }

  void AddNode(int32_t node) {
    const auto nodes = static_cast<size_t>(node) + 1;
    if (nodes > neighbours_.size()) neighbours_.resize(nodes);
  }

  // By node.
  std::vector<Neighbours> neighbours_;
  int64_t triangles_ = 0;
  int64_t two_paths_ = 0;
};

}  // namespace

std::unique_ptr<Engine<W3>> MakeFloorW3() { return std::make_unique<FloorW3>(); }

}  // namespace cambium::bench
