// Typed expressions as text, for plans. Columns are #1, #2, …
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "query/expression.h"

namespace cambium {

std::string ExprText(const PlanExpr& expr);

}  // namespace cambium
