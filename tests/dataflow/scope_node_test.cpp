// A scope that hits a limit, or whose transaction is dropped for any reason, is as before.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/scope_node.h"

#include <stdexcept>
#include <string>
#include <utility>

#include "doctest/doctest.h"
#include "operators/operators.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;

// Counts up from each number, without end from even ones.
struct Counting {
  explicit Counting(FixpointLimits limits = {}) : Counting(std::move(limits), 1000) {}
  Counting(FixpointLimits limits, int last)
      : numbers(Fixpoint(
            graph, "counting",
            [&](Scope<1>& scope) {
              auto number = scope.Variable<int>();
              number.Becomes(
                  scope.Enter(seeds.stream)
                      .Plus(number.Filter([last](int n) { return n % 2 == 0 || n < last; })
                                .Map([this](int n) {
                                  if (n == throws_at) throw std::runtime_error("no");
                                  return n + 2;
                                }))
                      .Distinct());
              return number;
            },
            std::move(limits))) {}

  absl::Status Push(const testing::Changes<int>& changes, const Limits& limits = {}) {
    return graph.Transact([&] { seeds.Add(changes); }, limits);
  }

  int throws_at = -1;
  Graph graph;
  testing::Source<int> seeds{graph};
  Stream<int> numbers;
  View<int> view = numbers.Materialize();
};

FixpointLimits Iterations(std::uint32_t most) {
  FixpointLimits limits;
  limits.max_iterations = most;
  return limits;
}

TEST_SUITE("ScopeNode") {
  TEST_CASE("a body that never comes to rest hits its limit and leaves no trace") {
    Counting counting(Iterations(2000));
    REQUIRE(counting.Push({{991, 1}}).ok());
    const auto before = testing::ToBag(counting.view.Read());
    CHECK(before.size() == 6);
    const std::size_t held = counting.graph.held_count();
    const absl::Status status = counting.Push({{0, 1}, {501, 1}});
    CHECK(status.code() == absl::StatusCode::kResourceExhausted);
    CHECK(status.message() ==
          "fixpoint counting: does not come to rest within its limit of iterations: 2000");
    CHECK(testing::ToBag(counting.view.Read()) == before);
    CHECK(counting.graph.held_count() == held);
    // What comes next is computed on the state as it was.
    REQUIRE(counting.Push({{991, -1}, {995, 1}}).ok());
    CHECK(testing::ToBag(counting.view.Read()) ==
          Bag<int>{{995, 1}, {997, 1}, {999, 1}, {1001, 1}});
    REQUIRE(counting.Push({{995, -1}}).ok());
    CHECK(counting.view.size() == 0);
    CHECK_FALSE(testing::HoldsState(counting.graph));
  }

  TEST_CASE("limits of rows and of patience drop the transaction too") {
    FixpointLimits limits;
    limits.max_rows = 100;
    bool over = false;
    limits.is_over = [&over] { return over; };
    Counting counting(limits);
    CHECK(counting.Push({{0, 1}}).message() ==
          "fixpoint counting: takes in more rows than its limit: 100");
    over = true;
    CHECK(counting.Push({{991, 1}}).code() == absl::StatusCode::kDeadlineExceeded);
    CHECK(counting.view.size() == 0);
    CHECK_FALSE(testing::HoldsState(counting.graph));
    over = false;
    CHECK(counting.Push({{991, 1}}).ok());
    CHECK(counting.view.size() == 6);
  }

  TEST_CASE("a bag whose weights double in each iteration hits their limit") {
    // Deleted as well as inserted: weights grow below zero, too.
    for (const Weight sign : {1, -1}) {
      Graph graph;
      testing::Source<int> seeds(graph);
      const auto doubling = [&](Scope<1>& scope) {
        auto number = scope.Variable<int>();
        number.Becomes(scope.Enter(seeds.stream).Plus(number).Plus(number.Filter([](int n) {
          return n % 2 == 0;
        })));
        return number;
      };
      FixpointLimits limits;
      limits.max_iterations = 200;
      const auto numbers = Fixpoint(graph, "doubling", doubling, limits);
      const auto view = numbers.Materialize();
      const absl::Status status = graph.Transact([&] { seeds.Add({{2, sign}}); });
      CHECK(status.code() == absl::StatusCode::kResourceExhausted);
      CHECK(status.message() ==
            "fixpoint doubling: weights grow beyond their limit: 1073741824, "
            "as those of a bag on a cycle do without a Distinct");
      CHECK(view.size() == 0);
      CHECK_FALSE(testing::HoldsState(graph));
    }
  }

  TEST_CASE("weights up to their limit come to rest and the next transaction is as any other") {
    Graph graph;
    testing::Source<int> seeds(graph);
    // As many derivations of n as there are ways down to it: 2^(9 - n).
    const auto halves = [&](Scope<1>& scope) {
      auto number = scope.Variable<int>();
      const auto less =
          number.Filter([](int n) { return n > 0; }).Map([](int n) { return n - 1; });
      number.Becomes(scope.Enter(seeds.stream).Plus(less).Plus(less));
      return number;
    };
    FixpointLimits limits;
    limits.max_weight = 512;
    const auto numbers = Fixpoint(graph, "ways", halves, limits);
    const auto view = numbers.Materialize();
    CHECK(graph.Transact([&] {
                 seeds.Add({{10, 1}});
               })
              .message() ==
          "fixpoint ways: weights grow beyond their limit: 512, "
          "as those of a bag on a cycle do without a Distinct");
    CHECK_FALSE(testing::HoldsState(graph));
    REQUIRE(graph.Transact([&] { seeds.Add({{9, 1}}); }).ok());
    CHECK(view.Get(9) == 1);
    CHECK(view.Get(0) == 512);
    REQUIRE(graph.Transact([&] { seeds.Add({{9, -1}}); }).ok());
    CHECK_FALSE(testing::HoldsState(graph));
  }

  TEST_CASE("the limits of the transaction hold inside of a scope") {
    Counting counting;
    Limits limits;
    limits.max_entries = 50;
    CHECK(counting.Push({{0, 1}}, limits).message() ==
          "fixpoint counting: takes in more rows than its limit: 50");
    Limits patience;
    int asked = 0;
    patience.is_over = [&asked] { return ++asked > 5000; };
    CHECK(counting.Push({{0, 1}}, patience).code() == absl::StatusCode::kDeadlineExceeded);
    CHECK_FALSE(testing::HoldsState(counting.graph));
  }

  TEST_CASE("an exception in the body passes through and leaves no trace") {
    Counting counting;
    REQUIRE(counting.Push({{991, 1}}).ok());
    counting.throws_at = 981;
    CHECK_THROWS_AS((void)counting.Push({{971, 1}}), std::runtime_error);
    counting.throws_at = -1;
    CHECK(counting.view.size() == 6);
    REQUIRE(counting.Push({{989, 1}, {991, -1}}).ok());
    CHECK(counting.view.size() == 7);
    REQUIRE(counting.Push({{989, -1}}).ok());
    CHECK_FALSE(testing::HoldsState(counting.graph));
  }

  TEST_CASE("an assertion outside drops what the scope has computed") {
    Counting counting;
    const auto guard =
        counting.numbers.Filter([](int n) { return n == 501; }).AssertEmpty("not 501");
    REQUIRE(counting.Push({{503, 1}}).ok());
    CHECK_FALSE(counting.Push({{1, 1}, {503, -1}}).ok());
    CHECK(counting.view.size() == 250);
    REQUIRE(counting.Push({{503, -1}}).ok());
    CHECK(counting.view.size() == 0);
    CHECK_FALSE(testing::HoldsState(counting.graph));
  }

  TEST_CASE("what stands and does not come to rest is said and tried again") {
    Graph graph;
    testing::Source<int> seeds(graph);
    seeds.Push({{0, 1}, {7, 1}});
    const auto up = [&](Scope<1>& scope) {
      auto number = scope.Variable<int>();
      number.Becomes(scope.Enter(seeds.stream)
                         .Plus(number.Filter([](int n) { return n % 7 != 1; }).Map([](int n) {
                           return n % 7 == 0 ? n : n + 7;
                         }))
                         .Plus(number.Filter([](int n) { return n == 0; }).Negate()));
      return number;
    };
    const auto numbers = Fixpoint(graph, "swinging", up, Iterations(50));
    CHECK(numbers.status().message() ==
          "fixpoint swinging: does not come to rest within its limit of iterations: 50");
    const auto view = numbers.Materialize();
    CHECK(view.size() == 0);
    CHECK_FALSE(graph.Transact([&] { seeds.Add({{1, 1}}); }).ok());
    REQUIRE(graph.Transact([&] { seeds.Add({{7, -1}, {1, 1}}); }).ok());
    CHECK(testing::ToBag(view.Read()) == Bag<int>{{0, 1}, {1, 1}});
  }

  TEST_CASE("says what it is and what it holds") {
    Counting counting;
    REQUIRE(counting.Push({{991, 1}}).ok());
    CHECK(counting.graph.Dot().find("fixpoint counting") != std::string::npos);
    CHECK(testing::HoldsState(counting.graph));
  }
}

}  // namespace
}  // namespace cambium
