// A rule: a join with rows that are known to be there, and of which nothing else is read, goes.
//
//     join #8 = #10                            compute #10 = #8
//     ├── hops [#7, #8, #9] from 0      ►      └── hops [#7, #8, #9] from 0
//     └── scan Node [#10]
//
// What is reached over edges between rows of Node is a key of Node; the starts are those that
// were given. Then there is one partner for each row (query/flow_facts.h), and its columns are
// columns of the row. A `distinct` of rows that are told apart by its columns goes, too, if
// they have no others: else it keeps changes of these from its readers.
//
// Law: the plan has the same answer.
//
// Cost: facts of the flows below joins whose columns nobody reads but for their keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/plan.h"
#include "query/schema.h"

namespace cambium {

SelectPlan DropJoins(SelectPlan plan, const Schema& schema);

}  // namespace cambium
