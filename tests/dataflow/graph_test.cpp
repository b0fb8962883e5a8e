// The graph: two phases, the dirty set, the lives of nodes, and what Dot() says of them.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/graph.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "operators/operators.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

using Ints = Stream<int>;
const std::negate<int> kNegative;

TEST_SUITE("Graph") {
  TEST_CASE("carries a delta through its nodes in one step") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    const Ints output = stream.Map(kNegative).Map(kNegative);
    input.Insert(5);
    REQUIRE(graph.Compute().ok());
    CHECK(output.delta().ToZSet() == ZSet<int>{{5, 1}});
    CHECK(graph.visited_count() == 3);
    graph.Commit();
    CHECK(output.delta().empty());
    CHECK(graph.step_count() == 1);
  }

  TEST_CASE("an index stands as before the step until COMMIT") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    const auto index = IndexBy(stream, std::identity());
    const auto weights = IndexWeights(stream);
    input.Insert(5);
    REQUIRE(graph.Compute().ok());
    CHECK(index->At(5) == nullptr);
    CHECK(weights->Of(5) == 0);
    graph.Commit();
    CHECK(index->At(5)->size() == 1);
    CHECK(weights->Of(5) == 1);
  }

  TEST_CASE("visits a node with two dirty inputs once and after both") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    int asked = 0;
    const Ints longer = stream.Map(kNegative).Map(kNegative);
    const Ints sum = stream.Plus(longer).Filter([&asked](int) {
      ++asked;
      return true;
    });
    // And with the longer way as the first input.
    const Ints other = longer.Plus(stream);
    input.Insert(5);
    REQUIRE(graph.Compute().ok());
    CHECK(sum.delta().ToZSet() == ZSet<int>{{5, 2}});
    CHECK(other.delta().ToZSet() == ZSet<int>{{5, 2}});
    CHECK(asked == 1);
    CHECK(graph.visited_count() == 6);
    graph.Commit();
  }

  TEST_CASE("visits nothing that no delta reaches") {
    Graph graph;
    auto [busy, busy_input] = graph.AddInput<int>();
    auto [idle, idle_input] = graph.AddInput<int>();
    const Ints image = busy.Map(kNegative);
    std::vector<Ints> images;
    images.reserve(100);
    for (int i = 0; i < 100; ++i) images.push_back(idle.Map(kNegative));
    // Nor what is behind a filter that keeps nothing.
    const Ints none = busy.Filter([](int i) { return i > 100; });
    const Ints behind = none.Map(kNegative);
    REQUIRE(graph.Transact([&to = busy_input] { to.Insert(5); }).ok());
    CHECK(graph.visited_count() == 3);
    CHECK(behind.wire().visits() == 0);
    CHECK(images.back().wire().visits() == 0);
  }

  TEST_CASE("a short delta that cancels out goes no further") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    const Ints image = stream.Map(kNegative);
    const Ints parity = stream.Map([](int i) { return i % 2; });
    const Ints behind = parity.Map(kNegative);
    const auto push = [&to = input](int inserted, int deleted) {
      return [&to, inserted, deleted] {
        to.Insert(inserted);
        to.Delete(deleted);
      };
    };
    REQUIRE(graph.Transact(push(5, 5)).ok());
    CHECK(graph.visited_count() == 1);
    REQUIRE(graph.Transact(push(5, 7)).ok());
    CHECK(graph.visited_count() == 3);
    CHECK(behind.wire().visits() == 0);
  }

  TEST_CASE("times visits of nodes that are visited") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    auto [idle, idle_input] = graph.AddInput<int>();
    const Ints doubled = stream.Map([](int i) { return 2 * i; });
    for (int step = 0; step < 100; ++step) {
      const auto push = [&to = input] {
        for (int i = 0; i < 100; ++i) to.Insert(i);
      };
      REQUIRE(graph.Transact(push).ok());
    }
    const std::vector<NodeStatistics> all = graph.Statistics();
    REQUIRE(all.size() == 3);
    CHECK(all[0].visit_nanos > 0);
    CHECK(all[1].visit_nanos == 0);
    CHECK(all[2].visit_nanos > 0);
  }

  TEST_CASE("counts visits and entries from the step at which a node came") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    const Ints twice = stream.FlatMap([](int i) { return std::vector<int>{i, i + 1}; });
    const auto push = [&to = input] { to.Insert(5); };
    REQUIRE(graph.Transact(push).ok());
    const Ints late = stream.Map(kNegative);
    REQUIRE(graph.Transact(push).ok());
    CHECK(twice.wire().visits() == 2);
    CHECK(twice.wire().entries_out() == 4);
    CHECK(late.wire().visits() == 1);
    CHECK(graph.step_count() == 2);
    const Ints failing = stream.Map([](int i) { return i == 9 ? throw i : i; });
    CHECK_THROWS_AS(graph.Transact([&to = input] { to.Insert(9); }).IgnoreError(), int);
    CHECK(graph.step_count() == 2);
    CHECK(graph.visited_count() == 4);
  }

  TEST_CASE("says what it is in Graphviz's language") {
    struct Row {
      int id;
      int group;
      auto operator<=>(const Row&) const = default;
    };
    Graph graph;
    auto [rows, table] = graph.AddTable<Row>(&Row::id, "the \"rows\"");
    const auto counts = rows.GroupBy(&Row::group).Count();
    const auto view = counts.Materialize();
    REQUIRE(graph
                .Transact([&to = table] {
                  to.Insert({1, 10});
                  to.Insert({2, 10});
                  to.Insert({3, 30});
                })
                .ok());
    const std::string start =
        "digraph cambium {\n"
        "  rankdir=LR;\n"
        "  node [shape=box, fontname=monospace];\n"
        "  n0 [label=\"table the \\\"rows\\\"\\nvisits 1, out 3, rows 3\"];\n";
    CHECK(graph.Dot() == start +
                             "  n1 [label=\"group states\\nvisits 1, out 3, rows 2\"];\n"
                             "  n0 -> n1;\n"
                             "  n2 [label=\"aggregate\\nvisits 1, out 2\"];\n"
                             "  n0 -> n2;\n"
                             "  n1 -> n2;\n"
                             "  n3 [label=\"index\\nvisits 1, out 0, rows 2\"];\n"
                             "  n2 -> n3;\n"
                             "}\n");
  }
}

TEST_SUITE("Lives of nodes") {
  TEST_CASE("a node is gone with its last handle and so is an input") {
    Graph graph;
    {
      auto [stream, input] = graph.AddInput<int>();
      CHECK(graph.node_count() == 1);
      Ints image = stream.Map(kNegative);
      const Ints copy = image;
      CHECK(graph.node_count() == 2);
      image = Ints();
      CHECK(graph.node_count() == 2);
      stream = Ints();
      const auto view = copy.Materialize();
      CHECK(graph.node_count() == 3);
      REQUIRE(graph.Transact([&to = input] { to.Insert(1); }).ok());
      CHECK(view.Get(-1) == 1);
    }
    CHECK(graph.node_count() == 0);
  }

  TEST_CASE("a view alone keeps all that it needs") {
    Graph graph;
    std::optional<View<Grouped<int, std::int64_t>>> view;
    std::optional<Input<int>> kept;
    {
      auto [stream, input] = graph.AddInput<int>();
      kept = input;
      view = stream.Distinct().GroupBy([](int i) { return i % 2; }).Count().Materialize();
    }
    REQUIRE(graph.Transact([&] { kept->Insert(3); }).ok());
    CHECK(view->Get(1) == 1);
    kept.reset();
    CHECK(graph.node_count() == 6);
    view.reset();
    CHECK(graph.node_count() == 0);
  }

  // Streams are held at random: a node lives exactly while a held one needs it.
  TEST_CASE("exactly the nodes that are needed live in whatever order handles go") {
    testing::ForSeeds(100, [](testing::Random& random) {
      Graph graph;
      struct Known {
        std::vector<std::size_t> reads;
        std::optional<Ints> stream;
        std::optional<Input<int>> input;
        std::vector<View<int>> views;
      };
      std::vector<Known> known;
      const auto pick = [&]() -> std::optional<std::size_t> {
        if (known.empty()) return std::nullopt;
        const auto i = static_cast<std::size_t>(random.Below(known.size()));
        return known[i].stream.has_value() ? std::optional(i) : std::nullopt;
      };
      const auto add = [&](Ints stream, std::vector<std::size_t> reads) {
        known.push_back({std::move(reads), std::move(stream), std::nullopt, {}});
      };
      const auto expected = [&] {
        std::vector<bool> alive(known.size());
        std::size_t count = 0;
        for (std::size_t i = known.size(); i-- > 0;) {
          const Known& node = known[i];
          alive[i] = alive[i] || node.stream || node.input || !node.views.empty();
          if (!alive[i]) continue;
          count += node.views.empty() ? 1 : 2;
          for (const std::size_t read : node.reads) alive[read] = true;
        }
        return count;
      };
      for (int call = 0; call < 60; ++call) {
        const auto a = pick();
        const auto b = pick();
        switch (random.Below(8)) {
          case 0: {
            auto [stream, input] = graph.AddInput<int>();
            add(stream, {});
            known.back().input = input;
            break;
          }
          case 1:
            if (a) add(known[*a].stream->Map(kNegative), {*a});
            break;
          case 2:
            if (a && b) add(known[*a].stream->Plus(*known[*b].stream), {*a, *b});
            break;
          case 3:
            if (a) known[*a].views.push_back(known[*a].stream->Materialize());
            break;
          case 4:
            if (a) known[*a].stream.reset();
            break;
          case 5: {
            for (Known& node : known) {
              if (random.OneIn(3)) node.input.reset();
              if (random.OneIn(3) && !node.views.empty()) node.views.pop_back();
            }
            break;
          }
          default: {
            const absl::Status status = graph.Transact([&] {
              for (Known& node : known) {
                if (!node.input) continue;
                node.input->Insert(static_cast<int>(random.Below(3)));
                if (random.OneIn(4)) node.input.reset();
              }
            });
            REQUIRE(status.ok());
          }
        }
        REQUIRE(graph.node_count() == expected());
      }
    });
  }

  TEST_CASE("readers of several streams go in any order and the rest are visited") {
    testing::ForSeeds(100, [](testing::Random& random) {
      Graph graph;
      auto left = graph.AddInput<int>();
      auto right = graph.AddInput<int>();
      // Each reads both inputs, in either order, so that its slots differ from one to another.
      std::vector<Stream<int>> readers;
      const auto add = [&] {
        readers.push_back(random.OneIn(2) ? left.stream.Plus(right.stream)
                                          : right.stream.Plus(left.stream));
      };
      for (int i = 0; i < 8; ++i) add();
      while (!readers.empty()) {
        if (random.OneIn(4)) add();
        const std::size_t gone = random.Below(readers.size());
        readers.erase(readers.begin() + static_cast<std::ptrdiff_t>(gone));
        for (auto* input : {&left.input, &right.input}) {
          std::vector<std::uint64_t> before;
          before.reserve(readers.size());
          for (const auto& reader : readers) before.push_back(reader.wire().visits());
          REQUIRE(graph.Transact([&] { input->Insert(1); }).ok());
          REQUIRE(graph.visited_count() == 1 + readers.size());
          for (std::size_t i = 0; i < readers.size(); ++i) {
            REQUIRE(readers[i].wire().visits() == before[i] + 1);
          }
        }
      }
      REQUIRE(graph.node_count() == 2);
    });
  }

  TEST_CASE("handles may go during a step and in a Preview") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    const auto dropped = std::make_unique<std::optional<View<int>>>();
    std::optional<Ints> tail;
    // Drops what reads it, while that waits to be visited.
    const Ints dropping = stream.Map([&dropped](int i) {
      dropped->reset();
      return i;
    });
    *dropped = dropping.Map(kNegative).Materialize();
    tail = dropping.Negate();
    CHECK(graph.node_count() == 5);
    REQUIRE(graph.Transact([&to = input] { to.Insert(1); }).ok());
    CHECK(graph.node_count() == 3);
    *dropped = dropping.Map(kNegative).Materialize();
    CHECK(graph.node_count() == 5);
    REQUIRE(graph.Preview([&to = input] { to.Insert(1); }, [&tail] { tail.reset(); }).ok());
    CHECK(graph.node_count() == 2);
    // And an exception after that.
    const Ints throwing = stream.Map([&dropped](int i) {
      dropped->reset();
      return i == 7 ? throw i : i;
    });
    *dropped = dropping.Materialize();
    CHECK_THROWS_AS(graph.Transact([&to = input] { to.Insert(7); }).IgnoreError(), int);
    CHECK(graph.node_count() == 3);
    REQUIRE(graph.Transact([&to = input] { to.Insert(1); }).ok());
  }

  TEST_CASE("a node with pending changes may go before its transaction") {
    Graph graph;
    {
      auto [stream, input] = graph.AddInput<int>();
      for (int i = 0; i < 1000; ++i) input.Insert(i);
    }
    CHECK(graph.node_count() == 0);
    CHECK(graph.Transact([] {}).ok());
    CHECK(graph.visited_count() == 0);
  }

  TEST_CASE("handles are values") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    Node& node = stream.Map(kNegative).wire();  // Gone at the end of the line.
    static_cast<void>(node);
    CHECK(graph.node_count() == 1);
    NodeHandle empty;
    CHECK(empty.node() == nullptr);
    const Ints image = stream.Map(kNegative);
    graph.Hold(image.wire());
    NodeHandle one(image.wire());
    NodeHandle two = one;
    NodeHandle three = std::move(one);
    two = three;
    NodeHandle& same = two;
    two = same;
    CHECK(two.node() == &image.wire());
    three = NodeHandle();
    CHECK(graph.node_count() == 2);
  }

  TEST_CASE("a long chain comes and goes") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    Ints end = stream;
    for (int i = 0; i < 5000; ++i) end = end.Map(kNegative);
    const auto view = end.Materialize();
    REQUIRE(graph.Transact([&to = input] { to.Insert(1); }).ok());
    CHECK(graph.visited_count() == 5002);
    CHECK(view.Get(1) == 1);
  }
}

TEST_SUITE("Many pipelines") {
  TEST_CASE("a commit on one of 100 000 visits its own nodes only") {
    struct Attached {
      NewInput<int> source;
      View<Grouped<int, std::int64_t>> view;
    };
    Graph graph;
    std::vector<Attached> all;
    const auto attach = [&] {
      const auto source = graph.AddInput<int>();
      const auto sums = source.stream.Filter([](int i) { return i > 0; })
                            .GroupBy([](int i) { return i % 7; })
                            .Sum(std::identity());
      all.push_back({source, sums.Materialize()});
    };
    attach();
    const std::size_t nodes_each = graph.node_count();
    CHECK(nodes_each == 5);
    constexpr std::size_t kPipelines = 100'000;
    while (all.size() < kPipelines) attach();
    CHECK(graph.node_count() == kPipelines * nodes_each);
    for (const std::size_t which : {std::size_t{0}, kPipelines / 2, kPipelines - 1}) {
      REQUIRE(graph.Transact([&] { all[which].source.input.Insert(8); }).ok());
      CHECK(graph.visited_count() == nodes_each);
      CHECK(all[which].view.Get(1) == 8);
    }
    // A storm of departures and arrivals.
    testing::Random random(1);
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 10'000; ++i) {
        std::swap(all[random.Below(all.size())], all.back());
        all.pop_back();
      }
      CHECK(graph.node_count() == all.size() * nodes_each);
      while (all.size() < kPipelines) attach();
      CHECK(graph.node_count() == all.size() * nodes_each);
    }
    REQUIRE(graph.Transact([&] { all.back().source.input.Insert(3); }).ok());
    CHECK(graph.visited_count() == nodes_each);
    CHECK(all.back().view.Get(3) == 3);
    all.clear();
    CHECK(graph.node_count() == 0);
  }

  TEST_CASE("attaching to one input and leaving it in any order costs no scan") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    REQUIRE(graph.Transact([&to = input] { to.Insert(4); }).ok());
    std::vector<Ints> readers;
    readers.reserve(100'000);
    for (int i = 0; i < 100'000; ++i)
      readers.push_back(stream.Filter([i](int x) { return x > i; }));
    CHECK(graph.node_count() == 100'001);
    // The oldest first: a scan of all consumers for each would take minutes.
    std::reverse(readers.begin(), readers.end());
    while (readers.size() > 10) readers.pop_back();
    CHECK(graph.node_count() == 11);
    REQUIRE(graph.Transact([&to = input] { to.Insert(5); }).ok());
    CHECK(graph.visited_count() == 11);
  }
}

}  // namespace
}  // namespace cambium
