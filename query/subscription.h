// Subscriptions: a query that is kept live for one receiver. docs/live.md is the contract.
//
//     Subscription    frames are pushed: a callback is called with each, as commits are made
//     LiveQueue       frames are pulled: they wait until somebody polls
//
// Both end when they are destroyed, and are outlived by their database. Const members and
// those of LiveQueue may be called by any thread while no other moves or stops it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "query/frame.h"
#include "query/parameters.h"

namespace cambium {

class Database;
struct SubscriptionStanding;

using FrameSink = std::function<void(const Frame&)>;

// How far a live query is that begins over large tables.
struct HydrationProgress {
  std::uint64_t rows = 0;   // Read so far.
  std::uint64_t total = 0;  // To be read.
};

struct SubscribeOptions {
  // Operations that may wait for a subscriber that is behind; with more, they are dropped, and
  // it gets a `reset` frame instead, once it is there for it. Lower it where memory is scarce.
  std::size_t max_queued = 65'536;
  // Rows that the answer may have, those of its inner lists included; an answer that grows
  // beyond fails the subscription and not the commit. 0 is no limit. Set it where queries come
  // from people who may forget a LIMIT.
  std::size_t max_rows = 0;
  // Called between the slices in which large tables are read, on the thread that subscribes and
  // outside of locks; it may call anything. False gives up: the result is CANCELLED. For a bar
  // on a screen, and for a person who has lost patience.
  std::function<bool(const HydrationProgress&)> on_progress = nullptr;
};

enum class SubscriptionState {
  kHydrating,  // The first frame has not been delivered yet.
  kLive,
  kFailed,  // See failure(). The error frame is the last one.
  kEnded,   // Stopped.
};

class Subscription {
 public:
  Subscription() = default;
  Subscription(Subscription&& other) noexcept { *this = std::move(other); }
  Subscription& operator=(Subscription&& other) noexcept;
  ~Subscription() { Stop(); }

  // The number that its frames have; 0 of none.
  std::int64_t id() const;
  SubscriptionState state() const;
  // OK unless it has failed.
  absl::Status failure() const;
  // How long the database took to read and to compute the first answer.
  std::int64_t hydration_micros() const;

  // Once this has returned no callback of this subscription runs, nor will one: if one is
  // running on another thread this waits for it, so do not hold a lock that the callback takes.
  // Called by a callback, it does not wait for that.
  void Stop();
  // See Database::Rebind.
  absl::Status Rebind(const Parameters& parameters);
  // Lets the subscription live as long as the database.
  void Release() { database_ = nullptr; }

 protected:
  friend class Database;
  Subscription(Database* database, std::shared_ptr<const SubscriptionStanding> standing)
      : database_(database), standing_(std::move(standing)) {}

  Database* database_ = nullptr;
  std::shared_ptr<const SubscriptionStanding> standing_;
};

class LiveQueue : public Subscription {
 public:
  LiveQueue() = default;

  // What has come: the open frame at first, then one delta from the version that was polled
  // last to the newest; nothing if nothing has come. After more than `max_queued` operations a
  // reset, the whole answer at the newest version; only for that does it wait for a commit
  // that is being made. Call it until it returns nothing: previews and errors are frames apart.
  std::optional<Frame> Poll();

  // A file descriptor that can be read while there is something to poll: wait for it with
  // poll(2) and the like, do not read it. It is open until this queue is stopped.
  absl::StatusOr<int> EventFd();

  void Release() = delete;  // Who would poll?

 private:
  friend class Database;
  using Subscription::Subscription;
};

}  // namespace cambium
