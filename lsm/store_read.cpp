// Reading, and who holds which version.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "dataflow/status.h"
#include "lsm/store.h"

namespace cambium {
namespace {

constexpr std::size_t kScanBatch = ColumnScan::kUsualBatch;

absl::Status NotKept(std::uint64_t version) {
  return absl::FailedPreconditionError("version is not kept any more: " +
                                       std::to_string(version));
}

}  // namespace

Snapshot& Snapshot::operator=(Snapshot&& other) noexcept {
  if (this == &other) return *this;
  Release();
  store_ = std::exchange(other.store_, nullptr);
  version_ = other.version_;
  return *this;
}

void Snapshot::Release() {
  if (store_ != nullptr) std::exchange(store_, nullptr)->Unpin(version_);
}

Snapshot Store::TakeSnapshot() {
  const std::lock_guard lock(mutex_);
  pins_.insert(published_);
  return {this, published_};
}

absl::StatusOr<Snapshot> Store::SnapshotAt(std::uint64_t version) {
  CAMBIUM_ASSIGN_OR_RETURN(const Reading reading, BeginRead(version));
  const std::lock_guard lock(mutex_);
  // It may have gone since.
  if (reading.version < pruned_ && !pins_.contains(reading.version)) {
    return NotKept(reading.version);
  }
  pins_.insert(reading.version);
  return Snapshot(this, reading.version);
}

void Store::Unpin(std::uint64_t version) {
  const std::lock_guard lock(mutex_);
  pins_.erase(pins_.find(version));
  ++unpins_;  // What was kept for it may go now.
  changed_.notify_all();
}

auto Store::BeginRead(std::uint64_t version) const -> absl::StatusOr<Reading> {
  const std::lock_guard lock(mutex_);
  if (version == kNow) version = published_;
  if (version > published_) {
    return absl::FailedPreconditionError("version is not committed yet: " +
                                         std::to_string(version));
  }
  if (version < pruned_ && !pins_.contains(version)) return NotKept(version);
  return Reading{view_, version};
}

std::uint64_t Store::version() const {
  const std::lock_guard lock(mutex_);
  return published_;
}

absl::StatusOr<Value> Store::Get(const TripleKey& key, std::uint64_t version) const {
  CAMBIUM_ASSIGN_OR_RETURN(const Reading reading, BeginRead(version));
  const Place place = PlaceOf(key);
  CAMBIUM_ASSIGN_OR_RETURN(auto row,
                           reading.view->Find(place.run, place.subject, reading.version));
  return row.has_value() ? std::move(row->value) : Value();
}

absl::Status Store::GetEntity(TypeId type, const std::string& subject,
                              std::span<const AttributeId> attributes, std::span<Value> values,
                              std::uint64_t version) const {
  CAMBIUM_ASSIGN_OR_RETURN(const Reading reading, BeginRead(version));
  const TripleKey key{type, 0, subject};
  Place place = PlaceOf(key);
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    place.run.attribute = attributes[i];
    CAMBIUM_ASSIGN_OR_RETURN(auto row,
                             reading.view->Find(place.run, place.subject, reading.version));
    values[i] = row.has_value() ? std::move(row->value) : Value();
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<RunScan>> Store::ScanRun(RunRange range,
                                                        std::uint64_t version) const {
  CAMBIUM_ASSIGN_OR_RETURN(const Reading reading, BeginRead(version));
  range.version = reading.version;
  return std::make_unique<RunScan>(reading.view, std::move(range));
}

absl::StatusOr<std::unique_ptr<ColumnScan>> Store::ScanColumns(const ColumnRange& range,
                                                               std::uint64_t version) const {
  ++scan_count_;
  CAMBIUM_ASSIGN_OR_RETURN(const Reading reading, BeginRead(version));
  return std::make_unique<ColumnScan>(reading.view, range, reading.version);
}

absl::Status Store::Scan(TypeId type, std::span<const AttributeId> attributes,
                         const Visitor& visit, std::uint64_t version) const {
  ++scan_count_;
  CAMBIUM_ASSIGN_OR_RETURN(const Reading reading, BeginRead(version));
  ColumnRange range;
  range.type = type;
  range.attributes.assign(attributes.begin(), attributes.end());
  std::vector<Value> values(attributes.size());
  std::string subject;
  for (const SubjectKind kind : {SubjectKind::kInteger, SubjectKind::kBytes}) {
    range.kind = kind;
    ColumnScan scan(reading.view, range, reading.version);
    for (ColumnBatch batch;;) {
      CAMBIUM_ASSIGN_OR_RETURN(const bool more, scan.Next(kScanBatch, batch));
      if (!more) break;
      for (std::size_t i = 0; i < batch.size(); ++i) {
        for (std::size_t column = 0; column < values.size(); ++column) {
          values[column] = batch.columns[column][i].ToValue();
        }
        subject.clear();
        AppendSubject(kind, batch.subjects[i], subject);
        visit(subject, values);
      }
    }
  }
  return absl::OkStatus();
}

absl::Status Store::ChangesSince(std::uint64_t since, const ChangeVisitor& visit) const {
  CAMBIUM_RETURN_IF_ERROR(BeginRead(since).status());
  CAMBIUM_ASSIGN_OR_RETURN(const Reading reading, BeginRead(kNow));
  return VisitAll(reading, true,
                  [&](const TripleKey& key, std::uint64_t version, const Value& value) {
                    if (version > since) visit(key, version, value);
                  });
}

absl::Status Store::ScanAll(const ChangeVisitor& visit) const {
  CAMBIUM_ASSIGN_OR_RETURN(const Reading reading, BeginRead(kNow));
  return VisitAll(reading, false, visit);
}

absl::Status Store::VisitAll(const Reading& reading, bool keeps_deleted,
                             const ChangeVisitor& visit) {
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<RunKey> runs, reading.view->Runs());
  TripleKey key;
  for (const RunKey& run : runs) {
    if (run.kind == SubjectKind::kIndex) continue;  // Its triples say the same.
    RunRange range;
    range.run = run;
    range.version = reading.version;
    RunScan scan(reading.view, std::move(range));
    if (keeps_deleted) scan.KeepDeleted();
    key.type = run.type;
    key.attribute = run.attribute;
    for (RowBatch rows;;) {
      CAMBIUM_ASSIGN_OR_RETURN(const bool more, scan.Next(kScanBatch, rows));
      if (!more) break;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        key.subject.clear();
        AppendSubject(run.kind, rows.subjects[i], key.subject);
        visit(key, rows.versions[i], rows.values[i].ToValue());
      }
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::uint64_t> Store::VersionAt(std::int64_t micros) const {
  const std::lock_guard lock(mutex_);
  const Moment* const last = LastMomentBy(moments_, micros);
  if (last == nullptr) {
    return absl::FailedPreconditionError("no version is known of that time: " +
                                         std::to_string(micros));
  }
  return std::min(last->version, published_);
}

absl::Status Store::Verify() const {
  CAMBIUM_ASSIGN_OR_RETURN(const Reading reading, BeginRead(kNow));
  for (const auto& level : reading.view->levels->files) {
    for (const FilePointer& file : level) CAMBIUM_RETURN_IF_ERROR(file->Verify());
  }
  return absl::OkStatus();
}

StoreStatistics Store::Statistics() const {
  StoreStatistics statistics;
  const std::lock_guard lock(mutex_);
  statistics.memtable_bytes = view_->active->bytes();
  for (const auto& memtable : view_->sealed) statistics.memtable_bytes += memtable->bytes();
  statistics.cached_bytes = cache_.bytes();
  statistics.cache_hits = cache_.hits();
  statistics.cache_misses = cache_.misses();
  for (std::uint32_t level = 0; level < kLevels; ++level) {
    for (const FilePointer& file : view_->levels->files[level]) {
      ++statistics.level_files[level];
      statistics.level_bytes[level] += file->record().size;
      statistics.file_rows += file->record().rows;
      statistics.deleted_rows += file->record().deleted;
      statistics.directory_bytes += file->memory();
    }
  }
  statistics.flushes = flushes_;
  statistics.compactions = compactions_;
  statistics.recovered_commits = recovered_commits_;
  statistics.recovery_micros = recovery_micros_;
  return statistics;
}

}  // namespace cambium
