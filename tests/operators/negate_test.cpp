// Negate turns the sign of every weight.
// SPDX-License-Identifier: Apache-2.0
#include "operators/negate.h"

#include "doctest/doctest.h"
#include "operators/distinct.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;

TEST_SUITE("Negate") {
  TEST_CASE("turns the sign of every weight") {
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Watched negated(numbers.stream.Negate());
    numbers.Push({{1, 1}, {2, -2}});
    CHECK(negated.Take() == Bag<int>{{1, -1}, {2, 2}});
  }

  TEST_CASE("what is present is absent in the negation") {
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Watched present(numbers.stream.Negate().Distinct());
    numbers.Push({{1, 1}, {2, -2}});
    CHECK(present.Take() == Bag<int>{{2, 1}});
  }

  TEST_CASE("twice is as if nothing had been done") {
    testing::CheckLaw(
        100, [](auto numbers) { return numbers.Negate().Negate(); },
        [](const Bag<int>& numbers) { return numbers; }, testing::SmallInt);
  }

  TEST_CASE("is linear") {
    CHECK(testing::Emitted(NegateOperator<int>(), ZSet<int>()).empty());
    testing::CheckLinear(NegateOperator<int>(), testing::SmallInt);
  }

  TEST_CASE("outputs sum to the negation of the summed inputs") {
    // Covers: operator Negate
    testing::CheckLaw(
        200, [](auto numbers) { return numbers.Negate(); },
        [](const Bag<int>& numbers) { return Bag<int>() - numbers; }, testing::SmallInt);
  }
}

}  // namespace
}  // namespace cambium
