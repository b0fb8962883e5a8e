// Conditions and values of mutations that look at other rows: DELETE Issue WHERE author.name =
// 'x', UPDATE Issue SET n = COUNT comments. They are planned as a query is, and asked of the
// store with what the transaction has done so far laid over it.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "query/access_path.h"
#include "query/ask.h"
#include "query/mutation.h"
#include "query/read_set.h"

namespace cambium {
namespace {

Item ValueItem(std::size_t number, const Expr& expr) {
  Item item;
  item.label = Name{"value" + std::to_string(number), expr.span};
  item.expr = expr;
  item.span = expr.span;
  return item;
}

}  // namespace

bool IsOfOneRow(const Table& table, const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kPath:
      return expr.path.size() == 1 && !expr.path[0].hops.has_value() &&
             table.FindField(expr.path[0].text).has_value();
    case ExprKind::kParameter:
    case ExprKind::kInParameter:
    case ExprKind::kInSelect:
    case ExprKind::kExists:
    case ExprKind::kEvery:
    case ExprKind::kAggregate:
      return false;
    default:
      return std::all_of(expr.args.begin(), expr.args.end(),
                         [&table](const Expr& arg) { return IsOfOneRow(table, arg); });
  }
}

ReadRows MutationPlanner::rows() {
  return [this](TypeId type, const std::vector<std::size_t>& fields, Delta<Row>& out) {
    return ForEach(
        *schema_.FindById(type), AccessPath(),
        [&](const std::string&, const Row& row) { out.Add(row.Project(fields), 1); });
  };
}

absl::StatusOr<TreeList> MutationPlanner::Answer(const SelectPlan& plan) {
  if (reads_ != nullptr) reads_->AddQuery(plan, schema_);
  return AskAt(plan, schema_, store_, version_, &changes_);
}

auto MutationPlanner::Ask(const Table& table, const std::optional<Expr>& where,
                          const std::vector<const Expr*>& values, Span span)
    -> absl::StatusOr<std::vector<Matched>> {
  Query query;
  query.root.span = span;
  query.root.source.push_back(Step(Name{table.name, span}));
  query.root.where = where;
  for (const Expr* value : values) {
    query.root.items.push_back(ValueItem(query.root.items.size(), *value));
  }
  CAMBIUM_ASSIGN_OR_RETURN(const SelectPlan plan, PlanQuery(schema_, query, {}, now_));
  CAMBIUM_ASSIGN_OR_RETURN(const TreeList answer, Answer(plan));
  std::vector<Matched> matched;
  for (const TreeNode& node : answer) {
    const Row key = node.key();
    Matched& found = matched.emplace_back();
    for (std::size_t i = 0; i < key.size(); ++i) AppendKey(key[i], found.subject);
    CAMBIUM_ASSIGN_OR_RETURN(std::optional<Row> row, Find(table, found.subject));
    CAMBIUM_CHECK(row.has_value(), "a row that a query found stands");
    found.row = *std::move(row);
    for (const PlanColumn& scalar : plan.scalars) {
      found.values.emplace_back(node.row[scalar.column]);
    }
  }
  return matched;
}

absl::StatusOr<Value> MutationPlanner::AskAlone(const Expr& expr) {
  Query query;
  query.is_roots = true;
  query.root.items.push_back(ValueItem(0, expr));
  CAMBIUM_ASSIGN_OR_RETURN(const SelectPlan plan, PlanQuery(schema_, query, {}, now_));
  CAMBIUM_ASSIGN_OR_RETURN(const TreeList answer, Answer(plan));
  return Value(answer[0].row[plan.scalars[0].column]);
}

}  // namespace cambium
