// The directory of a sorted file: which runs it holds, and what each of their blocks is.
//
// A run has its *primary* blocks, with the newest row that the file has of each subject, and
// then its *history* blocks, with all older rows. Both ascend, and no subject of the primary
// blocks stands twice. So whoever asks for the present never meets the past.
//
//     count of runs                        varint; for each run:
//       type, attribute, kind              varint, varint, byte; ascending
//       primary blocks, history blocks     varints, the first at least 1; for each block:
//         offset, size, rows, deleted      varints
//         least and greatest version       varints, the second as what it is more
//         first and last subject           8 bytes, or size and bytes; of the run's kind
//         least and greatest value         lsm/stored_value.h; NULL when not known
//         filter                           size and bytes (lsm/subject_filter.h), or none
//
// A known least is not above any value of the block and a known greatest not below any: texts
// are cut short, downwards or upwards.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/block.h"
#include "lsm/run_key.h"

namespace cambium {

struct BlockInfo {
  std::uint64_t offset = 0;
  std::uint32_t size = 0;  // With the checksum before it.
  std::uint32_t rows = 0;
  std::uint32_t deleted = 0;
  std::uint64_t least_version = 0;
  std::uint64_t greatest_version = 0;
  OwnedSubject first;
  OwnedSubject last;
  Value least;
  Value greatest;
  std::string filter;  // Empty when there is none.
};

struct RunInfo {
  RunKey run;
  std::uint32_t begin = 0;    // Its primary blocks, in Directory::blocks.
  std::uint32_t history = 0;  // Where they end and its history blocks begin.
  std::uint32_t end = 0;
};

struct Directory {
  std::vector<RunInfo> runs;
  std::vector<BlockInfo> blocks;

  // Null when the run is not in the file.
  const RunInfo* Find(const RunKey& run) const;
  // The first primary block of the run that does not end before the subject, or the end of
  // them.
  std::uint32_t FindPrimary(const RunInfo& run, const Subject& subject) const;
  // The same of its history blocks: where rows of the subject begin, if there are any.
  std::uint32_t FindHistory(const RunInfo& run, const Subject& subject) const;
  std::size_t memory() const;
};

// What the directory says of such a block, but for its place.
BlockInfo DescribeBlock(const BlockColumns& columns);

std::string EncodeDirectory(const Directory& directory);
// DataLoss unless the bytes are a directory whose blocks lie below `end`.
absl::StatusOr<Directory> ReadDirectory(std::string_view bytes, std::uint64_t end);

}  // namespace cambium
