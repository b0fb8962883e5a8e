// A sorted file: runs of blocks and their directory; written once, then only read.
//
//     8 bytes     "cambium1"
//     blocks      each 8 bytes of checksum, then lsm/block.h; in any order
//     directory   lsm/directory.h
//     footer      offset, size and checksum of the directory: 8 bytes each
//
// A checksum is that of the bytes that follow or are named, seeded with the number of the file
// and their offset. That of the directory stands in the manifest as well, so another file in
// this one's place is noticed. Blocks are checked each time they are read from disk.
//
// Any thread may call any member.
//
// Cost: opened on first use, when the directory is read, and stays in memory, which the cache
// is told of; Find is a binary search in the directory and one in a block, which is read if the
// cache has it not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "lsm/block_cache.h"
#include "lsm/directory.h"
#include "lsm/file_system.h"

namespace cambium {

// What the manifest knows of a sorted file.
struct FileRecord {
  std::uint64_t number = 0;
  std::uint32_t level = 0;  // When it was written or the store opened; it may move later.
  std::uint64_t size = 0;
  std::uint64_t checksum = 0;  // Of the directory.
  std::uint64_t rows = 0;
  std::uint64_t deleted = 0;  // Of the rows.
  std::uint64_t history = 0;  // Of the rows, those behind a newer one of their subject.
  std::uint64_t least_version = 0;
  std::uint64_t greatest_version = 0;
  RunKey first_run;
  OwnedSubject first;
  RunKey last_run;
  OwnedSubject last;
};

std::string SortedFileName(std::uint64_t number);

std::uint64_t ChecksumAt(std::string_view bytes, std::uint64_t file, std::uint64_t offset);

// A row that a look-up has found.
struct RowFound {
  std::uint64_t version = 0;
  Value value;  // NULL when deleted.
};

class SortedFile {
 public:
  SortedFile(FileSystem& files, std::string path, FileRecord record, BlockCache& cache)
      : files_(files), path_(std::move(path)), record_(std::move(record)), cache_(cache) {}
  SortedFile(const SortedFile&) = delete;
  SortedFile& operator=(const SortedFile&) = delete;
  // Removes the file from the disk if it is obsolete; so nobody reads it any more.
  ~SortedFile();

  const FileRecord& record() const { return record_; }
  const std::string& path() const { return path_; }

  // Valid as long as the file.
  absl::StatusOr<const Directory*> directory() const;
  absl::StatusOr<BlockCache::BlockPointer> Load(std::uint32_t block) const;
  // The newest row of the subject up to the version.
  absl::StatusOr<std::optional<RowFound>> Find(const RunKey& run, const Subject& subject,
                                               std::uint64_t version) const;
  // Reads all of the file and compares it with what the directory says.
  absl::Status Verify() const;

  void MakeObsolete(bool is_obsolete = true) { is_obsolete_ = is_obsolete; }
  std::size_t memory() const;

 private:
  struct Opened {
    std::unique_ptr<ReadFile> file;
    Directory directory;
    std::size_t memory = 0;  // Of the directory.
  };

  absl::StatusOr<const Opened*> Open() const;
  absl::StatusOr<std::unique_ptr<Opened>> ReadOpened() const;
  absl::StatusOr<BlockCache::BlockPointer> ReadBlock(const Opened& opened,
                                                     std::uint32_t block) const;
  absl::Status Damaged(std::string_view what, std::uint64_t offset) const;

  FileSystem& files_;
  const std::string path_;
  const FileRecord record_;
  BlockCache& cache_;
  std::atomic<bool> is_obsolete_ = false;
  mutable std::mutex open_mutex_;  // Held by who opens.
  mutable std::unique_ptr<const Opened> owned_;
  mutable std::atomic<const Opened*> opened_ = nullptr;
};

using FilePointer = std::shared_ptr<SortedFile>;

inline constexpr std::string_view kSortedMagic = "cambium1";
inline constexpr std::uint64_t kFooterSize = 24;
inline constexpr std::uint64_t kBlockChecksum = 8;

}  // namespace cambium
