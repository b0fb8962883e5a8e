// COALESCE, NULLIF, IF, GREATEST, LEAST: one of several values.
//
//     COALESCE(a, b, …)   a ?? b ?? …
//     NULLIF(a, b)        a, or NULL when a = b
//     IF(c, a, b)         CASE WHEN c THEN a ELSE b END
//     GREATEST LEAST      of those that are not NULL
// SPDX-License-Identifier: Apache-2.0
#include <utility>
#include <vector>

#include "dataflow/status.h"
#include "query/function.h"
#include "query/typing.h"

namespace cambium {
namespace {

absl::Status TypeShared(PlanExpr& call) {
  std::vector<PlanExpr*> all;
  for (PlanExpr& arg : call.args) all.push_back(&arg);
  CAMBIUM_ASSIGN_OR_RETURN(call.type, ShareType(all));
  return absl::OkStatus();
}

absl::Status TypeCoalesce(PlanExpr& call) {
  CAMBIUM_RETURN_IF_ERROR(TypeShared(call));
  call.kind = ExprKind::kCoalesce;
  return absl::OkStatus();
}

absl::Status TypeIf(PlanExpr& call) {
  CAMBIUM_RETURN_IF_ERROR(ExpectTruth(call.args[0]));
  CAMBIUM_ASSIGN_OR_RETURN(call.type, ShareType({&call.args[1], &call.args[2]}));
  call.kind = ExprKind::kCase;
  return absl::OkStatus();
}

absl::Status TypeNullIf(PlanExpr& call) {
  CAMBIUM_RETURN_IF_ERROR(MakeComparable(call.args[0], call.args[1]));
  call.type = StoredType(call.args[0].type);
  return absl::OkStatus();
}

Value NullIf(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  const bool equal = !args[1].is_null() && args[0] == args[1];
  return equal ? Value() : Value(args[0]);
}

Value Extreme(std::span<const ValueView> args, bool greatest) {
  ValueView best;
  for (const ValueView& arg : args) {
    if (arg.is_null()) continue;
    if (best.is_null() || (greatest ? arg > best : arg < best)) best = arg;
  }
  return Value(best);
}

Value Greatest(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  return Extreme(args, true);
}

Value Least(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  return Extreme(args, false);
}

constexpr Function kFunctions[] = {
    {"COALESCE", "COALESCE(value, …)", 1, Function::kAnyNumber, TypeCoalesce, nullptr, false,
     true},
    {"NULLIF", "NULLIF(value, other)", 2, 2, TypeNullIf, NullIf, true, true},
    {"IF", "IF(condition, then, else)", 3, 3, TypeIf, nullptr, false, true},
    {"GREATEST", "GREATEST(value, …)", 1, Function::kAnyNumber, TypeShared, Greatest, true,
     true},
    {"LEAST", "LEAST(value, …)", 1, Function::kAnyNumber, TypeShared, Least, true, true},
};

}  // namespace

std::span<const Function> ChoiceFunctions() { return kFunctions; }

}  // namespace cambium
