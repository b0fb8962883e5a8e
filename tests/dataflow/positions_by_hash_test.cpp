// Positions by hash against a stable sort.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/positions_by_hash.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

TEST_SUITE("PositionsByHash") {
  TEST_CASE("is a stable sort by the top bits") {
    testing::ForSeeds(50, [](testing::Random& random) {
      std::vector<std::uint64_t> hashes(random.Below(3000));
      for (std::uint64_t& hash : hashes) hash = random.Next();
      const unsigned bits = PartBits(hashes.size(), 1 + static_cast<unsigned>(random.Below(9)));
      std::vector<std::uint32_t> expected(hashes.size());
      std::iota(expected.begin(), expected.end(), 0);
      std::stable_sort(expected.begin(), expected.end(), [&](auto left, auto right) {
        return hashes[left] >> (64 - bits) < hashes[right] >> (64 - bits);
      });
      const auto itself = [](std::uint64_t hash) { return hash; };
      REQUIRE(PositionsByHash(std::span<const std::uint64_t>(hashes), bits, itself, nullptr) ==
              expected);
    });
  }

  TEST_CASE("parts have two thousand entries or so") {
    CHECK(PartBits(1'000'000) == 9);
    CHECK(PartBits(10) == 1);
    CHECK(PartBits(10, 4) == 4);
  }
}

}  // namespace
}  // namespace cambium
