// Merging, and dropping.
// SPDX-License-Identifier: Apache-2.0
#include "query/frame_queue.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace cambium {
namespace {

std::size_t CountRows(const TreeNode& node) {
  std::size_t rows = 1;
  for (const TreeList& list : node.lists) {
    for (const TreeNode& row : list) rows += CountRows(row);
  }
  return rows;
}

std::size_t CountOperation(const TreeOp& op) {
  return op.node.has_value() ? CountRows(*op.node) : 1;
}

std::size_t CountOperations(const std::vector<TreeOp>& ops) {
  std::size_t count = 0;
  for (const TreeOp& op : ops) count += CountOperation(op);
  return count;
}

std::size_t HashOf(const Path& path) {
  std::size_t hash = 0;
  for (const PathStep& step : path) {
    const auto* key = std::get_if<PathKey>(&step);
    hash = key != nullptr ? absl::HashOf(hash, key->key)
                          : absl::HashOf(hash, std::get<std::string>(step));
  }
  return hash;
}

bool AreEqual(const Path& left, const Path& right) {
  const auto step_equals = [](const PathStep& one, const PathStep& other) {
    if (one.index() != other.index()) return false;
    const auto* key = std::get_if<PathKey>(&one);
    return key != nullptr ? key->key == std::get<PathKey>(other).key
                          : std::get<std::string>(one) == std::get<std::string>(other);
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), step_equals);
}

void SetFields(const TreeOp& later, TreeOp& op) {
  for (const auto& field : later.fields) {
    const auto same = [&field](const auto& other) {
      return other.first.column == field.first.column;
    };
    const auto found = std::find_if(op.fields.begin(), op.fields.end(), same);
    if (found == op.fields.end()) {
      op.fields.push_back(field);
    } else {
      found->second = field.second;
    }
  }
}

}  // namespace

bool FrameQueue::Push(Frame frame) {
  if (IsWhole(frame)) {
    if (merges_ || lags_) {
      Clear();  // What waits leads to what is here.
    } else if (std::count_if(frames_.begin(), frames_.end(), IsWhole) >= 2) {
      Clear();  // A third would be one too many: the newest is made when its turn comes.
      lags_ = true;
      return false;
    }
    if (!has_opened_ && frames_.empty()) frame.kind = FrameKind::kOpen;
  } else if (frame.kind == FrameKind::kError) {
    lags_ = false;  // There is no answer any more.
  } else if (lags_) {
    return false;
  }
  const bool is_alone = frames_.empty();
  const bool has_operations = !frame.ops.empty();
  Add(std::move(frame));
  if (is_alone || !has_operations || operation_count_ <= max_operations_) return true;
  Clear();
  lags_ = true;
  return false;
}

void FrameQueue::Add(Frame frame) {
  if (!merges_ || frame.kind != FrameKind::kDelta) {
    operation_count_ += CountOperations(frame.ops);
    frames_.push_back(std::move(frame));
    return;
  }
  std::vector<TreeOp> ops = std::exchange(frame.ops, {});
  const bool follows = !frames_.empty() && frames_.back().kind == FrameKind::kDelta &&
                       frames_.back().plan == frame.plan;
  if (follows) {
    frames_.back().to = frame.to;
  } else {
    frames_.push_back(std::move(frame));
    latest_sets_.clear();
  }
  Append(std::move(ops), frames_.back().ops);
}

void FrameQueue::Append(std::vector<TreeOp> ops, std::vector<TreeOp>& last) {
  for (TreeOp& op : ops) {
    if (op.kind == TreeOpKind::kSet) {
      const auto [latest, is_new] = latest_sets_.try_emplace(HashOf(op.path), last.size());
      if (!is_new && AreEqual(last[latest->second].path, op.path)) {
        SetFields(op, last[latest->second]);
        continue;
      }
      latest->second = last.size();
    } else if (op.kind != TreeOpKind::kMove) {
      latest_sets_.clear();
    }
    operation_count_ += CountOperation(op);
    last.push_back(std::move(op));
  }
}

std::optional<Frame> FrameQueue::Take() {
  if (frames_.empty()) return std::nullopt;
  Frame frame = std::move(frames_.front());
  frames_.pop_front();
  operation_count_ -= CountOperations(frame.ops);
  if (frames_.empty()) latest_sets_.clear();
  has_opened_ = has_opened_ || frame.kind == FrameKind::kOpen;
  return frame;
}

void FrameQueue::Clear() {
  frames_.clear();
  latest_sets_.clear();
  operation_count_ = 0;
  lags_ = false;
}

}  // namespace cambium
