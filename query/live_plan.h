// How a query is kept live: the plan that it shares with all of its shape, and what it asks of
// that.
//
//     MANY Issue WHERE project = 5 { title }     the plan of … project = ? …, asked for (5)
//
// What does not fit a template has a plan of its own and asks for nothing: queries without such
// an equality, several roots, paths in place of a table, blocks with RECURSE. They still share
// with queries that are the same.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "query/plan.h"

namespace cambium {

struct LivePlan {
  std::shared_ptr<const SelectPlan> plan;
  Row asked;  // The bucket of the root that is the answer. A NULL in it asks for nothing.
};

// Not `lifted`: a plan of its own, whatever its shape.
absl::StatusOr<LivePlan> PlanLive(const Schema& schema, const Query& query,
                                  const Parameters& parameters, bool lifted);

}  // namespace cambium
