// Handles: what they are asked, they ask the database.
// SPDX-License-Identifier: Apache-2.0
#include "query/subscription.h"

#include "query/database.h"
#include "query/delivery.h"

namespace cambium {

Subscription& Subscription::operator=(Subscription&& other) noexcept {
  if (this == &other) return *this;
  Stop();
  database_ = std::exchange(other.database_, nullptr);
  standing_ = std::move(other.standing_);
  return *this;
}

std::int64_t Subscription::id() const { return standing_ == nullptr ? 0 : standing_->id; }

SubscriptionState Subscription::state() const {
  return standing_ == nullptr ? SubscriptionState::kEnded : standing_->state.load();
}

absl::Status Subscription::failure() const {
  return state() == SubscriptionState::kFailed ? standing_->failure : absl::OkStatus();
}

std::int64_t Subscription::hydration_micros() const {
  return standing_ == nullptr ? 0 : standing_->hydration_micros;
}

absl::Status Subscription::Rebind(const Parameters& parameters) {
  if (database_ == nullptr) return absl::FailedPreconditionError("subscription has ended");
  return database_->Rebind(id(), parameters);
}

void Subscription::Stop() {
  if (database_ != nullptr) std::exchange(database_, nullptr)->Unsubscribe(id());
}

std::optional<Frame> LiveQueue::Poll() {
  if (database_ == nullptr) return std::nullopt;
  return database_->delivery_->Take(id());
}

absl::StatusOr<int> LiveQueue::EventFd() {
  if (database_ == nullptr) return absl::FailedPreconditionError("subscription has ended");
  return database_->delivery_->EventFd(id());
}

}  // namespace cambium
