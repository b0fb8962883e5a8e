// The operators of queries that follow the time: the clock as a row, and rows whose time has
// come.
//
// Cost: that of operators/valid_during.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "dataflow/row.h"
#include "dataflow/time_input.h"
#include "query/syntax.h"

namespace cambium {

using LiveClock = TimeInput<std::int64_t>;  // microseconds since 1970

// One row with one column.
Stream<Row> ClockRows(const LiveClock& clock);

// The rows whose time at `column`, plus `shift`, compares with the clock as `comparison` says:
// =, <, <=, > or >=. NULL does not. Beyond the least and the greatest time is never.
Stream<Row> FilterRowsByTime(const Stream<Row>& rows, const LiveClock& clock,
                             std::size_t column, ExprKind comparison, std::int64_t shift);

}  // namespace cambium
