// The manifest: which sorted files and logs are the store, changed atomically.
//
//     super         two slots of 4 KiB, each a record (lsm/record.h) with a Superblock: the
//                   number of the manifest. The sound slot of the higher sequence counts;
//                   the other is the one to be overwritten.
//     manifest-12   records, each with an Edit (lsm/manifest.capnp)
//
// A file is synced before an edit names it, and an edit is synced before what it lets go is
// removed. So whatever a crash leaves, the files that the manifest names are there and whole.
// Each opening starts a new manifest: after a torn or failed write nothing is ever appended.
//
// An edit that could not be written may or may not be on the disk. Whoever gets such an error
// removes no file any more, so that both ways hold.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/record.h"
#include "lsm/sorted_file.h"

namespace cambium {

inline constexpr std::uint32_t kFormat = 1;

struct Moment {
  std::uint64_t version = 0;
  std::int64_t time = 0;
  bool operator==(const Moment&) const = default;
};

// The last of these, which ascend, that is not after the time; null when there is none.
const Moment* LastMomentBy(std::span<const Moment> moments, std::int64_t time);

struct Edit {
  std::vector<std::uint64_t> removed;
  std::vector<FileRecord> added;
  std::uint64_t first_log = 0;
  std::uint64_t last_version = 0;
  std::uint64_t next_number = 0;
  std::uint64_t horizon = 0;
  std::vector<Moment> moments;
};

std::string EncodeEdit(const Edit& edit);
// DataLoss when the bytes are no edit.
absl::StatusOr<Edit> DecodeEdit(std::string_view bytes);

// The sum of all edits.
struct ManifestState {
  std::map<std::uint64_t, FileRecord> files;  // By number.
  std::uint64_t first_log = 0;
  std::uint64_t last_version = 0;
  std::uint64_t next_number = 1;
  std::uint64_t horizon = 0;
  std::vector<Moment> moments;  // Ascending.

  absl::Status Apply(const Edit& edit);
  Edit AsEdit() const;
};

std::string ManifestName(std::uint64_t number);
std::string LogName(std::uint64_t number);
// The number of "log-12", when that begins with the prefix "log-" and goes on with a number.
std::optional<std::uint64_t> NumberInName(std::string_view name, std::string_view prefix);

class Manifest {
 public:
  // Reads what is there; a folder without a store has the state of an empty one. Makes the
  // superblock if there is none and `files` may be changed.
  static absl::StatusOr<std::unique_ptr<Manifest>> Open(FileSystem& files,
                                                        const std::string& folder,
                                                        bool read_only);

  const ManifestState& state() const { return state_; }

  // Writes a new manifest of this number with the whole state and this edit, and makes it the
  // one that counts. When this returns OK, the folder and all names in it are synced.
  absl::Status Restart(const Edit& edit, std::uint64_t number);
  // Adds an edit to the manifest that was started, and syncs it.
  absl::Status Append(const Edit& edit);
  // Whether it has grown so much that it should be started anew.
  bool is_outgrown() const { return writer_->size() > restart_size_; }

  // Of the manifest that counts; 0 when there is none.
  std::uint64_t number() const { return number_; }

 private:
  Manifest(FileSystem& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

  absl::Status ReadSuperblock(const std::vector<FileEntry>& entries, bool read_only);
  absl::Status ReadSlots(const std::string& bytes);
  absl::Status CreateSuperblock();
  absl::Status WriteSlot();
  absl::Status ReadManifest();
  bool IsFresh(const std::vector<FileEntry>& entries) const;
  std::string Path(const std::string& name) const { return folder_ + "/" + name; }

  FileSystem& files_;
  const std::string folder_;
  ManifestState state_;
  std::uint64_t number_ = 0;
  std::uint64_t epoch_ = 0;  // Of the slot that counts.
  std::unique_ptr<RecordWriter> writer_;
  std::uint64_t edits_ = 0;
  std::uint64_t restart_size_ = 0;
};

}  // namespace cambium
