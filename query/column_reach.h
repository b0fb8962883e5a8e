// What any start reaches over edges, and the rows of two flows together, as columns.
//
// Law: the rows of ReachRows() and of UnionRows() in query/row_operators.h.
//
// Cost: a hash of each start and of each end of an edge; a union copies its columns.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/column_rows.h"

namespace cambium {

// The starts are included. NULL is a node like any other.
ColumnRows ReachColumns(const Flow& reach, const ColumnRows& starts, const ColumnRows& edges);

ColumnRows UnionColumns(const Flow& both, const ColumnRows& left, const ColumnRows& right);

}  // namespace cambium
