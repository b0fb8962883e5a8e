// What a reader sees: memtables and sorted files, newest first, none of which changes.
//
//     active memtable     the newest writes; grows, but a reader looks at it by version
//     sealed memtables    on their way to files
//     level 0             files as they were flushed, which overlap
//     levels 1 to 6       the files of each are apart and ascend; 6 holds nearly all
//
// Law: of two rows of one subject, the one in the newer source has the greater version. So a
// look-up stops at the first source that has a row up to its version.
//
// A view is taken once for each read and kept for as long as that lasts; files that compactions
// have replaced meanwhile stay until the last view of them goes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/catalog.h"
#include "lsm/dropped_types.h"
#include "lsm/memtable.h"
#include "lsm/run_cursor.h"
#include "lsm/sorted_file.h"

namespace cambium {

inline constexpr std::uint32_t kLevels = 7;

struct Levels {
  std::array<std::vector<FilePointer>, kLevels> files;  // Level 0: the newest first.

  // In order: those of a level that have, or may have, subjects of the range.
  std::vector<FilePointer> Overlapping(std::uint32_t level, const RunRange& range) const;
  std::uint64_t bytes(std::uint32_t level) const;
  bool empty() const;

  // Where it belongs in the order of the level.
  void Add(std::uint32_t level, FilePointer file);
};

struct StoreView {
  std::shared_ptr<Memtable> active;
  std::vector<std::shared_ptr<const Memtable>> sealed;  // The newest first.
  std::shared_ptr<const Levels> levels;
  std::shared_ptr<const Indexes> indexes;
  std::shared_ptr<const DroppedTypes> dropped;

  // The newest row of the subject up to the version.
  absl::StatusOr<std::optional<RowFound>> Find(const RunKey& run, const Subject& subject,
                                               std::uint64_t version) const;

  // Over all that may have rows of the range, the newest first. The range outlives them.
  std::vector<std::unique_ptr<RunCursor>> Cursors(const RunRange& range) const;

  // All runs in any source, ascending.
  absl::StatusOr<std::vector<RunKey>> Runs() const;
};

}  // namespace cambium
