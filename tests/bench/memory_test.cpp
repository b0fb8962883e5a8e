// What malloc has given, small blocks and large ones.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/memory.h"

#include <cstddef>
#include <memory>
#include <vector>

#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

TEST_SUITE("HeapBytes") {
  TEST_CASE("counts small blocks and those that are mapped apart") {
    const double before = HeapBytes();
    // More than malloc ever takes from its own areas.
    constexpr std::size_t kLarge = std::size_t{64} << 20;
    const auto large = std::make_unique<char[]>(kLarge);
    large[0] = 1;
    CHECK(HeapBytes() - before >= kLarge);
    CHECK(HeapBytes() - before < kLarge + (1 << 20));
    std::vector<std::unique_ptr<int[]>> small;
    for (int i = 0; i < 1'000; ++i) small.push_back(std::make_unique<int[]>(100));
    CHECK(HeapBytes() - before >= kLarge + 400'000);
  }
}

}  // namespace
}  // namespace cambium::bench
