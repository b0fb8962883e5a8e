// From triples to rows of indexes and back.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/index.h"

#include <algorithm>
#include <utility>

#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "lsm/catalog.h"
#include "lsm/unique_check.h"

namespace cambium {
namespace {

RunKey IndexRun(TypeId type, AttributeId attribute) {
  return {type, attribute, SubjectKind::kIndex};
}

// Where the value of a row ends and its subject begins; 0 when the row is no row of an index.
std::size_t SplitOf(const Subject& subject, const StoredValue& value) {
  const bool is_sound = value.type() == ValueType::kInt && value.word() > 0 &&
                        value.word() <= subject.bytes.size();
  return is_sound ? value.word() : 0;
}

absl::Status Unsound(const RunKey& run) {
  return absl::DataLossError("index has a row that is none, of attribute " +
                             std::to_string(run.attribute) + " of type " +
                             std::to_string(run.type));
}

}  // namespace

absl::StatusOr<Indexes> ReadIndexes(const std::shared_ptr<const StoreView>& view) {
  Indexes indexes;
  const RunKey run{kCatalogType, kIndexAttribute, SubjectKind::kBytes};
  CAMBIUM_RETURN_IF_ERROR(VisitRun(
      view, run,
      [&](const Subject& subject, const StoredValue& value,
          std::uint64_t since) -> absl::Status {
        CAMBIUM_ASSIGN_OR_RETURN(const CatalogEntry entry, ReadCatalogSubject(subject.bytes));
        const bool is_sound =
            value.type() == ValueType::kInt && value.word() >= 1 && value.word() <= 2;
        if (!is_sound) return absl::DataLossError("catalog has an index of no kind");
        indexes[{entry.scope, entry.number}] = {static_cast<IndexKind>(value.word()), since};
        return absl::OkStatus();
      }));
  return indexes;
}

void IndexWrites::Put(const RunKey& run, const Subject& subject, const Value& value,
                      bool is_deleted) {
  std::string key;
  AppendKey(value, key);
  const std::size_t split = key.size();
  AppendSubject(run.kind, subject, key);
  const StoredValue row =
      is_deleted ? StoredValue() : StoredValue::Word(ValueType::kInt, split);
  writes_.push_back({IndexRun(run.type, run.attribute), BytesSubject(arena_.Copy(key)), row});
}

absl::Status IndexWrites::Add(const StoreView& view, const Write& write) {
  CAMBIUM_ASSIGN_OR_RETURN(const auto found,
                           view.Find(write.run, write.subject, Memtable::kAllVersions));
  const Value before = found.has_value() ? found->value : Value();
  const Value after = write.value.ToValue();
  if (before == after) return absl::OkStatus();
  if (!before.is_null()) Put(write.run, write.subject, before, true);
  if (!after.is_null()) Put(write.run, write.subject, after, false);
  return absl::OkStatus();
}

void IndexWrites::Sort() { std::sort(writes_.begin(), writes_.end(), StandsBefore); }

void IndexWrites::Clear() {
  arena_ = ByteArena();
  writes_.clear();
}

absl::Status IndexWrites::Add(const std::shared_ptr<const StoreView>& view,
                              const Indexes& indexes, std::span<const Write> writes) {
  if (indexes.empty()) return absl::OkStatus();
  std::vector<Write> indexed;
  const RunKey* last = nullptr;
  bool has_index = false;
  // A commit writes few runs, one after the other.
  for (const Write& write : writes) {
    if (last == nullptr || *last != write.run) {
      has_index = write.run.kind != SubjectKind::kIndex &&
                  indexes.contains({write.run.type, write.run.attribute});
      last = &write.run;
    }
    if (has_index) indexed.push_back(write);
  }
  for (const Write& write : LastWrites(std::move(indexed))) {
    CAMBIUM_RETURN_IF_ERROR(Add(*view, write));
  }
  Sort();
  return CheckUnique(view, indexes);
}

absl::Status IndexWrites::CheckUnique(const std::shared_ptr<const StoreView>& view,
                                      const Indexes& indexes) const {
  UniqueCheck check(view);
  for (const Write& write : writes_) {
    const auto index = indexes.find({write.run.type, write.run.attribute});
    if (index->second.kind != IndexKind::kUnique) continue;
    CAMBIUM_RETURN_IF_ERROR(check.Next(write));
  }
  return check.End();
}

absl::Status IndexWrites::AddAll(const std::shared_ptr<const StoreView>& view, TypeId type,
                                 AttributeId attribute, IndexKind kind) {
  for (const SubjectKind subjects : {SubjectKind::kInteger, SubjectKind::kBytes}) {
    const RunKey run{type, attribute, subjects};
    CAMBIUM_RETURN_IF_ERROR(VisitRun(
        view, run,
        [&](const Subject& subject, const StoredValue& value, std::uint64_t /*version*/) {
          Put(run, subject, value.ToValue(), false);
          return absl::OkStatus();
        }));
  }
  Sort();
  // It may be there already, as one of another kind, with just these rows.
  return CheckUnique(nullptr, {{{type, attribute}, {kind, 0}}});
}

absl::Status IndexWrites::RemoveAll(const std::shared_ptr<const StoreView>& view, TypeId type,
                                    AttributeId attribute) {
  const RunKey run = IndexRun(type, attribute);
  return VisitRun(
      view, run,
      [&](const Subject& subject, const StoredValue& /*value*/, std::uint64_t /*version*/) {
        const std::string_view kept = arena_.Copy(subject.bytes);
        writes_.push_back({run, Subject{subject.word, kept}, {}});
        return absl::OkStatus();
      });
}

namespace {

RunRange RunRangeOf(const IndexRange& range, std::uint64_t version) {
  RunRange rows;
  rows.run = IndexRun(range.type, range.attribute);
  if (range.values.least.has_value()) {
    std::string key;
    AppendKey(*range.values.least, key);
    rows.least = OwnedSubject(BytesSubject(key));
  }
  if (range.values.greatest.has_value()) {
    std::string key;
    AppendKey(*range.values.greatest, key);
    rows.end = RunRange::OfPrefix(rows.run, key).end;
  }
  rows.reverse = range.reverse;
  rows.version = version;
  return rows;
}

}  // namespace

IndexScan::IndexScan(std::shared_ptr<const StoreView> view, const IndexRange& range,
                     std::uint64_t version)
    : scan_(std::move(view), RunRangeOf(range, version)) {}

absl::StatusOr<bool> IndexScan::Next(std::size_t most, IndexBatch& batch) {
  batch.values.clear();
  batch.subjects.clear();
  CAMBIUM_ASSIGN_OR_RETURN(const bool more, scan_.Next(most, batch.rows));
  for (std::size_t i = 0; i < batch.rows.size(); ++i) {
    const Subject& subject = batch.rows.subjects[i];
    const std::size_t split = SplitOf(subject, batch.rows.values[i]);
    if (split == 0) return Unsound(scan_.range().run);
    batch.values.push_back(subject.bytes.substr(0, split));
    batch.subjects.push_back(subject.bytes.substr(split));
  }
  return more;
}

}  // namespace cambium
