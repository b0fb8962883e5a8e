// Expressions.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/naive_question.h"

#include "query/keyword.h"
#include "tests/support/naive_aggregate.h"
#include "tests/support/naive_function.h"
#include "tests/support/naive_number.h"
#include "tests/support/syntax_dump.h"

namespace cambium::testing {
namespace {

// A truth of three: -1 unknown, 0 false, 1 true.
int TruthOf(const NaiveValue& value) {
  if (value.is_null()) return -1;
  if (value.kind == NaiveKind::kText) {
    return static_cast<int>(FromText(value.text, {NaiveKind::kBool, 0, {}, {}}).number);
  }
  if (value.kind != NaiveKind::kBool) throw InvalidScript("no truth");
  return static_cast<int>(value.number);
}

NaiveValue OfTruth(int truth) { return truth < 0 ? NaiveValue() : NaiveBool(truth == 1); }

// What is chosen of several is of the type of all.
NaiveValue AsOf(const NaiveType& type, const NaiveValue& value) {
  return NaiveFit(type, value).value_or(value);
}

}  // namespace

bool NaiveQuestion::Holds(const Expr& condition, const NaiveScope& scope) const {
  return TruthOf(Wished(condition, scope)) == 1;
}

NaiveValue NaiveQuestion::Of(const Expr& expr, const NaiveScope& scope) const {
  if (scope.grouping != nullptr && !scope.group.empty()) {
    const std::string dump = DumpOf(expr);
    for (std::size_t i = 0; i < scope.group.size(); ++i) {
      if (scope.grouping->dumps[i] == dump) return scope.group[i];
    }
  }
  const auto arg = [&](std::size_t i) { return Wished(expr.args[i], scope); };
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return NaiveLiteral(expr.literal);
    case ExprKind::kParameter: {
      const auto found = parameters_.find(expr.name.text);
      if (found == parameters_.end()) throw InvalidScript("no parameter $" + expr.name.text);
      return found->second;
    }
    case ExprKind::kPath:
      return Read(expr.path, scope).value;
    case ExprKind::kTuple: {
      std::vector<NaiveValue> parts;
      for (std::size_t i = 0; i < expr.args.size(); ++i) parts.push_back(arg(i));
      return NaiveTuple(std::move(parts));
    }
    case ExprKind::kNot: {
      const int truth = TruthOf(arg(0));
      return OfTruth(truth < 0 ? -1 : 1 - truth);
    }
    case ExprKind::kNegate:
      return NaiveArithmetic(ExprKind::kSubtract, NaiveInt(0), arg(0));
    case ExprKind::kAnd:
    case ExprKind::kOr:
      return Logic(expr, scope);
    case ExprKind::kIs: {
      const NaiveValue left = Of(expr.args[0], scope), right = Of(expr.args[1], scope);
      if (left.is_null() || right.is_null())
        return NaiveBool(left.is_null() == right.is_null());
      return CompareTyped(ExprKind::kEqual, expr.args[0], expr.args[1], scope);
    }
    case ExprKind::kIsNull:
      return NaiveBool(Of(expr.args[0], scope).is_null());
    case ExprKind::kIn:
    case ExprKind::kInParameter:
    case ExprKind::kInSelect:
      return In(expr, scope);
    case ExprKind::kBetween: {
      const auto compare = [&](ExprKind kind, std::size_t i) {
        return TruthOf(CompareTyped(kind, expr.args[0], expr.args[i], scope));
      };
      const int least = compare(ExprKind::kGreaterEqual, 1);
      const int most = compare(ExprKind::kLessEqual, 2);
      return OfTruth(least == 0 || most == 0 ? 0 : std::min(least, most));
    }
    case ExprKind::kLike:
    case ExprKind::kILike: {
      NaiveValue text = arg(0), pattern = arg(1);
      if (text.is_null() || pattern.is_null()) return {};
      if (expr.kind == ExprKind::kLike) return NaiveBool(NaiveLike(text.text, pattern.text));
      return NaiveBool(NaiveLike(NaiveLower(text.text), NaiveLower(pattern.text)));
    }
    case ExprKind::kCoalesce:
    case ExprKind::kCase:
      return Case(expr, scope);
    case ExprKind::kConcat: {
      const NaiveValue left = arg(0), right = arg(1);
      if (left.is_null() || right.is_null()) return {};
      return NaiveText(NaiveTextOf(left) + NaiveTextOf(right));
    }
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kMultiply:
    case ExprKind::kDivide:
    case ExprKind::kModulo:
      return NaiveArithmetic(expr.kind, arg(0), arg(1));
    case ExprKind::kCall:
      return Call(expr, scope);
    case ExprKind::kExists:
      return NaiveBool(
          !Nodes(expr.relation[0].path, expr.relation[0], nullptr, false, scope).empty());
    case ExprKind::kEvery:
      for (const NaiveNode& node :
           Nodes(expr.relation[0].path, expr.relation[0], nullptr, false, scope)) {
        if (!Holds(expr.args[0], node.scope)) return NaiveBool(false);
      }
      return NaiveBool(true);
    case ExprKind::kAggregate:
      return Aggregate(expr, scope);
    default:
      return CompareTyped(expr.kind, expr.args[0], expr.args[1], scope);
  }
}

NaiveValue NaiveQuestion::Wished(const Expr& expr, const NaiveScope& scope) const {
  NaiveValue value = Of(expr, scope);
  if (value.is_null()) return value;
  const NaiveType type = TypeOf(expr, scope);
  return type.is_any ? NaiveWished(type, value) : value;
}

NaiveValue NaiveQuestion::CompareTyped(ExprKind kind, const Expr& left, const Expr& right,
                                       const NaiveScope& scope) const {
  return CompareTyped(kind, Of(left, scope), TypeOf(left, scope), Of(right, scope),
                      TypeOf(right, scope));
}

NaiveValue NaiveQuestion::CompareTyped(ExprKind kind, NaiveValue left,
                                       const NaiveType& left_type, NaiveValue right,
                                       const NaiveType& right_type) const {
  if (!left_type.is_any && !right_type.is_any) return Compare(kind, left, right);
  if (left.is_null() || right.is_null()) return {};
  // A text beside a field is one of what is wished for, if it can be.
  const auto adapt = [](NaiveValue& text, const NaiveType& type) {
    if (text.kind != NaiveKind::kText || type.kind <= NaiveKind::kText) return;
    const NaiveValue wished = NaiveWished(type, text);
    if (!wished.is_null()) text = wished;
  };
  adapt(left, right_type);
  adapt(right, left_type);
  if (left_type.kind == NaiveKind::kRatio) right = NaiveWished(right_type, right);
  if (right_type.kind == NaiveKind::kRatio) left = NaiveWished(left_type, left);
  if (left.is_null() || right.is_null()) return {};
  if (!AreComparable(left.kind, right.kind)) return NaiveBool(false);
  return Compare(kind, left, right);
}

NaiveValue NaiveQuestion::Compare(ExprKind kind, const NaiveValue& left,
                                  const NaiveValue& right) const {
  if (left.is_null() || right.is_null()) return {};
  const int order = NaiveCompare(left, right);
  switch (kind) {
    case ExprKind::kEqual:
      return NaiveBool(order == 0);
    case ExprKind::kNotEqual:
      return NaiveBool(order != 0);
    case ExprKind::kLess:
      return NaiveBool(order < 0);
    case ExprKind::kLessEqual:
      return NaiveBool(order <= 0);
    case ExprKind::kGreater:
      return NaiveBool(order > 0);
    case ExprKind::kGreaterEqual:
      return NaiveBool(order >= 0);
    default:
      throw InvalidScript("no comparison");
  }
}

NaiveValue NaiveQuestion::Logic(const Expr& expr, const NaiveScope& scope) const {
  bool seen[3] = {false, false, false};  // unknown, false, true
  for (const Expr& arg : expr.args) seen[TruthOf(Wished(arg, scope)) + 1] = true;
  if (expr.kind == ExprKind::kAnd) return OfTruth(seen[1] ? 0 : seen[0] ? -1 : 1);
  return OfTruth(seen[2] ? 1 : seen[0] ? -1 : 0);
}

NaiveValue NaiveQuestion::In(const Expr& expr, const NaiveScope& scope) const {
  std::vector<NaiveValue> candidates;
  std::vector<NaiveType> types;
  if (expr.kind == ExprKind::kInSelect) {
    const Select& select =
        expr.select[0].distinct ? Distinct(expr.select[0], scope) : expr.select[0];
    std::vector<NaiveNode> nodes = Nodes(select.source, select, &select.items, true, scope);
    if (select.cardinality == Cardinality::kOne && nodes.size() > 1) nodes.resize(1);
    for (const NaiveNode& node : nodes) {
      candidates.push_back(Of(*select.items.at(0).expr, node.scope));
      types.push_back(TypeOf(*select.items.at(0).expr, node.scope));
    }
  } else if (expr.kind == ExprKind::kInParameter) {
    candidates = Of(expr.args[1], scope).parts;
    for (const NaiveValue& candidate : candidates) types.push_back(TypeOfValue(candidate));
  } else {
    for (std::size_t i = 1; i < expr.args.size(); ++i) {
      candidates.push_back(Of(expr.args[i], scope));
      types.push_back(TypeOf(expr.args[i], scope));
    }
  }
  bool seen[3] = {false, false, false};
  const NaiveValue tested = Of(expr.args[0], scope);
  const NaiveType type = TypeOf(expr.args[0], scope);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const NaiveValue is_it =
        CompareTyped(ExprKind::kEqual, tested, type, candidates[i], types[i]);
    seen[TruthOf(is_it) + 1] = true;
  }
  return OfTruth(seen[2] ? 1 : seen[0] ? -1 : 0);
}

// CASE, and `??` or COALESCE, which look at no more than they need.
NaiveValue NaiveQuestion::Case(const Expr& expr, const NaiveScope& scope) const {
  const NaiveType type = TypeOf(expr, scope);
  if (expr.kind != ExprKind::kCase) {
    for (const Expr& arg : expr.args) {
      const NaiveValue value = Wished(arg, scope);
      if (!value.is_null()) return AsOf(type, value);
    }
    return {};
  }
  for (std::size_t i = 0; i + 1 < expr.args.size(); i += 2) {
    if (Holds(expr.args[i], scope)) return AsOf(type, Wished(expr.args[i + 1], scope));
  }
  return expr.args.size() % 2 == 1 ? AsOf(type, Wished(expr.args.back(), scope)) : NaiveValue();
}

NaiveValue NaiveQuestion::Call(const Expr& expr, const NaiveScope& scope) const {
  const std::string& name = expr.name.text;
  const NaiveType type = TypeOf(expr, scope);
  if (SameKeyword(name, "NOW") && expr.args.empty()) return database_.now();
  if (SameKeyword(name, "IF") && expr.args.size() == 3) {
    return AsOf(type, Wished(expr.args[Holds(expr.args[0], scope) ? 1 : 2], scope));
  }
  if (SameKeyword(name, "COALESCE")) return Case(expr, scope);
  std::vector<NaiveValue> args;
  for (const Expr& arg : expr.args) args.push_back(Wished(arg, scope));
  if (SameKeyword(name, "GREATEST") || SameKeyword(name, "LEAST")) {
    for (NaiveValue& arg : args) arg = AsOf(type, arg);
  }
  return NaiveCall(name, args);
}

NaiveValue NaiveQuestion::Aggregate(const Expr& expr, const NaiveScope& scope) const {
  std::vector<NaiveNode> nodes;
  const auto count = [&nodes] { return NaiveInt(static_cast<Int128>(nodes.size())); };
  if (!expr.relation.empty()) {
    const RelationSyntax& relation = expr.relation[0];
    const bool as_set = expr.distinct && expr.args.empty();
    nodes = Nodes(relation.path, relation, nullptr, as_set, scope);
    if (expr.args.empty()) return count();
  } else if (scope.grouping != nullptr) {
    nodes = *scope.members;
    if (expr.args.empty()) return count();
  } else {
    // COUNT(comments), which reads like COUNT(x).
    const bool is_path = expr.args.size() == 1 && expr.args[0].kind == ExprKind::kPath;
    if (expr.aggregate != AggregateKind::kCount || !is_path) {
      throw InvalidScript("an aggregate without OF outside of GROUP BY");
    }
    nodes = Nodes(expr.args[0].path, {}, nullptr, expr.distinct, scope);
    return count();
  }
  std::vector<NaiveValue> values;
  const bool computes =
      expr.aggregate == AggregateKind::kSum || expr.aggregate == AggregateKind::kAvg ||
      expr.aggregate == AggregateKind::kMedian || expr.aggregate == AggregateKind::kStddev ||
      expr.aggregate == AggregateKind::kVariance;
  for (const NaiveNode& node : nodes) {
    values.push_back(computes ? Wished(expr.args[0], node.scope)
                              : Of(expr.args[0], node.scope));
  }
  NaiveType type;
  if (!nodes.empty()) type = TypeOf(expr.args[0], nodes[0].scope);
  return NaiveAggregate(expr.aggregate, expr.distinct, std::move(values), type);
}

}  // namespace cambium::testing
