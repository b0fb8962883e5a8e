// Operators over rows: closures keep hops, and a start on a cycle reaches itself.
// SPDX-License-Identifier: Apache-2.0
#include "query/row_operators.h"

#include "doctest/doctest.h"
#include "operators/materialize.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

Row Numbers(std::initializer_list<std::int64_t> numbers) {
  std::vector<Value> values;
  for (const std::int64_t number : numbers) values.push_back(Value::Int(number));
  return Row(std::span<const Value>(values));
}

struct Hops {
  const std::vector<std::size_t> first{0};
  const std::vector<std::size_t> second{1};
  const std::vector<std::size_t> both{0, 1};
  Graph graph;
  NewInput<Row> starts = graph.AddInput<Row>();
  NewInput<Row> edges = graph.AddInput<Row>();

  View<Row> Reach(std::int64_t least, std::optional<std::int64_t> most) {
    return HopRows(starts.stream, {&first}, edges.stream, {&first}, {&second}, {&both}, least,
                   most)
        .Materialize();
  }
};

TEST_SUITE("HopRows") {
  TEST_CASE("a start is its own only over a cycle where a hop is asked for") {
    Hops hops;
    const auto plus = hops.Reach(1, std::nullopt);
    const auto star = hops.Reach(0, 1);
    REQUIRE(hops.graph
                .Transact([&] {
                  hops.starts.input.Insert(Numbers({1}));
                  hops.edges.input.Insert(Numbers({1, 2}));
                  hops.edges.input.Insert(Numbers({2, 3}));
                })
                .ok());
    CHECK(plus.Read() == ZSet<Row>{{Numbers({1, 2, 1}), 1}, {Numbers({1, 3, 2}), 1}});
    CHECK(star.Read() == ZSet<Row>{{Numbers({1, 1, 0}), 1}, {Numbers({1, 2, 1}), 1}});
    REQUIRE(hops.graph.Transact([&] { hops.edges.input.Insert(Numbers({3, 1})); }).ok());
    CHECK(plus.Read() ==
          ZSet<Row>{{Numbers({1, 1, 3}), 1}, {Numbers({1, 2, 1}), 1}, {Numbers({1, 3, 2}), 1}});
  }
}

TEST_SUITE("ReachRows") {
  TEST_CASE("nodes of several columns are reached from any start over either edges") {
    const std::vector<std::size_t> from{0, 1};
    const std::vector<std::size_t> to{0, 2};
    Graph graph;
    NewInput<Row> starts = graph.AddInput<Row>();
    NewInput<Row> left = graph.AddInput<Row>();
    NewInput<Row> right = graph.AddInput<Row>();
    const auto reached =
        ReachRows(starts.stream, {&from}, UnionRows(left.stream, right.stream), {&from}, {&to})
            .Materialize();
    REQUIRE(graph
                .Transact([&] {
                  starts.input.Insert(Numbers({7, 1}));
                  left.input.Insert(Numbers({7, 1, 2}));
                  left.input.Insert(Numbers({8, 2, 4}));  // Of another first column.
                  right.input.Insert(Numbers({7, 2, 3}));
                  right.input.Insert(Numbers({7, 3, 1}));
                })
                .ok());
    CHECK(reached.Read() ==
          ZSet<Row>{{Numbers({7, 1}), 1}, {Numbers({7, 2}), 1}, {Numbers({7, 3}), 1}});
    // What comes on one side and goes on the other is there all the time.
    REQUIRE(graph
                .Transact([&] {
                  left.input.Insert(Numbers({7, 2, 3}));
                  right.input.Delete(Numbers({7, 2, 3}));
                })
                .ok());
    CHECK(reached.Read() ==
          ZSet<Row>{{Numbers({7, 1}), 1}, {Numbers({7, 2}), 1}, {Numbers({7, 3}), 1}});
    REQUIRE(graph.Transact([&] { left.input.Delete(Numbers({7, 1, 2})); }).ok());
    CHECK(reached.Read() == ZSet<Row>{{Numbers({7, 1}), 1}});
  }
}

}  // namespace
}  // namespace cambium
