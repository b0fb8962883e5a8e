// A graph owns nodes and runs one step per transaction, over the nodes it concerns.
//
//     Graph graph;
//     auto [orders, order_input] = graph.AddInput<Order>();       // dataflow/stream.h
//     …
//     absl::Status done = graph.Transact([&] { order_input.Insert({1, 42, 999}); });
//
// A transaction takes place whole or not at all: what its body pushes runs through the
// graph (COMPUTE); a failed assertion, a limit, an error of an operator or an exception
// drops it without a trace; else it is folded in (COMMIT) and subscribers are told, in the
// order in which they came to the graph.
//
// One thread at a time changes a graph; views may be read from any, and wait for COMMIT only.
//
// Nodes come and go between steps, at run time. A new index is filled from what its wire
// has carried. Equal indexes of one wire are one node, shared.
//
// What takes long to fill is built in a nursery: a graph of its own, which a thread fills while
// the other makes steps, and whose nodes then join it.
//
// Cost of a step: the nodes reached by a non-empty delta, in order of rank. An idle node
// costs nothing. One that owes something to the next step, such as a Delay, is part of it,
// even if the body of the transaction does nothing; a step that is dropped leaves it owing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "dataflow/arena.h"
#include "dataflow/check.h"
#include "dataflow/executor.h"
#include "dataflow/node.h"

namespace cambium {

template <Element T>
class Stream;
template <Element T>
struct NewInput;
template <Element T, typename KeyOf>
struct NewTable;

// What a transaction may cost; passing a limit drops it whole.
struct Limits {
  // Entries that all nodes together emit. Set it when one change may fan out without end.
  std::uint64_t max_entries = UINT64_MAX;
  // Bytes of all deltas together.
  std::uint64_t max_bytes = UINT64_MAX;
  // Asked before each node is visited; true drops the transaction. For a limit of time, and
  // for a person who has lost patience.
  std::function<bool()> is_over = nullptr;
};

// Whether a step that is committed can be taken back: until Settle(), if at all. Such is the
// graph inside of a recursive scope, whose iterations stand or fall with a transaction.
// kShared: final, but steps are not only those of transactions, so that nothing can count them.
enum class Steps { kFinal, kRevocable, kShared };

// What a node is and has done since it was added.
struct NodeStatistics {
  std::size_t id = 0;
  std::string name;
  std::uint64_t visits = 0;
  std::uint64_t entries_in = 0;  // That its inputs have emitted, each since it was added.
  std::uint64_t entries_out = 0;
  std::size_t state_rows = 0;
  std::size_t readers = 0;
  // What a visit takes, both phases of it, on average of those that were timed: the first few
  // and then some. 0 if none was.
  std::int64_t visit_nanos = 0;
};

class Graph {
 public:
  // The executor outlives the graph.
  explicit Graph(Executor& executor = DefaultExecutor(), Steps steps = Steps::kFinal);
  // A nursery of `host`, which outlives it: nodes are made and filled here, on any one thread,
  // but no step is.
  struct Nursery {
    Graph& host;
  };
  explicit Graph(Nursery nursery);
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;
  // Handles, streams and views of a graph end before it.
  ~Graph();

  // A table that takes any change: defined with Stream, in dataflow/stream.h.
  template <Element T>
  NewInput<T> AddInput();
  template <typename T>
  auto AddInput() {
    static_assert(Element<T>, "cambium: an element must have == and <");
  }
  // A table whose elements have keys, checked: defined in dataflow/table.h. The name is
  // for messages.
  template <Element T, typename KeyOf>
  NewTable<T, KeyOf> AddTable(KeyOf key_of, std::string name);

  // Runs `body`, which pushes changes into inputs, and the step that follows from them; a body
  // may return a Status, whose error drops the transaction. A callback may call it, a body or
  // an operator's function may not. An exception of the body or of an operator's function
  // passes through; nothing of the transaction stands then. The first one of a callback passes
  // through when all have been called; the transaction stands.
  template <typename Body>
  absl::Status Transact(Body body, const Limits& limits = {});

  // As Transact, up to COMMIT: calls `read` while deltas can be read, then drops it all.
  template <typename Body, typename Read>
  absl::Status Preview(Body body, Read read);

  // ---- for who builds operators, and for query/ ----

  // Takes over all nodes of a nursery of this graph, between steps: they come behind those that
  // are here, in their order, and their numbers grow by what is returned. Nobody finds one of
  // them by its identity any more.
  std::size_t Join(Graph& nursery);

  // The node of this identity, which the caller holds from now on; made when new.
  template <typename NodeType, typename Make>
  NodeType& Shared(const std::string& identity, Make make);
  // Takes the node over; the caller holds it. `inputs` are held by it.
  template <typename NodeType>
  NodeType& Own(std::unique_ptr<NodeType> node, const std::vector<Node*>& inputs);
  void Hold(Node& node) { ++node.holders_; }
  // When nobody holds the node any more it is destroyed, and lets go of its inputs.
  void Release(Node& node);

  Steps steps() const { return steps_; }
  // Part of the running transaction, or of the next step. Not during a step.
  void MarkDirty(Node& node);
  // The phases, for a caller that has something to do between them.
  absl::Status Compute(const Limits& limits = {});
  void Commit();
  void Abandon();
  void Deliver();
  // All steps since the last of these calls: for good, or as if they had not been.
  void Settle();
  void Revoke();

  Executor& executor() { return *executor_; }
  // Of the step that is being computed.
  const Limits& limits() const {
    CAMBIUM_CHECK(limits_ != nullptr, "limits are asked for outside of COMPUTE");
    return *limits_;
  }
  Arena& arena() { return arena_; }
  // Held by COMMIT alone, and shared by readers of views on other threads.
  std::shared_mutex& fold_mutex() {
    return host_ == nullptr ? own_fold_mutex_ : host_->fold_mutex();
  }
  std::size_t id(const Node& node) const { return node.id_; }

  // ---- inspection ----

  std::size_t node_count() const { return nodes_.size(); }
  // Rows that all nodes keep from step to step: what tests of leaks count.
  std::size_t held_count() const;
  // Nodes visited by the last step, be it committed or not.
  std::size_t visited_count() const { return visited_count_; }
  std::uint64_t step_count() const { return step_count_; }
  // Of all nodes, in the order in which they came.
  std::vector<NodeStatistics> Statistics() const;
  // The graph in Graphviz's language, with each node's counters.
  std::string Dot() const;

 private:
  template <typename Body>
  static absl::Status Push(Body& body);
  // What Own() and Shared() do whatever the node is.
  void Adopt(std::unique_ptr<Node> node, const std::vector<Node*>& inputs);
  Node* FindShared(const std::string& identity) const;
  void Share(Node& node, const std::string& identity);
  void Place(std::unique_ptr<Node> node);
  void Destroy(Node& node);
  void Reach(Node& node);
  absl::Status Visit(const Limits& limits);
  absl::Status CheckListeners();
  void ClearUnread();
  void EndStep();
  // Drops the step when it is left by an exception.
  class StepGuard;

  Executor* const executor_;
  const Steps steps_;
  Graph* const host_ = nullptr;     // Of a nursery.
  const Limits* limits_ = nullptr;  // The caller's, during COMPUTE.
  std::shared_mutex own_fold_mutex_;
  Arena own_arena_;
  Arena& arena_ = own_arena_;  // That of the host in a nursery, which does not touch it.
  std::vector<std::unique_ptr<Node>> nodes_;
  std::map<std::string, Node*> shared_;
  std::size_t next_id_ = 0;
  // The dirty set by rank; within a rank in the order in which nodes became dirty, which
  // follows from the program alone.
  std::vector<std::vector<Node*>> dirty_;
  std::vector<Node*> visited_;    // This step's nodes, inputs first.
  std::vector<Node*> waking_;     // Part of the next step that is committed.
  std::vector<Node*> unsettled_;  // Nodes that took part in steps that can be taken back.
  std::vector<Node*> released_;   // Without holders, to be destroyed after the step.
  std::vector<Node*> unheld_;     // Without holders, being destroyed.
  // Nodes with a listener to be told of a commit, the first `told_` of them being done with;
  // null for those that are gone.
  std::vector<Node*> to_tell_;
  std::size_t told_ = 0;
  std::size_t visited_count_ = 0;
  std::uint64_t step_count_ = 0;
  bool is_timed_ = false;  // Whether visits of this step are.
  bool in_transaction_ = false;
  bool in_step_ = false;  // From the start of COMPUTE to the end of COMMIT.
  bool delivering_ = false;
};

// Holds a node for as long as the handle lives. A value: copies hold it too.
class NodeHandle {
 public:
  NodeHandle() = default;
  // Takes over a hold that the caller has.
  explicit NodeHandle(Node& held) : node_(&held) {}
  NodeHandle(const NodeHandle& other) : node_(other.node_) {
    if (node_ != nullptr) graph()->Hold(*node_);
  }
  NodeHandle(NodeHandle&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  NodeHandle& operator=(NodeHandle other) noexcept {
    std::swap(node_, other.node_);
    return *this;
  }
  ~NodeHandle() {
    if (node_ != nullptr) graph()->Release(*node_);
  }

  Graph* graph() const { return node_ == nullptr ? nullptr : node_->graph(); }
  Node* node() const { return node_; }

 private:
  Node* node_ = nullptr;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

class Graph::StepGuard {
 public:
  explicit StepGuard(Graph& graph) : graph_(graph) {
    CAMBIUM_CHECK(!graph.in_transaction_, "a transaction begins inside of another");
    graph.in_transaction_ = true;
  }
  StepGuard(const StepGuard&) = delete;
  StepGuard& operator=(const StepGuard&) = delete;
  ~StepGuard() {
    graph_.in_transaction_ = false;
    if (!dismissed_) graph_.Abandon();
  }
  void Dismiss() { dismissed_ = true; }

 private:
  Graph& graph_;
  bool dismissed_ = false;
};

template <typename Body>
absl::Status Graph::Push(Body& body) {
  if constexpr (std::is_void_v<std::invoke_result_t<Body&>>) {
    body();
    return absl::OkStatus();
  } else {
    return body();
  }
}

template <typename Body>
absl::Status Graph::Transact(Body body, const Limits& limits) {
  {
    StepGuard guard(*this);
    absl::Status status = Push(body);
    if (status.ok()) status = Compute(limits);
    if (!status.ok()) return status;
    guard.Dismiss();
  }
  Commit();
  Deliver();
  return absl::OkStatus();
}

template <typename Body, typename Read>
absl::Status Graph::Preview(Body body, Read read) {
  const StepGuard guard(*this);
  absl::Status status = Push(body);
  if (status.ok()) status = Compute();
  if (status.ok()) read();
  return status;
}

template <typename NodeType, typename Make>
NodeType& Graph::Shared(const std::string& identity, Make make) {
  if (Node* const found = FindShared(identity)) {
    Hold(*found);
    return static_cast<NodeType&>(*found);
  }
  NodeType& node = make();
  Share(node, identity);
  return node;
}

template <typename NodeType>
NodeType& Graph::Own(std::unique_ptr<NodeType> node, const std::vector<Node*>& inputs) {
  NodeType& added = *node;
  Adopt(std::move(node), inputs);
  return added;
}

}  // namespace cambium
