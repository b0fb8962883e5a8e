// Planning with constants lifted, where that can be.
// SPDX-License-Identifier: Apache-2.0
#include "query/live_plan.h"

#include <span>
#include <utility>
#include <vector>

#include "dataflow/status.h"
#include "query/query_planner.h"

namespace cambium {

absl::StatusOr<LivePlan> PlanLive(const Schema& schema, const Query& query,
                                  const Parameters& parameters, bool lifted) {
  const Value follows_time;
  if (lifted) {
    std::vector<Value> asked;
    QueryPlanner planner(schema, query, parameters, follows_time);
    planner.LiftInto(asked);
    CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, planner.Plan());
    // A list that repeats has a budget, which nobody else may use up.
    if (asked.empty() || !planner.has_recursion()) {
      return LivePlan{std::make_shared<const SelectPlan>(std::move(plan)),
                      Row(std::span<const Value>(asked))};
    }
  }
  CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, PlanQuery(schema, query, parameters));
  return LivePlan{std::make_shared<const SelectPlan>(std::move(plan)), Row()};
}

}  // namespace cambium
