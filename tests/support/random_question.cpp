// Form by form.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_question.h"

#include <iterator>
#include <utility>

#include "tests/support/random_treeql.h"

namespace cambium::testing {
namespace {

Expr PathExpr(PathSyntax path) {
  Expr expr;
  expr.kind = ExprKind::kPath;
  expr.path = std::move(path);
  return expr;
}

Expr Call(const std::string& name, std::vector<Expr> args) {
  Expr call = MakeExpr(ExprKind::kCall, std::move(args));
  call.name = Named(name);
  return call;
}

Expr Number(std::int64_t number) { return Literal(Value::Int(number)); }

}  // namespace

// By one step: references and relations.
std::vector<RandomQuestion::Way> RandomQuestion::WaysFrom(const NaiveTable& table) const {
  std::vector<Way> ways;
  for (const NaiveField& field : table.fields) {
    if (field.target.empty()) continue;
    const NaiveTable& target = database_.TableAt(field.target);
    ways.push_back({{Step(Named(field.name))}, &target, false});
  }
  for (const NaiveRelation& relation : database_.RelationsOf(table)) {
    ways.push_back({{Step(Named(relation.name))}, relation.table, !relation.is_one});
  }
  return ways;
}

bool RandomQuestion::HasWay(const NaiveTable& table, bool many_too) const {
  for (const Way& way : WaysFrom(table)) {
    if (many_too || !way.is_many) return true;
  }
  return false;
}

// One of them, and now and then some steps from there on.
RandomQuestion::Way RandomQuestion::AWay(const NaiveTable& table, bool many_too) {
  std::vector<Way> ways = WaysFrom(table);
  if (!many_too) std::erase_if(ways, [](const Way& way) { return way.is_many; });
  Way way = random_.Pick(ways);
  if (many_too && way.target == &table && random_.OneIn(3)) {
    static const std::vector<Hops> kHops = {
        {1, std::nullopt}, {0, std::nullopt}, {2, 2}, {1, 2}, {0, 1}};
    way.path[0].hops = random_.Pick(kHops);
    way.is_many = true;
  }
  if (random_.OneIn(4) && HasWay(*way.target, many_too)) {
    Way rest = AWay(*way.target, many_too);
    way.path.insert(way.path.end(), rest.path.begin(), rest.path.end());
    way.target = rest.target;
    way.is_many = way.is_many || rest.is_many;
  }
  return way;
}

// Of some row, or one that no row may have.
Expr RandomQuestion::ALiteralOf(const NaiveTable& table, const NaiveField& field) {
  if (!table.rows.empty() && !random_.OneIn(4)) {
    const auto skip = static_cast<std::ptrdiff_t>(random_.Below(table.rows.size()));
    return LiteralOf(std::next(table.rows.begin(), skip)->second[table.FieldAt(field.name)]);
  }
  if (IsNumber(field.kind)) return Number(random_.Between(-1, 4));
  if (field.kind == NaiveKind::kBool) return Literal(Value::Bool(random_.OneIn(2)));
  if (field.kind == NaiveKind::kTime) return Literal(Value::Text("2026-01-01"));
  return field.kind == NaiveKind::kText ? Literal(Value::Text("b")) : Literal(Value());
}

const NaiveField* RandomQuestion::AField(const NaiveTable& table, NaiveKind kind) {
  std::vector<const NaiveField*> fields;
  for (const NaiveField& field : table.fields) {
    if (AreComparable(field.kind, kind)) fields.push_back(&field);
  }
  return fields.empty() ? nullptr : random_.Pick(fields);
}

Expr RandomQuestion::ANumber(const NaiveTable& table, int depth) {
  const NaiveField* field = AField(table, NaiveKind::kInt);
  if (depth <= 0 || random_.OneIn(3)) {
    if (field == nullptr || random_.OneIn(5)) return Number(random_.Between(0, 3));
    return FieldPath(*field);
  }
  switch (random_.Below(9)) {
    case 0:
      return MakeExpr(ExprKind::kAdd, {ANumber(table, depth - 1), ANumber(table, depth - 1)});
    case 1:
      return MakeExpr(ExprKind::kMultiply, {ANumber(table, depth - 1), Number(2)});
    case 2:
      return MakeExpr(random_.OneIn(2) ? ExprKind::kDivide : ExprKind::kModulo,
                      {ANumber(table, depth - 1), ANumber(table, 0)});
    case 3:
      return MakeExpr(ExprKind::kCoalesce, {ANumber(table, depth - 1), Number(0)});
    case 4:
      return Call(random_.OneIn(2) ? "ABS" : "ROUND", {ANumber(table, depth - 1)});
    case 5:
      return MakeExpr(ExprKind::kCase, {ATruth(table, depth - 1), ANumber(table, depth - 1),
                                        ANumber(table, depth - 1)});
    case 6:
      return Call("LENGTH", {AText(table, depth - 1)});
    case 7:
      if (!HasWay(table, false)) return Number(1);
      {
        Way way = AWay(table, false);
        const NaiveField* there = AField(*way.target, NaiveKind::kInt);
        if (there == nullptr) return Number(1);
        way.path.emplace_back(Named(there->name));
        return PathExpr(std::move(way.path));
      }
    default:
      return HasWay(table, true) ? AnAggregate(table, depth - 1) : Number(2);
  }
}

Expr RandomQuestion::AText(const NaiveTable& table, int depth) {
  const NaiveField* field = AField(table, NaiveKind::kText);
  Expr text = field == nullptr ? Literal(Value::Text("ab")) : FieldPath(*field);
  if (depth <= 0 || random_.OneIn(2)) return text;
  switch (random_.Below(3)) {
    case 0:
      return MakeExpr(ExprKind::kConcat, {std::move(text), Literal(Value::Text("-"))});
    case 1:
      return Call("UPPER", {std::move(text)});
    default:
      return Call("SUBSTR", {std::move(text), Number(1), Number(random_.Between(0, 2))});
  }
}

RelationSyntax RandomQuestion::ARelation(const NaiveTable& table, int depth,
                                         const NaiveTable*& target) {
  RelationSyntax relation;
  Way way = AWay(table, true);
  target = way.target;
  relation.path = std::move(way.path);
  if (random_.OneIn(8)) {  // A table, whatever the row.
    target = &random_.Pick(database_.tables());
    relation.path = {Step(Named(target->name))};
  }
  if (depth > 0 && random_.OneIn(2)) relation.where = ATruth(*target, depth - 1);
  return relation;
}

Expr RandomQuestion::AnAggregate(const NaiveTable& table, int depth) {
  static const std::vector<AggregateKind> kKinds = {
      AggregateKind::kCount, AggregateKind::kSum,   AggregateKind::kMin,
      AggregateKind::kMax,   AggregateKind::kFirst, AggregateKind::kLast};
  Expr aggregate;
  aggregate.kind = ExprKind::kAggregate;
  const NaiveTable* target = nullptr;
  aggregate.relation.push_back(ARelation(table, depth, target));
  aggregate.distinct = random_.OneIn(4);
  if (random_.OneIn(2)) return aggregate;
  aggregate.aggregate = random_.Pick(kKinds);
  aggregate.args.push_back(ANumber(*target, 0));
  if (random_.OneIn(3)) {
    aggregate.relation[0].order_by.push_back(
        {FieldPath(random_.Pick(target->fields)), random_.OneIn(2), std::nullopt});
    if (random_.OneIn(2)) aggregate.relation[0].limit = Number(random_.Between(1, 2));
  }
  return aggregate;
}

Expr RandomQuestion::AnInSelect(const NaiveTable& table, int depth) {
  const NaiveTable& other = random_.Pick(database_.tables());
  const NaiveField& field = random_.Pick(other.fields);
  const NaiveField* mine = AField(table, field.kind);
  if (mine == nullptr || mine->kind == NaiveKind::kTuple) return Literal(Value::Bool(true));
  Expr in = MakeExpr(ExprKind::kInSelect, {FieldPath(*mine)});
  Select& select = in.select.emplace_back();
  select.source = {Step(Named(other.name))};
  if (depth > 0) select.where = ATruth(other, depth - 1);
  Item item;
  item.expr = FieldPath(field);
  select.items.push_back(std::move(item));
  return in;
}

Expr RandomQuestion::AComparison(const NaiveTable& table) {
  static const std::vector<ExprKind> kKinds = {
      ExprKind::kEqual,   ExprKind::kNotEqual,     ExprKind::kLess, ExprKind::kLessEqual,
      ExprKind::kGreater, ExprKind::kGreaterEqual, ExprKind::kIs};
  const NaiveField& field = random_.Pick(table.fields);
  if (field.kind == NaiveKind::kTuple) return MakeExpr(ExprKind::kIsNull, {FieldPath(field)});
  return MakeExpr(random_.Pick(kKinds), {FieldPath(field), ALiteralOf(table, field)});
}

Expr RandomQuestion::ATruth(const NaiveTable& table, int depth) {
  const NaiveField& field = random_.Pick(table.fields);
  switch (random_.Below(depth <= 0 ? 4 : 12)) {
    case 0:
      return MakeExpr(ExprKind::kIsNull, {FieldPath(field)});
    case 1:
      if (field.kind == NaiveKind::kTuple) return Literal(Value::Bool(true));
      return MakeExpr(ExprKind::kIn,
                      {FieldPath(field), ALiteralOf(table, field), ALiteralOf(table, field)});
    case 4:
      return MakeExpr(ExprKind::kNot, {ATruth(table, depth - 1)});
    case 5:
      return MakeExpr(random_.OneIn(2) ? ExprKind::kAnd : ExprKind::kOr,
                      {ATruth(table, depth - 1), ATruth(table, depth - 1)});
    case 6:
      return MakeExpr(ExprKind::kBetween,
                      {ANumber(table, depth - 1), ANumber(table, 0), ANumber(table, 0)});
    case 7:
      return MakeExpr(random_.OneIn(2) ? ExprKind::kLike : ExprKind::kILike,
                      {AText(table, depth - 1), Literal(Value::Text("%a_%"))});
    case 8:
      return AnInSelect(table, depth);
    case 9:
    case 10: {
      if (!HasWay(table, true)) return AComparison(table);
      Expr exists;
      const NaiveTable* target = nullptr;
      exists.kind = random_.OneIn(2) ? ExprKind::kExists : ExprKind::kEvery;
      exists.relation.push_back(ARelation(table, depth, target));
      if (exists.kind == ExprKind::kEvery) exists.args.push_back(ATruth(*target, depth - 1));
      return exists;
    }
    case 11:
      return MakeExpr(ExprKind::kLess, {ANumber(table, depth), ANumber(table, depth - 1)});
    default:
      return AComparison(table);
  }
}

Expr RandomQuestion::AValue(const NaiveTable& table, int depth) {
  switch (random_.Below(4)) {
    case 0:
      return ATruth(table, depth);
    case 1:
      return AText(table, depth);
    default:
      return ANumber(table, depth);
  }
}

Item RandomQuestion::Labelled(Expr expr) {
  Item item;
  item.label = ALabel();
  item.expr = std::move(expr);
  return item;
}

Item RandomQuestion::Nested(Select select) {
  Item item;
  item.kind = ItemKind::kSelect;
  item.label = ALabel();
  item.select.push_back(std::move(select));
  return item;
}

void RandomQuestion::Window(const NaiveTable& table, Clauses& clauses) {
  for (std::uint64_t i = random_.Below(3); i > 0; --i) {
    OrderKey key{random_.OneIn(3) ? AValue(table, 1) : FieldPath(random_.Pick(table.fields)),
                 random_.OneIn(2), std::nullopt};
    if (random_.OneIn(3)) key.nulls_first = random_.OneIn(2);
    clauses.order_by.push_back(std::move(key));
  }
  if (random_.OneIn(2)) clauses.limit = Number(random_.Between(0, 3));
  if (random_.OneIn(4)) clauses.offset = Number(random_.Between(0, 2));
  const bool by_key = clauses.order_by.empty() && table.key.size() == 1;
  if (by_key && random_.OneIn(4)) {
    Start& start = clauses.start.emplace();
    start.inclusive = random_.OneIn(2);
    start.values.push_back(ALiteralOf(table, table.fields[table.key[0]]));
  }
}

Select RandomQuestion::ASelect(PathSyntax source, const NaiveTable& table, int depth) {
  Select select;
  select.source = std::move(source);
  if (random_.OneIn(2)) select.where = ATruth(table, 2);
  switch (random_.Below(8)) {
    case 0:
      MakeGroups(table, depth, select);
      return select;
    case 1:
      MakeDistinct(table, select);
      return select;
    case 2:
      select.cardinality = Cardinality::kOne;
      break;
    default:
      break;
  }
  Window(table, select);
  if (random_.OneIn(3)) {
    select.alias = ALabel();
    names_.emplace_back(*select.alias, &table);
  }
  AddItems(table, depth, select);
  if (select.alias.has_value()) names_.pop_back();
  return select;
}

void RandomQuestion::MakeGroups(const NaiveTable& table, int depth, Select& select) {
  const auto count = [] {
    Expr expr;
    expr.kind = ExprKind::kAggregate;
    return expr;
  };
  for (std::int64_t i = random_.Between(1, 2); i > 0; --i) {
    const Name label = ALabel();
    const bool is_field = random_.OneIn(2);
    select.group_by.push_back(
        {label, is_field ? FieldPath(random_.Pick(table.fields)) : AValue(table, 1)});
    select.items.push_back(Labelled(PathExpr({Step(label)})));
  }
  select.items.push_back(Labelled(count()));
  Expr sum = count();
  sum.aggregate = random_.OneIn(2) ? AggregateKind::kSum : AggregateKind::kAvg;
  sum.args.push_back(ANumber(table, 1));
  select.items.push_back(Labelled(std::move(sum)));
  if (random_.OneIn(3)) {
    select.having = MakeExpr(ExprKind::kGreater, {count(), Number(random_.Between(0, 2))});
  }
  if (random_.OneIn(2)) select.order_by.push_back({count(), random_.OneIn(2), std::nullopt});
  if (random_.OneIn(3)) select.limit = Number(random_.Between(1, 3));
  if (depth < 2 && random_.OneIn(2)) {
    Select rows;
    rows.source = {Step(Named("ROWS"))};
    Window(table, rows);
    AddItems(table, depth + 1, rows);
    select.items.push_back(Nested(std::move(rows)));
  }
}

void RandomQuestion::MakeDistinct(const NaiveTable& table, Select& select) {
  select.distinct = true;
  for (std::int64_t i = random_.Between(1, 2); i > 0; --i) {
    select.items.push_back(Labelled(AValue(table, 1)));
  }
  if (random_.OneIn(2)) {
    Expr label = PathExpr({Step(*select.items[0].label)});
    select.order_by.push_back({std::move(label), random_.OneIn(2), std::nullopt});
  }
  if (random_.OneIn(3)) select.limit = Number(random_.Between(0, 3));
}

void RandomQuestion::AddItems(const NaiveTable& table, int depth, Select& select) {
  for (const NaiveField& field : table.fields) {
    if (random_.OneIn(2)) select.items.push_back(Labelled(FieldPath(field)));
  }
  for (std::uint64_t i = random_.Below(3); i > 0; --i) {
    select.items.push_back(Labelled(AValue(table, 2)));
  }
  if (depth < 2 && HasWay(table, true)) {
    for (std::uint64_t i = random_.Below(3); i > 0; --i) {
      Way way = AWay(table, true);
      select.items.push_back(Nested(ASelect(std::move(way.path), *way.target, depth + 1)));
    }
  }
  if (depth < 2 && HasWay(table, false) && random_.OneIn(2)) {
    Way way = AWay(table, false);
    Item item;
    item.kind = random_.OneIn(2) ? ItemKind::kSpread : ItemKind::kSelect;
    Select& one = item.select.emplace_back();
    one.cardinality =
        item.kind == ItemKind::kSpread ? Cardinality::kOne : Cardinality::kInferred;
    if (item.kind == ItemKind::kSelect) item.label = ALabel();
    one.source = std::move(way.path);
    AddItems(*way.target, 2, one);
    select.items.push_back(std::move(item));
  }
  if (!names_.empty() && random_.OneIn(3)) {
    const auto& [name, named] = random_.Pick(names_);
    if (const NaiveField* field = AField(*named, NaiveKind::kInt)) {
      Expr path = PathExpr({Step(name), Step(Named(field->name))});
      select.items.push_back(Labelled(std::move(path)));
    }
  }
  if (depth < 2) AddRecurse(table, select);
  if (select.items.empty()) select.items.push_back(Labelled(FieldPath(table.fields[0])));
}

// One, or two with few levels. Without DEPTH the rows must be few: only where each has one row
// above it.
void RandomQuestion::AddRecurse(const NaiveTable& table, Select& select) {
  int found = 0;
  for (const Way& way : WaysFrom(table)) {
    if (way.target != &table || found == 2 || !random_.OneIn(3)) continue;
    Item item;
    item.kind = ItemKind::kRecurse;
    item.label = ALabel();
    Select& below = item.select.emplace_back();
    below.source = way.path;
    if (random_.OneIn(3)) below.where = ATruth(table, 1);
    const NaiveField* field = AField(table, NaiveKind::kInt);
    if (select.alias.has_value() && field != nullptr && random_.OneIn(2)) {
      Expr outer = PathExpr({Step(*select.alias), Step(Named(field->name))});
      below.where = MakeExpr(ExprKind::kNotEqual, {ANumber(table, 1), std::move(outer)});
    }
    if (random_.OneIn(2)) Window(table, below);
    bool is_forest = found == 0;
    for (const NaiveRelation& relation : database_.RelationsOf(table)) {
      is_forest = is_forest && (relation.via == nullptr || relation.name != way.path[0].text);
    }
    if (!is_forest || !random_.OneIn(3)) item.depth = random_.Between(0, 3);
    select.items.push_back(std::move(item));
    if (!select.items.back().depth.has_value()) return;
    ++found;
  }
}

Query RandomQuestion::AQuery() {
  labels_ = 0;
  names_.clear();
  Query query;
  query.live = random_.OneIn(2);
  const auto root = [this] {
    const NaiveTable& table = random_.Pick(database_.tables());
    Way way{{Step(Named(table.name))}, &table, true};
    if (random_.OneIn(6) && HasWay(table, true)) {
      Way rest = AWay(table, true);
      way.path.insert(way.path.end(), rest.path.begin(), rest.path.end());
      way.target = rest.target;
    }
    return ASelect(std::move(way.path), *way.target, 0);
  };
  query.is_roots = random_.OneIn(6);
  if (!query.is_roots) {
    query.root = root();
    return query;
  }
  query.root.items.push_back(Nested(root()));
  query.root.items.push_back(Nested(root()));
  return query;
}

}  // namespace cambium::testing
