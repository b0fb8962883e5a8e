// Shared indexes: equal ones are one node, and what cannot be told to be equal is not shared.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/shared_index.h"

#include <optional>
#include <string>
#include <vector>

#include "dataflow/key_index.h"
#include "dataflow/ordered_groups.h"
#include "doctest/doctest.h"
#include "operators/operators.h"
#include "tests/dataflow/same_name.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

using testing::Row;

struct ByGroup {
  int operator()(const Row& row) const { return row.group; }
};
// The name of a type of another file, which is another key.
struct SameName {
  int operator()(const Row& row) const { return row.id; }
};
struct Column {
  int which;
  int operator()(const Row& row) const { return which == 0 ? row.id : row.group; }
  std::string Identity() const { return std::to_string(which); }
};
struct NullableKey {
  std::optional<int> operator()(const Row& row) const { return row.group; }
};

struct Rows {
  Graph graph;
  NewInput<Row> rows = graph.AddInput<Row>();
  const Stream<Row>& stream = rows.stream;

  // How many nodes one more join by these keys adds. One is the join.
  template <typename Key>
  std::size_t NodesOfJoin(Key left, Key right) {
    const std::size_t before = graph.node_count();
    joins.push_back(
        stream.Join(stream, left, right, [](const Row& a, const Row&) { return a; }));
    return graph.node_count() - before;
  }
  std::vector<Stream<Row>> joins;
};

TEST_SUITE("Shared indexes") {
  TEST_CASE("joins by one member read one index") {
    Rows rows;
    CHECK(rows.NodesOfJoin(&Row::id, &Row::id) == 2);
    CHECK(rows.NodesOfJoin(&Row::id, &Row::id) == 1);
    CHECK(rows.NodesOfJoin(&Row::id, &Row::group) == 2);
    CHECK(rows.NodesOfJoin(&Row::group, &Row::id) == 1);
    rows.joins.erase(rows.joins.begin(), rows.joins.end() - 1);
    CHECK(rows.graph.node_count() == 4);
    rows.joins.clear();
    CHECK(rows.graph.node_count() == 1);
    CHECK(rows.NodesOfJoin(&Row::id, &Row::id) == 2);
  }

  TEST_CASE("function objects without state are known by their types") {
    Rows rows;
    CHECK(rows.NodesOfJoin(ByGroup(), ByGroup()) == 2);
    CHECK(rows.NodesOfJoin(ByGroup(), ByGroup()) == 1);
    CHECK(rows.NodesOfJoin(SameName(), SameName()) == 2);
    const auto lambda = [](const Row& row) { return row.id; };
    const auto equal = [](const Row& row) { return row.id; };
    CHECK(rows.NodesOfJoin(lambda, lambda) == 2);
    CHECK(rows.NodesOfJoin(equal, equal) == 2);
  }

  TEST_CASE("types of one name in two files are two types") {
    Rows rows;
    REQUIRE(rows.graph.Transact([&] { rows.rows.input.Insert({1, 20}); }).ok());
    const auto here = IndexBy(rows.stream, SameName());
    const auto there = testing::IndexBySameName(rows.stream);
    CHECK(rows.graph.node_count() == 3);
    CHECK(here->At(1) != nullptr);
    CHECK(there(20) == 1);
    CHECK(there(1) == 0);
  }

  TEST_CASE("function objects with state share by their Identity or not at all") {
    Rows rows;
    CHECK(rows.NodesOfJoin(Column{0}, Column{0}) == 2);
    CHECK(rows.NodesOfJoin(Column{0}, Column{1}) == 2);
    CHECK(rows.NodesOfJoin(Column{1}, Column{1}) == 1);
    const auto bound = [by = 0](const Row& row) { return row.id + by; };
    CHECK(rows.NodesOfJoin(bound, bound) == 3);
    CHECK(FunctionIdentity(bound).empty());
    CHECK(FunctionIdentity(Column{0}) != FunctionIdentity(Column{1}));
    CHECK(FunctionIdentity(&Row::id) != FunctionIdentity(&Row::group));
    CHECK(FunctionIdentity(ByGroup()) != FunctionIdentity(SameName()));
  }

  TEST_CASE("indexes of two kinds or of two wires are two") {
    Rows rows;
    const auto by_id = IndexBy(rows.stream, &Row::id);
    using Ordered = OrderedGroups<Row, int Row::*>;
    const auto make = [] { return Ordered(&Row::id); };
    const auto ordered =
        IndexHandle<Ordered>::Find(rows.stream, FunctionIdentity(&Row::id), make);
    CHECK(rows.graph.node_count() == 3);
    const auto again =
        IndexHandle<Ordered>::Find(rows.stream, FunctionIdentity(&Row::id), make);
    CHECK(&*again == &*ordered);
    const Stream<Row> other = rows.stream.Negate();
    const auto of_other = IndexBy(other, &Row::id);
    CHECK(rows.graph.node_count() == 5);
  }

  TEST_CASE("views and distinct share the weights") {
    Rows rows;
    const auto view = rows.stream.Materialize();
    CHECK(rows.graph.node_count() == 2);
    const auto second = rows.stream.Materialize();
    CHECK(rows.graph.node_count() == 2);
    const auto distinct = rows.stream.Distinct();
    CHECK(rows.graph.node_count() == 3);
  }

  TEST_CASE("an index made late holds what its wire has carried") {
    Rows rows;
    REQUIRE(rows.graph
                .Transact([&] {
                  rows.rows.input.Insert({1, 10});
                  rows.rows.input.Insert({2, 10});
                })
                .ok());
    const auto by_group = IndexBy(rows.stream, &Row::group);
    CHECK(by_group->At(10)->size() == 2);
    CHECK(by_group.node().state_rows() == 2);
    CHECK(by_group.node().name() == "index");
  }

  TEST_CASE("a key may say that it is NULL") {
    struct Special {
      int number;
      bool MatchesNothing() const { return number == 0; }
    };
    CHECK(MatchesNothing(std::optional<int>()));
    CHECK(!MatchesNothing(std::optional<int>(0)));
    CHECK(!MatchesNothing(0));
    CHECK(MatchesNothing(Special{0}));
    CHECK(!MatchesNothing(Special{1}));
    CheckKey<NullableKey, Row>();
  }
}

}  // namespace
}  // namespace cambium
