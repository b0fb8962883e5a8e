// Join pairs elements with equal keys, whichever side changes, and when both do at once.
// SPDX-License-Identifier: Apache-2.0
#include "operators/join.h"

#include <utility>
#include <vector>

#include "dataflow/index.h"
#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using Pair = std::pair<int, int>;  // key and payload
struct First {
  int operator()(const Pair& pair) const { return pair.first; }
};
struct Payloads {
  Pair operator()(const Pair& left, const Pair& right) const {
    return {left.second, right.second};
  }
};
using PairIndex = Index<Pair, First>;
using PairJoin = Join<PairIndex, PairIndex, Payloads>;

Pair SmallPair(testing::Random& random) {
  return {static_cast<int>(random.Below(3)), static_cast<int>(random.Below(3))};
}

// What a join is: every pair, compared. Two nested loops and nothing of the operator.
ZSet<Pair> JoinOf(const ZSet<Pair>& left, const ZSet<Pair>& right) {
  std::vector<ZSet<Pair>::Entry> pairs;
  for (const auto& l : left.entries()) {
    for (const auto& r : right.entries()) {
      if (l.element.first != r.element.first) continue;
      pairs.push_back({{l.element.second, r.element.second}, l.weight * r.weight});
    }
  }
  return ZSet<Pair>(std::move(pairs));
}

// A join of two inputs in a graph.
struct JoinedInputs {
  testing::Harness<Pair> harness;
  InputNode<Pair>& left = harness.graph.AddInput<Pair>();
  InputNode<Pair>& right = harness.graph.AddInput<Pair>();
  const PairIndex& left_index = harness.graph.AddIndex(PairIndex(First{}), left);
  const PairIndex& right_index = harness.graph.AddIndex(PairIndex(First{}), right);
  const Wire<Pair>& output =
      harness.graph.Add(PairJoin(left_index, right_index, Payloads{}), left, right);

  ZSet<Pair> Step(const ZSet<Pair>& left_delta, const ZSet<Pair>& right_delta) {
    harness.graph.Push(left, left_delta);
    harness.graph.Push(right, right_delta);
    return harness.Step(output);
  }
};

TEST_SUITE("Join") {
  TEST_CASE("emits a pair when its second half arrives") {
    JoinedInputs join;
    CHECK(join.Step({{{7, 1}, 1}}, {}).empty());
    CHECK(join.Step({}, {{{7, 2}, 1}}) == ZSet<Pair>{{{1, 2}, 1}});
  }

  TEST_CASE("emits a pair once when both halves arrive together") {
    JoinedInputs join;
    CHECK(join.Step({{{7, 1}, 1}}, {{{7, 2}, 1}}) == ZSet<Pair>{{{1, 2}, 1}});
  }

  TEST_CASE("retracts the pairs of an element that goes") {
    JoinedInputs join;
    join.Step({{{7, 1}, 1}}, {{{7, 2}, 1}, {{7, 3}, 1}});
    CHECK(join.Step({{{7, 1}, -1}}, {}) == ZSet<Pair>{{{1, 2}, -1}, {{1, 3}, -1}});
  }

  TEST_CASE("says nothing when both halves go together with their pair gone already") {
    JoinedInputs join;
    join.Step({{{7, 1}, 1}}, {{{7, 2}, 1}});
    CHECK(join.Step({{{7, 1}, -1}}, {{{7, 2}, -1}}) == ZSet<Pair>{{{1, 2}, -1}});
    CHECK(join.Step({{{8, 1}, 1}}, {{{9, 2}, 1}}).empty());
  }

  TEST_CASE("multiplies weights") {
    JoinedInputs join;
    CHECK(join.Step({{{7, 1}, 2}}, {{{7, 2}, 3}}) == ZSet<Pair>{{{1, 2}, 6}});
  }

  TEST_CASE("outputs sum to the join of the summed inputs") {
    // Covers: operator Join
    testing::ForSeeds(200, [](testing::Random& random) {
      JoinedInputs join;
      ZSet<Pair> left;
      ZSet<Pair> right;
      ZSet<Pair> outputs;
      for (int step = 0; step < 10; ++step) {
        const auto left_delta = testing::RandomDelta<Pair>(random, SmallPair);
        const auto right_delta = testing::RandomDelta<Pair>(random, SmallPair);
        left += left_delta;
        right += right_delta;
        outputs += join.Step(left_delta, right_delta);
        REQUIRE(outputs == JoinOf(left, right));
      }
    });
  }

  TEST_CASE("a wire joined with itself over one index is right too") {
    // Covers: operator Join
    testing::ForSeeds(100, [](testing::Random& random) {
      testing::Harness<Pair> harness;
      auto& input = harness.graph.AddInput<Pair>();
      const PairIndex& index = harness.graph.AddIndex(PairIndex(First{}), input);
      const auto& output = harness.graph.Add(PairJoin(index, index, Payloads{}), input, input);
      ZSet<Pair> inputs;
      ZSet<Pair> outputs;
      for (int step = 0; step < 10; ++step) {
        const auto delta = testing::RandomDelta<Pair>(random, SmallPair);
        harness.graph.Push(input, delta);
        inputs += delta;
        outputs += harness.Step(output);
        REQUIRE(outputs == JoinOf(inputs, inputs));
      }
    });
  }
}

}  // namespace
}  // namespace cambium
