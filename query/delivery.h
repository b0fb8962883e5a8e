// Brings frames to subscribers: in the order of commits, outside of locks.
//
//     Post()  ──►  one queue for each subscriber  ──►  Take(), whenever somebody polls
//                          │ and for callbacks
//                          ▼
//             turns, in the order of Post()       ──►  Run(), on the thread that commits
//
// Law: every callback has had its frame of a commit before any has one of the next, also when
// callbacks write, and whoever commits meanwhile. A subscriber that lags (query/frame_queue.h)
// gets the whole answer when all others have had what had come until then.
//
// One thread delivers at a time; others that come then leave their frames to it.
//
// Any thread may call any member. Locks: the database's before this one's; callbacks are
// called, and whole answers asked for, with none held.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "query/frame_queue.h"
#include "query/ready_signal.h"
#include "query/subscription.h"

namespace cambium {

// What the handle of a subscription tells of it.
struct SubscriptionStanding {
  std::int64_t id = 0;
  std::int64_t hydration_micros = 0;
  std::atomic<SubscriptionState> state = SubscriptionState::kHydrating;
  absl::Status failure;  // Set before `state` says that it has failed.
};

class Delivery {
 public:
  // `post_whole(id)` posts a subscription's whole answer as a reset frame, or an error frame.
  explicit Delivery(std::function<void(std::int64_t id)> post_whole)
      : post_whole_(std::move(post_whole)) {}
  // Not from within a callback: that is a mistake in the program.
  ~Delivery();

  // From now on the frames with the number of `standing` go to the sink or, without one, wait
  // to be polled.
  void Add(std::shared_ptr<SubscriptionStanding> standing, FrameSink sink,
           const SubscribeOptions& options);
  // Waits for a callback of its own that runs on another thread. False if there is none.
  bool Remove(std::int64_t id);

  // Lets go of all receivers while the database is whole: their sinks may hold subscriptions.
  void Clear();

  // Frames of no subscription are dropped. Called under the lock that orders commits.
  void Post(Frame frame);
  // Calls callbacks until nothing waits, unless somebody is at it, perhaps this very thread
  // further up. What a callback throws leaves what is behind it to the next call.
  void Run();

  // The oldest frame that waits to be polled.
  std::optional<Frame> Take(std::int64_t id);
  absl::StatusOr<int> EventFd(std::int64_t id);

 private:
  using Lock = std::unique_lock<std::mutex>;
  struct Receiver {
    Receiver(FrameSink callback, const SubscribeOptions& options)
        : sink(std::move(callback)), queue(options.max_queued, sink == nullptr) {}
    const FrameSink sink;
    std::shared_ptr<SubscriptionStanding> standing;
    FrameQueue queue;
    ReadySignal ready;
    std::uint64_t era = 0;  // Turns of an earlier one are void: what they were for is dropped.
  };
  using ReceiverPtr = std::shared_ptr<Receiver>;
  struct Turn {
    ReceiverPtr receiver;
    std::uint64_t era;
  };

  ReceiverPtr Find(std::int64_t id) const;
  // Takes the next turn. Without the lock while it calls, and while it lets go of the receiver:
  // what a sink has captured may be the last to hold other subscriptions.
  void TakeTurn(Lock& lock);

  const std::function<void(std::int64_t)> post_whole_;
  std::mutex mutex_;  // Guards everything below.
  std::map<std::int64_t, ReceiverPtr> receivers_;
  // One for each frame that waits for a callback; one of who was removed finds none.
  std::deque<Turn> turns_;
  std::set<std::int64_t> lagging_;  // that have callbacks
  bool is_running_ = false;
  // Whose callback is running, 0 for none, and where; and how to wait for its end.
  std::int64_t called_ = 0;
  std::thread::id caller_;
  std::condition_variable call_ended_;
};

}  // namespace cambium
