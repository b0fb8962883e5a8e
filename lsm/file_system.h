// The seam between the store and the disk: every byte that lsm/ writes or reads passes
// here, so that tests can put memory, faults or a power cut in the disk's place.
//
// Contract of a crash: what was appended but not synced may be lost, from the end; a
// renamed or created name may be lost until its folder is synced.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace cambium {

// A file that only grows. Closed by its destructor.
class AppendFile {
 public:
  virtual ~AppendFile() = default;
  // Handed to the operating system when this returns: it survives the death of the
  // process, not that of the machine.
  virtual absl::Status Append(std::string_view bytes) = 0;
  // After this returns, all that was appended survives a power cut.
  virtual absl::Status Sync() = 0;
};

// Held until destroyed; a second holder, of this or another process, is refused.
class FolderLock {
 public:
  virtual ~FolderLock() = default;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  // Fine when it exists. Its name stands in its parent, and is synced with that.
  virtual absl::Status CreateFolder(const std::string& path) = 0;
  virtual absl::StatusOr<std::unique_ptr<FolderLock>> LockFolder(const std::string& path) = 0;
  // NotFound when the file is missing, and only then.
  virtual absl::StatusOr<std::string> Read(const std::string& path) = 0;
  // Both make the file when it is missing; Create empties it when it is not.
  virtual absl::StatusOr<std::unique_ptr<AppendFile>> Create(const std::string& path) = 0;
  virtual absl::StatusOr<std::unique_ptr<AppendFile>> Extend(const std::string& path) = 0;
  virtual absl::Status Truncate(const std::string& path, std::uint64_t size) = 0;
  // Replaces `to` at once, whole or not at all.
  virtual absl::Status Rename(const std::string& from, const std::string& to) = 0;
  virtual absl::Status SyncFolder(const std::string& path) = 0;
};

// The operating system's files.
std::unique_ptr<FileSystem> MakeRealFileSystem();

// Files that live as long as the object: what `:memory:` databases write to.
std::unique_ptr<FileSystem> MakeMemoryFileSystem();

}  // namespace cambium
