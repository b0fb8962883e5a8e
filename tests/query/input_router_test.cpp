// Changes reach the inputs that read them.
// SPDX-License-Identifier: Apache-2.0
#include "query/input_router.h"

#include "doctest/doctest.h"

namespace cambium {
namespace {

Value I(std::int64_t integer) { return Value::Int(integer); }

struct Fixture {
  Fixture() { store = *Store::Open(*files, "memory"); }

  // A query that reads these fields of table 1.
  RoutedQuery& Add(std::vector<std::size_t> fields) {
    RoutedQuery& query = *queries.emplace_back(std::make_unique<RoutedQuery>());
    query.nodes.inputs.push_back({1, std::move(fields), {}, graph.AddInput<Row>().stream});
    REQUIRE(router.Add(query, schema, *store).ok());
    return query;
  }
  // Which queries an update or an insertion reaches, as a text of digits.
  std::string Reached(const EntityChange& change, TypeId table = 1) {
    Changes changes;
    changes.tables[table].entities["subject"] = change;
    router.Route(changes);
    REQUIRE(graph.Compute().ok());
    std::string text;
    for (std::size_t i = 0; i < queries.size(); ++i) {
      const bool has_rows = queries[i]->nodes.inputs[0].rows.delta().size() > 0;
      CHECK(has_rows == queries[i]->is_reached);
      if (has_rows) text += std::to_string(i);
    }
    CHECK(router.reached().size() == text.size());
    graph.Commit();
    router.Commit();
    CHECK(router.reached().empty());
    return text;
  }

  Graph graph;
  Schema schema;
  std::unique_ptr<FileSystem> files = MakeMemoryFileSystem();
  std::unique_ptr<Store> store;
  InputRouter router;
  std::vector<std::unique_ptr<RoutedQuery>> queries;
};

TEST_SUITE("InputRouter") {
  TEST_CASE("an update reaches the readers of the fields that it changes") {
    Fixture fixture;
    fixture.Add({0, 1});
    fixture.Add({0, 2});
    fixture.Add({0, 1, 2});
    fixture.Add({0});
    const Row row{I(1), I(2), I(3)};
    CHECK(fixture.Reached({row, Row{I(1), I(9), I(3)}}) == "02");
    CHECK(fixture.Reached({row, Row{I(1), I(2), I(9)}}) == "12");
    CHECK(fixture.Reached({row, Row{I(1), I(9), I(9)}}) == "012");
    CHECK(fixture.Reached({row, row}).empty());
    CHECK(fixture.Reached({row, Row{I(1), I(9), I(3)}}, 2).empty());
  }

  TEST_CASE("a row that comes or goes reaches all") {
    Fixture fixture;
    fixture.Add({0, 1});
    fixture.Add({0});
    const Row row{I(1), I(2), I(3)};
    CHECK(fixture.Reached({std::nullopt, row}) == "01");
    CHECK(fixture.Reached({row, std::nullopt}) == "01");
  }

  TEST_CASE("what is removed is reached no more and the rest is") {
    Fixture fixture;
    RoutedQuery& first = fixture.Add({0, 1});
    fixture.Add({0, 1});
    RoutedQuery& third = fixture.Add({0, 2});
    const Row row{I(1), I(2), I(3)};
    const EntityChange change{row, Row{I(1), I(9), I(9)}};
    fixture.router.Remove(first, {});
    fixture.router.Remove(third, {});
    CHECK(fixture.Reached(change) == "1");
  }
}

}  // namespace
}  // namespace cambium
