// Names looked up and types checked: from syntax to a typed expression over columns.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "dataflow/status.h"
#include "query/keyword.h"
#include "query/lax_types.h"
#include "query/name_hint.h"
#include "query/now.h"
#include "query/operation.h"
#include "query/query_planner.h"

namespace cambium {
namespace {

// Whether the path starts with the steps of a group key that was written as a path.
bool IsPrefix(const std::vector<std::string>& key, const PathSyntax& path) {
  if (key.empty() || key.size() > path.size()) return false;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (key[i] != path[i].text || path[i].hops.has_value()) return false;
  }
  return true;
}

}  // namespace

PlanExpr QueryPlanner::ColumnExpr(ColumnId column, FieldType type) {
  PlanExpr expr;
  expr.kind = ExprKind::kPath;
  expr.column = column;
  expr.type = std::move(type);
  return expr;
}

FlowPtr QueryPlanner::MakeScan(const Table& table) const {
  FlowPtr scan = MakeFlow(FlowKind::kScan);
  scan->table = table.id;
  scan->table_name = table.name;
  scan->key_field = table.key[0];
  return scan;
}

ColumnId QueryPlanner::FieldColumn(RowScope& row, std::size_t field) {
  const auto [found, is_new] = row.columns.try_emplace(field, next_column_);
  if (is_new) row.scan->fields.push_back({NewColumn(), field});
  return found->second;
}

ColumnId QueryPlanner::AsColumn(PlanExpr expr, Scope& scope) {
  if (expr.kind == ExprKind::kPath) return expr.column;
  scope.flow = MakeFlow(FlowKind::kExtend, scope.flow);
  const ColumnId column = NewColumn();
  scope.flow->computed.push_back({column, std::move(expr)});
  return column;
}

void QueryPlanner::Reach(ColumnId column, const Scope& owner, Scope& scope) {
  for (Scope* inner = &scope; inner != &owner; inner = inner->outer) inner->Correlate(column);
}

// The row that a reference leads to, joined once. Where there is none its columns are NULL.
RowScope& QueryPlanner::LookUp(ColumnId reference, const FieldType& type, Scope& owner) {
  RowScope*& known = owner.lookups[reference];
  if (known != nullptr) return *known;
  const Table& table = *schema_.FindById(type.target);
  known = &owner.AddRow(table, MakeScan(table));
  const auto [scan, key] = ScanByKey(*known);
  owner.flow = MakeFlow(FlowKind::kLeftJoin, owner.flow, scan);
  owner.flow->left_keys = {reference};
  owner.flow->right_keys = {key};
  return *known;
}

RowScope& QueryPlanner::LookUpBack(RowScope& row, const Relation& relation, Scope& owner) {
  RowScope*& known = owner.back_lookups[{&row, {relation.table->id, relation.field}}];
  if (known != nullptr) return *known;
  known = &owner.AddRow(*relation.table, MakeScan(*relation.table));
  const ColumnId reference = FieldColumn(*known, relation.field);
  const ColumnId key = AsColumn(KeyExpr(row), owner);
  owner.flow = MakeFlow(FlowKind::kLeftJoin, owner.flow, WithoutNulls(known->scan, reference));
  owner.flow->left_keys = {key};
  owner.flow->right_keys = {reference};
  return *known;
}

absl::Status QueryPlanner::CheckDeclared(const FieldType& reference, const Name& name) {
  if (reference.target != 0) return absl::OkStatus();
  return ErrorAt(name.span, "the table that '" + name.text + "' refers to is not declared yet");
}

PlanExpr QueryPlanner::KeyExpr(RowScope& row) {
  PlanExpr tuple;
  tuple.kind = ExprKind::kTuple;
  std::vector<FieldType> parts;
  for (const std::size_t field : row.table->key) {
    parts.push_back(row.table->fields[field].type);
    tuple.args.push_back(ColumnExpr(FieldColumn(row, field), parts.back()));
  }
  if (tuple.args.size() == 1) return tuple.args[0];
  tuple.type = TupleType(std::move(parts));
  return tuple;
}

std::pair<FlowPtr, ColumnId> QueryPlanner::ScanByKey(RowScope& row) {
  PlanExpr key = KeyExpr(row);
  if (key.kind == ExprKind::kPath) return {row.scan, key.column};
  FlowPtr scan = MakeFlow(FlowKind::kExtend, row.scan);
  const ColumnId column = NewColumn();
  scan->computed.push_back({column, std::move(key)});
  return {scan, column};
}

absl::StatusOr<PlanExpr> QueryPlanner::PlanTerm(const Expr& expr, Scope& scope) {
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return PlanLiteral(expr);
    case ExprKind::kParameter:
      return bound_.Planned(expr.name);
    case ExprKind::kPath:
      return PlanPath(expr.path, expr.span, scope);
    case ExprKind::kExists:
      return PlanExists(expr, scope);
    case ExprKind::kEvery:
      return PlanEvery(expr, scope);
    case ExprKind::kInSelect:
      return PlanInSelect(expr, scope);
    case ExprKind::kAggregate:
      return PlanAggregate(expr, scope);
    case ExprKind::kInParameter: {
      CAMBIUM_ASSIGN_OR_RETURN(const Expr in, bound_.InList(expr));
      return PlanTerm(in, scope);
    }
    case ExprKind::kCall:
      if (IsNow(expr)) return PlanNow(scope);
      break;
    default:
      break;
  }
  std::vector<PlanExpr> args;
  for (const Expr& arg : expr.args) {
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr planned, PlanTerm(arg, scope));
    args.push_back(std::move(planned));
  }
  return PlanOperation(expr, std::move(args));
}

absl::StatusOr<PlanExpr> QueryPlanner::PlanTruth(const Expr& expr, Scope& scope) {
  CAMBIUM_ASSIGN_OR_RETURN(PlanExpr plan, PlanTerm(expr, scope));
  MakeWished(plan);
  const bool is_truth = plan.type.kind == TypeKind::kBool || plan.type.kind == TypeKind::kNull;
  if (is_truth) return plan;
  return ErrorAt(expr.span, "expected a truth value, found " + TypeText(plan.type));
}

// `path[at]` as a field of the row, and what follows it.
absl::StatusOr<PlanExpr> QueryPlanner::FieldOf(RowScope& row, const PathSyntax& path,
                                               std::size_t at, Scope& owner) {
  const Step& step = path[at];
  const std::optional<std::size_t> field = row.table->FindField(step.text);
  if (field.has_value() && !step.hops.has_value()) {
    return FollowPath(ColumnExpr(FieldColumn(row, *field), row.table->fields[*field].type),
                      path, at + 1, owner);
  }
  if (row.depth.has_value() && at + 1 == path.size() && SameKeyword(step.text, "DEPTH")) {
    return ColumnExpr(*row.depth, FieldType{TypeKind::kInt});
  }
  const std::optional<Relation> relation = schema_.FindRelation(*row.table, step.text);
  if (relation.has_value() && relation->table->fields[relation->field].is_unique &&
      !step.hops.has_value()) {
    RowScope& back = LookUpBack(row, *relation, owner);
    if (at + 1 < path.size()) return FieldOf(back, path, at + 1, owner);
    PlanExpr key = KeyExpr(back);
    const FieldType type = key.type;
    return ColumnExpr(AsColumn(std::move(key), owner), type);
  }
  if (field.has_value() || relation.has_value()) {
    return ErrorAt(step.span, "'" + step.text +
                                  "' is a relation to many rows, not a value; nest it: MANY " +
                                  step.text + " { … }, or ask EXISTS");
  }
  const bool may_be_one = row.table->is_lax && at + 1 == path.size() && !step.hops.has_value();
  if (may_be_one) return UnknownField(step.span);
  std::vector<std::string> names = row.table->FieldNames();
  for (std::string& name : schema_.RelationNames(*row.table)) names.push_back(std::move(name));
  return ErrorAt(step.span, "no field '" + step.text + "' on " + row.table->name +
                                DidYouMean(step.text, names));
}

// From a value through the references that the rest of the path names.
absl::StatusOr<PlanExpr> QueryPlanner::FollowPath(PlanExpr value, const PathSyntax& path,
                                                  std::size_t at, Scope& owner) {
  if (at == path.size()) return value;
  if (value.type.kind != TypeKind::kReference) {
    return ErrorAt(path[at].span, "field is not a reference: " + path[at - 1].text);
  }
  CAMBIUM_RETURN_IF_ERROR(CheckDeclared(value.type, path[at - 1]));
  return FieldOf(LookUp(value.column, value.type, owner), path, at, owner);
}

bool QueryPlanner::LeadsToOne(const RowScope& row, const Step& step) const {
  const std::optional<Relation> relation = schema_.FindRelation(*row.table, step.text);
  return relation.has_value() && relation->table->fields[relation->field].is_unique;
}

absl::StatusOr<PlanExpr> QueryPlanner::PlanPath(const PathSyntax& path, Span span,
                                                Scope& scope) {
  const Step& first = path[0];
  for (Scope* owner = &scope; owner != nullptr; owner = owner->outer) {
    std::optional<absl::StatusOr<PlanExpr>> found;
    for (const GroupLabel& label : owner->labels) {
      if (found.has_value()) continue;
      if (IsPrefix(label.path, path)) {
        found = FollowPath(label.expr, path, label.path.size(), *owner);
      } else if (label.label == first.text) {
        found = FollowPath(label.expr, path, 1, *owner);
      }
    }
    for (auto row = owner->rows.rbegin(); row != owner->rows.rend() && !found; ++row) {
      const bool is_alias = !(*row)->alias.empty() && (*row)->alias == first.text;
      if (is_alias && path.size() > 1) {
        found = FieldOf(**row, path, 1, *owner);
      } else if (is_alias) {
        return ErrorAt(first.span, "'" + first.text + "' is a row; name a field of it");
      } else if ((*row)->table->FindField(first.text).has_value() || LeadsToOne(**row, first) ||
                 ((*row)->depth.has_value() && SameKeyword(first.text, "DEPTH"))) {
        found = FieldOf(**row, path, 0, *owner);
      }
    }
    if (!found.has_value() && owner->items != nullptr && path.size() == 1) {
      bool is_label = false;
      absl::StatusOr<PlanExpr> labelled = PlanLabel(path, *owner, is_label);
      if (is_label) found = std::move(labelled);
    }
    if (!found.has_value()) continue;
    if (!found->ok()) return found->status();
    Reach((**found).column, *owner, scope);
    (**found).span = span;
    return *std::move(found);
  }
  const Table* table =
      scope.rows.empty() || scope.is_group() ? nullptr : scope.rows.back()->table;
  const bool may_be_field = table != nullptr && table->is_lax && path.size() == 1 &&
                            !first.hops.has_value() &&
                            !schema_.FindRelation(*table, first.text).has_value();
  if (may_be_field) return UnknownField(span);
  return UnknownName(path, scope);
}

// What stands behind a label of the block, for ORDER BY and HAVING.
absl::StatusOr<PlanExpr> QueryPlanner::PlanLabel(const PathSyntax& path, Scope& owner,
                                                 bool& found) {
  const std::vector<Item>* items = std::exchange(owner.items, nullptr);  // Not of themselves.
  absl::StatusOr<PlanExpr> result = FindLabel(*items, path[0].text, owner, found);
  owner.items = items;
  return result;
}

absl::StatusOr<PlanExpr> QueryPlanner::FindLabel(const std::vector<Item>& items,
                                                 const std::string& name, Scope& owner,
                                                 bool& found) {
  for (const Item& item : items) {
    if (item.kind == ItemKind::kSpread) {
      const Select& spread = item.select[0];
      const absl::StatusOr<RowScope*> row = PlanRow(spread.source, spread.span, owner);
      if (!row.ok()) continue;  // Which is said where the item is planned.
      owner.rows.push_back(*row);
      absl::StatusOr<PlanExpr> inside = FindLabel(spread.items, name, owner, found);
      owner.rows.pop_back();
      if (found) return inside;
    }
    if (item.kind != ItemKind::kExpr) continue;
    const bool is_path = item.expr->kind == ExprKind::kPath;
    const bool same = item.label.has_value() ? item.label->text == name
                                             : is_path && item.expr->path.back().text == name;
    if (!same) continue;
    found = true;
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr expr, PlanTerm(*item.expr, owner));
    const FieldType type = expr.type;
    PlanExpr column = ColumnExpr(AsColumn(std::move(expr), owner), type);
    owner.labelled.emplace(&*item.expr, column);
    return column;
  }
  return PlanExpr();
}

absl::Status QueryPlanner::UnknownName(const PathSyntax& path, const Scope& scope) const {
  const Step& first = path[0];
  std::vector<std::string> names;
  for (const GroupLabel& label : scope.labels) names.push_back(label.label);
  if (scope.is_group()) {
    const Table* table = scope.members->rows.empty() ? nullptr : scope.members->rows[0]->table;
    if (table != nullptr && table->FindField(first.text).has_value()) {
      return ErrorAt(first.span, "'" + first.text +
                                     "' has a value for each member of the group; group by it, "
                                     "aggregate it, or nest MANY ROWS { … }");
    }
    return ErrorAt(first.span,
                   "no group key '" + first.text + "'" + DidYouMean(first.text, names));
  }
  if (scope.rows.empty()) {
    return ErrorAt(first.span, "no row here that could have a field '" + first.text + "'");
  }
  const Table& table = *scope.rows.back()->table;
  if (schema_.FindRelation(table, first.text).has_value()) {
    return ErrorAt(first.span, "'" + first.text +
                                   "' is a relation to many rows, not a value; "
                                   "nest it: MANY " +
                                   first.text + " { … }, or ask EXISTS");
  }
  for (std::string& name : table.FieldNames()) names.push_back(std::move(name));
  for (std::string& name : schema_.RelationNames(table)) names.push_back(std::move(name));
  const std::string guess = DidYouMean(first.text, names);
  return WithHint(
      ErrorAt(first.span, "no field '" + first.text + "' on " + table.name + guess),
      guess.empty() ? FieldsHint(schema_, table, first.text, path.size() == 1) : "");
}

}  // namespace cambium
