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
  const Value now = Value::Time(database_->TakeTime());
  CAMBIUM_ASSIGN_OR_RETURN(std::shared_ptr<const SelectPlan> plan,
                           database_->PlanNow(query, parameters, now));
  return database_->AnswerOf(std::move(plan), version());
}

}  // namespace cambium
