// A rule: a filter goes down to the rows that it asks about.
//
//     filter #4 = "open"                 join  #1 = #3
//     └── join  #1 = #3            ►     ├── distinct [#1]
//         ├── distinct [#1]              └── filter #4 = "open"
//         └── scan Comment                   └── scan Comment
//
// There it may choose an access path (query/access_path.h), and what is joined is less. It
// passes joins on the side that has its columns, of a left join only the left one; computed
// columns that it does not read; distinct rows; groups, if it asks about their keys alone. It
// does not pass windows, nor rows that others read as well.
//
// Only what cannot fail is moved: there a condition meets rows that it did not meet above.
//
// Law: the plan has the same answer.
//
// Cost: the plan, once for each filter.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/plan.h"

namespace cambium {

SelectPlan PushFilters(SelectPlan plan);

}  // namespace cambium
