// Closures of columns against walks of every length.
// SPDX-License-Identifier: Apache-2.0
#include "query/column_hops.h"

#include <map>
#include <set>

#include "doctest/doctest.h"
#include "tests/support/columns.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

// The shortest walk from each start to each node: in none to itself, but where that is too few
// for the flow, over at least one edge.
std::vector<Row> Walks(const Flow& hops, const std::vector<Row>& starts,
                       const std::vector<Row>& edges) {
  std::set<Row> found;
  for (const Row& start : starts) {
    std::map<Value, std::int64_t> fewest;
    if (hops.offset == 0) fewest[Value(start[0])] = 0;
    std::set<Value> level{Value(start[0])};
    for (std::int64_t walked = 1; walked <= 12; ++walked) {
      std::set<Value> next;
      for (const Row& edge : edges) {
        if (edge[0].is_null() || edge[1].is_null()) continue;
        if (level.count(Value(edge[0])) != 0) next.insert(Value(edge[1]));
      }
      for (const Value& node : next) fewest.try_emplace(node, walked);
      level = next;
    }
    for (const auto& [node, walked] : fewest) {
      const bool is_within =
          walked >= hops.offset && (!hops.limit.has_value() || walked <= *hops.limit);
      if (is_within) found.insert({Value(start[0]), node, Value::Int(walked)});
    }
  }
  return {found.begin(), found.end()};
}

TEST_SUITE("HopColumns") {
  TEST_CASE("reaches what walks of any length reach") {
    testing::ForSeeds(200, [](testing::Random& random) {
      Flow hops;
      hops.kind = FlowKind::kHops;
      hops.left_keys = {1};
      hops.right_keys = {2, 3};
      hops.columns = {4, 5, 6};
      hops.offset = random.Between(0, 2);
      if (random.OneIn(2)) hops.limit = hops.offset + random.Between(0, 2);
      const std::vector<Row> starts = testing::SmallRows(random, 1);
      const std::vector<Row> edges = testing::SmallRows(random, 2);
      const ColumnRows reached = HopColumns(hops, testing::MakeColumns({1}, starts),
                                            testing::MakeColumns({2, 3}, edges));
      CHECK(testing::SortedRows(reached, {4, 5, 6}) == Walks(hops, starts, edges));
    });
  }
}

}  // namespace
}  // namespace cambium
