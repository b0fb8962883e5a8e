// Groups: a sub-query of the members' columns, and one of the groups around it.
// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "dataflow/status.h"
#include "query/sql/sql_emitter.h"
#include "query/typing.h"

namespace cambium {

std::string SqlEmitter::FromOf(const SqlScope& scope) const {
  if (!scope.is_group()) return scope.base + scope.joins;
  const auto listed = [](const Texts& texts) {
    std::string list;
    for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + text;
    return list;
  };
  const SqlScope& members = *scope.members;
  std::string where;
  for (const std::string& one : members.where) {
    where += (where.empty() ? " WHERE " : " AND ") + one;
  }
  return "(SELECT " + listed(scope.group_columns) + " FROM (SELECT " +
         listed(scope.member_columns) + " FROM " + FromOf(members) + where +
         ") AS m GROUP BY " + scope.group_by + ") AS " + scope.alias + scope.joins;
}

// From the scope of rows to the scope of their groups.
absl::Status SqlEmitter::OpenGroups(const Asked& asked, SqlScope& scope) {
  const Clauses& clauses = asked.clauses;
  auto members = std::make_unique<SqlScope>();
  members->outer = scope.outer;
  members->base = std::exchange(scope.base, {});
  members->joins = std::exchange(scope.joins, {});
  members->where = std::exchange(scope.where, {});
  members->rows = std::exchange(scope.rows, {});
  members->owned = std::exchange(scope.owned, {});
  members->lookups = std::exchange(scope.lookups, {});
  scope.alias = NextAlias('g');
  std::vector<SqlGroupKey> keys;
  for (const GroupSyntax& written : clauses.group_by) {
    const bool is_path = written.expr.kind == ExprKind::kPath;
    if (!written.label.has_value() && !is_path) {
      return ErrorAt(written.expr.span, "a group key that is not a path needs a label");
    }
    SqlGroupKey key;
    key.label = written.label.has_value() ? written.label->text : written.expr.path.back().text;
    for (const SqlGroupKey& other : keys) {
      if (other.label != key.label) continue;
      return ErrorAt(written.expr.span, "label is given twice: " + key.label);
    }
    for (const Step& step : written.expr.path) key.path.push_back(step.text);
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr expr, Term(written.expr, *members));
    expr.span = written.expr.span;
    const bool is_kept =
        expr.type.storage() != TypeKind::kJson && expr.type.kind != TypeKind::kRatio;
    if (!is_kept) {
      return SqlExpressions::Refuse(expr.span, "groups by Json or by averages");
    }
    CAMBIUM_ASSIGN_OR_RETURN(const Texts parts, sql_.Parts(expr));
    Texts columns;
    for (const std::string& part : parts) {
      const std::string name = "k" + std::to_string(scope.member_columns.size() + 1);
      scope.member_columns.push_back(part + " AS " + name);
      scope.group_columns.push_back("m." + name + " AS " + name);
      scope.group_by += (scope.group_by.empty() ? "m." : ", m.") + name;
      columns.push_back(scope.alias + "." + name);
    }
    key.expr = sql_.Leaf({std::move(columns), "", 0}, expr.type);
    keys.push_back(std::move(key));
  }
  scope.keys = std::move(keys);
  scope.source = &asked.source;
  scope.clauses = &clauses;
  scope.only_if = asked.only_if;
  scope.as_set = asked.as_set;
  scope.members = std::move(members);
  if (!clauses.having.has_value()) return absl::OkStatus();
  return AddWhere(clauses.having, scope);
}

absl::StatusOr<PlanExpr> SqlEmitter::GroupAggregate(const Expr& expr, SqlScope& scope) {
  if (!scope.is_group()) {
    return ErrorAt(expr.span, "an aggregate needs GROUP BY, or OF and a relation");
  }
  const bool is_plain =
      expr.aggregate == AggregateKind::kCount || expr.aggregate == AggregateKind::kSum ||
      expr.aggregate == AggregateKind::kAvg || expr.aggregate == AggregateKind::kMin ||
      expr.aggregate == AggregateKind::kMax;
  if (!is_plain) {
    // Asked of the rows themselves, which have an order.
    Expr of_rows = expr;
    of_rows.relation.emplace_back();
    of_rows.relation[0].path = {Step({"ROWS", expr.span})};
    return RelationAggregate(of_rows, scope);
  }
  PlanExpr arg;
  std::string column = "*";
  if (!expr.args.empty()) {
    CAMBIUM_ASSIGN_OR_RETURN(arg, Term(expr.args[0], *scope.members));
    arg.span = expr.args[0].span;
    const bool computes =
        expr.aggregate == AggregateKind::kSum || expr.aggregate == AggregateKind::kAvg;
    if (computes) RoundAsPrinted(arg);
    CAMBIUM_ASSIGN_OR_RETURN(const Texts parts, sql_.Parts(arg));
    column = "x" + std::to_string(scope.member_columns.size() + 1);
    scope.member_columns.push_back(parts[0] + " AS " + column);
    column = "m." + column;
  }
  CAMBIUM_ASSIGN_OR_RETURN(const FieldType type, SqlAggregateType(expr, arg));
  const auto add = [&](AggregateKind kind) {
    Expr one = expr;
    one.aggregate = kind;
    const std::string name = "a" + std::to_string(scope.group_columns.size() + 1);
    scope.group_columns.push_back(AggregateText(one, arg.type, column) + " AS " + name);
    return scope.alias + "." + name;
  };
  if (expr.aggregate != AggregateKind::kAvg) {
    return sql_.Leaf({{add(expr.aggregate)}, "", 0}, type);
  }
  const std::string sum = add(AggregateKind::kSum);
  const std::string count = add(AggregateKind::kCount);
  return sql_.Leaf({{}, "SELECT " + sum + " AS n, " + count + " AS d", arg.type.scale}, type);
}

}  // namespace cambium
