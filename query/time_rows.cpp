// A comparison with the clock as the times between which a row is there.
// SPDX-License-Identifier: Apache-2.0
#include "query/time_rows.h"

#include <algorithm>
#include <optional>

#include "dataflow/check.h"
#include "dataflow/int128.h"
#include "operators/map.h"
#include "operators/valid_during.h"

namespace cambium {
namespace {

using Time = std::optional<std::int64_t>;

struct TimeRow {
  Row operator()(const std::int64_t& time) const { return Row{Value::Time(time)}; }
};

// The first moment at or behind which a row is there, or from which on it is not.
struct Bound {
  std::size_t column;
  std::int64_t shift;
  std::int64_t of_null;  // Such that the row is never there.
  bool is_bound;         // Else there is none, but for NULL.
  bool is_next;          // The moment behind its time.

  Time operator()(const Row& row) const {
    const ValueView time = row[column];
    if (time.is_null()) return of_null;
    if (!is_bound) return std::nullopt;
    const Int128 moment = Int128{time.AsTime()} + shift + (is_next ? 1 : 0);
    return static_cast<std::int64_t>(std::clamp(moment, Int128{INT64_MIN}, Int128{INT64_MAX}));
  }
};

}  // namespace

Stream<Row> ClockRows(const LiveClock& clock) { return clock.stream().Map(TimeRow()); }

Stream<Row> FilterRowsByTime(const Stream<Row>& rows, const LiveClock& clock,
                             std::size_t column, ExprKind comparison, std::int64_t shift) {
  const bool equal = comparison == ExprKind::kEqual;
  const bool below = comparison == ExprKind::kLess || comparison == ExprKind::kLessEqual;
  const bool above = comparison == ExprKind::kGreater || comparison == ExprKind::kGreaterEqual;
  CAMBIUM_CHECK(equal || below || above, "no comparison of times");
  const Bound from{column, shift, INT64_MAX, equal || below, comparison == ExprKind::kLess};
  const Bound until{column, shift, INT64_MIN, equal || above,
                    equal || comparison == ExprKind::kGreaterEqual};
  return rows.ValidDuring(clock, from, until);
}

}  // namespace cambium
