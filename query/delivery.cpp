// Posting, and calling callbacks.
// SPDX-License-Identifier: Apache-2.0
#include "query/delivery.h"

#include <string>

#include "dataflow/check.h"

namespace cambium {

Delivery::~Delivery() {
  CAMBIUM_CHECK(!is_running_, "a database is destroyed within a callback of its own");
}

Delivery::ReceiverPtr Delivery::Find(std::int64_t id) const {
  const auto found = receivers_.find(id);
  return found == receivers_.end() ? nullptr : found->second;
}

void Delivery::Add(std::shared_ptr<SubscriptionStanding> standing, FrameSink sink,
                   const SubscribeOptions& options) {
  const auto receiver = std::make_shared<Receiver>(std::move(sink), options);
  receiver->standing = std::move(standing);
  const std::lock_guard lock(mutex_);
  receivers_[receiver->standing->id] = receiver;
}

bool Delivery::Remove(std::int64_t id) {
  ReceiverPtr removed;  // Goes when the lock is free again.
  Lock lock(mutex_);
  const auto found = receivers_.find(id);
  if (found != receivers_.end()) {
    removed = std::move(found->second);
    receivers_.erase(found);
    lagging_.erase(id);
    removed->queue.Clear();
    auto& state = removed->standing->state;
    if (state != SubscriptionState::kFailed) state = SubscriptionState::kEnded;
  }
  if (caller_ != std::this_thread::get_id()) {
    call_ended_.wait(lock, [this, id] { return called_ != id; });
  }
  return removed != nullptr;
}

void Delivery::Clear() {
  decltype(receivers_) receivers;  // Go when the lock is free again.
  decltype(turns_) turns;
  const std::lock_guard lock(mutex_);
  receivers.swap(receivers_);
  turns.swap(turns_);
  lagging_.clear();
}

void Delivery::Post(Frame frame) {
  const std::lock_guard lock(mutex_);
  const ReceiverPtr receiver = Find(frame.subscription);
  if (receiver == nullptr) return;
  const std::int64_t id = frame.subscription;
  SubscriptionStanding& standing = *receiver->standing;
  const bool is_polled = receiver->sink == nullptr;
  if (frame.kind == FrameKind::kError) {
    standing.failure = frame.error;
    standing.state = SubscriptionState::kFailed;
  } else if (is_polled && frame.kind == FrameKind::kOpen) {
    standing.state = SubscriptionState::kLive;
  }
  const bool is_kept = receiver->queue.Push(std::move(frame));
  if (is_polled) {
    receiver->ready.Set(true);
  } else if (is_kept) {
    lagging_.erase(id);
    turns_.push_back({receiver, receiver->era});
  } else if (lagging_.insert(id).second) {
    ++receiver->era;
  }
}

void Delivery::Run() {
  Lock lock(mutex_);
  if (is_running_) return;
  is_running_ = true;
  struct Done {
    bool& is_running;
    ~Done() { is_running = false; }
  };
  const Done done{is_running_};
  while (!turns_.empty() || !lagging_.empty()) {
    if (!turns_.empty()) {
      TakeTurn(lock);
      continue;
    }
    const std::int64_t id = *lagging_.begin();
    lagging_.erase(lagging_.begin());
    lock.unlock();
    post_whole_(id);
    lock.lock();
  }
}

void Delivery::TakeTurn(Lock& lock) {
  // Takes the lock again at the end, whichever way that comes.
  struct Relock {
    Delivery& delivery;
    Lock& lock;
    ~Relock() {
      lock.lock();
      delivery.called_ = 0;
      delivery.caller_ = std::thread::id();
      delivery.call_ended_.notify_all();
    }
  };
  const Relock relock{*this, lock};
  const auto [receiver, era] = std::move(turns_.front());
  turns_.pop_front();
  std::optional<Frame> frame;
  if (era == receiver->era) frame = receiver->queue.Take();
  if (frame.has_value()) {
    called_ = frame->subscription;
    caller_ = std::this_thread::get_id();
    auto hydrating = SubscriptionState::kHydrating;
    receiver->standing->state.compare_exchange_strong(hydrating, SubscriptionState::kLive);
    if (frame->kind == FrameKind::kError) receivers_.erase(called_);  // Nothing follows.
  }
  lock.unlock();
  if (frame.has_value()) receiver->sink(*frame);
}

std::optional<Frame> Delivery::Take(std::int64_t id) {
  Lock lock(mutex_);
  ReceiverPtr receiver = Find(id);
  // A commit in between may make it lag again.
  while (receiver != nullptr && receiver->queue.lags()) {
    lock.unlock();
    post_whole_(id);
    lock.lock();
    receiver = Find(id);
  }
  if (receiver == nullptr) return std::nullopt;
  std::optional<Frame> frame = receiver->queue.Take();
  receiver->ready.Set(!receiver->queue.empty() || receiver->queue.lags());
  return frame;
}

absl::StatusOr<int> Delivery::EventFd(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  const ReceiverPtr receiver = Find(id);
  if (receiver == nullptr) return absl::FailedPreconditionError("subscription has ended");
  return receiver->ready.Open();
}

}  // namespace cambium
