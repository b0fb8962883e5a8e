// Subscribing, rebinding, and where the frames of commits go.
// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "dataflow/status.h"
#include "query/database.h"
#include "query/delivery.h"
#include "query/live_plan.h"
#include "query/live_queries.h"

namespace cambium {
namespace {

absl::Status CheckRows(std::size_t rows, std::size_t max_rows) {
  if (max_rows == 0 || rows <= max_rows) return absl::OkStatus();
  return absl::ResourceExhaustedError("live answer has too many rows, the limit is " +
                                      std::to_string(max_rows));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const SubscriptionStanding>> Database::Attach(
    std::string_view text, FrameSink sink, const Parameters& parameters,
    const SubscribeOptions& options) {
  auto standing = std::make_shared<SubscriptionStanding>();
  std::unique_lock lock(mutex_);
  Asked asked{nullptr, KeptParameters(parameters), options.max_rows};
  CAMBIUM_ASSIGN_OR_RETURN(asked.question, questions_->Find(text));
  CAMBIUM_ASSIGN_OR_RETURN(LivePlan plan, asked.question->Plan(schema_, schema_generation_,
                                                               parameters, IsShared(asked)));
  CAMBIUM_ASSIGN_OR_RETURN(const std::unique_ptr<Hydration> hydration,
                           Hydrate(asked, options, lock, plan));
  TakeTime();
  AdvanceLive();
  CAMBIUM_ASSIGN_OR_RETURN(Frame open, live_->Add(plan, schema_, *store_, hydration.get()));
  standing->id = open.subscription;
  const absl::Status fits = CheckRows(live_->row_count(open.subscription), options.max_rows);
  if (!fits.ok()) {
    live_->Remove(open.subscription);
    return fits;
  }
  standing->hydration_micros = live_->hydration_micros(standing->id);
  asked_[standing->id] = std::move(asked);
  delivery_->Add(standing, std::move(sink), options);
  delivery_->Post(std::move(open));
  return standing;
}

absl::StatusOr<Subscription> Database::Subscribe(std::string_view text, FrameSink sink,
                                                 const Parameters& parameters,
                                                 const SubscribeOptions& options) {
  CAMBIUM_CHECK(sink != nullptr, "a subscription without a callback: Watch() it");
  auto standing = Attach(text, std::move(sink), parameters, options);
  // Before callbacks run: what one of them throws ends it.
  Subscription live = standing.ok() ? Subscription(this, *standing) : Subscription();
  Deliver();
  CAMBIUM_RETURN_IF_ERROR(standing.status());
  return live;
}

absl::StatusOr<LiveQueue> Database::Watch(std::string_view text, const Parameters& parameters,
                                          const SubscribeOptions& options) {
  auto standing = Attach(text, nullptr, parameters, options);
  LiveQueue live = standing.ok() ? LiveQueue(this, *standing) : LiveQueue();
  Deliver();  // Time may have passed for others, whose callbacks may throw.
  CAMBIUM_RETURN_IF_ERROR(standing.status());
  return live;
}

absl::Status Database::Rebind(std::int64_t id, const Parameters& parameters) {
  absl::Status rebound;
  {
    const std::lock_guard lock(mutex_);
    const auto found = asked_.find(id);
    if (found == asked_.end()) {
      return absl::NotFoundError("no subscription: " + std::to_string(id));
    }
    Parameters bound = parameters;
    bound.merge(found->second.parameters.Restore());
    CAMBIUM_ASSIGN_OR_RETURN(LivePlan plan,
                             found->second.question->Plan(schema_, schema_generation_, bound,
                                                          IsShared(found->second)));
    TakeTime();
    AdvanceLive();
    absl::StatusOr<Frame> frame = live_->Rebind(id, plan, schema_, *store_);
    rebound = frame.status();
    if (rebound.ok()) {  // Else there may be nothing any more: time may have failed it.
      found->second.parameters = KeptParameters(bound);
      std::vector<Frame> frames;
      if (!frame->ops.empty()) frames.push_back(*std::move(frame));
      Post(std::move(frames));
    }
  }
  Deliver();  // Time may have passed for others, also where this failed.
  return rebound;
}

bool Database::Unsubscribe(std::int64_t id) {
  {
    const std::lock_guard lock(mutex_);
    asked_.erase(id);
    live_->Remove(id);
  }
  return delivery_->Remove(id);
}

void Database::Post(std::vector<Frame> frames) {
  for (Frame& frame : frames) {
    const std::int64_t id = frame.subscription;
    const auto asked = asked_.find(id);
    const bool is_answer = frame.kind == FrameKind::kDelta || IsWhole(frame);
    if (is_answer && asked != asked_.end() && asked->second.max_rows != 0) {
      const absl::Status fits = CheckRows(live_->row_count(id), asked->second.max_rows);
      if (!fits.ok()) {
        frame = Frame();
        frame.kind = FrameKind::kError;
        frame.subscription = id;
        frame.error = fits;
      }
    }
    if (frame.kind == FrameKind::kError) {
      asked_.erase(id);
      live_->Remove(id);
    }
    delivery_->Post(std::move(frame));
  }
}

void Database::PostWhole(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  absl::StatusOr<Frame> whole = live_->Whole(id, store_->version());
  if (absl::IsNotFound(whole.status())) return;  // Stopped, or failed, meanwhile.
  Frame frame;
  if (whole.ok()) {
    frame = *std::move(whole);
    frame.why = "lag";
  } else {
    frame.kind = FrameKind::kError;
    frame.subscription = id;
    frame.error = whole.status();
  }
  std::vector<Frame> frames;
  frames.push_back(std::move(frame));
  Post(std::move(frames));
}

void Database::Deliver() { delivery_->Run(); }

}  // namespace cambium
