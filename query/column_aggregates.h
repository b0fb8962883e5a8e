// Aggregates of rows in columns: one row for each combination of the flow's columns.
//
// Sums are added up column by column (query/number_sums.h), MIN and MAX keep the value so far,
// and what is DISTINCT is made so before; MEDIAN, LIST, FIRST and LAST keep the values of their
// groups and are finished by query/row_aggregates.h.
//
// Law: the rows of the graph's aggregates, of query/row_operators.h.
//
// Cost: a hash of each row, and for each aggregate a step; DISTINCT a hash more.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "lsm/byte_arena.h"
#include "query/column_rows.h"

namespace cambium {

// Texts that are made lie in `texts`; `error` gets the first overflow.
ColumnRows AggregateColumns(const Flow& aggregate, const ColumnRows& rows, ByteArena& texts,
                            absl::Status& error);

}  // namespace cambium
