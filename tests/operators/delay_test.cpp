// Delay emits each delta one transaction later; Differentiate what the last one changed.
// SPDX-License-Identifier: Apache-2.0
#include "operators/delay.h"

#include <memory>
#include <stdexcept>

#include "doctest/doctest.h"
#include "operators/assert_empty.h"
#include "operators/filter.h"
#include "operators/negate.h"
#include "operators/plus.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::ToBag;

// A transaction of nothing.
void Tick(Graph& graph) {
  REQUIRE(graph.Transact([] {}).ok());
}

TEST_SUITE("Delay") {
  TEST_CASE("emits what the transaction before brought") {
    // Covers: operator Delay
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Watched delayed(numbers.stream.Delay());
    numbers.Push({{1, 1}});
    CHECK(delayed.Take().empty());
    numbers.Push({{2, 1}});
    CHECK(delayed.Take() == Bag<int>{{1, 1}});
    numbers.Push({{1, -1}, {3, 2}});
    CHECK(delayed.Take() == Bag<int>{{2, 1}});
    CHECK(delayed.sum() == Bag<int>{{1, 1}, {2, 1}});
  }

  TEST_CASE("a transaction of something else or of nothing brings it out") {
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Source<int> others(graph);
    testing::Watched delayed(numbers.stream.Delay());
    numbers.Push({{1, 1}});
    others.Push({{9, 1}});
    CHECK(delayed.Take() == Bag<int>{{1, 1}});
    numbers.Push({{2, 1}});
    Tick(graph);
    CHECK(delayed.Take() == Bag<int>{{2, 1}});
  }

  TEST_CASE("costs nothing while nothing is due") {
    Graph graph;
    testing::Source<int> numbers(graph);
    const auto view = numbers.stream.Delay().Materialize();
    numbers.Push({{1, 1}});
    Tick(graph);
    CHECK(graph.visited_count() == 2);  // The delay, and the weights that the view reads.
    Tick(graph);
    CHECK(graph.visited_count() == 0);
    CHECK(view.Get(1) == 1);
  }

  TEST_CASE("what is due stays due when a transaction is dropped or previewed") {
    Graph graph;
    testing::Source<int> numbers(graph);
    const auto delayed = numbers.stream.Delay();
    testing::Watched watched(delayed);
    numbers.Push({{1, 1}});
    for (int i = 0; i < 2; ++i) {
      CHECK_FALSE(graph.Transact([] { return absl::CancelledError(""); }).ok());
      CHECK_THROWS_AS((void)graph.Transact([] { throw std::runtime_error(""); }),
                      std::runtime_error);
      const auto read = [&] { CHECK(ToBag(delayed.delta()) == Bag<int>{{1, 1}}); };
      CHECK(graph.Preview([&] { numbers.Add({{5, 1}}); }, read).ok());
      CHECK(watched.sum().empty());
    }
    Tick(graph);
    CHECK(watched.Take() == Bag<int>{{1, 1}});
    Tick(graph);
    CHECK(watched.Take().empty());
  }

  TEST_CASE("a delta that breaks an assertion when it comes out waits for its end") {
    Graph graph;
    testing::Source<int> numbers(graph);
    const auto delayed = numbers.stream.Delay();
    auto guard = delayed.Filter([](int number) { return number < 0; }).AssertEmpty("sign");
    REQUIRE(guard.ok());
    testing::Watched watched(delayed);
    numbers.Push({{-1, 1}});
    CHECK_FALSE(graph.Transact([] {}).ok());
    CHECK_FALSE(graph.Transact([&] { numbers.Add({{2, 1}}); }).ok());
    *guard = NodeHandle();
    numbers.Push({{3, 1}});
    CHECK(watched.Take() == Bag<int>{{-1, 1}});
  }

  TEST_CASE("one that goes while a delta is due leaves nothing behind") {
    Graph graph;
    testing::Source<int> numbers(graph);
    auto first = std::make_unique<Stream<int>>(numbers.stream.Delay());
    auto second = std::make_unique<Stream<int>>(numbers.stream.Delay());
    numbers.Push({{1, 1}});
    first.reset();
    Tick(graph);
    CHECK(graph.visited_count() == 1);
    numbers.Push({{2, 1}});
    second.reset();
    Tick(graph);
    CHECK(graph.visited_count() == 0);
    CHECK(graph.node_count() == 1);
  }

  TEST_CASE("takes what stands for the delta of the last transaction") {
    Graph graph;
    testing::Source<int> numbers(graph);
    numbers.Push({{1, 1}});
    numbers.Push({{2, 1}});
    testing::Watched delayed(numbers.stream.Delay());
    testing::Watched changed(numbers.stream.Differentiate());
    CHECK(delayed.Take().empty());
    CHECK(changed.sum() == Bag<int>{{1, 1}, {2, 1}});
    numbers.Push({{3, 1}});
    CHECK(delayed.Take() == Bag<int>{{1, 1}, {2, 1}});
    CHECK(changed.sum() == Bag<int>{{3, 1}});
  }

  TEST_CASE("who comes late to a delay sees its contents and not what is due") {
    Graph graph;
    testing::Source<int> numbers(graph);
    const auto delayed = numbers.stream.Delay();
    numbers.Push({{1, 1}});
    numbers.Push({{2, 1}});
    testing::Watched late(delayed);
    CHECK(late.Take() == Bag<int>{{1, 1}});
    Tick(graph);
    CHECK(late.Take() == Bag<int>{{2, 1}});
  }

  TEST_CASE("Differentiate holds what the last transaction changed") {
    Graph graph;
    testing::Source<int> numbers(graph);
    const auto changes = numbers.stream.Differentiate().Materialize();
    numbers.Push({{1, 1}, {2, 1}});
    CHECK(changes.Read() == ZSet<int>{{1, 1}, {2, 1}});
    numbers.Push({{1, -1}, {3, 1}});
    CHECK(changes.Read() == ZSet<int>{{1, -1}, {3, 1}});
    Tick(graph);
    CHECK(changes.size() == 0);
  }
}

}  // namespace
}  // namespace cambium
