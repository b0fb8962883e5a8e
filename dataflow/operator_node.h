// Operators and indexes as nodes. The classes themselves know nothing of nodes or graphs.
//
// An operator has
//
//     using Out = …;                                            what it emits
//     void Step(const Delta<In>&…, Delta<Out>& out) const;      COMPUTE
//     static constexpr bool kConsolidated = true;               if it needs each element once
//     void AppendContents(Delta<Out>& out) const;               unless it is stateless
//     absl::Status ContentsError() const;                       if contents can lack something
//     static constexpr char kName[] = "join";
//
// and an index has element_type, Fold(delta) and AppendContents(out); one that does work in
// COMPUTE (Prepare) must be able to drop it (Abandon). Step, Prepare and Fold may take an
// Executor* as well, for deltas that are worth dividing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <tuple>
#include <utility>

#include "dataflow/node.h"

namespace cambium {

template <typename Operator, Element... In>
class OperatorNode final : public Wire<typename Operator::Out> {
 public:
  using Out = typename Operator::Out;

  OperatorNode(Arena& arena, Operator op, Wire<In>&... inputs)
      : Wire<Out>(arena), op_(std::move(op)), inputs_(&inputs...) {
    if constexpr (kConsolidated) (inputs.DemandConsolidated(), ...);
    if constexpr (requires { op_.ContentsError(); }) this->FailLate(op_.ContentsError());
  }
  ~OperatorNode() override {
    if constexpr (kConsolidated) {
      std::apply([](Wire<In>*... inputs) { (inputs->ReleaseConsolidated(), ...); }, inputs_);
    }
  }

  void Compute() override {
    std::apply(
        [this](Wire<In>*... inputs) {
          if constexpr (requires { op_.Step(inputs->delta()..., this->delta_, nullptr); }) {
            op_.Step(inputs->delta()..., this->delta_, this->executor());
          } else {
            op_.Step(inputs->delta()..., this->delta_);
          }
        },
        inputs_);
    this->FinishDelta();
  }
  bool commit_reads_deltas() const override { return false; }
  std::string name() const override { return Operator::kName; }

 protected:
  void ComputeContents(Delta<Out>& out) const override {
    if constexpr (requires { op_.AppendContents(out); }) {
      op_.AppendContents(out);
    } else {
      // A linear operator: what it makes of everything is what it has emitted so far.
      std::tuple<Delta<In>...> contents;
      Gather(contents, std::index_sequence_for<In...>());
      std::apply([&](const Delta<In>&... all) { op_.Step(all..., out); }, contents);
    }
  }

 private:
  static constexpr bool kConsolidated = requires { requires Operator::kConsolidated; };

  template <std::size_t... i>
  void Gather(std::tuple<Delta<In>...>& contents, std::index_sequence<i...>) const {
    (std::get<i>(inputs_)->AppendContents(std::get<i>(contents)), ...);
  }

  const Operator op_;
  const std::tuple<Wire<In>*...> inputs_;
};

template <typename Index>
class IndexNode final : public Node, private Replay<typename Index::element_type> {
 public:
  using T = typename Index::element_type;

  // Filled with what the wire has carried.
  IndexNode(Index index, Wire<T>& wire) : index_(std::move(index)), wire_(wire) {
    Delta<T> contents;
    wire.AppendContents(contents);
    Fold(contents, wire.executor());
    if constexpr (kReplays) wire_.AddReplay(this);
  }
  ~IndexNode() override {
    if constexpr (kReplays) wire_.RemoveReplay(this);
  }

  const Index& index() const { return index_; }

  void Compute() override {
    if constexpr (kPrepares) index_.Prepare(wire_.delta(), this->executor());
  }
  void Commit() override {
    Fold(wire_.delta(), this->executor());
    if (!this->is_revocable()) return;
    for (const auto& [element, weight] : wire_.delta()) {
      unsettled_.Add(element, NegateWeight(weight));
    }
  }
  void Settle() override { unsettled_.Clear(); }
  void Revoke() override {
    Fold(unsettled_, this->executor());
    unsettled_.Clear();
  }
  void Clear() override {
    if constexpr (kPrepares) index_.Abandon();
  }
  bool commit_reads_deltas() const override { return !kPrepares; }
  std::size_t delta_size() const override { return kPrepares ? wire_.delta().size() : 0; }
  std::string name() const override { return Index::kName; }
  std::size_t state_rows() const override { return index_.row_count(); }

 private:
  static constexpr bool kPrepares = requires(Index & i, const Delta<T>& d) {
    i.Prepare(d, nullptr);
  };
  static constexpr bool kReplays = requires(const Index& i, Delta<T>& out) {
    i.AppendContents(out);
  };

  void Fold(const Delta<T>& delta, Executor* executor) {
    if constexpr (requires { index_.Fold(delta, executor); }) {
      index_.Fold(delta, executor);
    } else {
      index_.Fold(delta);
    }
  }
  void AppendContents(Delta<T>& out) const override {
    if constexpr (kReplays) index_.AppendContents(out);
  }

  Index index_;
  Wire<T>& wire_;
  Delta<T> unsettled_;  // In a revocable graph: what takes back all since it was settled.
};

}  // namespace cambium
