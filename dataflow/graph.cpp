// The scheduler of a graph: holders, the dirty set, and the two phases of a step.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/graph.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "dataflow/check.h"
#include "dataflow/status.h"

namespace cambium {
namespace {

// In the place of a node that does not wait to be told any more.
constexpr Node* kGone = nullptr;

// Visits of a node that are timed: so many when it is new, then those of each so many-th step.
// Asking for the time takes as long as a small piece of work.
constexpr std::uint64_t kFirstTimed = 16;
constexpr std::uint64_t kTimedEvery = 32;

std::int64_t NanosSince(std::chrono::steady_clock::time_point begin) {
  const auto passed = std::chrono::steady_clock::now() - begin;
  return std::chrono::duration_cast<std::chrono::nanoseconds>(passed).count();
}

// As the inside of a quoted text in Graphviz's language.
std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace

Graph::Graph(Executor& executor, Steps steps) : executor_(&executor), steps_(steps) {}

Graph::Graph(Nursery nursery)
    : executor_(nursery.host.executor_),
      steps_(nursery.host.steps_),
      host_(&nursery.host),
      arena_(nursery.host.arena_) {}

Graph::~Graph() {
  CAMBIUM_CHECK(nodes_.empty(), "a graph ends before its handles: nodes held: ", nodes_.size());
}

void Graph::Adopt(std::unique_ptr<Node> node, const std::vector<Node*>& inputs) {
  CAMBIUM_CHECK(!in_step_, "a graph changes between steps only");
  node->executor_ = executor_;
  node->revocable_ = steps_ == Steps::kRevocable;
  node->id_ = next_id_++;
  node->holders_ = 1;
  for (Node* input : inputs) {
    CAMBIUM_CHECK(nodes_.size() > input->position_ && nodes_[input->position_].get() == input,
                  "streams of two graphs meet");
    node->rank_ = std::max(node->rank_, input->rank_ + 1);
    if (node->late_error_.ok()) node->late_error_ = input->late_error_;
    node->inputs_.push_back({input, input->consumers_.size()});
    input->consumers_.push_back({node.get(), node->inputs_.size() - 1});
    Hold(*input);
  }
  Place(std::move(node));
}

void Graph::Place(std::unique_ptr<Node> node) {
  node->graph_ = this;
  node->position_ = nodes_.size();
  if (node->wakes_next_) waking_.push_back(node.get());
  if (dirty_.size() <= node->rank_) dirty_.resize(node->rank_ + 1);
  nodes_.push_back(std::move(node));
}

std::size_t Graph::Join(Graph& nursery) {
  CAMBIUM_CHECK(!in_step_, "a graph changes between steps only");
  CAMBIUM_CHECK(nursery.host_ == this, "a graph joins another that is not its host");
  for (std::unique_ptr<Node>& node : nursery.nodes_) {
    CAMBIUM_CHECK(!node->dirty_, "a node of a nursery waits for a step");
    node->id_ += next_id_;
    node->identity_.clear();
    Place(std::move(node));
  }
  nursery.nodes_.clear();
  nursery.shared_.clear();
  nursery.waking_.clear();
  return std::exchange(next_id_, next_id_ + nursery.next_id_);
}

Node* Graph::FindShared(const std::string& identity) const {
  const auto found = shared_.find(identity);
  return found == shared_.end() ? nullptr : found->second;
}

void Graph::Share(Node& node, const std::string& identity) {
  node.identity_ = identity;
  shared_.emplace(identity, &node);
}

void Graph::Release(Node& node) {
  CAMBIUM_CHECK(node.holders_ > 0, "a node is let go twice");
  if (--node.holders_ > 0) return;
  if (in_step_) return released_.push_back(&node);
  // The end of a node lets go of others: a chain of any length ends without recursion.
  unheld_.push_back(&node);
  if (unheld_.size() > 1) return;
  for (std::size_t i = 0; i < unheld_.size(); ++i) Destroy(*unheld_[i]);
  unheld_.clear();
}

void Graph::Destroy(Node& node) {
  if (!node.identity_.empty()) shared_.erase(node.identity_);
  std::vector<Node*> inputs;
  for (const Node::Input& input : node.inputs_) {
    // The last consumer takes the place of the one that goes.
    auto& consumers = input.node->consumers_;
    consumers[input.slot] = consumers.back();
    consumers[input.slot].node->inputs_[consumers[input.slot].slot].slot = input.slot;
    consumers.pop_back();
    inputs.push_back(input.node);
  }
  if (node.dirty_) std::erase(dirty_[node.rank_], &node);
  if (node.wakes_next_) std::erase(waking_, &node);
  if (node.unsettled_) std::erase(unsettled_, &node);
  if (node.to_tell_ > 0) std::replace(to_tell_.begin(), to_tell_.end(), &node, kGone);
  const std::size_t position = node.position_;
  std::unique_ptr<Node> gone = std::move(nodes_[position]);
  nodes_[position] = std::move(nodes_.back());
  if (nodes_[position] != nullptr) nodes_[position]->position_ = position;
  nodes_.pop_back();
  gone.reset();
  for (Node* input : inputs) Release(*input);
}

std::size_t Graph::held_count() const {
  std::size_t held = 0;
  for (const auto& node : nodes_) held += node->state_rows();
  return held;
}

void Graph::MarkDirty(Node& node) {
  CAMBIUM_CHECK(!in_step_, "an input changes during a step");
  Reach(node);
}

void Graph::Reach(Node& node) {
  if (node.dirty_) return;
  node.dirty_ = true;
  dirty_[node.rank_].push_back(&node);
}

absl::Status Graph::Compute(const Limits& limits) {
  CAMBIUM_CHECK(!in_step_, "a step begins inside of another");
  CAMBIUM_CHECK(host_ == nullptr, "a nursery makes no step");
  in_step_ = true;
  limits_ = &limits;
  const absl::Status status = Visit(limits);
  limits_ = nullptr;
  CAMBIUM_RETURN_IF_ERROR(status);
  return CheckListeners();
}

absl::Status Graph::Visit(const Limits& limits) {
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
  visited_count_ = 0;
  is_timed_ = step_count_ % kTimedEvery == 0;
  for (Node* node : waking_) Reach(*node);
  // A consumer's rank is above its inputs', so one pass upwards visits each once.
  for (auto& rank : dirty_) {
    for (std::size_t i = 0; i < rank.size(); ++i) {
      Node* node = rank[i];
      visited_.push_back(node);
      ++visited_count_;
      node->dirty_ = false;
      if (limits.is_over && limits.is_over()) {
        return absl::DeadlineExceededError("transaction is over its limit of time");
      }
      if (is_timed_ || node->visits_ < kFirstTimed) {
        const auto begin = std::chrono::steady_clock::now();
        node->Compute();
        node->timed_nanos_ += NanosSince(begin);
        ++node->timed_visits_;
      } else {
        node->Compute();
      }
      ++node->visits_;
      CAMBIUM_RETURN_IF_ERROR(node->error());
      const std::size_t size = node->delta_size();
      if (size == 0) continue;
      node->entries_out_ += size;
      entries += size;
      if (entries > limits.max_entries) {
        return absl::ResourceExhaustedError("transaction emits more entries than its limit: " +
                                            std::to_string(limits.max_entries));
      }
      bytes += node->delta_bytes();
      if (bytes > limits.max_bytes) {
        return absl::ResourceExhaustedError("transaction emits more bytes than its limit: " +
                                            std::to_string(limits.max_bytes));
      }
      for (const Node::Consumer& consumer : node->consumers_) Reach(*consumer.node);
    }
    rank.clear();
  }
  return absl::OkStatus();
}

absl::Status Graph::CheckListeners() {
  for (Node* node : visited_) {
    StepListener* listener = node->listener();
    if (listener != nullptr) CAMBIUM_RETURN_IF_ERROR(listener->Check());
  }
  return absl::OkStatus();
}

void Graph::Commit() {
  const auto first = static_cast<std::ptrdiff_t>(to_tell_.size());
  waking_.clear();  // All of them were part of this step; now they say so again, or not.
  ClearUnread();
  {
    const std::unique_lock lock(own_fold_mutex_);
    for (Node* node : visited_) {
      // It has been counted as visited since.
      if (is_timed_ || node->visits_ <= kFirstTimed) {
        const auto begin = std::chrono::steady_clock::now();
        node->Commit();
        node->timed_nanos_ += NanosSince(begin);
      } else {
        node->Commit();
      }
    }
  }
  for (Node* node : visited_) {
    if (node->wakes_next_) waking_.push_back(node);
    if (steps_ == Steps::kRevocable && !std::exchange(node->unsettled_, true)) {
      unsettled_.push_back(node);
    }
    if (node->listener() == nullptr) continue;
    ++node->to_tell_;
    to_tell_.push_back(node);
  }
  std::sort(to_tell_.begin() + first, to_tell_.end(),
            [](const Node* left, const Node* right) { return left->id_ < right->id_; });
  ++step_count_;
  EndStep();
}

// Long deltas that have been read are given up before indexes grow: a bulk load then needs
// room for one of the two.
void Graph::ClearUnread() {
  constexpr std::size_t kLong = 4096;
  for (Node* node : visited_) {
    if (node->delta_size() < kLong || node->commit_reads_deltas()) continue;
    const bool is_read = std::any_of(
        node->consumers_.begin(), node->consumers_.end(),
        [](const Node::Consumer& consumer) { return consumer.node->commit_reads_deltas(); });
    if (!is_read) node->Clear();
  }
}

void Graph::Abandon() { EndStep(); }

void Graph::Settle() {
  for (Node* node : unsettled_) {
    node->unsettled_ = false;
    node->Settle();
  }
  unsettled_.clear();
}

void Graph::Revoke() {
  for (Node* node : unsettled_) {
    node->unsettled_ = false;
    node->Revoke();
  }
  unsettled_.clear();
}

void Graph::EndStep() {
  for (auto& rank : dirty_) {
    for (Node* node : rank) {
      node->dirty_ = false;
      node->Clear();
    }
    rank.clear();
  }
  for (Node* node : visited_) node->Clear();
  visited_.clear();
  arena_.Reset();
  limits_ = nullptr;  // An exception came out of COMPUTE.
  in_step_ = false;
  for (Node* node : std::exchange(released_, {})) {
    ++node->holders_;
    Release(*node);
  }
}

void Graph::Deliver() {
  // Called from a callback: whoever is delivering further up goes on with it.
  if (delivering_) return;
  delivering_ = true;
  std::exception_ptr first;
  while (told_ < to_tell_.size()) {
    Node* node = to_tell_[told_++];
    if (node == kGone) continue;
    --node->to_tell_;
    try {
      node->listener()->Deliver();
    } catch (...) {
      if (first == nullptr) first = std::current_exception();
    }
  }
  to_tell_.clear();
  told_ = 0;
  delivering_ = false;
  if (first != nullptr) std::rethrow_exception(first);
}

std::vector<NodeStatistics> Graph::Statistics() const {
  std::vector<NodeStatistics> all;
  for (const auto& node : nodes_) {
    NodeStatistics one{node->id_,          node->name(),       node->visits_,           0,
                       node->entries_out_, node->state_rows(), node->consumers_.size(), 0};
    if (node->timed_visits_ > 0) {
      one.visit_nanos = node->timed_nanos_ / static_cast<std::int64_t>(node->timed_visits_);
    }
    for (const Node::Input& input : node->inputs_) one.entries_in += input.node->entries_out_;
    all.push_back(std::move(one));
  }
  std::sort(all.begin(), all.end(),
            [](const NodeStatistics& left, const NodeStatistics& right) {
              return left.id < right.id;
            });
  return all;
}

std::string Graph::Dot() const {
  std::string dot =
      "digraph cambium {\n  rankdir=LR;\n  node [shape=box, fontname=monospace];\n";
  std::vector<const Node*> nodes;
  for (const auto& node : nodes_) nodes.push_back(node.get());
  std::sort(nodes.begin(), nodes.end(),
            [](const Node* left, const Node* right) { return left->id_ < right->id_; });
  for (const Node* node : nodes) {
    const std::string id = "n" + std::to_string(node->id_);
    dot += "  " + id + " [label=\"" + Escaped(node->name()) + "\\nvisits " +
           std::to_string(node->visits_) + ", out " + std::to_string(node->entries_out_);
    if (node->state_rows() > 0) dot += ", rows " + std::to_string(node->state_rows());
    dot += "\"];\n";
    for (const Node::Input& input : node->inputs_) {
      dot += "  n" + std::to_string(input.node->id_) + " -> " + id + ";\n";
    }
  }
  return dot + "}\n";
}

}  // namespace cambium
