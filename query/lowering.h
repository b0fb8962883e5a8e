// From plan to graph: the operators that maintain one query, flow by flow.
//
// Each flow becomes one stream of rows, however many flows read it, with the columns that any
// of them needs. The input of a scan carries what changed in the fields that the query reads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "dataflow/row.h"
#include "dataflow/stream.h"
#include "query/asked_by.h"
#include "query/flow_needs.h"
#include "query/plan.h"
#include "query/time_rows.h"

namespace cambium {

// What an input of a query reads of a table.
struct InputShape {
  TypeId table = 0;
  std::vector<std::size_t> fields;  // The first is the first of the key.
  AskedBy asked;                    // If not empty: what it is asked for rows by.
};

// The rows of a table as a query reads them.
struct TableInput : InputShape {
  Stream<Row> rows;

  void Add(Row row, Weight weight) {
    auto& node = static_cast<InputNode<Row>&>(rows.wire());
    node.Add(std::move(row), weight);
    rows.graph().MarkDirty(node);
  }
};

// One select of a query in the graph, which its streams keep there.
struct SelectNodes {
  const SelectPlan* plan;
  Stream<Row> output;
};

// What operators refer to. Stands as long as they do.
struct LoweredParts {
  // What evaluating an expression of this query ran into, if not OK: it fails the query, never
  // the commit.
  absl::Status error;
  std::deque<std::vector<std::size_t>> columns;
  std::deque<std::vector<PlanExpr>> expressions;
  std::deque<std::vector<std::pair<bool, std::size_t>>> picks;
};

// The nodes of a flow: those with numbers behind the flow before, up to this one.
struct FlowNodes {
  const Flow* flow;
  std::size_t last;
};

struct LoweredQuery {
  std::unique_ptr<LoweredParts> parts;
  std::vector<FlowNodes> flows;  // Inputs before their readers.
  std::vector<TableInput> inputs;
  std::vector<SelectNodes> selects;  // Outer before inner, in the order of the plan.
};

// The inputs that Lower() makes of a plan, in their order. Scans that read the same of a table
// share one, unless they ask for rows.
std::vector<InputShape> InputsOf(const FlowNeeds& needs);

// The rows that stand now in a table, with these fields.
using ReadTable =
    std::function<void(TypeId table, const std::vector<std::size_t>& fields, Delta<Row>& out)>;

// Builds the nodes of a query, filled with what `read` finds; each input is read once. An input
// that is asked for rows begins without any.
// `contents` gets what each select's output holds then. `plan` outlives the nodes. The clock is
// one of this graph; null if the plan does not follow the time.
LoweredQuery Lower(const SelectPlan& plan, Graph& graph, const LiveClock* clock,
                   const ReadTable& read, std::vector<ZSet<Row>>& contents);

}  // namespace cambium
