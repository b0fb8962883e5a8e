// The graph: two phases, the dirty set, and editing between steps.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/graph.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "dataflow/index.h"
#include "dataflow/node.h"
#include "doctest/doctest.h"
#include "tests/support/aborts.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

// Emits each element once more: enough of an operator to watch a graph with.
struct Same {
  ZSet<int> Step(const ZSet<int>& delta) const { return delta; }
};
struct Sum {
  ZSet<int> Step(const ZSet<int>& left, const ZSet<int>& right) const {
    ZSet<int> sum = left;
    sum += right;
    return sum;
  }
};
using IntIndex = Index<int, std::identity>;

TEST_SUITE("Graph") {
  TEST_CASE("carries a delta through its nodes in one step") {
    Graph graph;
    auto& input = graph.AddInput<int>();
    const auto& output = graph.Add(Same{}, graph.Add(Same{}, input));
    graph.Push(input, {{5, 1}});
    graph.Compute();
    CHECK(output.delta() == ZSet<int>{{5, 1}});
    graph.Commit();
    CHECK(output.delta().empty());
  }

  TEST_CASE("an index stands as before the step until COMMIT") {
    Graph graph;
    auto& input = graph.AddInput<int>();
    const IntIndex& index = graph.AddIndex(IntIndex(std::identity()), input);
    graph.Push(input, {{5, 1}});
    graph.Compute();
    CHECK(index.At(5).empty());
    graph.Commit();
    CHECK(index.At(5).size() == 1);
  }

  TEST_CASE("an abandoned step leaves no trace") {
    Graph graph;
    auto& input = graph.AddInput<int>();
    const IntIndex& index = graph.AddIndex(IntIndex(std::identity()), input);
    const auto& output = graph.Add(Same{}, input);
    graph.Push(input, {{5, 1}});
    graph.Compute();
    graph.Abandon();
    CHECK(output.delta().empty());
    CHECK(index.group_count() == 0);
    graph.Push(input, {{6, 1}});
    graph.Abandon();
    graph.Compute();
    CHECK(graph.visited_count() == 0);
    graph.Commit();
    CHECK(index.group_count() == 0);
  }

  TEST_CASE("visits a node with two dirty inputs once and after both") {
    Graph graph;
    auto& input = graph.AddInput<int>();
    const auto& longer = graph.Add(Same{}, graph.Add(Same{}, input));
    const auto& sum = graph.Add(Sum{}, input, longer);
    graph.Push(input, {{5, 1}});
    graph.Compute();
    CHECK(sum.delta() == ZSet<int>{{5, 2}});
    CHECK(graph.visited_count() == 4);
    graph.Commit();
  }

  TEST_CASE("visits nothing that no delta reaches") {
    Graph graph;
    auto& busy = graph.AddInput<int>();
    graph.Add(Same{}, busy);
    auto& idle = graph.AddInput<int>();
    for (int i = 0; i < 100; ++i) graph.Add(Same{}, idle);
    graph.Push(busy, {{5, 1}});
    graph.Compute();
    CHECK(graph.visited_count() == 2);
    graph.Commit();
  }

  TEST_CASE("a delta that cancels out goes no further") {
    Graph graph;
    auto& input = graph.AddInput<int>();
    const auto& sum = graph.Add(Sum{}, input, input);
    graph.Push(input, {{5, 1}});
    graph.Push(input, {{5, -1}});
    graph.Compute();
    CHECK(sum.delta().empty());
    CHECK(graph.visited_count() == 1);
    graph.Commit();
  }

  TEST_CASE("nodes come and go between steps") {
    Graph graph;
    auto& input = graph.AddInput<int>();
    const std::size_t mark = graph.mark();
    const auto& first = graph.Add(Same{}, input);
    graph.Add(Same{}, first);
    const std::vector<Node*> added = graph.NodesSince(mark);
    CHECK(added.size() == 2);
    graph.Remove(added);
    CHECK(graph.node_count() == 1);
    graph.Push(input, {{5, 1}});
    graph.Compute();
    CHECK(graph.visited_count() == 1);
    graph.Commit();
  }

  TEST_CASE("refuses to remove a node that others read") {
    const std::string words = testing::LastWords([] {
      Graph graph;
      const std::size_t mark = graph.mark();
      auto& input = graph.AddInput<int>();
      const std::vector<Node*> just_the_input = graph.NodesSince(mark);
      graph.Add(Same{}, input);
      graph.Remove(just_the_input);
    });
    CHECK(words.ends_with("a removed node still has a reader\n"));
  }
}

}  // namespace
}  // namespace cambium
