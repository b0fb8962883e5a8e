// Whether two plans have answers of the same shape: the same members in the same places.
//
// The plans of one query for several values of its parameters mostly do. Then the rows of one
// can stand in for those of the other, and trees of both are compared row by row.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "query/plan.h"

namespace cambium {

// An error that names the first member of the answer that differs, where one does.
absl::Status CheckSameShape(const SelectPlan& before, const SelectPlan& after);

}  // namespace cambium
