// One symbol or word for each operator.
// SPDX-License-Identifier: Apache-2.0
#include "query/words.h"

namespace cambium {

std::string Counted(std::uint64_t count, std::string_view one) {
  return std::to_string(count) + " " + std::string(one) + (count == 1 ? "" : "s");
}

std::string_view OperatorSymbol(ExprKind kind) {
  switch (kind) {
    case ExprKind::kOr:
      return "OR";
    case ExprKind::kAnd:
      return "AND";
    case ExprKind::kEqual:
      return "=";
    case ExprKind::kNotEqual:
      return "!=";
    case ExprKind::kLess:
      return "<";
    case ExprKind::kLessEqual:
      return "<=";
    case ExprKind::kGreater:
      return ">";
    case ExprKind::kGreaterEqual:
      return ">=";
    case ExprKind::kIs:
      return "IS";
    case ExprKind::kLike:
      return "LIKE";
    case ExprKind::kILike:
      return "ILIKE";
    case ExprKind::kCoalesce:
      return "??";
    case ExprKind::kAdd:
      return "+";
    case ExprKind::kSubtract:
      return "-";
    case ExprKind::kConcat:
      return "||";
    case ExprKind::kMultiply:
      return "*";
    case ExprKind::kDivide:
      return "/";
    case ExprKind::kModulo:
      return "%";
    default:
      return "";
  }
}

}  // namespace cambium
