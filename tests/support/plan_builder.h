// Builds a plan on the engine, by the typed API that a program would use.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

#include "dataflow/stream.h"
#include "tests/support/plan.h"

namespace cambium::testing {

// Makes a function of the plan throw at its n-th call from now; 0 for never.
struct Fault {
  int calls_left = 0;
  void Call() {
    if (calls_left > 0 && --calls_left == 0) throw std::runtime_error("a function throws");
  }
};

// Those that recur, in plan_recursion.cpp.
Stream<Cells> AddRecursivePlanNode(const PlanNode& node, const Stream<Cells>& left,
                                   const Stream<Cells>& right, Fault& fault);

// `fault` outlives the stream; `plan` need not.
Stream<Cells> AddPlanNode(const Plan& plan, const PlanNode& node, const Stream<Cells>& left,
                          const Stream<Cells>& right, Fault& fault);

}  // namespace cambium::testing
