// Counting changes, and keeping the last of them.
// SPDX-License-Identifier: Apache-2.0
#include "query/commit_reasons.h"

#include <algorithm>
#include <utility>

namespace cambium {

void CommitReasons::Stage(const Changes& changes) {
  staged_.tables.clear();
  for (const auto& [type, table] : changes.tables) {
    CommitReason::ChangedTable changed;
    changed.table = type;
    for (const auto& [subject, change] : table.entities) {
      if (change.before == change.after) continue;
      const bool was = change.before.has_value();
      const bool is = change.after.has_value();
      ++(was && is ? changed.updated : is ? changed.inserted : changed.deleted);
      if (changed.subjects.size() < CommitReason::kSubjects)
        changed.subjects.push_back(subject);
    }
    if (!changed.subjects.empty()) staged_.tables.push_back(std::move(changed));
  }
}

void CommitReasons::Commit(std::uint64_t version, const std::vector<Frame>& frames) {
  if (staged_.tables.empty()) return;  // Time went on.
  staged_.version = version;
  staged_.frames = frames.size();
  for (const Frame& frame : frames) staged_.ops += frame.ops.size();
  kept_.push_back(std::exchange(staged_, CommitReason()));
  if (kept_.size() > kKept) kept_.pop_front();
}

const CommitReason* CommitReasons::Find(std::uint64_t version) const {
  const auto found =
      std::find_if(kept_.begin(), kept_.end(),
                   [version](const CommitReason& kept) { return kept.version == version; });
  return found == kept_.end() ? nullptr : &*found;
}

}  // namespace cambium
