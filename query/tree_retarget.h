// Operations told in the words of another plan of the same shape.
//
// What a subscriber receives refers to the plan of its first frame for as long as it lives,
// whichever instance answers it by now.
//
// Cost: the operations and the trees in them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "query/tree.h"

namespace cambium {

// `from` is the plan that the operations refer to; CheckSameShape(from, to) is OK.
void Retarget(const SelectPlan& from, const SelectPlan& to, std::vector<TreeOp>& ops);

}  // namespace cambium
