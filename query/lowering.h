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

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "dataflow/graph.h"
#include "dataflow/row.h"
#include "query/plan.h"

namespace cambium {

// One select of a query in the graph.
struct SelectNodes {
  const SelectPlan* plan;
  InputNode<Row>* input;
  const Wire<Row>* output;
};

struct LoweredQuery {
  std::vector<SelectNodes> selects;  // Outer before inner, in the order of the plan.
  std::vector<Node*> nodes;          // For Graph::Remove().
  // What evaluating an expression of this query ran into, if not OK: it fails the query,
  // never the commit.
  std::unique_ptr<absl::Status> error;
};

// `plan` outlives the nodes.
LoweredQuery Lower(const SelectPlan& plan, Graph& graph);

}  // namespace cambium
