// Weights add, multiply and negate, and never wrap.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/weight.h"

#include <cstdint>

#include "doctest/doctest.h"
#include "tests/support/aborts.h"

namespace cambium {
namespace {

TEST_SUITE("Weight") {
  TEST_CASE("adds and multiplies up to its limits") {
    CHECK(AddWeights(INT64_MAX - 1, 1) == INT64_MAX);
    CHECK(MultiplyWeights(INT64_MIN / 2, 2) == INT64_MIN);
    CHECK(NegateWeight(INT64_MAX) == -INT64_MAX);
  }

  TEST_CASE("aborts rather than wrap") {
    CHECK(testing::LastWords([] { AddWeights(INT64_MAX, 1); }).ends_with("weight overflow\n"));
    CHECK(testing::LastWords([] { MultiplyWeights(INT64_MAX, 2); }) != "");
    CHECK(testing::LastWords([] { NegateWeight(INT64_MIN); }) != "");
  }
}

}  // namespace
}  // namespace cambium
