// The store: recovery, commits, scans.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/store.h"

#include <utility>

#include "dataflow/check.h"
#include "dataflow/status.h"

namespace cambium {
namespace {

// A log smaller than this is never worth a rewrite of the sorted file.
constexpr std::uint64_t kSmallLog = 1 << 20;

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> Store::Open(FileSystem& files, std::string folder) {
  std::unique_ptr<Store> store(new Store(files, std::move(folder)));
  CAMBIUM_RETURN_IF_ERROR(files.CreateFolder(store->folder_));
  CAMBIUM_ASSIGN_OR_RETURN(store->lock_, files.LockFolder(store->folder_));
  CAMBIUM_RETURN_IF_ERROR(store->Recover());
  return store;
}

absl::Status Store::Recover() {
  CAMBIUM_RETURN_IF_ERROR(LoadSortedFile());
  CAMBIUM_RETURN_IF_ERROR(ReplayLog());
  const std::string log = Path("log");
  if (log_size_ > kSmallLog && log_size_ > sorted_size_) {
    CAMBIUM_RETURN_IF_ERROR(WriteSortedFile());
    CAMBIUM_ASSIGN_OR_RETURN(log_, files_.Create(log));
    log_size_ = 0;
  } else {
    CAMBIUM_ASSIGN_OR_RETURN(log_, files_.Extend(log));
  }
  // What recovery kept may have been in the system's hands only; from here on it is said.
  CAMBIUM_RETURN_IF_ERROR(log_->Sync());
  return files_.SyncFolder(folder_);
}

absl::Status Store::LoadSortedFile() {
  const std::string path = Path("triples");
  const absl::StatusOr<std::string> bytes = files_.Read(path);
  if (absl::IsNotFound(bytes.status())) return absl::OkStatus();
  CAMBIUM_RETURN_IF_ERROR(bytes.status());
  CAMBIUM_ASSIGN_OR_RETURN(LogContents contents, ReadLog(*bytes, path));
  // Written whole and renamed into place, so nothing of it may be missing.
  if (contents.commits.size() != 1 || contents.sound_size != bytes->size()) {
    return absl::DataLossError("sorted file is damaged: " + path);
  }
  Fold(contents.commits[0].batch);
  version_ = contents.commits[0].version;
  sorted_size_ = bytes->size();
  return absl::OkStatus();
}

absl::Status Store::ReplayLog() {
  const std::string path = Path("log");
  const absl::StatusOr<std::string> bytes = files_.Read(path);
  // Where there is no log, the folder may be new, and its name not yet safe.
  if (absl::IsNotFound(bytes.status())) return files_.SyncFolder(Path(".."));
  CAMBIUM_RETURN_IF_ERROR(bytes.status());
  CAMBIUM_ASSIGN_OR_RETURN(LogContents contents, ReadLog(*bytes, path));
  for (const Commit& commit : contents.commits) {
    // A crash between the rename of a new sorted file and the emptying of the log leaves
    // commits that the sorted file holds already.
    if (commit.version <= version_) continue;
    if (commit.version != version_ + 1) {
      return absl::DataLossError("commit " + std::to_string(version_ + 1) +
                                 " is missing from the log: " + path);
    }
    Fold(commit.batch);
    version_ = commit.version;
  }
  // What follows the last sound record was never acknowledged; new records start here.
  if (contents.sound_size < bytes->size()) {
    CAMBIUM_RETURN_IF_ERROR(files_.Truncate(path, contents.sound_size));
  }
  log_size_ = contents.sound_size;
  return absl::OkStatus();
}

absl::Status Store::WriteSortedFile() {
  Commit everything{version_, {}};
  for (const auto& [key, value] : triples_) everything.batch.push_back({key, value});
  const std::string record = EncodeRecord(everything, 0);
  const std::string path = Path("triples.new");
  CAMBIUM_ASSIGN_OR_RETURN(auto file, files_.Create(path));
  CAMBIUM_RETURN_IF_ERROR(file->Append(record));
  CAMBIUM_RETURN_IF_ERROR(file->Sync());
  CAMBIUM_RETURN_IF_ERROR(files_.Rename(path, Path("triples")));
  CAMBIUM_RETURN_IF_ERROR(files_.SyncFolder(folder_));
  sorted_size_ = record.size();
  return absl::OkStatus();
}

absl::StatusOr<std::uint64_t> Store::Apply(Batch batch, Durability durability) {
  CAMBIUM_RETURN_IF_ERROR(broken_);
  const Commit commit{version_ + 1, std::move(batch)};
  const std::string record = EncodeRecord(commit, log_size_);
  CAMBIUM_RETURN_IF_ERROR(Note(Append(record, durability)));
  log_size_ += record.size();
  Fold(commit.batch);
  version_ = commit.version;
  return version_;
}

absl::Status Store::Append(const std::string& record, Durability durability) {
  absl::Status status = log_->Append(record);
  if (status.ok() && durability == Durability::kDurable) status = log_->Sync();
  if (status.ok()) return status;
  // The caller is told that this commit failed, so the next opening must not find it. Synced,
  // since its bytes may have reached the disk already, and would be back after a power cut.
  absl::Status undone = files_.Truncate(Path("log"), log_size_);
  if (undone.ok()) undone = log_->Sync();
  if (undone.ok()) return status;
  return absl::Status(status.code(), std::string(status.message()) +
                                         "; the commit may stand when the store is opened "
                                         "again, after: " +
                                         std::string(undone.message()));
}

absl::Status Store::Flush() {
  CAMBIUM_RETURN_IF_ERROR(broken_);
  return Note(log_->Sync());
}

absl::Status Store::Note(absl::Status status) {
  if (!status.ok()) {
    broken_ = absl::FailedPreconditionError(
        "store is read-only until it is opened again, after: " + std::string(status.message()));
  }
  return status;
}

void Store::Fold(const Batch& batch) {
  for (const Triple& triple : batch) {
    if (triple.value.is_null()) {
      triples_.erase(triple.key);
    } else {
      triples_.insert_or_assign(triple.key, triple.value);
    }
  }
}

Value Store::Get(const TripleKey& key) const {
  const auto found = triples_.find(key);
  return found == triples_.end() ? Value() : found->second;
}

void Store::Scan(TypeId type, std::span<const AttributeId> attributes,
                 const Visitor& visit) const {
  CAMBIUM_CHECK(!attributes.empty(), "scan names no attribute");
  ++scan_count_;
  std::vector<absl::btree_map<TripleKey, Value>::const_iterator> columns;
  for (const AttributeId attribute : attributes) {
    columns.push_back(triples_.lower_bound({type, attribute, ""}));
  }
  const auto in_column = [&](std::size_t i) {
    return columns[i] != triples_.end() && columns[i]->first.type == type &&
           columns[i]->first.attribute == attributes[i];
  };
  std::vector<Value> values(attributes.size());
  for (; in_column(0); ++columns[0]) {
    const std::string& subject = columns[0]->first.subject;
    values[0] = columns[0]->second;
    for (std::size_t i = 1; i < columns.size(); ++i) {
      while (in_column(i) && columns[i]->first.subject < subject) ++columns[i];
      const bool present = in_column(i) && columns[i]->first.subject == subject;
      values[i] = present ? columns[i]->second : Value();
    }
    visit(subject, values);
  }
}

}  // namespace cambium
