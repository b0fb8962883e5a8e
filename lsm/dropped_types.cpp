// Drops in the catalog.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/dropped_types.h"

#include <string>

#include "dataflow/status.h"
#include "lsm/run_scan.h"

namespace cambium {
namespace {

constexpr std::size_t kBatch = 1024;
constexpr RunKey kDrops{kCatalogType, kDroppedTypeAttribute, SubjectKind::kBytes};

}  // namespace

Triple DropOfType(TypeId type) {
  return {{kCatalogType, kDroppedTypeAttribute, CatalogSubject(kCatalogType, type)},
          Value::Bool(true)};
}

absl::StatusOr<DroppedTypes> DroppedTypes::Read(const std::shared_ptr<const StoreView>& view) {
  DroppedTypes types;
  RunRange range;
  range.run = kDrops;
  RunScan scan(view, range);
  for (RowBatch rows;;) {
    CAMBIUM_ASSIGN_OR_RETURN(const bool more, scan.Next(kBatch, rows));
    if (!more) return types;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CAMBIUM_ASSIGN_OR_RETURN(const CatalogEntry entry,
                               ReadCatalogSubject(rows.subjects[i].bytes));
      types.dropped_[entry.number] = rows.versions[i];
    }
  }
}

bool DroppedTypes::HidesSome(TypeId first, TypeId last, std::uint64_t version) const {
  for (auto at = dropped_.lower_bound(first); at != dropped_.end() && at->first <= last; ++at) {
    if (at->second <= version) return true;
  }
  return false;
}

absl::Status DroppedTypes::Check(std::span<const Write> writes) const {
  for (const Write& write : writes) {
    if (dropped_.contains(write.run.type)) {
      return absl::InvalidArgumentError("type was dropped: " + std::to_string(write.run.type));
    }
    if (write.run != kDrops) continue;
    const absl::StatusOr<CatalogEntry> entry = ReadCatalogSubject(write.subject.bytes);
    if (!entry.ok() || entry->scope != kCatalogType || entry->number == kCatalogType) {
      return absl::InvalidArgumentError("catalog drops something that is no type");
    }
    if (dropped_.contains(entry->number)) {
      return absl::InvalidArgumentError("type was dropped: " + std::to_string(entry->number));
    }
    if (write.value.is_null()) {
      return absl::InvalidArgumentError("type cannot come back: " +
                                        std::to_string(entry->number));
    }
  }
  return absl::OkStatus();
}

bool DroppedTypes::Add(std::span<const Write> writes, std::uint64_t version) {
  bool drops = false;
  for (const Write& write : writes) {
    if (write.run != kDrops) continue;
    drops = true;
    dropped_.emplace(ReadCatalogSubject(write.subject.bytes)->number, version);
  }
  return drops;
}

void DroppedTypes::Clean(Indexes& indexes) const {
  std::erase_if(indexes,
                [this](const auto& index) { return dropped_.contains(index.first.first); });
}

}  // namespace cambium
