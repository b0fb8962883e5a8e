// START AFTER and START AT: what comes behind a place in the order, as a filter.
//
//     ORDER BY a DESC, b START AFTER (5, 'x')      a < 5 OR (a IS 5 AND b > 'x') OR
//                                                  (a IS 5 AND b IS 'x' AND key > nothing …)
//
// The values are those of a prefix of the order, which the key completes; all rows that agree
// with them in that prefix stand at the cursor.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/status.h"
#include "query/query_planner.h"
#include "query/typing.h"

namespace cambium {
namespace {

PlanExpr Make(ExprKind kind, std::vector<PlanExpr> args) {
  PlanExpr expr;
  expr.kind = kind;
  expr.type.kind = TypeKind::kBool;
  expr.args = std::move(args);
  return expr;
}

PlanExpr Truth(bool value) {
  PlanExpr literal = Make(ExprKind::kLiteral, {});
  literal.literal = Value::Bool(value);
  return literal;
}

// Whether the column comes behind the value, in the order of the column.
PlanExpr Behind(const FlowOrder& by, const PlanExpr& column, const PlanExpr& value) {
  const PlanExpr is_null = Make(ExprKind::kIsNull, {column});
  if (value.literal.is_null()) {
    return by.nulls_first ? Make(ExprKind::kNot, {is_null}) : Truth(false);
  }
  const ExprKind kind = by.descending ? ExprKind::kLess : ExprKind::kGreater;
  PlanExpr behind = Make(kind, {column, value});
  if (by.nulls_first) return behind;
  return Make(ExprKind::kOr, {std::move(behind), is_null});
}

}  // namespace

absl::Status QueryPlanner::PlanCursor(const Start& start, const std::vector<FlowOrder>& order,
                                      Scope& scope) {
  std::vector<Expr> written = start.values;
  if (start.parameter.has_value()) {
    CAMBIUM_ASSIGN_OR_RETURN(Expr bound, bound_.ValueOf(*start.parameter));
    // An endless list starts with a cursor that is not there yet.
    if (bound.kind == ExprKind::kLiteral && bound.literal.is_null()) return absl::OkStatus();
    written = bound.kind == ExprKind::kLiteral ? std::vector<Expr>{bound} : bound.args;
  }
  if (written.size() > order.size()) {
    return ErrorAt(start.span, "START has " + std::to_string(written.size()) +
                                   " values, and the order has " +
                                   std::to_string(order.size()) + " columns with its key");
  }
  Scope nothing;
  std::vector<PlanExpr> same;
  std::vector<PlanExpr> ways;
  for (std::size_t i = 0; i < written.size(); ++i) {
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr value, PlanTerm(written[i], nothing));
    if (value.kind != ExprKind::kLiteral) {
      return ErrorAt(written[i].span, "START takes literals and parameters");
    }
    const FieldType& type = order[i].type;
    PlanExpr column = ColumnExpr(order[i].column, type);
    // A number need not have the column's type: it is compared by value.
    if (type.is_number() && value.type.is_number()) {
      CAMBIUM_RETURN_IF_ERROR(MakeComparable(column, value));
    } else {
      const absl::StatusOr<Value> typed = CoerceTo(type, value.literal);
      if (!typed.ok()) return ErrorAt(written[i].span, std::string(typed.status().message()));
      value.literal = *typed;
      value.type = type;
    }
    std::vector<PlanExpr> way = same;
    way.push_back(Behind(order[i], column, value));
    ways.push_back(Make(ExprKind::kAnd, std::move(way)));
    same.push_back(Make(ExprKind::kIs, {column, value}));
  }
  if (start.inclusive) ways.push_back(Make(ExprKind::kAnd, std::move(same)));
  scope.flow = MakeFlow(FlowKind::kFilter, scope.flow);
  scope.flow->condition = Make(ExprKind::kOr, std::move(ways));
  return absl::OkStatus();
}

}  // namespace cambium
