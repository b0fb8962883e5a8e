// What a plan means: each operator by its definition, over std::map, from scratch.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "tests/support/bag.h"
#include "tests/support/plan.h"

namespace cambium::testing {

// The contents of inputs, and then of nodes.
using PlanWires = std::vector<Bag<Cells>>;

// `wires`, which are all inputs and perhaps some nodes, with the other nodes. `before` is what
// all wires held before the transaction, for nodes that keep time; empty when these nodes are
// new.
PlanWires Evaluate(const Plan& plan, PlanWires wires, const PlanWires& before);

}  // namespace cambium::testing
