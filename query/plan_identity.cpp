// Writing a plan down, flow by flow.
// SPDX-License-Identifier: Apache-2.0
#include "query/plan_identity.h"

#include <cstdint>
#include <map>

#include "dataflow/key_encoding.h"
#include "query/function.h"

namespace cambium {
namespace {

class Writer {
 public:
  std::string Take() { return std::move(bytes_); }

  void Add(const SelectPlan& plan) {
    Text(plan.label);
    Text(plan.source);
    for (const bool flag : {plan.is_one, plan.is_roots, plan.recurses, plan.repeats}) {
      Number(flag ? 1 : 0);
    }
    Amount(plan.depth);
    if (plan.flow != nullptr) Add(*plan.flow);
    Numbers(plan.layout);
    Number(plan.bucket_size);
    Numbers(plan.link);
    Number(plan.key_begin);
    Number(plan.key_end);
    Number(plan.order.columns().size());
    for (const OrderColumn& by : plan.order.columns()) {
      Number(by.column);
      Number((by.descending ? 1 : 0) + (by.nulls_first ? 2 : 0));
    }
    Columns(plan.keys);
    Columns(plan.scalars);
    Number(plan.members.size());
    for (const PlanMember& member : plan.members) {
      Number(member.is_select ? 1 : 0);
      Number(member.position);
    }
    Number(plan.selects.size());
    for (const SelectPlan& select : plan.selects) Add(select);
  }

 private:
  void Number(std::size_t number) { bytes_ += std::to_string(number) + ' '; }
  void Text(const std::string& text) {
    Number(text.size());
    bytes_ += text;
  }
  void Amount(const std::optional<std::int64_t>& amount) {
    Text(amount.has_value() ? std::to_string(*amount) : "");
  }
  void Numbers(const std::vector<std::size_t>& numbers) {
    Number(numbers.size());
    for (const std::size_t number : numbers) Number(number);
  }
  void Columns(const std::vector<PlanColumn>& columns) {
    Number(columns.size());
    for (const PlanColumn& column : columns) {
      Text(column.label);
      Number(column.column);
      Add(column.type);
    }
  }

  void Add(const FieldType& type) {
    Number(static_cast<std::size_t>(type.kind));
    Number(type.scale);
    Number(type.target);
    Number(static_cast<std::size_t>(type.key));
    if (type.detail == nullptr) return Number(0);
    Number(1);
    Text(type.detail->name);
    Number(type.detail->members.size());
    for (const TypeDetail::Member& member : type.detail->members) {
      Text(member.name);
      Text(std::to_string(member.number));
    }
    Number(type.detail->parts.size());
    for (const FieldType& part : type.detail->parts) Add(part);
  }

  // What can fail says where it stands in the text.
  static bool CanFail(ExprKind kind) {
    switch (kind) {
      case ExprKind::kNegate:
      case ExprKind::kAdd:
      case ExprKind::kSubtract:
      case ExprKind::kConcat:
      case ExprKind::kMultiply:
      case ExprKind::kDivide:
      case ExprKind::kModulo:
      case ExprKind::kCall:
        return true;
      default:
        return false;
    }
  }

  void Add(const PlanExpr& expr) {
    Number(static_cast<std::size_t>(expr.kind));
    Add(expr.type);
    Number(static_cast<std::size_t>(expr.literal.type()));
    std::string literal;
    AppendKey(expr.literal, literal);
    Text(literal);
    if (expr.literal.type() == ValueType::kDecimal) Number(expr.literal.scale());
    Number(expr.column);
    Text(expr.function == nullptr ? "" : std::string(expr.function->name));
    // Conversions that no text names may share a name.
    Number(reinterpret_cast<std::uintptr_t>(expr.function));
    if (CanFail(expr.kind)) {
      Number(expr.span.begin);
      Number(expr.span.end);
    }
    Number(expr.args.size());
    for (const PlanExpr& arg : expr.args) Add(arg);
  }

  void Add(const std::vector<FlowOrder>& order) {
    Number(order.size());
    for (const FlowOrder& by : order) {
      Number(by.column);
      Number((by.descending ? 1 : 0) + (by.nulls_first ? 2 : 0));
      Add(by.type);
    }
  }

  // A flow that is read several times is written once.
  void Add(const Flow& flow) {
    const auto [known, is_new] = flows_.try_emplace(&flow, flows_.size());
    Number(known->second);
    if (!is_new) return;
    Number(static_cast<std::size_t>(flow.kind));
    Number(flow.table);
    Number(flow.fields.size());
    for (const ScanColumn& column : flow.fields) {
      Number(column.id);
      Number(column.field);
    }
    Number(flow.key_field);
    Numbers(flow.asked);
    Number(flow.bounds.size());
    for (const FlowBound& bound : flow.bounds) {
      Number(bound.column);
      Number(static_cast<std::size_t>(bound.comparison));
      Number(bound.bound);
    }
    Add(flow.condition);
    Number(flow.computed.size());
    for (const ComputedColumn& column : flow.computed) {
      Number(column.id);
      Add(column.expr);
    }
    Numbers(flow.left_keys);
    Numbers(flow.right_keys);
    Numbers(flow.columns);
    Number(flow.aggregates.size());
    for (const FlowAggregate& aggregate : flow.aggregates) {
      Number(aggregate.id);
      Number(static_cast<std::size_t>(aggregate.kind));
      Amount(aggregate.arg.has_value() ? std::optional<std::int64_t>(*aggregate.arg)
                                       : std::nullopt);
      Number(aggregate.distinct ? 1 : 0);
      Add(aggregate.arg_type);
      Add(aggregate.type);
      Add(aggregate.order);
    }
    Add(flow.order);
    Text(std::to_string(flow.offset));
    Amount(flow.limit);
    for (const FlowPtr& input : {flow.left, flow.right}) {
      Number(input == nullptr ? 0 : 1);
      if (input != nullptr) Add(*input);
    }
  }

  std::string bytes_;
  std::map<const Flow*, std::size_t> flows_;  // Numbered as they are met; looked up only.
};

}  // namespace

std::string PlanIdentity(const SelectPlan& plan) {
  Writer writer;
  writer.Add(plan);
  return writer.Take();
}

}  // namespace cambium
