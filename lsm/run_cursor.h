// Cursors: the rows of one run, subject by subject, out of a memtable or of sorted files.
//
// A cursor holds a chunk of rows and fills it again when it is used up, so what is paid for
// each row is a step in arrays. It gives, of each subject, the newest row up to a version,
// deleted or not; or, for compactions, all rows, newest first.
//
// Cost: a chunk begins with 32 rows, or as many as are wanted, and grows to 1,024, so a short
// look costs little and a long one little for each row.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "lsm/memtable.h"
#include "lsm/row_batch.h"
#include "lsm/sorted_file.h"
#include "lsm/value_range.h"

namespace cambium {

// Which rows. Subjects from `least` up to, and without, `end`; without them, all. Scans leave
// out rows whose value is not in `values`; cursors may.
struct RunRange {
  RunKey run;
  std::optional<OwnedSubject> least;
  std::optional<OwnedSubject> end;
  ValueRange values;
  bool reverse = false;
  std::uint64_t version = Memtable::kAllVersions;

  // The subjects that begin with these bytes, of a run of bytes or an index.
  static RunRange OfPrefix(const RunKey& run, std::string_view prefix);

  bool IsBefore(const Subject& subject) const {
    return least.has_value() && subject < least->view();
  }
  bool IsBehind(const Subject& subject) const {
    return end.has_value() && !(subject < end->view());
  }
};

class RunCursor {
 public:
  // The range outlives the cursor.
  explicit RunCursor(const RunRange& range) : range_(range) {}
  RunCursor(const RunCursor&) = delete;
  RunCursor& operator=(const RunCursor&) = delete;
  virtual ~RunCursor() = default;

  // Makes sure that there is a row, or none left. To be called first and after each Skip. The
  // caller will want `most` rows, if there are so many.
  absl::Status Settle(std::size_t most = 0);
  bool has_row() const { return at_ < rows_.size(); }

  // The chunk, and where in it the cursor is.
  const RowBatch& rows() const { return rows_; }
  std::size_t at() const { return at_; }
  const Subject& subject() const { return rows_.subjects[at_]; }
  void Skip(std::size_t count) { at_ += count; }
  // Gives away the chunk as a whole, when none of it has been skipped.
  void TakeRows(RowBatch& batch) {
    std::swap(rows_, batch);
    rows_.Clear();
  }

 protected:
  const RunRange& range() const { return range_; }
  // Adds the next rows, about `most`; false when there are no more after them.
  virtual absl::StatusOr<bool> Refill(std::size_t most, RowBatch& rows) = 0;

 private:
  const RunRange& range_;
  RowBatch rows_;
  std::size_t at_ = 0;
  std::size_t chunk_ = 32;
  bool is_last_ = false;  // Whether nothing is left behind the chunk.
};

class MemtableCursor final : public RunCursor {
 public:
  MemtableCursor(const RunRange& range, std::shared_ptr<const Memtable> memtable);

 private:
  absl::StatusOr<bool> Refill(std::size_t most, RowBatch& rows) override;

  const std::shared_ptr<const Memtable> memtable_;
  std::optional<OwnedSubject> from_;
  bool after_ = false;
};

// Finds older rows than those of primary blocks; quickly when asked for ascending subjects.
class HistoryReader {
 public:
  explicit HistoryReader(std::shared_ptr<const SortedFile> file) : file_(std::move(file)) {}

  // Adds the newest row of the subject up to the version, or all of them.
  absl::Status Copy(const Directory& directory, const RunInfo& run, const Subject& subject,
                    std::uint64_t version, RowBatch& rows);

 private:
  // The first row in the block that is not before the subject.
  std::uint32_t Seek(const Subject& subject);

  const std::shared_ptr<const SortedFile> file_;
  std::uint32_t number_ = UINT32_MAX;  // Of the block.
  BlockCache::BlockPointer block_;
  std::uint32_t at_ = 0;
  std::string scratch_;
};

// Over files whose subjects are apart and ascend.
class FileCursor final : public RunCursor {
 public:
  FileCursor(const RunRange& range, std::vector<FilePointer> files);

  // Leaves out blocks that have no value of the range, by their bounds. Only the oldest source
  // may: in any other, a row that does not match hides an older one which may.
  void SkipByValue() { skips_by_value_ = !range().values.is_all(); }

  // For compactions: the block that the next rows come from, if none of it has been read and
  // no history belongs to it. Null otherwise. Only while there is no row.
  struct NextBlock {
    const SortedFile* file = nullptr;
    std::uint32_t number = 0;
    const BlockInfo* info = nullptr;
  };
  absl::StatusOr<std::optional<NextBlock>> PeekBlock();
  void SkipBlock();

 private:
  absl::StatusOr<bool> Refill(std::size_t most, RowBatch& rows) override;
  // Makes the next file current that has the run; false when there is none.
  absl::StatusOr<bool> NextFile();
  // Finds the next block; false when there is none.
  absl::StatusOr<bool> NextBlockNumber();
  bool CanSkip(std::uint32_t block) const;
  absl::Status EnterBlock();
  absl::Status CopyRows(std::uint32_t begin, std::uint32_t end, RowBatch& rows);
  absl::Status CopyVisible(std::uint32_t begin, std::uint32_t end, RowBatch& rows);
  const BlockInfo& info() const { return directory_->blocks[number_]; }

  bool skips_by_value_ = false;
  std::vector<FilePointer> files_;  // In the order in which they are read, reversed.
  FilePointer file_;                // The current one.
  const Directory* directory_ = nullptr;
  const RunInfo* run_ = nullptr;
  std::uint32_t begin_ = 0;  // Blocks of the file that are left: from begin_ to end_.
  std::uint32_t end_ = 0;
  bool has_block_ = false;  // Whether number_ is current.
  std::uint32_t number_ = 0;
  BlockCache::BlockPointer block_;  // Null until the block is entered.
  std::uint32_t row_begin_ = 0;     // Rows of the block that are left.
  std::uint32_t row_end_ = 0;
  std::optional<HistoryReader> history_;  // If the run has history.
};

}  // namespace cambium
