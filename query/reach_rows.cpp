// What is reached over rows that are edges, and unions of rows.
// SPDX-License-Identifier: Apache-2.0
#include "operators/map.h"
#include "operators/plus.h"
#include "operators/reachable.h"
#include "query/row_operators.h"

namespace cambium {

Stream<Row> ReachRows(const Stream<Row>& starts, ProjectRow start, const Stream<Row>& edges,
                      ProjectRow from, ProjectRow to) {
  return ReachableFromAny(edges, from, to, starts.Map(start));
}

Stream<Row> UnionRows(const Stream<Row>& left, const Stream<Row>& right) {
  return left.Plus(right);
}

}  // namespace cambium
