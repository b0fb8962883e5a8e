// What a graph runs: a node computes a delta, and may fold one into its state.
//
// A step has two phases. COMPUTE calls Compute() on each dirty node, inputs first: a
// node reads the deltas of its inputs and indexes frozen at their state before the
// step, and writes nothing but its own delta. COMMIT calls Commit() on the same nodes,
// which folds deltas into state and cannot fail. A step abandoned between the two
// leaves no trace: Clear() drops its deltas.
//
// Cost: a node that no delta reaches is not visited.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tuple>
#include <utility>
#include <vector>

#include "dataflow/zset.h"

namespace cambium {

class Node {
 public:
  explicit Node(std::vector<Node*> inputs) : inputs_(std::move(inputs)) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  virtual ~Node() = default;

  virtual void Compute() = 0;
  virtual void Commit() {}
  virtual void Clear() = 0;
  // Whether Compute() left a delta for consumers to read.
  virtual bool changed() const = 0;
  // Elements kept from step to step.
  virtual std::size_t held_count() const { return 0; }

 private:
  friend class Graph;
  std::vector<Node*> inputs_;
  std::vector<Node*> consumers_;
  std::size_t rank_ = 0;  // Above the rank of every input.
  bool dirty_ = false;    // Waits in the dirty set of the running step.
};

// A node whose delta others read.
template <Element T>
class Wire : public Node {
 public:
  using Node::Node;
  const ZSet<T>& delta() const { return delta_; }
  void Clear() override { delta_ = ZSet<T>(); }
  bool changed() const override { return !delta_.empty(); }

 protected:
  ZSet<T> delta_;
};

// Where deltas enter the graph: Graph::Push() sets what this step brings.
template <Element T>
class InputNode final : public Wire<T> {
 public:
  InputNode() : Wire<T>(std::vector<Node*>()) {}
  void Push(const ZSet<T>& delta) { this->delta_ += delta; }
  void Compute() override {}
};

// An operator on its wires. The operator itself knows nothing of nodes or graphs.
template <typename Operator, Element Out, Element... In>
class OperatorNode final : public Wire<Out> {
 public:
  explicit OperatorNode(Operator op, const Wire<In>&... inputs)
      : Wire<Out>({const_cast<Wire<In>*>(&inputs)...}),
        op_(std::move(op)),
        wires_(&inputs...) {}

  void Compute() override {
    this->delta_ = std::apply(
        [this](const Wire<In>*... wires) { return op_.Step(wires->delta()...); }, wires_);
  }

 private:
  const Operator op_;
  const std::tuple<const Wire<In>*...> wires_;
};

// An index of a wire, folded at COMMIT. It has no delta: readers hold the index.
template <typename IndexType>
class IndexNode final : public Node {
 public:
  using T = typename IndexType::element_type;

  IndexNode(IndexType index, const Wire<T>& wire)
      : Node({const_cast<Wire<T>*>(&wire)}), index_(std::move(index)), wire_(wire) {}

  const IndexType& index() const { return index_; }
  void Compute() override {}
  void Commit() override { index_.Fold(wire_.delta()); }
  void Clear() override {}
  bool changed() const override { return false; }
  std::size_t held_count() const override { return index_.size(); }

 private:
  IndexType index_;
  const Wire<T>& wire_;
};

}  // namespace cambium
