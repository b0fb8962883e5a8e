// Asking an older version.
// SPDX-License-Identifier: Apache-2.0
#include "query/database_snapshot.h"

#include <utility>

#include "dataflow/status.h"
#include "query/ask.h"

namespace cambium {

DatabaseSnapshot Database::Snapshot() {
  const std::lock_guard lock(mutex_);
  return DatabaseSnapshot(*this, store_->TakeSnapshot());
}

absl::StatusOr<Answer> DatabaseSnapshot::Query(std::string_view text,
                                               const Parameters& parameters) const {
  CAMBIUM_ASSIGN_OR_RETURN(const cambium::Query query, ParseOneShot(text));
  const std::lock_guard lock(database_->mutex_);
  CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, PlanQuery(database_->schema_, query, parameters,
                                                      Value::Time(database_->TakeTime())));
  Answer answer{std::make_shared<const SelectPlan>(std::move(plan)), {}};
  CAMBIUM_ASSIGN_OR_RETURN(
      answer.rows, AskAt(*answer.plan, database_->schema_, *database_->store_, version(),
                         nullptr, database_->options_.limits));
  return answer;
}

}  // namespace cambium
