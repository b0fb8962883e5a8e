// A live query that begins over large tables, while other threads commit.
// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "dataflow/status.h"
#include "query/database.h"
#include "query/live_queries.h"

namespace cambium {
namespace {

// Without the lock for as long as it lives, whichever way that ends.
class Unlocked {
 public:
  explicit Unlocked(std::unique_lock<std::mutex>& lock) : lock_(lock) { lock_.unlock(); }
  Unlocked(const Unlocked&) = delete;
  Unlocked& operator=(const Unlocked&) = delete;
  ~Unlocked() { lock_.lock(); }

 private:
  std::unique_lock<std::mutex>& lock_;
};

// How often it is begun anew when something has come between. After that it takes the lock.
constexpr int kAttempts = 3;

}  // namespace

absl::StatusOr<std::unique_ptr<Hydration>> Database::Hydrate(const Asked& asked,
                                                             const SubscribeOptions& options,
                                                             std::unique_lock<std::mutex>& lock,
                                                             LivePlan& plan) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const std::uint64_t generation = schema_generation_;
    CAMBIUM_ASSIGN_OR_RETURN(std::unique_ptr<Hydration> hydration,
                             live_->Begin(plan, schema_, *store_, options_.hydration_slice));
    if (hydration == nullptr) return nullptr;
    const auto spoil_if_untold = [&] {
      const bool is_told = hydration->version() == store_->version();
      if (schema_generation_ != generation || !is_told) hydration->Spoil();
    };
    // Without the lock, but for a look at whether it is all for nothing.
    bool is_given_up = false;
    const auto goes_on = [&] {
      is_given_up = options.on_progress && !options.on_progress(hydration->progress());
      if (is_given_up) return false;
      lock.lock();
      spoil_if_untold();
      const bool is_spoilt = hydration->is_spoilt();
      lock.unlock();
      return !is_spoilt;
    };
    absl::Status filled;
    {
      const Unlocked unlocked(lock);
      if (options.on_progress) CAMBIUM_RETURN_IF_ERROR(hydration->Count());
      filled = hydration->Fill(goes_on);
    }
    spoil_if_untold();
    if (!hydration->is_spoilt() && !is_given_up) {
      CAMBIUM_RETURN_IF_ERROR(filled);
      live_->Join(*hydration);
    }
    while (!hydration->is_whole() && !hydration->is_spoilt() && !is_given_up) {
      const bool lags = hydration->lags();
      {
        const Unlocked unlocked(lock);
        hydration->Prepare();
        if (lags) goes_on();
      }
      spoil_if_untold();
      if (!hydration->is_spoilt()) live_->Feed(*hydration);
    }
    if (is_given_up) return absl::CancelledError("live query was given up while it began");
    if (!hydration->is_spoilt()) return hydration;
    if (schema_generation_ != generation) {
      CAMBIUM_ASSIGN_OR_RETURN(
          plan, asked.question->Plan(schema_, schema_generation_, asked.parameters.Restore(),
                                     IsShared(asked)));
    }
    // What is wrong over a part of the rows may be right over all, which is told at once.
    if (!hydration->instance().query.nodes.parts->error.ok()) return nullptr;
  }
  return nullptr;
}

}  // namespace cambium
