// W2 in streams: the closures of operators/reachable.h.
// SPDX-License-Identifier: Apache-2.0
#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "bench/fail.h"
#include "bench/typed/typed.h"
#include "operators/operators.h"

namespace cambium::bench {
namespace {

struct Edge {
  int32_t from;
  int32_t to;
  auto operator<=>(const Edge&) const = default;
  template <typename H>
  friend H AbslHashValue(H hash, const Edge& edge) {
    return H::combine(std::move(hash), edge.from, edge.to);
  }
};

// What the three questions have in common. `Ask` gives a stream from edges and roots, `Give` a
// row from an element of it.
template <typename Question, typename Ask>
class TypedW2 final : public Engine<Question> {
 public:
  void Load(const W2Tables& tables) override {
    ExpectOk(graph_.Transact([&] {
      for (const W2Edge& edge : tables.edges) edges_.input.Insert({edge.from, edge.to});
      for (const W2Root& root : tables.roots) roots_.input.Insert(root.node);
    }));
  }
  void Transaction(const W2Swap& swap) override {
    ExpectOk(graph_.Transact([&] { Push(swap); }));
  }
  void Batch(std::span<const W2Swap> swaps) override {
    ExpectOk(graph_.Transact([&] {
      for (const W2Swap& swap : swaps) Push(swap);
    }));
  }
  void Result(ResultSink& sink) const override {
    Checksum& rows = sink.View(Question::kViews[0]);
    for (const auto& [element, weight] : view_.Read()) Ask::Give(element, rows);
  }

 private:
  void Push(const W2Swap& swap) {
    edges_.input.Delete({swap.deleted.from, swap.deleted.to});
    edges_.input.Insert({swap.inserted.from, swap.inserted.to});
  }

  Graph graph_;
  NewInput<Edge> edges_ = graph_.AddInput<Edge>();
  NewInput<int32_t> roots_ = graph_.AddInput<int32_t>();
  decltype(Ask::Of(edges_.stream, roots_.stream).Materialize()) view_ =
      Ask::Of(edges_.stream, roots_.stream).Materialize();
};

struct AskReach {
  static auto Of(const Stream<Edge>& edges, const Stream<int32_t>& roots) {
    return Reachable(edges, &Edge::from, &Edge::to, roots);
  }
  static void Give(const ReachPath<int32_t>& path, Checksum& rows) {
    rows.Add({path.from, path.to});
  }
};

struct AskDist {
  static auto Of(const Stream<Edge>& edges, const Stream<int32_t>& roots) {
    return LeastHops(edges, &Edge::from, &Edge::to, roots);
  }
  static void Give(const HopPath<int32_t>& path, Checksum& rows) {
    rows.Add({path.from, path.to, path.hops});
  }
};

struct AskUnion {
  static auto Of(const Stream<Edge>& edges, const Stream<int32_t>& roots) {
    return ReachableFromAny(edges, &Edge::from, &Edge::to, roots);
  }
  static void Give(int32_t node, Checksum& rows) { rows.Add({node}); }
};

}  // namespace

std::unique_ptr<Engine<W2Reach>> MakeTypedW2Reach() {
  return std::make_unique<TypedW2<W2Reach, AskReach>>();
}
std::unique_ptr<Engine<W2Dist>> MakeTypedW2Dist() {
  return std::make_unique<TypedW2<W2Dist, AskDist>>();
}
std::unique_ptr<Engine<W2Union>> MakeTypedW2Union() {
  return std::make_unique<TypedW2<W2Union, AskUnion>>();
}

}  // namespace cambium::bench
