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
  return CommitIndex(type, attribute, kind);
}

absl::StatusOr<std::uint64_t> Store::DropIndex(TypeId type, AttributeId attribute) {
  return CommitIndex(type, attribute, std::nullopt);
}

absl::StatusOr<std::uint64_t> Store::CommitIndex(TypeId type, AttributeId attribute,
                                                 std::optional<IndexKind> kind) {
  absl::StatusOr<Written> written;
  {
    const std::lock_guard writing(write_mutex_);
    const std::shared_ptr<const StoreView> before = view();
    if (before->indexes->contains({type, attribute}) == kind.has_value()) {
      const std::string name = NameOf(type, attribute);
      return kind.has_value() ? absl::AlreadyExistsError("index exists: " + name)
                              : absl::NotFoundError("index does not exist: " + name);
    }
    IndexWrites rows;
    CAMBIUM_RETURN_IF_ERROR(kind.has_value() ? rows.AddAll(before, type, attribute, *kind)
                                             : rows.RemoveAll(before, type, attribute));
    const std::string subject = CatalogSubject(type, attribute);
    const RunKey run{kCatalogType, kIndexAttribute, SubjectKind::kBytes};
    StoredValue value;
    if (kind.has_value()) {
      value = StoredValue::Word(ValueType::kInt, static_cast<std::uint64_t>(*kind));
    }
    std::vector<Write> writes{{run, BytesSubject(subject), value}};
    writes.insert(writes.end(), rows.writes().begin(), rows.writes().end());
    written = Commit(writes, Durability::kDurable);
    CAMBIUM_RETURN_IF_ERROR(written.status());
    // Before the next commit, which must keep it.
    const std::lock_guard lock(mutex_);
    auto indexes = std::make_shared<Indexes>(*view_->indexes);
    if (kind.has_value()) {
      (*indexes)[{type, attribute}] = {*kind, written->version};
    } else {
      indexes->erase({type, attribute});
    }
    StoreView next = *view_;
    next.indexes = std::move(indexes);
    view_ = std::make_shared<StoreView>(std::move(next));
  }
  return Publish(*written);
}

absl::StatusOr<std::uint64_t> Store::CreateIndexes(std::span<const NewIndex> made,
                                                   const Batch& batch) {
  const Writes with(batch);
  absl::StatusOr<Written> written;
  {
    const std::lock_guard writing(write_mutex_);
    const std::shared_ptr<const StoreView> before = view();
    const RunKey run{kCatalogType, kIndexAttribute, SubjectKind::kBytes};
    std::deque<std::string> subjects;
    std::vector<Write> writes(with.writes().begin(), with.writes().end());
    IndexWrites rows;
    for (const NewIndex& index : made) {
      if (before->indexes->contains({index.type, index.attribute})) {
        return absl::AlreadyExistsError("index exists: " + NameOf(index.type, index.attribute));
      }
      CAMBIUM_RETURN_IF_ERROR(rows.AddAll(before, index.type, index.attribute, index.kind));
      subjects.push_back(CatalogSubject(index.type, index.attribute));
      writes.push_back(
          {run, BytesSubject(subjects.back()),
           StoredValue::Word(ValueType::kInt, static_cast<std::uint64_t>(index.kind))});
    }
    writes.insert(writes.end(), rows.writes().begin(), rows.writes().end());
    written = Commit(writes, Durability::kDurable);
    CAMBIUM_RETURN_IF_ERROR(written.status());
    // Before the next commit, which must keep them.
    const std::lock_guard lock(mutex_);
    auto indexes = std::make_shared<Indexes>(*view_->indexes);
    for (const NewIndex& index : made) {
      (*indexes)[{index.type, index.attribute}] = {index.kind, written->version};
    }
    StoreView next = *view_;
    next.indexes = std::move(indexes);
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
