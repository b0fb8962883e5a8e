// FileSystem over a map of strings: nothing outlives the object.
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>

#include "lsm/file_system.h"

namespace cambium {
namespace {

using Bytes = std::shared_ptr<std::string>;

class MemoryAppendFile final : public AppendFile {
 public:
  explicit MemoryAppendFile(Bytes bytes) : bytes_(std::move(bytes)) {}
  absl::Status Append(std::string_view bytes) override {
    bytes_->append(bytes);
    return absl::OkStatus();
  }
  absl::Status Sync() override { return absl::OkStatus(); }

 private:
  Bytes bytes_;
};

class MemoryFolderLock final : public FolderLock {
 public:
  MemoryFolderLock(std::set<std::string>& locked, std::string path)
      : locked_(locked), path_(std::move(path)) {}
  ~MemoryFolderLock() override { locked_.erase(path_); }

 private:
  std::set<std::string>& locked_;
  const std::string path_;
};

class MemoryFileSystem final : public FileSystem {
 public:
  absl::Status CreateFolder(const std::string&) override { return absl::OkStatus(); }
  absl::StatusOr<std::unique_ptr<FolderLock>> LockFolder(const std::string& path) override {
    if (!locked_.insert(path).second) {
      return absl::FailedPreconditionError("database is open already: " + path);
    }
    return std::make_unique<MemoryFolderLock>(locked_, path);
  }
  absl::StatusOr<std::string> Read(const std::string& path) override {
    const auto found = files_.find(path);
    if (found == files_.end()) return Missing(path);
    return *found->second;
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> Create(const std::string& path) override {
    files_[path] = std::make_shared<std::string>();
    return std::make_unique<MemoryAppendFile>(files_[path]);
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> Extend(const std::string& path) override {
    if (!files_.contains(path)) return Create(path);
    return std::make_unique<MemoryAppendFile>(files_[path]);
  }
  absl::Status Truncate(const std::string& path, std::uint64_t size) override {
    if (!files_.contains(path)) return Missing(path);
    files_[path]->resize(size);
    return absl::OkStatus();
  }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    if (!files_.contains(from)) return Missing(from);
    files_[to] = files_[from];
    files_.erase(from);
    return absl::OkStatus();
  }
  absl::Status SyncFolder(const std::string&) override { return absl::OkStatus(); }

 private:
  static absl::Status Missing(const std::string& path) {
    return absl::NotFoundError("file does not exist: " + path);
  }

  std::map<std::string, Bytes> files_;
  std::set<std::string> locked_;
};

}  // namespace

std::unique_ptr<FileSystem> MakeMemoryFileSystem() {
  return std::make_unique<MemoryFileSystem>();
}

}  // namespace cambium
