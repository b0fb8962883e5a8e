// Hops are those of a breadth-first search, after any history, and what is undone is undone.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/hop_table.h"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/digraphs.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Edge;
using Numbers = std::map<std::pair<int, int>, std::uint32_t>;

Numbers NumbersOf(const HopTable& table) {
  Numbers numbers;
  table.ForEach([&](HopTable::NodeId root, HopTable::NodeId node, std::uint32_t hops) {
    numbers[{static_cast<int>(root), static_cast<int>(node)}] = hops;
  });
  return numbers;
}

Numbers Searched(HopTable::Roots kind, const Bag<Edge>& edges, const Bag<int>& roots) {
  Numbers numbers;
  std::vector<int> all;
  Bag<int> starts = roots;
  if (kind == HopTable::Roots::kEachAfter) {
    for (const auto& [edge, weight] : edges) starts[edge.from] = 1;
  }
  for (const auto& [root, weight] : starts) {
    if (weight <= 0) continue;
    all.push_back(root);
    if (kind == HopTable::Roots::kEach) {
      for (const auto& [node, hops] : testing::HopsFrom(edges, {root})) {
        numbers[{root, node}] = static_cast<std::uint32_t>(hops);
      }
    } else if (kind == HopTable::Roots::kEachAfter) {
      // One hop more than from where its edges lead.
      std::vector<int> targets;
      for (const auto& [edge, edge_weight] : edges) {
        if (edge_weight > 0 && edge.from == root) targets.push_back(edge.to);
      }
      for (const auto& [node, hops] : testing::HopsFrom(edges, targets)) {
        numbers[{root, node}] = static_cast<std::uint32_t>(hops) + 1;
      }
    }
  }
  if (kind == HopTable::Roots::kAll) {
    for (const auto& [node, hops] : testing::HopsFrom(edges, all)) {
      numbers[{0, node}] = static_cast<std::uint32_t>(hops);
    }
  }
  return numbers;
}

// Ranks say what is reached, and no more.
Numbers Comparable(Numbers numbers, HopTable::Numbers meaning) {
  if (meaning == HopTable::Numbers::kRanks) {
    for (auto& [pair, number] : numbers) number = 0;
  }
  return numbers;
}

void CheckHistory(HopTable::Roots kind, HopTable::Numbers meaning, testing::Random& random) {
  HopTable table(kind, meaning);
  Bag<Edge> edges;
  Bag<int> roots;
  const int nodes = 2 + testing::BelowOf(random, 9);
  const auto node = [&] { return testing::BelowOf(random, nodes); };
  const auto id = [](int number) { return static_cast<HopTable::NodeId>(number); };
  for (int step = 0; step < 25; ++step) {
    CAPTURE(step);
    const Numbers before = NumbersOf(table);
    Bag<Edge> next_edges = edges;
    Bag<int> next_roots = roots;
    for (int i = testing::BelowOf(random, 2 * nodes); i > 0; --i) {
      const Edge edge{node(), node()};
      const Weight weight = random.Between(-2, 2);
      next_edges.Add(edge, weight);
      table.AddEdge(id(edge.from), id(edge.to), weight);
    }
    for (int i = testing::BelowOf(random, 3); i > 0; --i) {
      if (kind == HopTable::Roots::kEachAfter) break;
      const int root = node();
      const Weight weight = random.Between(-1, 2);
      next_roots.Add(root, weight);
      table.AddRoot(id(root), weight);
    }
    table.Update();
    const Numbers after = Searched(kind, next_edges, next_roots);
    REQUIRE(Comparable(NumbersOf(table), meaning) == Comparable(after, meaning));
    // What is said to have changed is enough to know what did.
    Numbers said = before;
    for (const auto& change : table.changes()) {
      const std::pair<int, int> pair(static_cast<int>(change.root),
                                     static_cast<int>(change.node));
      const auto known = before.find(pair);
      REQUIRE(change.before == (known == before.end() ? HopTable::kFar : known->second));
      const std::uint32_t hops = table.HopsOf(change.root, change.node);
      REQUIRE(change.after == hops);
      said.erase(pair);
      if (hops != HopTable::kFar) said[pair] = hops;
    }
    REQUIRE(said == NumbersOf(table));
    if (random.OneIn(3)) {
      table.Undo();
      REQUIRE(NumbersOf(table) == before);
    } else {
      table.Keep();
      edges = next_edges;
      roots = next_roots;
    }
  }
  for (const auto& [edge, weight] : edges) table.AddEdge(id(edge.from), id(edge.to), -weight);
  for (const auto& [root, weight] : roots) table.AddRoot(id(root), -weight);
  table.Update();
  table.Keep();
  REQUIRE(table.row_count() == 0);
  for (int i = 0; i < nodes; ++i) REQUIRE_FALSE(table.IsUsed(id(i)));
}

using Kind = HopTable::Roots;
using Meaning = HopTable::Numbers;

TEST_SUITE("HopTable") {
  TEST_CASE("equals a search for each root on random histories") {
    testing::ForSeeds(150, [](testing::Random& random) {
      CheckHistory(Kind::kEach, random.OneIn(2) ? Meaning::kHops : Meaning::kRanks, random);
    });
  }
  TEST_CASE("equals a search over at least one edge on random histories") {
    testing::ForSeeds(150, [](testing::Random& random) {
      CheckHistory(Kind::kEachAfter, random.OneIn(2) ? Meaning::kHops : Meaning::kRanks,
                   random);
    });
  }
  TEST_CASE("equals a search from all roots together on random histories") {
    testing::ForSeeds(150, [](testing::Random& random) {
      CheckHistory(Kind::kAll, random.OneIn(2) ? Meaning::kHops : Meaning::kRanks, random);
    });
  }

  TEST_CASE("many edges at once are the same as one after the other") {
    testing::ForSeeds(3, [](testing::Random& random) {
      HopTable at_once(Kind::kEach, Meaning::kHops);
      HopTable one_by_one(Kind::kEach, Meaning::kHops);
      Bag<Edge> edges;
      for (int step = 0; step < 3; ++step) {
        std::vector<HopTable::EdgeChange> changes;
        for (int i = 0; i < 6000; ++i) {
          const auto node = [&] { return static_cast<HopTable::NodeId>(random.Below(2500)); };
          changes.push_back({node(), node(), random.OneIn(9) ? -1 : 1});
        }
        at_once.AddEdges(changes);
        for (const auto& [from, to, weight] : changes) {
          one_by_one.AddEdge(from, to, weight);
          edges.Add({static_cast<int>(from), static_cast<int>(to)}, weight);
        }
        for (HopTable* table : {&at_once, &one_by_one}) {
          if (step == 1) table->AddRoot(7, 1);
          table->Update();
        }
        REQUIRE(NumbersOf(at_once) == NumbersOf(one_by_one));
        const Bag<int> roots = step == 0 ? Bag<int>() : Bag<int>{{7, 1}};
        REQUIRE(NumbersOf(at_once) == Searched(Kind::kEach, edges, roots));
        REQUIRE(at_once.row_count() == one_by_one.row_count());
        if (step == 2) at_once.Undo();
        if (step == 2) one_by_one.Undo();
        REQUIRE(NumbersOf(at_once) == NumbersOf(one_by_one));
        at_once.Keep();
        one_by_one.Keep();
      }
    });
  }

  TEST_CASE("a root that loses the half of what it reaches") {
    testing::ForSeeds(20, [](testing::Random& random) {
      const Kind kind = random.OneIn(2) ? Kind::kEach : Kind::kAll;
      const Meaning meaning = random.OneIn(2) ? Meaning::kHops : Meaning::kRanks;
      HopTable table(kind, meaning);
      Bag<Edge> edges;
      const auto add = [&](int from, int to, Weight weight) {
        edges.Add({from, to}, weight);
        table.AddEdge(static_cast<HopTable::NodeId>(from), static_cast<HopTable::NodeId>(to),
                      weight);
      };
      // Two trees of which the second may be joined to the first far below.
      for (int i = 1; i < 300; ++i) add(testing::BelowOf(random, i), i, 1);
      for (int i = 301; i < 600; ++i) add(300 + testing::BelowOf(random, i - 300), i, 1);
      add(0, 300, 1);
      if (random.OneIn(2)) add(200, 450, 1);
      if (random.OneIn(2)) add(250, 300, 1);
      table.AddRoot(0, 1);
      table.Update();
      table.Keep();
      const Numbers before = NumbersOf(table);
      add(0, 300, -1);
      table.Update();
      const Numbers after = Searched(kind, edges, {{0, 1}});
      REQUIRE(Comparable(NumbersOf(table), meaning) == Comparable(after, meaning));
      table.Undo();
      REQUIRE(NumbersOf(table) == before);
    });
  }

  TEST_CASE("an edge that justifies nothing changes nothing") {
    HopTable table(Kind::kEach, Meaning::kHops);
    table.AddRoot(0, 1);
    for (const auto& [from, to] : {std::pair{0u, 1u}, {0u, 2u}, {1u, 3u}, {2u, 3u}}) {
      table.AddEdge(from, to, 1);
    }
    table.Update();
    table.Keep();
    table.AddEdge(1, 3, -1);
    table.Update();
    CHECK(table.changes().empty());
    CHECK(table.HopsOf(0, 3) == 2);
    table.Keep();
  }
}

}  // namespace
}  // namespace cambium
