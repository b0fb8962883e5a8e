// Two functions that no text names, and where typing puts them.
// SPDX-License-Identifier: Apache-2.0
#include "query/lax_types.h"

#include <utility>

#include "query/function.h"
#include "query/typing.h"

namespace cambium {
namespace {

Value EvaluateWished(const PlanExpr& call, std::span<const ValueView> args,
                     absl::Status& /*error*/) {
  absl::StatusOr<Value> typed = CoerceTo(call.type, Value(args[0]));
  return typed.ok() ? *std::move(typed) : Value();
}

// NULL has every type.
Value EvaluateSameType(const PlanExpr& /*call*/, std::span<const ValueView> args,
                       absl::Status& /*error*/) {
  const bool same = args[0].is_null() || args[1].is_null() ||
                    args[0].type() == args[1].type() ||
                    (args[0].is_number() && args[1].is_number());
  return Value::Bool(same);
}

constexpr Function kWished{"WISHED", "", 1, 1, nullptr, EvaluateWished};
constexpr Function kSameType{"SAME_TYPE", "", 2, 2, nullptr, EvaluateSameType, true};

PlanExpr CallOf(const Function& function, FieldType type, std::vector<PlanExpr> args) {
  PlanExpr call;
  call.kind = ExprKind::kCall;
  call.function = &function;
  call.span = args[0].span;
  call.type = std::move(type);
  call.args = std::move(args);
  return call;
}

}  // namespace

void MakeWished(PlanExpr& expr) {
  const FieldType* wish = WishOf(expr.type);
  if (wish == nullptr) return;
  FieldType type = *wish;
  expr = CallOf(kWished, std::move(type), {std::move(expr)});
}

void CompareWithinType(PlanExpr& comparison) {
  PlanExpr both;
  both.kind = ExprKind::kAnd;
  both.span = comparison.span;
  both.type = comparison.type;
  both.args.push_back(CallOf(kSameType, comparison.type, comparison.args));
  both.args.push_back(std::move(comparison));
  comparison = std::move(both);
}

PlanExpr UnknownField(Span span) {
  PlanExpr null;
  null.span = span;
  return null;
}

}  // namespace cambium
