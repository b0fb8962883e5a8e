// Names looked up and parameters bound: from syntax to typed expressions over texts of SQL.
//
// A name is searched from the innermost row outwards. References that a path goes through are
// left joins of the select whose row they start from. What is made of literals alone is
// computed here, so that SQL never sees an overflow that the query would be refused for.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "dataflow/status.h"
#include "query/keyword.h"
#include "query/now.h"
#include "query/operation.h"
#include "query/sql/sql_emitter.h"

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

absl::Status Fold(PlanExpr& plan) {
  const bool is_folded =
      plan.kind != ExprKind::kTuple && plan.type.storage() != TypeKind::kTuple &&
      plan.type.kind != TypeKind::kRatio &&
      std::all_of(plan.args.begin(), plan.args.end(),
                  [](const PlanExpr& arg) { return arg.kind == ExprKind::kLiteral; });
  if (!is_folded) return absl::OkStatus();
  absl::Status error;
  PlanExpr literal;
  literal.span = plan.span;
  literal.type = plan.type;
  literal.literal = Evaluate(plan, Row(), error);
  plan = std::move(literal);
  return error;
}

}  // namespace

absl::StatusOr<PlanExpr> SqlEmitter::Term(const Expr& expr, SqlScope& scope) {
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return PlanLiteral(expr);
    case ExprKind::kParameter:
      return bound_.Planned(expr.name);
    case ExprKind::kPath:
      return Path(expr.path, expr.span, scope);
    case ExprKind::kExists:
    case ExprKind::kEvery:
      return Exists(expr, scope);
    case ExprKind::kInSelect:
      return InSelect(expr, scope);
    case ExprKind::kAggregate:
      return Aggregate(expr, scope);
    case ExprKind::kInParameter: {
      CAMBIUM_ASSIGN_OR_RETURN(const Expr in, bound_.InList(expr));
      return Term(in, scope);
    }
    case ExprKind::kCall:
      if (IsNow(expr)) return SqlExpressions::Refuse(expr.span, "NOW()");
      break;
    default:
      break;
  }
  std::vector<PlanExpr> args;
  for (const Expr& arg : expr.args) {
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr term, Term(arg, scope));
    args.push_back(std::move(term));
  }
  CAMBIUM_ASSIGN_OR_RETURN(PlanExpr plan, PlanOperation(expr, std::move(args)));
  CAMBIUM_RETURN_IF_ERROR(Fold(plan));
  return plan;
}

absl::StatusOr<PlanExpr> SqlEmitter::Truth(const Expr& expr, SqlScope& scope) {
  CAMBIUM_ASSIGN_OR_RETURN(PlanExpr plan, Term(expr, scope));
  if (plan.type.kind == TypeKind::kBool || plan.type.is_null()) return plan;
  return ErrorAt(expr.span, "expected a truth value, found " + TypeText(plan.type));
}

// The row that a reference leads to, joined once. Where there is none its columns are NULL.
absl::StatusOr<SqlRow*> SqlEmitter::LookUp(const PlanExpr& reference, Span span,
                                           SqlScope& owner) {
  const Table* table = schema_.FindById(reference.type.target);
  if (table == nullptr) {
    return ErrorAt(span, "the table that a reference leads to is not declared yet");
  }
  CAMBIUM_ASSIGN_OR_RETURN(const Texts link, sql_.Parts(reference));
  CAMBIUM_ASSIGN_OR_RETURN(const Texts columns, KeyColumns(*table));
  return LeftJoin(*table, columns, link, owner);
}

absl::StatusOr<SqlRow*> SqlEmitter::LookUpBack(const SqlRow& row, const Relation& relation,
                                               SqlScope& owner) {
  CAMBIUM_ASSIGN_OR_RETURN(const Texts link, KeyOf(row));
  CAMBIUM_ASSIGN_OR_RETURN(const Texts columns, ColumnsOf(*relation.table, relation.field));
  return LeftJoin(*relation.table, columns, link, owner);
}

SqlRow* SqlEmitter::LeftJoin(const Table& table, const Texts& columns, const Texts& link,
                             SqlScope& owner) {
  SqlRow*& known = owner.lookups[table.name + " " + Equal(columns, link)];
  if (known != nullptr) return known;
  known = &AddRow(table, owner);
  Texts own;
  for (const std::string& column : columns) own.push_back(known->sql + "." + column);
  owner.joins +=
      " LEFT JOIN " + SqlName(table.name) + " AS " + known->sql + " ON " + Equal(own, link);
  return known;
}

// `path[at]` as a field of the row, and what follows it.
absl::StatusOr<PlanExpr> SqlEmitter::StepOf(SqlRow& row, const PathSyntax& path, std::size_t at,
                                            SqlScope& owner) {
  const Step& step = path[at];
  const std::optional<std::size_t> field = row.table->FindField(step.text);
  if (field.has_value() && !step.hops.has_value()) {
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr value, FieldOf(row, *field));
    return Follow(std::move(value), path, at + 1, owner);
  }
  if (!row.depth.empty() && at + 1 == path.size() && SameKeyword(step.text, "DEPTH")) {
    return sql_.Leaf({{row.depth}, "", 0}, FieldType{TypeKind::kInt});
  }
  const std::optional<Relation> relation = schema_.FindRelation(*row.table, step.text);
  if (relation.has_value() && relation->table->fields[relation->field].is_unique &&
      !step.hops.has_value()) {
    CAMBIUM_ASSIGN_OR_RETURN(SqlRow * back, LookUpBack(row, *relation, owner));
    if (at + 1 < path.size()) return StepOf(*back, path, at + 1, owner);
    CAMBIUM_ASSIGN_OR_RETURN(Texts key, KeyOf(*back));
    // As good as a reference to that row.
    const FieldType type = ReferenceType(relation->table->id, relation->table->KeyType());
    return sql_.Leaf({std::move(key), "", 0}, type);
  }
  if (field.has_value() || relation.has_value()) {
    return ErrorAt(step.span, "'" + step.text + "' is a relation to many rows, not a value");
  }
  return ErrorAt(step.span, "no field '" + step.text + "' on " + row.table->name +
                                DidYouMean(step.text, row.table->FieldNames()));
}

// From a value through the references that the rest of the path names.
absl::StatusOr<PlanExpr> SqlEmitter::Follow(PlanExpr value, const PathSyntax& path,
                                            std::size_t at, SqlScope& owner) {
  if (at == path.size()) return value;
  if (value.type.kind != TypeKind::kReference) {
    return ErrorAt(path[at].span, "field is not a reference: " + path[at - 1].text);
  }
  CAMBIUM_ASSIGN_OR_RETURN(SqlRow * row, LookUp(value, path[at - 1].span, owner));
  return StepOf(*row, path, at, owner);
}

absl::StatusOr<PlanExpr> SqlEmitter::Path(const PathSyntax& path, Span span, SqlScope& scope) {
  const Step& first = path[0];
  for (SqlScope* owner = &scope; owner != nullptr; owner = owner->outer) {
    for (const SqlGroupKey& key : owner->keys) {
      if (IsPrefix(key.path, path)) return Follow(key.expr, path, key.path.size(), *owner);
      if (key.label == first.text) return Follow(key.expr, path, 1, *owner);
    }
    for (auto row = owner->rows.rbegin(); row != owner->rows.rend(); ++row) {
      if (!(*row)->name.empty() && (*row)->name == first.text) {
        if (path.size() > 1) return StepOf(**row, path, 1, *owner);
        return ErrorAt(first.span, "'" + first.text + "' is a row; name a field of it");
      }
      const std::optional<Relation> relation = schema_.FindRelation(*(*row)->table, first.text);
      const bool leads_to_one =
          relation.has_value() && relation->table->fields[relation->field].is_unique;
      const bool is_depth = !(*row)->depth.empty() && SameKeyword(first.text, "DEPTH");
      if ((*row)->table->FindField(first.text).has_value() || leads_to_one || is_depth) {
        return StepOf(**row, path, 0, *owner);
      }
    }
    if (owner->items == nullptr || path.size() > 1) continue;
    // Labels do not see themselves.
    const std::vector<Item>* items = std::exchange(owner->items, nullptr);
    bool found = false;
    absl::StatusOr<PlanExpr> label = Label(*items, first.text, *owner, found);
    owner->items = items;
    if (!found) continue;
    if (label.ok()) label->span = span;
    return label;
  }
  return UnknownName(path, scope);
}

// What stands behind a label of the block, for ORDER BY and HAVING.
absl::StatusOr<PlanExpr> SqlEmitter::Label(const std::vector<Item>& items,
                                           const std::string& name, SqlScope& owner,
                                           bool& found) {
  for (const Item& item : items) {
    if (item.kind == ItemKind::kSpread) {
      const Select& spread = item.select[0];
      const absl::StatusOr<PlanExpr> reference = Path(spread.source, spread.span, owner);
      const bool leads_on = reference.ok() && reference->type.kind == TypeKind::kReference &&
                            reference->type.target != 0;
      if (!leads_on) continue;
      CAMBIUM_ASSIGN_OR_RETURN(SqlRow * row, LookUp(*reference, spread.span, owner));
      owner.rows.push_back(row);
      absl::StatusOr<PlanExpr> inside = Label(spread.items, name, owner, found);
      owner.rows.pop_back();
      if (found) return inside;
    }
    if (item.kind != ItemKind::kExpr) continue;
    const bool is_path = item.expr->kind == ExprKind::kPath;
    const bool same = item.label.has_value() ? item.label->text == name
                                             : is_path && item.expr->path.back().text == name;
    if (!same) continue;
    found = true;
    return Term(*item.expr, owner);
  }
  return PlanExpr();
}

absl::Status SqlEmitter::UnknownName(const PathSyntax& path, const SqlScope& scope) const {
  const Step& first = path[0];
  if (scope.is_group()) return ErrorAt(first.span, "no group key '" + first.text + "'");
  if (scope.rows.empty()) {
    return ErrorAt(first.span, "no row here that could have a field '" + first.text + "'");
  }
  const Table& table = *scope.rows.back()->table;
  if (schema_.FindRelation(table, first.text).has_value()) {
    return ErrorAt(first.span, "'" + first.text + "' is a relation to many rows, not a value");
  }
  return ErrorAt(first.span, "no field '" + first.text + "' on " + table.name +
                                 DidYouMean(first.text, table.FieldNames()));
}

}  // namespace cambium
