// A file system that several databases see, one after another: what a test needs that
// closes a database and opens it again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "lsm/file_system.h"

namespace cambium::testing {

class SharedFiles final : public FileSystem {
 public:
  explicit SharedFiles(std::shared_ptr<FileSystem> files) : files_(std::move(files)) {}

  absl::Status CreateFolder(const std::string& path) override {
    return files_->CreateFolder(path);
  }
  absl::StatusOr<std::unique_ptr<FolderLock>> LockFolder(const std::string& path) override {
    return files_->LockFolder(path);
  }
  absl::StatusOr<std::vector<FileEntry>> List(const std::string& folder) override {
    return files_->List(folder);
  }
  absl::StatusOr<std::unique_ptr<ReadFile>> OpenForRead(const std::string& path) override {
    return files_->OpenForRead(path);
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> Overwrite(const std::string& path,
                                                        std::uint64_t offset) override {
    return files_->Overwrite(path, offset);
  }
  absl::Status Remove(const std::string& path) override { return files_->Remove(path); }
  absl::Status Link(const std::string& from, const std::string& to) override {
    return files_->Link(from, to);
  }
  absl::StatusOr<std::string> Read(const std::string& path) override {
    return files_->Read(path);
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> Create(const std::string& path) override {
    return files_->Create(path);
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> Extend(const std::string& path) override {
    return files_->Extend(path);
  }
  absl::Status Truncate(const std::string& path, std::uint64_t size) override {
    return files_->Truncate(path, size);
  }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    return files_->Rename(from, to);
  }
  absl::Status SyncFolder(const std::string& path) override { return files_->SyncFolder(path); }

 private:
  const std::shared_ptr<FileSystem> files_;
};

}  // namespace cambium::testing
