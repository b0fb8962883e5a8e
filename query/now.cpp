// NOW() is a call without arguments.
// SPDX-License-Identifier: Apache-2.0
#include "query/now.h"

#include <algorithm>

#include "query/keyword.h"
#include "query/query_planner.h"

namespace cambium {

bool IsNow(const Expr& expr) {
  return expr.kind == ExprKind::kCall && expr.args.empty() &&
         SameKeyword(expr.name.text, "NOW");
}

bool MayReadNow(const Expr& expr) {
  return IsNow(expr) || AsksElsewhere(expr) ||
         std::any_of(expr.args.begin(), expr.args.end(), MayReadNow);
}

PlanExpr PlannedTime(const Value& time, Span span) {
  PlanExpr literal;
  literal.span = span;
  literal.literal = time;
  literal.type = FieldType{TypeKind::kTime};
  return literal;
}

}  // namespace cambium
