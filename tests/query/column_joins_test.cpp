// Joins of columns against loops over all pairs.
// SPDX-License-Identifier: Apache-2.0
#include "query/column_joins.h"

#include "doctest/doctest.h"
#include "tests/support/columns.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

// Left rows have the columns 1 and 2, right rows 3 and 4; `keys` of them are compared.
std::vector<Row> AllPairs(FlowKind kind, std::size_t keys, const std::vector<Row>& left,
                          const std::vector<Row>& right) {
  std::vector<Row> rows;
  for (const Row& mine : left) {
    bool has_partner = false;
    for (const Row& theirs : right) {
      bool is_equal = true;
      for (std::size_t i = 0; i < keys; ++i) is_equal = is_equal && mine[i] == theirs[i];
      if (!is_equal) continue;
      has_partner = true;
      if (kind != FlowKind::kJoin && kind != FlowKind::kLeftJoin) continue;
      rows.push_back({Value(mine[0]), Value(mine[1]), Value(theirs[0]), Value(theirs[1])});
    }
    if (kind == FlowKind::kLeftJoin && !has_partner) {
      rows.push_back({Value(mine[0]), Value(mine[1]), Value(), Value()});
    }
    const bool keeps = kind == FlowKind::kSemiJoin ? has_partner : !has_partner;
    if ((kind == FlowKind::kSemiJoin || kind == FlowKind::kAntiJoin) && keeps) {
      rows.push_back(mine);
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

TEST_SUITE("JoinColumns") {
  TEST_CASE("pairs what all pairs with equal keys are") {
    testing::ForSeeds(150, [](testing::Random& random) {
      const std::vector<Row> left = testing::SmallRows(random, 2);
      const std::vector<Row> right = testing::SmallRows(random, 2);
      Flow join;
      const std::size_t keys = random.Below(3);
      for (std::size_t i = 0; i < keys; ++i) {
        join.left_keys.push_back(1 + i);
        join.right_keys.push_back(3 + i);
      }
      for (const FlowKind kind :
           {FlowKind::kJoin, FlowKind::kLeftJoin, FlowKind::kSemiJoin, FlowKind::kAntiJoin}) {
        join.kind = kind;
        const bool pairs = kind == FlowKind::kJoin || kind == FlowKind::kLeftJoin;
        const std::vector<ColumnId> layout =
            pairs ? std::vector<ColumnId>{1, 2, 3, 4} : std::vector<ColumnId>{1, 2};
        for (const bool may_swap : {false, true}) {
          const ColumnRows joined = JoinColumns(
              join, testing::MakeColumns({1, 2}, left), testing::MakeColumns({3, 4}, right),
              std::set<ColumnId>(layout.begin(), layout.end()), may_swap);
          CHECK(testing::SortedRows(joined, layout) == AllPairs(kind, keys, left, right));
        }
      }
    });
  }

  TEST_CASE("makes the columns that are needed and takes those of both sides from the left") {
    Flow join;
    join.kind = FlowKind::kLeftJoin;
    join.left_keys = join.right_keys = {1};
    const ColumnRows joined = JoinColumns(join, testing::MakeColumns({1}, {{Value::Int(5)}}),
                                          testing::MakeColumns({1, 2}, {}), {1}, true);
    CHECK(joined.layout() == std::vector<ColumnId>{1});
    CHECK(joined.Of(1)[0].AsInt() == 5);
  }
}

}  // namespace
}  // namespace cambium
