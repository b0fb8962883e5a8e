// The variance from moments that are given; integer_moments_test.cpp and
// float_moments_test.cpp compare it with exact arithmetic.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/variance.h"

#include <cmath>
#include <cstdint>

#include "doctest/doctest.h"

namespace cambium {
namespace {

WideNumber Of(std::uint64_t number) { return {false, {number}, 0}; }

TEST_SUITE("Variance") {
  TEST_CASE("of a sample and of a population") {
    CHECK(Variance(Of(40), Of(232), 8, Numbers::kSample) == 32.0 / 7);
    CHECK(Variance(Of(40), Of(232), 8, Numbers::kPopulation) == 4.0);
    CHECK(StandardDeviation(Of(40), Of(232), 8, Numbers::kSample) == std::sqrt(32.0 / 7));
    CHECK(StandardDeviation(Of(40), Of(232), 8, Numbers::kPopulation) == 2.0);
  }

  TEST_CASE("nothing where nothing can be divided by") {
    for (const std::int64_t n : {std::int64_t{INT64_MIN}, std::int64_t{-1}, std::int64_t{0}}) {
      CHECK_FALSE(Variance(Of(0), Of(0), n, Numbers::kSample));
      CHECK_FALSE(Variance(Of(0), Of(0), n, Numbers::kPopulation));
      CHECK_FALSE(StandardDeviation(Of(0), Of(0), n, Numbers::kPopulation));
    }
    CHECK_FALSE(Variance(Of(5), Of(25), 1, Numbers::kSample));
    CHECK(Variance(Of(5), Of(25), 1, Numbers::kPopulation) == 0.0);
  }

  TEST_CASE("moments of no table have a negative variance and no deviation") {
    CHECK(Variance(Of(2), Of(0), 2, Numbers::kSample) == -2.0);
    CHECK(std::isnan(*StandardDeviation(Of(2), Of(0), 2, Numbers::kSample)));
  }
}

}  // namespace
}  // namespace cambium
