// A plan becomes nodes of a graph, which maintain the flat rows of each select.
// SPDX-License-Identifier: Apache-2.0
#include "query/lowering.h"

#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

Value I(std::int64_t integer) { return Value::Int(integer); }

struct Lowered {
  explicit Lowered(std::string_view query)
      : plan(testing::MakePlan(
            testing::MakeSchema({testing::kIssueTable, testing::kCommentTable}), query)),
        nodes(Lower(
            plan, graph, &clock, [](TypeId, const std::vector<std::size_t>&, Delta<Row>&) {},
            contents)) {}

  // Pushes rows as the plan reads them; returns the deltas of all selects.
  std::vector<ZSet<Row>> Step(const std::vector<ZSet<Row>>& inputs) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      for (const auto& [row, weight] : inputs[i]) nodes.inputs[i].Add(row, weight);
    }
    REQUIRE(graph.Compute().ok());
    std::vector<ZSet<Row>> outputs;
    for (const SelectNodes& select : nodes.selects) {
      outputs.push_back(select.output.delta().ToZSet());
    }
    graph.Commit();
    return outputs;
  }

  Graph graph;
  LiveClock clock{graph, 0};
  SelectPlan plan;
  std::vector<ZSet<Row>> contents;  // What each select held when the query was built.
  LoweredQuery nodes;
};

TEST_SUITE("Lower") {
  TEST_CASE("filters and shapes") {
    // Reads id and votes; rows are (votes, id, votes + 1).
    Lowered lowered("MANY Issue WHERE votes > 1 ORDER BY votes { n: votes + 1 }");
    CHECK(lowered.Step({{{Row{I(1), I(5)}, 1}, {Row{I(2), I(0)}, 1}}})[0] ==
          ZSet<Row>{{Row{I(5), I(1), I(6)}, 1}});
    CHECK(lowered.Step({{{Row{I(1), I(5)}, -1}, {Row{I(1), I(1)}, 1}}})[0] ==
          ZSet<Row>{{Row{I(5), I(1), I(6)}, -1}});
  }

  TEST_CASE("a limit keeps the first in order") {
    Lowered lowered("MANY Issue ORDER BY votes DESC LIMIT 1 { id }");
    const auto row = [](std::int64_t id, std::int64_t votes) { return Row{I(votes), I(id)}; };
    CHECK(lowered.Step({{{Row{I(1), I(5)}, 1}, {Row{I(2), I(7)}, 1}}})[0] ==
          ZSet<Row>{{row(2, 7), 1}});
    CHECK(lowered.Step({{{Row{I(2), I(7)}, -1}}})[0] ==
          ZSet<Row>{{row(2, 7), -1}, {row(1, 5), 1}});
  }

  TEST_CASE("nested rows stand while their outer row does") {
    Lowered lowered("MANY Issue WHERE open = TRUE { MANY comments LIMIT 1 { id } }");
    const ZSet<Row> comments{{Row{I(11), I(1)}, 1}, {Row{I(10), I(1)}, 1}};
    CHECK(lowered.Step({{}, comments})[1].empty());
    const Row issue{I(1), Value::Bool(true)};
    const Row first{I(1), I(10)};
    CHECK(lowered.Step({{{issue, 1}}, {}})[1] == ZSet<Row>{{first, 1}});
    CHECK(lowered.Step({{{issue, -1}}, {}})[1] == ZSet<Row>{{first, -1}});
  }

  TEST_CASE("an expression that fails is noted for its query") {
    Lowered lowered("MANY Issue { n: votes * votes }");
    lowered.Step({{{Row{I(1), I(3)}, 1}}});
    CHECK(lowered.nodes.parts->error.ok());
    lowered.Step({{{Row{I(2), I(std::int64_t{1} << 40)}, 1}}});
    CHECK(lowered.nodes.parts->error.message() == "Int overflows");
  }

  TEST_CASE("its nodes are gone with the query") {
    Lowered lowered("MANY Issue LIMIT 2 { MANY comments { id } }");
    CHECK(lowered.graph.node_count() > 5);
    lowered.nodes = LoweredQuery();
    CHECK(lowered.graph.node_count() == 1);  // the clock
  }

  TEST_CASE("starts with what the tables hold") {
    Graph graph;
    const SelectPlan plan =
        testing::MakePlan(testing::MakeSchema({testing::kIssueTable, testing::kCommentTable}),
                          "MANY Issue WHERE votes > 1 LIMIT 1 { votes }");
    std::vector<ZSet<Row>> contents;
    int reads = 0;
    const LoweredQuery query = Lower(
        plan, graph, nullptr,
        [&reads](TypeId, const std::vector<std::size_t>&, Delta<Row>& out) {
          ++reads;
          out.Add(Row{I(1), I(5)}, 1);
          out.Add(Row{I(2), I(7)}, 1);
          out.Add(Row{I(3), I(0)}, 1);
        },
        contents);
    REQUIRE(contents.size() == 1);
    CHECK(contents[0] == ZSet<Row>{{Row{I(1), I(5)}, 1}});
    CHECK(reads == 1);
  }
}

}  // namespace
}  // namespace cambium
