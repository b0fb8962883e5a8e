// The operators of the graph, instantiated for rows: one function for each kind of flow.
//
// They are declared here and defined apart, since each of them is much code to compile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "dataflow/row.h"
#include "dataflow/stream.h"
#include "query/lowered_functions.h"
#include "query/row_aggregates.h"
#include "query/row_order.h"

namespace cambium {

Stream<Row> JoinRows(const Stream<Row>& left, const Stream<Row>& right, ProjectRow left_key,
                     ProjectRow right_key, PairRows pair);
Stream<Row> LeftJoinRows(const Stream<Row>& left, const Stream<Row>& right, ProjectRow left_key,
                         ProjectRow right_key, PairRows pair);
Stream<Row> SemiJoinRows(const Stream<Row>& left, const Stream<Row>& right, ProjectRow left_key,
                         ProjectRow right_key);
Stream<Row> AntiJoinRows(const Stream<Row>& left, const Stream<Row>& right, ProjectRow left_key,
                         ProjectRow right_key);
Stream<Row> DistinctRows(const Stream<Row>& rows);
// The group's columns, then its aggregates.
Stream<Row> AggregateRows(const Stream<Row>& rows, ProjectRow group, RowAggregates aggregates);
Stream<Row> TopRows(const Stream<Row>& rows, ProjectRow group, RowOrder order,
                    std::int64_t offset, std::optional<std::int64_t> limit);
// (start, node, hops) of what is reached in so many hops at least and at most. A start is
// reached in none, or where that is too few over the shortest cycle that it lies on.
Stream<Row> HopRows(const Stream<Row>& starts, ProjectRow start, const Stream<Row>& edges,
                    ProjectRow from, ProjectRow to, ProjectRow ends, std::int64_t least,
                    std::optional<std::int64_t> most);

// What is reached from any start, the starts included.
Stream<Row> ReachRows(const Stream<Row>& starts, ProjectRow start, const Stream<Row>& edges,
                      ProjectRow from, ProjectRow to);
Stream<Row> UnionRows(const Stream<Row>& left, const Stream<Row>& right);

}  // namespace cambium
