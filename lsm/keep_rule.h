// Which versions of a triple a new sorted file must hold, and which nobody can see any more.
//
// Somebody may look at any version above the *horizon*, at the horizon itself, and at the
// pinned versions below it. Of the rows of one subject, newest first, we keep
//
//     · every row above the horizon
//     · for the horizon, and for each pinned version below it: the newest row up to it
//
// and of these drop a deletion that is the oldest, not above the horizon, and has nothing of
// its subject in files below: there it says nothing. Likewise the oldest row kept, when all
// who look see it, needs no version: it becomes 0, which packs to no bits.
//
//     rows  9 7 5 3   horizon 6   pinned 4      keep 9 7 5 3
//     rows  9 7 5 3   horizon 6   pinned none   keep 9 7 5
//
// Law: after the rule, reading at any version that somebody may look at gives the same as
// before. Cost: O(rows + pins).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace cambium {

struct KeepRule {
  std::uint64_t horizon = 0;
  std::vector<std::uint64_t> pinned;  // Ascending; those above the horizon do not matter.
  bool is_bottom = false;             // No file below has rows of the subject.

  // Nobody looks at versions before.
  std::uint64_t oldest_look() const {
    return pinned.empty() ? horizon : std::min(horizon, pinned.front());
  }
};

struct RowVersion {
  std::uint64_t version = 0;
  bool is_deleted = false;
};

// Fills `keep` with the places of the rows to keep, in order; may set the version of the last
// of them to 0. `rows` is newest first.
void ApplyKeepRule(const KeepRule& rule, std::span<RowVersion> rows,
                   std::vector<std::size_t>& keep);

}  // namespace cambium
