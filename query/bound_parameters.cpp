// Values from syntax, and their types from declarations.
// SPDX-License-Identifier: Apache-2.0
#include "query/bound_parameters.h"

#include <string>
#include <utility>
#include <vector>

#include "dataflow/status.h"
#include "query/diagnostic.h"
#include "query/operation.h"
#include "query/typing.h"

namespace cambium {

bool BoundParameters::IsOpen(const Name& name) const {
  if (use_ == ParameterUse::kNeedsValues || parameters_.count(name.text) != 0) return false;
  for (const Parameter& declared : query_.parameters) {
    if (declared.name.text == name.text) return !declared.default_value.has_value();
  }
  return !query_.name.has_value();  // Else it is a name that there is not.
}

absl::StatusOr<Expr> BoundParameters::ValueOf(const Name& name) const {
  const Parameter* declared = nullptr;
  std::vector<std::string> names;
  for (const Parameter& parameter : query_.parameters) {
    if (parameter.name.text == name.text) declared = &parameter;
    names.push_back(parameter.name.text);
  }
  if (declared == nullptr && query_.name.has_value()) {
    return ErrorAt(name.span,
                   "no parameter '$" + name.text + "'" + DidYouMean(name.text, names));
  }
  Expr value;
  const auto bound = parameters_.find(name.text);
  if (IsOpen(name)) {
    value.kind = ExprKind::kLiteral;
  } else if (bound != parameters_.end()) {
    value = bound->second;
  } else if (declared != nullptr && declared->default_value.has_value()) {
    value = *declared->default_value;
  } else {
    return ErrorAt(name.span, "parameter has no value: $" + name.text);
  }
  value.span = name.span;
  for (Expr& part : value.args) part.span = name.span;
  return value;
}

absl::StatusOr<PlanExpr> BoundParameters::Planned(const Name& name) const {
  CAMBIUM_ASSIGN_OR_RETURN(const Expr value, ValueOf(name));
  if (value.kind != ExprKind::kLiteral) {
    return ErrorAt(name.span, "parameter is a list where one value is needed: $" + name.text);
  }
  CAMBIUM_ASSIGN_OR_RETURN(PlanExpr plan, PlanLiteral(value));
  for (const Parameter& declared : query_.parameters) {
    if (declared.name.text != name.text) continue;
    CAMBIUM_ASSIGN_OR_RETURN(plan.type, schema_.TypeOf(declared.type));
    // A text may look like a number.
    const bool is_text = plan.type.kind == TypeKind::kText && !value.name.text.empty() &&
                         !plan.literal.is_null();
    if (is_text && plan.literal.type() != ValueType::kText) {
      plan.literal = Value::Text(value.name.text);
    }
    absl::StatusOr<Value> typed = CoerceTo(plan.type, plan.literal);
    if (!typed.ok()) return ErrorAt(name.span, std::string(typed.status().message()));
    plan.literal = *std::move(typed);
    if (!plan.literal.is_null() || declared.nullable || IsOpen(name)) continue;
    return ErrorAt(name.span, "parameter cannot be NULL: $" + name.text);
  }
  return plan;
}

absl::StatusOr<Expr> BoundParameters::InList(const Expr& in) const {
  CAMBIUM_ASSIGN_OR_RETURN(Expr list, ValueOf(in.args[1].name));
  Expr listed = in;
  listed.kind = ExprKind::kIn;
  listed.args.resize(1);
  if (list.kind == ExprKind::kLiteral) {
    listed.args.push_back(std::move(list));
  } else {
    for (Expr& candidate : list.args) listed.args.push_back(std::move(candidate));
  }
  return listed;
}

}  // namespace cambium
