// Where time enters a graph: a clock that a program turns, and that never goes back.
//
//     TimeInput<std::int64_t> time(graph, 0);
//     graph.Transact([&] { time.AdvanceTo(60); });
//
// Operators never read a clock of their own, so that a history can be played again and comes
// out the same. Time advances in a transaction like any other change, together with others or
// alone: a preview shows what would be then, and a transaction that fails leaves it as it was.
// A time that is not later than now is ignored.
//
// As a stream it is one element, the time that it is. What waits for a time says so, and the
// earliest of these is `next_deadline()`: how long a program may sleep.
//
// Cost: O(1), and what operators do with it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "dataflow/stream.h"

namespace cambium {

// A node that has something to do at a time.
template <Element Time>
class Waiter {
 public:
  virtual ~Waiter() = default;
  virtual std::optional<Time> Deadline() const = 0;
};

template <Element Time>
class TimeNode final : public Wire<Time> {
 public:
  TimeNode(Arena& arena, Time start) : Wire<Time>(arena), now_(std::move(start)) {}

  // Graph::MarkDirty() it, too.
  void AdvanceTo(const Time& time) {
    if (next() < time) next_ = time;
  }
  // As before the step, and as it will be when that has been committed.
  const Time& now() const { return now_; }
  const Time& next() const { return next_.has_value() ? *next_ : now_; }

  void Compute() override {
    if (!next_.has_value()) return;
    this->delta_.Add(now_, -1);
    this->delta_.Add(*next_, 1);
    this->FinishDelta();
  }
  void Commit() override { now_ = next(); }
  void Clear() override {
    next_.reset();
    Wire<Time>::Clear();
  }
  bool commit_reads_deltas() const override { return false; }
  std::string name() const override { return "time"; }

  void AddWaiter(const Waiter<Time>* waiter) { waiters_.push_back(waiter); }
  void RemoveWaiter(const Waiter<Time>* waiter) { std::erase(waiters_, waiter); }
  std::optional<Time> NextDeadline() const {
    std::optional<Time> earliest;
    for (const Waiter<Time>* waiter : waiters_) {
      std::optional<Time> deadline = waiter->Deadline();
      if (!deadline.has_value()) continue;
      if (!earliest.has_value() || *deadline < *earliest) earliest = std::move(deadline);
    }
    return earliest;
  }

 protected:
  void ComputeContents(Delta<Time>& out) const override { out.Add(now_, 1); }

 private:
  Time now_;
  std::optional<Time> next_;  // Later than now; of the running transaction.
  std::vector<const Waiter<Time>*> waiters_;
};

template <Element Time>
class TimeInput {
 public:
  TimeInput(Graph& graph, Time start)
      : stream_(
            graph.Own(std::make_unique<TimeNode<Time>>(graph.arena(), std::move(start)), {})) {}

  // Part of the running transaction: call it inside of Graph::Transact().
  void AdvanceTo(const Time& time) {
    node().AdvanceTo(time);
    stream_.graph().MarkDirty(node());
  }
  // As of the last commit; from any thread.
  Time now() const {
    const std::shared_lock lock(stream_.graph().fold_mutex());
    return node().now();
  }
  // When something comes to an end or begins by itself; nothing if nothing does. Asked where
  // the graph is changed, for what waits comes and goes there.
  std::optional<Time> next_deadline() const { return node().NextDeadline(); }

  const Stream<Time>& stream() const { return stream_; }
  TimeNode<Time>& node() const { return static_cast<TimeNode<Time>&>(stream_.wire()); }

 private:
  Stream<Time> stream_;
};

}  // namespace cambium
