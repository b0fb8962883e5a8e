// Names looked up: from syntax to typed expressions over a row.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "dataflow/status.h"
#include "query/expression.h"
#include "query/lax_types.h"
#include "query/now.h"
#include "query/operation.h"
#include "query/typing.h"

namespace cambium {

PlanExpr ExpressionPlanner::ReadField(std::size_t field) {
  PlanExpr read;
  read.kind = ExprKind::kPath;
  read.type = table_.fields[field].type;
  const auto found = std::find(read_.begin(), read_.end(), field);
  read.column = static_cast<std::size_t>(found - read_.begin());
  if (found == read_.end()) read_.push_back(field);
  return read;
}

absl::StatusOr<PlanExpr> ExpressionPlanner::Plan(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return PlanLiteral(expr);
    case ExprKind::kPath:
      return PlanPath(expr);
    case ExprKind::kParameter:
    case ExprKind::kInParameter:
    case ExprKind::kInSelect:
    case ExprKind::kExists:
    case ExprKind::kEvery:
    case ExprKind::kAggregate:
      return ErrorAt(expr.span, "this expression is not built yet");
    case ExprKind::kCall:
      if (IsNow(expr) && !now_.is_null()) return PlannedTime(now_, expr.span);
      break;
    default:
      break;
  }
  std::vector<PlanExpr> args;
  args.reserve(expr.args.size());
  for (const Expr& arg : expr.args) {
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr planned, Plan(arg));
    args.push_back(std::move(planned));
  }
  return PlanOperation(expr, std::move(args));
}

absl::StatusOr<PlanExpr> ExpressionPlanner::PlanTruth(const Expr& expr) {
  CAMBIUM_ASSIGN_OR_RETURN(PlanExpr plan, Plan(expr));
  MakeWished(plan);
  CAMBIUM_RETURN_IF_ERROR(ExpectTruth(plan));
  return plan;
}

absl::StatusOr<PlanExpr> ExpressionPlanner::PlanPath(const Expr& expr) {
  const Name& name = expr.path[0];
  const auto field = table_.FindField(name.text);
  if (field.has_value()) {
    if (expr.path.size() == 1) {
      PlanExpr read = ReadField(*field);
      read.span = expr.span;
      return read;
    }
    if (table_.fields[*field].type.kind == TypeKind::kReference) {
      return ErrorAt(expr.span, "a path through a reference is not built yet");
    }
    return ErrorAt(expr.path[1].span, "field is not a reference: " + name.text);
  }
  if (schema_.FindRelation(table_, name.text).has_value()) {
    return ErrorAt(name.span, "'" + name.text +
                                  "' is a relation to many rows, not a value; "
                                  "nest it: MANY " +
                                  name.text + " { … }, or ask EXISTS");
  }
  std::vector<std::string> names = table_.FieldNames();
  for (std::string& relation : schema_.RelationNames(table_)) names.push_back(relation);
  return ErrorAt(name.span, "no field '" + name.text + "' on " + table_.name +
                                DidYouMean(name.text, names));
}

}  // namespace cambium
