// What a plan means: each operator by its definition, over std::map, from scratch.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "tests/support/bag.h"
#include "tests/support/plan.h"

namespace cambium::testing {

// The contents of every wire, inputs first.
std::vector<Bag<Cells>> Evaluate(const Plan& plan, const std::vector<Bag<Cells>>& inputs);

}  // namespace cambium::testing
