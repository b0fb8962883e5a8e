// What an expression asks about other rows: aggregates, EXISTS, EVERY and IN, as sub-queries.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "dataflow/status.h"
#include "query/operation.h"
#include "query/sql/sql_emitter.h"
#include "query/typing.h"

namespace cambium {
namespace {

const FieldType kBool{TypeKind::kBool};

bool IsOrdered(AggregateKind kind) {
  return kind == AggregateKind::kList || kind == AggregateKind::kFirst ||
         kind == AggregateKind::kLast;
}

bool Computes(AggregateKind kind) {
  return kind == AggregateKind::kSum || kind == AggregateKind::kAvg ||
         kind == AggregateKind::kMedian;
}

}  // namespace

absl::StatusOr<FieldType> SqlAggregateType(const Expr& expr, const PlanExpr& arg) {
  const FieldType& type = arg.type;
  const AggregateKind kind = expr.aggregate;
  if (kind == AggregateKind::kCount) {
    const bool is_wide = type.kind == TypeKind::kRatio || type.storage() == TypeKind::kTuple;
    if (!is_wide || !expr.distinct) return FieldType{TypeKind::kInt};
    return SqlExpressions::Refuse(expr.span, "COUNT(DISTINCT) of " + TypeText(type));
  }
  if (kind == AggregateKind::kStddev || kind == AggregateKind::kVariance) {
    return SqlExpressions::Refuse(expr.span, "STDDEV and VARIANCE, which are rounded once");
  }
  if (type.kind == TypeKind::kRatio) {
    return SqlExpressions::Refuse(expr.span, "an aggregate of averages, which are exact");
  }
  if (kind == AggregateKind::kList) return FieldType{TypeKind::kJson};
  if (!Computes(kind)) {
    const TypeKind stored = type.storage();
    if (stored != TypeKind::kTuple && stored != TypeKind::kJson) return type;
    return SqlExpressions::Refuse(expr.span, "this aggregate of " + TypeText(type));
  }
  CAMBIUM_RETURN_IF_ERROR(ExpectNumber(arg));
  if (type.storage() == TypeKind::kFloat) {
    return SqlExpressions::Refuse(expr.span, "a sum of Floats, which is exact in any order");
  }
  if (kind == AggregateKind::kSum) return StoredType(type);
  return TypeOf(TypeKind::kRatio, std::max<int>(4, type.scale));
}

std::string SqlEmitter::AggregateText(const Expr& expr, const FieldType& arg,
                                      const std::string& column) const {
  const std::string inside = (expr.distinct ? "DISTINCT " : "") + column;
  const bool is_max = expr.aggregate == AggregateKind::kMax;
  switch (expr.aggregate) {
    case AggregateKind::kCount:
      return "COUNT(" + inside + ")";
    case AggregateKind::kSum:
      return sql_.is_sqlite() ? "SUM(" + inside + ")" : "CAST(SUM(" + inside + ") AS BIGINT)";
    default:
      break;
  }
  if (arg.storage() == TypeKind::kBool && !sql_.is_sqlite()) {
    return (is_max ? "BOOL_OR(" : "BOOL_AND(") + column + ")";
  }
  return (is_max ? "MAX(" : "MIN(") + sql_.ByBytes(arg, column) + ")";
}

absl::StatusOr<SqlEmitter::Rows> SqlEmitter::OpenRelation(const RelationSyntax& relation,
                                                          bool as_set, const Expr* every,
                                                          SqlScope& sub) {
  Asked asked{relation.path, relation};
  asked.as_set = as_set;
  asked.every = every;
  return OpenRows(asked, sub);
}

// EVERY(p HAVE c) is NOT EXISTS(p WHERE (c) IS NOT TRUE).
absl::StatusOr<PlanExpr> SqlEmitter::Exists(const Expr& expr, SqlScope& scope) {
  const bool is_every = expr.kind == ExprKind::kEvery;
  SqlScope sub;
  sub.outer = &scope;
  CAMBIUM_ASSIGN_OR_RETURN(
      const Rows rows,
      OpenRelation(expr.relation[0], false, is_every ? &expr.args[0] : nullptr, sub));
  std::string order;
  CAMBIUM_ASSIGN_OR_RETURN(const std::string inner, Inner(sub, {}, rows, false, order));
  return sql_.Leaf({{(is_every ? "(NOT EXISTS (" : "(EXISTS (") + inner + "))"}, "", 0}, kBool);
}

absl::StatusOr<PlanExpr> SqlEmitter::InSelect(const Expr& expr, SqlScope& scope) {
  const Select& select = expr.select[0];
  const bool has_one = select.items.size() == 1 && select.items[0].kind == ItemKind::kExpr;
  if (!has_one) {
    return ErrorAt(select.span, "a select behind IN has exactly one value in its block");
  }
  CAMBIUM_ASSIGN_OR_RETURN(PlanExpr tested, Term(expr.args[0], scope));
  SqlScope sub;
  sub.outer = &scope;
  Clauses clauses = select;
  if (select.distinct) {
    CAMBIUM_ASSIGN_OR_RETURN(clauses, AsGroups(select));
  }
  Asked asked{select.source, clauses, select.distinct ? nullptr : &select.items};
  asked.takes_one = select.cardinality == Cardinality::kOne;
  CAMBIUM_ASSIGN_OR_RETURN(const Rows rows, OpenRows(asked, sub));
  PlanExpr item;
  if (select.distinct) {
    item = sub.keys[0].expr;
  } else {
    CAMBIUM_ASSIGN_OR_RETURN(item, Term(*select.items[0].expr, sub));
  }
  Expr equal;
  equal.kind = ExprKind::kEqual;
  equal.span = expr.span;
  equal.args = {expr.args[0], *select.items[0].expr};
  CAMBIUM_ASSIGN_OR_RETURN(const PlanExpr checked,
                           PlanOperation(equal, {std::move(tested), std::move(item)}));
  const PlanExpr& left = checked.args[0];
  const PlanExpr& right = checked.args[1];
  std::string order;
  std::string text;
  if (right.type.storage() == TypeKind::kTuple || right.type.kind == TypeKind::kRatio) {
    CAMBIUM_ASSIGN_OR_RETURN(const auto columns, sql_.Columns(left, right));
    for (const std::string& part : columns.first) text += (text.empty() ? "((" : ", ") + part;
    CAMBIUM_ASSIGN_OR_RETURN(const std::string inner,
                             Inner(sub, columns.second, rows, false, order));
    return sql_.Leaf({{text + ") IN (" + inner + "))"}, "", 0}, kBool);
  }
  CAMBIUM_ASSIGN_OR_RETURN(const auto sides, sql_.Comparable(left, right));
  const bool is_cut = !rows.window.empty();
  CAMBIUM_ASSIGN_OR_RETURN(text, Inner(sub, {sides.second + " AS v"}, rows, is_cut, order));
  if (is_cut) text = "SELECT r.v FROM (" + text + ") AS r";
  return sql_.Leaf({{"(" + sides.first + " IN (" + text + "))"}, "", 0}, kBool);
}

bool SqlEmitter::IsRelation(const PathSyntax& path, const SqlScope& scope) const {
  if (path.back().hops.has_value()) return true;
  const Table* table = scope.rows.empty() ? nullptr : scope.rows.back()->table;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const std::string& name = path[i].text;
    const std::optional<std::size_t> field =
        table == nullptr ? std::nullopt : table->FindField(name);
    if (field.has_value()) {
      const FieldType& type = table->fields[*field].type;
      table = type.kind == TypeKind::kReference ? schema_.FindById(type.target) : nullptr;
      continue;
    }
    const bool is_relation =
        table != nullptr &&
        (table->FindVirtual(name) != nullptr || schema_.FindRelation(*table, name).has_value());
    return is_relation || (i == 0 && schema_.Find(name) != nullptr);
  }
  return false;
}

absl::StatusOr<PlanExpr> SqlEmitter::Aggregate(const Expr& expr, SqlScope& scope) {
  // COUNT(comments): in brackets a relation looks like a value.
  const bool counts_relation = expr.aggregate == AggregateKind::kCount &&
                               expr.relation.empty() && expr.args.size() == 1 &&
                               expr.args[0].kind == ExprKind::kPath && !scope.is_group() &&
                               IsRelation(expr.args[0].path, scope);
  if (counts_relation) {
    Expr count = expr;
    count.relation.emplace_back();
    count.relation[0].path = expr.args[0].path;
    count.args.clear();
    return RelationAggregate(count, scope);
  }
  return expr.relation.empty() ? GroupAggregate(expr, scope) : RelationAggregate(expr, scope);
}

absl::StatusOr<PlanExpr> SqlEmitter::RelationAggregate(const Expr& expr, SqlScope& scope) {
  SqlScope sub;
  sub.outer = &scope;
  const bool counts_set = expr.distinct && expr.args.empty();  // COUNT DISTINCT comments
  CAMBIUM_ASSIGN_OR_RETURN(const Rows rows,
                           OpenRelation(expr.relation[0], counts_set, nullptr, sub));
  const bool is_cut = !rows.window.empty();
  std::string order;
  if (expr.args.empty()) {
    CAMBIUM_ASSIGN_OR_RETURN(const std::string inner, Inner(sub, {}, rows, is_cut, order));
    return sql_.Leaf({{"(SELECT COUNT(*) FROM (" + inner + ") AS r)"}, "", 0},
                     FieldType{TypeKind::kInt});
  }
  CAMBIUM_ASSIGN_OR_RETURN(PlanExpr arg, Term(expr.args[0], sub));
  arg.span = expr.args[0].span;
  const bool is_shown = expr.aggregate == AggregateKind::kList && !expr.distinct;
  if (is_shown || Computes(expr.aggregate)) RoundAsPrinted(arg);
  CAMBIUM_ASSIGN_OR_RETURN(const FieldType type, SqlAggregateType(expr, arg));
  CAMBIUM_ASSIGN_OR_RETURN(const Texts parts, sql_.Parts(arg));
  Texts columns;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    columns.push_back(parts[i] + " AS v" + (i == 0 ? "" : std::to_string(i + 1)));
  }
  const bool in_order = IsOrdered(expr.aggregate) && !expr.distinct;
  CAMBIUM_ASSIGN_OR_RETURN(std::string inner,
                           Inner(sub, columns, rows, in_order || is_cut, order));
  if (IsOrdered(expr.aggregate)) return InOrder(expr, arg, parts.size(), inner, order, rows);
  const std::string from = " FROM (" + inner + ") AS r";
  if (expr.aggregate == AggregateKind::kAvg) {
    const std::string what = expr.distinct ? "DISTINCT r.v" : "r.v";
    const std::string sum =
        sql_.is_sqlite() ? "SUM(" + what + ")" : "CAST(SUM(" + what + ") AS BIGINT)";
    return sql_.Leaf(
        {{}, "SELECT " + sum + " AS n, COUNT(" + what + ") AS d" + from, arg.type.scale}, type);
  }
  if (expr.aggregate == AggregateKind::kMedian) {
    if (expr.distinct) inner = "SELECT DISTINCT r.v FROM (" + inner + ") AS r";
    const std::string middle =
        "SELECT r.v, ROW_NUMBER() OVER (ORDER BY r.v) AS i, COUNT(*) OVER () AS c FROM (" +
        inner + ") AS r WHERE r.v IS NOT NULL";
    const std::string sum = sql_.is_sqlite() ? "SUM(r.v)" : "CAST(SUM(r.v) AS BIGINT)";
    return sql_.Leaf({{},
                      "SELECT " + sum + " AS n, COUNT(*) AS d FROM (" + middle +
                          ") AS r WHERE r.i IN ((r.c + 1) / 2, (r.c + 2) / 2)",
                      arg.type.scale},
                     type);
  }
  return sql_.Leaf({{"(SELECT " + AggregateText(expr, arg.type, "r.v") + from + ")"}, "", 0},
                   type);
}

// LIST, FIRST and LAST; of distinct values, which ascend.
absl::StatusOr<PlanExpr> SqlEmitter::InOrder(const Expr& expr, const PlanExpr& arg,
                                             std::size_t parts, std::string inner,
                                             std::string order, const Rows& rows) {
  if (expr.distinct) {
    if (parts > 1 || arg.type.storage() == TypeKind::kJson) {
      return SqlExpressions::Refuse(expr.span, "distinct values of this type");
    }
    inner =
        "SELECT DISTINCT " + sql_.ByBytes(arg.type, "q.v") + " AS v FROM (" + inner + ") AS q";
    if (sql_.is_sqlite()) inner += " ORDER BY v";
    order = "r.v NULLS FIRST";
  }
  if (expr.aggregate == AggregateKind::kList) {
    Texts columns{"r.v"};
    for (std::size_t i = 2; i <= parts; ++i) columns.push_back("r.v" + std::to_string(i));
    CAMBIUM_ASSIGN_OR_RETURN(const std::string json, sql_.Json(arg.type, columns, arg.span));
    const std::string list = sql_.is_sqlite() ? "JSON_GROUP_ARRAY(" + json + ")"
                                              : "COALESCE(CAST(JSON_AGG(" + json +
                                                    " ORDER BY " + order + ") AS TEXT), '[]')";
    return sql_.Leaf({{"(SELECT " + list + " FROM (" + inner + ") AS r)"}, "", 0},
                     FieldType{TypeKind::kJson});
  }
  if (expr.aggregate == AggregateKind::kLast) {
    order = expr.distinct ? "r.v DESC NULLS LAST" : Turned(rows);
  }
  return sql_.Leaf(
      {{"(SELECT r.v FROM (" + inner + ") AS r ORDER BY " + order + " LIMIT 1)"}, "", 0},
      arg.type);
}

}  // namespace cambium
