// A file system whose n-th call fails, once or for good.
//
//     FaultFileSystem files(*disk);
//     files.Plan({.call = 7, .for_good = true});   // the 7th call from now, and all after it
//
// A failing append may write a part of its bytes first, or all of them. Other failing calls
// do nothing. Every status that can go wrong through the seam is counted, so a loop over all
// n that ends when nothing failed has tried them all.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "dataflow/status.h"
#include "lsm/file_system.h"

namespace cambium::testing {

struct Fault {
  uint64_t call = 0;            // Counted from 1; 0 is never.
  bool for_good = false;        // Whether all later calls fail as well.
  unsigned written_halves = 0;  // How much a failing append writes: 0, 1 or 2 halves.
  std::string paths = {};       // What the path has within it; calls for others do not count.
};

class FaultFileSystem final : public FileSystem {
 public:
  // `disk` outlives this.
  explicit FaultFileSystem(FileSystem& disk) : disk_(disk) {}

  void Plan(const Fault& fault) {
    const std::lock_guard lock(mutex_);
    fault_ = fault;
    calls_ = 0;
    failed_path_.clear();
  }
  void Repair() {
    const std::lock_guard lock(mutex_);
    fault_ = {};
  }

  // Of the first call that failed since the plan was made; empty when none has.
  std::string failed_path() const {
    const std::lock_guard lock(mutex_);
    return failed_path_;
  }

  absl::Status CreateFolder(const std::string& path) override {
    CAMBIUM_RETURN_IF_ERROR(Count(path));
    return disk_.CreateFolder(path);
  }
  absl::StatusOr<std::unique_ptr<FolderLock>> LockFolder(const std::string& path) override {
    CAMBIUM_RETURN_IF_ERROR(Count(path));
    return disk_.LockFolder(path);
  }
  absl::StatusOr<std::vector<FileEntry>> List(const std::string& folder) override {
    CAMBIUM_RETURN_IF_ERROR(Count(folder));
    return disk_.List(folder);
  }
  absl::StatusOr<std::unique_ptr<ReadFile>> OpenForRead(const std::string& path) override {
    CAMBIUM_RETURN_IF_ERROR(Count(path));
    CAMBIUM_ASSIGN_OR_RETURN(auto file, disk_.OpenForRead(path));
    return std::make_unique<FileToRead>(*this, path, std::move(file));
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> Overwrite(const std::string& path,
                                                        std::uint64_t offset) override {
    CAMBIUM_RETURN_IF_ERROR(Count(path));
    CAMBIUM_ASSIGN_OR_RETURN(auto file, disk_.Overwrite(path, offset));
    return std::make_unique<File>(*this, path, std::move(file));
  }
  absl::Status Remove(const std::string& path) override {
    CAMBIUM_RETURN_IF_ERROR(Count(path));
    return disk_.Remove(path);
  }
  absl::Status Link(const std::string& from, const std::string& to) override {
    CAMBIUM_RETURN_IF_ERROR(Count(from));
    return disk_.Link(from, to);
  }
  absl::StatusOr<std::string> Read(const std::string& path) override {
    CAMBIUM_RETURN_IF_ERROR(Count(path));
    return disk_.Read(path);
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> Create(const std::string& path) override {
    CAMBIUM_RETURN_IF_ERROR(Count(path));
    CAMBIUM_ASSIGN_OR_RETURN(auto file, disk_.Create(path));
    return std::make_unique<File>(*this, path, std::move(file));
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> Extend(const std::string& path) override {
    CAMBIUM_RETURN_IF_ERROR(Count(path));
    CAMBIUM_ASSIGN_OR_RETURN(auto file, disk_.Extend(path));
    return std::make_unique<File>(*this, path, std::move(file));
  }
  absl::Status Truncate(const std::string& path, std::uint64_t size) override {
    CAMBIUM_RETURN_IF_ERROR(Count(path));
    return disk_.Truncate(path, size);
  }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    CAMBIUM_RETURN_IF_ERROR(Count(from));
    return disk_.Rename(from, to);
  }
  absl::Status SyncFolder(const std::string& path) override {
    CAMBIUM_RETURN_IF_ERROR(Count(path));
    return disk_.SyncFolder(path);
  }

 private:
  class File final : public AppendFile {
   public:
    File(FaultFileSystem& files, std::string path, std::unique_ptr<AppendFile> file)
        : files_(files), path_(std::move(path)), file_(std::move(file)) {}

    absl::Status Append(std::string_view bytes) override {
      absl::Status fault = files_.Count(path_);
      if (fault.ok()) return file_->Append(bytes);
      const size_t written = bytes.size() * files_.written_halves() / 2;
      CAMBIUM_RETURN_IF_ERROR(file_->Append(bytes.substr(0, written)));
      return fault;
    }
    absl::Status Sync() override {
      CAMBIUM_RETURN_IF_ERROR(files_.Count(path_));
      return file_->Sync();
    }

   private:
    FaultFileSystem& files_;
    const std::string path_;
    const std::unique_ptr<AppendFile> file_;
  };

  class FileToRead final : public ReadFile {
   public:
    FileToRead(FaultFileSystem& files, std::string path, std::unique_ptr<ReadFile> file)
        : files_(files), path_(std::move(path)), file_(std::move(file)) {}
    absl::Status Read(std::uint64_t offset, std::span<char> bytes) override {
      CAMBIUM_RETURN_IF_ERROR(files_.Count(path_));
      return file_->Read(offset, bytes);
    }

   private:
    FaultFileSystem& files_;
    const std::string path_;
    const std::unique_ptr<ReadFile> file_;
  };

  absl::Status Count(const std::string& path) {
    const std::lock_guard lock(mutex_);
    if (path.find(fault_.paths) == std::string::npos) return absl::OkStatus();
    ++calls_;
    const bool fails = fault_.for_good ? calls_ >= fault_.call : calls_ == fault_.call;
    if (fault_.call == 0 || !fails) return absl::OkStatus();
    if (failed_path_.empty()) failed_path_ = path;
    return absl::UnavailableError("the disk has a fault: " + path);
  }

  unsigned written_halves() const {
    const std::lock_guard lock(mutex_);
    return fault_.written_halves;
  }

  FileSystem& disk_;
  mutable std::mutex mutex_;
  Fault fault_;  // This and what follows are guarded by the mutex.
  uint64_t calls_ = 0;
  std::string failed_path_;
};

}  // namespace cambium::testing
