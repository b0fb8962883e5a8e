// SUBSCRIBE: a callback for what stands, and then for what each commit changes.
//
//     auto subscription = spend.Subscribe([](const ZSet<Grouped<Team, int64_t>>& delta) { … });
//
// First everything that stands, at once; then one consolidated delta for each commit that
// changes something, in the order of commits, after the commit. A callback may start a
// transaction, which is the next one, and may end subscriptions, its own too.
//
// Law: the deltas so far sum to the contents of the stream.
// Cost: a copy of the delta, in memory that is used again; the sort if nobody has sorted it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "dataflow/stream.h"

namespace cambium {

template <Element T>
class SubscribeNode final : public Node, private StepListener {
 public:
  using Callback = std::function<void(const ZSet<T>&)>;

  SubscribeNode(Wire<T>& wire, Callback callback)
      : wire_(wire), reader_(std::make_shared<Reader>(Reader{std::move(callback), {}})) {
    wire_.DemandConsolidated();
  }
  ~SubscribeNode() override { wire_.ReleaseConsolidated(); }

  void Compute() override {}
  void Commit() override {
    pending_.push_back(std::move(reader_->spare));
    pending_.back().Assign(wire_.delta().entries());
  }
  void Clear() override {}
  std::size_t delta_size() const override { return 0; }
  std::string name() const override { return "subscribe"; }
  StepListener* listener() override { return this; }

  void Call(ZSet<T> delta) {
    // The callback may end this subscription, and with it this node.
    const std::shared_ptr<Reader> reader = reader_;
    reader->callback(delta);
    reader->spare = std::move(delta);
  }

 private:
  struct Reader {
    Callback callback;
    ZSet<T> spare;  // A delta that has been read: memory for the next one.
  };

  void Deliver() override {
    ZSet<T> delta = std::move(pending_[delivered_++]);
    if (delivered_ == pending_.size()) {
      pending_.clear();
      delivered_ = 0;
    }
    Call(std::move(delta));
  }

  Wire<T>& wire_;
  std::shared_ptr<Reader> reader_;
  std::vector<ZSet<T>> pending_;  // One for each commit, the first `delivered_` of them gone.
  std::size_t delivered_ = 0;
};

// Ends the subscription when it is destroyed.
class Subscriber {
 public:
  Subscriber() = default;
  explicit Subscriber(NodeHandle node) : node_(std::move(node)) {}
  Subscriber(Subscriber&&) noexcept = default;
  Subscriber& operator=(Subscriber&&) noexcept = default;

  // That of the stream: what stood when it was made, which the first delta then lacks.
  absl::Status status() const {
    return node_.node() == nullptr ? absl::OkStatus() : node_.node()->late_error();
  }

 private:
  NodeHandle node_;
};

template <Element T>
template <typename Callback>
Subscriber Stream<T>::Subscribe(Callback callback) const {
  static_assert(std::is_invocable_v<Callback&, const ZSet<T>&>,
                "cambium: Subscribe needs a function of a const ZSet<T>&");
  Delta<T> contents;
  wire().AppendContents(contents);
  ZSet<T> snapshot = contents.ToZSet();
  auto& node =
      graph().Own(std::make_unique<SubscribeNode<T>>(wire(), std::move(callback)), {&wire()});
  NodeHandle handle(node);
  if (!snapshot.empty()) node.Call(std::move(snapshot));
  return Subscriber(std::move(handle));
}

}  // namespace cambium
