// A change goes to those who ask for its values, and to no others.
// SPDX-License-Identifier: Apache-2.0
#include "query/asked_rows.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/random.h"

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

// What an input asks for: the number of its kind of question, then the project and the bounds.
struct Wish {
  std::size_t kind = 0;
  std::int64_t project = 0;
  std::int64_t least = 0;
  std::int64_t most = 0;

  auto operator<=>(const Wish&) const = default;
};

// Five questions of (id, project, votes), and which rows each means.
constexpr std::size_t kKinds = 5;

AskedBy ByOf(std::size_t kind) {
  if (kind == 0) return {{1}, 0, {}};
  if (kind == 1) return {{1}, 2, {{ExprKind::kGreaterEqual}, {ExprKind::kLess}}};
  if (kind == 2) return {{1}, 2, {{ExprKind::kGreater}, {ExprKind::kLessEqual}}};
  return {{1}, kind == 3 ? std::size_t{0} : std::size_t{2}, {{ExprKind::kLess}}};
}

// These values, with the bounds of the wish behind them.
Row WithBounds(std::vector<Value> values, const Wish& wish) {
  if (wish.kind == 1 || wish.kind == 2) values.push_back(I(wish.least));
  if (wish.kind != 0) values.push_back(I(wish.most));
  return Row(values);
}

Row AskedOf(const Wish& wish) { return WithBounds({I(wish.project)}, wish); }

// What its kind does not ask with is nothing, so that no two wishes are the same question.
Wish AnyWish(testing::Random& random) {
  Wish wish{random.Below(kKinds), random.Between(0, 2)};
  if (wish.kind == 1 || wish.kind == 2) wish.least = random.Between(0, 5);
  if (wish.kind != 0) wish.most = random.Between(0, 6);
  return wish;
}

struct Votes {
  std::int64_t project = 0;
  std::optional<std::int64_t> votes;
};

bool IsMeant(const Wish& wish, std::int64_t id, const Votes& row) {
  if (row.project != wish.project) return false;
  if (wish.kind == 0) return true;
  if (wish.kind == 3) return id < wish.most;
  if (!row.votes.has_value()) return false;
  if (wish.kind == 4) return *row.votes < wish.most;
  if (wish.kind == 1) return *row.votes >= wish.least && *row.votes < wish.most;
  return *row.votes > wish.least && *row.votes <= wish.most;
}

Value VotesOf(const Votes& row) { return row.votes.has_value() ? I(*row.votes) : Value(); }

Row RowOf(std::int64_t id, const Votes& row) {
  return Row{I(id), I(row.project), VotesOf(row)};
}

// What each input has, by looking at each row for each wish. It reads the id and the votes.
std::vector<std::map<Row, Weight>> Meant(const std::set<Wish>& wishes,
                                         const std::map<std::int64_t, Votes>& rows) {
  std::vector<std::map<Row, Weight>> meant(kKinds);
  for (const Wish& wish : wishes) {
    for (const auto& entry : rows) {
      if (!IsMeant(wish, entry.first, entry.second)) continue;
      ++meant[wish.kind][WithBounds({I(entry.first), VotesOf(entry.second)}, wish)];
    }
  }
  return meant;
}

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
    fixture.rows.Commit();
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

  TEST_CASE("agrees with looking at each row for each wish over random histories") {
    testing::ForSeeds(40, [](testing::Random& random) {
      Graph graph;
      RoutedQuery query;
      query.nodes.inputs.reserve(kKinds);
      for (std::size_t kind = 0; kind < kKinds; ++kind) {
        const AskedBy by = ByOf(kind);
        std::vector<std::size_t> fields{0, 2};
        for (std::size_t i = 0; i < by.bounds.size(); ++i) fields.push_back(3 + i);
        query.nodes.inputs.push_back({1, fields, by, graph.AddInput<Row>().stream});
      }
      AskedRows asked({1});
      std::set<Wish> wishes;
      std::map<std::int64_t, Votes> rows;
      for (int step = 0; step < 300; ++step) {
        auto wishes_now = wishes;
        auto rows_now = rows;
        bool takes_place = true;
        if (random.OneIn(3)) {
          Wish wish = AnyWish(random);
          const bool leaves = !wishes.empty() && random.OneIn(2);
          if (leaves) wish = random.Pick(std::vector<Wish>(wishes.begin(), wishes.end()));
          if (!leaves && wishes.contains(wish)) continue;
          const RoutedInput input{&query, &query.nodes.inputs[wish.kind]};
          leaves ? asked.Leave(input, AskedOf(wish)) : asked.Ask(input, AskedOf(wish));
          leaves ? (void)wishes_now.erase(wish) : (void)wishes_now.insert(wish);
        } else {
          const std::int64_t id = random.Between(0, 6);
          EntityChange change;
          if (const auto row = rows.find(id); row != rows.end()) {
            change.before = RowOf(id, row->second);
            rows_now.erase(id);
          }
          if (!change.before.has_value() || !random.OneIn(3)) {
            Votes row{random.Between(0, 2), random.Between(0, 6)};
            if (random.OneIn(5)) row.votes.reset();
            change.after = RowOf(id, row);
            rows_now[id] = row;
          }
          takes_place = !random.OneIn(5);
          asked.Route(change, [](RoutedQuery&) {});
          takes_place ? asked.Commit() : asked.Abandon();
        }
        REQUIRE(graph.Compute().ok());
        const auto before = Meant(wishes, rows);
        const auto after = Meant(wishes_now, rows_now);
        for (std::size_t kind = 0; kind < kKinds; ++kind) {
          std::map<Row, Weight> now = before[kind];
          for (const auto& entry : query.nodes.inputs[kind].rows.delta().ToZSet()) {
            if ((now[entry.element] += entry.weight) == 0) now.erase(entry.element);
          }
          CHECK(now == after[kind]);
        }
        graph.Commit();
        if (!takes_place) continue;
        wishes = std::move(wishes_now);
        rows = std::move(rows_now);
        CHECK(asked.row_count() == rows.size());
      }
    });
  }

  TEST_CASE("nothing is left of askers that have gone") {
    Fixture fixture;
    fixture.query.nodes.inputs.reserve(kKinds);
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      auto stream = fixture.graph.AddInput<Row>().stream;
      fixture.query.nodes.inputs.push_back({1, {0}, ByOf(kind), stream});
    }
    Askers askers;
    std::vector<Asker> all;
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      TableInput& input = fixture.query.nodes.inputs[kind];
      for (const std::int64_t most : {5, 6}) {
        const Row asked = AskedOf({kind, 1, 2, most});
        all.push_back({{&fixture.query, &input}, input.asked.BoundsOf(asked)});
      }
    }
    for (const Asker& asker : all) askers.Add(asker);
    for (const Asker& asker : all) {
      CHECK_FALSE(askers.empty());
      askers.Remove(asker);
    }
    CHECK(askers.empty());
  }
}

}  // namespace
}  // namespace cambium
