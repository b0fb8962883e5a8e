// A recursive scope as a node: a graph within the graph, which a step runs until it is still.
//
//     outside     edges ──────────┐                                  ┌──► paths
//                                 ▼                                  │
//     scope            (edge, 0)  join ──► distinct ──► (path, i) ───┤
//                                  ▲                                 │
//                                  └──── variable ◄── (path, i + 1) ─┘
//
// Inside, elements carry the iterations at which they count (dataflow/timed.h), operators are
// those of everywhere, and the only way back is through a variable, which says in iteration
// i + 1 what its body said in iteration i. A transaction enters in iteration 0. Each turn of
// the loop is a step of the inner graph: the variables release what is due at the earliest time
// that is still to come. It ends when nothing is due.
//
// Law: whatever the order of turns, when all is still each operator's outputs sum to its query
// of its inputs, at all times, and each variable is its body one iteration later. These
// equations have one solution, by induction on time. So what leaves is what iterating the body
// from scratch gives, for any body, after any history; the order of time only saves work.
//
// The inner graph commits each turn, so that the next one sees it; its steps are revocable, and
// a transaction that is dropped takes them back.
//
// Cost: what turns change, and one small step of the inner graph a turn.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "dataflow/graph.h"
#include "dataflow/input_node.h"
#include "dataflow/timed.h"

namespace cambium {

// What a scope may cost a transaction; passing a limit drops the transaction. The limits of the
// transaction hold inside of a scope, too.
struct FixpointLimits {
  // For a body that never comes to rest.
  std::uint32_t max_iterations = std::uint32_t{1} << 20;
  // Entries that the variables take in together.
  std::uint64_t max_rows = UINT64_MAX;
  // What an element that a variable takes in may weigh, of either sign: for a body over bags,
  // whose weights grow on a cycle without end, and would overflow before max_iterations.
  Weight max_weight = Weight{1} << 30;
  // Asked in each iteration, as Limits::is_over.
  std::function<bool()> is_over = nullptr;
};

// How deep scopes may nest, and a time with zeros in the place of what is not there.
inline constexpr std::size_t kDeepestScope = 4;
using ScopeMoment = Iteration<kDeepestScope>;

// What is said of one scope, of those nested in each other that are one node.
struct ScopeLimits {
  std::string name;
  FixpointLimits limits;
  std::uint64_t rows = 0;  // Taken in during the running transaction.
};

// A variable, whatever its elements.
class Recurrence {
 public:
  // When it has something to release; null for never.
  virtual const ScopeMoment* due() const = 0;
  // That of `due()` within its own scope.
  virtual std::uint32_t iteration() const = 0;
  // Takes part in the next step.
  virtual void Release() = 0;
  virtual std::size_t released() const = 0;
  // Has taken in what is beyond the limit of weights.
  virtual bool too_heavy() const = 0;
  virtual ScopeLimits& scope() = 0;

 protected:
  ~Recurrence() = default;
};

class ScopeNode final : public Node {
 public:
  ScopeNode(Graph& outer, std::string name, FixpointLimits limits);
  ~ScopeNode() override;

  Graph& outer() { return outer_; }
  Graph& inner() { return inner_; }
  // That of the outermost scope, and another one for each that is nested.
  ScopeLimits& scope() { return *scopes_.front(); }
  ScopeLimits& AddScope(std::string name, FixpointLimits limits);

  // A stream from outside, in iteration 0.
  template <Element T>
  InputNode<Timed<T, 1>>& Enter(const NodeHandle& stream);
  // A stream of the scope, as it is in the end: its delta in the running step.
  template <Element T>
  const Delta<T>& Leave(Wire<Timed<T, 1>>& wire);
  void AddRecurrence(Recurrence& recurrence) { recurrences_.push_back(&recurrence); }
  void Keep(NodeHandle handle) { kept_.push_back(std::move(handle)); }

  // The nodes of the outer graph that it reads, once everything is built.
  std::vector<Node*> Sources() const;
  // Once, before anything reads what leaves: from what stands outside.
  void Begin();
  // After that, when it has been read.
  void EndBeginning();

  void Compute() override;
  void Commit() override;
  void Clear() override;
  std::size_t delta_size() const override;
  absl::Status error() const override { return error_; }
  std::string name() const override { return "fixpoint " + scope().name; }
  std::size_t state_rows() const override { return inner_.held_count(); }

 private:
  struct Entrance {
    virtual ~Entrance() = default;
    virtual Node& source() const = 0;
    virtual void PullDelta() = 0;
    virtual void PullContents() = 0;
  };
  template <Element T>
  struct EntranceOf;
  struct Exit {
    virtual std::size_t size() const = 0;
    virtual void Forget() = 0;

   protected:
    ~Exit() = default;
  };
  template <Element T>
  class ExitNode;
  class Running;

  const ScopeLimits& scope() const { return *scopes_.front(); }
  absl::Status Run(const Limits& limits);
  absl::Status Named(const ScopeLimits& scope, const absl::Status& status) const;
  // Releases what is due earliest; false when nothing is.
  absl::StatusOr<bool> ReleaseNext();

  Graph& outer_;
  Graph inner_;
  std::vector<std::unique_ptr<ScopeLimits>> scopes_;
  std::vector<std::unique_ptr<Entrance>> entrances_;
  std::vector<Exit*> exits_;
  std::vector<Recurrence*> recurrences_;
  std::vector<Recurrence*> released_;  // In the running turn.
  std::vector<NodeHandle> kept_;       // Of nodes of the inner graph.
  absl::Status error_;
  bool begun_ = false;    // What stood outside has entered.
  bool running_ = false;  // The inner graph has steps that may be revoked.
};

// What a variable says: what its body said an iteration before.
template <Element T, std::size_t kDepth>
class VariableNode final : public SourceWire<Timed<T, kDepth>>, public Recurrence {
 public:
  VariableNode(Graph& graph, ScopeLimits& scope)
      : SourceWire<Timed<T, kDepth>>(graph.arena(), [](Delta<Timed<T, kDepth>>&) {}),
        graph_(graph),
        scope_(scope) {}

  void Take(const Delta<Timed<T, kDepth>>& body) {
    const Weight most = scope_.limits.max_weight;
    for (const auto& [timed, weight] : body) {
      too_heavy_ |= weight > most || weight < -most;
      const auto time = NextIteration(timed.time);
      if (last_ == nullptr || last_->first != time) last_ = &*waiting_.try_emplace(time).first;
      last_->second.push_back({{timed.element, time}, weight});
    }
    last_ = nullptr;
    FindDue();
  }
  void Forget() {
    waiting_.clear();
    too_heavy_ = false;
  }

  const ScopeMoment* due() const override { return waiting_.empty() ? nullptr : &due_; }
  std::uint32_t iteration() const override { return due_[kDepth - 1]; }
  void Release() override { graph_.MarkDirty(*this); }
  std::size_t released() const override { return this->delta_.size(); }
  bool too_heavy() const override { return too_heavy_; }
  ScopeLimits& scope() override { return scope_; }

  void Compute() override {
    const auto first = waiting_.begin();
    for (auto& [timed, weight] : first->second) this->delta_.Add(std::move(timed), weight);
    waiting_.erase(first);
    FindDue();
    // What has come and gone must not go round for ever.
    this->delta_.Consolidate();
  }
  std::string name() const override { return "variable"; }

 private:
  using Entries = std::vector<typename Delta<Timed<T, kDepth>>::Entry>;
  using Waiting = absl::btree_map<Iteration<kDepth>, Entries>;

  void FindDue() {
    if (waiting_.empty()) return;
    const auto& first = waiting_.begin()->first;
    std::copy(first.begin(), first.end(), due_.begin());
  }

  Graph& graph_;
  ScopeLimits& scope_;
  Waiting waiting_;  // Empty between transactions.
  typename Waiting::value_type* last_ = nullptr;
  ScopeMoment due_{};  // The first of those that wait.
  bool too_heavy_ = false;
};

// Hands a variable what its body says.
template <Element T, std::size_t kDepth>
class BodyNode final : public Node {
 public:
  BodyNode(const Wire<Timed<T, kDepth>>& body, VariableNode<T, kDepth>& variable)
      : body_(body), variable_(variable) {}

  void Compute() override {}
  void Commit() override { variable_.Take(body_.delta()); }
  void Clear() override {}
  void Revoke() override { variable_.Forget(); }
  std::size_t delta_size() const override { return 0; }
  std::string name() const override { return "body"; }

 private:
  const Wire<Timed<T, kDepth>>& body_;
  VariableNode<T, kDepth>& variable_;
};

// What leaves a scope, as a wire of the graph around it.
template <Element T>
class LeavingNode final : public SourceWire<T> {
 public:
  LeavingNode(Arena& arena, const Delta<T>& left)
      : SourceWire<T>(arena, Keep::kContents), left_(left) {
    this->Begin(left);
  }

  void Compute() override {
    this->delta_.Append(left_);
    this->FinishDelta();
  }
  std::string name() const override { return "leaving"; }

 private:
  const Delta<T>& left_;  // The scope's.
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <Element T>
struct ScopeNode::EntranceOf final : ScopeNode::Entrance {
  EntranceOf(ScopeNode& node, NodeHandle from, InputNode<Timed<T, 1>>& to)
      : scope(node), stream(std::move(from)), input(to) {}

  Wire<T>& wire() const { return *static_cast<Wire<T>*>(stream.node()); }
  Node& source() const override { return wire(); }
  void PullDelta() override { Pull(wire().delta()); }
  void PullContents() override {
    Delta<T> contents;
    wire().AppendContents(contents);
    Pull(contents);
  }
  void Pull(const Delta<T>& delta) {
    if (delta.empty()) return;
    for (const auto& [element, weight] : delta) input.Add({element, {0}}, weight);
    scope.inner().MarkDirty(input);
  }

  ScopeNode& scope;
  const NodeHandle stream;
  InputNode<Timed<T, 1>>& input;
};

template <Element T>
class ScopeNode::ExitNode final : public Node, public ScopeNode::Exit {
 public:
  explicit ExitNode(const Wire<Timed<T, 1>>& wire) : wire_(wire) {}

  const Delta<T>& left() const { return left_; }

  void Compute() override {}
  void Commit() override {
    for (const auto& [timed, weight] : wire_.delta()) left_.Add(timed.element, weight);
  }
  // At the end of a turn; what has left stays until the transaction ends.
  void Clear() override {}
  void Revoke() override { left_.Clear(); }
  std::size_t delta_size() const override { return 0; }
  std::string name() const override { return "exit"; }

  std::size_t size() const override { return left_.size(); }
  void Forget() override { left_.Clear(); }

 private:
  const Wire<Timed<T, 1>>& wire_;
  Delta<T> left_;
};

template <Element T>
InputNode<Timed<T, 1>>& ScopeNode::Enter(const NodeHandle& stream) {
  CAMBIUM_CHECK(stream.graph() == &outer_, "a stream of another graph enters a scope");
  auto& input = inner_.Own(
      std::make_unique<InputNode<Timed<T, 1>>>(inner_.arena(), [](Delta<Timed<T, 1>>&) {}), {});
  Keep(NodeHandle(input));
  entrances_.push_back(std::make_unique<EntranceOf<T>>(*this, stream, input));
  return input;
}

template <Element T>
const Delta<T>& ScopeNode::Leave(Wire<Timed<T, 1>>& wire) {
  auto& exit = inner_.Own(std::make_unique<ExitNode<T>>(wire), {&wire});
  Keep(NodeHandle(exit));
  exits_.push_back(&exit);
  return exit.left();
}

}  // namespace cambium
