// Work on the whole store that a caller asks for: Compact, Ingest, Backup.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "dataflow/status.h"
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

absl::StatusOr<std::vector<FileRecord>> Store::WriteIngested(
    std::uint64_t version, const std::function<bool(Triple&)>& next) {
  const MergeTarget target = TargetFor(0, true);
  FileSeries series(target);
  Triple triple;
  UuidBytes uuid;
  RunKey run;
  OwnedSubject last;
  for (std::uint64_t count = 0; next(triple); ++count) {
    const Place place = PlaceOf(triple.key);
    const bool ascends =
        count == 0 || run < place.run || (run == place.run && last.view() < place.subject);
    if (!ascends) {
      return absl::InvalidArgumentError("triples do not ascend, at number " +
                                        std::to_string(count));
    }
    run = place.run;
    last.word = place.subject.word;
    last.bytes.assign(place.subject.bytes);
    CAMBIUM_ASSIGN_OR_RETURN(SortedFileWriter* const writer, series.WriterFor(run));
    CAMBIUM_RETURN_IF_ERROR(
        writer->Add(run, place.subject, version, StoredViewOf(triple.value, uuid)));
  }
  CAMBIUM_ASSIGN_OR_RETURN(auto records, series.Finish());
  CAMBIUM_RETURN_IF_ERROR(files_.SyncFolder(folder_));
  return records;
}

absl::StatusOr<std::uint64_t> Store::Ingest(const std::function<bool(Triple&)>& next) {
  const std::lock_guard writing(write_mutex_);
  CAMBIUM_RETURN_IF_ERROR(FlushAll());
  std::uint64_t version = 0;
  {
    const std::lock_guard lock(mutex_);
    version = written_ + 1;
  }
  // Files that an error leaves here are named by nothing; the next opening removes them.
  CAMBIUM_ASSIGN_OR_RETURN(std::vector<FileRecord> records, WriteIngested(version, next));
  const std::lock_guard working(work_mutex_);
  {
    const std::lock_guard lock(mutex_);
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
  NoteMoment(version, clock_.NowMicros());
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
