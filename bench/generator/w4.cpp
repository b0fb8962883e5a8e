// W4: an issue tracker and 20,000 mutations, half of them aimed at recent issues.
//
// "Recent" is the newest of sixteen random candidates. Time runs on from the end of the
// year in which everything was created, so what a mutation inserts is always newest.
// The order of the draws is the format: moving one changes every row behind it.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/generator/edge_set.h"
#include "bench/generator/generator.h"
#include "bench/generator/random.h"
#include "bench/generator/words.h"

namespace cambium::bench {
namespace {

constexpr uint64_t kSeed = 0x4004;
constexpr uint64_t kUserTexts = 0x44000000;
constexpr uint64_t kLabelTexts = 0x45000000;
constexpr uint64_t kIssueTexts = 0x46000000;
constexpr uint64_t kCommentTexts = 0x47000000;

constexpr int kUsers = 10'000;
constexpr int kLabels = 50;
constexpr int32_t kFirstSecond = 1'700'000'000;
constexpr int32_t kYear = 31'536'000;
constexpr uint64_t kOpenPercent = 30;
constexpr int kCandidates = 16;

std::string TextOf(uint64_t texts, int32_t id, int words) {
  return Words(texts + static_cast<uint64_t>(id), words);
}

std::vector<W4User> Users() {
  std::vector<W4User> users;
  for (int32_t id = 0; id < kUsers; ++id) {
    users.push_back({id, "user " + TextOf(kUserTexts, id, 1) + " " + std::to_string(id)});
  }
  return users;
}

std::vector<W4Label> Labels() {
  std::vector<W4Label> labels;
  for (int32_t id = 0; id < kLabels; ++id) {
    labels.push_back({id, "label-" + TextOf(kLabelTexts, id, 1) + "-" + std::to_string(id)});
  }
  return labels;
}

class Tracker {
 public:
  Tracker(int32_t projects, int32_t issues) : projects_(projects), issue_count_(issues) {}

  std::vector<W4Issue> Issues() {
    issues_.reserve(static_cast<size_t>(issue_count_));
    for (int32_t id = 0; id < issue_count_; ++id) {
      const int32_t project = random_.Int32Below(projects_);
      const int32_t owner = random_.Int32Below(kUsers);
      const int32_t status = random_.Below(100) < kOpenPercent ? kW4Open : kW4Closed;
      AddIssue(project, owner, status, SecondOfYear());
    }
    return issues_;
  }

  std::vector<W4Comment> Comments(int count) {
    std::vector<W4Comment> comments;
    comments.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
      // Drawn from the last column to the first.
      const int32_t created = SecondOfYear();
      const int32_t author = random_.Int32Below(kUsers);
      const int32_t issue = random_.Int32Below(issue_count_);
      comments.push_back(NewComment(issue, author, created));
    }
    return comments;
  }

  std::vector<W4IssueLabel> IssueLabels(size_t count) {
    while (labels_.edges().size() < count) {
      const int32_t issue = random_.Int32Below(issue_count_);
      const int32_t label = random_.Int32Below(kLabels);
      labels_.Insert({issue, label});
    }
    return labels_.edges();
  }

  std::vector<W4Mutation> Mutations(int count) {
    std::vector<W4Mutation> mutations;
    mutations.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) mutations.push_back(NextMutation());
    return mutations;
  }

 private:
  W4Mutation NextMutation() {
    const uint64_t percent = random_.Below(100);
    now_ += 1 + random_.Int32Below(30);
    if (percent < 50) return {W4Op::kComment, CommentNow()};
    if (percent < 70) return {W4Op::kStatus, FlipStatus()};
    if (percent < 80) return {W4Op::kIssue, OpenNow()};
    if (percent < 90) return {W4Op::kAddLabel, AddLabel()};
    return {W4Op::kRemoveLabel, RemoveLabel()};
  }

  W4Comment CommentNow() {
    const int32_t issue = issues_[PickIssue()].id;
    const int32_t author = random_.Int32Below(kUsers);
    return NewComment(issue, author, now_);
  }

  W4Issue FlipStatus() {
    W4Issue& issue = issues_[PickIssue()];
    issue.status = issue.status == kW4Open ? kW4Closed : kW4Open;
    return issue;
  }

  W4Issue OpenNow() {
    const int32_t project = random_.Int32Below(projects_);
    const int32_t owner = random_.Int32Below(kUsers);
    return AddIssue(project, owner, kW4Open, now_);
  }

  W4IssueLabel AddLabel() {
    for (;;) {
      const int32_t issue = issues_[PickIssue()].id;
      const int32_t label = random_.Int32Below(kLabels);
      if (labels_.Insert({issue, label})) return {issue, label};
    }
  }

  W4IssueLabel RemoveLabel() {
    const auto created = [this](size_t position) {
      return issues_[static_cast<size_t>(labels_.at(position).issue)].created;
    };
    const size_t position = Pick(labels_.edges().size(), created);
    const W4IssueLabel removed = labels_.at(position);
    labels_.Erase(position);
    return removed;
  }

  size_t PickIssue() {
    return Pick(issues_.size(), [this](size_t position) { return issues_[position].created; });
  }

  // Any position, or as often the newest of some candidates.
  template <typename CreatedAt>
  size_t Pick(size_t size, CreatedAt created) {
    size_t newest = random_.Position(size);
    if (random_.Below(2) == 0) return newest;
    for (int i = 1; i < kCandidates; ++i) {
      const size_t candidate = random_.Position(size);
      if (created(candidate) > created(newest)) newest = candidate;
    }
    return newest;
  }

  W4Issue AddIssue(int32_t project, int32_t owner, int32_t status, int32_t created) {
    const auto id = static_cast<int32_t>(issues_.size());
    issues_.push_back({id, project, owner, status, created, TextOf(kIssueTexts, id, 5)});
    return issues_.back();
  }

  W4Comment NewComment(int32_t issue, int32_t author, int32_t created) {
    const int32_t id = next_comment_++;
    return {id, issue, author, created, TextOf(kCommentTexts, id, 8)};
  }

  int32_t SecondOfYear() { return kFirstSecond + random_.Int32Below(kYear); }

  const int32_t projects_;
  const int32_t issue_count_;
  Random random_{kSeed};
  int32_t now_ = kFirstSecond + kYear;
  int32_t next_comment_ = 0;
  // By id: issues are never deleted.
  std::vector<W4Issue> issues_;
  EdgeSet<W4IssueLabel> labels_;
};

}  // namespace

W4Input GenerateW4(int scale) {
  Tracker tracker(scale > 10 ? 20 : 200, 200'000 / scale);
  W4Input input;
  input.tables.users = Users();
  input.tables.labels = Labels();
  input.tables.issues = tracker.Issues();
  input.tables.comments = tracker.Comments(1'000'000 / scale);
  input.tables.issue_labels = tracker.IssueLabels(static_cast<size_t>(400'000 / scale));
  input.transactions = tracker.Mutations(20'000 / scale);
  return input;
}

}  // namespace cambium::bench
