// Opening a store: what the manifest names, then what the logs have besides; and closing it.
//
// After opening, everything is in sorted files, which a new manifest names, and there is one
// new empty log. Until the superblock points at that manifest, all is as it was before, so
// opening can be cut short anywhere and begun again.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "dataflow/status.h"
#include "lsm/store.h"

namespace cambium {
namespace {

// The logs that have commits which the manifest does not, with their sizes.
std::map<std::uint64_t, std::uint64_t> LogsFrom(const std::vector<FileEntry>& entries,
                                                std::uint64_t first) {
  std::map<std::uint64_t, std::uint64_t> logs;
  for (const FileEntry& entry : entries) {
    const auto number = NumberInName(entry.name, "log-");
    if (number.has_value() && *number >= first) logs[*number] = entry.size;
  }
  return logs;
}

}  // namespace

Store::Store(FileSystem& files, std::string folder, const StoreOptions& options)
    : files_(files),
      folder_(std::move(folder)),
      options_(options),
      clock_(options_.clock != nullptr ? *options_.clock : real_clock_),
      cache_(options_.memory_bytes - options_.memory_bytes / 4) {
  view_ = std::make_shared<StoreView>(StoreView{std::make_shared<Memtable>(),
                                                {},
                                                std::make_shared<Levels>(),
                                                std::make_shared<Indexes>(),
                                                std::make_shared<DroppedTypes>()});
}

std::size_t Store::memtable_limit() const {
  const std::size_t chosen = options_.shape.memtable_bytes;
  return chosen != 0 ? chosen : options_.memory_bytes / 4;
}

std::size_t Store::large_commit() const {
  constexpr std::size_t kLargestRecord = std::size_t{1} << 30;
  const std::size_t chosen = options_.shape.large_commit_bytes;
  return std::min(kLargestRecord, chosen != 0 ? chosen : memtable_limit() / 2);
}

absl::StatusOr<std::unique_ptr<Store>> Store::Open(FileSystem& files, std::string folder,
                                                   const StoreOptions& options) {
  std::unique_ptr<Store> store(new Store(files, std::move(folder), options));
  if (!store->options_.read_only) {
    CAMBIUM_RETURN_IF_ERROR(files.CreateFolder(store->folder_));
    CAMBIUM_ASSIGN_OR_RETURN(store->lock_, files.LockFolder(store->folder_));
  }
  absl::Status recovered = store->Recover();
  if (!recovered.ok()) {
    store->Break(recovered).IgnoreError();  // So that closing writes nothing.
    return recovered;
  }
  if (!store->options_.read_only && store->options_.background) store->StartThreads();
  return store;
}

Store::~Store() {
  StopThreads();
  Close();
}

absl::Status Store::Recover() {
  CAMBIUM_ASSIGN_OR_RETURN(manifest_, Manifest::Open(files_, folder_, options_.read_only));
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<FileEntry> entries, files_.List(folder_));
  CAMBIUM_RETURN_IF_ERROR(CheckFiles(entries));
  const ManifestState& state = manifest_->state();
  next_number_ = state.next_number;
  written_ = state.last_version;
  pruned_ = state.horizon;
  moments_ = state.moments;
  flushed_ = state.last_version;
  Edit edit;
  edit.horizon = state.horizon;
  CAMBIUM_RETURN_IF_ERROR(ReplayLogs(entries, edit));
  if (!options_.read_only) {
    CAMBIUM_RETURN_IF_ERROR(WriteReplayed(edit));
    CAMBIUM_RETURN_IF_ERROR(StartLog(edit));
    RemoveOrphans(entries);
  }
  published_ = synced_ = written_;
  InstallFiles();
  CAMBIUM_ASSIGN_OR_RETURN(DroppedTypes dropped, DroppedTypes::Read(view_));
  CAMBIUM_ASSIGN_OR_RETURN(Indexes indexes, ReadIndexes(view_));
  dropped.Clean(indexes);
  StoreView next = *view_;
  next.dropped = std::make_shared<DroppedTypes>(std::move(dropped));
  next.indexes = std::make_shared<Indexes>(std::move(indexes));
  view_ = std::make_shared<StoreView>(std::move(next));
  return absl::OkStatus();
}

absl::Status Store::CheckFiles(const std::vector<FileEntry>& entries) const {
  std::map<std::string, std::uint64_t> sizes;
  for (const FileEntry& entry : entries) sizes[entry.name] = entry.size;
  const ManifestState& state = manifest_->state();
  for (const auto& [number, record] : state.files) {
    const std::string name = SortedFileName(number);
    const auto found = sizes.find(name);
    if (found == sizes.end()) return absl::DataLossError("file is missing: " + Path(name));
    if (found->second != record.size) {
      return absl::DataLossError("file has a wrong size: " + Path(name));
    }
    if (record.level >= kLevels) {
      return absl::DataLossError("file has a wrong level: " + Path(name));
    }
  }
  if (state.first_log != 0 && !sizes.contains(LogName(state.first_log))) {
    return absl::DataLossError("file is missing: " + Path(LogName(state.first_log)));
  }
  return absl::OkStatus();
}

absl::Status Store::ReplayLogs(const std::vector<FileEntry>& entries, Edit& edit) {
  const std::int64_t begin = clock_.NowMicros();
  const std::uint64_t before = written_;
  const auto logs = LogsFrom(entries, manifest_->state().first_log);
  std::uint64_t all = 0;
  for (const auto& [number, size] : logs) all += size;
  std::uint64_t done = 0;
  bool is_torn = false;
  for (const auto& [number, size] : logs) {
    CAMBIUM_ASSIGN_OR_RETURN(const std::string bytes, files_.Read(Path(LogName(number))));
    CAMBIUM_RETURN_IF_ERROR(ReplayLog(number, bytes, edit, is_torn));
    done += size;
    if (options_.on_recovery && all > 0) options_.on_recovery(done, all);
  }
  recovered_commits_ = written_ - before;
  recovery_micros_ = clock_.NowMicros() - begin;
  return absl::OkStatus();
}

// Once a log is torn, what follows was written after what is missing: it is given up, unless
// it promises that the missing part was synced.
absl::Status Store::ReplayLog(std::uint64_t number, const std::string& bytes, Edit& edit,
                              bool& is_torn) {
  const std::string path = Path(LogName(number));
  CAMBIUM_ASSIGN_OR_RETURN(const RecordsFound found,
                           ReadRecords(bytes, static_cast<std::uint32_t>(number), path));
  std::uint64_t offset = 0;
  for (const Record& record : found.records) {
    if (record.sequence > written_ + 1) is_torn = true;
    if (is_torn && record.promise > written_) {
      return absl::DataLossError("commit " + std::to_string(written_ + 1) +
                                 " is missing: " + PlaceInFile(path, offset));
    }
    if (!is_torn && record.sequence == written_ + 1) {
      const absl::StatusOr<CommitFound> commit = ReadCommit(record.payload);
      if (!commit.ok()) {
        return absl::DataLossError("record cannot be read: " + PlaceInFile(path, offset));
      }
      view_->active->Apply(record.sequence, commit->writes);
      ++written_;
      NoteMoment(written_, commit->time);
      const bool is_full = view_->active->bytes() >= memtable_limit();
      if (is_full && !options_.read_only) CAMBIUM_RETURN_IF_ERROR(WriteReplayed(edit));
    }
    offset += kRecordHeader + record.payload.size();
  }
  if (found.promised_behind > written_) {
    return absl::DataLossError("record is damaged: " + PlaceInFile(path, found.sound_size));
  }
  if (found.sound_size < bytes.size()) is_torn = true;
  return absl::OkStatus();
}

// The memtable, to a file of level 0 that the edit names.
absl::Status Store::WriteReplayed(Edit& edit) {
  const std::shared_ptr<Memtable> memtable = view_->active;
  if (memtable->empty()) return absl::OkStatus();
  CAMBIUM_ASSIGN_OR_RETURN(std::vector<FileRecord> records,
                           WriteMemtable(memtable, KeepRule{manifest_->state().horizon, {}},
                                         *view_->dropped, TargetFor(0, false)));
  for (FileRecord& record : records) edit.added.push_back(std::move(record));
  StoreView next = *view_;
  next.active = std::make_shared<Memtable>();
  view_ = std::make_shared<StoreView>(std::move(next));
  return absl::OkStatus();
}

absl::Status Store::StartLog(const Edit& replayed) {
  Edit edit = replayed;
  edit.first_log = next_number_++;
  const std::uint64_t manifest = next_number_++;
  edit.last_version = written_;
  edit.next_number = next_number_;
  for (const Moment& moment : moments_) {
    if (moment.version > flushed_) edit.moments.push_back(moment);
  }
  flushed_ = written_;
  CAMBIUM_ASSIGN_OR_RETURN(log_,
                           RecordWriter::Create(files_, Path(LogName(edit.first_log)),
                                                static_cast<std::uint32_t>(edit.first_log)));
  // The same sync makes safe the names of this log, of the new files and of the manifest.
  CAMBIUM_RETURN_IF_ERROR(manifest_->Restart(edit, manifest));
  unsynced_ = {{log_, 0}};
  return absl::OkStatus();
}

void Store::InstallFiles() {
  auto levels = std::make_shared<Levels>();
  for (const auto& [number, record] : manifest_->state().files) {
    levels->Add(record.level, std::make_shared<SortedFile>(files_, Path(SortedFileName(number)),
                                                           record, cache_));
  }
  StoreView next = *view_;
  next.levels = std::move(levels);
  view_ = std::make_shared<StoreView>(std::move(next));
}

// What a crash has left and what the new manifest has made superfluous. Errors do not matter:
// the next opening tries again.
void Store::RemoveOrphans(const std::vector<FileEntry>& entries) {
  const ManifestState& state = manifest_->state();
  for (const FileEntry& entry : entries) {
    const auto sorted = NumberInName(entry.name, "sorted-");
    const auto log = NumberInName(entry.name, "log-");
    const auto manifest = NumberInName(entry.name, "manifest-");
    const bool is_orphan = (sorted.has_value() && !state.files.contains(*sorted)) ||
                           (log.has_value() && *log < state.first_log) ||
                           (manifest.has_value() && *manifest != manifest_->number());
    if (is_orphan) files_.Remove(Path(entry.name)).IgnoreError();
  }
}

// Errors do not matter here either: the log has all that this would write.
void Store::Close() {
  if (options_.read_only || !broken().ok()) return;
  const std::lock_guard writing(write_mutex_);
  const bool is_clean = view_->active->empty() && sealed_.empty();
  if (is_clean || !Rotate().ok()) return;
  while (!sealed_.empty()) {
    if (!FlushOldest().ok()) return;
  }
}

}  // namespace cambium
