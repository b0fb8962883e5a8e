// Powers of ten, multiplied out.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/power_of_ten.h"

#include "doctest/doctest.h"

namespace cambium {
namespace {

TEST_SUITE("PowerOfTen") {
  TEST_CASE("is ten times the one before up to the last that fits") {
    CHECK(PowerOfTen(0) == 1);
    for (int i = 1; i < 20; ++i) CHECK(PowerOfTen(i) == 10 * PowerOfTen(i - 1));
    CHECK(PowerOfTen(19) > UINT64_MAX / 10);
  }
}

}  // namespace
}  // namespace cambium
