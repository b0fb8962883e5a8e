// The seam between the store and the disk: every byte that lsm/ writes or reads passes
// here, so that tests can put memory, faults or a power cut in the disk's place.
//
// Contract of a crash: what was written but not synced may be lost or kept, piece by piece
// and in any order; a renamed, created or removed name may be as before until its folder is
// synced. After a Sync that failed, nothing may be believed of what was not synced before.
//
// Any thread may call any member of a FileSystem and of a ReadFile; an AppendFile belongs to
// one thread at a time, but may be synced by one while it is appended to by another.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace cambium {

// A file being written from some place on. Closed by its destructor.
class AppendFile {
 public:
  virtual ~AppendFile() = default;
  // Handed to the operating system when this returns: it survives the death of the
  // process, not that of the machine.
  virtual absl::Status Append(std::string_view bytes) = 0;
  // After this returns, all that was appended survives a power cut.
  virtual absl::Status Sync() = 0;
};

// A file being read; it may lose its name meanwhile.
class ReadFile {
 public:
  virtual ~ReadFile() = default;
  // Fills all of `bytes` from the place on, or is an error; DataLoss if the file ends there.
  virtual absl::Status Read(std::uint64_t offset, std::span<char> bytes) = 0;
};

// Held until destroyed; a second holder, of this or another process, is refused.
class FolderLock {
 public:
  virtual ~FolderLock() = default;
};

struct FileEntry {
  std::string name;  // Without its folder.
  std::uint64_t size = 0;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  // Fine when it exists. Its name stands in its parent, and is synced with that.
  virtual absl::Status CreateFolder(const std::string& path) = 0;
  virtual absl::StatusOr<std::unique_ptr<FolderLock>> LockFolder(const std::string& path) = 0;
  // The files in a folder, by name, without those that it has for itself, such as the lock.
  virtual absl::StatusOr<std::vector<FileEntry>> List(const std::string& folder) = 0;
  // NotFound when the file is missing, and only then.
  virtual absl::StatusOr<std::string> Read(const std::string& path) = 0;
  virtual absl::StatusOr<std::unique_ptr<ReadFile>> OpenForRead(const std::string& path) = 0;
  // Both make the file when it is missing; Create empties it when it is not.
  virtual absl::StatusOr<std::unique_ptr<AppendFile>> Create(const std::string& path) = 0;
  virtual absl::StatusOr<std::unique_ptr<AppendFile>> Extend(const std::string& path) = 0;
  // What is appended goes over what stands from `offset` on, in a file that is there.
  virtual absl::StatusOr<std::unique_ptr<AppendFile>> Overwrite(const std::string& path,
                                                                std::uint64_t offset) = 0;
  virtual absl::Status Truncate(const std::string& path, std::uint64_t size) = 0;
  virtual absl::Status Remove(const std::string& path) = 0;
  // Replaces `to` at once, whole or not at all.
  virtual absl::Status Rename(const std::string& from, const std::string& to) = 0;
  // A second name for a file that will not change again; an error when `to` is there.
  virtual absl::Status Link(const std::string& from, const std::string& to) = 0;
  virtual absl::Status SyncFolder(const std::string& path) = 0;
};

// The operating system's files.
std::unique_ptr<FileSystem> MakeRealFileSystem();

// Files that live as long as the object: what `:memory:` databases write to.
std::unique_ptr<FileSystem> MakeMemoryFileSystem();

}  // namespace cambium
