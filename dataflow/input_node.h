// Where changes enter a graph.
//
// An input can say again what it has carried, so that a query which comes late can start:
// as long as some index of it exists, that one answers; else the input keeps the contents
// itself. `Keep::kNothing` is for inputs to which nothing is attached late.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/node.h"
#include "dataflow/weight_index.h"

namespace cambium {

enum class Keep { kContents, kNothing };

// A wire whose contents nothing can compute again.
template <Element T>
class SourceWire : public Wire<T> {
 public:
  // Says what stands in a table that is kept elsewhere, such as in a store.
  using Contents = std::function<void(Delta<T>&)>;

  SourceWire(Arena& arena, Keep keep) : Wire<T>(arena), keep_(keep) {}
  SourceWire(Arena& arena, Contents contents)
      : Wire<T>(arena), keep_(Keep::kNothing), elsewhere_(std::move(contents)) {}

  void Commit() override {
    if (keep_ == Keep::kNothing || !this->replays_.empty()) return;
    TakeOver();
    kept_.Fold(this->delta_);
  }
  std::size_t state_rows() const override { return kept_.row_count() + left_.size(); }

  void AddReplay(const Replay<T>* replay) override {
    Wire<T>::AddReplay(replay);
    kept_ = WeightIndex<T>();
    left_ = Delta<T>();
  }
  void RemoveReplay(const Replay<T>* replay) override {
    const bool last = this->replays_.size() == 1;
    if (last && keep_ == Keep::kContents) replay->AppendContents(left_);
    Wire<T>::RemoveReplay(replay);
  }

 protected:
  void ComputeContents(Delta<T>& out) const override {
    if (elsewhere_) return elsewhere_(out);
    CAMBIUM_CHECK(keep_ == Keep::kContents, "an input that keeps nothing is read late");
    kept_.AppendContents(out);
    out.Append(left_);
  }
  // What stands when the wire is made.
  void Begin(const Delta<T>& contents) { kept_.Fold(contents); }

 private:
  // What the last index left is indexed when the graph goes on without one: most often it ends.
  void TakeOver() {
    if (left_.empty()) return;
    kept_.Fold(left_);
    left_ = Delta<T>();
  }

  const Keep keep_;
  const Contents elsewhere_;
  // Both are empty while an index of this wire exists.
  WeightIndex<T> kept_;
  Delta<T> left_;  // By the last index, each element once.
};

template <Element T>
class InputNode final : public SourceWire<T> {
 public:
  using SourceWire<T>::SourceWire;

  // Graph::MarkDirty() it, too.
  void Add(T element, Weight weight) { this->delta_.Add(std::move(element), weight); }

  void Compute() override { this->FinishDelta(); }
  std::string name() const override { return "input"; }
};

}  // namespace cambium
