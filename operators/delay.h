// DELAY: each delta one transaction later, z⁻¹.
//
//     transaction     1          2          3          4 (of something else, or of nothing)
//     input         {a:+1}     {b:+1}     {a:-1}       .
//     emitted          .       {a:+1}     {b:+1}     {a:-1}
//     contents        {}        {a}       {a,b}       {b}
//
// The clock is the graph's: every transaction that is committed counts, whatever it is about,
// an empty one too. So Transact([] {}) brings a delayed delta out when nothing else does. While
// a delta is due, the node is part of the next step; then it is idle again. A transaction that
// fails and a preview show what is due and leave it due. A transaction fails if what comes out
// in it breaks an assertion or a limit, and the next one will, too, until that handle is gone.
//
// Added late, what stands counts as the delta of the last transaction: it comes out with the
// next one.
//
// Law: after a transaction the contents are those that the input had before it. With
// Differentiate, which is the input minus its delay, contents are the delta of the last
// transaction; it is the inverse of Integrate (operators/integrate.h).
//
// State: the last delta. Cost: a sort of the delta, and a copy in the next transaction.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "dataflow/stream.h"

namespace cambium {

template <Element T>
class DelayNode final : public Wire<T> {
 public:
  DelayNode(Arena& arena, const Wire<T>& input) : Wire<T>(arena), input_(input) {
    Delta<T> contents;
    input.AppendContents(contents);
    KeepDue(contents);
  }

  void Compute() override {
    this->delta_.Reserve(due_.size());
    for (const auto& [element, weight] : due_) this->delta_.Add(element, weight);
    this->FinishDelta();
  }
  void Commit() override { KeepDue(input_.delta()); }
  std::string name() const override { return "delay"; }
  std::size_t state_rows() const override { return due_.size(); }

 protected:
  // What has arrived, without what is due.
  void ComputeContents(Delta<T>& out) const override {
    input_.AppendContents(out);
    for (const auto& [element, weight] : due_) out.Add(element, NegateWeight(weight));
  }

 private:
  void KeepDue(const Delta<T>& delta) {
    due_ = delta.ToZSet();
    this->WakeNext(!due_.empty());
  }

  const Wire<T>& input_;
  ZSet<T> due_;  // What the next transaction emits.
};

template <Element T>
Stream<T> Stream<T>::Delay() const {
  CAMBIUM_CHECK(graph().steps() != Steps::kShared, "a delay needs a graph of its own");
  auto& node = graph().Own(std::make_unique<DelayNode<T>>(graph().arena(), wire()), {&wire()});
  return Stream<T>(node);
}

}  // namespace cambium
