// W3 in streams: triangles by a delta join over shared indexes, two-paths from degrees.
//
// Of a node with i edges from below and o edges to above, i * o two-paths have it in their
// middle; so their number follows from two counts and never needs the paths themselves.
// SPDX-License-Identifier: Apache-2.0
#include <compare>
#include <cstdint>
#include <memory>
#include <span>

#include "bench/fail.h"
#include "bench/typed/typed.h"
#include "operators/operators.h"

namespace cambium::bench {
namespace {

struct Edge {
  int32_t low;
  int32_t high;
  auto operator<=>(const Edge&) const = default;
};

// All of one group.
struct Everything {
  template <typename T>
  int operator()(const T&) const {
    return 0;
  }
};
struct Itself {
  int64_t operator()(int64_t number) const { return number; }
};

using Total = Grouped<int, int64_t>;

Stream<Total> CountTriangles(const Stream<Edge>& edges) {
  return DeltaJoin(edges, edges, edges)
      .On<0, 1>(&Edge::low, &Edge::low)
      .On<0, 2>(&Edge::high, &Edge::low)
      .On<1, 2>(&Edge::high, &Edge::high)
      .Emit([](const Edge&, const Edge&, const Edge&) { return int8_t{0}; })
      .GroupBy(Everything())
      .Count();
}

Stream<Total> CountTwoPaths(const Stream<Edge>& edges) {
  using Degree = Grouped<int32_t, int64_t>;
  return edges.GroupBy(&Edge::high)
      .Count()
      .Join(edges.GroupBy(&Edge::low).Count(), GroupKey(), GroupKey(),
            [](const Degree& below, const Degree& above) { return below.value * above.value; })
      .GroupBy(Everything())
      .Sum(Itself());
}

class TypedW3 final : public Engine<W3> {
 public:
  void Load(const W3Tables& tables) override {
    ExpectOk(graph_.Transact([&] {
      for (const W3Edge& edge : tables.edges) edges_.input.Insert({edge.low, edge.high});
    }));
  }
  void Transaction(const W3Change& change) override {
    ExpectOk(graph_.Transact([&] { Push(change); }));
  }
  void Batch(std::span<const W3Change> changes) override {
    ExpectOk(graph_.Transact([&] {
      for (const W3Change& change : changes) Push(change);
    }));
  }
  void Result(ResultSink& sink) const override {
    sink.View("").Add({triangles_.Get(0).value_or(0)});
    sink.View("two_paths").Add({two_paths_.Get(0).value_or(0)});
  }

 private:
  void Push(const W3Change& change) {
    edges_.input.Add({change.edge.low, change.edge.high}, change.sign);
  }

  Graph graph_;
  NewInput<Edge> edges_ = graph_.AddInput<Edge>();
  View<Total> triangles_ = CountTriangles(edges_.stream).Materialize();
  View<Total> two_paths_ = CountTwoPaths(edges_.stream).Materialize();
};

}  // namespace

std::unique_ptr<Engine<W3>> MakeTypedW3() { return std::make_unique<TypedW3>(); }

}  // namespace cambium::bench
