// The store: triples in a folder, one version per commit.
//
//     folder/lock      held while open
//     folder/triples   everything up to some version, sorted
//     folder/log       the commits after it
//
// This is the simplest store that keeps its promises: all triples stand in memory,
// sorted; a commit appends to the log; opening reads both files and, when the log has
// outgrown the sorted file, writes a new one beside it and renames.
//
// Law: after a crash the store holds a prefix of its commits, with every commit in it
// that was synced; a killed process loses nothing that Apply() has returned.
//
// Cost: Apply O(batch · log n); a scan reads just the attributes it names; memory O(n).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "lsm/file_system.h"
#include "lsm/log.h"
#include "lsm/triple.h"

namespace cambium {

enum class Durability {
  kRelaxed,  // In the operating system's hands on return.
  kDurable,  // Synced on return.
};

class Store {
 public:
  // Makes the folder when it is missing. All that the store then holds is synced, though it
  // was not before. `files` outlives the store.
  static absl::StatusOr<std::unique_ptr<Store>> Open(FileSystem& files, std::string folder);

  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Writes one commit and returns its version, the last one plus 1. On an error nothing
  // of the batch stands, and the store takes no more commits until it is opened again. It
  // will then not find the batch either, unless the disk refused to take it back as well:
  // then it may, whole, and the error says so.
  absl::StatusOr<std::uint64_t> Apply(Batch batch, Durability durability);

  // Syncs every commit made so far.
  absl::Status Flush();

  // NULL when absent.
  Value Get(const TripleKey& key) const;

  // Calls `visit(subject, values)` for each subject of `type` that has the first of
  // `attributes`, ascending; values[i] is that of attributes[i], NULL when absent. Aborts
  // when no attribute is named.
  using Visitor = std::function<void(const std::string&, std::span<const Value>)>;
  void Scan(TypeId type, std::span<const AttributeId> attributes, const Visitor& visit) const;

  std::uint64_t version() const { return version_; }
  std::size_t triple_count() const { return triples_.size(); }
  std::uint64_t scan_count() const { return scan_count_; }

 private:
  Store(FileSystem& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

  absl::Status Recover();
  absl::Status LoadSortedFile();
  absl::Status ReplayLog();
  absl::Status WriteSortedFile();
  absl::Status Append(const std::string& record, Durability durability);
  absl::Status Note(absl::Status status);  // Gives it back; an error breaks the store.
  void Fold(const Batch& batch);
  std::string Path(const char* name) const { return folder_ + "/" + name; }

  FileSystem& files_;
  const std::string folder_;
  std::unique_ptr<FolderLock> lock_;
  std::unique_ptr<AppendFile> log_;
  std::uint64_t log_size_ = 0;
  std::uint64_t sorted_size_ = 0;
  std::uint64_t version_ = 0;
  absl::Status broken_;                        // Not OK after a failed write: see Apply().
  absl::btree_map<TripleKey, Value> triples_;  // No NULL values.
  mutable std::uint64_t scan_count_ = 0;
};

}  // namespace cambium
