// An answer as aligned tables, for people: inner lists stand indented under their row.
//
//     id  title          author.name
//     --  -------------  -----------
//      7  crash on save  ann
//         comments:
//           id  text
//           --  ------
//            1  me too
//      9  it is slow     NULL
//         comments: (none)
//
// A row in a slot that has scalars alone is columns of its outer row. Numbers are aligned to
// the right. Lists of one select are aligned with each other. Control characters are escaped.
// The text ends with a line feed.
//
// Cost: linear in the answer; every value is printed twice, once to see how wide it is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "query/tree.h"

namespace cambium {

std::string TableText(const SelectPlan& plan, const TreeList& rows, bool colours);

}  // namespace cambium
