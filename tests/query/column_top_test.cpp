// Windows of columns against windows of sorted rows.
// SPDX-License-Identifier: Apache-2.0
#include "query/column_top.h"

#include <map>

#include "doctest/doctest.h"
#include "tests/support/columns.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

// By the second field, then by all fields.
std::vector<Row> Windows(const Flow& top, std::vector<Row> rows) {
  const FlowOrder& by = top.order[0];
  std::stable_sort(rows.begin(), rows.end());
  std::stable_sort(rows.begin(), rows.end(), [&by](const Row& a, const Row& b) {
    if (a[1].is_null() || b[1].is_null()) {
      return a[1].is_null() != b[1].is_null() && a[1].is_null() == by.nulls_first;
    }
    return by.descending ? b[1] < a[1] : a[1] < b[1];
  });
  std::map<Value, std::int64_t> seen;
  std::vector<Row> kept;
  for (const Row& row : rows) {
    const std::int64_t at = seen[top.columns.empty() ? Value() : Value(row[0])]++;
    if (at < top.offset || (top.limit.has_value() && at >= top.offset + *top.limit)) continue;
    kept.push_back(row);
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

TEST_SUITE("TopColumns") {
  TEST_CASE("keeps of each group what a sort would put in the window") {
    testing::ForSeeds(200, [](testing::Random& random) {
      Flow top;
      top.kind = FlowKind::kTop;
      if (random.OneIn(2)) top.columns = {1};
      top.order = {{2, random.OneIn(2), random.OneIn(2), {}}};
      top.offset = random.Between(0, 2);
      if (!random.OneIn(4)) top.limit = random.Between(0, 3);
      const std::vector<Row> rows = testing::SmallRows(random, 3);
      CHECK(testing::SortedRows(TopColumns(top, testing::MakeColumns({1, 2, 3}, rows)),
                                {1, 2, 3}) == Windows(top, rows));
    });
  }

  TEST_CASE("the end of a window may lie behind all integers") {
    Flow top;
    top.offset = 1;
    top.limit = INT64_MAX;
    top.order = {{1, false, true, {}}};
    const ColumnRows rows = testing::MakeColumns({1}, {{Value::Int(2)}, {Value::Int(1)}});
    CHECK(testing::SortedRows(TopColumns(top, rows), {1}) == std::vector<Row>{{Value::Int(2)}});
  }
}

}  // namespace
}  // namespace cambium
