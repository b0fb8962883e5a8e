// A file system in memory whose power can be cut after any change.
//
//     files.CutAfter(7);             // after the 7th change from now every call fails
//     …                              // run the program until it gives up; drop its files
//     files.PowerOn(Survival::kAnything, random);
//
// It keeps what was synced apart from what was not, as lsm/file_system.h allows: bytes by
// file, names by folder. A file loses the end of its unsynced changes, from any byte on, or any
// of them, with zeros where later ones were kept; of unsynced names, any may be lost, whatever
// the order in which they were made, and removed ones may be back.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lsm/file_system.h"
#include "tests/support/random.h"

namespace cambium::testing {

// What a power cut leaves of that which was not synced.
enum class Survival { kNothing, kEverything, kAnything };

class PowerCutFileSystem final : public FileSystem {
 public:
  PowerCutFileSystem() = default;
  PowerCutFileSystem(const PowerCutFileSystem&) = delete;
  PowerCutFileSystem& operator=(const PowerCutFileSystem&) = delete;

  // A call that changes nothing, such as Read, is not counted; a sync is.
  void CutAfter(uint64_t changes) { changes_left_ = changes; }
  bool has_power() const { return changes_left_ > 0; }

  // Nothing made before by this file system is in use any more.
  void PowerOn(Survival survival, Random& random);

  absl::Status CreateFolder(const std::string& path) override;
  absl::StatusOr<std::unique_ptr<FolderLock>> LockFolder(const std::string& path) override;
  absl::StatusOr<std::vector<FileEntry>> List(const std::string& folder) override;
  absl::StatusOr<std::string> Read(const std::string& path) override;
  absl::StatusOr<std::unique_ptr<ReadFile>> OpenForRead(const std::string& path) override;
  absl::StatusOr<std::unique_ptr<AppendFile>> Create(const std::string& path) override;
  absl::StatusOr<std::unique_ptr<AppendFile>> Extend(const std::string& path) override;
  absl::StatusOr<std::unique_ptr<AppendFile>> Overwrite(const std::string& path,
                                                        std::uint64_t offset) override;
  absl::Status Truncate(const std::string& path, std::uint64_t size) override;
  absl::Status Remove(const std::string& path) override;
  absl::Status Link(const std::string& from, const std::string& to) override;
  absl::Status Rename(const std::string& from, const std::string& to) override;
  absl::Status SyncFolder(const std::string& path) override;

 private:
  // Bytes written at a place, or, if it is a cut, the file cut to end there.
  struct Change {
    std::uint64_t place;
    std::string written;
    bool is_cut = false;
  };
  struct File {
    std::string bytes;             // As the program sees them.
    std::string synced;            // As a power cut leaves them, at worst.
    std::vector<Change> unsynced;  // From `synced` to `bytes`.
  };
  // A folder is a file that nobody opens.
  using Names = std::map<std::string, std::shared_ptr<File>>;
  struct NameChange {
    std::string from;  // Empty when a file was made.
    std::string to;    // Empty when it was removed.
    std::shared_ptr<File> file;
  };
  class OpenFile;
  class OpenReadFile;
  class Lock;

  static void Make(const Change& change, std::string& bytes);
  static void Make(const NameChange& change, Names& names);
  static void Survive(Survival survival, Random& random, File& file);
  absl::Status CountChange();
  absl::StatusOr<std::shared_ptr<File>> Find(const std::string& path) const;
  absl::StatusOr<std::shared_ptr<File>> FindOrMake(const std::string& path);
  static void ChangeFile(File& file, Change change);
  void ChangeName(NameChange change);

  Names names_;
  Names synced_names_;
  std::vector<NameChange> unsynced_names_;  // From `synced_names_` to `names_`.
  std::set<std::string> locked_;
  uint64_t changes_left_ = UINT64_MAX;
};

}  // namespace cambium::testing
