// Times of nested iterations: order, meeting, entering and leaving.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/timed.h"

#include "doctest/doctest.h"
#include "tests/support/items.h"

namespace cambium {
namespace {

using testing::Item;

TEST_SUITE("Timed") {
  TEST_CASE("orders by element and then by time") {
    const Timed<int, 2> early{3, {1, 5}};
    CHECK(early < Timed<int, 2>{3, {2, 0}});
    CHECK(early < Timed<int, 2>{4, {0, 0}});
    CHECK(early == Timed<int, 2>{3, {1, 5}});
  }

  TEST_CASE("a pair counts when both sides do") {
    const TimedPair<std::plus<int>> pair{};
    const auto sum = pair(Timed<int, 2>{3, {1, 5}}, Timed<int, 2>{4, {2, 0}});
    CHECK(sum == Timed<int, 2>{7, {2, 5}});
    CHECK(CountsAt<2>(sum.time, {2, 5}));
    CHECK(CountsAt<2>(sum.time, {3, 6}));
    CHECK_FALSE(CountsAt<2>(sum.time, {9, 4}));
    CHECK_FALSE(CountsAt<2>(sum.time, {1, 9}));
  }

  TEST_CASE("enters at the first iteration of a scope and leaves with its own time") {
    const auto inner = EnterScope()(Timed<int, 1>{3, {4}});
    CHECK(inner == Timed<int, 2>{3, {4, 0}});
    const Timed<int, 2> later{3, NextIteration<2>(inner.time)};
    CHECK(later == Timed<int, 2>{3, {4, 1}});
    CHECK(LeaveScope()(later) == Timed<int, 1>{3, {4}});
  }

  TEST_CASE("keys of timed elements are known by the keys of elements") {
    using Key = OnElement<int Item::*>;
    CHECK(FunctionIdentity(Key{&Item::key}) == FunctionIdentity(Key{&Item::key}));
    CHECK(FunctionIdentity(Key{&Item::key}) != FunctionIdentity(Key{&Item::value}));
    int base = 1;
    const auto shifted = [base](int number) { return number + base; };
    CHECK(FunctionIdentity(OnElement<decltype(shifted)>{shifted}).empty());
  }
}

}  // namespace
}  // namespace cambium
