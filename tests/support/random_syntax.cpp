// Production by production.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_syntax.h"

#include <string>
#include <utility>
#include <vector>

#include "dataflow/decimal.h"

namespace cambium::testing {
namespace {

class Maker {
 public:
  explicit Maker(Random& random) : random_(random) {}

  Expr AnExpr(int depth) {
    Expr expr;
    if (depth <= 0 || random_.OneIn(4)) {
      switch (random_.Below(4)) {
        case 0:
          return ALiteral();
        case 1:
          expr.kind = ExprKind::kParameter;
          expr.name = AName();
          return expr;
        default:
          expr.kind = ExprKind::kPath;
          expr.path = APath();
          return expr;
      }
    }
    expr.kind =
        static_cast<ExprKind>(random_.Below(static_cast<int>(ExprKind::kAggregate) + 1));
    switch (expr.kind) {
      case ExprKind::kLiteral:
        return ALiteral();
      case ExprKind::kParameter:
        expr.name = AName();
        break;
      case ExprKind::kPath:
        expr.path = APath();
        break;
      case ExprKind::kTuple:
      case ExprKind::kAnd:
      case ExprKind::kOr:
      case ExprKind::kIn:
      case ExprKind::kCoalesce:
        AddArgs(random_.Between(2, 3), depth, expr);
        break;
      case ExprKind::kNot:
      case ExprKind::kNegate:
      case ExprKind::kIsNull:
        AddArgs(1, depth, expr);
        break;
      case ExprKind::kInParameter: {
        AddArgs(1, depth, expr);
        Expr& list = expr.args.emplace_back();
        list.kind = ExprKind::kParameter;
        list.name = AName();
        break;
      }
      case ExprKind::kInSelect:
        AddArgs(1, depth, expr);
        expr.select.push_back(ASelect(depth - 1, false));
        break;
      case ExprKind::kBetween:
        AddArgs(3, depth, expr);
        break;
      case ExprKind::kCall: {
        static const std::vector<std::string> kFunctions = {"IF", "ROUND", "coalesce", "f"};
        expr.name = {random_.Pick(kFunctions), {}};
        AddArgs(random_.Between(0, 3), depth, expr);
        break;
      }
      case ExprKind::kCase:
        AddArgs(random_.Between(2, 5), depth, expr);
        break;
      case ExprKind::kExists:
        expr.relation.push_back(ARelation(depth));
        break;
      case ExprKind::kEvery:
        expr.relation.push_back(ARelation(depth));
        AddArgs(1, depth, expr);
        break;
      case ExprKind::kAggregate:
        MakeAggregate(depth, expr);
        break;
      default:
        AddArgs(2, depth, expr);
        break;
    }
    return expr;
  }

  Statement AStatement() {
    switch (random_.Below(9)) {
      case 0:
        return ATable();
      case 1: {
        EnumDeclaration declaration{AName(), {}};
        for (std::int64_t i = random_.Between(1, 3); i > 0; --i) {
          declaration.members.push_back({AName(), random_.Between(0, 9)});
        }
        return declaration;
      }
      case 2:
        return FragmentDeclaration{AName(), AName(), SomeItems(2)};
      case 3: {
        Transaction transaction;
        transaction.is_preview = random_.OneIn(2);
        for (std::int64_t i = random_.Between(1, 3); i > 0; --i) {
          transaction.mutations.push_back(AMutation());
        }
        return transaction;
      }
      case 4:
        return Explain{AQuery()};
      case 5:
      case 6:
        return std::visit([](const auto& known) { return Statement(known); }, AMutation());
      default:
        return AQuery();
    }
  }

 private:
  Name AName() {
    static const std::vector<std::string> kNames = {
        "a",      "b",        "title",  "count", "depth", "not",  "where", "case",  "distinct",
        "exists", "many",     "one",    "order", "by",    "set",  "live",  "every", "recurse",
        "is",     "in",       "and",    "or",    "end",   "when", "desc",  "nulls", "key",
        "of",     "reserved", "having", "avg",   "as",    "on",   "like",  "x1",    "\xC3\xA9"};
    return {random_.Pick(kNames), {}};
  }
  // Behind MANY, which is a field's name in front of what goes on behind an operand.
  Name APlainName() {
    static const std::vector<std::string> kNames = {"a",    "count", "exists",
                                                    "many", "key",   "of"};
    return {random_.Pick(kNames), {}};
  }

  Step AStep(Name name) {
    Step step(std::move(name));
    switch (random_.Below(12)) {
      case 0:
        step.hops = Hops{1, std::nullopt};
        break;
      case 1:
        step.hops = Hops{0, std::nullopt};
        break;
      case 2:
        step.hops = Hops{2, 2};
        break;
      case 3:
        step.hops = Hops{0, 3};
        break;
      default:
        break;
    }
    return step;
  }
  PathSyntax APathFrom(Name first) {
    PathSyntax path{AStep(std::move(first))};
    while (random_.OneIn(3))
      path.push_back(AStep(random_.OneIn(9) ? Name{"null", {}} : AName()));
    return path;
  }
  PathSyntax APath() { return APathFrom(AName()); }

  Expr ALiteral() {
    Expr literal;
    switch (random_.Below(6)) {
      case 0:
        literal.literal = Value::Bool(random_.OneIn(2));
        break;
      case 1:
        break;
      case 2:
        literal.literal = Value::Of(Decimal{random_.Between(-999, 999),
                                            static_cast<std::uint8_t>(random_.Between(1, 3))});
        break;
      case 3:
        literal.literal = Value::Float(static_cast<double>(random_.Between(-9, 9)) * 0.25e10);
        break;
      case 4: {
        static const std::vector<std::string> kTexts = {"",   "a",  "it's",
                                                        "\"", "--", "\xC3\xA9\n"};
        literal.literal = Value::Text(random_.Pick(kTexts));
        break;
      }
      default:
        literal.literal = Value::Int(random_.Integer());
        break;
    }
    return literal;
  }

  void AddArgs(std::int64_t count, int depth, Expr& expr) {
    for (; count > 0; --count) expr.args.push_back(AnExpr(depth - 1));
  }

  RelationSyntax ARelation(int depth) {
    RelationSyntax relation;
    if (random_.OneIn(2)) static_cast<Clauses&>(relation) = SomeClauses(depth - 1);
    relation.path = APath();
    return relation;
  }

  void MakeAggregate(int depth, Expr& expr) {
    expr.aggregate =
        static_cast<AggregateKind>(random_.Below(static_cast<int>(AggregateKind::kMedian) + 1));
    const bool counts = random_.OneIn(3);
    if (counts) expr.aggregate = AggregateKind::kCount;
    if (counts && random_.OneIn(2)) {
      if (random_.OneIn(4)) return;  // COUNT(*)
      expr.relation.push_back(ARelation(depth));
      expr.distinct = random_.OneIn(2);
      return;
    }
    AddArgs(1, depth, expr);
    expr.distinct = random_.OneIn(3);
    if (random_.OneIn(2)) expr.relation.push_back(ARelation(depth));
  }

  Clauses SomeClauses(int depth) {
    Clauses clauses;
    if (random_.OneIn(4)) clauses.alias = AName();
    if (random_.OneIn(6)) clauses.on = AnExpr(depth);
    if (random_.OneIn(3)) clauses.where = AnExpr(depth);
    if (random_.OneIn(6)) {
      clauses.group_by.push_back({std::nullopt, AnExpr(depth)});
      if (random_.OneIn(2)) clauses.group_by.push_back({AName(), AnExpr(depth)});
    }
    if (random_.OneIn(8)) clauses.having = AnExpr(depth);
    for (std::uint64_t i = random_.OneIn(3) ? random_.Below(3) : 0; i > 0; --i) {
      OrderKey key{AnExpr(depth), random_.OneIn(2), std::nullopt};
      if (random_.OneIn(3)) key.nulls_first = random_.OneIn(2);
      clauses.order_by.push_back(std::move(key));
    }
    if (random_.OneIn(8)) {
      Start& start = clauses.start.emplace();
      start.inclusive = random_.OneIn(2);
      if (random_.OneIn(2)) start.parameter = AName();
      if (!start.parameter.has_value()) start.values.push_back(AnExpr(depth));
    }
    if (random_.OneIn(5)) clauses.limit = AnAmount();
    if (random_.OneIn(8)) clauses.offset = AnAmount();
    return clauses;
  }
  Expr AnAmount() {
    Expr amount;
    amount.literal = Value::Int(random_.Between(0, 20));
    if (random_.OneIn(2)) return amount;
    amount = {};
    amount.kind = ExprKind::kParameter;
    amount.name = AName();
    return amount;
  }

  Select ASelect(int depth, bool is_root) {
    Select select;
    static_cast<Clauses&>(select) = SomeClauses(depth);
    if (random_.OneIn(3)) select.cardinality = Cardinality::kOne;
    if (select.cardinality == Cardinality::kMany) select.distinct = random_.OneIn(5);
    const bool any = is_root && !select.distinct;
    select.source = APathFrom(any ? AName() : APlainName());
    select.items = SomeItems(depth - 1);
    return select;
  }

  std::vector<Item> SomeItems(int depth) {
    std::vector<Item> items;
    for (std::int64_t i = random_.Between(1, 3); i > 0; --i) items.push_back(AnItem(depth));
    return items;
  }

  Item AnItem(int depth) {
    Item item;
    item.kind = depth <= 0 ? ItemKind::kExpr : static_cast<ItemKind>(random_.Below(6));
    const bool has_label = random_.OneIn(2);
    switch (item.kind) {
      case ItemKind::kAllFields:
        return item;
      case ItemKind::kFragment:
        item.fragment = AName();
        return item;
      case ItemKind::kExpr:
        item.expr = AnExpr(has_label ? depth : 0);
        if (!has_label && item.expr->kind != ExprKind::kPath) item.label = AName();
        break;
      case ItemKind::kSpread: {
        Select spread;
        spread.cardinality = Cardinality::kOne;
        spread.source = APath();
        spread.items = SomeItems(depth - 1);
        item.select.push_back(std::move(spread));
        return item;
      }
      case ItemKind::kSelect:
        item.select.push_back(ASelect(depth - 1, false));
        if (random_.OneIn(2)) {
          item.select[0].cardinality = Cardinality::kInferred;
          item.select[0].distinct = false;
          item.select[0].source = APath();
        }
        break;
      case ItemKind::kRecurse: {
        Select& select = item.select.emplace_back();
        static_cast<Clauses&>(select) = SomeClauses(depth - 1);
        select.source = APathFrom(APlainName());
        // The keys of GROUP BY and ORDER BY would go on in the next item.
        select.group_by.clear();
        if (random_.OneIn(2) || !select.order_by.empty()) item.depth = random_.Between(0, 9);
        break;
      }
    }
    if (has_label) item.label = AName();
    return item;
  }

  TypeSyntax AType() {
    if (random_.OneIn(4)) return {{"Decimal", {}}, random_.Between(0, 18)};
    return {AName(), std::nullopt};
  }

  Query AQuery() {
    Query query;
    query.live = random_.OneIn(2);
    if (random_.OneIn(3)) {
      query.name = AName();
      for (std::uint64_t i = random_.Below(3); i > 0; --i) {
        Parameter& parameter = query.parameters.emplace_back();
        parameter.name = AName();
        parameter.type = AType();
        parameter.nullable = random_.OneIn(2);
        if (random_.OneIn(2)) parameter.default_value = ALiteral();
      }
    }
    query.is_roots = random_.OneIn(5);
    if (query.is_roots) {
      query.root.items = SomeItems(3);
    } else {
      query.root = ASelect(3, true);
    }
    return query;
  }

  TableDeclaration ATable() {
    TableDeclaration table;
    table.name = AName();
    table.is_lax = random_.OneIn(3);
    for (std::int64_t i = random_.Between(1, 4); i > 0; --i) {
      FieldDeclaration& field = table.fields.emplace_back();
      field.name = AName();
      field.type = AType();
      field.nullable = random_.OneIn(2);
      field.number = random_.Between(1, 99);
      field.is_key = random_.OneIn(3);
      field.is_unique = random_.OneIn(3);
      field.is_indexed = random_.OneIn(3);
      field.on_delete = static_cast<OnDelete>(random_.Below(4));
      if (random_.OneIn(3)) field.back = AName();
      if (random_.OneIn(3)) field.default_value = ALiteral();
    }
    if (random_.OneIn(3)) table.composite_key = {AName(), AName()};
    if (random_.OneIn(3)) table.relations.push_back({AName(), AName(), APath()});
    if (random_.OneIn(3)) table.reserved.push_back({random_.Between(1, 9), "", {}});
    if (random_.OneIn(3)) table.reserved.push_back({std::nullopt, "it's", {}});
    return table;
  }

  std::vector<Assignment> SomeAssignments() {
    std::vector<Assignment> assignments;
    for (std::int64_t i = random_.Between(1, 3); i > 0; --i) {
      assignments.push_back({AName(), AnExpr(2)});
    }
    return assignments;
  }

  Mutation AMutation() {
    switch (random_.Below(5)) {
      case 0:
        return Insert{AName(), random_.OneIn(2), SomeAssignments()};
      case 1: {
        Update update{AName(), std::nullopt, SomeAssignments()};
        if (random_.OneIn(2)) update.where = AnExpr(3);
        return update;
      }
      case 2: {
        Delete erase{AName(), std::nullopt};
        if (random_.OneIn(2)) erase.where = AnExpr(3);
        return erase;
      }
      case 3:
        return AssertDeclaration{AName(), AnExpr(3)};
      default:
        return Drop{static_cast<DropKind>(random_.Below(3)), AName()};
    }
  }

  Random& random_;
};

}  // namespace

Expr RandomExpr(Random& random) { return Maker(random).AnExpr(4); }
Statement RandomStatement(Random& random) { return Maker(random).AStatement(); }

}  // namespace cambium::testing
