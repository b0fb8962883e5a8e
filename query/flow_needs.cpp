// From readers to inputs.
// SPDX-License-Identifier: Apache-2.0
#include "query/flow_needs.h"

namespace cambium {

FlowNeeds::FlowNeeds(const SelectPlan& plan) {
  Visit(plan);
  AddLayouts(plan);
  for (auto flow = order_.rbegin(); flow != order_.rend(); ++flow) Propagate(**flow);
}

FlowNeeds::ScanRead FlowNeeds::ReadOf(const Flow& scan) const {
  ScanRead read{{scan.key_field}, {kNoColumn}};
  for (const ScanColumn& column : scan.fields) {
    if (Of(scan).count(column.id) == 0) continue;
    if (column.field == scan.key_field && read.layout[0] == kNoColumn) {
      read.layout[0] = column.id;
      continue;
    }
    read.fields.push_back(column.field);
    read.layout.push_back(column.id);
  }
  return read;
}

void FlowNeeds::Visit(const SelectPlan& plan) {
  if (plan.repeats) return;
  Visit(*plan.flow);
  for (const SelectPlan& select : plan.selects) Visit(select);
}

void FlowNeeds::Visit(const Flow& flow) {
  ++readers_[&flow];
  if (!needs_.try_emplace(&flow).second) return;
  if (flow.left != nullptr) Visit(*flow.left);
  if (flow.right != nullptr) Visit(*flow.right);
  order_.push_back(&flow);
}

void FlowNeeds::AddLayouts(const SelectPlan& plan) {
  if (plan.repeats) return;
  Add(plan.flow, plan.layout);
  for (const SelectPlan& select : plan.selects) AddLayouts(select);
}

void FlowNeeds::Propagate(const Flow& flow) {
  std::set<ColumnId> needed = needs_.at(&flow);
  std::vector<ColumnId> read;
  switch (flow.kind) {
    case FlowKind::kUnit:
    case FlowKind::kClock:
    case FlowKind::kScan:
      return;
    case FlowKind::kFilter:
    case FlowKind::kFilterTime:
      AppendColumns(flow.condition, read);
      break;
    case FlowKind::kExtend:
      for (const ComputedColumn& column : flow.computed) {
        if (needed.erase(column.id) != 0) AppendColumns(column.expr, read);
      }
      break;
    case FlowKind::kJoin:
    case FlowKind::kLeftJoin:
      // A column of both sides is read on the left; which side has it is found when building.
      Add(flow.left, needed);
      Add(flow.left, flow.left_keys);
      Add(flow.right, needed);
      Add(flow.right, flow.right_keys);
      return;
    case FlowKind::kSemiJoin:
    case FlowKind::kAntiJoin:
      Add(flow.left, needed);
      Add(flow.left, flow.left_keys);
      Add(flow.right, flow.right_keys);
      return;
    case FlowKind::kDistinct:
      Add(flow.left, flow.columns);
      return;
    case FlowKind::kAggregate:
      Add(flow.left, flow.columns);
      for (const FlowAggregate& aggregate : flow.aggregates) {
        if (aggregate.arg.has_value()) read.push_back(*aggregate.arg);
        for (const FlowOrder& by : aggregate.order) read.push_back(by.column);
      }
      Add(flow.left, read);
      return;
    case FlowKind::kTop:
      Add(flow.left, flow.columns);
      for (const FlowOrder& by : flow.order) read.push_back(by.column);
      break;
    case FlowKind::kHops:
    case FlowKind::kReach:
    case FlowKind::kUnion:
      Add(flow.left, flow.left_keys);
      Add(flow.right, flow.right_keys);
      return;
  }
  Add(flow.left, needed);
  Add(flow.left, read);
}

}  // namespace cambium
