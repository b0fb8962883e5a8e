// Literals adapted, types compared.
// SPDX-License-Identifier: Apache-2.0
#include "query/typing.h"

#include <algorithm>

#include "dataflow/status.h"
#include "query/function.h"
#include "query/lax_types.h"

namespace cambium {
namespace {

// The operands whose value may be that of the expression.
std::vector<PlanExpr*> Choices(PlanExpr& expr) {
  std::vector<PlanExpr*> choices;
  if (expr.kind == ExprKind::kCoalesce) {
    for (PlanExpr& arg : expr.args) choices.push_back(&arg);
  } else if (expr.kind == ExprKind::kCase) {
    for (std::size_t i = 1; i < expr.args.size(); i += 2) choices.push_back(&expr.args[i]);
    if (expr.args.size() % 2 == 1) choices.push_back(&expr.args.back());
  }
  return choices;
}

// Whether it is a text that was written, or a choice among such.
bool IsWrittenText(PlanExpr& expr) {
  if (expr.kind == ExprKind::kLiteral) return expr.literal.type() == ValueType::kText;
  const std::vector<PlanExpr*> choices = Choices(expr);
  return !choices.empty() && expr.type.kind == TypeKind::kText &&
         std::all_of(choices.begin(), choices.end(), [](PlanExpr* choice) {
           return choice->type.is_null() || IsWrittenText(*choice);
         });
}

bool AdaptsTo(TypeKind kind) {
  switch (kind) {
    case TypeKind::kBytes:
    case TypeKind::kTime:
    case TypeKind::kDate:
    case TypeKind::kUuid:
    case TypeKind::kEnum:
    case TypeKind::kJson:
      return true;
    default:
      return false;
  }
}

absl::Status AdaptTuple(PlanExpr& tuple, const FieldType& type) {
  const std::vector<FieldType>& parts = type.detail->parts;
  if (tuple.args.size() != parts.size()) {
    return Unexpected(tuple, TypeText(type));
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    CAMBIUM_RETURN_IF_ERROR(AdaptText(tuple.args[i], parts[i]));
  }
  std::vector<FieldType> adapted;
  for (const PlanExpr& arg : tuple.args) adapted.push_back(arg.type);
  tuple.type = TupleType(std::move(adapted));
  return absl::OkStatus();
}

bool IsRatio(const FieldType& type) { return type.kind == TypeKind::kRatio; }

bool Comparable(const FieldType& left, const FieldType& right) {
  if (left.is_null() || right.is_null()) return true;
  if (IsRatio(left) || IsRatio(right)) return left.is_number() && right.is_number();
  if (left.kind == TypeKind::kAny || right.kind == TypeKind::kAny) return true;
  if (left.is_number() && right.is_number()) return true;
  if (left.storage() != right.storage()) return false;
  if (left.storage() == TypeKind::kEnum) return *left.detail == *right.detail;
  if (left.storage() != TypeKind::kTuple) return true;
  const std::vector<FieldType>& left_parts = left.detail->parts;
  const std::vector<FieldType>& right_parts = right.detail->parts;
  if (left_parts.size() != right_parts.size()) return false;
  for (std::size_t i = 0; i < left_parts.size(); ++i) {
    if (!Comparable(left_parts[i], right_parts[i])) return false;
  }
  return true;
}

// The type that values of both can have; nothing when there is none.
std::optional<FieldType> SharedType(const FieldType& left, const FieldType& right) {
  if (left.is_null() || left == right) return right;
  if (right.is_null()) return left;
  if (left.kind == TypeKind::kAny || right.kind == TypeKind::kAny) return AnyType();
  const FieldType left_stored = StoredType(left);
  const FieldType right_stored = StoredType(right);
  if (!left.is_number() || !right.is_number()) {
    if (left_stored == right_stored) return left_stored;
    return std::nullopt;
  }
  if (left_stored.kind == TypeKind::kFloat) return left_stored;
  if (right_stored.kind == TypeKind::kFloat) return right_stored;
  if (left_stored.kind == TypeKind::kRatio || right_stored.kind == TypeKind::kRatio) {
    return TypeOf(TypeKind::kRatio, std::max(left_stored.scale, right_stored.scale));
  }
  if (left_stored.kind == TypeKind::kInt) return right_stored;
  if (right_stored.kind == TypeKind::kInt) return left_stored;
  return left.scale < right.scale ? right_stored : left_stored;
}

// A number that meets a ratio. Each keeps its digits.
void MeetRatio(PlanExpr& expr, const FieldType& other) {
  if (IsRatio(other) && expr.type.storage() != TypeKind::kFloat) {
    ConvertNumber(expr, TypeOf(TypeKind::kRatio, expr.type.scale));
  } else if (IsRatio(expr.type) && other.storage() == TypeKind::kFloat) {
    ConvertNumber(expr, TypeOf(TypeKind::kFloat));
  }
}

}  // namespace

absl::Status AdaptText(PlanExpr& expr, const FieldType& type) {
  if (type.kind == TypeKind::kAny) {
    const FieldType* wish = WishOf(type);
    // What is no text of the wish is a text.
    if (wish != nullptr) AdaptText(expr, *wish).IgnoreError();
    return absl::OkStatus();
  }
  const TypeKind wanted = type.storage();
  if (wanted == TypeKind::kTuple && expr.kind == ExprKind::kTuple)
    return AdaptTuple(expr, type);
  if (!AdaptsTo(wanted) || !IsWrittenText(expr)) return absl::OkStatus();
  if (expr.kind == ExprKind::kLiteral) {
    const absl::StatusOr<Value> value = CoerceTo(type, expr.literal);
    if (!value.ok()) return ErrorAt(expr.span, std::string(value.status().message()));
    expr.literal = *value;
  } else {
    for (PlanExpr* choice : Choices(expr)) CAMBIUM_RETURN_IF_ERROR(AdaptText(*choice, type));
  }
  expr.type = StoredType(type);
  return absl::OkStatus();
}

absl::Status MakeComparable(PlanExpr& left, PlanExpr& right) {
  if (IsRatio(left.type)) MakeWished(right);
  if (IsRatio(right.type)) MakeWished(left);
  CAMBIUM_RETURN_IF_ERROR(AdaptText(right, left.type));
  CAMBIUM_RETURN_IF_ERROR(AdaptText(left, right.type));
  if (!Comparable(left.type, right.type)) {
    return ErrorAt(right.span,
                   "cannot compare " + TypeText(left.type) + " with " + TypeText(right.type));
  }
  MeetRatio(left, right.type);
  MeetRatio(right, left.type);
  return absl::OkStatus();
}

absl::StatusOr<FieldType> ShareType(const std::vector<PlanExpr*>& exprs) {
  // What was written as a text takes the type of the others, so those go first.
  FieldType shared;
  for (const bool written : {false, true}) {
    for (PlanExpr* expr : exprs) {
      if (IsWrittenText(*expr) != written) continue;
      CAMBIUM_RETURN_IF_ERROR(AdaptText(*expr, shared));
      const std::optional<FieldType> next = SharedType(shared, expr->type);
      if (!next.has_value()) return Unexpected(*expr, TypeText(shared));
      shared = *next;
    }
  }
  for (PlanExpr* expr : exprs) ConvertNumber(*expr, shared);
  return shared;
}

void ConvertNumber(PlanExpr& expr, const FieldType& type) {
  const FieldType stored = StoredType(expr.type);
  if (!type.is_number() || !stored.is_number() || stored == StoredType(type)) return;
  if (IsRatio(stored) && IsRatio(type)) {
    expr.type = type;  // The value is as exact with other digits.
    return;
  }
  if (expr.kind == ExprKind::kLiteral) {
    const absl::StatusOr<Value> value = CoerceTo(type, expr.literal);
    if (value.ok()) {
      expr.literal = *value;
      expr.type = StoredType(type);
      return;
    }
  }
  PlanExpr converted;
  converted.kind = ExprKind::kCall;
  converted.span = expr.span;
  converted.type = StoredType(type);
  if (IsRatio(stored) || IsRatio(type)) {
    converted.function = &RatioFunction(type.storage());
  } else {
    converted.function = FindFunction(type.storage() == TypeKind::kFloat ? "FLOAT" : "DECIMAL");
  }
  converted.args.push_back(std::move(expr));
  expr = std::move(converted);
}

void RoundAsPrinted(PlanExpr& expr) {
  if (IsRatio(expr.type)) ConvertNumber(expr, TypeOf(TypeKind::kDecimal, expr.type.scale));
}

absl::Status Unexpected(const PlanExpr& expr, const std::string& expected) {
  return ErrorAt(expr.span, "expected " + expected + ", found " + TypeText(expr.type));
}

absl::Status ExpectTruth(const PlanExpr& expr) {
  return ExpectKind(expr, TypeKind::kBool, "a truth value");
}

absl::Status ExpectNumber(const PlanExpr& expr) {
  if (expr.type.is_number() || expr.type.is_null()) return absl::OkStatus();
  return Unexpected(expr, "a number");
}

absl::Status ExpectText(const PlanExpr& expr) {
  if (expr.type.storage() == TypeKind::kText || expr.type.is_null()) return absl::OkStatus();
  return ErrorAt(expr.span,
                 "expected Text, found " + TypeText(expr.type) + "; TEXT(…) makes it one");
}

absl::Status ExpectKind(const PlanExpr& expr, TypeKind kind, const std::string& expected) {
  if (expr.type.storage() == kind || expr.type.is_null()) return absl::OkStatus();
  return Unexpected(expr, expected);
}

FieldType TypeOf(TypeKind kind, int scale) {
  FieldType type;
  type.kind = kind;
  type.scale = static_cast<std::uint8_t>(scale);
  return type;
}

}  // namespace cambium
