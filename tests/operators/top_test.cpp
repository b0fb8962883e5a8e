// Top keeps the first few of each group, and says what enters and leaves.
// SPDX-License-Identifier: Apache-2.0
#include "operators/top.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "dataflow/index.h"
#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using Pair = std::pair<int, int>;  // group and place
struct First {
  int operator()(const Pair& pair) const { return pair.first; }
};
using PairIndex = Index<Pair, First>;

Pair SmallPair(testing::Random& random) {
  return {static_cast<int>(random.Below(2)), static_cast<int>(random.Below(6))};
}

// The first `limit` of each group: everything listed, sorted and cut.
ZSet<Pair> TopOf(const ZSet<Pair>& rows, std::int64_t limit) {
  std::map<int, std::vector<Pair>> groups;
  for (const auto& [pair, weight] : rows.entries()) {
    for (Weight i = 0; i < weight; ++i) groups[pair.first].push_back(pair);
  }
  std::vector<ZSet<Pair>::Entry> first;
  for (auto& [key, group] : groups) {
    std::sort(group.begin(), group.end());
    for (std::size_t i = 0; i < group.size() && static_cast<std::int64_t>(i) < limit; ++i) {
      first.push_back({group[i], 1});
    }
  }
  return ZSet<Pair>(std::move(first));
}

// One Top in a graph.
struct TopOfInput {
  explicit TopOfInput(std::int64_t limit)
      : output(harness.graph.Add(Top<PairIndex>(index, limit), input)) {}
  ZSet<Pair> Step(const ZSet<Pair>& delta) {
    harness.graph.Push(input, delta);
    return harness.Step(output);
  }

  testing::Harness<Pair> harness;
  InputNode<Pair>& input = harness.graph.AddInput<Pair>();
  const PairIndex& index = harness.graph.AddIndex(PairIndex(First{}), input);
  const Wire<Pair>& output;
};

TEST_SUITE("Top") {
  TEST_CASE("the next one moves up when one of the first goes") {
    TopOfInput top(3);
    top.Step({{{0, 1}, 1}, {{0, 4}, 1}, {{0, 7}, 1}, {{0, 9}, 1}});
    CHECK(top.Step({{{0, 4}, -1}}) == ZSet<Pair>{{{0, 4}, -1}, {{0, 9}, 1}});
  }

  TEST_CASE("the last one leaves when a better one comes") {
    TopOfInput top(2);
    top.Step({{{0, 4}, 1}, {{0, 7}, 1}});
    CHECK(top.Step({{{0, 2}, 1}}) == ZSet<Pair>{{{0, 2}, 1}, {{0, 7}, -1}});
  }

  TEST_CASE("is silent about what happens below the window") {
    TopOfInput top(2);
    top.Step({{{0, 4}, 1}, {{0, 7}, 1}});
    CHECK(top.Step({{{0, 8}, 1}}).empty());
    CHECK(top.Step({{{0, 8}, -1}, {{0, 9}, 1}}).empty());
  }

  TEST_CASE("groups have windows of their own") {
    TopOfInput top(1);
    CHECK(top.Step({{{0, 5}, 1}, {{1, 9}, 1}}) == ZSet<Pair>{{{0, 5}, 1}, {{1, 9}, 1}});
  }

  TEST_CASE("a limit of zero lets nothing through") {
    TopOfInput top(0);
    CHECK(top.Step({{{0, 5}, 1}}).empty());
    CHECK(top.Step({{{0, 5}, -1}}).empty());
  }

  TEST_CASE("an element of weight two fills two places") {
    TopOfInput top(2);
    CHECK(top.Step({{{0, 5}, 2}, {{0, 6}, 1}}) == ZSet<Pair>{{{0, 5}, 2}});
    CHECK(top.Step({{{0, 5}, -1}}) == ZSet<Pair>{{{0, 5}, -1}, {{0, 6}, 1}});
  }

  TEST_CASE("outputs sum to the first few of the summed inputs") {
    // Covers: operator Top
    testing::ForSeeds(300, [](testing::Random& random) {
      const auto limit = static_cast<std::int64_t>(random.Below(5));
      TopOfInput top(limit);
      ZSet<Pair> inputs;
      ZSet<Pair> outputs;
      for (int step = 0; step < 15; ++step) {
        const auto delta = testing::RandomSetDelta<Pair>(random, inputs, SmallPair);
        inputs += delta;
        outputs += top.Step(delta);
        REQUIRE(outputs == TopOf(inputs, limit));
      }
    });
  }

  TEST_CASE("negative totals are absent from the window") {
    // Covers: operator Top
    testing::ForSeeds(300, [](testing::Random& random) {
      const auto limit = static_cast<std::int64_t>(random.Below(5));
      TopOfInput top(limit);
      ZSet<Pair> inputs;
      ZSet<Pair> outputs;
      for (int step = 0; step < 15; ++step) {
        const auto delta = testing::RandomDelta<Pair>(random, SmallPair);
        inputs += delta;
        outputs += top.Step(delta);
        REQUIRE(outputs == TopOf(inputs, limit));
      }
    });
  }
}

}  // namespace
}  // namespace cambium
