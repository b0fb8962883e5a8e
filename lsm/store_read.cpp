// Reading, and who holds which version.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "dataflow/check.h"
#include "dataflow/status.h"
#include "lsm/store.h"

namespace cambium {
namespace {

constexpr std::size_t kScanBatch = 1024;

// A scan of one run, row by row, in step with others.
class Column {
 public:
  Column(std::shared_ptr<const StoreView> view, RunRange range)
      : scan_(std::move(view), std::move(range)) {}

  // Makes sure that there is a row, or none left.
  absl::Status Settle() {
    if (at_ < rows_.size()) return absl::OkStatus();
    at_ = 0;
    return scan_.Next(kScanBatch, rows_).status();
  }
  bool has_row() const { return at_ < rows_.size(); }
  const Subject& subject() const { return rows_.subjects[at_]; }
  const StoredValue& value() const { return rows_.values[at_]; }
  void Step() { ++at_; }

  // Goes to the first row that is not before the subject; whether that is the subject's.
  absl::StatusOr<bool> Seek(const Subject& subject) {
    for (;;) {
      CAMBIUM_RETURN_IF_ERROR(Settle());
      if (!has_row()) return false;
      if (!(rows_.subjects[at_] < subject)) return rows_.subjects[at_] == subject;
      ++at_;
    }
  }

 private:
  RunScan scan_;
  RowBatch rows_;
  std::size_t at_ = 0;
};

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
  CAMBIUM_RETURN_IF_ERROR(BeginRead(version).status());
  const std::lock_guard lock(mutex_);
  if (version < pruned_ && !pins_.contains(version)) {
    return absl::FailedPreconditionError("version is not kept any more: " +
                                         std::to_string(version));
  }
  pins_.insert(version);
  return Snapshot(this, version);
}

void Store::Unpin(std::uint64_t version) {
  const std::lock_guard lock(mutex_);
  pins_.erase(pins_.find(version));
}

auto Store::BeginRead(std::uint64_t version) const -> absl::StatusOr<Reading> {
  const std::lock_guard lock(mutex_);
  if (version == kNow) version = published_;
  if (version > published_) {
    return absl::FailedPreconditionError("version is not committed yet: " +
                                         std::to_string(version));
  }
  if (version < pruned_ && !pins_.contains(version)) {
    return absl::FailedPreconditionError("version is not kept any more: " +
                                         std::to_string(version));
  }
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

absl::StatusOr<std::vector<Value>> Store::GetEntity(TypeId type, const std::string& subject,
                                                    std::span<const AttributeId> attributes,
                                                    std::uint64_t version) const {
  CAMBIUM_ASSIGN_OR_RETURN(const Reading reading, BeginRead(version));
  const TripleKey key{type, 0, subject};
  Place place = PlaceOf(key);
  std::vector<Value> values;
  values.reserve(attributes.size());
  for (const AttributeId attribute : attributes) {
    place.run.attribute = attribute;
    CAMBIUM_ASSIGN_OR_RETURN(auto row,
                             reading.view->Find(place.run, place.subject, reading.version));
    values.push_back(row.has_value() ? std::move(row->value) : Value());
  }
  return values;
}

absl::StatusOr<std::unique_ptr<RunScan>> Store::ScanRun(RunRange range,
                                                        std::uint64_t version) const {
  CAMBIUM_ASSIGN_OR_RETURN(const Reading reading, BeginRead(version));
  range.version = reading.version;
  return std::make_unique<RunScan>(reading.view, std::move(range));
}

absl::Status Store::Scan(TypeId type, std::span<const AttributeId> attributes,
                         const Visitor& visit, std::uint64_t version) const {
  CAMBIUM_CHECK(!attributes.empty(), "scan names no attribute");
  ++scan_count_;
  CAMBIUM_ASSIGN_OR_RETURN(const Reading reading, BeginRead(version));
  for (const SubjectKind kind : {SubjectKind::kInteger, SubjectKind::kBytes}) {
    CAMBIUM_RETURN_IF_ERROR(ScanKind(reading, type, kind, attributes, visit));
  }
  return absl::OkStatus();
}

absl::Status Store::ScanKind(const Reading& reading, TypeId type, SubjectKind kind,
                             std::span<const AttributeId> attributes,
                             const Visitor& visit) const {
  std::vector<std::unique_ptr<Column>> columns;
  for (const AttributeId attribute : attributes) {
    RunRange range;
    range.run = {type, attribute, kind};
    range.version = reading.version;
    columns.push_back(std::make_unique<Column>(reading.view, std::move(range)));
  }
  std::vector<Value> values(attributes.size());
  std::string subject;
  for (;; columns[0]->Step()) {
    CAMBIUM_RETURN_IF_ERROR(columns[0]->Settle());
    if (!columns[0]->has_row()) return absl::OkStatus();
    const Subject place = columns[0]->subject();
    values[0] = columns[0]->value().ToValue();
    for (std::size_t i = 1; i < columns.size(); ++i) {
      CAMBIUM_ASSIGN_OR_RETURN(const bool found, columns[i]->Seek(place));
      values[i] = found ? columns[i]->value().ToValue() : Value();
    }
    subject.clear();
    AppendSubject(kind, place, subject);
    visit(subject, values);
  }
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
  const auto behind = std::upper_bound(
      moments_.begin(), moments_.end(), micros,
      [](std::int64_t time, const Moment& moment) { return time < moment.time; });
  if (behind == moments_.begin()) {
    return absl::FailedPreconditionError("no version is known of that time: " +
                                         std::to_string(micros));
  }
  return std::min(std::prev(behind)->version, published_);
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
  return statistics;
}

}  // namespace cambium
