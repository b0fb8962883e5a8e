// What the last commits changed in tables, and what that came to for live queries: why a frame
// was sent.
//
//     commit 12   Issue 1 inserted, 2 updated: 7, 8, 9     3 frames, 5 operations
//
// Follows the two phases of a commit. Not safe for concurrent use.
//
// Cost: a look at each changed row, and a few of their keys for each of the commits that are
// kept.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "query/frame.h"
#include "query/mutation.h"

namespace cambium {

struct CommitReason {
  static constexpr std::size_t kSubjects = 3;

  struct ChangedTable {
    TypeId table = 0;
    std::uint64_t inserted = 0;
    std::uint64_t updated = 0;
    std::uint64_t deleted = 0;
    std::vector<std::string> subjects;  // The first few.
  };
  std::uint64_t version = 0;
  std::vector<ChangedTable> tables;
  std::uint64_t frames = 0;
  std::uint64_t ops = 0;  // In these.
};

class CommitReasons {
 public:
  static constexpr std::size_t kKept = 32;

  void Stage(const Changes& changes);
  void Commit(std::uint64_t version, const std::vector<Frame>& frames);
  void Abandon() { staged_.tables.clear(); }

  // Null if it is not among the last.
  const CommitReason* Find(std::uint64_t version) const;

 private:
  CommitReason staged_;
  std::deque<CommitReason> kept_;  // Ascending by version.
};

}  // namespace cambium
