// Nodes that are filled beside the steps of a graph, and then join it.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dataflow/graph.h"
#include "doctest/doctest.h"
#include "operators/operators.h"
#include "tests/support/aborts.h"

namespace cambium {
namespace {

using Ints = Stream<int>;
const std::negate<int> kNegative;

// An input in which this number stands.
InputNode<int>& AddStanding(Graph& graph, int number) {
  const auto contents = [number](Delta<int>& out) { out.Add(number, 1); };
  return graph.Own(std::make_unique<InputNode<int>>(graph.arena(), contents), {});
}

TEST_SUITE("A nursery of a graph") {
  TEST_CASE("its nodes are filled beside the steps of the graph and then take part in them") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    Graph nursery(Graph::Nursery{graph});
    InputNode<int>& node = AddStanding(nursery, 5);
    const Ints numbers(node);
    const auto negative = numbers.Map(kNegative).Materialize();
    CHECK(negative.Get(-5) == 1);
    REQUIRE(graph.Transact([&to = input] { to.Insert(1); }).ok());
    CHECK(graph.node_count() == 1);

    const std::size_t number = nursery.id(node);
    const std::size_t grown = graph.Join(nursery);
    CHECK(nursery.node_count() == 0);
    CHECK(graph.node_count() == 4);
    CHECK(&numbers.graph() == &graph);
    CHECK(graph.id(node) == number + grown);
    const std::vector<NodeStatistics> all = graph.Statistics();
    for (std::size_t i = 1; i < all.size(); ++i) CHECK(all[i - 1].id < all[i].id);
    REQUIRE(graph
                .Transact([&] {
                  node.Add(7, 1);
                  graph.MarkDirty(node);
                })
                .ok());
    CHECK(graph.visited_count() == 3);
    CHECK(negative.Get(-7) == 1);
    CHECK(negative.Get(-5) == 1);
  }

  TEST_CASE("an index of one is not taken for an index of another and goes without it") {
    Graph graph;
    const Ints first(AddStanding(graph, 1));
    const auto index_of_first = IndexBy(first, std::identity());
    {
      Graph nursery(Graph::Nursery{graph});
      const Ints second(AddStanding(nursery, 2));
      const auto index_of_second = IndexBy(second, std::identity());
      const auto same = IndexBy(second, std::identity());
      CHECK(nursery.node_count() == 2);
      graph.Join(nursery);
      CHECK(graph.node_count() == 4);
      const Ints third(AddStanding(graph, 3));
      CHECK(IndexBy(first, std::identity())->At(1) == index_of_first->At(1));
      CHECK(IndexBy(second, std::identity())->At(2) != nullptr);
      CHECK(IndexBy(third, std::identity())->At(3) != nullptr);
      CHECK(index_of_second->At(2) == same->At(2));
      CHECK(index_of_first->At(2) == nullptr);
    }
    CHECK(graph.node_count() == 2);
    const auto again = IndexBy(first, std::identity());
    CHECK(graph.node_count() == 2);
  }

  TEST_CASE("it makes no step") {
    const std::string words = testing::LastWords([] {
      Graph graph;
      Graph nursery(Graph::Nursery{graph});
      static_cast<void>(nursery.Compute());
    });
    CHECK(words.ends_with("a nursery makes no step\n"));
  }

  TEST_CASE("what is given up there leaves nothing") {
    Graph graph;
    {
      Graph nursery(Graph::Nursery{graph});
      const Ints numbers(AddStanding(nursery, 5));
      const auto view = numbers.Map(kNegative).Materialize();
      CHECK(nursery.node_count() == 3);
    }
    CHECK(graph.node_count() == 0);
  }

  TEST_CASE("one that has joined goes as any other") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    {
      Graph nursery(Graph::Nursery{graph});
      const Ints numbers(AddStanding(nursery, 5));
      const auto view = numbers.Map(kNegative).Materialize();
      graph.Join(nursery);
    }
    CHECK(graph.node_count() == 1);
    REQUIRE(graph.Transact([&to = input] { to.Insert(1); }).ok());
  }

  TEST_CASE("a scope that was built there iterates in the graph") {
    Graph graph;
    Graph nursery(Graph::Nursery{graph});
    InputNode<int>& node = AddStanding(nursery, 3);
    const Ints start(node);
    const auto down =
        Fixpoint(nursery, "down", [&start](Scope<1>& scope) {
          auto all = scope.Variable(scope.Enter(start));
          const auto less =
              all.Filter([](int i) { return i > 0; }).Map([](int i) { return i - 1; });
          const auto each = scope.Enter(start).Plus(less).Distinct();
          all.Becomes(each);
          return each;
        }).Materialize();
    CHECK(down.Read() == ZSet<int>{{0, 1}, {1, 1}, {2, 1}, {3, 1}});
    graph.Join(nursery);
    REQUIRE(graph
                .Transact([&] {
                  node.Add(5, 1);
                  graph.MarkDirty(node);
                })
                .ok());
    CHECK(down.Read() == ZSet<int>{{0, 1}, {1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1}});
  }
}

}  // namespace
}  // namespace cambium
