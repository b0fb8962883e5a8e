// A scan of one run: the rows of all sources, merged, each subject once.
//
//     source         subjects            taken
//     memtable           5               5
//     level 0        2       7           2      7
//     level 6        1 2 3 4 5 6 7       1   3 4   6
//
// Where one source is alone up to where the next one begins, its rows are copied as a slice;
// where several have the same subject, the newest source wins and the others step past it. A
// deleted row wins too, and is then left out. Two sources of integers, which is how a store is
// after some changes, are merged in a loop of their own.
//
// Cost: for each row, what its cursor takes and a copy, which is saved where all of a cursor's
// chunk is given; for each change of source, a look at every source's next subject.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "dataflow/status.h"
#include "lsm/row_batch.h"
#include "lsm/store_view.h"

namespace cambium {

class RunScan {
 public:
  RunScan(std::shared_ptr<const StoreView> view, RunRange range);
  RunScan(const RunScan&) = delete;
  RunScan& operator=(const RunScan&) = delete;

  // Deleted rows are given as well, with NULL; not with a range of values.
  void KeepDeleted() { keeps_deleted_ = true; }
  const RunRange& range() const { return range_; }

  // Replaces the batch by the next rows, about `most` and at least one; false, and an empty
  // batch, when there are none. What the rows view lives as long as the batch.
  absl::StatusOr<bool> Next(std::size_t most, RowBatch& batch);

 private:
  // Which source is next, and how far it is alone.
  struct Turn {
    std::size_t winner = 0;
    const Subject* limit = nullptr;  // The next subject of another source; null if none.
    bool is_shared = false;          // Whether that is the winner's own subject.
  };

  absl::Status Settle(std::size_t most);
  Turn NextTurn() const;
  bool IsBefore(const Subject& left, const Subject& right) const {
    return range_.reverse ? right < left : left < right;
  }
  // Rows of two sources of integers, until one has no more in its chunk.
  void MergeTwo(std::size_t most, RowBatch& batch);
  // The same of more than two.
  void MergeMany(std::size_t most, RowBatch& batch);
  // Whether the winner has many rows alone.
  bool IsLong(const Turn& turn) const;
  void TakeShared(const Turn& turn, RowBatch& batch);
  void TakeAlone(const Turn& turn, std::size_t most, RowBatch& batch);
  bool IsLeftOut(const StoredValue& value) const;
  bool LeavesOut(const RunCursor& cursor, std::size_t count) const;
  void Copy(const RunCursor& cursor, std::size_t count, RowBatch& batch) const;

  const std::shared_ptr<const StoreView> view_;
  const RunRange range_;
  bool keeps_deleted_ = false;
  std::vector<std::unique_ptr<RunCursor>> cursors_;  // Only those with rows; newest first.
  bool is_settled_ = false;
  // Where a source is while many are merged.
  struct Head {
    std::uint64_t word = 0;
    std::size_t at = 0;
    const RowBatch* rows = nullptr;
  };
  std::vector<Head> heads_;
};

// Of each subject the newest row, and none that is older.
inline constexpr std::uint64_t kNewestRows = Memtable::kAllVersions - 1;

// Calls `visit(subject, value, version)` for each row of the run as of now; its error ends it.
template <typename Visit>
absl::Status VisitRun(const std::shared_ptr<const StoreView>& view, const RunKey& run,
                      Visit visit) {
  constexpr std::size_t kChunk = 1024;
  RunRange range;
  range.run = run;
  range.version = kNewestRows;
  RunScan scan(view, std::move(range));
  for (RowBatch rows;;) {
    CAMBIUM_ASSIGN_OR_RETURN(const bool more, scan.Next(kChunk, rows));
    if (!more) return absl::OkStatus();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CAMBIUM_RETURN_IF_ERROR(visit(rows.subjects[i], rows.values[i], rows.versions[i]));
    }
  }
}

}  // namespace cambium
