// What is reached in columns against a fixpoint of sets.
// SPDX-License-Identifier: Apache-2.0
#include "query/column_reach.h"

#include <set>

#include "doctest/doctest.h"
#include "tests/support/columns.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

TEST_SUITE("ReachColumns") {
  TEST_CASE("holds the starts and what edges from it lead to") {
    testing::ForSeeds(200, [](testing::Random& random) {
      const std::size_t width = 1 + random.Below(2);
      Flow reach;
      reach.kind = FlowKind::kReach;
      for (ColumnId i = 1; i <= width; ++i) {
        reach.left_keys.push_back(i);
        reach.columns.push_back(10 + i);
      }
      for (ColumnId i = 1; i <= 2 * width; ++i) reach.right_keys.push_back(20 + i);
      const std::vector<Row> starts = testing::SmallRows(random, width);
      const std::vector<Row> edges = testing::SmallRows(random, 2 * width);
      std::set<Row> expected(starts.begin(), starts.end());
      for (std::size_t before = 0; before < expected.size();) {
        before = expected.size();
        for (const Row& edge : edges) {
          if (expected.count(edge.Slice(0, width)) != 0) {
            expected.insert(edge.Slice(width, 2 * width));
          }
        }
      }
      const ColumnRows reached =
          ReachColumns(reach, testing::MakeColumns(reach.left_keys, starts),
                       testing::MakeColumns(reach.right_keys, edges));
      CHECK(testing::SortedRows(reached, reach.columns) ==
            std::vector<Row>(expected.begin(), expected.end()));
    });
  }

  TEST_CASE("of two flows a union has each row as often as both") {
    Flow both;
    both.left_keys = {2};
    both.right_keys = {3};
    both.columns = {4};
    const auto row = [](std::int64_t value) { return Row{Value::Int(value)}; };
    const ColumnRows rows = UnionColumns(both, testing::MakeColumns({2}, {row(1), row(2)}),
                                         testing::MakeColumns({3}, {row(2)}));
    CHECK(testing::SortedRows(rows, {4}) == std::vector<Row>{row(1), row(2), row(2)});
  }
}

}  // namespace
}  // namespace cambium
