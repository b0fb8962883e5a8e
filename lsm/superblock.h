// The superblock: which format the store has, and which manifest counts. It stands in one of
// two slots of the file `super`; the other is overwritten next (lsm/manifest.h).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace cambium {

struct Superblock {
  std::uint32_t format = 0;
  std::uint64_t manifest = 0;  // 0: there is none yet.
};

inline constexpr std::uint64_t kSlotSize = 4096;

std::string EncodeSuperblock(const Superblock& superblock);
// DataLoss when the bytes are none.
absl::StatusOr<Superblock> DecodeSuperblock(std::string_view bytes);

}  // namespace cambium
