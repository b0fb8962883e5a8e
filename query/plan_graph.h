// A plan as a graph, for tools: JSON, or DOT as Graphviz draws it.
//
//     {"selects":[{"label":"","source":"Issue","card":"MANY","flow":2,"kids":[…]}],
//      "flows":[{"flow":1,"does":"scan Issue [#1]","inputs":[]},
//               {"flow":2,"does":"filter (#1 > 5)","inputs":[1]}]}
//
// Flows are counted from 1, inputs before their readers; one that is read several times stands
// once. In DOT flows are ellipses and selects boxes; an arrow says where rows go, a dashed one
// which select is nested in which.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "query/plan.h"

namespace cambium {

std::string PlanJson(const SelectPlan& plan);
std::string PlanDot(const SelectPlan& plan);

}  // namespace cambium
