// The commits that open transactions have to be checked against: those since the oldest began.
//
// With no transaction open nothing is kept, and a commit costs nothing more.
//
// Not safe for concurrent use; the database's lock is around it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <set>

#include "query/mutation.h"

namespace cambium {

struct RecentCommit {
  std::uint64_t version = 0;
  Changes changes;
};

class RecentCommits {
 public:
  // A transaction that sees this version begins, or ends.
  void Begin(std::uint64_t version) { open_.insert(version); }
  void End(std::uint64_t version);

  bool are_kept() const { return !open_.empty(); }
  void Add(std::uint64_t version, const Changes& changes);

  // Ascending by version.
  const std::deque<RecentCommit>& commits() const { return commits_; }
  std::uint64_t CountSince(std::uint64_t version) const;

 private:
  std::multiset<std::uint64_t> open_;
  std::deque<RecentCommit> commits_;  // Of versions above the least of `open_`.
};

}  // namespace cambium
