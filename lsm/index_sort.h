// The rows of an index for triples that come in the order of their subjects: sorted, in memory
// of a given size however many they are.
//
// Rows that pass the size are written to a sorted file of their own, which no manifest knows.
// These files are merged when all have come, and removed with the sort.
//
// Law: Drain() gives what IndexWrites would for all the triples at once, and refuses what that
// would refuse.
// Cost: O(log n) comparisons for each row; each is written and read once more when they do not
// fit. Memory of `bytes`, and a block for each file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "lsm/file_series.h"
#include "lsm/index.h"
#include "lsm/sorted_file.h"
#include "lsm/store_view.h"

namespace cambium {

class IndexSort {
 public:
  // Of one index. The target and the cache outlive this.
  IndexSort(const MergeTarget& target, BlockCache& cache, std::shared_ptr<const StoreView> view,
            IndexKind kind, std::size_t bytes)
      : target_(target), cache_(cache), view_(std::move(view)), kind_(kind), bytes_(bytes) {}

  // A triple; what it views is copied. Each is of another subject.
  absl::Status Add(const Write& write);

  // The rows, ascending; behind the last Add(). AlreadyExists when a unique index forbids one.
  using Take = std::function<absl::Status(const Write&)>;
  absl::Status Drain(const Take& take);

 private:
  absl::Status Spill();
  absl::Status Merge(const Take& take);

  const MergeTarget& target_;
  BlockCache& cache_;
  const std::shared_ptr<const StoreView> view_;
  const IndexKind kind_;
  const std::size_t bytes_;
  IndexWrites rows_;  // That are in no file yet.
  std::vector<FilePointer> files_;
};

}  // namespace cambium
