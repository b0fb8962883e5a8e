// Scans of a query with the filters that stand on them, and changes that meet these.
// SPDX-License-Identifier: Apache-2.0
#include "query/read_set.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace cambium {
namespace {

// The condition over whole rows of the table; nothing if it reads more than the scan has.
std::optional<PlanExpr> OverFields(PlanExpr expr, const Flow& scan) {
  if (expr.kind == ExprKind::kPath) {
    const auto found = std::find_if(scan.fields.begin(), scan.fields.end(),
                                    [&](const ScanColumn& c) { return c.id == expr.column; });
    if (found == scan.fields.end()) return std::nullopt;
    expr.column = found->field;
  }
  for (PlanExpr& arg : expr.args) {
    std::optional<PlanExpr> placed = OverFields(std::move(arg), scan);
    if (!placed.has_value()) return std::nullopt;
    arg = *std::move(placed);
  }
  return expr;
}

}  // namespace

void ReadSet::AddKey(const Table& table, const std::string& subject) {
  tables_[table.id].keys.insert(subject);
}

void ReadSet::AddRange(const Table& table, std::vector<std::size_t> fields,
                       std::vector<PlanExpr> conditions) {
  tables_[table.id].ranges.push_back({std::move(fields), std::move(conditions)});
}

void ReadSet::AddQuery(const SelectPlan& plan, const Schema& schema) {
  std::set<const Flow*> done;  // Selects share flows: each is one range.
  const std::function<void(const SelectPlan&)> add = [&](const SelectPlan& select) {
    if (select.repeats) return;
    AddFlow(*select.flow, schema, done);
    for (const SelectPlan& inner : select.selects) add(inner);
  };
  add(plan);
}

void ReadSet::AddFlow(const Flow& top, const Schema& schema, std::set<const Flow*>& done) {
  if (!done.insert(&top).second) return;
  const Flow* flow = &top;
  std::vector<PlanExpr> above;
  // Neither of these brings rows that what is below does not have.
  while (flow->kind == FlowKind::kFilter || flow->kind == FlowKind::kExtend) {
    if (flow->kind == FlowKind::kFilter) above.push_back(flow->condition);
    flow = flow->left.get();
  }
  if (flow->kind != FlowKind::kScan) {
    if (flow->left != nullptr) AddFlow(*flow->left, schema, done);
    if (flow->right != nullptr) AddFlow(*flow->right, schema, done);
    return;
  }
  std::vector<std::size_t> fields{flow->key_field};
  for (const ScanColumn& column : flow->fields) fields.push_back(column.field);
  std::vector<PlanExpr> conditions;
  for (PlanExpr& condition : above) {
    std::optional<PlanExpr> placed = OverFields(std::move(condition), *flow);
    if (placed.has_value()) conditions.push_back(*std::move(placed));
  }
  AddRange(*schema.FindById(flow->table), std::move(fields), std::move(conditions));
}

bool ReadSet::Range::Contains(const std::optional<Row>& row) const {
  if (!row.has_value()) return false;
  absl::Status error;
  for (const PlanExpr& condition : conditions) {
    const bool holds = IsTrue(Evaluate(condition, *row, error));
    // A row that cannot be asked may be one that matters.
    if (!error.ok()) return true;
    if (!holds) return false;
  }
  return true;
}

bool ReadSet::Range::IsChanged(const EntityChange& change) const {
  const bool was_in = Contains(change.before);
  const bool is_in = Contains(change.after);
  if (!was_in || !is_in) return was_in != is_in;
  return std::any_of(fields.begin(), fields.end(), [&change](std::size_t field) {
    return (*change.before)[field] != (*change.after)[field];
  });
}

std::optional<std::string> ReadSet::FindConflict(const Changes& changes) const {
  for (const auto& [type, table] : changes.tables) {
    const auto reads = tables_.find(type);
    if (reads == tables_.end()) continue;
    for (const auto& [subject, change] : table.entities) {
      if (change.before == change.after) continue;
      const bool is_changed =
          reads->second.keys.count(subject) != 0 ||
          std::any_of(
              reads->second.ranges.begin(), reads->second.ranges.end(),
              [&changed = change](const Range& range) { return range.IsChanged(changed); });
      if (!is_changed) continue;
      const Row& row = change.before.has_value() ? *change.before : *change.after;
      return table.table->name + " " + KeyText(*table.table, row);
    }
  }
  return std::nullopt;
}

}  // namespace cambium
