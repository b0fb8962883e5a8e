// The log: one record a commit, each with its length and a checksum.
//
//     offset  size
//          0     8   length of the payload, little-endian
//          8     8   checksum: hash of the payload, seeded with the record's offset
//         16     n   payload: version, then each triple (docs/format.md)
//
// Reading stops at a torn tail, a record that the file's end cuts short or whose last
// bytes never arrived: that is a commit which was never acknowledged as synced. A bad
// record with a sound one behind it is damage, and an error.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/triple.h"

namespace cambium {

struct Commit {
  std::uint64_t version = 0;
  Batch batch;
};

// `offset` is where in the file the record will stand.
std::string EncodeRecord(const Commit& commit, std::uint64_t offset);

struct LogContents {
  std::vector<Commit> commits;
  std::uint64_t sound_size = 0;  // Where a torn tail begins; the file's size if none.
};
absl::StatusOr<LogContents> ReadLog(std::string_view bytes, const std::string& name);

}  // namespace cambium
