// The value of an expression for one row.
// SPDX-License-Identifier: Apache-2.0
#include "query/expression.h"

#include <cmath>
#include <optional>

#include "dataflow/check.h"
#include "dataflow/decimal.h"

namespace cambium {
namespace {

double AsDouble(const ValueView& value) {
  if (value.type() == ValueType::kInt) return static_cast<double>(value.AsInt());
  return value.type() == ValueType::kDecimal ? ToDouble(value.AsDecimal()) : value.AsFloat();
}

Decimal AsExact(const ValueView& value) {
  return value.type() == ValueType::kInt ? Decimal{value.AsInt(), 0} : value.AsDecimal();
}

Value FloatArithmetic(ExprKind kind, double left, double right) {
  double result = 0;
  switch (kind) {
    case ExprKind::kAdd:
      result = left + right;
      break;
    case ExprKind::kSubtract:
      result = left - right;
      break;
    default:
      result = left * right;
      break;
  }
  return std::isfinite(result) ? Value::Float(result) : Value();
}

// `left <kind> right`; of a negation 0 - right.
Value Arithmetic(const PlanExpr& expr, const ValueView& left, const ValueView& right,
                 absl::Status& error) {
  const ExprKind kind = expr.kind == ExprKind::kNegate ? ExprKind::kSubtract : expr.kind;
  if (left.is_null() || right.is_null()) return Value();
  const bool is_float = left.type() == ValueType::kFloat || right.type() == ValueType::kFloat;
  if (is_float) return FloatArithmetic(kind, AsDouble(left), AsDouble(right));
  std::optional<Decimal> result;
  switch (kind) {
    case ExprKind::kAdd:
      result = Add(AsExact(left), AsExact(right));
      break;
    case ExprKind::kSubtract:
      result = Subtract(AsExact(left), AsExact(right));
      break;
    default:
      result = Multiply(AsExact(left), AsExact(right));
      break;
  }
  if (!result.has_value()) {
    if (error.ok()) {
      error = WithPlace(absl::OutOfRangeError(TypeText(expr.type) + " overflows"), expr.span);
    }
    return Value();
  }
  return expr.type.kind == TypeKind::kInt ? Value::Int(result->unscaled) : Value::Of(*result);
}

// NULL, or the truth of `left <kind> right`.
Value Compare(ExprKind kind, const ValueView& left, const ValueView& right) {
  if (left.is_null() || right.is_null()) return Value();
  switch (kind) {
    case ExprKind::kEqual:
      return Value::Bool(left == right);
    case ExprKind::kNotEqual:
      return Value::Bool(left != right);
    case ExprKind::kLess:
      return Value::Bool(left < right);
    case ExprKind::kLessEqual:
      return Value::Bool(left <= right);
    case ExprKind::kGreater:
      return Value::Bool(left > right);
    default:
      return Value::Bool(left >= right);
  }
}

// AND and OR are one rule: the deciding truth wins, else a NULL, else the other truth.
Value Logic(const PlanExpr& expr, const Row& row, bool deciding, absl::Status& error) {
  bool saw_null = false;
  for (const PlanExpr& arg : expr.args) {
    Value value = Evaluate(arg, row, error);
    if (value.is_null()) {
      saw_null = true;
    } else if (value.AsBool() == deciding) {
      return value;
    }
  }
  return saw_null ? Value() : Value::Bool(!deciding);
}

Value In(const PlanExpr& expr, const Row& row, absl::Status& error) {
  Value own_tested;
  const ValueView tested = Read(expr.args[0], row, own_tested, error);
  bool saw_null = false;
  for (std::size_t i = 1; i < expr.args.size(); ++i) {
    Value own_arg;
    const ValueView arg = Read(expr.args[i], row, own_arg, error);
    const Value equal = Compare(ExprKind::kEqual, tested, arg);
    if (IsTrue(equal)) return Value::Bool(true);
    saw_null = saw_null || equal.is_null();
  }
  return saw_null ? Value() : Value::Bool(false);
}

}  // namespace

ValueView Read(const PlanExpr& expr, const Row& row, Value& computed, absl::Status& error) {
  if (expr.kind == ExprKind::kPath) return row[expr.column];
  if (expr.kind == ExprKind::kLiteral) return expr.literal;
  computed = Evaluate(expr, row, error);
  return computed;
}

Value Evaluate(const PlanExpr& expr, const Row& row, absl::Status& error) {
  Value own[2];
  const auto value = [&](std::size_t i) { return Read(expr.args[i], row, own[i], error); };
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return expr.literal;
    case ExprKind::kPath:
      return Value(row[expr.column]);
    case ExprKind::kAnd:
      return Logic(expr, row, false, error);
    case ExprKind::kOr:
      return Logic(expr, row, true, error);
    case ExprKind::kNot: {
      const ValueView operand = value(0);
      return operand.is_null() ? Value() : Value::Bool(!operand.AsBool());
    }
    case ExprKind::kIsNull:
      return Value::Bool(value(0).is_null());
    case ExprKind::kIn:
      return In(expr, row, error);
    case ExprKind::kNegate:
      return Arithmetic(expr, Value::Int(0), value(0), error);
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kMultiply: {
      const ValueView left = value(0);
      return Arithmetic(expr, left, value(1), error);
    }
    default: {
      const ValueView left = value(0);
      return Compare(expr.kind, left, value(1));
    }
  }
}

}  // namespace cambium
