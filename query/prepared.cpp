// Running a statement by the shortest way that it has.
// SPDX-License-Identifier: Apache-2.0
#include "query/prepared.h"

#include <utility>

#include "dataflow/check.h"
#include "dataflow/status.h"
#include "query/ask.h"
#include "query/binding.h"
#include "query/live_queries.h"
#include "query/parser.h"

namespace cambium {

absl::StatusOr<Prepared> Database::Prepare(std::string_view text) {
  CAMBIUM_ASSIGN_OR_RETURN(Statement statement, ParseStatement(text));
  auto state = std::make_shared<Prepared::State>();
  state->parameters = ParameterNames(statement);
  if (const auto* query = std::get_if<cambium::Query>(&statement)) {
    if (query->live) {
      return absl::InvalidArgumentError("a LIVE query needs a subscriber: Subscribe() it");
    }
    // Names are looked up now, as far as that can be done without values.
    if (state->parameters.empty()) {
      const std::lock_guard lock(mutex_);
      CAMBIUM_RETURN_IF_ERROR(PlanQuery(schema_, *query).status());
    }
  } else if (!IsMutation(statement)) {
    return absl::InvalidArgumentError("only queries and mutations can be prepared");
  }
  state->statement = std::move(statement);
  return Prepared(this, std::move(state));
}

const std::vector<std::string>& Prepared::parameters() const {
  CAMBIUM_CHECK(state_ != nullptr, "a statement was not prepared");
  return state_->parameters;
}

void Prepared::Refresh() const {
  if (state_->generation == database_->schema_generation_) return;
  state_->generation = database_->schema_generation_;
  state_->plan = nullptr;
  state_->lookup.reset();
  state_->write.reset();
  state_->keyed.reset();
  const Schema& schema = database_->schema_;
  if (const auto* insert = std::get_if<Insert>(&state_->statement)) {
    state_->write = RowWrite::Of(schema, *insert, state_->parameters);
  } else if (const auto* update = std::get_if<Update>(&state_->statement)) {
    state_->keyed = KeyedWrite::Of(schema, *update, state_->parameters);
  } else if (const auto* erase = std::get_if<Delete>(&state_->statement)) {
    state_->keyed = KeyedWrite::Of(schema, *erase, state_->parameters);
  }
}

absl::StatusOr<bool> Prepared::AddTo(MutationPlanner& planner,
                                     std::span<const Value> values) const {
  Refresh();
  if (state_->keyed.has_value()) return state_->keyed->AddTo(planner, values);
  if (!state_->write.has_value()) return false;
  CAMBIUM_RETURN_IF_ERROR(state_->write->AddTo(planner, values));
  return true;
}

absl::Status Prepared::CheckCount(std::span<const Value> values) const {
  if (values.size() == state_->parameters.size()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "statement has " + std::to_string(state_->parameters.size()) +
      " parameters, values are given for " + std::to_string(values.size()));
}

Parameters Prepared::Named(std::span<const Value> values) const {
  Parameters parameters;
  for (std::size_t i = 0; i < values.size(); ++i) {
    parameters[state_->parameters[i]] = ArgumentOf(values[i]);
  }
  return parameters;
}

absl::StatusOr<std::shared_ptr<const SelectPlan>> Prepared::Plan(
    const Parameters& parameters) const {
  const auto* query = std::get_if<cambium::Query>(&state_->statement);
  if (query == nullptr) return absl::InvalidArgumentError("not a query");
  if (state_->plan != nullptr) return state_->plan;
  const Value now = Value::Time(database_->TakeTime());
  CAMBIUM_ASSIGN_OR_RETURN(std::shared_ptr<const SelectPlan> plan,
                           database_->PlanOver(database_->schema_, *query, parameters, now));
  if (state_->parameters.empty()) {
    // With the time open, it shows whether there is any in it.
    CAMBIUM_ASSIGN_OR_RETURN(const SelectPlan open, PlanQuery(database_->schema_, *query));
    if (!FollowsTime(open)) state_->plan = plan;
  }
  if (!state_->lookup.has_value()) {
    state_->lookup = KeyLookup::Of(database_->schema_, *query, state_->parameters, plan);
  }
  return plan;
}

absl::StatusOr<Answer> Prepared::Query(const Parameters& parameters) const {
  CAMBIUM_CHECK(state_ != nullptr, "a statement was not prepared");
  const std::lock_guard lock(database_->mutex_);
  Refresh();
  CAMBIUM_ASSIGN_OR_RETURN(std::shared_ptr<const SelectPlan> plan, Plan(parameters));
  return database_->AnswerOver(database_->schema_, std::move(plan), Store::kNow);
}

absl::StatusOr<Answer> Prepared::QueryWith(std::span<const Value> values) const {
  CAMBIUM_CHECK(state_ != nullptr, "a statement was not prepared");
  CAMBIUM_RETURN_IF_ERROR(CheckCount(values));
  {
    const std::lock_guard lock(database_->mutex_);
    Refresh();
    if (state_->lookup.has_value()) {
      CAMBIUM_ASSIGN_OR_RETURN(std::optional<TreeList> found,
                               state_->lookup->Find(*database_->store_, values));
      if (found.has_value()) return Answer{state_->lookup->plan(), *std::move(found), 0};
    }
  }
  return Query(Named(values));
}

absl::StatusOr<Committed> Prepared::Execute(const Parameters& parameters) const {
  CAMBIUM_CHECK(state_ != nullptr, "a statement was not prepared");
  Statement statement = state_->statement;
  CAMBIUM_RETURN_IF_ERROR(BindParameters(parameters, statement));
  return database_->ExecuteStatement("", statement);
}

absl::StatusOr<Committed> Prepared::ExecuteWith(std::span<const Value> values) const {
  CAMBIUM_CHECK(state_ != nullptr, "a statement was not prepared");
  CAMBIUM_RETURN_IF_ERROR(CheckCount(values));
  absl::StatusOr<Committed> result = Committed();
  {
    std::unique_lock lock(database_->mutex_);
    MutationPlanner planner(database_->schema_, *database_->store_,
                            Value::Time(database_->TakeTime()));
    CAMBIUM_ASSIGN_OR_RETURN(const bool is_added, AddTo(planner, values));
    if (!is_added) {
      lock.unlock();
      return Execute(Named(values));
    }
    result = database_->Mutate(planner);
  }
  database_->Deliver();
  return result;
}

}  // namespace cambium
