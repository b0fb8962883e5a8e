// Writes a sorted file from rows in order, or from whole blocks of other files.
//
// Rows ascend by run and subject; those of one subject descend by version, the first of them
// goes to a primary block and the others to history.
//
// Cost: a row is copied once and encoded once; memory is that of one block of each kind.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/byte_arena.h"
#include "lsm/sorted_file.h"

namespace cambium {

// When a block is full, whichever comes first.
struct BlockLimits {
  std::uint32_t rows = 4096;
  std::size_t bytes = 256 << 10;  // Of texts, before they are encoded.
};

class SortedFileWriter {
 public:
  // With filters, those blocks have one whose subjects do not tell well what is missing.
  static absl::StatusOr<std::unique_ptr<SortedFileWriter>> Create(FileSystem& files,
                                                                  const std::string& folder,
                                                                  std::uint64_t number,
                                                                  BlockLimits limits,
                                                                  bool has_filters = false);

  absl::Status Add(const RunKey& run, const Subject& subject, std::uint64_t version,
                   const StoredValue& value);
  // A primary block as it is; all its subjects are behind those added so far.
  absl::Status AddBlock(const RunKey& run, const BlockInfo& info, const Block& block);

  // Bytes written so far, about.
  std::uint64_t size() const { return size_ + primary_.bytes + history_.bytes; }
  const RunKey& run() const { return run_; }

  // Ends and syncs the file, to which something was added. Its name is synced with the folder.
  absl::StatusOr<FileRecord> Finish(std::uint32_t level);

 private:
  // Rows on their way to a block.
  struct Rows {
    ByteArena arena;
    std::vector<Subject> subjects;
    std::vector<std::uint64_t> versions;
    std::vector<StoredValue> values;
    std::size_t bytes = 0;
    std::vector<BlockInfo> blocks;  // Of the run, written already.
  };

  SortedFileWriter(std::unique_ptr<AppendFile> file, std::uint64_t number, BlockLimits limits,
                   bool has_filters)
      : file_(std::move(file)), limits_(limits), has_filters_(has_filters) {
    record_.number = number;
  }
  absl::Status Begin(const RunKey& run, const Subject& subject);
  absl::Status EndRun();
  absl::Status EndBlock(Rows& rows);
  absl::Status Write(std::string_view body, BlockInfo info, Rows& rows);
  absl::Status WriteOut();
  void Count(const BlockInfo& info);
  bool WantsFilter(const Rows& rows) const;
  bool IsFull(const Rows& rows) const {
    return rows.subjects.size() >= limits_.rows || rows.bytes >= limits_.bytes;
  }
  static void Put(Rows& rows, const Subject& subject, std::uint64_t version,
                  const StoredValue& value);

  const std::unique_ptr<AppendFile> file_;
  const BlockLimits limits_;
  const bool has_filters_;
  FileRecord record_;
  Directory directory_;
  RunKey run_;
  bool has_run_ = false;
  OwnedSubject last_;  // The greatest subject of the run so far.
  Rows primary_;
  Rows history_;
  std::string unwritten_;  // Blocks on their way to the file.
  std::uint64_t size_ = 0;
};

}  // namespace cambium
