// Planning with constants lifted, where that can be.
// SPDX-License-Identifier: Apache-2.0
#include "query/live_plan.h"

#include <algorithm>
#include <span>
#include <utility>
#include <variant>

#include "dataflow/status.h"
#include "query/bound_parameters.h"
#include "query/operation.h"
#include "query/parser.h"
#include "query/plan_identity.h"
#include "query/query_planner.h"

namespace cambium {
namespace {

Row AskedBy(const std::vector<LiftedConstant>& constants) {
  std::vector<ValueView> values;
  values.reserve(constants.size());
  for (const LiftedConstant& constant : constants) values.push_back(constant.value);
  return Row(std::span<const ValueView>(values));
}

// `reads`: how often the planner asked for a parameter beside those of `constants`.
absl::StatusOr<LivePlan> PlanLifted(const Schema& schema, const Query& query,
                                    const Parameters& parameters,
                                    std::vector<LiftedConstant>& constants, int& reads) {
  const Value follows_time;
  QueryPlanner planner(schema, query, parameters, follows_time);
  planner.LiftInto(constants);
  CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, planner.Plan());
  if (!planner.has_recursion()) {
    reads = planner.parameter_reads();
    for (const LiftedConstant& constant : constants) {
      const Expr& side = constant.conjunct->args[constant.path_is_left ? 1 : 0];
      if (side.kind == ExprKind::kParameter) --reads;
    }
    auto identity = std::make_shared<const std::string>(PlanIdentity(plan));
    return LivePlan{std::make_shared<const SelectPlan>(std::move(plan)), AskedBy(constants),
                    std::move(identity)};
  }
  // A list that repeats has a budget, which nobody else may use up.
  constants.clear();
  CAMBIUM_ASSIGN_OR_RETURN(plan, PlanQuery(schema, query, parameters));
  return LivePlan{std::make_shared<const SelectPlan>(std::move(plan)), Row(), nullptr};
}

}  // namespace

absl::StatusOr<LivePlan> PlanLive(const Schema& schema, const Query& query,
                                  const Parameters& parameters, bool shares) {
  if (shares) {
    std::vector<LiftedConstant> constants;
    int reads = 0;
    return PlanLifted(schema, query, parameters, constants, reads);
  }
  CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, PlanQuery(schema, query, parameters));
  return LivePlan{std::make_shared<const SelectPlan>(std::move(plan)), Row(), nullptr};
}

LiveQuestion::LiveQuestion(Query query) : query_(std::move(query)) {}
LiveQuestion::~LiveQuestion() = default;

absl::StatusOr<LivePlan> LiveQuestion::Plan(const Schema& schema, std::uint64_t generation,
                                            const Parameters& parameters, bool shares) {
  if (!shares) return PlanLive(schema, query_, parameters, false);
  if (template_.plan == nullptr || generation_ != generation) {
    template_ = LivePlan();
    constants_.clear();
    int reads = 0;
    CAMBIUM_ASSIGN_OR_RETURN(LivePlan plan,
                             PlanLifted(schema, query_, parameters, constants_, reads));
    if (reads == 0 && plan.identity != nullptr) {
      template_ = plan;
      generation_ = generation;
    }
    return plan;
  }
  const BoundParameters bound(schema, query_, parameters);
  for (LiftedConstant& constant : constants_) {
    const std::size_t side = constant.path_is_left ? 1 : 0;
    const Expr& written = constant.conjunct->args[side];
    if (written.kind != ExprKind::kParameter) continue;
    std::vector<PlanExpr> sides(2, constant.path);
    CAMBIUM_ASSIGN_OR_RETURN(sides[side], bound.Planned(written.name));
    CAMBIUM_ASSIGN_OR_RETURN(const PlanExpr equal,
                             PlanOperation(*constant.conjunct, std::move(sides)));
    constant.value = equal.args[side].literal;
  }
  return LivePlan{template_.plan, AskedBy(constants_), template_.identity};
}

absl::StatusOr<std::shared_ptr<LiveQuestion>> LiveQuestions::Find(std::string_view text) {
  const auto found = known_.find(text);
  if (found != known_.end()) {
    if (std::shared_ptr<LiveQuestion> question = found->second.lock()) return question;
  }
  CAMBIUM_ASSIGN_OR_RETURN(Statement statement, ParseStatement(text));
  auto* query = std::get_if<Query>(&statement);
  if (query == nullptr) return absl::InvalidArgumentError("not a query");
  auto question = std::make_shared<LiveQuestion>(std::move(*query));
  if (known_.size() >= sweep_at_) {
    std::erase_if(known_, [](const auto& each) { return each.second.expired(); });
    sweep_at_ = std::max<std::size_t>(64, 2 * known_.size());
  }
  known_[std::string(text)] = question;
  return question;
}

}  // namespace cambium
