// A delta join is a join of several streams, one or all of which may change at once.
// SPDX-License-Identifier: Apache-2.0
#include "operators/delta_join.h"

#include <array>
#include <compare>
#include <optional>
#include <ostream>
#include <tuple>
#include <type_traits>

#include "doctest/doctest.h"
#include "operators/distinct.h"
#include "operators/filter.h"
#include "operators/join.h"
#include "operators/map.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;
using testing::LooseItem;

struct Edge {
  int from = 0;
  int to = 0;
  auto operator<=>(const Edge&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Edge& edge) {
  return out << edge.from << "-" << edge.to;
}
// The oracle looks at every triple, so there are few elements, however long the deltas.
constexpr int kNodes = 4;
Edge SmallEdge(testing::Random& random, const testing::Shape&) {
  return {testing::BelowOf(random, kNodes), testing::BelowOf(random, kNodes)};
}
Item FewItems(testing::Random& random, const testing::Shape&) {
  return testing::SmallItem(random, testing::kTiny);
}
LooseItem FewLooseItems(testing::Random& random, const testing::Shape&) {
  return testing::SmallLooseItem(random, testing::kTiny);
}

using Nodes = std::array<int, 3>;
auto Triangles(const Stream<Edge>& edges) {
  return DeltaJoin(edges, edges, edges)
      .On<0, 1>(&Edge::from, &Edge::from)
      .On<0, 2>(&Edge::to, &Edge::from)
      .On<1, 2>(&Edge::to, &Edge::to)
      .Emit([](const Edge& ab, const Edge&, const Edge& bc) {
        return Nodes{ab.from, ab.to, bc.to};
      });
}

// Every triple, looked at.
template <typename A, typename B, typename C, typename Match, typename Emit>
auto AllTriples(const Bag<A>& as, const Bag<B>& bs, const Bag<C>& cs, Match match, Emit emit) {
  Bag<std::invoke_result_t<Emit, const A&, const B&, const C&>> triples;
  for (const auto& [a, a_weight] : as) {
    for (const auto& [b, b_weight] : bs) {
      for (const auto& [c, c_weight] : cs) {
        if (match(a, b, c)) triples.Add(emit(a, b, c), a_weight * b_weight * c_weight);
      }
    }
  }
  return triples;
}

using Values = std::tuple<int, int, int>;
template <typename T>
int ValueOr(const T& item) {
  if constexpr (std::is_same_v<T, Item>) {
    return item.value;
  } else {
    return item.value.value_or(-5);
  }
}
struct ValuesOf {
  template <typename A, typename B, typename C>
  Values operator()(const A& a, const B& b, const C& c) const {
    return {ValueOr(a), ValueOr(b), ValueOr(c)};
  }
};

TEST_SUITE("DeltaJoin") {
  TEST_CASE("counts triangles of one stream of edges") {
    Graph graph;
    testing::Source<Edge> edges(graph);
    const auto triangles = Triangles(edges.stream).Materialize();
    edges.Push({{{1, 2}, 1}, {{2, 3}, 1}, {{3, 4}, 1}, {{2, 4}, 1}});
    CHECK(triangles.Read() == ZSet<Nodes>{{{2, 3, 4}, 1}});
    edges.Push({{{1, 3}, 1}});
    CHECK(triangles.Get(Nodes{1, 2, 3}) == 1);
    edges.Push({{{2, 3}, -1}, {{1, 4}, 1}});
    CHECK(triangles.Read() == ZSet<Nodes>{{{1, 2, 4}, 1}, {{1, 3, 4}, 1}});
  }

  TEST_CASE("all edges of a triangle may come at once") {
    Graph graph;
    testing::Source<Edge> edges(graph);
    testing::Watched triangles(Triangles(edges.stream));
    edges.Push({{{1, 2}, 2}, {{2, 3}, 3}, {{1, 3}, 5}});
    CHECK(triangles.Take() == Bag<Nodes>{{{1, 2, 3}, 30}});
    edges.Push({{{1, 2}, -2}, {{2, 3}, -3}, {{1, 3}, -5}});
    CHECK(triangles.Take() == Bag<Nodes>{{{1, 2, 3}, -30}});
  }

  TEST_CASE("keeps nothing but indexes and shares them") {
    Graph graph;
    testing::Source<Edge> edges(graph);
    const auto triangles = Triangles(edges.stream);
    CHECK(graph.node_count() == 5);  // Edges, by from, by to, by both, and the join.
    const auto pairs =
        edges.stream.Join(edges.stream, &Edge::to, &Edge::from,
                          [](const Edge& ab, const Edge& bc) { return ab.from + bc.to; });
    CHECK(graph.node_count() == 6);
    const auto again = Triangles(edges.stream);
    CHECK(graph.node_count() == 7);
  }

  TEST_CASE("goes by the stream with fewer partners") {
    // Node 1 has many edges and node 2 has one: a new edge 1-2 looks at one.
    Graph graph;
    testing::Source<Edge> edges(graph);
    int looked_at = 0;
    const auto last = [&looked_at](const Edge& edge) {
      ++looked_at;
      return edge.to;
    };
    const auto triangles =
        DeltaJoin(edges.stream, edges.stream, edges.stream)
            .On<0, 1>(&Edge::from, &Edge::from)
            .On<0, 2>(&Edge::to, &Edge::from)
            .On<1, 2>(last, last)
            .Emit([](const Edge& ab, const Edge&, const Edge&) { return ab.from; });
    testing::Changes<Edge> many{{{2, 500}, 1}};
    for (int i = 3; i < 1000; ++i) many.push_back({{1, i}, 1});
    edges.Push(many);
    looked_at = 0;
    edges.Push({{{1, 2}, 1}});
    CHECK(looked_at < 20);
  }

  TEST_CASE("a chain and a star of different streams") {
    Graph graph;
    testing::Source<Item> items(graph);
    testing::Source<LooseItem> loose(graph);
    testing::Source<Edge> edges(graph);
    const auto key = [](const LooseItem& item) { return item.key.value_or(0); };
    const auto chain = DeltaJoin(items.stream, edges.stream, loose.stream)
                           .On<0, 1>(&Item::key, &Edge::from)
                           .On<1, 2>(&Edge::to, key)
                           .Emit([](const Item& item, const Edge&, const LooseItem& other) {
                             return item.value + other.value.value_or(0);
                           });
    testing::Watched sums(chain);
    items.Push({{{1, 10}, 1}});
    loose.Push({{{2, 5}, 1}, {{3, 6}, 1}});
    CHECK(sums.Take().empty());
    edges.Push({{{1, 2}, 1}, {{1, 3}, 1}, {{9, 3}, 1}});
    CHECK(sums.Take() == Bag<int>{{15, 1}, {16, 1}});
    loose.Push({{{2, 5}, -1}, {{2, 7}, 1}});
    CHECK(sums.Take() == Bag<int>{{15, -1}, {17, 1}});
  }

  TEST_CASE("outputs sum to the triangles of one stream") {
    // Covers: operator DeltaJoin
    testing::CheckLaw(
        100, [](auto edges) { return Triangles(edges); },
        [](const Bag<Edge>& edges) {
          return AllTriples(
              edges, edges, edges,
              [](const Edge& ab, const Edge& ac, const Edge& bc) {
                return ab.from == ac.from && ab.to == bc.from && ac.to == bc.to;
              },
              [](const Edge& ab, const Edge&, const Edge& bc) {
                return Nodes{ab.from, ab.to, bc.to};
              });
        },
        SmallEdge);
  }

  TEST_CASE("outputs sum to a chain of three streams with NULL keys") {
    testing::CheckLaw(
        60,
        [](auto a, auto b, auto c) {
          return DeltaJoin(a, b, c)
              .template On<0, 1>(&LooseItem::key, &LooseItem::key)
              .template On<1, 2>(&LooseItem::value, &LooseItem::value)
              .Emit(ValuesOf());
        },
        [](const Bag<LooseItem>& as, const Bag<LooseItem>& bs, const Bag<LooseItem>& cs) {
          return AllTriples(
              as, bs, cs,
              [](const LooseItem& a, const LooseItem& b, const LooseItem& c) {
                return a.key.has_value() && a.key == b.key && b.value.has_value() &&
                       b.value == c.value;
              },
              ValuesOf());
        },
        FewLooseItems, FewLooseItems, FewLooseItems);
  }

  TEST_CASE("outputs sum to a cycle of three streams with two keys at once") {
    testing::CheckLaw(
        60,
        [](auto a, auto b, auto c) {
          return DeltaJoin(a, b, c)
              .template On<0, 1>(&LooseItem::key, &LooseItem::key)
              .template On<0, 1>(&LooseItem::value, &LooseItem::value)
              .template On<2, 0>(&LooseItem::key, &LooseItem::key)
              .template On<1, 2>(&LooseItem::value, &LooseItem::value)
              .Emit(ValuesOf());
        },
        [](const Bag<LooseItem>& as, const Bag<LooseItem>& bs, const Bag<LooseItem>& cs) {
          return AllTriples(
              as, bs, cs,
              [](const LooseItem& a, const LooseItem& b, const LooseItem& c) {
                return a.key.has_value() && a.value.has_value() && a == b && a == c;
              },
              ValuesOf());
        },
        FewLooseItems, FewLooseItems, FewLooseItems);
  }

  TEST_CASE("outputs sum to a star of one stream with itself and another") {
    testing::CheckLaw(
        60,
        [](auto a, auto b) {
          return DeltaJoin(a, b, a)
              .template On<0, 1>(&Item::key, &Item::key)
              .template On<0, 2>(&Item::key, &Item::key)
              .Emit(ValuesOf());
        },
        [](const Bag<Item>& as, const Bag<Item>& bs) {
          return AllTriples(
              as, bs, as,
              [](const Item& a, const Item& b, const Item& c) {
                return a.key == b.key && a.key == c.key;
              },
              ValuesOf());
        },
        FewItems, FewItems);
  }

  TEST_CASE("of two streams it is their Join") {
    testing::CheckLaw(
        100,
        [](auto a, auto b) {
          return DeltaJoin(a, b)
              .template On<0, 1>(&Item::key, &Item::key)
              .Emit([](const Item& left, const Item& right) {
                return 10 * left.value + right.value;
              });
        },
        [](const Bag<Item>& as, const Bag<Item>& bs) {
          Bag<int> pairs;
          for (const auto& [a, a_weight] : as) {
            for (const auto& [b, b_weight] : bs) {
              if (a.key == b.key) pairs.Add(10 * a.value + b.value, a_weight * b_weight);
            }
          }
          return pairs;
        },
        testing::SmallItem, testing::SmallItem);
  }

  TEST_CASE("of four streams in a row") {
    Graph graph;
    testing::Source<Edge> edges(graph);
    const auto paths =
        DeltaJoin(edges.stream, edges.stream, edges.stream, edges.stream)
            .On<0, 1>(&Edge::to, &Edge::from)
            .On<1, 2>(&Edge::to, &Edge::from)
            .On<2, 3>(&Edge::to, &Edge::from)
            .Emit([](const Edge& first, const Edge&, const Edge&, const Edge& last) {
              return Edge{first.from, last.to};
            });
    testing::Watched watched(paths);
    testing::Changes<Edge> ring;
    for (int i = 0; i < 12; ++i) ring.push_back({{i, (i + 1) % 12}, 1});
    edges.Push(ring);
    Bag<Edge> four_on;
    for (int i = 0; i < 12; ++i) four_on.Add({i, (i + 4) % 12}, 1);
    CHECK(watched.sum() == four_on);
    edges.Push({{{3, 4}, -1}});
    CHECK(watched.sum().size() == 8);
  }
}

}  // namespace
}  // namespace cambium
