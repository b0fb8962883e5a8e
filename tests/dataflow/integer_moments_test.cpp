// Moments of integers against integers of any size.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/integer_moments.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/big_integer.h"
#include "tests/support/floats.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

using testing::BigInteger;
using Weighted = std::pair<std::int64_t, Weight>;

IntegerMoments MomentsOf(const std::vector<Weighted>& numbers) {
  IntegerMoments moments;
  for (const auto& [number, weight] : numbers) moments.Add(number, weight);
  return moments;
}

std::vector<Weighted> RandomNumbers(testing::Random& random) {
  std::vector<Weighted> numbers;
  for (std::uint64_t i = random.Below(8); i > 0; --i) {
    numbers.emplace_back(random.Integer(), testing::RandomWeight(random));
  }
  return numbers;
}

TEST_SUITE("IntegerMoments") {
  TEST_CASE("of a few numbers") {
    const IntegerMoments moments = MomentsOf({{2, 1}, {4, 3}, {5, 2}, {7, 1}, {9, 1}});
    CHECK(moments.Variance(8, Numbers::kSample) == 32.0 / 7);
    CHECK(moments.Variance(8, Numbers::kPopulation) == 4.0);
    CHECK(moments.StandardDeviation(8, Numbers::kSample) == std::sqrt(32.0 / 7));
    CHECK(moments.StandardDeviation(8, Numbers::kPopulation) == 2.0);
  }

  TEST_CASE("nothing of too few") {
    CHECK_FALSE(IntegerMoments().Variance(0, Numbers::kSample));
    CHECK_FALSE(IntegerMoments().Variance(0, Numbers::kPopulation));
    CHECK_FALSE(MomentsOf({{3, 1}}).Variance(1, Numbers::kSample));
    CHECK(MomentsOf({{3, 1}}).Variance(1, Numbers::kPopulation) == 0.0);
    CHECK_FALSE(MomentsOf({{3, -2}}).StandardDeviation(-2, Numbers::kPopulation));
  }

  TEST_CASE("the greatest squares fit") {
    IntegerMoments moments;
    moments.Add(UINT64_MAX, Weight{1} << 60);
    moments.Add(std::uint64_t{0}, Weight{1} << 60);
    const double deviation = *moments.StandardDeviation(Weight{1} << 61, Numbers::kPopulation);
    CHECK(deviation == 0x1p63);  // The nearest double to 2^63 - 1/2.
    moments.Add(UINT64_MAX, -(Weight{1} << 60));
    moments.Add(std::uint64_t{0}, -(Weight{1} << 60));
    CHECK(moments == IntegerMoments());
  }

  TEST_CASE("are the nearest doubles for any numbers and weights") {
    testing::ForSeeds(2'000, [](testing::Random& random) {
      const auto numbers = RandomNumbers(random);
      BigInteger sum(0);
      BigInteger squares(0);
      std::int64_t rows = 0;
      for (const auto& [number, weight] : numbers) {
        sum = sum + BigInteger(number) * BigInteger(weight);
        squares = squares + BigInteger(number) * BigInteger(number) * BigInteger(weight);
        rows += weight;
      }
      const IntegerMoments moments = MomentsOf(numbers);
      for (const Numbers kind : {Numbers::kPopulation, Numbers::kSample}) {
        const std::int64_t least = kind == Numbers::kSample ? 2 : 1;
        REQUIRE(moments.Variance(rows, kind).has_value() == (rows >= least));
        if (rows < least) continue;
        const BigInteger n(rows);
        const BigInteger numerator = n * squares - sum * sum;
        const BigInteger denominator = n * (kind == Numbers::kSample ? n - BigInteger(1) : n);
        const BigInteger unit = BigInteger::PowerOfTwo(1074);
        REQUIRE(
            testing::IsNearest(*moments.Variance(rows, kind), numerator * unit, denominator));
        const double deviation = *moments.StandardDeviation(rows, kind);
        if (numerator < BigInteger(0)) {
          REQUIRE(std::isnan(deviation));
        } else {
          REQUIRE(testing::IsNearestRoot(deviation, numerator * unit * unit, denominator));
        }
      }
    });
  }

  TEST_CASE("any order and any grouping give identical moments") {
    testing::ForSeeds(1'000, [](testing::Random& random) {
      auto numbers = RandomNumbers(random);
      const IntegerMoments moments = MomentsOf(numbers);
      testing::Shuffle(numbers, random);
      std::vector<IntegerMoments> groups(2);
      for (const auto& [number, weight] : numbers) {
        groups[static_cast<std::size_t>(random.Below(2))].Add(number, weight);
      }
      groups[1].Merge(groups[0]);
      REQUIRE(groups[1] == moments);
      for (const auto& [number, weight] : numbers) groups[1].Add(number, -weight);
      REQUIRE(groups[1] == IntegerMoments());
    });
  }
}

}  // namespace
}  // namespace cambium
