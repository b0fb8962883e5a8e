// The types of sums and products, and their values.
// SPDX-License-Identifier: Apache-2.0
#include "query/arithmetic.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "dataflow/decimal.h"
#include "dataflow/status.h"
#include "query/typing.h"

namespace cambium {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::uint8_t kMicroScale = 6;

bool IsMoment(const FieldType& type) {
  return type.storage() == TypeKind::kTime || type.storage() == TypeKind::kDate;
}

FieldType TypeOfNumbers(ExprKind kind, const FieldType& left, const FieldType& right) {
  if (left.is_null() && right.is_null()) return left;
  if (left.storage() == TypeKind::kFloat || right.storage() == TypeKind::kFloat) {
    return TypeOf(TypeKind::kFloat);
  }
  const bool has_decimal =
      left.storage() == TypeKind::kDecimal || right.storage() == TypeKind::kDecimal;
  if (!has_decimal) return TypeOf(TypeKind::kInt);
  int scale = std::max(left.scale, right.scale);
  if (kind == ExprKind::kMultiply) scale = left.scale + right.scale;
  if (kind == ExprKind::kDivide) scale = std::max(scale, 4) + 2;
  return TypeOf(TypeKind::kDecimal, std::min<int>(scale, Decimal::kMaxScale));
}

// A Time or Date, with what is added or taken away.
absl::Status TypeMoment(PlanExpr& operation) {
  PlanExpr& left = operation.args[0];
  PlanExpr& right = operation.args[1];
  const bool subtracts = operation.kind == ExprKind::kSubtract;
  if (subtracts) {
    CAMBIUM_RETURN_IF_ERROR(AdaptText(left, right.type));
    CAMBIUM_RETURN_IF_ERROR(AdaptText(right, left.type));
  }
  const PlanExpr& moment = IsMoment(left.type) ? left : right;
  const PlanExpr& other = IsMoment(left.type) ? right : left;
  const TypeKind kind = moment.type.storage();
  const bool is_time = kind == TypeKind::kTime;
  if (!subtracts && operation.kind != ExprKind::kAdd) return Unexpected(moment, "a number");
  const bool is_difference =
      subtracts && IsMoment(right.type) &&
      (left.type.is_null() || left.type.storage() == right.type.storage());
  if (is_difference) {
    operation.type = is_time ? TypeOf(TypeKind::kDecimal, kMicroScale) : TypeOf(TypeKind::kInt);
    return absl::OkStatus();
  }
  if (subtracts && !IsMoment(left.type)) return Unexpected(right, "a number");
  if (other.type.storage() != TypeKind::kInt && !other.type.is_null()) {
    const std::string unit = is_time ? "Int seconds" : "Int days";
    return Unexpected(other, subtracts ? unit + " or " + TypeText(moment.type) : unit);
  }
  operation.type = TypeOf(kind);
  return absl::OkStatus();
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
    case ExprKind::kMultiply:
      result = left * right;
      break;
    case ExprKind::kDivide:
      result = left / right;
      break;
    default:
      result = std::fmod(left, right);
      break;
  }
  return std::isfinite(result) ? Value::Float(result) : Value();
}

Value IntArithmetic(const PlanExpr& operation, ExprKind kind, std::int64_t left,
                    std::int64_t right, absl::Status& error) {
  std::int64_t result = 0;
  bool overflows = false;
  switch (kind) {
    case ExprKind::kAdd:
      overflows = __builtin_add_overflow(left, right, &result);
      break;
    case ExprKind::kSubtract:
      overflows = __builtin_sub_overflow(left, right, &result);
      break;
    case ExprKind::kMultiply:
      overflows = __builtin_mul_overflow(left, right, &result);
      break;
    case ExprKind::kDivide:
      if (right == 0) return Value();
      overflows = right == -1 && left == std::numeric_limits<std::int64_t>::min();
      if (!overflows) result = left / right;
      break;
    default:
      if (right == 0) return Value();
      if (right != -1) result = left % right;
      break;
  }
  return overflows ? Overflow(operation, error) : Value::Int(result);
}

// With all digits of its type, by whose scale a quotient goes.
Decimal AtScaleOf(const FieldType& type, const Decimal& decimal) {
  if (type.storage() != TypeKind::kDecimal || type.scale <= decimal.scale) return decimal;
  return Rescale(decimal, type.scale).value_or(decimal);
}

Value DecimalArithmetic(const PlanExpr& operation, ExprKind kind, const Decimal& left,
                        const Decimal& right, absl::Status& error) {
  const bool divides = kind == ExprKind::kDivide || kind == ExprKind::kModulo;
  if (divides && right.unscaled == 0) return Value();
  std::optional<Decimal> result;
  switch (kind) {
    case ExprKind::kAdd:
      result = Add(left, right);
      break;
    case ExprKind::kSubtract:
      result = Subtract(left, right);
      break;
    case ExprKind::kMultiply:
      result = Multiply(left, right);
      break;
    case ExprKind::kDivide:
      result = Divide(AtScaleOf(operation.args[0].type, left),
                      AtScaleOf(operation.args[1].type, right));
      break;
    default:
      result = Remainder(left, right);
      break;
  }
  return result.has_value() ? Value::Of(*result) : Overflow(operation, error);
}

// Of a Time: microseconds; of a Date: days.
std::int64_t Count(const ValueView& moment) {
  return moment.type() == ValueType::kTime ? moment.AsTime() : moment.AsDate();
}

Value MomentArithmetic(const PlanExpr& operation, const ValueView& left, const ValueView& right,
                       absl::Status& error) {
  const bool subtracts = operation.kind == ExprKind::kSubtract;
  std::int64_t result = 0;
  if (left.type() == right.type()) {
    if (__builtin_sub_overflow(Count(left), Count(right), &result)) {
      return Overflow(operation, error);
    }
    return left.type() == ValueType::kTime ? Value::Of({result, kMicroScale})
                                           : Value::Int(result);
  }
  const bool is_left = left.type() != ValueType::kInt;
  const ValueView& moment = is_left ? left : right;
  const bool is_time = moment.type() == ValueType::kTime;
  std::int64_t distance = is_left ? right.AsInt() : left.AsInt();
  bool overflows =
      __builtin_mul_overflow(distance, is_time ? kMicrosPerSecond : 1, &distance) ||
      (subtracts ? __builtin_sub_overflow(Count(moment), distance, &result)
                 : __builtin_add_overflow(Count(moment), distance, &result));
  const auto days = static_cast<std::int32_t>(result);
  overflows = overflows || (!is_time && days != result);
  if (overflows) return Overflow(operation, error);
  return is_time ? Value::Time(result) : Value::Date(days);
}

}  // namespace

absl::Status TypeArithmetic(PlanExpr& operation) {
  const bool has_moment = operation.args.size() == 2 && (IsMoment(operation.args[0].type) ||
                                                         IsMoment(operation.args[1].type));
  if (has_moment) return TypeMoment(operation);
  for (const PlanExpr& arg : operation.args) CAMBIUM_RETURN_IF_ERROR(ExpectNumber(arg));
  operation.type =
      TypeOfNumbers(operation.kind, operation.args.front().type, operation.args.back().type);
  if (operation.kind == ExprKind::kNegate) operation.type = StoredType(operation.args[0].type);
  return absl::OkStatus();
}

Value Arithmetic(const PlanExpr& operation, const ValueView& left, const ValueView& right,
                 absl::Status& error) {
  const ExprKind kind =
      operation.kind == ExprKind::kNegate ? ExprKind::kSubtract : operation.kind;
  if (left.type() == ValueType::kInt && right.type() == ValueType::kInt) {
    return IntArithmetic(operation, kind, left.AsInt(), right.AsInt(), error);
  }
  if (left.is_null() || right.is_null()) return Value();
  if (!left.is_number() || !right.is_number()) {
    return MomentArithmetic(operation, left, right, error);
  }
  const bool is_float = left.type() == ValueType::kFloat || right.type() == ValueType::kFloat;
  if (is_float) return FloatArithmetic(kind, AsDouble(left), AsDouble(right));
  return DecimalArithmetic(operation, kind, AsExact(left), AsExact(right), error);
}

double AsDouble(const ValueView& value) {
  if (value.type() == ValueType::kInt) return static_cast<double>(value.AsInt());
  return value.type() == ValueType::kDecimal ? ToDouble(value.AsDecimal()) : value.AsFloat();
}

Decimal AsExact(const ValueView& value) {
  return value.type() == ValueType::kInt ? Decimal{value.AsInt(), 0} : value.AsDecimal();
}

}  // namespace cambium
