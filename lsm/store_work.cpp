// What the store does on its own: flushing memtables, compacting, and syncing relaxed commits
// soon.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>

#include "dataflow/check.h"
#include "dataflow/status.h"
#include "lsm/store.h"

namespace cambium {
namespace {

// How long a relaxed commit may stay unsynced, about.
constexpr std::chrono::milliseconds kSyncLag(100);

// A file that is given another level is removed and added: the same object stays, so that the
// file stays as long as any view has it.
FilePointer Moved(const std::vector<FilePointer>& inputs, const FileRecord& record) {
  const auto found = std::find_if(inputs.begin(), inputs.end(), [&](const FilePointer& file) {
    return file->record().number == record.number;
  });
  return found == inputs.end() ? nullptr : *found;
}

}  // namespace

void Store::StartThreads() {
  flusher_ = std::thread([this] { RunFlusher(); });
  compactor_ = std::thread([this] { RunCompactor(); });
}

void Store::StopThreads() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (flusher_.joinable()) flusher_.join();
  if (compactor_.joinable()) compactor_.join();
}

void Store::RunFlusher() {
  for (;;) {
    bool has_unsynced = false;
    std::uint64_t written = 0;
    {
      Lock lock(mutex_);
      const auto is_urgent = [&] { return stopping_ || (broken_.ok() && !sealed_.empty()); };
      changed_.wait(lock, [&] { return is_urgent() || (broken_.ok() && synced_ < written_); });
      changed_.wait_for(lock, kSyncLag, is_urgent);  // Others may join in one sync.
      if (stopping_) return;
      has_unsynced = synced_ < written_;
      written = written_;
    }
    // Errors break the store, which is how everybody else hears of them.
    FlushOldest().IgnoreError();
    if (has_unsynced) SyncTo(written).IgnoreError();
  }
}

void Store::RunCompactor() {
  std::uint64_t seen = UINT64_MAX;
  for (;;) {
    {
      Lock lock(mutex_);
      const auto events = [&] { return flushes_ + compactions_ + unpins_; };
      changed_.wait(lock, [&] { return stopping_ || events() != seen; });
      if (stopping_) return;
      seen = events();
    }
    if (broken().ok()) CompactOnce(false).IgnoreError();
  }
}

absl::Status Store::WorkInline() {
  for (;;) {
    CAMBIUM_RETURN_IF_ERROR(broken());
    CAMBIUM_RETURN_IF_ERROR(FlushOldest());
    CAMBIUM_ASSIGN_OR_RETURN(const bool worked, CompactOnce(false));
    const std::lock_guard lock(mutex_);
    if (!worked && sealed_.empty()) return absl::OkStatus();
  }
}

MergeTarget Store::TargetFor(std::uint32_t level, bool cuts_files) {
  return {files_,
          folder_,
          [this] { return next_number_.fetch_add(1); },
          options_.shape,
          level,
          cuts_files,
          level + 1 < kLevels};
}

// Of all versions from this on, what a reader sees is kept. Guarded by mutex_.
std::uint64_t Store::Horizon() const {
  const HistoryWindow& window = options_.history;
  std::uint64_t horizon = published_ - std::min(published_, window.versions);
  if (window.micros > 0) {
    const Moment* const last = LastMomentBy(moments_, clock_.NowMicros() - window.micros);
    horizon = std::min(horizon, last == nullptr ? 0 : last->version);
  }
  return horizon;
}

// For files with versions up to `greatest`. The horizon stays below what they have: a crash may
// take back newer commits, and what it leaves must be readable.
KeepRule Store::TakeKeepRule(std::uint64_t greatest) {
  const std::lock_guard lock(mutex_);
  pruned_ = std::max(pruned_, std::min(Horizon(), greatest));
  // A flush under way may have gone further, for commits that a crash can take back.
  return {std::min(pruned_, greatest), {pins_.begin(), pins_.end()}};
}

absl::Status Store::FlushOldest() {
  const std::lock_guard flushing(flush_mutex_);
  SealedMemtable sealed;
  std::shared_ptr<const DroppedTypes> dropped;
  {
    const std::lock_guard lock(mutex_);
    if (sealed_.empty()) return absl::OkStatus();
    sealed = sealed_.front();
    dropped = view_->dropped;
  }
  Edit edit;
  edit.first_log = sealed.first_log;
  edit.last_version = sealed.last_version;
  if (!sealed.memtable->empty()) {
    auto records = WriteMemtable(sealed.memtable, TakeKeepRule(sealed.last_version), *dropped,
                                 TargetFor(0, false));
    if (!records.ok()) return Break(records.status());
    edit.added = *std::move(records);
    if (absl::Status named = files_.SyncFolder(folder_); !named.ok()) return Break(named);
  }
  CAMBIUM_RETURN_IF_ERROR(InstallEdit(std::move(edit), {}, sealed.memtable.get()));
  RemoveLogs(sealed.first_log);
  return absl::OkStatus();
}

void Store::RemoveLogs(std::uint64_t before) {
  const auto entries = files_.List(folder_);
  if (!entries.ok()) return;  // The next opening removes them.
  for (const FileEntry& entry : *entries) {
    const auto number = NumberInName(entry.name, "log-");
    if (number.has_value() && *number < before) files_.Remove(Path(entry.name)).IgnoreError();
  }
}

absl::StatusOr<bool> Store::CompactOnce(bool all) {
  const std::lock_guard working(work_mutex_);
  std::shared_ptr<const Levels> levels;
  std::shared_ptr<const DroppedTypes> dropped;
  std::uint64_t flushed = 0;
  std::uint64_t oldest_look = 0;
  {
    const std::lock_guard lock(mutex_);
    levels = view_->levels;
    dropped = view_->dropped;
    flushed = flushed_;
    oldest_look = std::min(Horizon(), flushed);
    if (!pins_.empty()) oldest_look = std::min(oldest_look, *pins_.begin());
  }
  std::optional<CompactionJob> job;
  if (!all) {
    auto picked = PickCompaction(*levels, options_.shape, *dropped, oldest_look);
    if (!picked.ok()) return Break(picked.status());
    job = *std::move(picked);
  } else if (!levels->empty()) {
    job = CompactAll(*levels);
  }
  if (!job.has_value()) return false;
  Edit edit;
  const std::vector<FilePointer> inputs = job->Inputs();
  for (const FilePointer& file : inputs) edit.removed.push_back(file->record().number);
  if (job->is_move) {
    edit.added.push_back(inputs[0]->record());
    edit.added[0].level = job->output_level;
  } else {
    auto records = RunCompaction(*job, TakeKeepRule(flushed), *dropped,
                                 TargetFor(job->output_level, true));
    if (!records.ok()) return Break(records.status());
    edit.added = *std::move(records);
    if (absl::Status named = files_.SyncFolder(folder_); !named.ok()) return Break(named);
  }
  CAMBIUM_RETURN_IF_ERROR(InstallEdit(std::move(edit), inputs, nullptr));
  return true;
}

// Makes the edit durable, then visible, in the place of the oldest sealed memtable if it is of
// that.
absl::Status Store::InstallEdit(Edit edit, const std::vector<FilePointer>& inputs,
                                const Memtable* sealed) {
  const std::lock_guard changing(manifest_mutex_);
  const ManifestState& state = manifest_->state();
  edit.first_log = std::max(edit.first_log, state.first_log);
  edit.last_version = std::max(edit.last_version, state.last_version);
  {
    const std::lock_guard lock(mutex_);
    edit.horizon = std::min(pruned_, edit.last_version);
    for (const Moment& moment : moments_) {
      const bool is_new = moment.version > flushed_ && moment.version <= edit.last_version;
      if (is_new) edit.moments.push_back(moment);
    }
  }
  const bool restarts = manifest_->is_outgrown();
  const std::uint64_t number = restarts ? next_number_.fetch_add(1) : 0;
  edit.next_number = next_number_;
  absl::Status written = restarts ? manifest_->Restart(edit, number) : manifest_->Append(edit);
  if (!written.ok()) return Break(written);

  auto levels = std::make_shared<Levels>();
  const std::lock_guard lock(mutex_);
  *levels = *view_->levels;
  for (auto& level : levels->files) {
    std::erase_if(level, [&](const FilePointer& file) {
      return std::find(inputs.begin(), inputs.end(), file) != inputs.end();
    });
  }
  for (const FilePointer& file : inputs) file->MakeObsolete();
  for (const FileRecord& record : edit.added) {
    FilePointer file = Moved(inputs, record);
    if (file != nullptr) {
      file->MakeObsolete(false);
    } else {
      file = std::make_shared<SortedFile>(files_, Path(SortedFileName(record.number)), record,
                                          cache_);
    }
    levels->Add(record.level, std::move(file));
  }
  StoreView next = *view_;
  next.levels = std::move(levels);
  if (sealed != nullptr && sealed_.front().memtable.get() == sealed) {
    next.sealed.pop_back();
    cache_.Reserve(-static_cast<std::int64_t>(sealed->bytes()));
    sealed_.pop_front();
    synced_ = std::max(synced_, edit.last_version);
    std::erase_if(unsynced_,
                  [&](const LogPart& part) { return part.log->number() < edit.first_log; });
    ++flushes_;
  } else {
    ++compactions_;
  }
  flushed_ = edit.last_version;
  moments_.erase(moments_.begin(),
                 std::find_if(moments_.begin(), moments_.end(), [&](const Moment& moment) {
                   return moment.version + 1 >= pruned_;
                 }));
  view_ = std::make_shared<StoreView>(std::move(next));
  changed_.notify_all();
  return absl::OkStatus();
}

}  // namespace cambium
