// What an expression asks about other rows: aggregates, EXISTS, EVERY and IN.
//
// Each is planned in a scope of its own and joined back to the rows that ask, by the columns
// that it asks for. As a condition of its own EXISTS is a semi join, NOT EXISTS an anti join.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "dataflow/status.h"
#include "query/lax_types.h"
#include "query/name_hint.h"
#include "query/operation.h"
#include "query/printer.h"
#include "query/query_planner.h"
#include "query/typing.h"
#include "query/words.h"

namespace cambium {
namespace {

const FieldType kBool{TypeKind::kBool};
const FieldType kInt{TypeKind::kInt};

PlanExpr Literal(Value value, FieldType type) {
  PlanExpr literal;
  literal.literal = std::move(value);
  literal.type = std::move(type);
  return literal;
}

PlanExpr Make(ExprKind kind, std::vector<PlanExpr> args) {
  PlanExpr expr;
  expr.kind = kind;
  expr.type = kBool;
  expr.args = std::move(args);
  return expr;
}

PlanExpr Not(PlanExpr expr) { return Make(ExprKind::kNot, {std::move(expr)}); }

// (condition) IS NOT TRUE
PlanExpr IsNotTrue(PlanExpr condition) {
  return Not(Make(ExprKind::kIs, {std::move(condition), Literal(Value::Bool(true), kBool)}));
}

absl::StatusOr<FieldType> TypeOf(AggregateKind kind, const FieldType& arg, Span span) {
  const bool is_number = arg.is_number() || arg.kind == TypeKind::kNull;
  switch (kind) {
    case AggregateKind::kCount:
      return kInt;
    case AggregateKind::kMin:
    case AggregateKind::kMax:
    case AggregateKind::kFirst:
    case AggregateKind::kLast:
      return arg;
    case AggregateKind::kList:
      return FieldType{TypeKind::kJson};
    default:
      break;
  }
  if (!is_number) {
    return ErrorAt(span,
                   std::string(AggregateName(kind)) + " needs numbers, found " + TypeText(arg));
  }
  if (kind == AggregateKind::kSum) return arg;
  FieldType type{TypeKind::kFloat};
  const bool is_exact = kind == AggregateKind::kAvg || kind == AggregateKind::kMedian;
  if (is_exact && arg.storage() != TypeKind::kFloat) {
    type.kind = TypeKind::kRatio;
    type.scale = std::max<std::uint8_t>(4, arg.scale);
  }
  return type;
}

// Whether it computes with its values: what only chooses among them takes a ratio as it is.
bool Computes(AggregateKind kind) {
  return kind == AggregateKind::kSum || kind == AggregateKind::kAvg ||
         kind == AggregateKind::kMedian || kind == AggregateKind::kStddev ||
         kind == AggregateKind::kVariance;
}

}  // namespace

bool AsksElsewhere(const Expr& expr) {
  const bool asks = expr.kind == ExprKind::kExists || expr.kind == ExprKind::kEvery ||
                    expr.kind == ExprKind::kInSelect || expr.kind == ExprKind::kAggregate;
  return asks || std::any_of(expr.args.begin(), expr.args.end(), AsksElsewhere);
}

absl::Status QueryPlanner::OpenRelation(const RelationSyntax& relation, bool as_set,
                                        Scope& scope, Scope& sub, Source& source) {
  Open(sub, &scope);
  CAMBIUM_ASSIGN_OR_RETURN(source, PlanSource(relation.path, relation, as_set, sub));
  CAMBIUM_RETURN_IF_ERROR(PlanWhere(relation.on, sub));
  CAMBIUM_RETURN_IF_ERROR(PlanWhere(relation.where, sub));
  if (relation.group_by.empty()) {
    if (!relation.having.has_value()) return absl::OkStatus();
    return ErrorAt(relation.having->span, "HAVING needs GROUP BY");
  }
  CAMBIUM_RETURN_IF_ERROR(PlanGroups(relation, sub));
  SetGroupKey(sub, source);
  return absl::OkStatus();
}

// The order that the clauses ask for, completed by the key; and the window, if they ask for
// one.
absl::StatusOr<std::vector<FlowOrder>> QueryPlanner::PlanRelationOrder(
    const RelationSyntax& relation, const Source& source, Scope& sub) {
  CAMBIUM_ASSIGN_OR_RETURN(std::vector<FlowOrder> order, PlanOrder(relation.order_by, sub));
  order = Completed(std::move(order), source);
  CAMBIUM_RETURN_IF_ERROR(PlanWindow(relation, order, false, sub));
  return order;
}

// Whether there is a row in `sub`, as a value of each row of `scope`.
PlanExpr QueryPlanner::Present(Scope& sub, Scope& scope) {
  FlowPtr once = MakeFlow(FlowKind::kDistinct, sub.flow);
  sub.late.push_back(once);
  Finish(sub);
  FlowPtr marked = MakeFlow(FlowKind::kExtend, once);
  const ColumnId mark = NewColumn();
  marked->computed.push_back({mark, Literal(Value::Bool(true), kBool)});
  JoinBack(std::move(marked), sub, scope);
  return Not(Make(ExprKind::kIsNull, {ColumnExpr(mark, kBool)}));
}

void QueryPlanner::JoinBack(FlowPtr found, const Scope& sub, Scope& scope) {
  scope.flow = MakeFlow(FlowKind::kLeftJoin, scope.flow, std::move(found));
  scope.flow->left_keys = sub.correlated;
  scope.flow->right_keys = sub.correlated;
}

absl::Status QueryPlanner::OpenExists(const Expr& expr, Scope& scope, Scope& sub) {
  Source source;
  CAMBIUM_RETURN_IF_ERROR(OpenRelation(expr.relation[0], false, scope, sub, source));
  if (expr.kind == ExprKind::kEvery) {
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr condition, PlanTruth(expr.args[0], sub));
    sub.flow = MakeFlow(FlowKind::kFilter, sub.flow);
    sub.flow->condition = IsNotTrue(std::move(condition));
  }
  return PlanRelationOrder(expr.relation[0], source, sub).status();
}

absl::StatusOr<PlanExpr> QueryPlanner::PlanExists(const Expr& expr, Scope& scope) {
  Scope sub;
  CAMBIUM_RETURN_IF_ERROR(OpenExists(expr, scope, sub));
  return Present(sub, scope);
}

// NOT EXISTS (… WHERE (condition) IS NOT TRUE)
absl::StatusOr<PlanExpr> QueryPlanner::PlanEvery(const Expr& expr, Scope& scope) {
  CAMBIUM_ASSIGN_OR_RETURN(PlanExpr exception, PlanExists(expr, scope));
  return Not(std::move(exception));
}

absl::StatusOr<bool> QueryPlanner::FilterByRelation(const Expr& conjunct, bool negated,
                                                    Scope& scope) {
  if (conjunct.kind == ExprKind::kNot) {
    return FilterByRelation(conjunct.args[0], !negated, scope);
  }
  const bool is_every = conjunct.kind == ExprKind::kEvery;
  if (!is_every && conjunct.kind != ExprKind::kExists) return false;
  Scope sub;
  CAMBIUM_RETURN_IF_ERROR(OpenExists(conjunct, scope, sub));
  Finish(sub);
  const bool wants_none = negated != is_every;
  scope.flow =
      MakeFlow(wants_none ? FlowKind::kAntiJoin : FlowKind::kSemiJoin, scope.flow, sub.flow);
  scope.flow->left_keys = sub.correlated;
  scope.flow->right_keys = sub.correlated;
  return true;
}

// What the aggregate takes of each row, as a column of the scope.
absl::StatusOr<FlowAggregate> QueryPlanner::DescribeAggregate(const Expr& expr, Scope& rows) {
  FlowAggregate aggregate;
  aggregate.id = NewColumn();
  aggregate.kind = expr.aggregate;
  aggregate.distinct = expr.distinct;
  aggregate.type = kInt;
  if (expr.args.empty()) return aggregate;
  CAMBIUM_ASSIGN_OR_RETURN(PlanExpr arg, PlanTerm(expr.args[0], rows));
  if (Computes(expr.aggregate)) {
    MakeWished(arg);
    RoundAsPrinted(arg);
  }
  aggregate.arg_type = arg.type;
  CAMBIUM_ASSIGN_OR_RETURN(aggregate.type, TypeOf(expr.aggregate, arg.type, expr.args[0].span));
  aggregate.arg = AsColumn(std::move(arg), rows);
  return aggregate;
}

// COUNT of nothing is 0 and LIST of nothing []; all others are NULL.
PlanExpr QueryPlanner::OrNothing(const FlowAggregate& aggregate) {
  PlanExpr value = ColumnExpr(aggregate.id, aggregate.type);
  const bool is_list = aggregate.kind == AggregateKind::kList;
  if (!is_list && aggregate.kind != AggregateKind::kCount) return value;
  Value nothing = is_list ? Value::Json("[]") : Value::Int(0);
  PlanExpr filled = Make(ExprKind::kCoalesce,
                         {std::move(value), Literal(std::move(nothing), aggregate.type)});
  filled.type = aggregate.type;
  return filled;
}

bool QueryPlanner::IsRelation(const PathSyntax& path, const Scope& scope) const {
  if (path.back().hops.has_value()) return true;
  const Table* table = scope.rows.empty() ? nullptr : scope.rows.back()->table;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const std::string& name = path[i].text;
    const std::optional<std::size_t> field =
        table == nullptr ? std::nullopt : table->FindField(name);
    if (field.has_value()) {
      const FieldType& type = table->fields[*field].type;
      table = type.kind == TypeKind::kReference ? schema_.FindById(type.target) : nullptr;
      continue;
    }
    const bool is_relation =
        table != nullptr &&
        (table->FindVirtual(name) != nullptr || schema_.FindRelation(*table, name).has_value());
    if (is_relation) return true;
    return i == 0 && schema_.Find(name) != nullptr;
  }
  return false;
}

absl::StatusOr<PlanExpr> QueryPlanner::PlanAggregate(const Expr& expr, Scope& scope) {
  // COUNT(comments): in brackets a relation looks like a value.
  const bool counts_relation = expr.aggregate == AggregateKind::kCount &&
                               expr.relation.empty() && expr.args.size() == 1 &&
                               expr.args[0].kind == ExprKind::kPath && !scope.is_group() &&
                               IsRelation(expr.args[0].path, scope);
  if (counts_relation) {
    Expr count = expr;
    count.relation.emplace_back();
    count.relation[0].path = expr.args[0].path;
    count.relation[0].span = expr.args[0].span;
    count.args.clear();
    return PlanAggregate(count, scope);
  }
  if (expr.relation.empty()) return PlanGroupAggregate(expr, scope);
  Scope sub;
  Source source;
  const RelationSyntax& relation = expr.relation[0];
  const bool counts_set = expr.distinct && expr.args.empty();  // COUNT DISTINCT comments
  CAMBIUM_RETURN_IF_ERROR(OpenRelation(relation, counts_set, scope, sub, source));
  CAMBIUM_ASSIGN_OR_RETURN(std::vector<FlowOrder> order,
                           PlanRelationOrder(relation, source, sub));
  CAMBIUM_ASSIGN_OR_RETURN(FlowAggregate aggregate, DescribeAggregate(expr, sub));
  if (counts_set) aggregate.distinct = false;
  aggregate.order = std::move(order);
  FlowPtr groups = MakeFlow(FlowKind::kAggregate, sub.flow);
  sub.late.push_back(groups);
  PlanExpr value = OrNothing(aggregate);
  groups->aggregates.push_back(std::move(aggregate));
  Finish(sub);
  JoinBack(std::move(groups), sub, scope);
  return value;
}

// Over the members of the group.
absl::StatusOr<PlanExpr> QueryPlanner::PlanGroupAggregate(const Expr& expr, Scope& scope) {
  if (!scope.is_group()) {
    const std::string name(AggregateName(expr.aggregate));
    absl::Status error = ErrorAt(
        expr.span, name + " needs GROUP BY, or OF and a relation: " + name + "(x) OF relation");
    if (scope.rows.empty()) return error;
    return WithHint(std::move(error), "hint: over all rows of a table: { " + LabelFor(expr) +
                                          ": " + PrintExpr(expr) + " OF " +
                                          scope.rows.back()->table->name + " }");
  }
  Scope& members = *scope.members;
  CAMBIUM_ASSIGN_OR_RETURN(FlowAggregate aggregate, DescribeAggregate(expr, members));
  if (!members.rows.empty()) {
    RowScope& row = *members.rows.front();
    for (const std::size_t field : row.table->key) {
      aggregate.order.push_back(
          {FieldColumn(row, field), false, true, row.table->fields[field].type});
    }
  }
  PlanExpr value = OrNothing(aggregate);
  scope.groups->aggregates.push_back(std::move(aggregate));
  return value;
}

// x IN (MANY …): TRUE if equal to one; else NULL if x or one of them is NULL; else FALSE. Of
// nothing it is FALSE.
absl::StatusOr<PlanExpr> QueryPlanner::PlanInSelect(const Expr& expr, Scope& scope) {
  const Select& select = expr.select[0];
  const bool has_one = select.items.size() == 1 && select.items[0].kind == ItemKind::kExpr;
  if (!has_one) {
    return ErrorAt(select.span, "a select behind IN has exactly one value in its block");
  }
  CAMBIUM_ASSIGN_OR_RETURN(PlanExpr tested, PlanTerm(expr.args[0], scope));
  Scope sub;
  Open(sub, &scope);
  sub.is_shown = false;
  CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, PlanSelect(select, sub, false));
  ColumnId item = plan.layout[plan.scalars[0].column];
  PlanExpr item_expr = ColumnExpr(item, plan.scalars[0].type);
  // Checks and adapts the two types as `=` would.
  Expr equal;
  equal.kind = ExprKind::kEqual;
  equal.span = expr.span;
  equal.args = {expr.args[0], *select.items[0].expr};
  CAMBIUM_ASSIGN_OR_RETURN(PlanExpr checked, PlanOperation(equal, {tested, item_expr}));
  tested = checked.args[0];
  const ColumnId tested_column = AsColumn(std::move(tested), scope);
  const PlanExpr tested_expr = ColumnExpr(tested_column, checked.args[0].type);
  item = AsColumn(std::move(checked.args[1]), sub);  // A number that meets a ratio is one.

  // Matches: the combinations of demand and value.
  FlowPtr values = MakeFlow(FlowKind::kDistinct, sub.flow);
  values->columns = sub.correlated;
  values->columns.push_back(item);
  const ColumnId mark = NewColumn();
  FlowPtr marked = MakeFlow(FlowKind::kExtend, values);
  marked->computed.push_back({mark, Literal(Value::Bool(true), kBool)});
  // And how many there are, and how many are not NULL.
  FlowPtr counts = MakeFlow(FlowKind::kAggregate, sub.flow);
  counts->columns = sub.correlated;
  FlowAggregate all;
  all.id = NewColumn();
  all.type = kInt;
  FlowAggregate some = all;
  some.id = NewColumn();
  some.arg = item;
  some.arg_type = plan.scalars[0].type;
  counts->aggregates = {all, some};

  JoinBack(std::move(counts), sub, scope);
  scope.flow = MakeFlow(FlowKind::kLeftJoin, scope.flow, marked);
  scope.flow->left_keys = sub.correlated;
  scope.flow->left_keys.push_back(tested_column);
  scope.flow->right_keys = sub.correlated;
  scope.flow->right_keys.push_back(item);
  const PlanExpr all_expr = ColumnExpr(all.id, kInt);
  const PlanExpr is_empty = Make(ExprKind::kIsNull, {all_expr});
  const PlanExpr is_null = Make(ExprKind::kIsNull, {tested_expr});
  const PlanExpr matches = Not(Make(ExprKind::kIsNull, {ColumnExpr(mark, kBool)}));
  const PlanExpr holds_null = Make(ExprKind::kLess, {ColumnExpr(some.id, kInt), all_expr});
  return Make(ExprKind::kCase, {is_empty, Literal(Value::Bool(false), kBool),  //
                                is_null, Literal(Value(), kBool),              //
                                matches, Literal(Value::Bool(true), kBool),    //
                                holds_null, Literal(Value(), kBool),           //
                                Literal(Value::Bool(false), kBool)});
}

}  // namespace cambium
