// Committing: the log, the memtable, and who waits for which sync.
//
// A commit gets its version, its place in the log and its place in the memtable under one
// lock. A relaxed one is then published. A durable one waits for a sync first: whoever comes
// to it first syncs for all that are in the log by then, and the others find it done. Versions
// are published in order, so a relaxed commit behind a durable one waits with it.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>

#include "dataflow/status.h"
#include "lsm/store.h"

namespace cambium {
namespace {

constexpr std::int64_t kMomentMicros = 1'000'000;  // Between two moments that are noted.
constexpr std::size_t kKeptPayload = 1 << 20;
constexpr std::size_t kBytesOfWrite = 64;  // In a memtable, about, without texts.

bool IsLarge(std::span<const Write> writes, std::size_t limit) {
  std::size_t bytes = writes.size() * kBytesOfWrite;
  for (const Write& write : writes) {
    bytes += write.subject.bytes.size();
    if (write.value.is_text()) bytes += write.value.text().size();
  }
  return bytes > limit;
}

}  // namespace

absl::Status Store::broken() const {
  const std::lock_guard lock(mutex_);
  return broken_;
}

absl::Status Store::Break(absl::Status cause) {
  const std::lock_guard lock(mutex_);
  if (broken_.ok()) {
    broken_ = absl::FailedPreconditionError(
        "store is read-only until it is opened again, after: " + std::string(cause.message()));
  }
  changed_.notify_all();
  return cause;
}

absl::StatusOr<std::uint64_t> Store::Apply(const Batch& batch, Durability durability) {
  const Writes writes(batch);
  absl::StatusOr<Written> written;
  {
    const std::lock_guard writing(write_mutex_);
    written = Commit(writes.writes(), durability);
  }
  CAMBIUM_RETURN_IF_ERROR(written.status());
  return Publish(*written);
}

absl::StatusOr<std::uint64_t> Store::Publish(const Written& written) {
  if (!written.is_published) CAMBIUM_RETURN_IF_ERROR(SyncTo(written.version));
  if (!options_.background) WorkInline().IgnoreError();  // It has broken the store, then.
  return written.version;
}

auto Store::Commit(std::span<const Write> writes, Durability durability, const Indexes* indexes)
    -> absl::StatusOr<Written> {
  if (options_.read_only) return absl::FailedPreconditionError("store was opened read-only");
  std::shared_ptr<const StoreView> view;
  Record record;
  {
    const std::lock_guard lock(mutex_);
    CAMBIUM_RETURN_IF_ERROR(broken_);
    view = view_;
    record = {written_ + 1, synced_, {}};
  }
  CAMBIUM_RETURN_IF_ERROR(view->dropped->Check(writes));
  IndexWrites index;
  CAMBIUM_RETURN_IF_ERROR(
      index.Add(view, indexes != nullptr ? *indexes : *view->indexes, writes));
  std::vector<Write> all;
  if (!index.writes().empty()) {
    all.assign(writes.begin(), writes.end());
    all.insert(all.end(), index.writes().begin(), index.writes().end());
    writes = all;
  }
  if (IsLarge(writes, large_commit())) return CommitToFiles(writes);
  CAMBIUM_ASSIGN_OR_RETURN(const std::shared_ptr<Memtable> memtable, MakeRoom(*view));
  const std::int64_t time = clock_.NowMicros();
  payload_.clear();
  AppendCommit(time, writes, payload_);
  record.payload = payload_;
  const std::uint64_t begin = log_->size();
  if (absl::Status status = log_->Append(record); !status.ok()) {
    Break(status).IgnoreError();
    return TakeBack(log_->number(), begin, status);
  }
  if (payload_.capacity() > kKeptPayload) payload_ = std::string();
  memtable->Apply(record.sequence, writes);
  Written written{record.sequence, false};
  const std::lock_guard lock(mutex_);
  NoteDrops(writes, written.version);
  if (synced_ == written_) changed_.notify_all();  // The flusher will sync it soon.
  written_ = record.sequence;
  unsynced_.back().end = log_->size();
  NoteMoment(written_, time);
  if (durability == Durability::kRelaxed && published_ + 1 == written_) {
    published_ = written_;
    published_end_ = log_->size();
    written.is_published = true;
  }
  return written;
}

void Store::NoteMoment(std::uint64_t version, std::int64_t time) {
  if (!moments_.empty() && time < moments_.back().time + kMomentMicros) return;
  moments_.push_back({version, time});
}

// Before the version is published, and the next commit checked. Guarded by mutex_.
void Store::NoteDrops(std::span<const Write> writes, std::uint64_t version) {
  DroppedTypes dropped = *view_->dropped;
  if (!dropped.Add(writes, version)) return;
  StoreView next = *view_;
  auto indexes = std::make_shared<Indexes>(*view_->indexes);
  dropped.Clean(*indexes);
  next.indexes = std::move(indexes);
  next.dropped = std::make_shared<DroppedTypes>(std::move(dropped));
  view_ = std::make_shared<StoreView>(std::move(next));
}

absl::Status Store::Flush() {
  CAMBIUM_RETURN_IF_ERROR(broken());
  if (options_.read_only) return absl::OkStatus();
  std::uint64_t version = 0;
  {
    const std::lock_guard lock(mutex_);
    version = written_;
  }
  return SyncTo(version);
}

absl::Status Store::SyncTo(std::uint64_t version) {
  Lock lock(mutex_);
  // Who finds that it was synced for him goes at once, whoever else begins to sync then.
  changed_.wait(lock, [&] { return synced_ >= version || !is_syncing_; });
  if (synced_ >= version) return absl::OkStatus();
  is_syncing_ = true;
  absl::Status status = broken_;
  std::vector<LogPart> parts = unsynced_;
  const std::uint64_t target = written_;
  lock.unlock();
  for (const LogPart& part : parts) {
    if (status.ok()) status = part.log->Sync();
  }
  // Before anybody else syncs: behind a sync that failed, another one may seem to succeed.
  if (!status.ok()) Break(status).IgnoreError();
  lock.lock();
  is_syncing_ = false;
  changed_.notify_all();
  if (status.ok()) {
    synced_ = target;
    if (published_ < target) {
      published_ = target;
      published_end_ = parts.back().end;
    }
    // All but the current log are complete, if they had nothing added meanwhile.
    while (unsynced_.size() > 1 && !parts.empty() &&
           unsynced_.front().log == parts.front().log &&
           unsynced_.front().end == parts.front().end) {
      unsynced_.erase(unsynced_.begin());
      parts.erase(parts.begin());
    }
    return status;
  }
  lock.unlock();
  return TakeBackUnsynced(std::move(status));
}

// Whoever waits for one of these commits is told that it failed, whatever broke the store.
absl::Status Store::TakeBackUnsynced(absl::Status cause) {
  {
    const std::lock_guard lock(mutex_);
    if (published_ == written_) return cause;
  }
  const std::lock_guard writing(write_mutex_);  // Nobody is writing, or will again.
  std::uint64_t log = 0;
  std::uint64_t end = 0;
  {
    const std::lock_guard lock(mutex_);
    log = unsynced_.back().log->number();
    end = published_end_;
  }
  return TakeBack(log, end, std::move(cause));
}

// The caller is told that this commit failed, so the next opening must not find it. Synced,
// since its bytes may have reached the disk already, and would be back after a power cut.
absl::Status Store::TakeBack(std::uint64_t log, std::uint64_t end, absl::Status cause) {
  absl::Status undone = files_.Truncate(Path(LogName(log)), end);
  if (undone.ok()) undone = log_->Sync();
  if (undone.ok()) return cause;
  return absl::Status(cause.code(), std::string(cause.message()) +
                                        "; the commit may stand when the store is opened "
                                        "again, after: " +
                                        std::string(undone.message()));
}

absl::StatusOr<std::shared_ptr<Memtable>> Store::MakeRoom(const StoreView& view) {
  if (options_.background) SlowDown(view);
  if (view.active->bytes() < memtable_limit()) return view.active;
  CAMBIUM_RETURN_IF_ERROR(Rotate());
  return this->view()->active;
}

// The debt is what flushing and compacting are behind with. Each commit is held up for a time
// that grows with it, so that there is never more memory in use than two memtables beside the
// active one, and hardly ever a wait for one of them to go.
void Store::SlowDown(const StoreView& view) {
  constexpr std::size_t kMostSealed = 2;
  const std::size_t bytes = view.active->bytes();
  const std::size_t level0 = view.levels->files[0].size();
  const std::size_t enough = std::size_t{2} * options_.shape.level0_files;
  std::int64_t micros = 0;
  if (level0 > enough) micros += static_cast<std::int64_t>(level0 - enough) * 20;
  if (view.sealed.size() + 1 >= kMostSealed && bytes > memtable_limit() / 2) {
    micros += static_cast<std::int64_t>(20 * view.sealed.size());
  }
  if (view.sealed.size() >= kMostSealed && bytes >= memtable_limit()) {
    Lock lock(mutex_);
    changed_.wait(lock, [&] { return sealed_.size() < kMostSealed || !broken_.ok(); });
  }
  if (micros > 0) std::this_thread::sleep_for(std::chrono::microseconds(micros));
}

// Seals the memtable and begins a log for the next one.
absl::Status Store::Rotate() {
  {
    // What is not published yet may have to be taken back from the log that it is in.
    Lock lock(mutex_);
    changed_.wait(lock, [&] { return published_ == written_ || !broken_.ok(); });
    CAMBIUM_RETURN_IF_ERROR(broken_);
  }
  const std::uint64_t number = next_number_++;
  auto log =
      RecordWriter::Create(files_, Path(LogName(number)), static_cast<std::uint32_t>(number));
  if (!log.ok()) return Break(log.status());
  if (absl::Status named = files_.SyncFolder(folder_); !named.ok()) return Break(named);
  log_ = *std::move(log);
  const std::lock_guard lock(mutex_);
  StoreView next = *view_;
  sealed_.push_back({view_->active, number, written_});
  cache_.Reserve(static_cast<std::int64_t>(view_->active->bytes()));
  next.sealed.insert(next.sealed.begin(), view_->active);
  next.active = std::make_shared<Memtable>();
  view_ = std::make_shared<StoreView>(std::move(next));
  unsynced_.push_back({log_, 0});
  published_end_ = 0;
  changed_.notify_all();
  return absl::OkStatus();
}

}  // namespace cambium
