// Each operator's template, for rows.
// SPDX-License-Identifier: Apache-2.0
#include "query/row_operators.h"

#include "dataflow/ordered_groups.h"
#include "operators/aggregate.h"
#include "operators/distinct.h"
#include "operators/filter.h"
#include "operators/join.h"
#include "operators/map.h"
#include "operators/outer_join.h"
#include "operators/semi_join.h"
#include "operators/top.h"

namespace cambium {
namespace {

struct GroupRow {
  Row operator()(const Grouped<Row, Row>& group) const {
    RowBuffer values;
    for (std::size_t i = 0; i < group.key.size(); ++i) values.push_back(group.key[i]);
    for (std::size_t i = 0; i < group.value.size(); ++i) values.push_back(group.value[i]);
    return Row(values);
  }
};

}  // namespace

Stream<Row> JoinRows(const Stream<Row>& left, const Stream<Row>& right, ProjectRow left_key,
                     ProjectRow right_key, PairRows pair) {
  return left.Join(right, left_key, right_key, pair);
}

Stream<Row> LeftJoinRows(const Stream<Row>& left, const Stream<Row>& right, ProjectRow left_key,
                         ProjectRow right_key, PairRows pair) {
  return left.LeftJoin(right, left_key, right_key, pair);
}

Stream<Row> SemiJoinRows(const Stream<Row>& left, const Stream<Row>& right, ProjectRow left_key,
                         ProjectRow right_key) {
  return left.SemiJoin(right, left_key, right_key);
}

Stream<Row> AntiJoinRows(const Stream<Row>& left, const Stream<Row>& right, ProjectRow left_key,
                         ProjectRow right_key) {
  return left.AntiJoin(right, left_key, right_key);
}

Stream<Row> DistinctRows(const Stream<Row>& rows) { return rows.Distinct(); }

Stream<Row> AggregateRows(const Stream<Row>& rows, ProjectRow group, RowAggregates aggregates) {
  return rows.GroupBy(group).Aggregate(std::move(aggregates)).Map(GroupRow());
}

Stream<Row> TopRows(const Stream<Row>& rows, ProjectRow group, RowOrder order,
                    std::int64_t offset, std::optional<std::int64_t> limit) {
  using Ordered = OrderedGroups<Row, ProjectRow, RowOrder>;
  const auto ordered =
      IndexHandle<Ordered>::Find(rows, "", [&] { return Ordered(group, order); });
  Window<Row> window;
  window.offset = offset;
  window.limit = limit.value_or(kNoLimit);
  return internal::AddOperator(TopOperator<Ordered>(ordered, window), rows);
}

}  // namespace cambium
