// INTEGRATE: each transaction emits all that its input holds after it.
//
//     transaction     1            2              3              4 (of something else)
//     input         {a:+1}       {b:+1}         {a:-1}             .
//     holds         {a}          {a, b}         {b}               {b}
//     emitted       {a:+1}       {a:+1, b:+1}   {b:+1}            {b:+1}
//     contents      {a}          {a:2, b}       {a:2, b:2}        {a:2, b:3}
//
// So contents say for how many transactions an element has stood: what a sum over time is made
// of. The clock is the graph's, as for Delay (operators/delay.h); a transaction that fails and
// a preview do not count.
//
// Added late, what stands counts as the delta of the last transaction.
//
// Law: the contents are the sum of the input's contents after each transaction. Differentiate
// of it is the input, and it of Differentiate is the input.
//
// State: the weights of its input, shared, and its own contents. Cost: O(input) for every
// transaction, even one that does not concern it: this is no operator for large streams.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "dataflow/key_index.h"
#include "dataflow/stream.h"

namespace cambium {

template <Element T>
class IntegrateNode final : public Wire<T> {
 public:
  IntegrateNode(Arena& arena, const Wire<T>& input, IndexHandle<WeightIndex<T>> standing)
      : Wire<T>(arena), input_(input), standing_(std::move(standing)) {
    Delta<T> contents;
    standing_->AppendContents(contents);
    total_.Fold(contents);
    this->WakeNext(!contents.empty());
  }

  void Compute() override {
    standing_->AppendContents(this->delta_);
    this->delta_.Append(input_.delta());
    this->delta_.Consolidate();
  }
  void Commit() override {
    total_.Fold(this->delta_);
    // Once its input is empty it waits for it.
    this->WakeNext(!this->delta_.empty());
  }
  std::string name() const override { return "integrate"; }
  std::size_t state_rows() const override { return total_.row_count(); }

 protected:
  void ComputeContents(Delta<T>& out) const override { total_.AppendContents(out); }

 private:
  const Wire<T>& input_;
  const IndexHandle<WeightIndex<T>> standing_;
  WeightIndex<T> total_;  // All that was emitted.
};

template <Element T>
Stream<T> Stream<T>::Integrate() const {
  CAMBIUM_CHECK(graph().steps() != Steps::kShared, "integration needs a graph of its own");
  auto& node = graph().Own(
      std::make_unique<IntegrateNode<T>>(graph().arena(), wire(), IndexWeights(*this)),
      {&wire()});
  return Stream<T>(node);
}

}  // namespace cambium
