// Flows are copied where they change; what is shared stays shared.
// SPDX-License-Identifier: Apache-2.0
#include "query/rewrite/push_filters.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "query/flow_needs.h"

namespace cambium {
namespace {

// Whether no value makes it overflow, or be a cast that cannot be.
bool CannotFail(const PlanExpr& expr) {
  switch (expr.kind) {
    case ExprKind::kLiteral:
    case ExprKind::kPath:
    case ExprKind::kNot:
    case ExprKind::kAnd:
    case ExprKind::kOr:
    case ExprKind::kIs:
    case ExprKind::kIsNull:
    case ExprKind::kEqual:
    case ExprKind::kNotEqual:
    case ExprKind::kLess:
    case ExprKind::kLessEqual:
    case ExprKind::kGreater:
    case ExprKind::kGreaterEqual:
    case ExprKind::kIn:
    case ExprKind::kBetween:
    case ExprKind::kLike:
    case ExprKind::kILike:
    case ExprKind::kCoalesce:
    case ExprKind::kCase:
      return std::all_of(expr.args.begin(), expr.args.end(), CannotFail);
    default:
      return false;
  }
}

using Columns = std::set<ColumnId>;

class Pusher {
 public:
  explicit Pusher(const SelectPlan& plan) : needs_(plan) {
    // Inputs come first, so they are rewritten before their readers.
    for (const Flow* flow : needs_.order()) Rewrite(*flow);
  }

  void Install(SelectPlan& plan) const {
    plan.flow = rewritten_.at(plan.flow.get());
    for (SelectPlan& select : plan.selects) Install(select);
  }

 private:
  void Rewrite(const Flow& flow) {
    auto copy = std::make_shared<Flow>(flow);
    if (flow.left != nullptr) copy->left = rewritten_.at(flow.left.get());
    if (flow.right != nullptr) copy->right = rewritten_.at(flow.right.get());
    FlowPtr result = flow.kind == FlowKind::kFilter ? PushConjuncts(*copy) : copy;
    if (needs_.readers(flow) == 1) {
      single_.insert(result.get());
    } else {
      single_.erase(result.get());
    }
    rewritten_[&flow] = std::move(result);
  }

  FlowPtr PushConjuncts(const Flow& filter) {
    const bool is_and = filter.condition.kind == ExprKind::kAnd;
    FlowPtr rows = filter.left;
    std::vector<PlanExpr> rest;
    for (const PlanExpr& conjunct :
         is_and ? filter.condition.args : std::vector<PlanExpr>{filter.condition}) {
      if (!CannotFail(conjunct)) {
        rest.push_back(conjunct);
        continue;
      }
      std::vector<ColumnId> read;
      AppendColumns(conjunct, read);
      rows = Push(conjunct, Columns(read.begin(), read.end()), rows);
    }
    if (rest.empty()) return rows;
    PlanExpr condition = rest.front();
    if (rest.size() > 1) {
      condition = filter.condition;
      condition.args = std::move(rest);
    }
    return Filtered(std::move(condition), rows);
  }

  static FlowPtr Filtered(PlanExpr condition, const FlowPtr& input) {
    auto filter = std::make_shared<Flow>();
    filter->kind = FlowKind::kFilter;
    filter->left = input;
    filter->condition = std::move(condition);
    return filter;
  }

  // The rows of `input` for which it is true.
  FlowPtr Push(const PlanExpr& condition, const Columns& read, const FlowPtr& input) {
    const FlowPtr* below = single_.count(input.get()) == 0 ? nullptr : WayDown(read, *input);
    if (below == nullptr) {
      FlowPtr filter = Filtered(condition, input);
      single_.insert(filter.get());
      return filter;
    }
    auto copy = std::make_shared<Flow>(*input);
    (below == &input->left ? copy->left : copy->right) = Push(condition, read, *below);
    single_.insert(copy.get());
    return copy;
  }

  // The input of `flow` where the condition may go, or null.
  const FlowPtr* WayDown(const Columns& read, const Flow& flow) {
    const auto reads_only = [&read](const std::vector<ColumnId>& columns) {
      return std::all_of(read.begin(), read.end(), [&columns](ColumnId column) {
        return std::find(columns.begin(), columns.end(), column) != columns.end();
      });
    };
    switch (flow.kind) {
      case FlowKind::kFilter:
        // Where it could only stay, the filters keep their order.
        return single_.count(flow.left.get()) != 0 && WayDown(read, *flow.left) != nullptr
                   ? &flow.left
                   : nullptr;
      case FlowKind::kExtend:
      case FlowKind::kLeftJoin:
      case FlowKind::kSemiJoin:
      case FlowKind::kAntiJoin:
        return Has(flow.left, read) ? &flow.left : nullptr;
      case FlowKind::kJoin:
        if (Has(flow.left, read)) return &flow.left;
        return Has(flow.right, read) ? &flow.right : nullptr;
      case FlowKind::kDistinct:
      case FlowKind::kAggregate:
        return reads_only(flow.columns) ? &flow.left : nullptr;
      default:
        return nullptr;
    }
  }

  bool Has(const FlowPtr& flow, const Columns& read) {
    const Columns& columns = ColumnsOf(flow);
    return std::includes(columns.begin(), columns.end(), read.begin(), read.end());
  }

  const Columns& ColumnsOf(const FlowPtr& flow) {
    const auto known = columns_.find(flow);
    if (known != columns_.end()) return known->second;
    Columns columns(flow->columns.begin(), flow->columns.end());
    switch (flow->kind) {
      case FlowKind::kDistinct:
      case FlowKind::kHops:
        break;
      case FlowKind::kAggregate:
        for (const FlowAggregate& aggregate : flow->aggregates) columns.insert(aggregate.id);
        break;
      default:
        if (flow->left != nullptr) columns = ColumnsOf(flow->left);
        for (const ScanColumn& column : flow->fields) columns.insert(column.id);
        for (const ComputedColumn& column : flow->computed) columns.insert(column.id);
        break;
    }
    if (flow->kind == FlowKind::kJoin || flow->kind == FlowKind::kLeftJoin) {
      const Columns& right = ColumnsOf(flow->right);
      columns.insert(right.begin(), right.end());
    }
    return columns_[flow] = std::move(columns);
  }

  const FlowNeeds needs_;
  std::map<const Flow*, FlowPtr> rewritten_;
  std::set<const Flow*> single_;        // Rewritten flows that one other reads.
  std::map<FlowPtr, Columns> columns_;  // Keeps flows, so that their addresses stay theirs.
};

}  // namespace

SelectPlan PushFilters(SelectPlan plan) {
  Pusher(plan).Install(plan);
  return plan;
}

}  // namespace cambium
