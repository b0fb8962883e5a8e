// One symbol or word for each kind.
// SPDX-License-Identifier: Apache-2.0
#include "query/expression_text.h"

#include <string_view>

#include "query/words.h"

namespace cambium {
namespace {

// Between two operands, or else two arguments.
std::string Between(ExprKind kind) {
  const std::string_view symbol = OperatorSymbol(kind);
  return symbol.empty() ? ", " : " " + std::string(symbol) + " ";
}

std::string Joined(const PlanExpr& expr, std::size_t from, std::string_view between) {
  std::string text;
  for (std::size_t i = from; i < expr.args.size(); ++i) {
    if (i > from) text += between;
    text += ExprText(expr.args[i]);
  }
  return text;
}

std::string CaseText(const PlanExpr& expr) {
  std::string text = "CASE";
  std::size_t i = 0;
  for (; i + 1 < expr.args.size(); i += 2) {
    text += " WHEN " + ExprText(expr.args[i]) + " THEN " + ExprText(expr.args[i + 1]);
  }
  if (i < expr.args.size()) text += " ELSE " + ExprText(expr.args[i]);
  return text + " END";
}

}  // namespace

std::string ExprText(const PlanExpr& expr) {
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return JsonOf(expr.type, expr.literal);
    case ExprKind::kPath:
      return "#" + std::to_string(expr.column);
    case ExprKind::kNot:
      return "NOT " + ExprText(expr.args[0]);
    case ExprKind::kNegate:
      return "-" + ExprText(expr.args[0]);
    case ExprKind::kIsNull:
      return ExprText(expr.args[0]) + " IS NULL";
    case ExprKind::kIn:
      return ExprText(expr.args[0]) + " IN (" + Joined(expr, 1, ", ") + ")";
    case ExprKind::kBetween:
      return ExprText(expr.args[0]) + " BETWEEN " + Joined(expr, 1, " AND ");
    case ExprKind::kCase:
      return CaseText(expr);
    default:
      return "(" + Joined(expr, 0, Between(expr.kind)) + ")";
  }
}

}  // namespace cambium
