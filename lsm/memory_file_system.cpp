// FileSystem over a map of strings: nothing outlives the object. One lock guards all.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <set>

#include "lsm/file_system.h"

namespace cambium {
namespace {

using Bytes = std::shared_ptr<std::string>;

class MemoryAppendFile final : public AppendFile {
 public:
  MemoryAppendFile(std::mutex& mutex, Bytes bytes) : mutex_(mutex), bytes_(std::move(bytes)) {}
  absl::Status Append(std::string_view bytes) override {
    const std::lock_guard lock(mutex_);
    bytes_->append(bytes);
    return absl::OkStatus();
  }
  absl::Status Sync() override { return absl::OkStatus(); }

 private:
  std::mutex& mutex_;
  const Bytes bytes_;
};

class MemoryOverwriteFile final : public AppendFile {
 public:
  MemoryOverwriteFile(std::mutex& mutex, Bytes bytes, std::uint64_t offset)
      : mutex_(mutex), bytes_(std::move(bytes)), offset_(offset) {}
  absl::Status Append(std::string_view bytes) override {
    const std::lock_guard lock(mutex_);
    bytes_->resize(std::max<std::uint64_t>(bytes_->size(), offset_ + bytes.size()));
    bytes_->replace(offset_, bytes.size(), bytes);
    offset_ += bytes.size();
    return absl::OkStatus();
  }
  absl::Status Sync() override { return absl::OkStatus(); }

 private:
  std::mutex& mutex_;
  const Bytes bytes_;
  std::uint64_t offset_;
};

class MemoryReadFile final : public ReadFile {
 public:
  MemoryReadFile(std::mutex& mutex, Bytes bytes, std::string path)
      : mutex_(mutex), bytes_(std::move(bytes)), path_(std::move(path)) {}
  absl::Status Read(std::uint64_t offset, std::span<char> bytes) override {
    const std::lock_guard lock(mutex_);
    if (offset > bytes_->size() || bytes.size() > bytes_->size() - offset) {
      return absl::DataLossError("file ends early: " + path_);
    }
    if (!bytes.empty()) std::memcpy(bytes.data(), bytes_->data() + offset, bytes.size());
    return absl::OkStatus();
  }

 private:
  std::mutex& mutex_;
  const Bytes bytes_;
  const std::string path_;
};

class MemoryFolderLock final : public FolderLock {
 public:
  MemoryFolderLock(std::mutex& mutex, std::set<std::string>& locked, std::string path)
      : mutex_(mutex), locked_(locked), path_(std::move(path)) {}
  ~MemoryFolderLock() override {
    const std::lock_guard lock(mutex_);
    locked_.erase(path_);
  }

 private:
  std::mutex& mutex_;
  std::set<std::string>& locked_;
  const std::string path_;
};

class MemoryFileSystem final : public FileSystem {
 public:
  absl::Status CreateFolder(const std::string&) override { return absl::OkStatus(); }
  absl::StatusOr<std::unique_ptr<FolderLock>> LockFolder(const std::string& path) override {
    const std::lock_guard lock(mutex_);
    if (!locked_.insert(path).second) {
      return absl::FailedPreconditionError("database is open already: " + path);
    }
    return std::make_unique<MemoryFolderLock>(mutex_, locked_, path);
  }
  absl::StatusOr<std::vector<FileEntry>> List(const std::string& folder) override {
    const std::lock_guard lock(mutex_);
    const std::string prefix = folder + "/";
    std::vector<FileEntry> entries;
    for (const auto& [path, bytes] : files_) {
      const bool is_inside =
          path.starts_with(prefix) && path.find('/', prefix.size()) == std::string::npos;
      if (is_inside) entries.push_back({path.substr(prefix.size()), bytes->size()});
    }
    return entries;
  }
  absl::StatusOr<std::string> Read(const std::string& path) override {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(path);
    if (found == files_.end()) return Missing(path);
    return *found->second;
  }
  absl::StatusOr<std::unique_ptr<ReadFile>> OpenForRead(const std::string& path) override {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(path);
    if (found == files_.end()) return Missing(path);
    return std::make_unique<MemoryReadFile>(mutex_, found->second, path);
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> Create(const std::string& path) override {
    const std::lock_guard lock(mutex_);
    files_[path] = std::make_shared<std::string>();
    return std::make_unique<MemoryAppendFile>(mutex_, files_[path]);
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> Extend(const std::string& path) override {
    const std::lock_guard lock(mutex_);
    Bytes& bytes = files_[path];
    if (bytes == nullptr) bytes = std::make_shared<std::string>();
    return std::make_unique<MemoryAppendFile>(mutex_, bytes);
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> Overwrite(const std::string& path,
                                                        std::uint64_t offset) override {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(path);
    if (found == files_.end()) return Missing(path);
    return std::make_unique<MemoryOverwriteFile>(mutex_, found->second, offset);
  }
  absl::Status Truncate(const std::string& path, std::uint64_t size) override {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(path);
    if (found == files_.end()) return Missing(path);
    found->second->resize(size);
    return absl::OkStatus();
  }
  absl::Status Remove(const std::string& path) override {
    const std::lock_guard lock(mutex_);
    return files_.erase(path) != 0 ? absl::OkStatus() : Missing(path);
  }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(from);
    if (found == files_.end()) return Missing(from);
    Bytes bytes = std::move(found->second);
    files_.erase(found);
    files_[to] = std::move(bytes);
    return absl::OkStatus();
  }
  absl::Status Link(const std::string& from, const std::string& to) override {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(from);
    if (found == files_.end()) return Missing(from);
    if (!files_.emplace(to, found->second).second) {
      return absl::UnavailableError("cannot link '" + to + "': File exists");
    }
    return absl::OkStatus();
  }
  absl::Status SyncFolder(const std::string&) override { return absl::OkStatus(); }

 private:
  static absl::Status Missing(const std::string& path) {
    return absl::NotFoundError("file does not exist: " + path);
  }

  std::mutex mutex_;  // Guards everything below, and the bytes of all files.
  std::map<std::string, Bytes> files_;
  std::set<std::string> locked_;
};

}  // namespace

std::unique_ptr<FileSystem> MakeMemoryFileSystem() {
  return std::make_unique<MemoryFileSystem>();
}

}  // namespace cambium
