// The loop of a scope: turns of the inner graph, limits, and the end of a transaction.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/scope_node.h"

#include <string>
#include <utility>

#include "dataflow/status.h"

namespace cambium {

// Drops what the inner graph has done, unless it is told that all went well.
class ScopeNode::Running {
 public:
  explicit Running(ScopeNode& scope) : scope_(scope) { scope_.running_ = true; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    if (!kept_) scope_.Clear();
  }
  void Keep() { kept_ = true; }

 private:
  ScopeNode& scope_;
  bool kept_ = false;
};

ScopeNode::ScopeNode(Graph& outer, std::string name, FixpointLimits limits)
    : outer_(outer), inner_(outer.executor(), Steps::kRevocable) {
  AddScope(std::move(name), std::move(limits));
}

ScopeNode::~ScopeNode() = default;

ScopeLimits& ScopeNode::AddScope(std::string name, FixpointLimits limits) {
  scopes_.push_back(
      std::make_unique<ScopeLimits>(ScopeLimits{std::move(name), std::move(limits), 0}));
  return *scopes_.back();
}

std::vector<Node*> ScopeNode::Sources() const {
  std::vector<Node*> sources;
  for (const auto& entrance : entrances_) sources.push_back(&entrance->source());
  return sources;
}

void ScopeNode::Begin() {
  Running running(*this);
  for (const auto& entrance : entrances_) entrance->PullContents();
  absl::Status status = Run(Limits());
  if (!status.ok()) return FailLate(std::move(status));
  running.Keep();
  Commit();
}

void ScopeNode::EndBeginning() { Clear(); }

void ScopeNode::Compute() {
  Running running(*this);
  // What stood when the scope came did not come to rest: it is tried again, with the change.
  if (!begun_) {
    for (const auto& entrance : entrances_) entrance->PullContents();
  }
  for (const auto& entrance : entrances_) entrance->PullDelta();
  error_ = Run(graph()->limits());
  running.Keep();  // With an error, too: the graph asks for that next, and then clears it.
}

void ScopeNode::Commit() {
  begun_ = true;
  running_ = false;
  inner_.Settle();
}

void ScopeNode::Clear() {
  if (std::exchange(running_, false)) {
    inner_.Abandon();
    inner_.Revoke();
  }
  for (Exit* exit : exits_) exit->Forget();
  for (const auto& scope : scopes_) scope->rows = 0;
  released_.clear();
  error_ = absl::OkStatus();
}

std::size_t ScopeNode::delta_size() const {
  std::size_t size = 0;
  for (const Exit* exit : exits_) size += exit->size();
  return size;
}

absl::Status ScopeNode::Run(const Limits& limits) {
  Limits turn{limits.max_entries, limits.max_bytes, nullptr};
  const auto& scope_is_over = scope().limits.is_over;
  if (limits.is_over || scope_is_over) {
    turn.is_over = [&] {
      return (limits.is_over && limits.is_over()) || (scope_is_over && scope_is_over());
    };
  }
  std::uint64_t rows = 0;
  while (true) {
    const absl::Status computed = inner_.Compute(turn);
    if (!computed.ok()) return Named(scope(), computed);
    for (Recurrence* recurrence : std::exchange(released_, {})) {
      ScopeLimits& of = recurrence->scope();
      of.rows += recurrence->released();
      rows += recurrence->released();
      if (of.rows > of.limits.max_rows || rows > limits.max_entries) {
        return Named(of, absl::ResourceExhaustedError(
                             "takes in more rows than its limit: " +
                             std::to_string(std::min(of.limits.max_rows, limits.max_entries))));
      }
    }
    inner_.Commit();
    CAMBIUM_ASSIGN_OR_RETURN(const bool goes_on, ReleaseNext());
    if (!goes_on) return absl::OkStatus();
  }
}

absl::StatusOr<bool> ScopeNode::ReleaseNext() {
  const ScopeMoment* earliest = nullptr;
  for (const Recurrence* recurrence : recurrences_) {
    const ScopeMoment* due = recurrence->due();
    if (due != nullptr && (earliest == nullptr || *due < *earliest)) earliest = due;
  }
  if (earliest == nullptr) return false;
  const ScopeMoment now = *earliest;
  for (Recurrence* recurrence : recurrences_) {
    const ScopeMoment* due = recurrence->due();
    if (due == nullptr || *due != now) continue;
    const ScopeLimits& of = recurrence->scope();
    if (recurrence->iteration() > of.limits.max_iterations) {
      return Named(of, absl::ResourceExhaustedError(
                           "does not come to rest within its limit of iterations: " +
                           std::to_string(of.limits.max_iterations)));
    }
    if (recurrence->too_heavy()) {
      return Named(
          of, absl::ResourceExhaustedError(
                  "weights grow beyond their limit: " + std::to_string(of.limits.max_weight) +
                  ", as those of a bag on a cycle do without a Distinct"));
    }
    recurrence->Release();
    released_.push_back(recurrence);
  }
  return true;
}

absl::Status ScopeNode::Named(const ScopeLimits& scope, const absl::Status& status) const {
  return absl::Status(status.code(),
                      ToAbsl("fixpoint " + scope.name + ": " + std::string(status.message())));
}

}  // namespace cambium
