// Plus is the union of bags, and with Negate their difference.
// SPDX-License-Identifier: Apache-2.0
#include "operators/plus.h"

#include "doctest/doctest.h"
#include "operators/negate.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;

TEST_SUITE("Plus") {
  TEST_CASE("adds up what both sides have") {
    Graph graph;
    testing::Source<int> left(graph);
    testing::Source<int> right(graph);
    testing::Watched sum(left.stream.Plus(right.stream));
    REQUIRE(graph
                .Transact([&] {
                  left.Add({{1, 1}});
                  right.Add({{1, 1}, {2, -1}});
                })
                .ok());
    CHECK(sum.Take() == Bag<int>{{1, 2}, {2, -1}});
  }

  TEST_CASE("is silent when the two sides cancel out") {
    Graph graph;
    testing::Source<int> left(graph);
    testing::Source<int> right(graph);
    testing::Watched sum(left.stream.Plus(right.stream));
    REQUIRE(graph
                .Transact([&] {
                  left.Add({{1, 1}});
                  right.Add({{1, -1}});
                })
                .ok());
    CHECK(sum.Take().empty());
    CHECK(graph.visited_count() == 3);  // Nobody after the sum.
  }

  TEST_CASE("a stream plus itself is twice the stream") {
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Watched twice(numbers.stream.Plus(numbers.stream));
    numbers.Push({{1, 1}, {2, -3}});
    CHECK(twice.Take() == Bag<int>{{1, 2}, {2, -6}});
  }

  TEST_CASE("a stream minus itself is empty") {
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Watched nothing(numbers.stream.Minus(numbers.stream));
    numbers.Push({{1, 1}, {2, -3}});
    CHECK(nothing.Take().empty());
  }

  TEST_CASE("is linear in both sides together") {
    CHECK(testing::Emitted(PlusOperator<int>(), ZSet<int>(), ZSet<int>()).empty());
    testing::CheckLinear(PlusOperator<int>(), testing::SmallInt, testing::SmallInt);
  }

  TEST_CASE("outputs sum to the sum of the summed inputs") {
    // Covers: operator Plus
    testing::CheckLaw(
        200, [](auto left, auto right) { return left.Plus(right); },
        [](const Bag<int>& left, const Bag<int>& right) { return left + right; },
        testing::SmallInt, testing::SmallInt);
  }

  TEST_CASE("outputs of Minus sum to the difference of the summed inputs") {
    testing::CheckLaw(
        200, [](auto left, auto right) { return left.Minus(right); },
        [](const Bag<int>& left, const Bag<int>& right) { return left - right; },
        testing::SmallInt, testing::SmallInt);
  }
}

}  // namespace
}  // namespace cambium
