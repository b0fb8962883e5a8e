// Keeping commits while somebody may ask for them.
// SPDX-License-Identifier: Apache-2.0
#include "query/recent_commits.h"

#include <algorithm>

#include "dataflow/check.h"

namespace cambium {

void RecentCommits::End(std::uint64_t version) {
  const auto found = open_.find(version);
  CAMBIUM_CHECK(found != open_.end(), "a transaction ends that has not begun: ", version);
  open_.erase(found);
  while (!commits_.empty() && (open_.empty() || commits_.front().version <= *open_.begin())) {
    commits_.pop_front();
  }
}

void RecentCommits::Add(std::uint64_t version, const Changes& changes) {
  if (are_kept()) commits_.push_back({version, changes});
}

std::uint64_t RecentCommits::CountSince(std::uint64_t version) const {
  return static_cast<std::uint64_t>(std::count_if(
      commits_.begin(), commits_.end(),
      [version](const RecentCommit& commit) { return commit.version > version; }));
}

}  // namespace cambium
