// A change goes to those who ask for its values, and to no others.
// SPDX-License-Identifier: Apache-2.0
#include "query/asked_rows.h"

#include "doctest/doctest.h"

namespace cambium {
namespace {

Value I(std::int64_t integer) { return Value::Int(integer); }

// Rows (id, project, votes), asked for by project; inputs read (id, votes).
struct Fixture {
  RoutedInput AddInput(RoutedQuery& of) {
    auto [stream, input] = graph.AddInput<Row>();
    of.nodes.inputs.push_back({1, {0, 2}, {{1}, 0, {}}, stream});
    return {&of, &of.nodes.inputs.back()};
  }
  // What the change gives to the input, then committed or not.
  ZSet<Row> Given(RoutedInput& input, const EntityChange& change, bool commit = true) {
    reached = 0;
    rows.Route(change, [this](RoutedQuery&) { ++reached; });
    ZSet<Row> given = Step(input);
    commit ? rows.Commit() : rows.Abandon();
    return given;
  }
  ZSet<Row> Step(RoutedInput& input) {
    REQUIRE(graph.Compute().ok());
    ZSet<Row> given = input.input->rows.delta().ToZSet();
    graph.Commit();
    return given;
  }

  Graph graph;
  RoutedQuery query;
  RoutedQuery other;
  AskedRows rows{{1}};
  int reached = 0;
};

TEST_SUITE("AskedRows") {
  TEST_CASE("rows that stand come with the question and go with it") {
    Fixture fixture;
    RoutedInput input = fixture.AddInput(fixture.query);
    CHECK(fixture.Given(input, {std::nullopt, Row{I(1), I(5), I(9)}}).empty());
    CHECK(fixture.reached == 0);
    CHECK(fixture.rows.row_count() == 1);
    fixture.rows.Ask(input, Row{I(5)});
    CHECK(fixture.Step(input) == ZSet<Row>{{Row{I(1), I(9)}, 1}});
    fixture.rows.Leave(input, Row{I(5)});
    CHECK(fixture.Step(input) == ZSet<Row>{{Row{I(1), I(9)}, -1}});
    CHECK(fixture.Given(input, {Row{I(1), I(5), I(9)}, std::nullopt}).empty());
    CHECK(fixture.rows.row_count() == 0);
  }

  TEST_CASE("a change is given as far as it is asked for and read") {
    Fixture fixture;
    RoutedInput input = fixture.AddInput(fixture.query);
    RoutedInput other = fixture.AddInput(fixture.other);
    fixture.rows.Ask(input, Row{I(5)});
    fixture.rows.Ask(other, Row{I(6)});
    const Row a{I(1), I(5), I(9)};
    const Row b{I(1), I(6), I(9)};
    const Row c{I(1), I(7), I(9)};
    CHECK(fixture.Given(input, {std::nullopt, a}) == ZSet<Row>{{Row{I(1), I(9)}, 1}});
    CHECK(fixture.reached == 1);
    CHECK(fixture.Given(input, {a, b}) == ZSet<Row>{{Row{I(1), I(9)}, -1}});
    CHECK(fixture.reached == 2);
    CHECK(fixture.Given(input, {b, c}).empty());
    CHECK(fixture.reached == 1);
    CHECK(fixture.Given(input, {c, c}).empty());
    CHECK(fixture.reached == 0);
  }

  TEST_CASE("a change to what an input does not read does not reach it") {
    Fixture fixture;
    fixture.query.nodes.inputs.reserve(1);
    auto [stream, node] = fixture.graph.AddInput<Row>();
    fixture.query.nodes.inputs.push_back({1, {0}, {{1}, 0, {}}, stream});
    RoutedInput input{&fixture.query, &fixture.query.nodes.inputs[0]};
    fixture.rows.Ask(input, Row{I(5)});
    CHECK(fixture.Given(input, {Row{I(1), I(5), I(9)}, Row{I(1), I(5), I(8)}}).empty());
    CHECK(fixture.reached == 0);
  }

  TEST_CASE("NULL asks for nothing and what is abandoned leaves no trace") {
    Fixture fixture;
    RoutedInput input = fixture.AddInput(fixture.query);
    fixture.rows.Ask(input, Row{Value()});
    CHECK(fixture.Given(input, {std::nullopt, Row{I(1), Value(), I(9)}}).empty());
    CHECK(fixture.rows.row_count() == 1);
    fixture.Given(input, {std::nullopt, Row{I(2), Value(), I(9)}}, false);
    CHECK(fixture.rows.row_count() == 1);
    fixture.rows.Forget(input, Row{I(3)});
  }

  TEST_CASE("a range is asked for among the rows that have the values") {
    Fixture fixture;
    // (id, votes, the bound) of rows of a project with at least so many votes.
    auto [stream, node] = fixture.graph.AddInput<Row>();
    fixture.query.nodes.inputs.push_back(
        {1, {0, 2, 3}, {{1}, 2, {{ExprKind::kGreaterEqual}}}, stream});
    RoutedInput input{&fixture.query, &fixture.query.nodes.inputs.back()};
    const auto row = [](std::int64_t project, std::int64_t votes) {
      return Row{I(1), I(project), I(votes)};
    };
    CHECK(fixture.Given(input, {std::nullopt, row(5, 9)}).empty());
    fixture.rows.Ask(input, Row{I(5), I(8)});
    CHECK(fixture.Step(input) == ZSet<Row>{{Row{I(1), I(9), I(8)}, 1}});
    fixture.rows.Ask(input, Row{I(5), I(10)});
    CHECK(fixture.Step(input).empty());
    fixture.rows.Ask(input, Row{I(5), Value()});
    CHECK(fixture.Step(input).empty());
    // Into the second range; within both; out of both to another project and back.
    CHECK(fixture.Given(input, {row(5, 9), row(5, 11)}) ==
          ZSet<Row>{{Row{I(1), I(9), I(8)}, -1},
                    {Row{I(1), I(11), I(8)}, 1},
                    {Row{I(1), I(11), I(10)}, 1}});
    CHECK(fixture.reached == 3);
    CHECK(fixture.Given(input, {row(5, 11), row(6, 11)}) ==
          ZSet<Row>{{Row{I(1), I(11), I(8)}, -1}, {Row{I(1), I(11), I(10)}, -1}});
    CHECK(fixture.Given(input, {row(6, 11), row(5, 8)}) ==
          ZSet<Row>{{Row{I(1), I(8), I(8)}, 1}});
    CHECK(fixture.Given(input, {row(5, 8), Row{I(1), I(5), Value()}}) ==
          ZSet<Row>{{Row{I(1), I(8), I(8)}, -1}});
    CHECK(fixture.Given(input, {Row{I(1), I(5), Value()}, row(5, 7)}).empty());
    CHECK(fixture.reached == 0);
    CHECK(fixture.Given(input, {row(5, 7), row(5, 12)}).size() == 2);
    fixture.rows.Leave(input, Row{I(5), I(10)});
    CHECK(fixture.Step(input) == ZSet<Row>{{Row{I(1), I(12), I(10)}, -1}});
    fixture.rows.Forget(input, Row{I(5), I(8)});
    CHECK(fixture.Given(input, {row(5, 12), std::nullopt}).empty());
  }

  TEST_CASE("a change to what nobody reads reaches nobody in its range") {
    Fixture fixture;
    auto [stream, node] = fixture.graph.AddInput<Row>();
    fixture.query.nodes.inputs.push_back({1, {0, 3}, {{}, 2, {{ExprKind::kLess}}}, stream});
    RoutedInput input{&fixture.query, &fixture.query.nodes.inputs.back()};
    AskedRows rows({});
    rows.Ask(input, Row{I(10)});
    int reached = 0;
    const auto route = [&](const EntityChange& change) {
      reached = 0;
      rows.Route(change, [&](RoutedQuery&) { ++reached; });
      rows.Commit();
      return fixture.Step(input);
    };
    CHECK(route({std::nullopt, Row{I(1), I(5), I(9)}}) == ZSet<Row>{{Row{I(1), I(10)}, 1}});
    CHECK(route({Row{I(1), I(5), I(9)}, Row{I(1), I(6), I(8)}}).empty());
    CHECK(reached == 0);
  }
}

}  // namespace
}  // namespace cambium
