// From plan to graph: the nodes that maintain one query, select by select.
//
//     input ─► filter ─► map ─► join with the outer keys ─► top ─► output
//              WHERE     shape  nested selects only         LIMIT
//
// The input of a select carries what changed in the fields that it reads; its output is
// the flat Z-set of plan.h. An outer select hands its row keys inwards, so that nested
// rows are held only while somebody shows them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "dataflow/row.h"
#include "dataflow/stream.h"
#include "query/plan.h"

namespace cambium {

// One select of a query in the graph, which its streams keep there.
struct SelectNodes {
  const SelectPlan* plan;
  Stream<Row> input;
  Stream<Row> output;

  void Add(Row row, Weight weight) {
    auto& node = static_cast<InputNode<Row>&>(input.wire());
    node.Add(std::move(row), weight);
    input.graph().MarkDirty(node);
  }
};

struct LoweredQuery {
  std::vector<SelectNodes> selects;  // Outer before inner, in the order of the plan.
  // What evaluating an expression of this query ran into, if not OK: it fails the query,
  // never the commit.
  std::unique_ptr<absl::Status> error;
};

// The rows that stand now in the table of a select, as far as it reads them.
using ReadTable = std::function<void(const SelectPlan& plan, Delta<Row>& out)>;

// Builds the nodes of a query, filled with what `read` finds; each select is read once.
// `contents` gets what each select's output holds then. `plan` outlives the nodes.
LoweredQuery Lower(const SelectPlan& plan, Graph& graph, const ReadTable& read,
                   std::vector<ZSet<Row>>& contents);

}  // namespace cambium
