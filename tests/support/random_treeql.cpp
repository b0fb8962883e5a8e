// Expressions and selects that are well typed, over few values.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_treeql.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "dataflow/decimal.h"

namespace cambium::testing {

Name Named(std::string text) { return {std::move(text), {}}; }

Expr Literal(Value value) {
  Expr expr;
  expr.literal = std::move(value);
  return expr;
}

Expr FieldPath(const NaiveField& field) {
  Expr expr;
  expr.kind = ExprKind::kPath;
  expr.path.emplace_back(Named(field.name));
  return expr;
}

Expr MakeExpr(ExprKind kind, std::vector<Expr> args) {
  Expr expr;
  expr.kind = kind;
  expr.args = std::move(args);
  return expr;
}

Expr LiteralOf(const NaiveValue& value) {
  switch (value.kind) {
    case NaiveKind::kNull:
      return Literal(Value());
    case NaiveKind::kBool:
      return Literal(Value::Bool(value.number != 0));
    case NaiveKind::kInt:
    case NaiveKind::kDecimal: {
      const auto unscaled = static_cast<std::int64_t>(value.number);
      if (value.scale == 0) return Literal(Value::Int(unscaled));
      return Literal(Value::Of(Decimal{unscaled, static_cast<std::uint8_t>(value.scale)}));
    }
    default:
      return Literal(Value::Text(NaiveTextOf(value)));
  }
}

Expr RandomTreeql::ALiteral(NaiveKind kind, int scale) {
  static const std::vector<std::string> kTexts = {
      "a", "b", "", "ab", "it's", "\"\\", "\xC3\xA9", "a text of more than fourteen bytes"};
  static const std::vector<std::string> kTimes = {"2026-01-01",
                                                  "2026-01-01T00:00:00Z",
                                                  "2026-01-01 01:00+01:00",
                                                  "2026-01-01T00:00:00.5",
                                                  "1969-12-31 23:59:59",
                                                  "2024-02-29T12:30Z"};
  switch (kind) {
    case NaiveKind::kBool:
      return Literal(Value::Bool(random_.OneIn(2)));
    case NaiveKind::kText:
      return Literal(Value::Text(random_.Pick(kTexts)));
    case NaiveKind::kTime:
      return Literal(Value::Text(random_.Pick(kTimes)));
    case NaiveKind::kNull:
      return Literal(Value());
    default:
      break;
  }
  if (scale == 0 || random_.OneIn(3)) return Literal(Value::Int(random_.Between(0, greatest_)));
  if (scale == 1 || random_.OneIn(2)) {
    return Literal(Value::Of(Decimal{5 * random_.Between(-1, greatest_), 1}));
  }
  return Literal(Value::Of(Decimal{25 * random_.Between(-1, greatest_), 2}));
}

// A value for a field of a row.
Expr RandomTreeql::AValue(const NaiveField& field) {
  if (field.nullable && random_.OneIn(6)) return Literal(Value());
  if (random_.OneIn(60)) return Literal(Value());  // Refused, unless it is nullable.
  if (IsNumber(field.kind) && random_.OneIn(60)) {
    return Literal(Value::Of(Decimal{1234, 3}));  // Refused: it does not fit.
  }
  // A reference dangles now and then.
  if (!field.target.empty() && !random_.OneIn(6)) {
    const auto& rows = database_.TableAt(field.target).rows;
    if (!rows.empty()) {
      const auto skip = static_cast<std::ptrdiff_t>(random_.Below(rows.size()));
      return LiteralOf(std::next(rows.begin(), skip)->first[0]);
    }
  }
  return ALiteral(field.kind, field.scale);
}

const NaiveField& RandomTreeql::ANonKey(const NaiveTable& table) {
  for (int tries = 0; tries < 8; ++tries) {
    const std::size_t i = random_.Below(table.fields.size());
    const bool is_key = std::find(table.key.begin(), table.key.end(), i) != table.key.end();
    if (!is_key) return table.fields[i];
  }
  return table.fields[0];
}

std::vector<const NaiveField*> RandomTreeql::FieldsOf(const NaiveTable& table, NaiveKind kind) {
  std::vector<const NaiveField*> fields;
  for (const NaiveField& field : table.fields) {
    if (AreComparable(field.kind, kind)) fields.push_back(&field);
  }
  return fields;
}

Expr RandomTreeql::ANumber(const NaiveTable& table, int depth) {
  const auto fields = FieldsOf(table, NaiveKind::kInt);
  if (depth == 0 || random_.OneIn(2)) {
    if (fields.empty() || random_.OneIn(5)) {
      return ALiteral(NaiveKind::kDecimal, static_cast<int>(random_.Below(3)));
    }
    return FieldPath(*random_.Pick(fields));
  }
  switch (random_.Below(5)) {
    case 0:
      return MakeExpr(ExprKind::kNegate, {ANumber(table, depth - 1)});
    case 1:
      return MakeExpr(ExprKind::kMultiply,
                      {ANumber(table, depth - 1), ANumber(table, depth - 1)});
    case 2:
      return MakeExpr(ExprKind::kAdd, {ANumber(table, depth - 1), ANumber(table, depth - 1)});
    default:
      return MakeExpr(ExprKind::kSubtract,
                      {ANumber(table, depth - 1), ANumber(table, depth - 1)});
  }
}

Expr RandomTreeql::AComparison(const NaiveTable& table) {
  static const std::vector<ExprKind> kKinds = {ExprKind::kEqual,   ExprKind::kNotEqual,
                                               ExprKind::kLess,    ExprKind::kLessEqual,
                                               ExprKind::kGreater, ExprKind::kGreaterEqual};
  const ExprKind kind = random_.Pick(kKinds);
  const NaiveField& field = random_.Pick(table.fields);
  if (IsNumber(field.kind) && random_.OneIn(2)) {
    return MakeExpr(kind, {ANumber(table, 2), ANumber(table, 1)});
  }
  const auto others = FieldsOf(table, field.kind);
  Expr other =
      random_.OneIn(3) ? FieldPath(*random_.Pick(others)) : ALiteral(field.kind, field.scale);
  if (random_.OneIn(20)) other = Literal(Value());
  if (random_.OneIn(4)) return MakeExpr(kind, {std::move(other), FieldPath(field)});
  return MakeExpr(kind, {FieldPath(field), std::move(other)});
}

Expr RandomTreeql::MaybeNot(Expr truth) {
  return random_.OneIn(2) ? truth : MakeExpr(ExprKind::kNot, {std::move(truth)});
}

Expr RandomTreeql::ATruth(const NaiveTable& table, int depth) {
  const NaiveField& field = random_.Pick(table.fields);
  switch (random_.Below(depth == 0 ? 6 : 9)) {
    case 0:
      return MaybeNot(MakeExpr(ExprKind::kIsNull,
                               {random_.OneIn(4) ? ANumber(table, 1) : FieldPath(field)}));
    case 1: {
      std::vector<Expr> args{FieldPath(field)};
      for (std::int64_t i = random_.Between(1, 3); i > 0; --i) {
        args.push_back(random_.OneIn(8) ? Literal(Value()) : ALiteral(field.kind, field.scale));
      }
      return MaybeNot(MakeExpr(ExprKind::kIn, std::move(args)));
    }
    case 2:
      if (field.kind == NaiveKind::kBool) return FieldPath(field);
      if (random_.OneIn(6)) return Literal(Value());
      return AComparison(table);
    case 6:
      return MakeExpr(ExprKind::kNot, {ATruth(table, depth - 1)});
    case 7:
      return MakeExpr(ExprKind::kAnd, {ATruth(table, depth - 1), ATruth(table, depth - 1)});
    case 8:
      return MakeExpr(ExprKind::kOr, {ATruth(table, depth - 1), ATruth(table, depth - 1)});
    default:
      return AComparison(table);
  }
}

Expr RandomTreeql::AnExpression(const NaiveTable& table) {
  if (random_.OneIn(5)) return ATruth(table, 1);
  if (random_.OneIn(3)) return ANumber(table, 2);
  return FieldPath(random_.Pick(table.fields));
}

Select RandomTreeql::ASelect(const NaiveTable& table, int depth) {
  Select select;
  select.source = {Step(Named(table.name))};
  if (random_.OneIn(3)) select.where = ATruth(table, 2);
  if (random_.OneIn(2))
    select.limit = Literal(Value::Int(random_.Between(random_.OneIn(5) ? 0 : 2, 4)));
  AddItems(table, depth, select);
  for (std::uint64_t i = random_.OneIn(4) ? 2 : random_.OneIn(4) ? 0 : 1; i > 0; --i) {
    OrderKey key;
    // By a key field there are no moves.
    key.expr = random_.OneIn(3) ? AnExpression(table) : FieldPath(ANonKey(table));
    const Item& item = random_.Pick(select.items);
    if (item.label.has_value() && item.expr.has_value() && random_.OneIn(2)) {
      key.expr = Expr();
      key.expr.kind = ExprKind::kPath;
      key.expr.path.emplace_back(*item.label);
    }
    key.descending = random_.OneIn(2);
    if (random_.OneIn(3)) key.nulls_first = random_.OneIn(2);
    select.order_by.push_back(std::move(key));
  }
  return select;
}

void RandomTreeql::AddItems(const NaiveTable& table, int depth, Select& select) {
  const bool all = random_.OneIn(4);
  for (const NaiveField& field : table.fields) {
    if (all || !random_.OneIn(3)) continue;
    Item item;
    item.expr = FieldPath(field);
    if (random_.OneIn(4)) item.label = Named("as_" + field.name);
    if (random_.OneIn(10)) {  // A label that hides behind a field.
      item.label = Named(field.name);
      item.expr = AnExpression(table);
    }
    select.items.push_back(std::move(item));
  }
  if (all) {
    Item item;
    item.kind = ItemKind::kAllFields;
    select.items.push_back(std::move(item));
  }
  for (std::uint64_t i = random_.Below(3); i > 0; --i) {
    Item item;
    item.label = Named("v" + std::to_string(i));
    item.expr = AnExpression(table);
    select.items.push_back(std::move(item));
  }
  for (const NaiveRelation& relation : database_.RelationsOf(table)) {
    if (depth == 3 || random_.OneIn(depth == 0 ? 12 : 4)) continue;
    AddNested(relation, depth, select.items);
    if (random_.OneIn(5)) {
      AddNested(relation, depth, select.items);
      select.items.back().label = Named("more_" + relation.name);
    }
  }
  if (select.items.empty()) {
    Item item;
    item.expr = FieldPath(random_.Pick(table.fields));
    select.items.push_back(std::move(item));
  }
  if (random_.OneIn(3)) std::swap(select.items.front(), select.items.back());
}

void RandomTreeql::AddNested(const NaiveRelation& relation, int depth,
                             std::vector<Item>& items) {
  Item item;
  item.select.push_back(ASelect(*relation.table, depth + 1));
  item.select[0].source = {Step(Named(relation.name))};
  item.kind = ItemKind::kSelect;
  if (random_.OneIn(3)) item.label = Named("list_" + relation.name);
  items.push_back(std::move(item));
}

}  // namespace cambium::testing
