// A clock that a program turns. What waits for it: tests/operators/valid_during_test.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/time_input.h"

#include "doctest/doctest.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

TEST_SUITE("TimeInput") {
  TEST_CASE("the latest of several times in a transaction counts") {
    Graph graph;
    TimeInput<int> time(graph, 5);
    testing::Watched now(time.stream());
    const auto advance = [&] {
      time.AdvanceTo(9);
      time.AdvanceTo(7);
    };
    REQUIRE(graph.Transact(advance).ok());
    CHECK(time.now() == 9);
    CHECK(now.Take() == testing::Bag<int>{{9, 1}});
    REQUIRE(graph.Transact([&] { time.AdvanceTo(9); }).ok());
    CHECK(now.Take().empty());
    CHECK(time.next_deadline() == std::nullopt);
  }

  TEST_CASE("a transaction that fails leaves the time as it was") {
    Graph graph;
    TimeInput<int> time(graph, 5);
    const auto fail = [&] {
      time.AdvanceTo(9);
      return absl::CancelledError("");
    };
    REQUIRE_FALSE(graph.Transact(fail).ok());
    CHECK(time.now() == 5);
    REQUIRE(graph.Transact([&] { time.AdvanceTo(7); }).ok());
    CHECK(time.now() == 7);
  }
}

}  // namespace
}  // namespace cambium
