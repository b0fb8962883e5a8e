// Sums of decimals: exact, of the greatest scale that is there, and forgetting what is deleted.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/decimal_sum.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/big_integer.h"
#include "tests/support/floats.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

using testing::BigInteger;
using testing::BigNatural;
using Weighted = std::pair<Decimal, Weight>;

DecimalSum SumOf(const std::vector<Weighted>& decimals) {
  DecimalSum sum;
  for (const auto& [decimal, weight] : decimals) sum.Add(decimal, weight);
  return sum;
}

std::string Printed(const std::optional<Decimal>& decimal) {
  return decimal.has_value() ? FormatDecimal(*decimal) : "overflow";
}

BigInteger TenTo(int exponent) { return {false, BigNatural::Power(10, exponent)}; }

TEST_SUITE("DecimalSum") {
  TEST_CASE("has the greatest scale that is there") {
    DecimalSum sum = SumOf({{{1250, 2}, 2}, {{125, 3}, 1}, {{1, 0}, -1}});
    CHECK(Printed(sum.Total()) == "24.125");
    sum.Add({125, 3}, -1);
    CHECK(Printed(sum.Total()) == "24.00");
    CHECK(sum.count() == 1);
  }

  TEST_CASE("is empty when all is deleted and not when it is zero") {
    DecimalSum sum = SumOf({{{5, 1}, 1}, {{-5, 1}, 1}});
    CHECK(Printed(sum.Total()) == "0.0");
    CHECK_FALSE(sum.empty());
    sum.Add({5, 1}, -1);
    sum.Add({-5, 1}, -1);
    CHECK(sum.empty());
    CHECK(sum == DecimalSum());
    CHECK(Printed(sum.Total()) == "0");
  }

  TEST_CASE("an average is rounded once and half away from zero") {
    CHECK(Printed(SumOf({{{100, 2}, 1}, {{200, 2}, 2}}).Average()) == "1.666667");
    CHECK(Printed(SumOf({{{1, 6}, 1}, {{0, 6}, 1}}).Average()) == "0.00000050");
    CHECK(Printed(SumOf({{{1, 18}, 1}, {{0, 18}, 1}}).Average()) == "0.000000000000000001");
    CHECK(Printed(SumOf({{{-1, 18}, 1}, {{0, 18}, 1}}).Average()) == "-0.000000000000000001");
    CHECK(Printed(SumOf({{{-1, 18}, 1}, {{0, 18}, 2}}).Average()) == "0.000000000000000000");
    CHECK(Printed(SumOf({{{3, 0}, -2}}).Average()) == "3.000000");
  }

  TEST_CASE("what does not fit is an overflow until it comes back") {
    DecimalSum sum = SumOf({{{INT64_MAX, 2}, 1}, {{1, 2}, 1}});
    CHECK(Printed(sum.Total()) == "overflow");
    sum.Add({1, 2}, -2);
    CHECK(Printed(sum.Total()) == "92233720368547758.06");
    CHECK(Printed(SumOf({{{INT64_MAX, 0}, 1}, {{1, 18}, 1}}).Total()) == "overflow");
    CHECK(Printed(SumOf({{{INT64_MAX, 0}, 1}}).Average()) == "overflow");
    CHECK(Printed(SumOf({{{INT64_MAX, 0}, Weight{1} << 62}, {{1, 18}, 1}}).Total()) ==
          "overflow");
  }

  TEST_CASE("totals and averages are exact for any decimals and weights") {
    testing::ForSeeds(3'000, [](testing::Random& random) {
      DecimalSum sum;
      BigInteger units(0);  // Of 10^-18.
      std::int64_t count = 0;
      int scale = 0;
      for (std::uint64_t i = random.Below(6); i > 0; --i) {
        const auto digits = static_cast<uint8_t>(random.Below(Decimal::kMaxScale + 1));
        const Decimal decimal{random.Integer(), digits};
        const Weight weight = testing::RandomWeight(random);
        sum.Add(decimal, weight);
        if (weight != 0) scale = std::max<int>(scale, digits);
        units = units + BigInteger(decimal.unscaled) * BigInteger(weight) *
                            TenTo(Decimal::kMaxScale - digits);
        count += weight;
      }
      REQUIRE(sum.count() == count);
      const BigInteger unit = TenTo(Decimal::kMaxScale - scale);
      const bool fits =
          BigInteger(INT64_MIN) * unit <= units && units <= BigInteger(INT64_MAX) * unit;
      const auto total = sum.Total();
      REQUIRE(total.has_value() == fits);
      if (fits) {
        REQUIRE(BigInteger(total->unscaled) * TenTo(Decimal::kMaxScale - total->scale) ==
                units);
      }
      if (count == 0) return;
      const auto average = sum.Average();
      if (!average.has_value()) return;
      // Within half a digit of its scale: |average · count - sum| <= |count| · unit / 2.
      const BigInteger digit = TenTo(Decimal::kMaxScale - average->scale);
      BigInteger off = BigInteger(average->unscaled) * digit * BigInteger(count) - units;
      if (off < BigInteger(0)) off = -off;
      const BigInteger size(count < 0 ? -count : count);
      REQUIRE(BigInteger(2) * off <= size * digit);
    });
  }

  TEST_CASE("any order and any grouping give identical sums") {
    testing::ForSeeds(1'000, [](testing::Random& random) {
      std::vector<Weighted> decimals;
      for (std::uint64_t i = random.Below(8); i > 0; --i) {
        const auto scale = static_cast<uint8_t>(random.Below(4));
        decimals.push_back({{random.Between(-2, 2), scale}, random.Between(-2, 2)});
      }
      const DecimalSum sum = SumOf(decimals);
      testing::Shuffle(decimals, random);
      std::vector<DecimalSum> groups(2);
      for (const auto& [decimal, weight] : decimals) {
        groups[static_cast<std::size_t>(random.Below(2))].Add(decimal, weight);
      }
      groups[1].Merge(groups[0]);
      REQUIRE(groups[1] == sum);
      for (const auto& [decimal, weight] : decimals) groups[1].Add(decimal, -weight);
      REQUIRE(groups[1].empty());
    });
  }
}

}  // namespace
}  // namespace cambium
