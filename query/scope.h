// Where names are looked up while a select is planned, and what its rows are so far.
//
// Scopes nest as selects and sub-queries do. A name is searched from the innermost row
// outwards. A column of an outer scope becomes part of the demand of each scope in between:
// what the rows of these scopes depend on, their bucket.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/flow.h"
#include "query/schema.h"

namespace cambium {

// A row whose fields can be named: of a table, joined into the rows of a scope.
struct RowScope {
  const Table* table = nullptr;
  std::string alias;
  FlowPtr scan;
  std::map<std::size_t, ColumnId> columns;  // by field
  std::optional<ColumnId> depth;            // of what a closure reached
};

// A key of a GROUP BY as a name.
struct GroupLabel {
  std::string label;
  PlanExpr expr;                  // a column
  std::vector<std::string> path;  // as it was written, if it is one
};

struct Scope {
  Scope* outer = nullptr;
  FlowPtr flow;
  // The rows that can be named: the source's, then those of spreads. Of groups none.
  std::vector<RowScope*> rows;
  std::vector<std::unique_ptr<RowScope>> owned;
  std::map<ColumnId, RowScope*> lookups;  // by the reference that leads there
  // By the row that a UNIQUE reference leads to, and the reference as table and field.
  std::map<std::pair<const RowScope*, std::pair<TypeId, std::size_t>>, RowScope*> back_lookups;

  std::optional<ColumnId> now;  // NOW(), once it has been read

  // Columns of outer scopes, in the order in which they were asked for.
  std::vector<ColumnId> correlated;
  FlowPtr demand;             // the outer rows, reduced to these; null at the root
  std::vector<FlowPtr> late;  // flows by bucket, whose columns are completed by these
  FlowPtr base;               // the join of demand and source, of a table without relation

  // What ORDER BY and HAVING may name by its label, while they are planned.
  const std::vector<Item>* items = nullptr;
  // What labels have come to, for their items.
  std::map<const Expr*, PlanExpr> labelled;

  // GROUP BY: the scope of the rows that are grouped, and the node.
  std::unique_ptr<Scope> members;
  Scope* group = nullptr;  // of members: the scope whose demand is theirs
  FlowPtr groups;
  std::vector<GroupLabel> labels;

  // Whether values of its block are for people. Those that IN looks among are compared.
  bool is_shown = true;

  bool is_group() const { return members != nullptr; }

  RowScope& AddRow(const Table& table, FlowPtr scan);
  void Correlate(ColumnId column);
};

FlowPtr MakeFlow(FlowKind kind, FlowPtr left = nullptr, FlowPtr right = nullptr);

}  // namespace cambium
