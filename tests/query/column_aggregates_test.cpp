// Aggregates of columns against loops over the rows of each group.
// SPDX-License-Identifier: Apache-2.0
#include "query/column_aggregates.h"

#include <map>
#include <set>

#include "doctest/doctest.h"
#include "tests/support/columns.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

constexpr ColumnId kResult = 10;

Flow Grouped(std::vector<std::pair<AggregateKind, bool>> kinds) {
  Flow flow;
  flow.kind = FlowKind::kAggregate;
  flow.columns = {1};
  for (const auto& [kind, distinct] : kinds) {
    FlowAggregate aggregate;
    aggregate.id = kResult + flow.aggregates.size();
    aggregate.kind = kind;
    aggregate.distinct = distinct;
    aggregate.arg = 2;
    aggregate.arg_type = aggregate.type = FieldType{TypeKind::kInt};
    aggregate.order = {{3, true, true, {}}};
    flow.aggregates.push_back(aggregate);
  }
  return flow;
}

std::vector<Row> IntegerRows(testing::Random& random) {
  std::vector<Row> rows;
  for (std::int64_t i = random.Between(0, 12); i > 0; --i) {
    rows.push_back({random.OneIn(5) ? Value() : Value::Int(random.Between(0, 2)),
                    random.OneIn(5) ? Value() : Value::Int(random.Between(-3, 3)),
                    Value::Int(i)});
  }
  return rows;
}

TEST_SUITE("AggregateColumns") {
  TEST_CASE("counts and sums and keeps extremes by group") {
    testing::ForSeeds(200, [](testing::Random& random) {
      const std::vector<Row> rows = IntegerRows(random);
      std::map<Value, std::vector<std::int64_t>> values;
      for (const Row& row : rows) {
        std::vector<std::int64_t>& mine = values[Value(row[0])];
        if (!row[1].is_null()) mine.push_back(row[1].AsInt());
      }
      std::vector<Row> expected;
      for (const auto& by_group : values) {
        const Value& group = by_group.first;
        const std::vector<std::int64_t>& mine = by_group.second;
        const std::set<std::int64_t> once(mine.begin(), mine.end());
        std::int64_t sum = 0;
        std::int64_t sum_once = 0;
        for (const std::int64_t value : mine) sum += value;
        for (const std::int64_t value : once) sum_once += value;
        const auto perhaps = [&mine](std::int64_t value) {
          return mine.empty() ? Value() : Value::Int(value);
        };
        expected.push_back({group, Value::Int(static_cast<std::int64_t>(mine.size())),
                            Value::Int(static_cast<std::int64_t>(once.size())), perhaps(sum),
                            perhaps(sum_once), perhaps(mine.empty() ? 0 : *once.begin()),
                            perhaps(mine.empty() ? 0 : *once.rbegin())});
      }
      ByteArena texts;
      absl::Status error;
      const ColumnRows result =
          AggregateColumns(Grouped({{AggregateKind::kCount, false},
                                    {AggregateKind::kCount, true},
                                    {AggregateKind::kSum, false},
                                    {AggregateKind::kSum, true},
                                    {AggregateKind::kMin, false},
                                    {AggregateKind::kMax, true}}),
                           testing::MakeColumns({1, 2, 3}, rows), texts, error);
      CHECK(error.ok());
      CHECK(testing::SortedRows(result, {1, 10, 11, 12, 13, 14, 15}) == expected);
    });
  }

  TEST_CASE("lists and firsts go by the order of the aggregate") {
    const std::vector<Row> rows{{Value::Int(1), Value::Int(5), Value::Int(1)},
                                {Value::Int(1), Value(), Value::Int(2)},
                                {Value::Int(1), Value::Int(4), Value::Int(3)}};
    ByteArena texts;
    absl::Status error;
    const ColumnRows result =
        AggregateColumns(Grouped({{AggregateKind::kList, false},
                                  {AggregateKind::kFirst, false},
                                  {AggregateKind::kLast, false},
                                  {AggregateKind::kList, true}}),
                         testing::MakeColumns({1, 2, 3}, rows), texts, error);
    CHECK(testing::SortedRows(result, {10, 11, 12, 13}) ==
          std::vector<Row>{{Value::Json("[4,null,5]"), Value::Int(4), Value::Int(5),
                            Value::Json("[null,4,5]")}});
  }

  TEST_CASE("a sum that overflows says so") {
    const Value most = Value::Int(INT64_MAX);
    const ColumnRows rows =
        testing::MakeColumns({1, 2, 3}, {{Value(), most, Value()}, {Value(), most, Value()}});
    ByteArena texts;
    absl::Status error;
    AggregateColumns(Grouped({{AggregateKind::kSum, false}}), rows, texts, error);
    CHECK(error.message() == "sum overflows Int");
    absl::Status none;
    AggregateColumns(Grouped({{AggregateKind::kSum, true}}), rows, texts, none);
    CHECK(none.ok());
  }
}

}  // namespace
}  // namespace cambium
