// The value of an expression for one row.
// SPDX-License-Identifier: Apache-2.0
#include "query/expression.h"

#include "absl/container/inlined_vector.h"
#include "dataflow/key_encoding.h"
#include "query/arithmetic.h"
#include "query/comparison.h"
#include "query/function.h"
#include "query/like.h"

namespace cambium {
namespace {

// AND and OR are one rule: the deciding truth wins, else a NULL, else the other truth.
Value Logic(const PlanExpr& expr, const Fields& row, bool deciding, absl::Status& error) {
  bool saw_null = false;
  for (const PlanExpr& arg : expr.args) {
    Value own;
    const ValueView value = Read(arg, row, own, error);
    if (value.is_null()) {
      saw_null = true;
    } else if (value.AsBool() == deciding) {
      return Value::Bool(deciding);
    }
  }
  return saw_null ? Value() : Value::Bool(!deciding);
}

Value In(const PlanExpr& expr, const Fields& row, absl::Status& error) {
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

// x >= least AND x <= greatest: one side that is false decides, though the other be NULL.
Value Between(const PlanExpr& expr, const Fields& row, absl::Status& error) {
  Value own[3];
  const ValueView tested = Read(expr.args[0], row, own[0], error);
  const ValueView least = Read(expr.args[1], row, own[1], error);
  Value above = Compare(ExprKind::kGreaterEqual, tested, least);
  if (!above.is_null() && !above.AsBool()) return above;
  const ValueView greatest = Read(expr.args[2], row, own[2], error);
  Value below = Compare(ExprKind::kLessEqual, tested, greatest);
  if (!below.is_null() && !below.AsBool()) return below;
  return above.is_null() ? Value() : below;
}

Value Concatenate(const ValueView& left, const ValueView& right) {
  if (left.is_null() || right.is_null()) return Value();
  std::string text(left.AsText());
  text += right.AsText();
  return Value::Text(text);
}

Value Case(const PlanExpr& expr, const Fields& row, absl::Status& error) {
  std::size_t i = 0;
  for (; i + 1 < expr.args.size(); i += 2) {
    Value own;
    if (IsTrue(Read(expr.args[i], row, own, error))) {
      return Evaluate(expr.args[i + 1], row, error);
    }
  }
  return i < expr.args.size() ? Evaluate(expr.args[i], row, error) : Value();
}

Value Coalesce(const PlanExpr& expr, const Fields& row, absl::Status& error) {
  for (const PlanExpr& arg : expr.args) {
    Value value = Evaluate(arg, row, error);
    if (!value.is_null()) return value;
  }
  return Value();
}

Value Tuple(const PlanExpr& expr, const Fields& row, absl::Status& error) {
  std::string key;
  for (const PlanExpr& arg : expr.args) {
    Value own;
    const ValueView part = Read(arg, row, own, error);
    if (part.is_null()) return Value();
    AppendKey(part, key);
  }
  return Value::Bytes(key);
}

Value Call(const PlanExpr& expr, const Fields& row, absl::Status& error) {
  constexpr std::size_t kInline = 4;
  absl::InlinedVector<Value, kInline> own(expr.args.size());
  absl::InlinedVector<ValueView, kInline> args(expr.args.size());
  for (std::size_t i = 0; i < expr.args.size(); ++i) {
    args[i] = Read(expr.args[i], row, own[i], error);
    if (args[i].is_null() && !expr.function->takes_null) return Value();
  }
  return expr.function->evaluate(expr, args, error);
}

}  // namespace

Value Failure(const PlanExpr& expr, const std::string& message, absl::Status& error) {
  if (error.ok()) error = WithPlace(absl::OutOfRangeError(message), expr.span);
  return Value();
}

Value Overflow(const PlanExpr& expr, absl::Status& error) {
  return Failure(expr, TypeText(expr.type) + " overflows", error);
}

ValueView Read(const PlanExpr& expr, const Fields& row, Value& computed, absl::Status& error) {
  if (expr.kind == ExprKind::kPath) return row[expr.column];
  if (expr.kind == ExprKind::kLiteral) return expr.literal;
  computed = Evaluate(expr, row, error);
  return computed;
}

Value Evaluate(const PlanExpr& expr, const Fields& row, absl::Status& error) {
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return expr.literal;
    case ExprKind::kPath:
      return Value(row[expr.column]);
    case ExprKind::kAnd:
      return Logic(expr, row, false, error);
    case ExprKind::kOr:
      return Logic(expr, row, true, error);
    case ExprKind::kIn:
      return In(expr, row, error);
    case ExprKind::kBetween:
      return Between(expr, row, error);
    case ExprKind::kCase:
      return Case(expr, row, error);
    case ExprKind::kCoalesce:
      return Coalesce(expr, row, error);
    case ExprKind::kCall:
      return Call(expr, row, error);
    case ExprKind::kTuple:
      return Tuple(expr, row, error);
    default:
      break;
  }
  Value own[2];
  const ValueView left = Read(expr.args[0], row, own[0], error);
  if (expr.kind == ExprKind::kIsNull) return Value::Bool(left.is_null());
  if (expr.kind == ExprKind::kNegate) return Arithmetic(expr, Value::Int(0), left, error);
  if (expr.kind == ExprKind::kNot)
    return left.is_null() ? Value() : Value::Bool(!left.AsBool());
  const ValueView right = Read(expr.args[1], row, own[1], error);
  switch (expr.kind) {
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kMultiply:
    case ExprKind::kDivide:
    case ExprKind::kModulo:
      return Arithmetic(expr, left, right, error);
    case ExprKind::kIs:
      return Value::Bool(left == right);
    case ExprKind::kConcat:
      return Concatenate(left, right);
    case ExprKind::kLike:
    case ExprKind::kILike:
      if (left.is_null() || right.is_null()) return Value();
      return Value::Bool(expr.kind == ExprKind::kLike ? Like(left.AsText(), right.AsText())
                                                      : ILike(left.AsText(), right.AsText()));
    default:
      return Compare(expr.kind, left, right);
  }
}

}  // namespace cambium
