// What each kind of operation demands of its operands.
// SPDX-License-Identifier: Apache-2.0
#include "query/operation.h"

#include <algorithm>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/status.h"
#include "query/arithmetic.h"
#include "query/function.h"
#include "query/lax_types.h"
#include "query/typing.h"

namespace cambium {
namespace {

absl::Status TypeLogic(PlanExpr& plan) {
  for (const PlanExpr& arg : plan.args) CAMBIUM_RETURN_IF_ERROR(ExpectTruth(arg));
  plan.type = TypeOf(TypeKind::kBool);
  return absl::OkStatus();
}

// x IN (a, b) as x = a OR x = b, x BETWEEN a AND b as x >= a AND x <= b: what meets a ratio
// depends on both sides.
void Separate(PlanExpr& plan) {
  const bool is_in = plan.kind == ExprKind::kIn;
  PlanExpr all;
  all.kind = is_in ? ExprKind::kOr : ExprKind::kAnd;
  all.span = plan.span;
  for (std::size_t i = 1; i < plan.args.size(); ++i) {
    PlanExpr one;
    one.kind = is_in    ? ExprKind::kEqual
               : i == 1 ? ExprKind::kGreaterEqual
                        : ExprKind::kLessEqual;
    one.span = plan.span;
    one.args = {plan.args[0], std::move(plan.args[i])};
    all.args.push_back(std::move(one));
  }
  plan = std::move(all);
}

// Whether values of different types could be true of it.
bool TellsTypesApart(ExprKind kind) {
  return kind == ExprKind::kNotEqual || kind == ExprKind::kLess ||
         kind == ExprKind::kLessEqual || kind == ExprKind::kGreater ||
         kind == ExprKind::kGreaterEqual;
}

bool IsComparison(ExprKind kind) {
  return TellsTypesApart(kind) || kind == ExprKind::kEqual || kind == ExprKind::kIs ||
         kind == ExprKind::kIsNull || kind == ExprKind::kIn || kind == ExprKind::kBetween;
}

// The first operand with each of the others. What one of them makes of a literal in front
// holds for all.
absl::Status TypeComparison(PlanExpr& plan) {
  const bool has_ratio =
      std::any_of(plan.args.begin(), plan.args.end(),
                  [](const PlanExpr& arg) { return arg.type.kind == TypeKind::kRatio; });
  const bool has_any = std::any_of(plan.args.begin(), plan.args.end(), [](const PlanExpr& arg) {
    return arg.type.kind == TypeKind::kAny;
  });
  const bool is_several = (has_ratio && plan.kind == ExprKind::kIn) ||
                          ((has_ratio || has_any) && plan.kind == ExprKind::kBetween);
  if (is_several) {
    Separate(plan);
    for (PlanExpr& one : plan.args) CAMBIUM_RETURN_IF_ERROR(TypeComparison(one));
    plan.type = TypeOf(TypeKind::kBool);
    return absl::OkStatus();
  }
  for (std::size_t i = 1; i < plan.args.size(); ++i) {
    CAMBIUM_RETURN_IF_ERROR(MakeComparable(plan.args[0], plan.args[i]));
  }
  plan.type = TypeOf(TypeKind::kBool);
  if (has_any && TellsTypesApart(plan.kind)) CompareWithinType(plan);
  return absl::OkStatus();
}

absl::Status TypeTexts(PlanExpr& plan, TypeKind result) {
  for (const PlanExpr& arg : plan.args) CAMBIUM_RETURN_IF_ERROR(ExpectText(arg));
  plan.type = TypeOf(result);
  return absl::OkStatus();
}

absl::Status TypeChoice(PlanExpr& plan, const std::vector<PlanExpr*>& choices) {
  CAMBIUM_ASSIGN_OR_RETURN(plan.type, ShareType(choices));
  return absl::OkStatus();
}

absl::Status TypeCoalesce(PlanExpr& plan) {
  std::vector<PlanExpr*> choices;
  for (PlanExpr& arg : plan.args) choices.push_back(&arg);
  return TypeChoice(plan, choices);
}

absl::Status TypeCase(PlanExpr& plan) {
  std::vector<PlanExpr*> choices;
  for (std::size_t i = 0; i < plan.args.size(); ++i) {
    const bool is_condition = i % 2 == 0 && i + 1 < plan.args.size();
    if (is_condition) {
      CAMBIUM_RETURN_IF_ERROR(ExpectTruth(plan.args[i]));
    } else {
      choices.push_back(&plan.args[i]);
    }
  }
  return TypeChoice(plan, choices);
}

void RoundRatios(PlanExpr& plan) {
  for (PlanExpr& arg : plan.args) RoundAsPrinted(arg);
}

absl::Status TypeTuple(PlanExpr& plan) {
  RoundRatios(plan);
  std::vector<FieldType> parts;
  for (const PlanExpr& arg : plan.args) parts.push_back(arg.type);
  plan.type = TupleType(std::move(parts));
  return absl::OkStatus();
}

std::string ArgumentCount(const Function& function) {
  const std::size_t most = function.most_args;
  if (most == Function::kAnyNumber) {
    return std::to_string(function.least_args) + " or more arguments";
  }
  std::string text = std::to_string(function.least_args);
  if (most != function.least_args) text += " or " + std::to_string(most);
  return text + (most == 1 ? " argument" : " arguments");
}

absl::Status TypeCall(const Expr& expr, PlanExpr& plan) {
  plan.function = FindFunction(expr.name.text);
  if (plan.function == nullptr) {
    return ErrorAt(expr.name.span, "no function '" + expr.name.text + "'" +
                                       DidYouMean(expr.name.text, FunctionNames()));
  }
  const Function& function = *plan.function;
  const std::size_t count = plan.args.size();
  if (count < function.least_args || count > function.most_args) {
    return ErrorAt(expr.span, std::string(function.usage) + " takes " +
                                  ArgumentCount(function) + ", found " + std::to_string(count));
  }
  if (!function.takes_ratio) RoundRatios(plan);
  return function.type(plan);
}

absl::Status SetType(const Expr& expr, PlanExpr& plan) {
  if (!IsComparison(expr.kind)) {
    for (PlanExpr& arg : plan.args) MakeWished(arg);
  }
  switch (expr.kind) {
    case ExprKind::kNot:
    case ExprKind::kAnd:
    case ExprKind::kOr:
      return TypeLogic(plan);
    case ExprKind::kEqual:
    case ExprKind::kNotEqual:
    case ExprKind::kLess:
    case ExprKind::kLessEqual:
    case ExprKind::kGreater:
    case ExprKind::kGreaterEqual:
    case ExprKind::kIs:
    case ExprKind::kIsNull:
    case ExprKind::kIn:
    case ExprKind::kBetween:
      return TypeComparison(plan);
    case ExprKind::kLike:
    case ExprKind::kILike:
      return TypeTexts(plan, TypeKind::kBool);
    case ExprKind::kConcat:
      return TypeTexts(plan, TypeKind::kText);
    case ExprKind::kCoalesce:
      return TypeCoalesce(plan);
    case ExprKind::kCase:
      return TypeCase(plan);
    case ExprKind::kNegate:
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kMultiply:
    case ExprKind::kDivide:
    case ExprKind::kModulo:
      RoundRatios(plan);
      return TypeArithmetic(plan);
    case ExprKind::kTuple:
      return TypeTuple(plan);
    case ExprKind::kCall:
      return TypeCall(expr, plan);
    default:
      CAMBIUM_CHECK(false, "no operation: ", static_cast<int>(expr.kind));
  }
  return absl::OkStatus();
}

FieldType TypeOfLiteral(const Value& value) {
  switch (value.type()) {
    case ValueType::kBool:
      return TypeOf(TypeKind::kBool);
    case ValueType::kInt:
      return TypeOf(TypeKind::kInt);
    case ValueType::kFloat:
      return TypeOf(TypeKind::kFloat);
    case ValueType::kText:
      return TypeOf(TypeKind::kText);
    case ValueType::kDecimal:
      return TypeOf(TypeKind::kDecimal, value.AsDecimal().scale);
    default:
      return FieldType();
  }
}

}  // namespace

absl::StatusOr<PlanExpr> PlanLiteral(const Expr& expr) {
  PlanExpr literal;
  literal.span = expr.span;
  literal.literal = expr.literal;
  literal.type = TypeOfLiteral(expr.literal);
  return literal;
}

absl::StatusOr<PlanExpr> PlanOperation(const Expr& expr, std::vector<PlanExpr> args) {
  CAMBIUM_CHECK(args.size() == expr.args.size(), "operands are missing: ", args.size());
  PlanExpr plan;
  plan.kind = expr.kind;
  plan.span = expr.span;
  plan.args = std::move(args);
  for (std::size_t i = 0; i < plan.args.size(); ++i) plan.args[i].span = expr.args[i].span;
  CAMBIUM_RETURN_IF_ERROR(SetType(expr, plan));
  return plan;
}

}  // namespace cambium
