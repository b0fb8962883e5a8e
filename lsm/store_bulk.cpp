// Work on the whole store that a caller asks for: Compact, Ingest, Backup.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "dataflow/status.h"
#include "lsm/index_sort.h"
#include "lsm/store.h"

namespace cambium {
namespace {

bool Overlap(const FileRecord& left, const FileRecord& right) {
  const auto is_before = [](const FileRecord& one, const FileRecord& other) {
    return one.last_run < other.first_run ||
           (one.last_run == other.first_run && one.last.view() < other.first.view());
  };
  return !is_before(left, right) && !is_before(right, left);
}

bool OverlapsAny(const FileRecord& record, const Levels& levels) {
  return std::any_of(levels.files.begin(), levels.files.end(), [&](const auto& level) {
    return std::any_of(level.begin(), level.end(), [&](const FilePointer& file) {
      return Overlap(record, file->record());
    });
  });
}

// Triples that ascend, and behind those of an attribute the rows of its index, to files.
class IngestWriter {
 public:
  // The target and the cache outlive this. An index is sorted in memory of `sort_bytes`.
  IngestWriter(const MergeTarget& target, BlockCache& cache,
               std::shared_ptr<const StoreView> view, std::uint64_t version,
               std::size_t sort_bytes)
      : target_(target),
        cache_(cache),
        series_(target),
        view_(std::move(view)),
        version_(version),
        sort_bytes_(sort_bytes) {}

  absl::Status Add(const Triple& triple) {
    const Place place = PlaceOf(triple.key);
    const bool ascends =
        count_ == 0 || run_ < place.run || (run_ == place.run && last_.view() < place.subject);
    if (!ascends) {
      return absl::InvalidArgumentError("triples do not ascend, at number " +
                                        std::to_string(count_));
    }
    if (count_ == 0 || run_.type != place.run.type || run_.attribute != place.run.attribute) {
      CAMBIUM_RETURN_IF_ERROR(EndAttribute());
      const auto index = view_->indexes->find({place.run.type, place.run.attribute});
      if (index != view_->indexes->end()) {
        index_.emplace(target_, cache_, view_, index->second.kind, sort_bytes_);
      }
    }
    ++count_;
    run_ = place.run;
    last_.word = place.subject.word;
    last_.bytes.assign(place.subject.bytes);
    const Write write{run_, last_.view(), StoredViewOf(triple.value, uuid_)};
    CAMBIUM_RETURN_IF_ERROR(view_->dropped->Check({&write, 1}));
    if (DroppedTypes().Add({&write, 1}, version_)) {
      return absl::InvalidArgumentError("types are dropped by a commit alone");
    }
    if (index_.has_value()) CAMBIUM_RETURN_IF_ERROR(index_->Add(write));
    return Put(write);
  }

  absl::StatusOr<std::vector<FileRecord>> Finish() {
    CAMBIUM_RETURN_IF_ERROR(EndAttribute());
    return series_.Finish();
  }

 private:
  absl::Status Put(const Write& write) {
    CAMBIUM_ASSIGN_OR_RETURN(SortedFileWriter* const writer, series_.WriterFor(write.run));
    return writer->Add(write.run, write.subject, version_, write.value);
  }
  absl::Status EndAttribute() {
    if (!index_.has_value()) return absl::OkStatus();
    CAMBIUM_RETURN_IF_ERROR(index_->Drain([this](const Write& row) { return Put(row); }));
    index_.reset();
    return absl::OkStatus();
  }

  const MergeTarget& target_;
  BlockCache& cache_;
  FileSeries series_;
  const std::shared_ptr<const StoreView> view_;
  const std::uint64_t version_;
  const std::size_t sort_bytes_;
  std::uint64_t count_ = 0;
  RunKey run_;
  OwnedSubject last_;
  UuidBytes uuid_{};
  std::optional<IndexSort> index_;  // Of the attribute, if it has one.
};

}  // namespace

absl::Status Store::FlushAll() {
  if (options_.read_only) return absl::FailedPreconditionError("store was opened read-only");
  CAMBIUM_RETURN_IF_ERROR(broken());
  CAMBIUM_RETURN_IF_ERROR(Rotate());
  for (;;) {
    CAMBIUM_RETURN_IF_ERROR(FlushOldest());
    const std::lock_guard lock(mutex_);
    if (sealed_.empty()) return absl::OkStatus();
  }
}

absl::Status Store::Compact() {
  {
    const std::lock_guard writing(write_mutex_);
    CAMBIUM_RETURN_IF_ERROR(FlushAll());
  }
  return CompactOnce(true).status();
}

absl::StatusOr<std::vector<FileRecord>> Store::WriteIngested(const TripleSource& next) {
  // Where they overlap nothing; InstallIngested() moves the others to level 0.
  const MergeTarget target = TargetFor(kLevels - 1, true);
  IngestWriter writer(target, cache_, view(), next_version(), memtable_limit());
  Triple triple;
  for (;;) {
    CAMBIUM_ASSIGN_OR_RETURN(const bool more, next(triple));
    if (!more) break;
    CAMBIUM_RETURN_IF_ERROR(writer.Add(triple));
  }
  CAMBIUM_ASSIGN_OR_RETURN(auto records, writer.Finish());
  CAMBIUM_RETURN_IF_ERROR(files_.SyncFolder(folder_));
  return records;
}

absl::StatusOr<std::uint64_t> Store::Ingest(const TripleSource& next) {
  const std::lock_guard writing(write_mutex_);
  CAMBIUM_RETURN_IF_ERROR(FlushAll());
  CAMBIUM_ASSIGN_OR_RETURN(std::vector<FileRecord> records, WriteIngested(next));
  return InstallIngested(std::move(records));
}

auto Store::CommitToFiles(std::span<const Write> writes) -> absl::StatusOr<Written> {
  CAMBIUM_RETURN_IF_ERROR(FlushAll());
  const MergeTarget target = TargetFor(0, true);
  FileSeries series(target);
  const std::uint64_t version = next_version();
  for (const Write& write : LastWrites({writes.begin(), writes.end()})) {
    CAMBIUM_ASSIGN_OR_RETURN(SortedFileWriter* const writer, series.WriterFor(write.run));
    CAMBIUM_RETURN_IF_ERROR(writer->Add(write.run, write.subject, version, write.value));
  }
  CAMBIUM_ASSIGN_OR_RETURN(auto records, series.Finish());
  CAMBIUM_RETURN_IF_ERROR(files_.SyncFolder(folder_));
  {
    const std::lock_guard lock(mutex_);
    NoteDrops(writes, version);
  }
  CAMBIUM_RETURN_IF_ERROR(InstallIngested(std::move(records)).status());
  return Written{version, true};
}

std::uint64_t Store::next_version() const {
  const std::lock_guard lock(mutex_);
  return written_ + 1;
}

std::shared_ptr<const StoreView> Store::view() const {
  const std::lock_guard lock(mutex_);
  return view_;
}

// Files whose names could not be synced never come here; the next opening removes them.
absl::StatusOr<std::uint64_t> Store::InstallIngested(std::vector<FileRecord> records) {
  const std::uint64_t version = next_version();
  const std::lock_guard working(work_mutex_);
  {
    const std::lock_guard lock(mutex_);
    NoteMoment(version, clock_.NowMicros());
    for (FileRecord& record : records) {
      record.level = OverlapsAny(record, *view_->levels) ? 0 : kLevels - 1;
    }
  }
  Edit edit;
  edit.added = std::move(records);
  edit.first_log = log_->number();
  edit.last_version = version;
  if (absl::Status status = InstallEdit(std::move(edit), {}, nullptr); !status.ok()) {
    return absl::Status(status.code(),
                        std::string(status.message()) +
                            "; the commit may stand when the store is opened again");
  }
  const std::lock_guard lock(mutex_);
  written_ = published_ = synced_ = version;
  return version;
}

absl::Status Store::Backup(const std::string& folder) {
  ManifestState state;
  std::shared_ptr<const StoreView> view;  // Keeps its files from being removed.
  {
    const std::lock_guard writing(write_mutex_);
    CAMBIUM_RETURN_IF_ERROR(FlushAll());
    const std::lock_guard changing(manifest_mutex_);
    const std::lock_guard lock(mutex_);
    state = manifest_->state();
    view = view_;
  }
  CAMBIUM_RETURN_IF_ERROR(files_.CreateFolder(folder));
  CAMBIUM_ASSIGN_OR_RETURN(const auto lock, files_.LockFolder(folder));
  CAMBIUM_ASSIGN_OR_RETURN(const auto entries, files_.List(folder));
  if (!entries.empty()) return absl::FailedPreconditionError("folder is not empty: " + folder);
  CAMBIUM_ASSIGN_OR_RETURN(const auto manifest, Manifest::Open(files_, folder, false));
  for (const auto& [number, record] : state.files) {
    const std::string name = "/" + SortedFileName(number);
    CAMBIUM_RETURN_IF_ERROR(files_.Link(folder_ + name, folder + name));
  }
  Edit edit = state.AsEdit();
  edit.first_log = state.next_number;
  edit.next_number = state.next_number + 2;
  CAMBIUM_ASSIGN_OR_RETURN(const auto log,
                           files_.Create(folder + "/" + LogName(edit.first_log)));
  return manifest->Restart(edit, state.next_number + 1);
}

}  // namespace cambium
