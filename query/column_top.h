// Windows of rows in columns: of each combination of the flow's columns, the rows from the
// offset on, up to the limit, in its order.
//
// Law: the rows of operators/top.h; which of rows that the order does not tell apart are in the
// window depends on all their columns alone.
//
// Cost: O(n log k) comparisons for n rows of which k are up to the end of the window.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/column_rows.h"

namespace cambium {

ColumnRows TopColumns(const Flow& top, const ColumnRows& rows);

}  // namespace cambium
