// Streams attached late equal those attached from the start, whatever has happened before.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/stream.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dataflow/input_node.h"
#include "dataflow/node.h"
#include "dataflow/operator_node.h"
#include "doctest/doctest.h"
#include "operators/operators.h"
#include "tests/support/aborts.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"
#include "tests/support/shop.h"

namespace cambium {
namespace {

const std::negate<int> kNegative;

TEST_SUITE("Stream") {
  // Two shops with one history. In one all pipelines stand from the start; in the other they
  // come and go at random, now many at once and now none, so that indexes are shared, made
  // again, and given up.
  TEST_CASE("a pipeline that is attached late equals one from the start") {
    const auto pipelines = testing::AllPipelines();
    testing::ForSeeds(60, [&](testing::Random& random) {
      testing::Shop early;
      testing::Shop late;
      std::vector<testing::Reader> from_start;
      from_start.reserve(pipelines.size());
      for (const auto& attach : pipelines) from_start.push_back(attach(early));
      std::vector<testing::Reader> now_and_then(pipelines.size());
      const std::size_t sources = late.graph.node_count();
      for (int step = 0; step < 30; ++step) {
        const testing::Changes changes = testing::RandomChanges(random);
        REQUIRE(early.Transact(changes).ok());
        REQUIRE(late.Transact(changes).ok());
        const bool all_leave = random.OneIn(5);
        for (std::size_t i = 0; i < pipelines.size(); ++i) {
          if (all_leave || random.OneIn(4)) now_and_then[i] = nullptr;
          if (!all_leave && random.OneIn(6)) now_and_then[i] = pipelines[i](late);
        }
        if (all_leave) REQUIRE(late.graph.node_count() == sources);
        for (std::size_t i = 0; i < pipelines.size(); ++i) {
          CAPTURE(i);
          if (now_and_then[i]) REQUIRE(now_and_then[i]() == from_start[i]());
        }
      }
    });
  }

  TEST_CASE("an input holds its contents itself only while no index of it does") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    const auto push = [&, &to = input](int i) {
      REQUIRE(graph.Transact([&] { to.Insert(i); }).ok());
    };
    push(1);
    CHECK(stream.wire().state_rows() == 1);
    auto first = std::make_optional(IndexWeights(stream));
    auto second = std::make_optional(IndexBy(stream, std::identity()));
    CHECK(stream.wire().state_rows() == 0);
    push(2);
    first.reset();
    push(3);
    CHECK(stream.wire().state_rows() == 0);
    second.reset();
    CHECK(stream.wire().state_rows() == 3);
    push(4);
    CHECK(stream.Materialize().Read() == ZSet<int>{{1, 1}, {2, 1}, {3, 1}, {4, 1}});
  }

  TEST_CASE("the last index may go in a step that changes it") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    std::optional<View<int>> view = stream.Materialize();
    const Stream<int> dropping = stream.Map([&view](int i) {
      view.reset();
      return i == 7 ? throw i : i;
    });
    const auto push = [&, &to = input](int i) {
      graph.Transact([&] { to.Insert(i); }).IgnoreError();
    };
    push(1);
    CHECK(stream.Materialize().Read() == ZSet<int>{{1, 1}});
    view = stream.Materialize();
    CHECK_THROWS_AS(push(7), int);
    CHECK(!view.has_value());
    CHECK(stream.Materialize().Read() == ZSet<int>{{1, 1}});
  }

  TEST_CASE("a late reader reads an index rather than compute everything again") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    int calls = 0;
    const Stream<int> image = stream.Map([&calls](int i) {
      ++calls;
      return -i;
    });
    REQUIRE(graph
                .Transact([&to = input] {
                  for (int i = 0; i < 100; ++i) to.Insert(i);
                })
                .ok());
    CHECK(calls == 100);
    const auto computed = image.Materialize();
    CHECK(calls == 200);
    const auto read = IndexBy(image, std::identity());
    CHECK(calls == 200);
    CHECK(read->row_count() == 100);
  }

  TEST_CASE("says its delta between COMPUTE and COMMIT") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    const Stream<int> image = stream.Map(kNegative);
    CHECK(&image.graph() == &graph);
    ZSet<int> said;
    const auto read = [&] { said = image.delta().ToZSet(); };
    REQUIRE(graph.Preview([&to = input] { to.Add(3, -2); }, read).ok());
    CHECK(said == ZSet<int>{{-3, -2}});
    CHECK(image.delta().empty());
  }
}

// Emits what it gets, and remembers whether that was consolidated.
template <bool kIsConsolidated>
struct Watching {
  using Out = int;
  static constexpr bool kConsolidated = kIsConsolidated;
  static constexpr char kName[] = "watching";
  bool* seen;
  void Step(const Delta<int>& delta, Delta<int>& out) const {
    *seen = delta.is_consolidated();
    out.Append(delta);
  }
};

struct Failing {
  using Out = int;
  static constexpr char kName[] = "failing";
  void Step(const Delta<int>&, Delta<int>& out) const {
    out.Fail(absl::OutOfRangeError("too far"));
  }
};

TEST_SUITE("Wire") {
  TEST_CASE("short deltas are consolidated and long ones on demand") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    bool seen = false;
    bool seen_by_demanding = false;
    const auto watching = internal::AddOperator(Watching<false>{&seen}, stream);
    const auto push = [&, &to = input](int size) {
      REQUIRE(graph
                  .Transact([&] {
                    for (int i = size; i > 0; --i) to.Insert(i);
                  })
                  .ok());
    };
    push(32);
    CHECK(seen);
    push(33);
    CHECK(!seen);
    {
      const auto demanding = internal::AddOperator(Watching<true>{&seen_by_demanding}, stream);
      push(33);
      CHECK(seen);
      CHECK(seen_by_demanding);
    }
    push(33);
    CHECK(!seen);
  }

  TEST_CASE("an error in a delta fails the step") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    const auto view = stream.Materialize();
    auto failing = std::make_optional(internal::AddOperator(Failing(), stream));
    const auto push = [&to = input] { to.Insert(1); };
    CHECK(graph.Transact(push) == absl::OutOfRangeError("too far"));
    CHECK(view.Read().empty());
    failing.reset();
    CHECK(graph.Transact(push).ok());
    CHECK(view.Read() == ZSet<int>{{1, 1}});
  }
}

TEST_SUITE("InputNode") {
  TEST_CASE("reads what stands elsewhere") {
    Graph graph;
    const auto elsewhere = [](Delta<int>& out) {
      out.Add(1, 1);
      out.Add(2, 2);
    };
    auto& node = graph.Own(std::make_unique<InputNode<int>>(graph.arena(), elsewhere), {});
    const Stream<int> stream(node);
    const auto late = stream.Map(kNegative).Materialize();
    CHECK(late.Read() == ZSet<int>{{-1, 1}, {-2, 2}});
    node.Add(3, 1);
    graph.MarkDirty(node);
    REQUIRE(graph.Compute().ok());
    graph.Commit();
    CHECK(late.Read() == ZSet<int>{{-1, 1}, {-2, 2}, {-3, 1}});
    CHECK(node.state_rows() == 0);
  }

  TEST_CASE("one that keeps nothing is not read late") {
    const std::string words = testing::LastWords([] {
      Graph graph;
      auto& node =
          graph.Own(std::make_unique<InputNode<int>>(graph.arena(), Keep::kNothing), {});
      const Stream<int> stream(node);
      stream.Materialize();
    });
    CHECK(words.ends_with("an input that keeps nothing is read late\n"));
  }
}

}  // namespace
}  // namespace cambium
