// Dividing a long row of entries among the turns of an executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>

#include "dataflow/executor.h"

namespace cambium {

// Rows shorter than this are not worth another core.
inline constexpr std::size_t kWorthDividing = std::size_t{1} << 14;

// Into how many chunks a row of this length goes: one when there is nobody to share it with.
inline std::size_t ChunkCount(const Executor* executor, std::size_t size) {
  if (executor == nullptr || executor->width() == 1 || size < kWorthDividing) return 1;
  return std::min(4 * executor->width(), size / (kWorthDividing / 4));
}

// Calls `work(from, to)` for each chunk; with `work(from, to, chunk)`, by its number as well.
template <typename Work>
void ForEachChunk(Executor* executor, std::size_t size, const Work& work) {
  const std::size_t count = ChunkCount(executor, size);
  const auto turn = [&](std::size_t chunk) {
    const std::size_t from = size * chunk / count;
    const std::size_t to = size * (chunk + 1) / count;
    if constexpr (requires { work(from, to, chunk); }) {
      work(from, to, chunk);
    } else {
      work(from, to);
    }
  };
  if (count == 1) return turn(0);
  executor->ForEach(count, turn);
}

}  // namespace cambium
