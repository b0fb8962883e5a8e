// What a graph runs: a node computes a delta, and may fold one into its state.
//
// A step has two phases. COMPUTE calls Compute() on each dirty node, inputs first: a
// node reads the deltas of its inputs and indexes frozen at their state before the
// step, and writes nothing but its own delta. COMMIT calls Commit() on the same nodes,
// which folds deltas into state and cannot fail. A step abandoned between the two
// leaves no trace: Clear() drops its deltas.
//
// A node lives while somebody holds it: a consumer, or a NodeHandle of the program.
//
// Cost: a node that no delta reaches is not visited.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "dataflow/delta.h"

namespace cambium {

class Executor;
class Graph;

// Called around a step, for nodes that have something to say outside of the two phases.
class StepListener {
 public:
  virtual ~StepListener();
  // After COMPUTE of a step that this node took part in: an error drops the step.
  virtual absl::Status Check() { return absl::OkStatus(); }
  // After COMMIT, when the next step may begin.
  virtual void Deliver() {}
};

class Node {
 public:
  Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  virtual ~Node();

  virtual void Compute() = 0;
  virtual void Commit() {}
  virtual void Clear() = 0;
  // In a graph whose steps are revocable: what was committed since the last of these calls
  // stands for good, or is taken back.
  virtual void Settle() {}
  virtual void Revoke() {}
  // Whether Commit() looks at deltas, its own or those of its inputs.
  virtual bool commit_reads_deltas() const { return true; }
  // How many entries Compute() left for consumers to read.
  virtual std::size_t delta_size() const = 0;
  // And how much memory they take, without what elements have elsewhere.
  virtual std::size_t delta_bytes() const { return 0; }
  virtual absl::Status error() const { return absl::OkStatus(); }
  // What was wrong with what stood when the node was added, or above it: a value that could
  // not be computed, such as a sum that overflows, and that its contents lack therefore.
  const absl::Status& late_error() const { return late_error_; }
  virtual StepListener* listener() { return nullptr; }

  // For people: what it is, and what state it holds.
  virtual std::string name() const = 0;
  virtual std::size_t state_rows() const { return 0; }

  // The graph that has the node; null before one does.
  Graph* graph() const { return graph_; }
  // For large pieces of work; null before a graph has the node.
  Executor* executor() const { return executor_; }

  // Since the node was added.
  std::uint64_t visits() const { return visits_; }
  std::uint64_t entries_out() const { return entries_out_; }

 protected:
  bool is_revocable() const { return revocable_; }
  void FailLate(absl::Status error) { late_error_ = std::move(error); }
  // In COMMIT, or while the node is made: whether it takes part in the next step, whatever
  // that one is about.
  void WakeNext(bool wakes) { wakes_next_ = wakes; }

 private:
  friend class Graph;

  // Both ends know where the other keeps the edge, so that it is cut in O(1).
  struct Input {
    Node* node;
    std::size_t slot;  // in node->consumers_
  };
  struct Consumer {
    Node* node;
    std::size_t slot;  // in node->inputs_
  };

  std::vector<Input> inputs_;
  std::vector<Consumer> consumers_;
  Graph* graph_ = nullptr;
  Executor* executor_ = nullptr;
  std::size_t id_ = 0;        // In order of creation.
  std::size_t position_ = 0;  // Where the graph keeps it.
  std::size_t rank_ = 0;      // Above the rank of every input.
  std::size_t holders_ = 0;   // Consumers and handles.
  std::string identity_;      // Under which others may share it; empty for none.
  bool dirty_ = false;        // Waits in the dirty set of the running step.
  bool revocable_ = false;    // The graph's steps are.
  bool unsettled_ = false;    // Has committed since the graph was settled.
  bool wakes_next_ = false;   // Stands in the graph's list of nodes to be woken.
  std::size_t to_tell_ = 0;   // How many commits its listener is still to be told of.
  absl::Status late_error_;
  std::uint64_t visits_ = 0;
  std::uint64_t entries_out_ = 0;
  std::uint64_t timed_visits_ = 0;
  std::int64_t timed_nanos_ = 0;
};

// Where all that a wire has carried can be read again: an index of it.
template <Element T>
class Replay {
 public:
  virtual ~Replay() = default;
  virtual void AppendContents(Delta<T>& out) const = 0;
};

// A node whose delta others read.
template <Element T>
class Wire : public Node {
 public:
  using element_type = T;

  explicit Wire(Arena& arena) : delta_(&arena) {}

  const Delta<T>& delta() const { return delta_; }
  void Clear() override { delta_.Clear(); }
  std::size_t delta_size() const override { return delta_.size(); }
  std::size_t delta_bytes() const override {
    return delta_.size() * sizeof(typename Delta<T>::Entry);
  }
  absl::Status error() const override { return delta_.error(); }

  // Adds everything that the wire has carried so far, between steps: how a consumer that
  // comes late starts. Read from an index if there is one, else computed again.
  void AppendContents(Delta<T>& out) const {
    if (replays_.empty()) return ComputeContents(out);
    replays_.front()->AppendContents(out);
  }

  // Readers that need each element once, in order. They are counted, since the sort is
  // for nothing when there is none.
  void DemandConsolidated() { ++consolidated_readers_; }
  void ReleaseConsolidated() { --consolidated_readers_; }

  virtual void AddReplay(const Replay<T>* replay) { replays_.push_back(replay); }
  virtual void RemoveReplay(const Replay<T>* replay) { std::erase(replays_, replay); }

 protected:
  virtual void ComputeContents(Delta<T>& out) const = 0;

  // To be called at the end of Compute().
  void FinishDelta() {
    if (consolidated_readers_ > 0) {
      delta_.Consolidate();
    } else {
      delta_.ConsolidateIfShort();
    }
  }

  Delta<T> delta_;
  std::vector<const Replay<T>*> replays_;

 private:
  std::size_t consolidated_readers_ = 0;
};

}  // namespace cambium
