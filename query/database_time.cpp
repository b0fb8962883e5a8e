// The time of a database: what NOW() is, and what changes by it alone.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "lsm/clock.h"
#include "query/database.h"
#include "query/live_queries.h"

namespace cambium {

std::int64_t Database::TakeTime() {
  RealClock real_clock;
  Clock& clock = options_.clock != nullptr ? *options_.clock : real_clock;
  return time_ = std::max(time_, clock.NowMicros());
}

void Database::AdvanceLive() {
  live_->Compute(Changes(), time_);
  Post(live_->Commit(store_->version(), schema_, *store_));
}

void Database::AdvanceTime(std::optional<std::int64_t> micros) {
  {
    const std::lock_guard lock(mutex_);
    if (micros.has_value()) {
      time_ = std::max(time_, *micros);
    } else {
      TakeTime();
    }
    AdvanceLive();
  }
  Deliver();
}

std::optional<std::int64_t> Database::NextDeadline() const {
  const std::lock_guard lock(mutex_);
  return live_->next_deadline();
}

}  // namespace cambium
