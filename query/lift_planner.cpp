// Templates: live queries that differ in constants only.
//
//     MANY Issue WHERE project = 5 AND status = $s { title }
//
// Equalities of the outermost WHERE between a field of the table and a constant do not become
// filters. Their values are what the rows are asked for by, and the fields become the bucket
// of the root: one flow then has the rows of all who ask, and an answer is one bucket of it.
//
//     MANY Issue                       asked for by (5, 0)
//       row    [#2, #3, #1, …]
//       bucket 2
//       flow
//         scan Issue [#1, #2, #3] asked for by [#2, #3]
//
// A comparison with a parameter is lifted, too: of one field a lower bound, an upper one or
// both. The rows come with the bounds that they are asked for by, which are of the bucket as
// well.
//
//     MANY Issue WHERE project = 5 AND votes >= $least       asked for by (5, 100)
//         scan Issue [#2, #3, #4] asked for by [#2], #3 >= #4
//
// A bound that is written down stays a filter: nobody will ask for another one, and rows that
// are asked for are kept whole.
//
// `project.id = 5`, where the key is what a reference holds, asks for `project` and keeps the
// rows whose project is there. A constant of NULL is lifted too, and equals nothing.
// LAX tables have no templates.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "dataflow/status.h"
#include "query/comparison.h"
#include "query/query_planner.h"

namespace cambium {
namespace {

bool IsConstant(const Expr& expr) {
  return expr.kind == ExprKind::kLiteral || expr.kind == ExprKind::kParameter;
}

// Of the column with the constant.
ExprKind ComparisonOf(const LiftedConstant& lifted) {
  const ExprKind written = lifted.conjunct->kind;
  return lifted.path_is_left ? written : Mirrored(written);
}

bool HasColumn(const RowScope& row, ColumnId column) {
  return std::any_of(row.columns.begin(), row.columns.end(),
                     [column](const auto& field) { return field.second == column; });
}

// The reference whose target this column is the whole key of.
std::optional<ColumnId> ReferenceOf(ColumnId key, const Scope& scope) {
  for (const auto& [reference, target] : scope.lookups) {
    if (target->table->key.size() != 1) continue;
    const auto found = target->columns.find(target->table->key[0]);
    if (found != target->columns.end() && found->second == key) return reference;
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<std::optional<LiftedConstant>> QueryPlanner::LiftConstant(const Expr& conjunct,
                                                                         Scope& scope) {
  using Lifted = std::optional<LiftedConstant>;
  if (conjunct.kind != ExprKind::kEqual && !IsOrder(conjunct.kind)) return Lifted();
  const bool path_is_left = conjunct.args[0].kind == ExprKind::kPath;
  const Expr& path = conjunct.args[path_is_left ? 0 : 1];
  const Expr& constant = conjunct.args[path_is_left ? 1 : 0];
  const bool is_liftable = conjunct.kind == ExprKind::kEqual
                               ? IsConstant(constant)
                               : constant.kind == ExprKind::kParameter;
  if (path.kind != ExprKind::kPath || !is_liftable) return Lifted();
  CAMBIUM_ASSIGN_OR_RETURN(const PlanExpr planned, PlanTruth(conjunct, scope));
  // Of an Any, types are told apart as well.
  if (planned.kind != conjunct.kind) return Lifted();
  const PlanExpr& column = planned.args[path_is_left ? 0 : 1];
  const PlanExpr& value = planned.args[path_is_left ? 1 : 0];
  if (column.kind != ExprKind::kPath || value.kind != ExprKind::kLiteral) return Lifted();
  const RowScope& row = *scope.rows.back();
  LiftedConstant lifted{&conjunct, path_is_left, column, column.column, value.literal};
  if (HasColumn(row, column.column)) return Lifted(std::move(lifted));
  if (conjunct.kind != ExprKind::kEqual) return Lifted();
  const std::optional<ColumnId> reference = ReferenceOf(column.column, scope);
  if (!reference.has_value() || !HasColumn(row, *reference)) return Lifted();
  scope.flow = WithoutNulls(scope.flow, column.column);
  lifted.column = *reference;
  return Lifted(std::move(lifted));
}

absl::Status QueryPlanner::LiftConstants(const Select& select, Scope& scope) {
  const bool is_root = scope.outer == nullptr && &select == &query_.root;
  if (lifted_ == nullptr || !is_root || !select.where.has_value()) return absl::OkStatus();
  // More than a table: the rows of a path.
  const RowScope& row = *scope.rows.back();
  if (scope.flow != row.scan) return absl::OkStatus();
  // Rows that are asked for are kept whole, and rows of a LAX table become wider.
  if (row.table->is_lax) return absl::OkStatus();
  const Expr& where = *select.where;
  const bool is_list = where.kind == ExprKind::kAnd;
  // By position, so that those who ask by the same fields find the same rows.
  std::map<std::size_t, LiftedConstant> asked;
  std::optional<LiftedConstant> lower;
  std::optional<LiftedConstant> upper;
  for (std::size_t i = 0; i < (is_list ? where.args.size() : 1); ++i) {
    const Expr& conjunct = is_list ? where.args[i] : where;
    CAMBIUM_ASSIGN_OR_RETURN(std::optional<LiftedConstant> lifted,
                             LiftConstant(conjunct, scope));
    if (!lifted.has_value()) continue;
    const ColumnId column = lifted->column;
    if (IsOrder(conjunct.kind)) {
      const std::optional<LiftedConstant>& other = lower.has_value() ? lower : upper;
      std::optional<LiftedConstant>& bound =
          IsLowerBound(ComparisonOf(*lifted)) ? lower : upper;
      const bool is_of_range = !other.has_value() || other->column == column;
      if (!is_of_range || bound.has_value()) continue;
      bound = std::move(lifted);
      lifted_conjuncts_.insert(&conjunct);
      continue;
    }
    const auto field =
        std::find_if(row.columns.begin(), row.columns.end(),
                     [column](const auto& each) { return each.second == column; });
    // A second one of a field stays a filter of what is asked for already.
    if (!asked.emplace(field->first, *std::move(lifted)).second) continue;
    lifted_conjuncts_.insert(&conjunct);
  }
  for (auto& [field, constant] : asked) {
    row.scan->asked.push_back(constant.column);
    scope.Correlate(constant.column);
    lifted_->push_back(std::move(constant));
  }
  for (std::optional<LiftedConstant>* bound : {&lower, &upper}) {
    if (!bound->has_value()) continue;
    const ColumnId held = NewColumn();
    const std::size_t behind = row.table->fields.size() + row.scan->bounds.size();
    row.scan->fields.push_back({held, behind});
    row.scan->bounds.push_back({(*bound)->column, ComparisonOf(**bound), held});
    scope.Correlate(held);
    lifted_->push_back(*std::move(*bound));
  }
  return absl::OkStatus();
}

}  // namespace cambium
