// The store: triples in a folder, one version per commit.
//
//     Apply ──► log ──► memtable ──► level 0 ──► … ──► level 6         (docs/lsm.md)
//                       └──────────── readers ───────────────┘
//
// Law: after a crash the store holds a prefix of its commits, with every commit in it that
// was synced; a killed process loses nothing that Apply() has returned. Whatever byte of a
// file is damaged, what is read is right or an error.
//
// Any thread may call any member. Commits take turns; durable ones that wait at the same time
// share a sync. Readers wait for nobody: each read sees one version, the newest published or
// an older one that it asks for. Flushes and compactions run on two threads of the store's own.
//
// Cost: Apply is a write to the log and O(log n) in memory for each triple; Get is a look
// into each memtable, each file of level 0, and one file of each other level; a scan costs a
// few nanoseconds for each row and column (docs/benchmarks.md).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/clock.h"
#include "lsm/column_scan.h"
#include "lsm/compaction.h"
#include "lsm/file_system.h"
#include "lsm/index.h"
#include "lsm/manifest.h"
#include "lsm/run_scan.h"
#include "lsm/triple.h"

namespace cambium {

enum class Durability {
  kRelaxed,  // In the operating system's hands on return, and synced soon.
  kDurable,  // Synced on return.
};

// For how long one can look back. Both 0: not at all, but from snapshots.
struct HistoryWindow {
  std::uint64_t versions = 0;
  std::int64_t micros = 0;
};

struct StoreOptions {
  // Of memtables, blocks that are kept, and directories of files; raise it for larger data.
  std::size_t memory_bytes = 64 << 20;
  HistoryWindow history;
  // Nothing is changed, and nobody is kept from opening.
  bool read_only = false;
  // Whether the store has threads. Off, Apply does all the work: for tests that need the same
  // order of things each time.
  bool background = true;
  // Called while opening reads the logs that a crash has left: how many of their bytes it has
  // read, and how many there are.
  std::function<void(std::uint64_t, std::uint64_t)> on_recovery;
  StoreShape shape;
  Clock* clock = nullptr;  // Outlives the store. Null: the system's.
};

struct StoreStatistics {
  std::uint64_t memtable_bytes = 0;
  std::uint64_t cached_bytes = 0;
  std::uint64_t directory_bytes = 0;
  std::array<std::uint64_t, kLevels> level_files{};
  std::array<std::uint64_t, kLevels> level_bytes{};
  std::uint64_t file_rows = 0;     // With those that are deleted or old.
  std::uint64_t deleted_rows = 0;  // Of these, deleted.
  std::uint64_t cache_hits = 0;
  std::uint64_t cache_misses = 0;
  std::uint64_t flushes = 0;
  std::uint64_t compactions = 0;
  std::uint64_t recovered_commits = 0;  // Found in logs when the store was opened,
  std::int64_t recovery_micros = 0;     // which took so long.
};

class Store;

// A version that stays readable while this lives. The store outlives it.
class Snapshot {
 public:
  Snapshot() = default;
  Snapshot(Snapshot&& other) noexcept { *this = std::move(other); }
  Snapshot& operator=(Snapshot&& other) noexcept;
  ~Snapshot() { Release(); }
  std::uint64_t version() const { return version_; }

 private:
  friend class Store;
  Snapshot(Store* store, std::uint64_t version) : store_(store), version_(version) {}
  void Release();
  Store* store_ = nullptr;
  std::uint64_t version_ = 0;
};

class Store {
 public:
  // Makes the folder when it is missing. All that the store then holds is synced, though it
  // was not before. `files` outlives the store.
  static absl::StatusOr<std::unique_ptr<Store>> Open(FileSystem& files, std::string folder,
                                                     const StoreOptions& options = {});

  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  // Writes what is in memory to a sorted file, so that opening again has no log to read.
  ~Store();

  // Writes one commit and returns its version, the last one plus 1. On an error nothing
  // of the batch stands, and the store takes no more commits until it is opened again. It
  // will then not find the batch either, unless the disk refused to take it back as well:
  // then it may, whole, and the error says so. AlreadyExists, for a value that a unique index
  // has, leaves the store as it was, and it goes on; so does a commit too large for a memtable,
  // whose files could not be written.
  absl::StatusOr<std::uint64_t> Apply(const Batch& batch, Durability durability);
  // The same, and indexes are made and dropped in the same commit. A unique one is checked
  // against what stood before, and what the batch writes against itself alone.
  absl::StatusOr<std::uint64_t> Apply(const Batch& batch, std::span<const IndexChange> changes,
                                      Durability durability);

  // Syncs every commit made so far.
  absl::Status Flush();

  // Where a read looks: at the newest version, or an older one. An error if that one is not
  // kept any more.
  static constexpr std::uint64_t kNow = UINT64_MAX;

  // NULL when absent.
  absl::StatusOr<Value> Get(const TripleKey& key, std::uint64_t version = kNow) const;
  // Of one subject: values[i] becomes that of attributes[i].
  absl::Status GetEntity(TypeId type, const std::string& subject,
                         std::span<const AttributeId> attributes, std::span<Value> values,
                         std::uint64_t version = kNow) const;

  // Calls `visit(subject, values)` for each subject of `type` that has the first of
  // `attributes`, ascending, integers before others; values[i] is that of attributes[i], NULL
  // when absent. Aborts when no attribute is named.
  using Visitor = std::function<void(const std::string&, std::span<const Value>)>;
  absl::Status Scan(TypeId type, std::span<const AttributeId> attributes, const Visitor& visit,
                    std::uint64_t version = kNow) const;

  // Several attributes of one kind of subjects, in batches of columns. Aborts when no attribute
  // is named.
  absl::StatusOr<std::unique_ptr<ColumnScan>> ScanColumns(const ColumnRange& range,
                                                          std::uint64_t version = kNow) const;

  // One run, in batches. The scan sees what stood when it began, however long it takes.
  absl::StatusOr<std::unique_ptr<RunScan>> ScanRun(RunRange range,
                                                   std::uint64_t version = kNow) const;

  // Calls `visit(key, version, value)` for each triple that a commit after `since` has
  // written, in the order of keys, as it is now; NULL for a deleted one.
  using ChangeVisitor = std::function<void(const TripleKey&, std::uint64_t, const Value&)>;
  absl::Status ChangesSince(std::uint64_t since, const ChangeVisitor& visit) const;
  // The same of every triple that stands.
  absl::Status ScanAll(const ChangeVisitor& visit) const;

  // Makes an index of the attribute, of what there is and of each commit from now on, as one
  // durable commit. AlreadyExists when there is one, or when it is to be unique and values are
  // not.
  absl::StatusOr<std::uint64_t> CreateIndex(TypeId type, AttributeId attribute, IndexKind kind);
  // NotFound when there is none.
  absl::StatusOr<std::uint64_t> DropIndex(TypeId type, AttributeId attribute);
  // Subjects by their value, in the order of values and then of subjects. NotFound when there
  // is no such index, and an error when it is younger than the version.
  absl::StatusOr<std::unique_ptr<IndexScan>> ScanIndex(const IndexRange& range,
                                                       std::uint64_t version = kNow) const;
  // By type and attribute, as of now.
  Indexes indexes() const;

  // The newest version, which stays readable while the snapshot lives; or an older one.
  Snapshot TakeSnapshot();
  absl::StatusOr<Snapshot> SnapshotAt(std::uint64_t version);
  // The last version that was committed by then, as far as that is known to a second.
  absl::StatusOr<std::uint64_t> VersionAt(std::int64_t micros) const;

  // Writes triples that ascend by type, attribute and subject as one durable commit, straight
  // to sorted files; other commits wait meanwhile. It takes the memory of a memtable, however
  // many they are, and for an index a block for each memtable that its rows would fill. `next`
  // fills in the next triple, or returns false at the end; its error ends the ingestion. On an
  // error nothing of them stands, but may when the store is opened again, if the error says so.
  using TripleSource = std::function<absl::StatusOr<bool>(Triple&)>;
  absl::StatusOr<std::uint64_t> Ingest(const TripleSource& next);

  // Merges all into the last level, and drops what nobody can see.
  absl::Status Compact();
  // Reads every byte of every sorted file and says what is wrong first.
  absl::Status Verify() const;
  // Copies the store as it is to a folder that is not there yet, by linking its files.
  absl::Status Backup(const std::string& folder);
  StoreStatistics Statistics() const;

  std::uint64_t version() const;
  std::uint64_t scan_count() const { return scan_count_; }

 private:
  friend class Snapshot;
  using Lock = std::unique_lock<std::mutex>;

  struct SealedMemtable {
    std::shared_ptr<const Memtable> memtable;
    std::uint64_t first_log = 0;  // Of what comes after it.
    std::uint64_t last_version = 0;
  };
  struct LogPart {
    std::shared_ptr<RecordWriter> log;
    std::uint64_t end = 0;  // Of the last commit in it.
  };
  struct Reading {
    std::shared_ptr<const StoreView> view;
    std::uint64_t version = 0;
  };

  Store(FileSystem& files, std::string folder, const StoreOptions& options);

  // store_open.cpp
  absl::Status Recover();
  absl::Status ReplayLogs(const std::vector<FileEntry>& entries, Edit& edit);
  absl::Status ReplayLog(std::uint64_t number, const std::string& bytes, Edit& edit,
                         bool& is_torn);
  absl::Status WriteReplayed(Edit& edit);
  absl::Status CheckFiles(const std::vector<FileEntry>& entries) const;
  absl::Status StartLog(const Edit& edit);
  void InstallFiles();
  void RemoveOrphans(const std::vector<FileEntry>& entries);
  void Close();

  // store_commit.cpp
  // A commit that is written; readers may not see it yet.
  struct Written {
    std::uint64_t version = 0;
    bool is_published = false;
  };
  // All three hold write_mutex_. `indexes` are kept up; null for those that stand.
  absl::StatusOr<Written> Commit(std::span<const Write> writes, Durability durability,
                                 const Indexes* indexes = nullptr);
  absl::StatusOr<std::shared_ptr<Memtable>> MakeRoom(const StoreView& view);
  absl::Status Rotate();
  // Waits until it is published.
  absl::StatusOr<std::uint64_t> Publish(const Written& written);
  absl::Status SyncTo(std::uint64_t version);
  absl::Status TakeBackUnsynced(absl::Status cause);
  absl::Status TakeBack(std::uint64_t log, std::uint64_t end, absl::Status cause);
  absl::Status Break(absl::Status cause);  // Gives it back; the store is then read-only.
  absl::Status broken() const;
  void NoteMoment(std::uint64_t version, std::int64_t time);
  void NoteDrops(std::span<const Write> writes, std::uint64_t version);
  void SlowDown(const StoreView& view);

  // store_work.cpp
  void StartThreads();
  void StopThreads();
  void RunFlusher();
  void RunCompactor();
  absl::Status WorkInline();
  absl::Status FlushOldest();
  // Whether there was something to do; `all` is into the last level, whatever there is.
  absl::StatusOr<bool> CompactOnce(bool all);
  absl::Status InstallEdit(Edit edit, const std::vector<FilePointer>& inputs,
                           const Memtable* sealed);
  KeepRule TakeKeepRule(std::uint64_t greatest);
  std::uint64_t Horizon() const;
  MergeTarget TargetFor(std::uint32_t level, bool cuts_files);
  void RemoveLogs(std::uint64_t before);

  // store_bulk.cpp; write_mutex_ is held.
  absl::Status FlushAll();
  absl::StatusOr<std::vector<FileRecord>> WriteIngested(const TripleSource& next);
  absl::StatusOr<std::uint64_t> InstallIngested(std::vector<FileRecord> records);
  // A commit that is too large for a memtable.
  absl::StatusOr<Written> CommitToFiles(std::span<const Write> writes);

  // store_read.cpp
  absl::StatusOr<Reading> BeginRead(std::uint64_t version) const;
  static absl::Status VisitAll(const Reading& reading, bool keeps_deleted,
                               const ChangeVisitor& visit);
  void Unpin(std::uint64_t version);

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  std::size_t memtable_limit() const;
  std::size_t large_commit() const;
  std::uint64_t next_version() const;
  std::shared_ptr<const StoreView> view() const;

  FileSystem& files_;
  const std::string folder_;
  const StoreOptions options_;
  RealClock real_clock_;
  Clock& clock_;
  BlockCache cache_;
  std::unique_ptr<FolderLock> lock_;
  std::atomic<std::uint64_t> next_number_ = 1;
  mutable std::atomic<std::uint64_t> scan_count_ = 0;

  // Locks are taken in this order; a thread may leave some out.
  std::mutex write_mutex_;  // Held by who commits; guards the log.
  std::shared_ptr<RecordWriter> log_;
  std::string payload_;  // Room for a commit.

  std::mutex work_mutex_;   // Held by who compacts.
  std::mutex flush_mutex_;  // Held by who flushes a memtable.

  std::mutex manifest_mutex_;  // Held by who changes the manifest, and guards it.
  std::unique_ptr<Manifest> manifest_;

  mutable std::mutex mutex_;         // Guards everything below.
  std::condition_variable changed_;  // Whatever somebody may wait for.
  std::shared_ptr<const StoreView> view_;
  std::deque<SealedMemtable> sealed_;  // The oldest first.
  std::vector<LogPart> unsynced_;      // Logs with unsynced commits, and the current one.
  std::uint64_t written_ = 0;          // The last version in the log.
  std::uint64_t published_ = 0;        // The last version that readers see.
  std::uint64_t published_end_ = 0;    // Where it ends in the current log.
  std::uint64_t synced_ = 0;           // The last version that is synced.
  bool is_syncing_ = false;            // One does, for all.
  std::uint64_t pruned_ = 0;           // Versions below may be gone.
  std::multiset<std::uint64_t> pins_;  // Of snapshots.
  std::vector<Moment> moments_;        // Ascending.
  std::uint64_t flushed_ = 0;          // The version up to which all is in sorted files.
  absl::Status broken_;                // Not OK after a failed write.
  std::uint64_t flushes_ = 0;
  std::uint64_t compactions_ = 0;
  std::uint64_t unpins_ = 0;
  std::uint64_t recovered_commits_ = 0;
  std::int64_t recovery_micros_ = 0;
  bool stopping_ = false;

  std::thread flusher_;
  std::thread compactor_;
};

}  // namespace cambium
