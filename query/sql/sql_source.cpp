// Sources: a path as a join of the tables that it leads through, begun at an outer row.
//
// A path that may lead to one row in several ways gives its rows once where the language wants
// a set. A closure is a recursive sub-query of what is reached, in as few hops as may be: on a
// cycle it turns until there are more hops than rows.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "dataflow/status.h"
#include "query/keyword.h"
#include "query/sql/sql_emitter.h"

namespace cambium {
namespace {

std::vector<std::string> Prefixed(const std::string& alias,
                                  const std::vector<std::string>& columns) {
  std::vector<std::string> prefixed;
  prefixed.reserve(columns.size());
  for (const std::string& column : columns) prefixed.push_back(alias + "." + column);
  return prefixed;
}

std::string Listed(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + text;
  return list;
}

// s1, s2, … for as many columns as there are.
std::vector<std::string> Numbered(char letter, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= count; ++i) names.push_back(letter + std::to_string(i));
  return names;
}

}  // namespace

absl::StatusOr<SqlEmitter::Texts> SqlEmitter::ColumnsOf(const Table& table,
                                                        std::size_t field) const {
  Texts names;
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<SqlColumn> columns,
                           SqlColumns(schema_, table.fields[field]));
  for (const SqlColumn& column : columns) names.push_back(SqlName(column.name));
  return names;
}

absl::StatusOr<SqlEmitter::Texts> SqlEmitter::KeyColumns(const Table& table) const {
  Texts names;
  for (const std::size_t field : table.key) {
    CAMBIUM_ASSIGN_OR_RETURN(const Texts columns, ColumnsOf(table, field));
    names.insert(names.end(), columns.begin(), columns.end());
  }
  return names;
}

absl::StatusOr<SqlEmitter::Texts> SqlEmitter::KeyOf(const SqlRow& row) const {
  CAMBIUM_ASSIGN_OR_RETURN(const Texts columns, KeyColumns(*row.table));
  return Prefixed(row.sql, columns);
}

absl::StatusOr<PlanExpr> SqlEmitter::FieldOf(const SqlRow& row, std::size_t field) {
  CAMBIUM_ASSIGN_OR_RETURN(const Texts columns, ColumnsOf(*row.table, field));
  return sql_.Leaf({Prefixed(row.sql, columns), "", 0}, row.table->fields[field].type);
}

std::string SqlEmitter::Equal(const Texts& left, const Texts& right, const std::string& word) {
  std::string text;
  for (std::size_t i = 0; i < left.size(); ++i) {
    text += (i == 0 ? "" : " AND ") + left[i] + word + right[i];
  }
  return text;
}

void SqlEmitter::Join(const std::string& table, const std::string& condition, SqlScope& scope) {
  if (!scope.base.empty()) {
    scope.joins += " JOIN " + table + " ON " + condition;
    return;
  }
  scope.base = table;
  if (!condition.empty()) scope.where.push_back(condition);
}

SqlRow& SqlEmitter::AddRow(const Table& table, SqlScope& scope) {
  scope.owned.push_back(std::make_unique<SqlRow>());
  scope.owned.back()->table = &table;
  scope.owned.back()->sql = NextAlias('t');
  return *scope.owned.back();
}

SqlRow& SqlEmitter::JoinTable(const Table& table, const Texts& columns, const Texts& link,
                              SqlScope& scope) {
  SqlRow& row = AddRow(table, scope);
  Join(SqlName(table.name) + " AS " + row.sql, Equal(Prefixed(row.sql, columns), link), scope);
  return row;
}

// The first name of a source: a relation of the innermost row, then an alias, then a table.
absl::StatusOr<SqlEmitter::Place> SqlEmitter::StartOf(const PathSyntax& path, std::size_t& at,
                                                      SqlScope& scope) {
  const Step& first = path[0];
  at = 0;
  SqlScope* outer = scope.outer;
  if (outer != nullptr && !outer->rows.empty()) {
    SqlRow* row = outer->rows.back();
    const std::optional<std::size_t> field = row->table->FindField(first.text);
    const bool is_reference =
        field.has_value() && row->table->fields[*field].type.kind == TypeKind::kReference;
    const bool is_relation = row->table->FindVirtual(first.text) != nullptr ||
                             schema_.FindRelation(*row->table, first.text).has_value();
    if (is_reference || is_relation) return Place{row};
  }
  at = 1;
  for (SqlScope* owner = outer; owner != nullptr; owner = owner->outer) {
    for (const SqlGroupKey& key : owner->keys) {
      const bool leads_on = key.label == first.text && key.expr.type.target != 0 &&
                            key.expr.type.kind == TypeKind::kReference;
      if (!leads_on) continue;
      const Table& table = *schema_.FindById(key.expr.type.target);
      CAMBIUM_ASSIGN_OR_RETURN(const Texts link, sql_.Parts(key.expr));
      CAMBIUM_ASSIGN_OR_RETURN(const Texts columns, KeyColumns(table));
      return Place{&JoinTable(table, columns, link, scope)};
    }
    for (SqlRow* row : owner->rows) {
      if (row->name.empty() || row->name != first.text) continue;
      if (path.size() > 1) return Place{row};
      return ErrorAt(first.span, "'" + first.text + "' is a row; name a relation of it");
    }
  }
  const Table* table = schema_.Find(first.text);
  if (table == nullptr || first.hops.has_value()) {
    return ErrorAt(first.span, "no table or relation '" + first.text + "'");
  }
  return Place{&JoinTable(*table, {}, {}, scope), false, 1};
}

absl::Status SqlEmitter::TakeStep(const Step& step, Place& place, SqlScope& scope) {
  const Table& table = *place.row->table;
  if (const VirtualRelation* via = table.FindVirtual(step.text)) {
    if (step.hops.has_value()) {
      return ErrorAt(step.span, "a closure needs a stored relation");
    }
    return TakeVia(step, *via, place, scope);
  }
  place.may_repeat = place.may_repeat || place.to_many > 0;
  const std::optional<std::size_t> field = table.FindField(step.text);
  const std::optional<Relation> relation = schema_.FindRelation(table, step.text);
  const bool is_reference =
      field.has_value() && table.fields[*field].type.kind == TypeKind::kReference;
  if (!is_reference && !relation.has_value()) {
    return ErrorAt(step.span, "no relation '" + step.text + "' on " + table.name +
                                  DidYouMean(step.text, schema_.RelationNames(table)));
  }
  const Table* target =
      is_reference ? schema_.FindById(table.fields[*field].type.target) : relation->table;
  if (target == nullptr) {
    return ErrorAt(step.span,
                   "the table that '" + step.text + "' refers to is not declared yet");
  }
  if (step.hops.has_value()) {
    if (target != &table) {
      return ErrorAt(step.span, "a closure needs a relation of a table to itself");
    }
    return TakeHops(step, is_reference ? *field : relation->field, is_reference, place, scope);
  }
  Texts link;
  Texts columns;
  if (is_reference) {
    CAMBIUM_ASSIGN_OR_RETURN(const Texts own, ColumnsOf(table, *field));
    link = Prefixed(place.row->sql, own);
    CAMBIUM_ASSIGN_OR_RETURN(columns, KeyColumns(*target));
  } else {
    CAMBIUM_ASSIGN_OR_RETURN(link, KeyOf(*place.row));
    CAMBIUM_ASSIGN_OR_RETURN(columns, ColumnsOf(*target, relation->field));
  }
  place.row = &JoinTable(*target, columns, link, scope);
  place.row->depth = place.depth;
  // BACK of a UNIQUE reference leads to one row at most.
  if (is_reference || target->fields[relation->field].is_unique) return absl::OkStatus();
  place.is_one = false;
  ++place.to_many;
  return absl::OkStatus();
}

// A relation that stores nothing: the path that it stands for.
absl::Status SqlEmitter::TakeVia(const Step& step, const VirtualRelation& relation,
                                 Place& place, SqlScope& scope) {
  const auto follow = [&](const PathSyntax& path) -> absl::StatusOr<const Table*> {
    for (const Step& inner : path) CAMBIUM_RETURN_IF_ERROR(TakeStep(inner, place, scope));
    return place.row->table;
  };
  CAMBIUM_RETURN_IF_ERROR(expansion_.OfRelation(relation, step.span, follow));
  place.is_one = false;
  place.may_repeat = true;
  return absl::OkStatus();
}

// h: what is reached from where (s) in how many hops (d), once for each number of hops. From an
// outer row only what is reached from there.
absl::Status SqlEmitter::TakeHops(const Step& step, std::size_t field, bool along, Place& place,
                                  SqlScope& scope) {
  const Table& table = *place.row->table;
  CAMBIUM_ASSIGN_OR_RETURN(const Texts key, KeyColumns(table));
  CAMBIUM_ASSIGN_OR_RETURN(const Texts reference, ColumnsOf(table, field));
  CAMBIUM_ASSIGN_OR_RETURN(const Texts start, KeyOf(*place.row));
  const bool is_outer = scope.base.empty();
  const std::string name = SqlName(table.name);
  const Texts from = Prefixed("e", along ? key : reference);
  const Texts to = Prefixed("e", along ? reference : key);
  const Texts starts = Numbered('s', is_outer ? 0 : key.size());
  const Texts nodes = Numbered('n', key.size());

  const Texts head = [&] {
    Texts all = starts;
    all.insert(all.end(), nodes.begin(), nodes.end());
    return all;
  }();
  const bool from_start = step.hops->least == 0;
  Texts seed;
  std::string seeds;
  if (is_outer) {
    seed = from_start ? start : to;
    seeds = "SELECT " + Listed(seed) + ", " + (from_start ? "0" : "1");
    if (!from_start) seeds += " FROM " + name + " AS e WHERE " + Equal(from, start);
  } else {
    seed = from_start ? Prefixed("e", key) : from;
    const Texts& second = from_start ? seed : to;
    seeds = "SELECT " + Listed(seed) + ", " + Listed(second) + ", " + (from_start ? "0" : "1") +
            " FROM " + name + " AS e";
  }
  Texts next = Prefixed("h", starts);
  next.insert(next.end(), to.begin(), to.end());
  std::string most = "(SELECT COUNT(*) FROM " + name + ")";
  if (step.hops->most.has_value()) {
    most = "MIN(" + most + ", " + sql_.Parameter(Value::Int(*step.hops->most)) + ")";
    if (!sql_.is_sqlite()) most.replace(0, 3, "LEAST");
  }
  const std::string alias = NextAlias('t');
  std::string closure = "(WITH RECURSIVE h(" + Listed(head) + ", d) AS (" + seeds +
                        " UNION SELECT " + Listed(next) + ", h.d + 1 FROM h JOIN " + name +
                        " AS e ON " + Equal(from, Prefixed("h", nodes)) + " WHERE h.d < " +
                        most + ") SELECT " + Listed(head) + ", MIN(d) AS d FROM h GROUP BY " +
                        Listed(head);
  closure += " HAVING MIN(d) >= " + sql_.Parameter(Value::Int(step.hops->least));
  if (step.hops->most.has_value()) {
    closure += " AND MIN(d) <= " + sql_.Parameter(Value::Int(*step.hops->most));
  }
  closure += ") AS " + alias;
  Join(closure, is_outer ? "" : Equal(Prefixed(alias, starts), start), scope);
  place.row = &JoinTable(table, key, Prefixed(alias, nodes), scope);
  place.depth = alias + ".d";
  place.row->depth = place.depth;
  place.is_one = false;
  ++place.to_many;
  return absl::OkStatus();
}

// The rows at the end of `ways`, each once.
absl::StatusOr<SqlRow*> SqlEmitter::Once(const Place& place, SqlScope& ways, SqlScope& scope) {
  CAMBIUM_ASSIGN_OR_RETURN(const Texts key, KeyOf(*place.row));
  CAMBIUM_ASSIGN_OR_RETURN(const Texts columns, KeyColumns(*place.row->table));
  const Texts names = Numbered('k', key.size());
  Texts shown;
  for (std::size_t i = 0; i < key.size(); ++i) shown.push_back(key[i] + " AS " + names[i]);
  const bool has_depth = !place.depth.empty();
  std::string text = "(SELECT ";
  text += has_depth ? Listed(shown) + ", MIN(" + place.depth + ") AS d"
                    : "DISTINCT " + Listed(shown);
  text += " FROM " + ways.base + ways.joins;
  std::string where;
  for (const std::string& one : ways.where)
    where += (where.empty() ? " WHERE " : " AND ") + one;
  text += where;
  if (has_depth) text += " GROUP BY " + Listed(key);
  const std::string alias = NextAlias('t');
  Join(text + ") AS " + alias, "", scope);
  SqlRow& row = JoinTable(*place.row->table, columns, Prefixed(alias, names), scope);
  if (has_depth) row.depth = alias + ".d";
  return &row;
}

absl::StatusOr<SqlEmitter::Source> SqlEmitter::OpenSource(const PathSyntax& path,
                                                          const Clauses& clauses, bool as_set,
                                                          SqlScope& scope) {
  const bool is_rows = path.size() == 1 && SameKeyword(path[0].text, "ROWS");
  Source source;
  source.label = path.back().text;
  if (is_rows && scope.outer != nullptr && scope.outer->is_group()) {
    CAMBIUM_RETURN_IF_ERROR(OpenMembers(scope));
  } else {
    SqlScope ways;
    ways.outer = scope.outer;
    std::size_t at = 0;
    CAMBIUM_ASSIGN_OR_RETURN(Place place, StartOf(path, at, ways));
    for (; at < path.size(); ++at) {
      CAMBIUM_RETURN_IF_ERROR(TakeStep(path[at], place, ways));
    }
    source.is_one = place.is_one;
    if (as_set && place.may_repeat) {
      CAMBIUM_ASSIGN_OR_RETURN(place.row, Once(place, ways, scope));
    } else {
      scope.base = std::move(ways.base);
      scope.joins = std::move(ways.joins);
      scope.where = std::move(ways.where);
      scope.owned = std::move(ways.owned);
    }
    scope.rows = {place.row};
  }
  SqlRow& row = *scope.rows.front();
  if (clauses.alias.has_value()) row.name = clauses.alias->text;
  for (const std::size_t field : row.table->key) {
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr key, FieldOf(row, field));
    source.key.push_back(std::move(key));
  }
  return source;
}

// The members of the outer scope's groups: its source once more, of which those are kept whose
// keys are the group's.
absl::Status SqlEmitter::OpenMembers(SqlScope& scope) {
  SqlScope& group = *scope.outer;
  SqlScope members;
  members.outer = group.outer;
  CAMBIUM_RETURN_IF_ERROR(
      OpenSource(*group.source, *group.clauses, group.as_set, members).status());
  CAMBIUM_RETURN_IF_ERROR(AddWhere(group.clauses->on, members));
  CAMBIUM_RETURN_IF_ERROR(AddWhere(group.clauses->where, members));
  if (!group.only_if.empty()) members.where.push_back(group.only_if);
  const std::string is = sql_.is_sqlite() ? " IS " : " IS NOT DISTINCT FROM ";
  for (std::size_t i = 0; i < group.keys.size(); ++i) {
    CAMBIUM_ASSIGN_OR_RETURN(const PlanExpr own,
                             Term(group.clauses->group_by[i].expr, members));
    CAMBIUM_ASSIGN_OR_RETURN(const Texts left, sql_.Parts(own));
    CAMBIUM_ASSIGN_OR_RETURN(const Texts right, sql_.Parts(group.keys[i].expr));
    members.where.push_back("(" + Equal(left, right, is) + ")");
  }
  scope.base = std::move(members.base);
  scope.joins = std::move(members.joins);
  scope.where = std::move(members.where);
  scope.owned = std::move(members.owned);
  scope.lookups = std::move(members.lookups);
  scope.rows = std::move(members.rows);
  return absl::OkStatus();
}

}  // namespace cambium
