// Names looked up and types checked: from syntax to a typed expression.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "dataflow/decimal.h"
#include "dataflow/status.h"
#include "query/expression.h"

namespace cambium {
namespace {

const FieldType kBool{TypeKind::kBool, 0, 0, TypeKind::kNull};

// Gives a literal the type of what it meets: '2026-11-21' beside a Time is a Time.
absl::Status AdaptLiteral(PlanExpr& literal, const FieldType& type, Span span) {
  const bool adapts = literal.kind == ExprKind::kLiteral &&
                      literal.type.kind == TypeKind::kText && !type.is_number() &&
                      type.kind != TypeKind::kNull;
  if (!adapts) return absl::OkStatus();
  const absl::StatusOr<Value> value = CoerceTo(type, literal.literal);
  if (!value.ok()) return ErrorAt(span, std::string(value.status().message()));
  literal.literal = *value;
  literal.type = type;
  return absl::OkStatus();
}

bool Comparable(const FieldType& left, const FieldType& right) {
  if (left.kind == TypeKind::kNull || right.kind == TypeKind::kNull) return true;
  if (left.is_number() && right.is_number()) return true;
  return left.storage() == right.storage();
}

FieldType TypeOfLiteral(const Value& value) {
  FieldType type;
  switch (value.type()) {
    case ValueType::kBool:
      type.kind = TypeKind::kBool;
      break;
    case ValueType::kInt:
      type.kind = TypeKind::kInt;
      break;
    case ValueType::kFloat:
      type.kind = TypeKind::kFloat;
      break;
    case ValueType::kText:
      type.kind = TypeKind::kText;
      break;
    case ValueType::kDecimal:
      type.kind = TypeKind::kDecimal;
      type.scale = value.AsDecimal().scale;
      break;
    default:
      break;
  }
  return type;
}

FieldType TypeOfArithmetic(ExprKind kind, const FieldType& left, const FieldType& right) {
  FieldType type;
  if (left.storage() == TypeKind::kFloat || right.storage() == TypeKind::kFloat) {
    type.kind = TypeKind::kFloat;
  } else if (left.storage() == TypeKind::kInt && right.storage() == TypeKind::kInt) {
    type.kind = TypeKind::kInt;
  } else {
    type.kind = TypeKind::kDecimal;
    const int scale = kind == ExprKind::kMultiply ? left.scale + right.scale
                                                  : std::max(left.scale, right.scale);
    type.scale = static_cast<std::uint8_t>(std::min<int>(scale, Decimal::kMaxScale));
  }
  return type;
}

}  // namespace

PlanExpr ExpressionPlanner::ReadField(std::size_t field) {
  PlanExpr read;
  read.kind = ExprKind::kPath;
  read.type = table_.fields[field].type;
  const auto found = std::find(read_.begin(), read_.end(), field);
  read.column = static_cast<std::size_t>(found - read_.begin());
  if (found == read_.end()) read_.push_back(field);
  return read;
}

absl::StatusOr<PlanExpr> ExpressionPlanner::Plan(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kLiteral: {
      PlanExpr literal;
      literal.literal = expr.literal;
      literal.type = TypeOfLiteral(expr.literal);
      return literal;
    }
    case ExprKind::kPath:
      return PlanPath(expr);
    case ExprKind::kNot:
    case ExprKind::kAnd:
    case ExprKind::kOr:
      return PlanLogic(expr);
    case ExprKind::kNegate:
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kMultiply:
      return PlanArithmetic(expr);
    case ExprKind::kEqual:
    case ExprKind::kNotEqual:
    case ExprKind::kLess:
    case ExprKind::kLessEqual:
    case ExprKind::kGreater:
    case ExprKind::kGreaterEqual:
    case ExprKind::kIsNull:
    case ExprKind::kIn:
      return PlanComparison(expr);
    default:
      return ErrorAt(expr.span, "this expression is not built yet");
  }
}

absl::StatusOr<PlanExpr> ExpressionPlanner::PlanTruth(const Expr& expr) {
  CAMBIUM_ASSIGN_OR_RETURN(PlanExpr plan, Plan(expr));
  const bool is_truth = plan.type.kind == TypeKind::kBool || plan.type.kind == TypeKind::kNull;
  if (is_truth) return plan;
  return ErrorAt(expr.span, "expected a truth value, found " + TypeText(plan.type));
}

absl::StatusOr<PlanExpr> ExpressionPlanner::PlanPath(const Expr& expr) {
  const Name& name = expr.path[0];
  const auto field = table_.FindField(name.text);
  if (field.has_value()) {
    if (expr.path.size() == 1) return ReadField(*field);
    if (table_.fields[*field].type.kind == TypeKind::kReference) {
      return ErrorAt(expr.span, "a path through a reference is not built yet");
    }
    return ErrorAt(expr.path[1].span, "field is not a reference: " + name.text);
  }
  if (schema_.FindRelation(table_, name.text).has_value()) {
    return ErrorAt(name.span, "'" + name.text +
                                  "' is a relation to many rows, not a value; "
                                  "nest it: MANY " +
                                  name.text + " { … }, or ask EXISTS");
  }
  std::vector<std::string> names = table_.FieldNames();
  for (std::string& relation : schema_.RelationNames(table_)) names.push_back(relation);
  return ErrorAt(name.span, "no field '" + name.text + "' on " + table_.name +
                                DidYouMean(name.text, names));
}

absl::StatusOr<PlanExpr> ExpressionPlanner::PlanLogic(const Expr& expr) {
  PlanExpr plan;
  plan.kind = expr.kind;
  plan.type = kBool;
  for (const Expr& arg : expr.args) {
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr truth, PlanTruth(arg));
    plan.args.push_back(std::move(truth));
  }
  return plan;
}

absl::StatusOr<PlanExpr> ExpressionPlanner::PlanComparison(const Expr& expr) {
  PlanExpr plan;
  plan.kind = expr.kind;
  plan.type = kBool;
  for (const Expr& arg : expr.args) {
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr side, Plan(arg));
    plan.args.push_back(std::move(side));
  }
  PlanExpr& tested = plan.args[0];
  for (std::size_t i = 1; i < plan.args.size(); ++i) {
    CAMBIUM_RETURN_IF_ERROR(AdaptLiteral(plan.args[i], tested.type, expr.args[i].span));
    CAMBIUM_RETURN_IF_ERROR(AdaptLiteral(tested, plan.args[i].type, expr.args[0].span));
    if (Comparable(tested.type, plan.args[i].type)) continue;
    return ErrorAt(expr.args[i].span, "cannot compare " + TypeText(tested.type) + " with " +
                                          TypeText(plan.args[i].type));
  }
  return plan;
}

absl::StatusOr<PlanExpr> ExpressionPlanner::PlanArithmetic(const Expr& expr) {
  PlanExpr plan;
  plan.kind = expr.kind;
  plan.span = expr.span;
  for (const Expr& arg : expr.args) {
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr side, Plan(arg));
    if (!side.type.is_number() && side.type.kind != TypeKind::kNull) {
      return ErrorAt(arg.span, "expected a number, found " + TypeText(side.type));
    }
    plan.args.push_back(std::move(side));
  }
  plan.type = TypeOfArithmetic(expr.kind, plan.args.front().type, plan.args.back().type);
  return plan;
}

}  // namespace cambium
