// RECURSE: blocks that repeat.
//
// A RECURSE is a select between any row of the table and the rows that its path leads to:
//
//     MANY Comment WHERE parent IS NULL { id, replies: RECURSE replies ORDER BY id LIMIT 9 }
//
//     edges    (parent key, row key) of all rows of Comment: what MANY replies … LIMIT 9 has
//     reached  from the rows of the block over the edges
//     rows     the edges whose parent is reached, with the members of the block
//
// One flat Z-set has the rows of all levels; which of them repeat where is for the assembler.
// The clauses are applied to each parent, so they need not know who is reached; the members of
// the block are computed for rows that are. Several RECURSEs of a block share what is reached.
//
// What the block or the clauses ask of rows further out becomes part of what is reached, and
// each combination of it has edges of its own.
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <utility>

#include "dataflow/status.h"
#include "query/query_planner.h"

namespace cambium {

struct QueryPlanner::Recursion {
  // One RECURSE.
  struct Way {
    std::size_t position = 0;  // among the selects of the block
    Scope scope;
    Source source;
    std::vector<FlowOrder> order;
    FlowPtr edges;
    FlowPtr rows;
    Block block;
  };

  Scope parents;  // Any row of the table: what the clauses of a RECURSE see around them.
  std::vector<ColumnId> parent_key;
  std::vector<ColumnId> key;  // of the rows of the enclosing select
  FlowPtr reached;
  std::vector<std::unique_ptr<Way>> ways;
};

void QueryPlanner::OpenRecursion(Scope& scope, Block& block) {
  has_recursion_ = true;
  block.recursion = std::make_shared<Recursion>();
  Recursion& recursion = *block.recursion;
  RowScope& row = *scope.rows.back();
  Scope& parents = recursion.parents;
  Open(parents, scope.outer);
  RowScope& parent = parents.AddRow(*row.table, MakeScan(*row.table));
  parent.alias = row.alias;
  parents.rows = {&parent};
  const bool is_root = scope.outer == nullptr;
  parents.flow = is_root ? parent.scan : MakeFlow(FlowKind::kJoin, parents.flow, parent.scan);
  for (const std::size_t field : row.table->key) {
    recursion.parent_key.push_back(FieldColumn(parent, field));
    recursion.key.push_back(FieldColumn(row, field));
  }
  recursion.reached = MakeFlow(FlowKind::kReach);
}

absl::Status QueryPlanner::PlanRecurse(const Item& item, Scope& scope, Block& block) {
  const Select& select = item.select[0];
  SelectPlan again;
  again.label = item.label.has_value() ? item.label->text : select.source.back().text;
  CAMBIUM_RETURN_IF_ERROR(CheckLabel(again.label, item.span, block));
  again.repeats = true;
  const std::size_t position = block.plan.selects.size();
  block.plan.members.push_back({true, position});
  block.plan.selects.push_back(std::move(again));
  block.links.emplace_back();
  if (block.is_repeated) return absl::OkStatus();
  if (scope.is_group()) return ErrorAt(item.span, "RECURSE repeats rows, and these are groups");
  if (scope.rows.empty()) return ErrorAt(item.span, "there is no row here to RECURSE from");
  if (block.spread.has_value()) {
    return ErrorAt(item.span, "RECURSE repeats a block, and a spread is part of one; nest it");
  }
  if (!select.group_by.empty() || select.having.has_value()) {
    return ErrorAt(item.span, "RECURSE leads to rows, and takes no GROUP BY and no HAVING");
  }
  if (block.recursion == nullptr) OpenRecursion(scope, block);
  Recursion& recursion = *block.recursion;
  const RowScope& row = *scope.rows.back();
  Recursion::Way& way = *recursion.ways.emplace_back(std::make_unique<Recursion::Way>());
  way.position = position;
  Scope& rows = way.scope;
  Open(rows, &recursion.parents);
  for (const ColumnId column : recursion.parent_key) rows.Correlate(column);
  CAMBIUM_ASSIGN_OR_RETURN(way.source, PlanSource(select.source, select, true, rows));
  if (rows.rows.back()->table != row.table) {
    return ErrorAt(select.span, "RECURSE repeats its block, and '" + select.source.back().text +
                                    "' leads from " + row.table->name + " to " +
                                    rows.rows.back()->table->name);
  }
  CAMBIUM_RETURN_IF_ERROR(PlanWhere(select.on, rows));
  CAMBIUM_RETURN_IF_ERROR(PlanWhere(select.where, rows));
  CAMBIUM_ASSIGN_OR_RETURN(way.order, PlanOrder(select.order_by, rows));
  CAMBIUM_RETURN_IF_ERROR(PlanWindow(select, Completed(way.order, way.source), false, rows));
  way.edges = rows.flow;
  way.rows = MakeFlow(FlowKind::kSemiJoin, way.edges, recursion.reached);
  rows.flow = way.rows;
  // In the block the name of the enclosing select is that of each row.
  rows.rows.back()->alias = row.alias;
  way.block.items = block.items;
  way.block.is_repeated = true;
  way.block.plan.source = select.source.back().text;
  way.block.plan.recurses = true;
  way.block.plan.depth = item.depth;
  return PlanItems(*block.items, rows, way.block);
}

void QueryPlanner::FinishRecursion(Scope& scope, Block& block) {
  Recursion& recursion = *block.recursion;
  const std::vector<ColumnId> outer = recursion.parents.correlated;
  const auto with_outer = [&outer](const std::vector<ColumnId>& key) {
    std::vector<ColumnId> columns = outer;
    columns.insert(columns.end(), key.begin(), key.end());
    return columns;
  };
  for (const ColumnId column : outer) scope.Correlate(column);
  const std::vector<ColumnId> starts = with_outer(recursion.key);
  const std::vector<ColumnId> parents = with_outer(recursion.parent_key);
  Flow& reached = *recursion.reached;
  reached.left = scope.flow;
  reached.left_keys = starts;
  reached.columns = NewColumns(starts.size());
  for (const auto& way : recursion.ways) {
    for (const ColumnId column : outer) way->scope.Correlate(column);
    const std::vector<ColumnId> children = with_outer(way->source.key);
    std::vector<ColumnId> ends = parents;
    ends.insert(ends.end(), children.begin(), children.end());
    if (reached.right == nullptr) {
      reached.right = way->edges;
      reached.right_keys = ends;
    } else {
      reached.right = MakeFlow(FlowKind::kUnion, reached.right, way->edges);
      reached.right->left_keys = reached.right_keys;
      reached.right->right_keys = ends;
      reached.right->columns = NewColumns(ends.size());
      reached.right_keys = reached.right->columns;
    }
    way->rows->left_keys = parents;
    way->rows->right_keys = reached.columns;
    way->scope.bucket = parents;
    for (std::size_t i = 0; i < way->block.links.size(); ++i) {
      if (way->block.plan.selects[i].repeats) way->block.links[i] = children;
    }
    block.links[way->position] = starts;
    SelectPlan& plan = block.plan.selects[way->position];
    const std::string label = plan.label;
    plan = FinishBlock(std::move(way->block), way->order, way->source.key_labels,
                       way->source.key, way->scope);
    plan.label = label;
  }
  Finish(recursion.parents);
}

std::vector<ColumnId> QueryPlanner::NewColumns(std::size_t count) {
  std::vector<ColumnId> columns(count);
  for (ColumnId& column : columns) column = NewColumn();
  return columns;
}

}  // namespace cambium
