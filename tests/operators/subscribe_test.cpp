// A subscription hears what stands, and then what each commit changes.
// SPDX-License-Identifier: Apache-2.0
#include "operators/subscribe.h"

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "operators/distinct.h"
#include "operators/filter.h"
#include "operators/negate.h"
#include "operators/plus.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::ToBag;

TEST_SUITE("Subscribe") {
  TEST_CASE("says what stands at once and then each change") {
    Graph graph;
    testing::Source<int> numbers(graph);
    numbers.Push({{1, 1}, {2, 1}});
    std::vector<Bag<int>> heard;
    const Subscriber subscriber = numbers.stream.Subscribe(
        [&heard](const ZSet<int>& delta) { heard.push_back(ToBag(delta)); });
    REQUIRE(heard.size() == 1);
    CHECK(heard[0] == Bag<int>{{1, 1}, {2, 1}});
    numbers.Push({{2, -1}, {3, 1}});
    REQUIRE(heard.size() == 2);
    CHECK(heard[1] == Bag<int>{{2, -1}, {3, 1}});
  }

  TEST_CASE("is not called when nothing stands or nothing changes") {
    Graph graph;
    testing::Source<int> numbers(graph);
    numbers.Push({{1, 1}});
    int calls = 0;
    const auto count = [&calls](const ZSet<int>&) { ++calls; };
    const Subscriber nothing = numbers.stream.Minus(numbers.stream).Subscribe(count);
    const Subscriber present =
        numbers.stream.Filter([](int x) { return x > 1; }).Distinct().Subscribe(count);
    CHECK(calls == 0);
    numbers.Push({{1, 1}});
    numbers.Push({});
    numbers.Push({{2, 1}, {2, -1}});
    CHECK(calls == 0);
    numbers.Push({{2, 1}});
    CHECK(calls == 1);
    numbers.Push({{2, 1}});
    CHECK(calls == 1);
  }

  TEST_CASE("is not called for a transaction that fails or for a preview") {
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Watched watched(numbers.stream);
    REQUIRE(graph.Preview([&] { numbers.Add({{1, 1}}); }, [] {}).ok());
    REQUIRE_FALSE(graph
                      .Transact([&] {
                        numbers.Add({{1, 1}});
                        return absl::CancelledError("");
                      })
                      .ok());
    CHECK(watched.sum().empty());
  }

  TEST_CASE("a callback keeps its own state from the first call on") {
    Graph graph;
    testing::Source<int> numbers(graph);
    numbers.Push({{1, 1}});
    std::string heard;
    const Subscriber subscriber = numbers.stream.Subscribe(
        [&heard, calls = 0](const ZSet<int>&) mutable { heard += std::to_string(++calls); });
    numbers.Push({{2, 1}});
    numbers.Push({{3, 1}});
    CHECK(heard == "123");
  }

  TEST_CASE("ends with its handle") {
    Graph graph;
    testing::Source<int> numbers(graph);
    int calls = 0;
    {
      const Subscriber subscriber =
          numbers.stream.Subscribe([&calls](const ZSet<int>&) { ++calls; });
      numbers.Push({{1, 1}});
    }
    numbers.Push({{2, 1}});
    CHECK(calls == 1);
    CHECK(graph.node_count() == 1);
  }

  TEST_CASE("a callback may start a transaction which is the next one") {
    Graph graph;
    testing::Source<int> numbers(graph);
    std::vector<std::pair<char, int>> heard;
    const auto first = numbers.stream.Subscribe([&](const ZSet<int>& delta) {
      const int number = delta.entries()[0].element;
      heard.emplace_back('a', number);
      if (number < 3) numbers.Push({{number + 1, 1}});
    });
    const auto second = numbers.stream.Subscribe(
        [&](const ZSet<int>& delta) { heard.emplace_back('b', delta.entries()[0].element); });
    numbers.Push({{1, 1}});
    // Everybody hears of one commit before anybody hears of the next.
    CHECK(heard == std::vector<std::pair<char, int>>{
                       {'a', 1}, {'b', 1}, {'a', 2}, {'b', 2}, {'a', 3}, {'b', 3}});
  }

  TEST_CASE("a callback may end its own subscription and others") {
    Graph graph;
    testing::Source<int> numbers(graph);
    std::optional<Subscriber> first;
    std::optional<Subscriber> second;
    int calls = 0;
    first = numbers.stream.Subscribe([&](const ZSet<int>&) {
      ++calls;
      first.reset();
      second.reset();
    });
    second = numbers.stream.Subscribe([&calls](const ZSet<int>&) { ++calls; });
    numbers.Push({{1, 1}});
    numbers.Push({{2, 1}});
    CHECK(calls == 1);
  }

  TEST_CASE("a callback that throws leaves the commit and the other callbacks") {
    Graph graph;
    testing::Source<int> numbers(graph);
    const auto angry =
        numbers.stream.Subscribe([](const ZSet<int>&) { throw std::runtime_error("no"); });
    testing::Watched calm(numbers.stream);
    CHECK_THROWS_AS(graph.Transact([&] {
                           numbers.Add({{1, 1}});
                         })
                        .IgnoreError(),
                    std::runtime_error);
    CHECK_THROWS_AS(graph.Transact([&] {
                           numbers.Add({{2, 1}});
                         })
                        .IgnoreError(),
                    std::runtime_error);
    graph.Deliver();
    CHECK(calm.sum() == Bag<int>{{1, 1}, {2, 1}});
  }

  // CheckLaw listens to subscriptions along every operator's histories.
  TEST_CASE("the deltas so far sum to the contents") {
    // Covers: operator Subscribe
    testing::CheckLaw(
        200, [](auto numbers) { return numbers; },
        [](const Bag<int>& numbers) { return numbers; }, testing::SmallInt);
  }
}

}  // namespace
}  // namespace cambium
