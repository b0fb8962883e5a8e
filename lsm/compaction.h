// Compaction: what to merge next, and merging it into new sorted files.
//
// Level 6 holds nearly all. The sizes that levels above may have are counted from it, each a
// tenth of the one below, down to the *base* level, the last that may still have
// `base_level_bytes`; levels between 0 and the base stay empty. So the files above the last
// level are about a ninth of it, and so is what they make obsolete in it.
//
//     level 0 has `level0_files`        all of it, with what it overlaps in the base level
//     level n is too large              its file that overlaps least in level n + 1, with that
//     level 0 has many deletions        as if it were full: an eighth of all rows
//     a file is a quarter garbage       that file, with what it overlaps in the next level
//     a file has a type that is gone    that file alone; all of level 0
//
// Garbage is deletions, and rows behind newer ones, once nobody looks back far enough to see
// them: what was kept for a snapshot goes soon after the snapshot has.
//
// A type is gone when it was dropped and nobody looks at it any more: its runs are left out
// unread.
//
// Runs are merged one after the other. A block whose subjects no other input has is copied
// without being decoded; of all other subjects the keep rule decides (lsm/keep_rule.h). Output
// files end near `file_bytes`, where a run ends if one ends near.
//
// Cost: linear in the rows that are decoded; memory is a chunk for each input, and a block.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/file_series.h"
#include "lsm/keep_rule.h"
#include "lsm/store_view.h"

namespace cambium {

struct CompactionJob {
  // Each source's files are apart and ascend; the newest source first.
  std::vector<std::vector<FilePointer>> sources;
  std::uint32_t output_level = kLevels - 1;
  bool is_bottom = false;  // No file below the output level overlaps the inputs.
  bool is_move = false;    // It is one file, which only needs another level.

  std::vector<FilePointer> Inputs() const;
};

// Null when nothing needs to be done. Nobody looks at versions before `oldest_look`, or will.
absl::StatusOr<std::optional<CompactionJob>> PickCompaction(const Levels& levels,
                                                            const StoreShape& shape,
                                                            const DroppedTypes& dropped,
                                                            std::uint64_t oldest_look);
// Everything into the last level.
CompactionJob CompactAll(const Levels& levels);

// The new files, in order, all synced, though not yet their names. Maybe none.
absl::StatusOr<std::vector<FileRecord>> RunCompaction(const CompactionJob& job, KeepRule rule,
                                                      const DroppedTypes& dropped,
                                                      const MergeTarget& target);
absl::StatusOr<std::vector<FileRecord>> WriteMemtable(
    const std::shared_ptr<const Memtable>& memtable, const KeepRule& rule,
    const DroppedTypes& dropped, const MergeTarget& target);

}  // namespace cambium
