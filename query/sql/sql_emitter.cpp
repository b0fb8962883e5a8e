// Selects: two layers each, the inner one of rows and the outer one of JSON.
// SPDX-License-Identifier: Apache-2.0
#include "query/sql/sql_emitter.h"

#include <algorithm>

#include "dataflow/status.h"
#include "query/typing.h"

namespace cambium {
namespace {

std::string Listed(const std::vector<std::string>& texts, const std::string& separator) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : separator) + text;
  return list;
}

std::string Direction(const SqlOrder& by, bool turned) {
  const bool descending = by.descending != turned;
  std::string text = descending ? " DESC" : "";
  if (by.may_be_null) text += by.nulls_first != turned ? " NULLS FIRST" : " NULLS LAST";
  return text;
}

// How deep sub-queries are nested.
int DepthOf(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  std::vector<bool> is_query;  // of each open bracket
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\'' || c == '"') {
      i = text.find(c, i + 1);  // Doubled quotes are two texts.
    } else if (c == '(') {
      const std::string_view rest = text.substr(i + 1);
      is_query.push_back(rest.starts_with("SELECT ") || rest.starts_with("WITH "));
      depth += is_query.back() ? 1 : 0;
      deepest = std::max(deepest, depth);
    } else if (c == ')') {
      depth -= is_query.back() ? 1 : 0;
      is_query.pop_back();
    }
  }
  return deepest;
}

}  // namespace

absl::StatusOr<SqlText> EmitSql(const Schema& schema, const Query& query, SqlDialect dialect,
                                const Parameters& parameters) {
  return SqlEmitter(schema, query, dialect, parameters).Emit();
}

absl::StatusOr<SqlText> SqlEmitter::Emit() {
  SqlText emitted;
  if (query_.is_roots) {
    SqlScope scope;
    Columns columns;
    CAMBIUM_RETURN_IF_ERROR(AddItems(query_.root.items, scope, {}, columns));
    emitted.text = "SELECT " + Object(columns) + " AS answer FROM (SELECT " +
                   Listed(columns.inner, ", ") + ") AS r";
  } else {
    bool is_one = false;
    CAMBIUM_ASSIGN_OR_RETURN(emitted.text, EmitSelect(query_.root, nullptr, {}, "", is_one));
    const std::string null = sql_.is_sqlite() ? "'null'" : "CAST('null' AS JSON)";
    if (is_one)
      emitted.text = "SELECT COALESCE((" + emitted.text + "), " + null + ") AS answer";
  }
  if (DepthOf(emitted.text) > kMaxDepth) {
    return SqlExpressions::Refuse(
        query_.root.span, "sub-queries nested deeper than " + std::to_string(kMaxDepth));
  }
  emitted.parameters = sql_.TakeParameters();
  return emitted;
}

absl::StatusOr<std::string> SqlEmitter::EmitSelect(const Select& select, SqlScope* outer,
                                                   Block block, const std::string& only_if,
                                                   bool& is_one) {
  SqlScope scope;
  scope.outer = outer;
  Clauses clauses = select;
  if (select.distinct) {
    CAMBIUM_ASSIGN_OR_RETURN(clauses, AsGroups(select));
  }
  const bool takes_one = select.cardinality == Cardinality::kOne;
  Asked asked{select.source, clauses, select.distinct ? nullptr : &select.items};
  asked.takes_one = takes_one;
  asked.only_if = only_if;
  CAMBIUM_ASSIGN_OR_RETURN(const Rows rows, OpenRows(asked, scope));
  const bool is_inferred = select.cardinality == Cardinality::kInferred;
  is_one = takes_one || (is_inferred && rows.is_one);

  Columns columns;
  std::string omitted;
  const bool is_repeated = block.items != nullptr;
  if (!is_repeated) {
    block.items = &select.items;
    if (select.alias.has_value()) block.name = select.alias->text;
  }
  if (is_repeated && (scope.is_group() || scope.rows.front()->table != block.table)) {
    return ErrorAt(select.span, "RECURSE needs rows of the same table");
  }
  if (!scope.is_group()) {
    SqlRow& row = *scope.rows.front();
    block.table = row.table;
    CAMBIUM_ASSIGN_OR_RETURN(const Texts key, KeyOf(row));
    for (const Texts& ancestor : block.chain) {
      Texts own;
      for (std::size_t i = 0; i < key.size(); ++i) own.push_back("r.k" + std::to_string(i + 1));
      omitted += (omitted.empty() ? " WHERE NOT (" : " AND NOT (") + Equal(own, ancestor) + ")";
    }
    for (std::size_t i = 0; i < key.size() && is_repeated; ++i) {
      columns.inner.push_back(key[i] + " AS k" + std::to_string(i + 1));
    }
    block.chain.push_back(key);
    if (is_repeated) row.name = block.name;  // Its own is for its clauses alone.
  }
  if (select.distinct) {
    for (const SqlGroupKey& key : scope.keys) {
      CAMBIUM_RETURN_IF_ERROR(AddValue(key.label, key.expr, select.span, columns));
    }
  } else {
    CAMBIUM_RETURN_IF_ERROR(AddItems(*block.items, scope, block, columns));
  }
  std::string order;
  CAMBIUM_ASSIGN_OR_RETURN(const std::string inner,
                           Inner(scope, columns.inner, rows, true, order));
  std::string list = Object(columns);
  if (!is_one && sql_.is_sqlite()) {
    list = "JSON_GROUP_ARRAY(" + list + ")";
  } else if (!is_one) {
    list = "COALESCE(JSON_AGG(" + list + " ORDER BY " + order + "), CAST('[]' AS JSON))";
  }
  return "SELECT " + list + (outer == nullptr && !is_one ? " AS answer" : "") + " FROM (" +
         inner + ") AS r" + omitted;
}

// MANY DISTINCT is GROUP BY of its items.
absl::StatusOr<Clauses> SqlEmitter::AsGroups(const Select& select) const {
  Clauses grouped = select;
  if (!select.group_by.empty()) {
    return ErrorAt(select.group_by[0].expr.span, "MANY DISTINCT takes no GROUP BY");
  }
  for (const Item& item : select.items) {
    if (item.kind == ItemKind::kExpr) {
      grouped.group_by.push_back({item.label, *item.expr});
      continue;
    }
    const Table* table =
        select.source.size() == 1 ? schema_.Find(select.source[0].text) : nullptr;
    if (item.kind != ItemKind::kAllFields || table == nullptr) {
      return ErrorAt(item.span, "MANY DISTINCT has values only, no lists or spreads");
    }
    for (const Field& field : table->fields) {
      Expr path;
      path.kind = ExprKind::kPath;
      path.span = item.span;
      path.path = {Step({field.name, item.span})};
      grouped.group_by.push_back({std::nullopt, std::move(path)});
    }
  }
  return grouped;
}

absl::StatusOr<SqlEmitter::Rows> SqlEmitter::OpenRows(const Asked& asked, SqlScope& scope) {
  const Clauses& clauses = asked.clauses;
  CAMBIUM_ASSIGN_OR_RETURN(Source source,
                           OpenSource(asked.source, clauses, asked.as_set, scope));
  CAMBIUM_RETURN_IF_ERROR(AddWhere(clauses.on, scope));
  CAMBIUM_RETURN_IF_ERROR(AddWhere(clauses.where, scope));
  if (!asked.only_if.empty()) scope.where.push_back(asked.only_if);
  scope.items = asked.items;
  Rows rows;
  rows.label = source.label;
  rows.is_one = source.is_one;
  rows.key = std::move(source.key);
  if (!clauses.group_by.empty()) {
    CAMBIUM_RETURN_IF_ERROR(OpenGroups(asked, scope));
    rows.key.clear();
    for (const SqlGroupKey& key : scope.keys) rows.key.push_back(key.expr);
  } else if (clauses.having.has_value()) {
    return ErrorAt(clauses.having->span, "HAVING needs GROUP BY");
  }
  if (asked.every != nullptr) {
    CAMBIUM_ASSIGN_OR_RETURN(const PlanExpr condition, Truth(*asked.every, scope));
    CAMBIUM_ASSIGN_OR_RETURN(const std::string text, sql_.Text(condition));
    scope.where.push_back("(" + text + " IS NOT TRUE)");
  }
  for (const OrderKey& key : clauses.order_by) {
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr expr, Term(key.expr, scope));
    expr.span = key.expr.span;
    const bool nulls_first = key.nulls_first.value_or(!key.descending);
    rows.order.push_back({std::move(expr), key.descending, nulls_first, true});
  }
  for (const PlanExpr& key : rows.key)
    rows.order.push_back({key, false, true, scope.is_group()});
  scope.items = nullptr;
  CAMBIUM_RETURN_IF_ERROR(AddWindow(asked, scope, rows));
  return rows;
}

absl::Status SqlEmitter::AddWhere(const std::optional<Expr>& where, SqlScope& scope) {
  if (!where.has_value()) return absl::OkStatus();
  CAMBIUM_ASSIGN_OR_RETURN(const PlanExpr condition, Truth(*where, scope));
  CAMBIUM_ASSIGN_OR_RETURN(std::string text, sql_.Text(condition));
  scope.where.push_back(std::move(text));
  return absl::OkStatus();
}

absl::StatusOr<std::int64_t> SqlEmitter::Amount(const Expr& expr, const std::string& what) {
  SqlScope nothing;
  CAMBIUM_ASSIGN_OR_RETURN(const PlanExpr amount, Term(expr, nothing));
  const bool is_amount = amount.kind == ExprKind::kLiteral &&
                         amount.literal.type() == ValueType::kInt &&
                         amount.literal.AsInt() >= 0;
  if (is_amount) return amount.literal.AsInt();
  return ErrorAt(expr.span, what + " must be an Int that is not negative");
}

absl::Status SqlEmitter::AddWindow(const Asked& asked, SqlScope& scope, Rows& rows) {
  const Clauses& clauses = asked.clauses;
  if (clauses.start.has_value()) {
    CAMBIUM_RETURN_IF_ERROR(AddCursor(*clauses.start, rows, scope));
  }
  std::optional<std::int64_t> limit;
  if (clauses.limit.has_value()) {
    CAMBIUM_ASSIGN_OR_RETURN(limit, Amount(*clauses.limit, "LIMIT"));
  }
  if (asked.takes_one && !rows.is_one) limit = std::min<std::int64_t>(limit.value_or(1), 1);
  if (limit.has_value()) rows.window = " LIMIT " + sql_.Parameter(Value::Int(*limit));
  if (!clauses.offset.has_value()) return absl::OkStatus();
  CAMBIUM_ASSIGN_OR_RETURN(const std::int64_t offset, Amount(*clauses.offset, "OFFSET"));
  if (rows.window.empty() && sql_.is_sqlite()) rows.window = " LIMIT -1";
  rows.window += " OFFSET " + sql_.Parameter(Value::Int(offset));
  return absl::OkStatus();
}

absl::StatusOr<std::string> SqlEmitter::Behind(const SqlOrder& by, const PlanExpr& column,
                                               const PlanExpr& value) {
  CAMBIUM_ASSIGN_OR_RETURN(const Texts parts, sql_.Parts(column));
  const std::string& own = parts[0];
  if (value.literal.is_null()) {
    return by.nulls_first ? "(" + own + " IS NOT NULL)" : std::string("FALSE");
  }
  CAMBIUM_ASSIGN_OR_RETURN(const auto sides, sql_.Comparable(column, value));
  const std::string behind =
      sql_.ByBytes(column.type, sides.first) + (by.descending ? " < " : " > ") + sides.second;
  return by.nulls_first ? "(" + behind + ")" : "(" + behind + " OR " + own + " IS NULL)";
}

absl::Status SqlEmitter::AddCursor(const Start& start, const Rows& rows, SqlScope& scope) {
  std::vector<Expr> written = start.values;
  if (start.parameter.has_value()) {
    CAMBIUM_ASSIGN_OR_RETURN(Expr bound, bound_.ValueOf(*start.parameter));
    // An endless list starts with a cursor that is not there yet.
    if (bound.kind == ExprKind::kLiteral && bound.literal.is_null()) return absl::OkStatus();
    written = bound.kind == ExprKind::kLiteral ? std::vector<Expr>{bound} : bound.args;
  }
  if (written.size() > rows.order.size()) {
    return ErrorAt(start.span, "START has more values than the order has columns");
  }
  SqlScope nothing;
  std::string same;
  std::string ways;
  const std::string is = sql_.is_sqlite() ? " IS " : " IS NOT DISTINCT FROM ";
  for (std::size_t i = 0; i < written.size(); ++i) {
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr value, Term(written[i], nothing));
    if (value.kind != ExprKind::kLiteral) {
      return ErrorAt(written[i].span, "START takes literals and parameters");
    }
    PlanExpr column = rows.order[i].expr;
    column.span = written[i].span;
    if (column.type.is_number() && value.type.is_number()) {
      CAMBIUM_RETURN_IF_ERROR(MakeComparable(column, value));
    } else {
      const absl::StatusOr<Value> typed = CoerceTo(column.type, value.literal);
      if (!typed.ok()) return ErrorAt(written[i].span, std::string(typed.status().message()));
      value.literal = *typed;
      value.type = column.type;
    }
    CAMBIUM_ASSIGN_OR_RETURN(const std::string behind, Behind(rows.order[i], column, value));
    ways += (ways.empty() ? "" : " OR ") + ("(" + same + behind + ")");
    CAMBIUM_ASSIGN_OR_RETURN(const auto sides, sql_.Comparable(column, value));
    same += sides.first + is + sides.second + " AND ";
  }
  if (start.inclusive) ways += " OR (" + same + "TRUE)";
  scope.where.push_back("(" + ways + ")");
  return absl::OkStatus();
}

absl::StatusOr<std::string> SqlEmitter::Inner(const SqlScope& scope, Texts columns,
                                              const Rows& rows, bool is_ordered,
                                              std::string& order) {
  Texts inner;
  Texts outer;
  for (const SqlOrder& by : rows.order) {
    if (!is_ordered) break;
    if (by.expr.type.storage() == TypeKind::kJson) {
      return SqlExpressions::Refuse(by.expr.span, "an order by Json");
    }
    CAMBIUM_ASSIGN_OR_RETURN(const Texts parts, sql_.Parts(by.expr));
    for (const std::string& part : parts) {
      const std::string name = "o" + std::to_string(inner.size() + 1);
      columns.push_back(sql_.ByBytes(by.expr.type, part) + " AS " + name);
      inner.push_back(name + Direction(by, false));
      outer.push_back("r." + inner.back());
    }
  }
  order = Listed(outer, ", ");
  if (columns.empty()) columns.push_back("1");
  std::string text = "SELECT " + Listed(columns, ", ") + " FROM " + FromOf(scope);
  if (!scope.where.empty()) text += " WHERE " + Listed(scope.where, " AND ");
  const bool is_cut = !rows.window.empty();
  if (!inner.empty() && (is_cut || sql_.is_sqlite())) {
    text += " ORDER BY " + Listed(inner, ", ");
  }
  return text + rows.window;
}

std::string SqlEmitter::Turned(const Rows& rows) {
  Texts turned;
  for (const SqlOrder& by : rows.order) {
    const bool is_ratio = by.expr.type.kind == TypeKind::kRatio;
    const std::size_t parts = is_ratio ? 2 : SqlValues(by.expr.type, Value()).size();
    for (std::size_t i = 0; i < parts; ++i) {
      turned.push_back("r.o" + std::to_string(turned.size() + 1) + Direction(by, true));
    }
  }
  return Listed(turned, ", ");
}

}  // namespace cambium
