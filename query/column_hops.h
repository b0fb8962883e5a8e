// Closures of rows in columns: what each start reaches over edges, and in how few hops.
//
// Breadth first from each start, no further than the flow's most hops. A start is reached in
// none; where that is too few, over the shortest cycle that it lies on. An edge with a NULL end
// leads nowhere.
//
// Law: the rows of HopRows() in query/row_operators.h.
//
// Cost: a hash of each end of an edge, and for each start the edges that it reaches.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/column_rows.h"

namespace cambium {

ColumnRows HopColumns(const Flow& hops, const ColumnRows& starts, const ColumnRows& edges);

}  // namespace cambium
