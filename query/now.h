// NOW(): how it is written, and as a value.
//
// Cost: O(expression).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/expression.h"

namespace cambium {

// Whether it is NOW() itself; and whether NOW() stands in it, or may in what it asks about
// other rows.
bool IsNow(const Expr& expr);
bool MayReadNow(const Expr& expr);

// The time as a literal.
PlanExpr PlannedTime(const Value& time, Span span);

}  // namespace cambium
