// Asking an older version.
// SPDX-License-Identifier: Apache-2.0
#include "query/database_snapshot.h"

#include <utility>

#include "dataflow/status.h"
#include "query/ask.h"

namespace cambium {

DatabaseSnapshot Database::Snapshot() {
  const std::lock_guard lock(mutex_);
  if (kept_schema_ == nullptr) kept_schema_ = std::make_shared<const Schema>(schema_);
  return DatabaseSnapshot(*this, store_->TakeSnapshot(), kept_schema_);
}

absl::StatusOr<Answer> DatabaseSnapshot::Query(std::string_view text,
                                               const Parameters& parameters) const {
  CAMBIUM_ASSIGN_OR_RETURN(const cambium::Query query, ParseOneShot(text));
  const std::lock_guard lock(database_->mutex_);
  const Value now = Value::Time(database_->TakeTime());
  CAMBIUM_ASSIGN_OR_RETURN(std::shared_ptr<const SelectPlan> plan,
                           database_->PlanOver(*schema_, query, parameters, now));
  return database_->AnswerOver(*schema_, std::move(plan), version());
}

}  // namespace cambium
