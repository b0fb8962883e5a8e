// The time in a query that is kept live.
//
// Where a row's own time is compared with NOW(), or with a time a fixed distance from it, the
// row waits for its moment: as time passes, only rows whose moment has come are looked at. All
// else that reads NOW() is computed anew for each of its rows whenever time passes.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/status.h"
#include "query/comparison.h"
#include "query/now.h"
#include "query/query_planner.h"

namespace cambium {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;

bool IsOrdering(ExprKind kind) { return kind == ExprKind::kEqual || IsOrder(kind); }

Expr Comparison(ExprKind kind, const Expr& left, const Expr& right, Span span) {
  Expr comparison;
  comparison.kind = kind;
  comparison.span = span;
  comparison.args = {left, right};
  return comparison;
}

}  // namespace

PlanExpr QueryPlanner::PlanNow(Scope& scope) {
  const FieldType time{TypeKind::kTime};
  if (!now_.is_null()) return PlannedTime(now_, Span());
  if (!scope.now.has_value()) {
    const FlowPtr clock = MakeFlow(FlowKind::kClock);
    scope.now = NewColumn();
    clock->columns = {*scope.now};
    scope.flow = MakeFlow(FlowKind::kJoin, scope.flow, clock);
  }
  return ColumnExpr(*scope.now, time);
}

absl::StatusOr<std::optional<std::int64_t>> QueryPlanner::DistanceFromNow(const Expr& side,
                                                                          Scope& scope) {
  if (IsNow(side)) return std::optional<std::int64_t>(0);
  const bool is_sum = side.kind == ExprKind::kAdd || side.kind == ExprKind::kSubtract;
  if (!is_sum || !IsNow(side.args[0])) return std::optional<std::int64_t>();
  const Expr& amount = side.args[1];
  if (amount.kind != ExprKind::kLiteral && amount.kind != ExprKind::kParameter) {
    return std::optional<std::int64_t>();
  }
  CAMBIUM_ASSIGN_OR_RETURN(const PlanExpr planned, PlanTerm(amount, scope));
  std::int64_t micros = 0;
  const bool is_distance =
      planned.literal.type() == ValueType::kInt &&
      !__builtin_mul_overflow(planned.literal.AsInt(), kMicrosPerSecond, &micros) &&
      micros != INT64_MIN;
  if (!is_distance) return std::optional<std::int64_t>();
  return std::optional(side.kind == ExprKind::kAdd ? micros : -micros);
}

absl::StatusOr<bool> QueryPlanner::FilterByTime(const Expr& conjunct, Scope& scope) {
  if (!now_.is_null()) return false;
  const std::vector<Expr>& args = conjunct.args;
  if (conjunct.kind == ExprKind::kBetween && !MayReadNow(args[0]) && MayReadNow(conjunct)) {
    CAMBIUM_RETURN_IF_ERROR(PlanConjunct(
        Comparison(ExprKind::kGreaterEqual, args[0], args[1], conjunct.span), scope));
    CAMBIUM_RETURN_IF_ERROR(
        PlanConjunct(Comparison(ExprKind::kLessEqual, args[0], args[2], conjunct.span), scope));
    return true;
  }
  if (!IsOrdering(conjunct.kind)) return false;
  for (const bool now_is_left : {false, true}) {
    const Expr& other = args[now_is_left ? 1 : 0];
    if (MayReadNow(other)) continue;
    CAMBIUM_ASSIGN_OR_RETURN(const std::optional<std::int64_t> distance,
                             DistanceFromNow(args[now_is_left ? 0 : 1], scope));
    if (!distance.has_value()) continue;
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr time, PlanTerm(other, scope));
    if (time.type.kind != TypeKind::kTime) return false;
    const FieldType type = time.type;
    const ColumnId column = AsColumn(std::move(time), scope);
    scope.flow = MakeFlow(FlowKind::kFilterTime, scope.flow);
    scope.flow->condition.kind = now_is_left ? Mirrored(conjunct.kind) : conjunct.kind;
    scope.flow->condition.args = {ColumnExpr(column, type)};
    scope.flow->offset = -*distance;
    return true;
  }
  return false;
}

}  // namespace cambium
