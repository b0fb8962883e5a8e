// A graph owns nodes and runs one step per transaction, over the nodes it concerns.
//
//     graph.Push(orders, delta);     // what this transaction changes
//     graph.Compute();               // deltas everywhere, state untouched
//     … read deltas, check limits, append to the log …
//     graph.Commit();                // or graph.Abandon(): nothing happened
//
// Nodes are added and removed between steps, at run time. A new node over wires that
// have carried nothing yet needs no hydration; query/ feeds new inputs with what the
// store holds, as the delta of a first step that only the new nodes take part in.
//
// Cost of a step: the nodes reached by a non-empty delta, in order of rank.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "dataflow/node.h"

namespace cambium {

class Graph {
 public:
  Graph() = default;
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  template <Element T>
  InputNode<T>& AddInput() {
    return Own(std::make_unique<InputNode<T>>());
  }

  // The operator's Step takes one delta per wire and returns the output's delta.
  template <typename Operator, Element... In>
  auto& Add(Operator op, const Wire<In>&... inputs) {
    using Out = typename decltype(op.Step(inputs.delta()...))::element_type;
    return Own(std::make_unique<OperatorNode<Operator, Out, In...>>(std::move(op), inputs...));
  }

  // Frozen during COMPUTE; lives until its node is removed.
  template <typename IndexType>
  const IndexType& AddIndex(IndexType index, const Wire<typename IndexType::element_type>& of) {
    return Own(std::make_unique<IndexNode<IndexType>>(std::move(index), of)).index();
  }

  // Everything added since `mark` belongs together and can be removed together.
  std::size_t mark() const { return next_id_; }

  // Removes these nodes. No node outside of the set may read one inside.
  void Remove(const std::vector<Node*>& nodes);

  // The nodes added at or after `mark`, in order of creation.
  std::vector<Node*> NodesSince(std::size_t mark) const;

  template <Element T>
  void Push(InputNode<T>& input, const ZSet<T>& delta) {
    input.Push(delta);
    if (input.changed()) MarkDirty(input);
  }

  void Compute();
  void Commit();
  void Abandon();

  std::size_t node_count() const { return nodes_.size(); }
  // Elements that all nodes keep from step to step: what tests of leaks count.
  std::size_t held_count() const;
  // Nodes visited by the last Compute(): what tests of "idle costs nothing" count.
  std::size_t visited_count() const { return visited_count_; }

 private:
  struct Owned {
    std::size_t id;
    std::unique_ptr<Node> node;
  };

  template <typename NodeType>
  NodeType& Own(std::unique_ptr<NodeType> node) {
    NodeType& added = *node;
    Attach(std::move(node));
    return added;
  }

  void Attach(std::unique_ptr<Node> node);
  void MarkDirty(Node& node);
  void EndStep();

  std::vector<Owned> nodes_;  // Ascending by id.
  std::size_t next_id_ = 0;
  // The dirty set by rank; within a rank, in the order in which nodes became dirty,
  // which follows from the order of Push() and of creation alone.
  std::vector<std::vector<Node*>> dirty_;
  std::vector<Node*> visited_;  // This step's nodes, inputs first.
  std::size_t visited_count_ = 0;
};

}  // namespace cambium
