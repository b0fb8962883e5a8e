// Whether two plans are the same: everything that a plan says, as bytes.
//
// Law: plans of equal identity, over one schema, have the same answer, the same labels, and the
// same errors at the same places of their texts.
//
// PlanText() is for people and leaves out what they can do without; this leaves out nothing.
//
// Cost: the plan.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "query/plan.h"

namespace cambium {

std::string PlanIdentity(const SelectPlan& plan);

}  // namespace cambium
