// Plans as text: for people, and for golden tests.
//
//     MANY Issue
//       where (#3 = true)
//       row   [#4, #1, #1, #2]
//       order 0 desc, 1
//       limit 5
//       key   id = 1
//       title = 3 Text
//       comments:
//         MANY Comment
//           …
//
// #3 is the field with this number, 3 is a column of the row.
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include "query/plan.h"

namespace cambium {
namespace {

std::string_view Symbol(ExprKind kind) {
  switch (kind) {
    case ExprKind::kAnd:
      return " AND ";
    case ExprKind::kOr:
      return " OR ";
    case ExprKind::kEqual:
      return " = ";
    case ExprKind::kNotEqual:
      return " != ";
    case ExprKind::kLess:
      return " < ";
    case ExprKind::kLessEqual:
      return " <= ";
    case ExprKind::kGreater:
      return " > ";
    case ExprKind::kGreaterEqual:
      return " >= ";
    case ExprKind::kAdd:
      return " + ";
    case ExprKind::kSubtract:
      return " - ";
    case ExprKind::kMultiply:
      return " * ";
    default:
      return ", ";
  }
}

class Printer {
 public:
  std::string Take() { return std::move(text_); }

  void PrintSelect(const SelectPlan& plan, std::size_t depth) {
    depth_ = depth;
    Line("MANY " + plan.table_name);
    depth_ = depth + 1;
    if (plan.where.has_value()) Line("where " + ExprText(plan, *plan.where));
    Line("row   [" + Joined(plan, plan.shape, ", ") + "]");
    if (plan.has_bucket) Line("bucket 0");
    Line("order " + OrderText(plan.order));
    if (plan.limit.has_value()) Line("limit " + std::to_string(*plan.limit));
    for (const PlanColumn& key : plan.keys) Line("key   " + ColumnText(key));
    for (const PlanMember& member : plan.members) {
      if (!member.is_select) {
        Line(ColumnText(plan.scalars[member.position]));
        continue;
      }
      Line(plan.selects[member.position].label + ":");
      PrintSelect(plan.selects[member.position], depth + 2);
      depth_ = depth + 1;
    }
  }

 private:
  void Line(const std::string& line) { text_ += std::string(2 * depth_, ' ') + line + "\n"; }

  static std::string ColumnText(const PlanColumn& column) {
    return column.label + " = " + std::to_string(column.column) + " " + TypeText(column.type);
  }

  static std::string OrderText(const RowOrder& order) {
    std::string text;
    for (const OrderColumn& column : order.columns()) {
      text += (text.empty() ? "" : ", ") + std::to_string(column.column);
      if (column.descending) text += " desc";
      if (column.nulls_first == column.descending) {
        text += column.nulls_first ? " nulls first" : " nulls last";
      }
    }
    return text;
  }

  static std::string Joined(const SelectPlan& plan, const std::vector<PlanExpr>& exprs,
                            std::string_view separator) {
    std::string text;
    for (std::size_t i = 0; i < exprs.size(); ++i) {
      if (i > 0) text += separator;
      text += ExprText(plan, exprs[i]);
    }
    return text;
  }

  static std::string ExprText(const SelectPlan& plan, const PlanExpr& expr) {
    switch (expr.kind) {
      case ExprKind::kLiteral:
        return JsonOf(expr.type, expr.literal);
      case ExprKind::kPath:
        return "#" + std::to_string(plan.attributes[expr.column]);
      case ExprKind::kNot:
        return "NOT " + ExprText(plan, expr.args[0]);
      case ExprKind::kNegate:
        return "-" + ExprText(plan, expr.args[0]);
      case ExprKind::kIsNull:
        return ExprText(plan, expr.args[0]) + " IS NULL";
      case ExprKind::kIn: {
        const std::vector<PlanExpr> candidates(expr.args.begin() + 1, expr.args.end());
        return ExprText(plan, expr.args[0]) + " IN (" + Joined(plan, candidates, ", ") + ")";
      }
      default:
        return "(" + Joined(plan, expr.args, Symbol(expr.kind)) + ")";
    }
  }

  std::string text_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string PlanText(const SelectPlan& plan) {
  Printer printer;
  printer.PrintSelect(plan, 0);
  return printer.Take();
}

}  // namespace cambium
