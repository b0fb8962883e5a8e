// Selects: clauses in the order in which they take effect, then the items of the block.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "dataflow/status.h"
#include "query/query_planner.h"
#include "query/rewrite/drop_joins.h"

namespace cambium {

absl::StatusOr<SelectPlan> PlanQuery(const Schema& schema, const Query& query,
                                     const Parameters& parameters, const Value& now) {
  return QueryPlanner(schema, query, parameters, now).Plan();
}

absl::Status CheckQuery(const Schema& schema, const Query& query) {
  const Parameters none;
  const Value now;
  return QueryPlanner(schema, query, none, now, ParameterUse::kMayBeOpen).Plan().status();
}

absl::StatusOr<SelectPlan> QueryPlanner::Plan() {
  CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, PlanAsWritten());
  return DropJoins(std::move(plan), schema_);
}

absl::StatusOr<SelectPlan> QueryPlanner::PlanAsWritten() {
  Scope scope;
  if (query_.is_roots) return PlanRoots(query_.root);
  Open(scope, nullptr);
  return PlanSelect(query_.root, scope, query_.root.cardinality == Cardinality::kOne);
}

bool FollowsTime(const SelectPlan& plan) {
  if (plan.repeats) return false;
  return FollowsTime(*plan.flow) ||
         std::any_of(plan.selects.begin(), plan.selects.end(),
                     [](const SelectPlan& select) { return FollowsTime(select); });
}

// One row without a key, whose members are the roots.
absl::StatusOr<SelectPlan> QueryPlanner::PlanRoots(const Select& select) {
  Scope scope;
  Open(scope, nullptr);
  Block block;
  block.plan.source = "roots";
  block.plan.is_roots = true;
  CAMBIUM_RETURN_IF_ERROR(PlanItems(select.items, scope, block));
  return FinishBlock(std::move(block), {}, {}, {}, scope);
}

// Of a scope that has been opened; it is finished here.
absl::StatusOr<SelectPlan> QueryPlanner::PlanSelect(const Select& select, Scope& scope,
                                                    bool is_one) {
  CAMBIUM_ASSIGN_OR_RETURN(Source source, PlanSource(select.source, select, true, scope));
  if (select.cardinality == Cardinality::kInferred) is_one = source.is_one;
  CAMBIUM_RETURN_IF_ERROR(PlanWhere(select.on, scope));
  CAMBIUM_RETURN_IF_ERROR(LiftConstants(select, scope));
  CAMBIUM_RETURN_IF_ERROR(PlanWhere(select.where, scope));
  if (select.distinct) return PlanDistinct(select, scope);
  scope.items = &select.items;
  if (!select.group_by.empty()) {
    CAMBIUM_RETURN_IF_ERROR(PlanGroups(select, scope));
    SetGroupKey(scope, source);
  } else if (select.having.has_value()) {
    return ErrorAt(select.having->span, "HAVING needs GROUP BY");
  }
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<FlowOrder> order,
                           PlanOrder(select.order_by, scope));
  scope.items = nullptr;
  CAMBIUM_RETURN_IF_ERROR(
      PlanWindow(select, Completed(order, source), is_one && !source.is_one, scope));
  Block block;
  block.items = &select.items;
  block.plan.is_one = is_one;
  block.plan.source = select.source.back().text;
  CAMBIUM_RETURN_IF_ERROR(PlanItems(select.items, scope, block));
  return FinishBlock(std::move(block), order, source.key_labels, source.key, scope);
}

// MANY DISTINCT is GROUP BY of its items, which are its key.
absl::StatusOr<SelectPlan> QueryPlanner::PlanDistinct(const Select& select, Scope& scope) {
  if (!select.group_by.empty()) {
    return ErrorAt(select.group_by[0].expr.span, "MANY DISTINCT takes no GROUP BY");
  }
  Clauses grouped = select;
  for (const Item& item : select.items) {
    if (item.kind == ItemKind::kAllFields && !scope.rows.empty()) {
      for (const Field& field : scope.rows.back()->table->fields) {
        if (field.is_unknown()) continue;
        Expr path;
        path.kind = ExprKind::kPath;
        path.span = item.span;
        path.path = {Step({field.name, item.span})};
        grouped.group_by.push_back({std::nullopt, std::move(path)});
      }
    } else if (item.kind == ItemKind::kExpr) {
      grouped.group_by.push_back({item.label, *item.expr});
    } else {
      return ErrorAt(item.span, "MANY DISTINCT has values only, no lists or spreads");
    }
  }
  CAMBIUM_RETURN_IF_ERROR(PlanGroups(grouped, scope));
  Source groups;
  SetGroupKey(scope, groups);
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<FlowOrder> order,
                           PlanOrder(select.order_by, scope));
  CAMBIUM_RETURN_IF_ERROR(PlanWindow(select, Completed(order, groups), false, scope));
  Block block;
  block.plan.source = select.source.back().text;
  for (const GroupLabel& label : scope.labels) {
    CAMBIUM_RETURN_IF_ERROR(AddScalar(label.label, label.expr, select.span, scope, block));
  }
  return FinishBlock(std::move(block), order, groups.key_labels, groups.key, scope);
}

absl::Status QueryPlanner::PlanWhere(const std::optional<Expr>& where, Scope& scope) {
  if (!where.has_value()) return absl::OkStatus();
  if (where->kind != ExprKind::kAnd) return PlanConjunct(*where, scope);
  // What asks about other rows comes last: then there are fewer rows that ask.
  for (const bool sub_queries : {false, true}) {
    for (const Expr& conjunct : where->args) {
      if (AsksElsewhere(conjunct) != sub_queries) continue;
      CAMBIUM_RETURN_IF_ERROR(PlanConjunct(conjunct, scope));
    }
  }
  return absl::OkStatus();
}

absl::Status QueryPlanner::PlanConjunct(const Expr& conjunct, Scope& scope) {
  if (lifted_conjuncts_.count(&conjunct) != 0) return absl::OkStatus();
  CAMBIUM_ASSIGN_OR_RETURN(const bool filtered, FilterByRelation(conjunct, false, scope));
  if (filtered) return absl::OkStatus();
  CAMBIUM_ASSIGN_OR_RETURN(const bool timed, FilterByTime(conjunct, scope));
  if (timed) return absl::OkStatus();
  CAMBIUM_ASSIGN_OR_RETURN(PlanExpr condition, PlanTruth(conjunct, scope));
  if (PushEquality(condition, scope)) return absl::OkStatus();
  scope.flow = MakeFlow(FlowKind::kFilter, scope.flow);
  scope.flow->condition = std::move(condition);
  return absl::OkStatus();
}

// From the scope of rows to the scope of their groups: the same scope, whose rows are now the
// members.
absl::Status QueryPlanner::PlanGroups(const Clauses& clauses, Scope& scope) {
  std::vector<GroupLabel> labels;
  FlowPtr groups = MakeFlow(FlowKind::kAggregate);
  for (const GroupSyntax& key : clauses.group_by) {
    const bool is_path = key.expr.kind == ExprKind::kPath;
    if (!key.label.has_value() && !is_path) {
      return ErrorAt(key.expr.span, "a group key that is not a path needs a label");
    }
    GroupLabel label;
    label.label = key.label.has_value() ? key.label->text : key.expr.path.back().text;
    for (const GroupLabel& other : labels) {
      if (other.label == label.label) {
        return ErrorAt(key.expr.span, "label is given twice: " + label.label);
      }
    }
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr expr, PlanTerm(key.expr, scope));
    const FieldType type = expr.type;
    label.expr = ColumnExpr(AsColumn(std::move(expr), scope), type);
    for (const Step& step : key.expr.path) label.path.push_back(step.text);
    groups->columns.push_back(label.expr.column);
    labels.push_back(std::move(label));
  }
  auto members = std::make_unique<Scope>();
  members->outer = scope.outer;
  members->group = &scope;
  members->flow = scope.flow;
  members->rows = std::move(scope.rows);
  members->owned = std::move(scope.owned);
  members->lookups = std::move(scope.lookups);
  members->back_lookups = std::move(scope.back_lookups);
  members->now = std::exchange(scope.now, std::nullopt);
  scope.rows.clear();
  scope.owned.clear();
  scope.lookups.clear();
  scope.back_lookups.clear();
  scope.base = nullptr;
  scope.members = std::move(members);
  scope.groups = groups;
  scope.labels = std::move(labels);
  scope.flow = groups;
  scope.late.push_back(groups);
  if (!clauses.having.has_value()) return absl::OkStatus();
  CAMBIUM_ASSIGN_OR_RETURN(PlanExpr condition, PlanTruth(*clauses.having, scope));
  scope.flow = MakeFlow(FlowKind::kFilter, scope.flow);
  scope.flow->condition = std::move(condition);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<FlowOrder>> QueryPlanner::PlanOrder(
    const std::vector<OrderKey>& keys, Scope& scope) {
  std::vector<FlowOrder> order;
  for (const OrderKey& key : keys) {
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr expr, PlanTerm(key.expr, scope));
    const FieldType type = expr.type;
    const bool nulls_first = key.nulls_first.value_or(!key.descending);
    order.push_back({AsColumn(std::move(expr), scope), key.descending, nulls_first, type});
  }
  return order;
}

std::vector<FlowOrder> QueryPlanner::Completed(std::vector<FlowOrder> order,
                                               const Source& source) {
  for (std::size_t i = 0; i < source.key.size(); ++i) {
    order.push_back({source.key[i], false, true, source.key_labels[i].type});
  }
  return order;
}

void QueryPlanner::SetGroupKey(const Scope& scope, Source& source) {
  source.key.clear();
  source.key_labels.clear();
  for (const GroupLabel& label : scope.labels) {
    source.key.push_back(label.expr.column);
    source.key_labels.push_back({label.label, 0, label.expr.type});
  }
}

absl::StatusOr<std::int64_t> QueryPlanner::PlanAmount(const Expr& expr,
                                                      const std::string& what) {
  if (expr.kind == ExprKind::kParameter && bound_.IsOpen(expr.name)) return 0;
  Scope nothing;
  CAMBIUM_ASSIGN_OR_RETURN(const PlanExpr plan, PlanTerm(expr, nothing));
  const bool is_amount = plan.kind == ExprKind::kLiteral &&
                         plan.literal.type() == ValueType::kInt && plan.literal.AsInt() >= 0;
  if (is_amount) return plan.literal.AsInt();
  return ErrorAt(expr.span, what + " must be an Int that is not negative");
}

absl::Status QueryPlanner::PlanWindow(const Clauses& clauses, std::vector<FlowOrder> order,
                                      bool is_one, Scope& scope) {
  if (clauses.start.has_value()) {
    CAMBIUM_RETURN_IF_ERROR(PlanCursor(*clauses.start, order, scope));
  }
  if (!clauses.limit.has_value() && !clauses.offset.has_value() && !is_one) {
    return absl::OkStatus();
  }
  FlowPtr top = MakeFlow(FlowKind::kTop, scope.flow);
  top->order = std::move(order);
  if (clauses.limit.has_value()) {
    CAMBIUM_ASSIGN_OR_RETURN(top->limit, PlanAmount(*clauses.limit, "LIMIT"));
  }
  if (clauses.offset.has_value()) {
    CAMBIUM_ASSIGN_OR_RETURN(top->offset, PlanAmount(*clauses.offset, "OFFSET"));
  }
  if (is_one) top->limit = std::min<std::int64_t>(top->limit.value_or(1), 1);
  scope.flow = top;
  scope.late.push_back(top);
  return absl::OkStatus();
}

}  // namespace cambium
