// Sorted files written one after the other: where the rows of a flush, a compaction or an
// ingestion go.
//
// A file ends near `file_bytes`: a little before, where a run ends, or a little behind.
//
// Law: files that Finish() has not given go with the series, so an error leaves none behind;
// those of a process that died are removed when the store is opened.
// Cost: that of the writer, and of a sync for each file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/sorted_file_writer.h"

namespace cambium {

// How large things are. Users have no reason to change any of it; tests make all tiny.
struct StoreShape {
  std::size_t memtable_bytes = 0;      // 0: a quarter of the memory.
  std::size_t large_commit_bytes = 0;  // Goes to files at once; 0: from half a memtable on.
  BlockLimits block;
  std::uint64_t file_bytes = 32 << 20;
  std::uint64_t base_level_bytes = 64 << 20;
  std::uint32_t level0_files = 4;
  std::uint32_t fan_out = 10;
};

// Where files go, and how large they become.
struct MergeTarget {
  FileSystem& files;
  std::string folder;
  std::function<std::uint64_t()> next_number;
  StoreShape shape;
  std::uint32_t level = 0;
  bool cuts_files = true;    // Else all goes to one file.
  bool has_filters = false;  // See lsm/sorted_file_writer.h; not for the last level.
};

class FileSeries {
 public:
  // The target outlives the series.
  explicit FileSeries(const MergeTarget& target) : target_(target) {}
  FileSeries(const FileSeries&) = delete;
  FileSeries& operator=(const FileSeries&) = delete;
  ~FileSeries();

  // Where the next subject goes; valid until asked for again.
  absl::StatusOr<SortedFileWriter*> WriterFor(const RunKey& run);
  // The files, in order, all synced, though not yet their names. Maybe none.
  absl::StatusOr<std::vector<FileRecord>> Finish();

 private:
  bool IsFull(const RunKey& run) const;
  absl::Status EndFile();

  const MergeTarget& target_;
  std::unique_ptr<SortedFileWriter> writer_;
  std::vector<FileRecord> records_;
  std::vector<std::uint64_t> numbers_;  // Of all files, until Finish() gives them.
};

}  // namespace cambium
