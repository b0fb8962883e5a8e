// W4 from scratch: the trees of all projects.
//
// One pass over the issues finds the open ones of each project; the newest of them are
// selected, and only they look at their comments and labels. Cost: O(issues + shown rows).
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "bench/recompute/recompute.h"

namespace cambium::bench {
namespace {

// What orders issues and comments; greater is newer.
using Recency = std::pair<int32_t, int32_t>;  // created, id

template <typename Row>
void KeepNewest(std::vector<Row>& rows, size_t limit) {
  const auto newer = [](const Row& left, const Row& right) {
    return Recency(left.created, left.id) > Recency(right.created, right.id);
  };
  const auto kept = static_cast<std::ptrdiff_t>(std::min(limit, rows.size()));
  std::partial_sort(rows.begin(), rows.begin() + kept, rows.end(), newer);
  rows.resize(static_cast<size_t>(kept));
}

// An issue without its title: what the trees are made of.
struct Issue {
  int32_t id;
  int32_t project;
  int32_t owner;
  int32_t status;
  int32_t created;
};

struct Comment {
  int32_t id;
  int32_t created;
};

struct Node {
  Issue issue;
  std::vector<Comment> comments;
  std::vector<int32_t> labels;
};

class RecomputeW4 final : public Evaluator<W4> {
 public:
  void Load(const W4Tables& tables) override {
    for (const W4Issue& issue : tables.issues) Put(issue);
    for (const W4Comment& comment : tables.comments) Add(comment);
    for (const W4IssueLabel& pair : tables.issue_labels) Add(pair);
  }

  void Apply(std::span<const W4Mutation> mutations) override {
    for (const W4Mutation& mutation : mutations) {
      switch (mutation.op) {
        case W4Op::kComment:
          Add(mutation.comment());
          break;
        case W4Op::kStatus:
        case W4Op::kIssue:
          Put(mutation.issue());
          break;
        case W4Op::kAddLabel:
          Add(mutation.issue_label());
          break;
        case W4Op::kRemoveLabel:
          Remove(mutation.issue_label());
          break;
      }
    }
  }

  void Evaluate() override {
    nodes_.clear();
    for (std::vector<Issue>& open : OpenIssuesByProject()) {
      KeepNewest(open, kW4Issues);
      for (const Issue& issue : open) nodes_.push_back(NodeOf(issue));
    }
  }

  void Result(ResultSink& sink) const override {
    Checksum& view = sink.View("");
    for (const auto& [issue, comments, labels] : nodes_) {
      view.Add({1, issue.project, issue.id, issue.created});
      view.Add({4, issue.project, issue.id, issue.owner});
      for (const Comment& comment : comments) {
        view.Add({2, issue.project, issue.id, comment.id});
      }
      for (const int32_t label : labels) view.Add({3, issue.project, issue.id, label});
    }
  }

 private:
  std::vector<std::vector<Issue>> OpenIssuesByProject() const {
    std::vector<std::vector<Issue>> open;
    for (const Issue& issue : issues_) {
      if (issue.status != kW4Open) continue;
      const auto project = static_cast<size_t>(issue.project);
      if (project >= open.size()) open.resize(project + 1);
      open[project].push_back(issue);
    }
    return open;
  }

  Node NodeOf(const Issue& issue) const {
    const auto id = static_cast<size_t>(issue.id);
    Node node{issue, comments_[id], labels_[id]};
    KeepNewest(node.comments, kW4Comments);
    return node;
  }

  void Put(const W4Issue& issue) {
    const auto id = static_cast<size_t>(issue.id);
    if (id >= issues_.size()) {
      issues_.resize(id + 1);
      comments_.resize(id + 1);
      labels_.resize(id + 1);
    }
    issues_[id] = {issue.id, issue.project, issue.owner, issue.status, issue.created};
  }

  void Add(const W4Comment& comment) {
    comments_[static_cast<size_t>(comment.issue)].push_back({comment.id, comment.created});
  }

  void Add(const W4IssueLabel& pair) {
    labels_[static_cast<size_t>(pair.issue)].push_back(pair.label);
  }

  void Remove(const W4IssueLabel& pair) {
    std::vector<int32_t>& labels = labels_[static_cast<size_t>(pair.issue)];
    *std::find(labels.begin(), labels.end(), pair.label) = labels.back();
    labels.pop_back();
  }

  // By the id of the issue: ids are dense, and no issue is ever deleted.
  std::vector<Issue> issues_;
  std::vector<std::vector<Comment>> comments_;
  std::vector<std::vector<int32_t>> labels_;
  // The answer: the nodes of all trees, project by project, newest first.
  std::vector<Node> nodes_;
};

}  // namespace

std::unique_ptr<Evaluator<W4>> MakeRecomputeW4() { return std::make_unique<RecomputeW4>(); }

}  // namespace cambium::bench
