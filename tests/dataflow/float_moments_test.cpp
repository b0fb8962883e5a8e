// Variance and standard deviation without cancellation.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/float_moments.h"

#include <cmath>
#include <limits>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/big_integer.h"
#include "tests/support/floats.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

using testing::BigInteger;
using testing::kInfinity;
using testing::WeightedFloat;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

FloatMoments MomentsOf(const std::vector<WeightedFloat>& floats) {
  FloatMoments moments;
  for (const auto& [number, weight] : floats) moments.Add(number, weight);
  return moments;
}

TEST_SUITE("FloatMoments") {
  TEST_CASE("of a few numbers") {
    const FloatMoments moments = MomentsOf({{2, 1}, {4, 3}, {5, 2}, {7, 1}, {9, 1}});
    CHECK(moments.sum().Round() == 40);
    CHECK(moments.Variance(8, Numbers::kSample) == 32.0 / 7);
    CHECK(moments.StandardDeviation(8, Numbers::kSample) == std::sqrt(32.0 / 7));
  }

  TEST_CASE("nothing below two rows") {
    CHECK_FALSE(FloatMoments().Variance(0, Numbers::kSample));
    CHECK_FALSE(MomentsOf({{3, 1}}).Variance(1, Numbers::kSample));
    CHECK_FALSE(MomentsOf({{3, 1}}).StandardDeviation(1, Numbers::kSample));
    CHECK_FALSE(MomentsOf({{3, -2}}).StandardDeviation(-2, Numbers::kSample));
  }

  TEST_CASE("equal numbers have no variance wherever they are") {
    for (const double number : {0.1, 1e300, 5e-324, -123456789.123}) {
      CHECK(MomentsOf({{number, 1'000'003}}).Variance(1'000'003, Numbers::kSample) == 0.0);
      CHECK(MomentsOf({{number, 1'000'003}}).StandardDeviation(1'000'003, Numbers::kSample) ==
            0.0);
    }
  }

  TEST_CASE("a distance far from zero is not cancelled") {
    const FloatMoments moments = MomentsOf({{1e15, 1}, {1e15 + 1, 1}, {1e15 + 2, 1}});
    CHECK(moments.Variance(3, Numbers::kSample) == 1.0);
    CHECK(moments.StandardDeviation(3, Numbers::kSample) == 1.0);
  }

  TEST_CASE("a deviation can be a double where the variance is none") {
    CHECK(MomentsOf({{1e200, 1}, {-1e200, 1}}).Variance(2, Numbers::kSample) == kInfinity);
    CHECK(MomentsOf({{0x1p700, 1}, {0, 3}}).StandardDeviation(4, Numbers::kSample) == 0x1p699);
    CHECK(MomentsOf({{0x1p-700, 1}, {0, 3}}).Variance(4, Numbers::kSample) == 0.0);
    CHECK(MomentsOf({{0x1p-700, 1}, {0, 3}}).StandardDeviation(4, Numbers::kSample) ==
          0x1p-701);
    CHECK(MomentsOf({{5e-324, 1}, {0, 3}}).StandardDeviation(4, Numbers::kSample) ==
          0.0);  // Half of the least.
  }

  TEST_CASE("infinities and NaN make it NaN until they are deleted") {
    for (const double number : {kInfinity, -kInfinity, kNan}) {
      FloatMoments moments = MomentsOf({{1, 1}, {3, 1}, {number, 1}});
      CHECK(std::isnan(moments.Variance(3, Numbers::kSample).value()));
      CHECK(std::isnan(moments.StandardDeviation(3, Numbers::kSample).value()));
      moments.Add(number, -1);
      CHECK(moments.Variance(2, Numbers::kSample) == 2.0);
      CHECK(moments == MomentsOf({{3, 1}, {1, 1}}));
    }
  }

  TEST_CASE("weights of no table can have a negative variance and then no deviation") {
    const FloatMoments moments = MomentsOf({{1, -1}, {0, 3}});
    CHECK(moments.Variance(2, Numbers::kSample) == -1.5);
    CHECK(std::isnan(moments.StandardDeviation(2, Numbers::kSample).value()));
  }

  TEST_CASE("are the nearest doubles on random histories") {
    testing::ForSeeds(2'000, [](testing::Random& random) {
      auto floats = testing::RandomFloats(8, random);
      BigInteger sum(0);
      BigInteger squares(0);
      int64_t rows = 0;
      for (auto& [number, weight] : floats) {
        weight = std::abs(weight);
        const BigInteger units = testing::UnitsOf(number);
        sum = sum + units * BigInteger(weight);
        squares = squares + units * units * BigInteger(weight);
        rows += weight;
      }
      if (rows < 2) return;
      const FloatMoments moments = MomentsOf(floats);
      const BigInteger n(rows);
      const BigInteger numerator = n * squares - sum * sum;
      for (const Numbers kind : {Numbers::kPopulation, Numbers::kSample}) {
        const BigInteger denominator = n * (kind == Numbers::kSample ? n - BigInteger(1) : n);
        REQUIRE(testing::IsNearest(moments.Variance(rows, kind).value(), numerator,
                                   denominator * BigInteger::PowerOfTwo(1074)));
        REQUIRE(testing::IsNearestRoot(moments.StandardDeviation(rows, kind).value(), numerator,
                                       denominator));
      }
    });
  }

  TEST_CASE("any order and any grouping give identical moments") {
    testing::ForSeeds(1'000, [](testing::Random& random) {
      auto floats = testing::RandomFloats(12, random);
      const FloatMoments moments = MomentsOf(floats);
      testing::Shuffle(floats, random);
      std::vector<FloatMoments> groups(2);
      for (const auto& [number, weight] : floats) {
        groups[static_cast<size_t>(random.Below(2))].Add(number, weight);
      }
      groups[1].Merge(groups[0]);
      REQUIRE(groups[1] == moments);
      groups[1].Merge(moments.Negated());
      REQUIRE(groups[1].is_zero());
      REQUIRE(groups[1] == FloatMoments());
    });
  }
}

}  // namespace
}  // namespace cambium
