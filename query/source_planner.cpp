// Sources: from a path to the rows that it leads to, for each row of the demand.
//
// A step over a reference or a relation is a join on its link. A path that can lead to one row
// in several ways is made a set where the language wants one: MANY does, aggregates do not.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>

#include "dataflow/status.h"
#include "query/keyword.h"
#include "query/name_hint.h"
#include "query/query_planner.h"

namespace cambium {
namespace {

bool Contains(const std::vector<ColumnId>& columns, ColumnId column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

absl::Status NoClosure(const Step& step, const Table& table, const std::string& target) {
  return ErrorAt(step.span, "a closure needs a relation of a table to itself, and '" +
                                step.text + "' leads from " + table.name + " to " + target);
}

}  // namespace

FlowPtr QueryPlanner::WithoutNulls(FlowPtr flow, ColumnId column) {
  PlanExpr is_null;
  is_null.kind = ExprKind::kIsNull;
  is_null.type.kind = TypeKind::kBool;
  is_null.args = {ColumnExpr(column, FieldType())};
  FlowPtr some = MakeFlow(FlowKind::kFilter, std::move(flow));
  some->condition.kind = ExprKind::kNot;
  some->condition.type.kind = TypeKind::kBool;
  some->condition.args = {std::move(is_null)};
  return some;
}

void QueryPlanner::Open(Scope& scope, Scope* outer) {
  scope.outer = outer;
  if (outer == nullptr) {
    scope.flow = MakeFlow(FlowKind::kUnit);
    return;
  }
  scope.demand = MakeFlow(FlowKind::kDistinct);
  scope.flow = scope.demand;
}

void QueryPlanner::Finish(Scope& scope) {
  if (scope.is_group()) scope.groups->left = scope.members->flow;
  if (scope.member_join != nullptr) {
    // By what groups are told apart: also by what ROWS itself has asked of rows further out.
    const Scope& groups = *scope.outer;
    for (const ColumnId column : groups.correlated) scope.Correlate(column);
    scope.member_join->left_keys = groups.groups->columns;
    scope.member_join->left_keys.insert(scope.member_join->left_keys.end(),
                                        groups.correlated.begin(), groups.correlated.end());
    scope.member_join->right_keys = scope.member_join->left_keys;
  }
  for (const FlowPtr& flow : scope.late) {
    std::vector<ColumnId> columns = scope.correlated;
    for (const ColumnId column : flow->columns) {
      if (!Contains(columns, column)) columns.push_back(column);
    }
    flow->columns = std::move(columns);
  }
  scope.late.clear();
  if (scope.demand == nullptr) return;
  scope.demand->columns = scope.correlated;
  scope.demand->left = scope.outer->flow;
}

// The first name of a source: a relation of the innermost row, then an alias, then a table.
// `at` is the first step that is still to be taken.
absl::StatusOr<QueryPlanner::Place> QueryPlanner::PlanStart(const PathSyntax& path,
                                                            std::size_t& at, Scope& scope) {
  const Step& first = path[0];
  at = 0;
  Scope* outer = scope.outer;
  if (outer != nullptr && !outer->rows.empty()) {
    RowScope* row = outer->rows.back();
    const std::optional<std::size_t> field = row->table->FindField(first.text);
    const bool is_reference =
        field.has_value() && row->table->fields[*field].type.kind == TypeKind::kReference;
    const bool is_relation = row->table->FindVirtual(first.text) != nullptr ||
                             schema_.FindRelation(*row->table, first.text).has_value();
    if (is_reference || is_relation) {
      return Place{outer, row};
    }
  }
  for (Scope* owner = outer; owner != nullptr; owner = owner->outer) {
    for (const GroupLabel& label : owner->labels) {
      if (label.label != first.text || label.expr.type.kind != TypeKind::kReference) continue;
      CAMBIUM_RETURN_IF_ERROR(CheckDeclared(label.expr.type, first));
      at = 1;
      Place place{owner, nullptr};
      Reach(label.expr.column, *owner, scope);
      const Table& table = *schema_.FindById(label.expr.type.target);
      JoinTable(table, std::nullopt, label.expr.column, place, scope);
      return place;
    }
    for (RowScope* row : owner->rows) {
      if (row->alias.empty() || row->alias != first.text) continue;
      if (path.size() == 1) {
        return ErrorAt(first.span, "'" + first.text + "' is a row; name a relation of it");
      }
      at = 1;
      return Place{owner, row};
    }
  }
  const Table* table = schema_.Find(first.text);
  if (table != nullptr && !first.hops.has_value()) {
    at = 1;
    FlowPtr scan = MakeScan(*table);
    RowScope& row = scope.AddRow(*table, scan);
    if (outer == nullptr) {
      scope.flow = scan;
    } else {
      scope.flow = MakeFlow(FlowKind::kJoin, scope.flow, scan);
      scope.base = scope.flow;
    }
    return Place{&scope, &row, false, 1};
  }
  if (outer == nullptr || outer->rows.empty()) {
    const std::string guess = DidYouMean(first.text, schema_.TableNames());
    return WithHint(ErrorAt(first.span, "no table '" + first.text + "'" + guess),
                    guess.empty() ? TablesHint(schema_) : "");
  }
  const Table& of = *outer->rows.back()->table;
  std::vector<std::string> names = schema_.RelationNames(of);
  for (const Field& field : of.fields) {
    if (field.type.kind == TypeKind::kReference) names.push_back(field.name);
  }
  // Relations first: a table of a similar name would be joined with all rows.
  std::string guess = DidYouMean(first.text, names);
  if (guess.empty()) guess = OneStepFurther(schema_, of, first.text);
  if (guess.empty()) guess = DidYouMean(first.text, schema_.TableNames());
  return WithHint(ErrorAt(first.span, "no relation '" + first.text + "' on " + of.name + guess),
                  guess.empty() ? FieldsHint(schema_, of, first.text, false) : "");
}

void QueryPlanner::JoinTable(const Table& table, std::optional<std::size_t> field,
                             ColumnId link, Place& place, Scope& scope) {
  RowScope& row = scope.AddRow(table, MakeScan(table));
  FlowPtr scan = row.scan;
  ColumnId linked = 0;
  if (field.has_value()) {
    linked = FieldColumn(row, *field);
    // The link may be of a row that is missing; NULL refers to none.
    if (table.fields[*field].nullable) scan = WithoutNulls(scan, linked);
  } else {
    std::tie(scan, linked) = ScanByKey(row);
  }
  scope.flow = MakeFlow(FlowKind::kJoin, scope.flow, scan);
  scope.flow->left_keys = {link};
  scope.flow->right_keys = {linked};
  row.depth = place.depth;
  place.owner = &scope;
  place.row = &row;
}

QueryPlanner::Edges QueryPlanner::EdgesOf(const Table& table, std::size_t field, bool along,
                                          Scope& scope) {
  RowScope& edge = scope.AddRow(table, MakeScan(table));
  const ColumnId reference = FieldColumn(edge, field);
  const auto [rows, key] = ScanByKey(edge);
  return {rows, along ? key : reference, along ? reference : key};
}

// Of a relation that stores nothing: from each row of the table those that its path leads to.
absl::StatusOr<QueryPlanner::Edges> QueryPlanner::EdgesVia(const Step& step,
                                                           const VirtualRelation& relation,
                                                           const Table& table) {
  Scope scope;
  RowScope& row = scope.AddRow(table, MakeScan(table));
  scope.flow = row.scan;
  const ColumnId from = AsColumn(KeyExpr(row), scope);
  Place place{&scope, &row};
  CAMBIUM_RETURN_IF_ERROR(PlanVia(step, relation, place, scope));
  const ColumnId to = AsColumn(KeyExpr(*place.row), scope);
  FlowPtr once = MakeFlow(FlowKind::kDistinct, scope.flow);
  once->columns = {from, to};
  return Edges{std::move(once), from, to};
}

void QueryPlanner::JoinHops(const Step& step, const Edges& edges, Place& place, Scope& scope) {
  const Table& table = *place.row->table;
  const ColumnId start = AsColumn(KeyExpr(*place.row), *place.owner);
  Reach(start, *place.owner, scope);
  FlowPtr starts = MakeFlow(FlowKind::kDistinct, scope.flow);
  starts->columns = {start};
  FlowPtr hops = MakeFlow(FlowKind::kHops, starts, edges.rows);
  hops->left_keys = {start};
  hops->right_keys = {edges.from, edges.to};
  const ColumnId reached_from = NewColumn();
  const ColumnId node = NewColumn();
  const ColumnId depth = NewColumn();
  hops->columns = {reached_from, node, depth};
  hops->offset = step.hops->least;
  hops->limit = step.hops->most;
  scope.flow = MakeFlow(FlowKind::kJoin, scope.flow, hops);
  scope.flow->left_keys = {start};
  scope.flow->right_keys = {reached_from};
  JoinTable(table, std::nullopt, node, place, scope);
  place.depth = depth;
  place.row->depth = depth;
  place.is_one = false;
  ++place.to_many;
}

absl::Status QueryPlanner::PlanStep(const Step& step, Place& place, Scope& scope) {
  const Table& table = *place.row->table;
  if (const VirtualRelation* via = table.FindVirtual(step.text)) {
    if (!step.hops.has_value()) return PlanVia(step, *via, place, scope);
    if (via->table.text != table.name) return NoClosure(step, table, via->table.text);
    CAMBIUM_ASSIGN_OR_RETURN(const Edges edges, EdgesVia(step, *via, table));
    place.may_repeat = place.may_repeat || place.to_many > 0;
    JoinHops(step, edges, place, scope);
    return absl::OkStatus();
  }
  place.may_repeat = place.may_repeat || place.to_many > 0;
  const std::optional<std::size_t> field = table.FindField(step.text);
  const std::optional<Relation> relation = schema_.FindRelation(table, step.text);
  const bool is_reference =
      field.has_value() && table.fields[*field].type.kind == TypeKind::kReference;
  if (!is_reference && !relation.has_value()) {
    if (field.has_value()) {
      return ErrorAt(step.span, "field is not a reference: " + step.text);
    }
    return ErrorAt(step.span, "no relation '" + step.text + "' on " + table.name +
                                  DidYouMean(step.text, schema_.RelationNames(table)));
  }
  if (is_reference) {
    CAMBIUM_RETURN_IF_ERROR(CheckDeclared(table.fields[*field].type, step));
  }
  const Table& target =
      is_reference ? *schema_.FindById(table.fields[*field].type.target) : *relation->table;
  if (step.hops.has_value()) {
    if (target.id != table.id) return NoClosure(step, table, target.name);
    const std::size_t by = is_reference ? *field : relation->field;
    JoinHops(step, EdgesOf(table, by, is_reference, scope), place, scope);
    return absl::OkStatus();
  }
  const ColumnId link = is_reference ? FieldColumn(*place.row, *field)
                                     : AsColumn(KeyExpr(*place.row), *place.owner);
  Reach(link, *place.owner, scope);
  JoinTable(target, is_reference ? std::nullopt : std::optional(relation->field), link, place,
            scope);
  // BACK of a UNIQUE reference leads to one row at most.
  if (is_reference || target.fields[relation->field].is_unique) return absl::OkStatus();
  place.is_one = false;
  ++place.to_many;
  return absl::OkStatus();
}

// A relation that stores nothing: the path that it stands for, each row once.
absl::Status QueryPlanner::PlanVia(const Step& step, const VirtualRelation& relation,
                                   Place& place, Scope& scope) {
  const auto follow = [&](const PathSyntax& path) -> absl::StatusOr<const Table*> {
    for (const Step& inner : path) CAMBIUM_RETURN_IF_ERROR(PlanStep(inner, place, scope));
    return place.row->table;
  };
  CAMBIUM_RETURN_IF_ERROR(expansion_.OfRelation(relation, step.span, follow));
  place.is_one = false;
  place.may_repeat = true;
  return absl::OkStatus();
}

absl::StatusOr<QueryPlanner::Source> QueryPlanner::PlanSource(const PathSyntax& path,
                                                              const Clauses& clauses,
                                                              bool as_set, Scope& scope) {
  const bool is_rows = path.size() == 1 && SameKeyword(path[0].text, "ROWS");
  if (is_rows && scope.outer != nullptr && scope.outer->is_group()) return PlanRows(scope);
  std::size_t at = 0;
  CAMBIUM_ASSIGN_OR_RETURN(Place place, PlanStart(path, at, scope));
  for (; at < path.size(); ++at) {
    CAMBIUM_RETURN_IF_ERROR(PlanStep(path[at], place, scope));
  }
  const Table& table = *place.row->table;
  Source source;
  source.label = path.back().text;
  source.is_one = place.is_one;
  for (const std::size_t field : table.key) {
    source.key.push_back(FieldColumn(*place.row, field));
    source.key_labels.push_back({table.fields[field].name, 0, table.fields[field].type});
  }
  // One row may be reached in several ways: each is kept once, and its fields joined anew.
  if (as_set && place.may_repeat) {
    FlowPtr once = MakeFlow(FlowKind::kDistinct, scope.flow);
    once->columns = source.key;
    scope.late.push_back(once);
    if (place.depth.has_value()) {
      // In as few hops as any of the ways has.
      FlowAggregate fewest;
      fewest.id = NewColumn();
      fewest.kind = AggregateKind::kMin;
      fewest.arg = std::exchange(place.depth, fewest.id);
      fewest.arg_type = fewest.type = FieldType{TypeKind::kInt};
      once->kind = FlowKind::kAggregate;
      once->aggregates.push_back(std::move(fewest));
    }
    FlowPtr scan = MakeScan(table);
    RowScope& row = scope.AddRow(table, scan);
    row.depth = place.depth;
    scope.flow = MakeFlow(FlowKind::kJoin, once, scan);
    scope.flow->left_keys = source.key;
    for (const std::size_t field : table.key) {
      scope.flow->right_keys.push_back(FieldColumn(row, field));
    }
    place.row = &row;
    source.key = scope.flow->right_keys;
  }
  if (clauses.alias.has_value()) place.row->alias = clauses.alias->text;
  scope.rows = {place.row};
  return source;
}

// The members of the outer scope's groups.
absl::StatusOr<QueryPlanner::Source> QueryPlanner::PlanRows(Scope& scope) {
  Scope& outer = *scope.outer;
  Scope& members = *outer.members;
  for (const ColumnId column : outer.groups->columns) scope.Correlate(column);
  scope.flow = MakeFlow(FlowKind::kJoin, scope.flow, members.flow);
  scope.member_join = scope.flow;
  const RowScope& grouped = *members.rows.front();
  RowScope& row = scope.AddRow(*grouped.table, grouped.scan);
  row.columns = grouped.columns;
  row.depth = grouped.depth;
  row.alias = grouped.alias;
  scope.rows = {&row};
  Source source;
  source.label = "rows";
  for (const std::size_t field : row.table->key) {
    source.key.push_back(FieldColumn(row, field));
    source.key_labels.push_back(
        {row.table->fields[field].name, 0, row.table->fields[field].type});
  }
  return source;
}

// inner = outer, of a table that is joined to the demand without keys: becomes its key.
bool QueryPlanner::PushEquality(const PlanExpr& conjunct, Scope& scope) {
  if (conjunct.kind != ExprKind::kEqual || scope.base == nullptr) return false;
  Flow& base = *scope.base;
  std::vector<ColumnId> sides[2];
  for (std::size_t i = 0; i < 2; ++i) AppendColumns(conjunct.args[i], sides[i]);
  const auto is_inner = [&](ColumnId column) {
    return std::any_of(base.right->fields.begin(), base.right->fields.end(),
                       [&](const ScanColumn& field) { return field.id == column; });
  };
  const auto is_outer = [&](ColumnId column) { return Contains(scope.correlated, column); };
  for (std::size_t inner = 0; inner < 2; ++inner) {
    const auto& mine = sides[inner];
    const auto& theirs = sides[1 - inner];
    const bool fits = !mine.empty() && std::all_of(mine.begin(), mine.end(), is_inner) &&
                      !theirs.empty() && std::all_of(theirs.begin(), theirs.end(), is_outer);
    const bool plain = conjunct.args[inner].kind == ExprKind::kPath &&
                       conjunct.args[1 - inner].kind == ExprKind::kPath;
    if (!fits || !plain) continue;
    base.left_keys.push_back(conjunct.args[1 - inner].column);
    base.right_keys.push_back(conjunct.args[inner].column);
    // Keys of a join are equal when both are NULL, which `=` is not.
    scope.flow = WithoutNulls(scope.flow, conjunct.args[inner].column);
    return true;
  }
  return false;
}

}  // namespace cambium
