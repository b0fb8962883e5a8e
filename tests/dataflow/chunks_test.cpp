// Chunks: they cover a row in order, and are one where there is nobody to share with.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/chunks.h"

#include <utility>
#include <vector>

#include "doctest/doctest.h"

namespace cambium {
namespace {

TEST_SUITE("ForEachChunk") {
  TEST_CASE("cuts a long row into pieces that follow each other") {
    const auto executor = MakeInlineExecutor(4, 3);
    const std::size_t size = 3 * kWorthDividing + 17;
    const std::size_t count = ChunkCount(executor.get(), size);
    CHECK(count == 12);
    std::vector<std::pair<std::size_t, std::size_t>> chunks(count);
    ForEachChunk(executor.get(), size, [&](std::size_t from, std::size_t to, std::size_t i) {
      chunks[i] = {from, to};
    });
    std::size_t end = 0;
    for (const auto& [from, to] : chunks) {
      CHECK(from == end);
      CHECK(to > from);
      end = to;
    }
    CHECK(end == size);
  }

  TEST_CASE("leaves a short row and a lonely thread alone") {
    const auto wide = MakeInlineExecutor(4);
    const auto narrow = MakeInlineExecutor(1);
    CHECK(ChunkCount(wide.get(), kWorthDividing - 1) == 1);
    CHECK(ChunkCount(narrow.get(), 100 * kWorthDividing) == 1);
    CHECK(ChunkCount(nullptr, 100 * kWorthDividing) == 1);
    std::size_t seen = 0;
    ForEachChunk(nullptr, 5, [&](std::size_t from, std::size_t to) { seen += to - from; });
    CHECK(seen == 5);
  }
}

}  // namespace
}  // namespace cambium
