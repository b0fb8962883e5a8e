// FileSystem over POSIX calls. Errors name the file and what the system said of it.
// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "dataflow/status.h"
#include "lsm/file_system.h"

namespace cambium {
namespace {

absl::Status SystemError(const std::string& action, const std::string& path) {
  const std::string message = "cannot " + action + " '" + path + "': " + std::strerror(errno);
  return errno == ENOENT ? absl::NotFoundError(message) : absl::UnavailableError(message);
}

// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  bool valid() const { return number_ >= 0; }

 private:
  int number_;
};

// Writes where the descriptor is: at the end, if it was opened for that, or over what stands.
class RealAppendFile final : public AppendFile {
 public:
  RealAppendFile(int number, std::string path) : file_(number), path_(std::move(path)) {}

  absl::Status Append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_.number(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return SystemError("write", path_);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return absl::OkStatus();
  }
  absl::Status Sync() override {
    return ::fdatasync(file_.number()) == 0 ? absl::OkStatus() : SystemError("sync", path_);
  }

 private:
  Descriptor file_;
  std::string path_;
};

class RealReadFile final : public ReadFile {
 public:
  RealReadFile(int number, std::string path) : file_(number), path_(std::move(path)) {}

  absl::Status Read(std::uint64_t offset, std::span<char> bytes) override {
    while (!bytes.empty()) {
      const ssize_t count =
          ::pread(file_.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return SystemError("read", path_);
      if (count == 0) return absl::DataLossError("file ends early: " + path_);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
      offset += static_cast<std::uint64_t>(count);
    }
    return absl::OkStatus();
  }

 private:
  Descriptor file_;
  std::string path_;
};

class RealFolderLock final : public FolderLock {
 public:
  explicit RealFolderLock(int number) : file_(number) {}

 private:
  Descriptor file_;  // flock() is released with its last descriptor, by a crash too.
};

class RealFileSystem final : public FileSystem {
 public:
  absl::Status CreateFolder(const std::string& path) override {
    if (::mkdir(path.c_str(), 0777) == 0) return absl::OkStatus();
    struct stat found = {};
    const bool is_folder =
        errno == EEXIST && ::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
    return is_folder ? absl::OkStatus() : SystemError("make the folder", path);
  }
  absl::StatusOr<std::unique_ptr<FolderLock>> LockFolder(const std::string& path) override {
    const std::string name = path + "/lock";
    const int number = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (number < 0) return SystemError("open", name);
    auto lock = std::make_unique<RealFolderLock>(number);
    if (::flock(number, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno != EWOULDBLOCK) return SystemError("lock", name);
    return absl::FailedPreconditionError("database is open already: " + path);
  }
  absl::StatusOr<std::string> Read(const std::string& path) override {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid()) return SystemError("open", path);
    std::string bytes;
    char buffer[1 << 16];
    for (;;) {
      const ssize_t count = ::read(file.number(), buffer, sizeof buffer);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return SystemError("read", path);
      if (count == 0) return bytes;
      bytes.append(buffer, static_cast<std::size_t>(count));
    }
  }
  absl::StatusOr<std::vector<FileEntry>> List(const std::string& path) override {
    DIR* const folder = ::opendir(path.c_str());
    if (folder == nullptr) return SystemError("list", path);
    std::vector<FileEntry> entries;
    absl::Status status;
    while (status.ok()) {
      errno = 0;  // readdir() gives null at the end, and at an error.
      const dirent* const entry = ::readdir(folder);
      if (entry == nullptr) {
        if (errno != 0) status = SystemError("list", path);
        break;
      }
      const std::string name = entry->d_name;
      if (name == "lock") continue;
      std::string entry_path = path;
      entry_path.append("/").append(name);
      struct stat found = {};
      if (::stat(entry_path.c_str(), &found) != 0) {
        // What has just been removed is no entry any more.
        if (errno != ENOENT) status = SystemError("look at", entry_path);
      } else if (S_ISREG(found.st_mode)) {
        entries.push_back({name, static_cast<std::uint64_t>(found.st_size)});
      }
    }
    ::closedir(folder);
    CAMBIUM_RETURN_IF_ERROR(status);
    std::sort(entries.begin(), entries.end(),
              [](const auto& left, const auto& right) { return left.name < right.name; });
    return entries;
  }
  absl::StatusOr<std::unique_ptr<ReadFile>> OpenForRead(const std::string& path) override {
    const int number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (number < 0) return SystemError("open", path);
    return std::make_unique<RealReadFile>(number, path);
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> Create(const std::string& path) override {
    return OpenForAppend(path, O_TRUNC);
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> Extend(const std::string& path) override {
    return OpenForAppend(path, 0);
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> Overwrite(const std::string& path,
                                                        std::uint64_t offset) override {
    const int number = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (number < 0) return SystemError("open", path);
    auto file = std::make_unique<RealAppendFile>(number, path);
    const off_t place = ::lseek(number, static_cast<off_t>(offset), SEEK_SET);
    if (place < 0) return SystemError("seek in", path);
    return file;
  }
  absl::Status Remove(const std::string& path) override {
    return ::unlink(path.c_str()) == 0 ? absl::OkStatus() : SystemError("remove", path);
  }
  absl::Status Link(const std::string& from, const std::string& to) override {
    return ::link(from.c_str(), to.c_str()) == 0 ? absl::OkStatus() : SystemError("link", to);
  }
  absl::Status Truncate(const std::string& path, std::uint64_t size) override {
    const int result = ::truncate(path.c_str(), static_cast<off_t>(size));
    return result == 0 ? absl::OkStatus() : SystemError("truncate", path);
  }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    const int result = std::rename(from.c_str(), to.c_str());
    return result == 0 ? absl::OkStatus() : SystemError("rename", from);
  }
  absl::Status SyncFolder(const std::string& path) override {
    const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.valid()) return SystemError("open", path);
    return ::fsync(folder.number()) == 0 ? absl::OkStatus() : SystemError("sync", path);
  }

 private:
  static absl::StatusOr<std::unique_ptr<AppendFile>> OpenForAppend(const std::string& path,
                                                                   int extra_flags) {
    const int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | extra_flags;
    const int number = ::open(path.c_str(), flags, 0666);
    if (number < 0) return SystemError("open", path);
    return std::make_unique<RealAppendFile>(number, path);
  }
};

}  // namespace

std::unique_ptr<FileSystem> MakeRealFileSystem() { return std::make_unique<RealFileSystem>(); }

}  // namespace cambium
