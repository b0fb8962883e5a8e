// The checksum is the specified one, and sees what it must see.
// SPDX-License-Identifier: Apache-2.0
#include "bench/checksum.h"

#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

TEST_SUITE("Checksum") {
  TEST_CASE("mixes as splitmix64 does") {
    // The first two outputs of splitmix64 from state 0.
    CHECK(Mix(0) == 0xE220A8397B1DCDAF);
    CHECK(Mix(kGoldenGamma) == 0x6E789E6AA1B965F4);
  }

  TEST_CASE("chains the columns of a row") {
    CHECK(HashRow({}) == 0);
    CHECK(HashRow({7}) == Mix(7));
    CHECK(HashRow({7, -1}) == Mix(Mix(7) ^ ~uint64_t{0}));
  }

  TEST_CASE("ignores the order of rows but not of columns") {
    Checksum left;
    left.Add({1, 2});
    left.Add({3, 4});
    Checksum right;
    right.Add({3, 4});
    right.Add({1, 2});
    CHECK(left == right);
    Checksum turned;
    turned.Add({2, 1});
    turned.Add({3, 4});
    CHECK_FALSE(left == turned);
  }

  TEST_CASE("counts a row as often as it appears") {
    Checksum once;
    once.Add({5});
    Checksum twice = once;
    twice.Add({5});
    CHECK_FALSE(once == twice);
  }
}

}  // namespace
}  // namespace cambium::bench
