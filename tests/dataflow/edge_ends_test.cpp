// Nodes have a number from the first edge that names them until nothing uses them.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/edge_ends.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"

namespace cambium {
namespace {

using Edge = std::pair<std::string, std::string>;
using Ends = EdgeEnds<Edge, std::string Edge::*, std::string Edge::*>;

// Uses what it is told to.
struct Table {
  bool IsUsed(HopTable::NodeId id) const { return used.contains(id); }
  std::set<HopTable::NodeId> used;
};

struct People {
  std::vector<HopTable::EdgeChange> Numbered(const std::vector<Edge>& edges,
                                             Weight weight = 1) {
    Delta<Edge> delta;
    for (const Edge& edge : edges) delta.Add(edge, weight);
    return ends.Numbered(delta);
  }
  // A transaction which ends with these in use.
  void Use(const std::vector<Edge>& edges, std::set<HopTable::NodeId> used) {
    const auto changes = Numbered(edges);
    table.used = std::move(used);
    ends.NoteUnused(changes, table);
    ends.Release(table);
  }

  Ends ends{&Edge::first, &Edge::second};
  Table table;
};

TEST_SUITE("EdgeEnds") {
  TEST_CASE("numbers edges in their order and keeps their weights") {
    People people;
    const auto changes = people.Numbered({{"ann", "bob"}, {"bob", "cyd"}}, -2);
    REQUIRE(changes.size() == 2);
    CHECK(people.ends.NodeOf(changes[0].from) == "ann");
    CHECK(people.ends.NodeOf(changes[0].to) == "bob");
    CHECK(changes[1].from == changes[0].to);
    CHECK(people.ends.NodeOf(changes[1].to) == "cyd");
    CHECK(changes[0].weight == -2);
    CHECK(changes[1].weight == -2);
    CHECK(people.ends.size() == 3);
  }

  TEST_CASE("finds the same numbers for more edges than are looked up one by one") {
    People people;
    std::vector<Edge> edges;
    edges.reserve(100);
    for (int i = 0; i < 100; ++i) edges.emplace_back(std::to_string(i), std::to_string(i + 1));
    const auto changes = people.Numbered(edges);
    REQUIRE(changes.size() == edges.size());
    for (std::size_t i = 0; i < edges.size(); ++i) {
      CHECK(people.ends.NodeOf(changes[i].from) == edges[i].first);
      CHECK(people.ends.NodeOf(changes[i].to) == edges[i].second);
    }
    CHECK(people.ends.size() == 101);
  }

  TEST_CASE("lets go of new nodes that nothing came to use") {
    People people;
    people.Numbered({{"ann", "bob"}});
    people.ends.Release(people.table);
    CHECK(people.ends.size() == 0);
  }

  TEST_CASE("lets go of a node that was noted and of no other") {
    People people;
    people.Use({{"ann", "bob"}, {"ann", "cyd"}}, {0, 1, 2});
    CHECK(people.ends.size() == 3);
    // Named by two edges that go, and so noted twice.
    people.Use({{"ann", "cyd"}, {"bob", "cyd"}}, {0, 1});
    CHECK(people.ends.size() == 2);
    CHECK(people.ends.IdOf("bob") == 1);
    CHECK(people.ends.IdOf("dan") == 2);
  }

  TEST_CASE("keeps a node that was noted and is used again") {
    People people;
    people.Use({{"ann", "bob"}}, {0, 1});
    people.table.used = {};
    people.ends.NoteUnused(0, people.table);
    people.table.used = {0};
    people.ends.Release(people.table);
    CHECK(people.ends.NodeOf(0) == "ann");
    CHECK(people.ends.size() == 2);
  }
}

}  // namespace
}  // namespace cambium
