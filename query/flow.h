// The flat half of a plan: how the rows of a select come about, as relational algebra.
//
// A query is a graph of flows, shared where rows are shared. Columns have numbers that are
// unique in their query, so a flow is planned before anybody knows which columns of it will be
// read; a column keeps its number on its way through joins and filters. What is correlated has
// been unnested: the rows of an outer select, reduced to the columns that the inner one asks
// for (its demand), are joined with the inner source, and no flow refers to another's rows.
//
//     MANY Issue { n: COUNT comments }
//
//     left join  #id = #id
//     ├── scan Issue [#id]
//     └── aggregate by #id: COUNT(*)
//         └── join  #id = #issue
//             ├── distinct [#id]           the demand
//             │   └── scan Issue [#id]
//             └── scan Comment [#issue]
//
// Plain data; FlowText() prints it, query/lowering.h turns it into operators.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "query/expression.h"
#include "query/row_order.h"
#include "query/schema.h"
#include "query/syntax.h"

namespace cambium {

using ColumnId = std::size_t;

enum class FlowKind {
  kUnit,        // one row without columns
  kClock,       // one row with one of `columns`, the time
  kScan,        // the rows of a table
  kFilter,      // rows for which the condition is true
  kFilterTime,  // rows whose time, shifted, compares with the clock as the condition says
  kExtend,      // the same rows with computed columns
  kJoin,        // pairs with equal keys; without keys all pairs
  kLeftJoin,    // the same, and left rows without a partner, whose right columns are NULL
  kSemiJoin,    // left rows with a partner
  kAntiJoin,    // left rows without
  kDistinct,    // each combination of `columns` once
  kAggregate,   // one row for each combination of `columns`
  kTop,         // a window of the rows of each combination of `columns`
  kHops,        // what can be reached: (start, node, hops)
  kReach,       // what can be reached from any start, the starts included
  kUnion,       // the rows of both, column by column
};

struct Flow;
using FlowPtr = std::shared_ptr<Flow>;

struct ScanColumn {
  ColumnId id = 0;
  std::size_t field = 0;  // position in the table's fields
};

struct ComputedColumn {
  ColumnId id = 0;
  PlanExpr expr;
};

struct FlowOrder {
  ColumnId column = 0;
  bool descending = false;
  bool nulls_first = true;
  FieldType type;
};

struct FlowAggregate {
  ColumnId id = 0;
  AggregateKind kind = AggregateKind::kCount;
  std::optional<ColumnId> arg;  // None counts rows.
  bool distinct = false;
  FieldType arg_type;
  FieldType type;
  std::vector<FlowOrder> order;  // LIST, FIRST, LAST
};

// A bound of a range that rows are asked for by: `column` compared with `bound`, a column of
// the scan that holds what is asked for and no field.
struct FlowBound {
  ColumnId column = 0;
  ExprKind comparison = ExprKind::kLess;
  ColumnId bound = 0;
};

struct Flow {
  FlowKind kind = FlowKind::kUnit;
  FlowPtr left;   // the only input, or the left one
  FlowPtr right;  // joins, unions; of kHops and kReach the edges
  // kScan
  TypeId table = 0;
  std::string table_name;
  std::vector<ScanColumn> fields;
  std::size_t key_field = 0;      // read when nothing else is: it is present in each row
  std::vector<ColumnId> asked;    // if any: only rows whose values here somebody asks for
  std::vector<FlowBound> bounds;  // if any: only rows that somebody asks for so; of one column
  // kFilter; of kFilterTime the comparison, whose one operand is the column
  PlanExpr condition;
  // kExtend
  std::vector<ComputedColumn> computed;
  // joins; of kHops and kReach the columns from and to of an edge, and the start; of kUnion
  // what becomes `columns`
  std::vector<ColumnId> left_keys;
  std::vector<ColumnId> right_keys;
  // kClock, kDistinct, kAggregate, kTop; of kHops what comes out: start, node, hops; of kReach
  // and kUnion too
  std::vector<ColumnId> columns;
  std::vector<FlowAggregate> aggregates;
  // kTop; the order is completed by what is left of the row
  std::vector<FlowOrder> order;
  std::int64_t offset = 0;  // of kFilterTime microseconds, added to the row's time
  std::optional<std::int64_t> limit;
};

// The columns that an expression reads.
void AppendColumns(const PlanExpr& expr, std::vector<ColumnId>& columns);

// Where a column stands in a layout. Aborts if it does not.
std::size_t PlaceOf(ColumnId column, const std::vector<ColumnId>& layout);

// The expression over places of the layout instead of columns.
PlanExpr PlacedIn(PlanExpr expr, const std::vector<ColumnId>& layout);

// Whether its rows may change as time passes.
bool FollowsTime(const Flow& flow);

// What one flow does, without its inputs: "filter (#2 > 5)".
std::string FlowLine(const Flow& flow);

// What stands in place of the lines of some scans; looked up only.
using ScanTexts = std::map<const Flow*, std::string>;

// For people and golden tests: a line for each flow, inputs indented below it.
std::string FlowText(const Flow& flow, const ScanTexts& scans = {});

}  // namespace cambium
