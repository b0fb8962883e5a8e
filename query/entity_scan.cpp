// Column scans, one kind of subjects after the other.
// SPDX-License-Identifier: Apache-2.0
#include "query/entity_scan.h"

#include <algorithm>
#include <utility>

#include "dataflow/status.h"
#include "query/entity.h"

namespace cambium {
namespace {

constexpr SubjectKind kKinds[] = {SubjectKind::kInteger, SubjectKind::kBytes};

}  // namespace

EntityScan::EntityScan(const Store& store, std::shared_ptr<const Table> table,
                       std::vector<std::size_t> read, std::uint64_t version)
    : store_(store), table_(std::move(table)), read_(std::move(read)), version_(version) {}

absl::StatusOr<bool> EntityScan::Begin() {
  while (kinds_ < std::size(kKinds)) {
    const SubjectKind kind = kKinds[kinds_++];
    RunRange first;
    first.run = {table_->id, table_->fields[table_->key[0]].number, kind};
    CAMBIUM_ASSIGN_OR_RETURN(const auto look, store_.ScanRun(first, version_));
    RowBatch row;
    CAMBIUM_ASSIGN_OR_RETURN(const bool has_some, look->Next(1, row));
    if (!has_some) continue;  // Most tables have one kind alone.
    ColumnRange range;
    range.type = table_->id;
    range.kind = kind;
    for (const std::size_t field : read_) {
      range.attributes.push_back(table_->fields[field].number);
    }
    CAMBIUM_ASSIGN_OR_RETURN(scan_, store_.ScanColumns(range, version_));
    return true;
  }
  return false;
}

absl::StatusOr<bool> EntityScan::Next(std::size_t most, std::vector<Row>& out) {
  std::vector<Value> values(read_.size());
  ColumnBatch batch;
  while (most > 0) {
    if (scan_ == nullptr) {
      CAMBIUM_ASSIGN_OR_RETURN(const bool begins, Begin());
      if (!begins) return false;
    }
    CAMBIUM_ASSIGN_OR_RETURN(const bool more,
                             scan_->Next(std::min(most, ColumnScan::kUsualBatch), batch));
    if (!more) {
      scan_ = nullptr;
      continue;
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
      for (std::size_t column = 0; column < values.size(); ++column) {
        values[column] =
            AsField(table_->fields[read_[column]].type, batch.columns[column][i].ToValue());
      }
      out.emplace_back(values);
    }
    most -= batch.size();
  }
  return true;
}

absl::StatusOr<std::uint64_t> CountEntities(const Store& store, const Table& table,
                                            std::uint64_t most, std::uint64_t version) {
  std::uint64_t count = 0;
  for (const SubjectKind kind : kKinds) {
    RunRange range;
    range.run = {table.id, table.fields[table.key[0]].number, kind};
    CAMBIUM_ASSIGN_OR_RETURN(const auto scan, store.ScanRun(range, version));
    for (RowBatch batch; count <= most;) {
      CAMBIUM_ASSIGN_OR_RETURN(const bool more, scan->Next(ColumnScan::kUsualBatch, batch));
      if (!more) break;
      count += batch.size();
    }
  }
  return count;
}

}  // namespace cambium
