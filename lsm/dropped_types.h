// Types that are given up: all that one has goes at once, by one triple of the catalog.
//
//     [0, 5, (0, type)] → TRUE      in the commit that drops the type
//
// Law: who looks at that version or a later one sees no triple of the type and no row of an
// index of it; who looks at one before sees them all. The number is not used again: what the
// same commit writes to the type goes with it, and later writes are refused.
//
// Rows stay where they are until nobody can look back behind the drop. Then compactions leave
// them out, without reading their blocks.
//
// Cost: the drop is one row, however large the type; a read asks a map that is empty until
// something is dropped.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "lsm/catalog.h"
#include "lsm/commit.h"

namespace cambium {

struct StoreView;

// To be committed, with whatever else belongs to it.
Triple DropOfType(TypeId type);

class DroppedTypes {
 public:
  // What the catalog says. DataLoss when it cannot be read.
  static absl::StatusOr<DroppedTypes> Read(const std::shared_ptr<const StoreView>& view);

  bool empty() const { return dropped_.empty(); }
  // Whether a reader of this version sees nothing of the type any more.
  bool Hides(TypeId type, std::uint64_t version) const {
    if (dropped_.empty()) return false;
    const auto found = dropped_.find(type);
    return found != dropped_.end() && found->second <= version;
  }
  // Whether some type from the first to the last is hidden so.
  bool HidesSome(TypeId first, TypeId last, std::uint64_t version) const;

  // Whether commits may write this. InvalidArgument names what is wrong.
  absl::Status Check(std::span<const Write> writes) const;
  // Whether the writes drop something; these are the types that are dropped then.
  bool Add(std::span<const Write> writes, std::uint64_t version);
  // Takes out those of dropped types.
  void Clean(Indexes& indexes) const;

 private:
  std::map<TypeId, std::uint64_t> dropped_;  // the version that dropped it
};

}  // namespace cambium
