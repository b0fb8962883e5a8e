// Types, known before there is a row; and the check that every name means something.
// SPDX-License-Identifier: Apache-2.0
#include "query/keyword.h"
#include "tests/support/naive_aggregate.h"
#include "tests/support/naive_function.h"
#include "tests/support/naive_number.h"
#include "tests/support/naive_question.h"
#include "tests/support/syntax_dump.h"

namespace cambium::testing {
namespace {

NaiveType TypeOfKind(NaiveKind kind) { return {kind, 0, {}, {}}; }

}  // namespace

NaiveType NaiveQuestion::TypeOf(const Expr& expr, const NaiveScope& scope) const {
  if (scope.grouping != nullptr) {
    const std::string dump = DumpOf(expr);
    for (std::size_t i = 0; i < scope.grouping->dumps.size(); ++i) {
      if (scope.grouping->dumps[i] == dump) return scope.grouping->types[i];
    }
  }
  if (expr.kind == ExprKind::kAggregate) return AggregateTypeOf(expr, scope);
  if (expr.kind == ExprKind::kExists || expr.kind == ExprKind::kEvery) {
    const NaiveScope inner = PatternOf(expr.relation[0].path, expr.relation[0], nullptr, scope);
    for (const Expr& arg : expr.args) TypeOf(arg, inner);
    return TypeOfKind(NaiveKind::kBool);
  }
  std::vector<NaiveType> args;
  for (const Expr& arg : expr.args) {
    args.push_back(TypeOf(arg, scope));
    args.back().is_any = false;  // What is computed is of one type.
  }
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return TypeOfValue(NaiveLiteral(expr.literal));
    case ExprKind::kParameter: {
      const auto found = parameters_.find(expr.name.text);
      if (found == parameters_.end()) throw InvalidScript("no parameter $" + expr.name.text);
      return TypeOfValue(found->second);
    }
    case ExprKind::kPath:
      return Read(expr.path, scope).type;
    case ExprKind::kTuple:
      return {NaiveKind::kTuple, 0, {}, args};
    case ExprKind::kNegate:
      return args[0];
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kMultiply:
    case ExprKind::kDivide:
    case ExprKind::kModulo:
      return ArithmeticType(expr.kind, args[0], args[1]);
    case ExprKind::kConcat:
      return TypeOfKind(NaiveKind::kText);
    case ExprKind::kCoalesce:
    case ExprKind::kCase: {
      NaiveType unified;
      for (std::size_t i = 0; i < args.size(); ++i) {
        const bool is_condition =
            expr.kind == ExprKind::kCase && i % 2 == 0 && i + 1 < args.size();
        if (!is_condition) unified = UnifiedType(unified, args[i]);
      }
      return unified;
    }
    case ExprKind::kCall:
      return CallType(expr, args);
    case ExprKind::kInSelect:
      Check(expr.select[0], scope);
      return TypeOfKind(NaiveKind::kBool);
    default:
      return TypeOfKind(NaiveKind::kBool);
  }
}

NaiveType NaiveQuestion::AggregateTypeOf(const Expr& expr, const NaiveScope& scope) const {
  NaiveType type = TypeOfKind(NaiveKind::kInt);
  if (!expr.relation.empty()) {
    const NaiveScope inner = PatternOf(expr.relation[0].path, expr.relation[0], nullptr, scope);
    if (!expr.args.empty()) type = TypeOf(expr.args[0], inner);
  } else if (scope.grouping != nullptr) {
    if (!expr.args.empty()) type = TypeOf(expr.args[0], scope.grouping->member);
  } else {
    const bool is_path = expr.args.size() == 1 && expr.args[0].kind == ExprKind::kPath;
    if (expr.aggregate != AggregateKind::kCount || !is_path) {
      throw InvalidScript("an aggregate without OF outside of GROUP BY");
    }
    if (IsToOne(expr.args[0].path, scope)) throw InvalidScript("COUNT of one");
    TargetOf(expr.args[0].path, scope);
  }
  return AggregateType(expr.aggregate, type);
}

// Any row or group of a select, whose clauses are checked on the way.
NaiveScope NaiveQuestion::PatternOf(const PathSyntax& source, const Clauses& clauses,
                                    const std::vector<Item>* items,
                                    const NaiveScope& scope) const {
  NaiveScope pattern;
  if (IsRows(source)) {
    const NaiveScope* group = GroupAround(scope);
    if (group == nullptr) throw InvalidScript("ROWS outside of a group");
    pattern = group->grouping->member;
    pattern.outer = &scope;
  } else {
    pattern.outer = &scope;
    pattern.table = &TargetOf(source, scope);
    for (const Step& step : source) {
      if (step.hops.has_value()) pattern.depth = 0;
    }
  }
  if (clauses.alias.has_value()) pattern.aliases.push_back(clauses.alias->text);
  if (clauses.on.has_value()) TypeOf(*clauses.on, pattern);
  if (clauses.where.has_value()) TypeOf(*clauses.where, pattern);
  if (!clauses.group_by.empty()) {
    NaiveScope group;
    group.outer = &scope;
    group.grouping = GroupingOf(clauses, pattern);
    group.members = std::make_shared<const std::vector<NaiveNode>>();
    pattern = group;
  }
  NaiveScope labelled = pattern;
  labelled.labels = items;
  if (clauses.having.has_value()) {
    if (clauses.group_by.empty()) throw InvalidScript("HAVING without GROUP BY");
    TypeOf(*clauses.having, labelled);
  }
  for (const OrderKey& key : clauses.order_by) TypeOf(key.expr, labelled);
  return pattern;
}

std::shared_ptr<NaiveGrouping> NaiveQuestion::GroupingOf(const Clauses& clauses,
                                                         const NaiveScope& member) const {
  auto grouping = std::make_shared<NaiveGrouping>();
  for (const GroupSyntax& key : clauses.group_by) {
    const bool is_path = key.expr.kind == ExprKind::kPath;
    grouping->labels.push_back(key.label.has_value() ? key.label->text
                               : is_path             ? key.expr.path.back().text
                                                     : "");
    grouping->dumps.push_back(DumpOf(key.expr));
    grouping->types.push_back(TypeOf(key.expr, member));
    grouping->targets.push_back(is_path ? Read(key.expr.path, member).target : nullptr);
  }
  grouping->member = member;
  grouping->member.row = nullptr;
  return grouping;
}

void NaiveQuestion::Check(const Select& select, const NaiveScope& scope) const {
  if (select.distinct) return Check(Distinct(select, scope), scope);
  const NaiveScope pattern = PatternOf(select.source, select, &select.items, scope);
  std::set<std::string> labels;
  CheckItems(select.items, pattern, labels);
}

// Not in lists of their own.
bool NaiveQuestion::HoldsRecurse(const std::vector<Item>& items) const {
  for (const Item& item : items) {
    const bool holds = item.kind == ItemKind::kRecurse ||
                       (item.kind == ItemKind::kSpread && HoldsRecurse(item.select[0].items)) ||
                       (item.kind == ItemKind::kFragment &&
                        HoldsRecurse(database_.FragmentAt(item.fragment.text).items));
    if (holds) return true;
  }
  return false;
}

void NaiveQuestion::CheckItems(const std::vector<Item>& items, const NaiveScope& scope,
                               std::set<std::string>& labels) const {
  const auto add = [&labels](const std::string& label) {
    if (label.empty()) throw InvalidScript("an item needs a label");
    if (!labels.insert(label).second) throw InvalidScript("label is given twice: " + label);
  };
  for (const Item& item : items) {
    switch (item.kind) {
      case ItemKind::kAllFields:
        if (scope.table == nullptr) throw InvalidScript("* of no row");
        for (const NaiveField& field : scope.table->fields) add(field.name);
        break;
      case ItemKind::kExpr:
        TypeOf(*item.expr, scope);
        add(LabelOf(item));
        break;
      case ItemKind::kSelect:
        Check(item.select[0], scope);
        add(LabelOf(item));
        break;
      case ItemKind::kSpread: {
        if (!IsToOne(item.select[0].source, scope)) throw InvalidScript("a spread of many");
        if (HoldsRecurse(item.select[0].items)) throw InvalidScript("RECURSE in a spread");
        const NaiveScope inner =
            PatternOf(item.select[0].source, item.select[0], nullptr, scope);
        CheckItems(item.select[0].items, inner, labels);
        break;
      }
      case ItemKind::kFragment: {
        const FragmentDeclaration& fragment = database_.FragmentAt(item.fragment.text);
        if (scope.table == nullptr || scope.table->name != fragment.table.text) {
          throw InvalidScript("a fragment of another table");
        }
        CheckItems(fragment.items, scope, labels);
        break;
      }
      case ItemKind::kRecurse:
        if (&TargetOf(item.select[0].source, scope) != scope.table) {
          throw InvalidScript("RECURSE to another table");
        }
        if (!item.select[0].group_by.empty()) throw InvalidScript("RECURSE of groups");
        PatternOf(item.select[0].source, item.select[0], nullptr, scope);
        add(LabelOf(item));
        break;
    }
  }
}

}  // namespace cambium::testing
