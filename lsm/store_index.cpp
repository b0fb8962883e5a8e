// Making, dropping and reading indexes.
// SPDX-License-Identifier: Apache-2.0
#include <deque>

#include "dataflow/status.h"
#include "lsm/store.h"

namespace cambium {
namespace {

std::string NameOf(TypeId type, AttributeId attribute) {
  return "attribute " + std::to_string(attribute) + " of type " + std::to_string(type);
}

}  // namespace

absl::StatusOr<std::uint64_t> Store::CreateIndex(TypeId type, AttributeId attribute,
                                                 IndexKind kind) {
  if (indexes().contains({type, attribute})) {
    return absl::AlreadyExistsError("index exists: " + NameOf(type, attribute));
  }
  const IndexChange change{type, attribute, kind};
  return Apply({}, {&change, 1}, Durability::kDurable);
}

absl::StatusOr<std::uint64_t> Store::DropIndex(TypeId type, AttributeId attribute) {
  const IndexChange change{type, attribute, std::nullopt};
  return Apply({}, {&change, 1}, Durability::kDurable);
}

absl::StatusOr<std::uint64_t> Store::Apply(const Batch& batch,
                                           std::span<const IndexChange> changes,
                                           Durability durability) {
  if (changes.empty()) return Apply(batch, durability);
  const Writes of_batch(batch);
  absl::StatusOr<Written> written;
  {
    const std::lock_guard writing(write_mutex_);
    const std::shared_ptr<const StoreView> before = view();
    Indexes after = *before->indexes;
    std::vector<Write> writes(of_batch.writes().begin(), of_batch.writes().end());
    std::deque<IndexWrites> rows;      // What the writes view.
    std::deque<std::string> subjects;  // Likewise.
    for (const IndexChange& change : changes) {
      const auto& [type, attribute, kind] = change;
      if (before->dropped->Hides(type, UINT64_MAX)) {
        return absl::InvalidArgumentError("type was dropped: " + std::to_string(type));
      }
      const auto standing = after.find({type, attribute});
      const bool stands = standing != after.end();
      const bool is_same = stands && kind == standing->second.kind;
      if (is_same) return absl::AlreadyExistsError("index exists: " + NameOf(type, attribute));
      if (!stands && !kind.has_value()) {
        return absl::NotFoundError("index does not exist: " + NameOf(type, attribute));
      }
      IndexWrites& added = rows.emplace_back();
      CAMBIUM_RETURN_IF_ERROR(kind.has_value() ? added.AddAll(before, type, attribute, *kind)
                                               : added.RemoveAll(before, type, attribute));
      // Of another kind it has the same rows.
      const bool has_rows = stands && kind.has_value();
      if (!has_rows) writes.insert(writes.end(), added.writes().begin(), added.writes().end());
      StoredValue value;
      if (kind.has_value()) {
        value = StoredValue::Word(ValueType::kInt, static_cast<std::uint64_t>(*kind));
        after[{type, attribute}] = {*kind, 0};
      } else {
        after.erase(standing);
      }
      const RunKey run{kCatalogType, kIndexAttribute, SubjectKind::kBytes};
      writes.push_back(
          {run, BytesSubject(subjects.emplace_back(CatalogSubject(type, attribute))), value});
    }
    written = Commit(writes, durability, &after);
    CAMBIUM_RETURN_IF_ERROR(written.status());
    // Before the next commit, which must keep them.
    const std::lock_guard lock(mutex_);
    for (auto& [place, index] : after) {
      if (index.since == 0) index.since = written->version;
    }
    StoreView next = *view_;
    next.dropped->Clean(after);
    next.indexes = std::make_shared<Indexes>(std::move(after));
    view_ = std::make_shared<StoreView>(std::move(next));
  }
  return Publish(*written);
}

absl::StatusOr<std::unique_ptr<IndexScan>> Store::ScanIndex(const IndexRange& range,
                                                            std::uint64_t version) const {
  CAMBIUM_ASSIGN_OR_RETURN(const Reading reading, BeginRead(version));
  const auto found = reading.view->indexes->find({range.type, range.attribute});
  const std::string name = NameOf(range.type, range.attribute);
  if (found == reading.view->indexes->end()) {
    return absl::NotFoundError("index does not exist: " + name);
  }
  if (reading.version < found->second.since) {
    return absl::FailedPreconditionError("index is younger than version " +
                                         std::to_string(reading.version) + ": " + name);
  }
  return std::make_unique<IndexScan>(reading.view, range, reading.version);
}

Indexes Store::indexes() const { return *view()->indexes; }

}  // namespace cambium
