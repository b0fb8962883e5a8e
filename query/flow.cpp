// Flows as text, and the columns of their rows.
// SPDX-License-Identifier: Apache-2.0
#include "query/flow.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "dataflow/check.h"
#include "query/expression_text.h"
#include "query/words.h"

namespace cambium {
namespace {

std::string Id(ColumnId column) { return "#" + std::to_string(column); }

std::string Ids(const std::vector<ColumnId>& columns) {
  std::string text;
  for (const ColumnId column : columns) text += (text.empty() ? "" : ", ") + Id(column);
  return "[" + text + "]";
}

std::string OrderText(const std::vector<FlowOrder>& order) {
  std::string text;
  for (const FlowOrder& by : order) {
    text += (text.empty() ? "" : ", ") + Id(by.column) + (by.descending ? " desc" : "");
    if (by.nulls_first == by.descending)
      text += by.nulls_first ? " nulls first" : " nulls last";
  }
  return text;
}

std::string AggregateText(const FlowAggregate& aggregate) {
  std::string text = Id(aggregate.id) + " = " + std::string(AggregateName(aggregate.kind));
  text += aggregate.distinct ? "(distinct " : "(";
  return text + (aggregate.arg.has_value() ? Id(*aggregate.arg) : "*") + ")";
}

std::string KeysText(const Flow& flow) {
  std::string text;
  for (std::size_t i = 0; i < flow.left_keys.size(); ++i) {
    text += (i == 0 ? "" : ", ") + Id(flow.left_keys[i]) + " = " + Id(flow.right_keys[i]);
  }
  return text.empty() ? "all pairs" : text;
}

class Printer {
 public:
  explicit Printer(const ScanTexts& scans) : scans_(scans) {}

  std::string Take() { return std::move(text_); }

  // A flow that is read several times is printed once, and named after that.
  void Print(const Flow& flow, std::size_t depth) {
    const auto [known, is_new] = names_.try_emplace(&flow, names_.size() + 1);
    text_ += std::string(2 * depth, ' ');
    if (!is_new) {
      text_ += "as line " + std::to_string(known->second) + "\n";
      return;
    }
    const auto scan = scans_.find(&flow);
    text_ += (scan == scans_.end() ? Line(flow) : scan->second) + "\n";
    if (flow.left != nullptr) Print(*flow.left, depth + 1);
    if (flow.right != nullptr) Print(*flow.right, depth + 1);
  }

  static std::string AskedText(const Flow& flow) {
    if (flow.asked.empty() && flow.bounds.empty()) return "";
    std::string text = flow.asked.empty() ? "" : " " + Ids(flow.asked);
    for (const FlowBound& bound : flow.bounds) {
      text += (text.empty() ? " " : ", ") + Id(bound.column) + " " +
              std::string(OperatorSymbol(bound.comparison)) + " " + Id(bound.bound);
    }
    return " asked for by" + text;
  }

  static std::string Line(const Flow& flow) {
    switch (flow.kind) {
      case FlowKind::kUnit:
        return "one row";
      case FlowKind::kClock:
        return "clock " + Ids(flow.columns);
      case FlowKind::kScan: {
        std::string fields;
        for (const ScanColumn& column : flow.fields) {
          fields += (fields.empty() ? "" : ", ") + Id(column.id);
        }
        return "scan " + flow.table_name + " [" + fields + "]" + AskedText(flow);
      }
      case FlowKind::kFilter:
        return "filter " + ExprText(flow.condition);
      case FlowKind::kFilterTime:
        return "filter by time " + Id(flow.condition.args[0].column) +
               (flow.offset == 0 ? "" : " + " + std::to_string(flow.offset) + " us") + " " +
               std::string(OperatorSymbol(flow.condition.kind)) + " clock";
      case FlowKind::kExtend: {
        std::string text = "compute";
        for (const ComputedColumn& column : flow.computed) {
          text += " " + Id(column.id) + " = " + ExprText(column.expr);
        }
        return text;
      }
      case FlowKind::kJoin:
        return "join " + KeysText(flow);
      case FlowKind::kLeftJoin:
        return "left join " + KeysText(flow);
      case FlowKind::kSemiJoin:
        return "semi join " + KeysText(flow);
      case FlowKind::kAntiJoin:
        return "anti join " + KeysText(flow);
      case FlowKind::kDistinct:
        return "distinct " + Ids(flow.columns);
      case FlowKind::kAggregate: {
        std::string text = "aggregate by " + Ids(flow.columns);
        for (const FlowAggregate& aggregate : flow.aggregates) {
          text += " " + AggregateText(aggregate);
        }
        return text;
      }
      case FlowKind::kTop: {
        std::string text = "top";
        if (flow.limit.has_value()) text += " " + std::to_string(*flow.limit);
        if (flow.offset > 0) text += " from " + std::to_string(flow.offset);
        return text + " of " + Ids(flow.columns) + " by " + OrderText(flow.order);
      }
      case FlowKind::kReach:
        return "reach " + Ids(flow.columns) + " from " + Ids(flow.left_keys) + " over " +
               Ids(flow.right_keys);
      case FlowKind::kUnion:
        return "union " + Ids(flow.columns) + " of " + Ids(flow.left_keys) + " and " +
               Ids(flow.right_keys);
      case FlowKind::kHops:
        break;
    }
    return "hops " + Ids(flow.columns) + " from " + std::to_string(flow.offset) +
           (flow.limit.has_value() ? " to " + std::to_string(*flow.limit) : "");
  }

 private:
  const ScanTexts& scans_;
  std::map<const Flow*, std::size_t> names_;  // by line; looked up only
  std::string text_;
};

}  // namespace

void AppendColumns(const PlanExpr& expr, std::vector<ColumnId>& columns) {
  if (expr.kind == ExprKind::kPath) columns.push_back(expr.column);
  for (const PlanExpr& arg : expr.args) AppendColumns(arg, columns);
}

std::size_t PlaceOf(ColumnId column, const std::vector<ColumnId>& layout) {
  const auto found = std::find(layout.begin(), layout.end(), column);
  CAMBIUM_CHECK(found != layout.end(), "a plan reads a column that its input lacks: ", column);
  return static_cast<std::size_t>(found - layout.begin());
}

PlanExpr PlacedIn(PlanExpr expr, const std::vector<ColumnId>& layout) {
  if (expr.kind == ExprKind::kPath) expr.column = PlaceOf(expr.column, layout);
  for (PlanExpr& arg : expr.args) arg = PlacedIn(std::move(arg), layout);
  return expr;
}

std::string FlowLine(const Flow& flow) { return Printer::Line(flow); }

bool FollowsTime(const Flow& flow) {
  std::set<const Flow*> seen;
  std::vector<const Flow*> open{&flow};
  while (!open.empty()) {
    const Flow* next = open.back();
    open.pop_back();
    if (next == nullptr || !seen.insert(next).second) continue;
    if (next->kind == FlowKind::kClock || next->kind == FlowKind::kFilterTime) return true;
    open.push_back(next->left.get());
    open.push_back(next->right.get());
  }
  return false;
}

std::string FlowText(const Flow& flow, const ScanTexts& scans) {
  Printer printer(scans);
  printer.Print(flow, 0);
  return printer.Take();
}

}  // namespace cambium
