// What one step says of a live query, and what lies between two of its answers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <vector>

#include "absl/status/statusor.h"
#include "query/frame.h"
#include "query/live_instance.h"

namespace cambium {

// Whether it reads one of the tables.
bool Reads(const LoweredQuery& nodes, const std::set<TypeId>& tables);

// What the step changes in each select; nothing if it changes none.
std::vector<ZSet<Row>> DeltasOf(const LoweredQuery& nodes);

// The rows of each select that one answer of the instance shows.
std::vector<ZSet<Row>> AnswerOf(const LiveInstance& instance, const Row& asked);

// The operations that lead from one answer to another, told in the words of `plan`. An error
// if there are too many.
//
// Cost: both answers.
absl::StatusOr<std::vector<TreeOp>> Difference(const std::vector<ZSet<Row>>& before,
                                               std::vector<ZSet<Row>> after,
                                               const SelectPlan& plan);

// By subscription; those of one subscription stay in their order.
void SortFrames(std::vector<Frame>& frames);

}  // namespace cambium
