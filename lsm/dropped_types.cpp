// Drops in the catalog.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/dropped_types.h"

#include <string>

#include "dataflow/status.h"
#include "lsm/run_scan.h"

namespace cambium {
namespace {

constexpr RunKey kDrops{kCatalogType, kDroppedTypeAttribute, SubjectKind::kBytes};

}  // namespace

Triple DropOfType(TypeId type) {
  return {{kCatalogType, kDroppedTypeAttribute, CatalogSubject(kCatalogType, type)},
          Value::Bool(true)};
}

absl::StatusOr<DroppedTypes> DroppedTypes::Read(const std::shared_ptr<const StoreView>& view) {
  DroppedTypes types;
  CAMBIUM_RETURN_IF_ERROR(
      VisitRun(view, kDrops,
               [&types](const Subject& subject, const StoredValue&, std::uint64_t version) {
                 const absl::StatusOr<CatalogEntry> entry = ReadCatalogSubject(subject.bytes);
                 if (entry.ok()) types.dropped_[entry->number] = version;
                 return entry.status();
               }));
  return types;
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
