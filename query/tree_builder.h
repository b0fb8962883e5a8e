// From the rows of each select to the tree of an answer, all at once.
//
// Law: what the assembler's Snapshot() is once these rows are applied to it.
//
// Cost: a hash and a sort of each row within its bucket, and the tree.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "query/column_rows.h"
#include "query/plan.h"
#include "query/tree.h"

namespace cambium {

// `rows[i]` are those of select i, counted outer before inner in the order of the plan, with
// the columns of its layout.
TreeList BuildTree(const SelectPlan& root, const std::vector<ColumnRows>& rows);

}  // namespace cambium
