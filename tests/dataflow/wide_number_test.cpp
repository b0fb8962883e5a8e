// Numbers of any size, against integers of another make.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/wide_number.h"

#include <array>
#include <cmath>
#include <utility>

#include "doctest/doctest.h"
#include "tests/support/aborts.h"
#include "tests/support/big_integer.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

using testing::BigInteger;

// A number and the same in units of 2^-1074.
struct Pair {
  WideNumber number;
  BigInteger units;
};

// Limbs of few different digits, so that carries go far.
Pair RandomPair(testing::Random& random) {
  constexpr uint64_t kDigits[] = {0, 0, 1, ~uint64_t{0}, uint64_t{1} << 63};
  const bool negative = random.OneIn(2);
  const int64_t exponent = random.Between(-1074, 900);
  WideNumber::Limbs limbs;
  BigInteger units(0);
  auto place = static_cast<size_t>(exponent + 1074);
  for (uint64_t i = random.Below(6); i > 0; --i, place += 64) {
    const uint64_t digit = random.OneIn(3) ? random.Next() : random.Pick(kDigits);
    limbs.push_back(digit);
    units = units +
            BigInteger(negative, testing::BigNatural(digit)) * BigInteger::PowerOfTwo(place);
  }
  return {WideNumber(negative, std::move(limbs), exponent), units};
}

TEST_SUITE("WideNumber") {
  TEST_CASE("rounds once") {
    CHECK(WideNumber().Round() == 0);
    CHECK_FALSE(std::signbit(WideNumber(true, {0, 0}, 5).Round()));
    CHECK(WideNumber(true, {3}, -1).Round() == -1.5);
    CHECK(WideNumber(false, {1, 1}, 0).Round() == 0x1p64);
    CHECK(WideNumber(false, {0x801, 1}, 0).Round() == 0x1.0000000000001p64);
    CHECK(WideNumber(false, {1}, 1024).Round() == testing::kInfinity);
    CHECK(WideNumber(false, {1}, 5'000'000'000).Round() == testing::kInfinity);
    CHECK(WideNumber(false, {1}, -5'000'000'000).Round() == 0);
    CHECK(WideNumber(false, {1}, -1075).Round() == 0);
    CHECK(WideNumber(false, {3}, -1076).Round() == 5e-324);
    CHECK_FALSE(std::signbit(WideNumber(true, {1}, -1075).Round()));
  }

  TEST_CASE("roots of squares are exact") {
    CHECK(WideNumber(false, {9}, 4).RoundRootOfQuotient({}) == 12);
    CHECK(WideNumber(false, {2}, 0).RoundRootOfQuotient({}) == std::sqrt(2.0));
    CHECK(WideNumber(false, {2}, -1).RoundRootOfQuotient({}) == 1);
    CHECK(WideNumber().RoundRootOfQuotient({}) == 0);
    CHECK(std::isnan(WideNumber(true, {9}, 0).RoundRootOfQuotient({})));
  }

  TEST_CASE("a root just above the middle of two doubles goes up") {
    // (2^53 + 1)² has an exact root, which is a tie; one more does not.
    const WideNumber tie = WideNumber(false, {(uint64_t{1} << 53) + 1}, 0).Square();
    CHECK(tie.RoundRootOfQuotient({}) == 0x1p53);
    CHECK(tie.Minus(WideNumber(true, {1}, 0)).RoundRootOfQuotient({}) == 0x1p53 + 2);
    CHECK(tie.Minus(WideNumber(true, {1}, -600)).RoundRootOfQuotient({}) == 0x1p53 + 2);
    CHECK(tie.Minus(WideNumber(false, {1}, -600)).RoundRootOfQuotient({}) == 0x1p53);
    // Of r² + 1/2, where all above the last bit of 128 is a square.
    const WideNumber square = WideNumber(false, {(uint64_t{1} << 63) + 1024}, 0).Square();
    CHECK(square.RoundRootOfQuotient({}) == 0x1p63);
    CHECK(square.Minus(WideNumber(true, {1}, -1)).RoundRootOfQuotient({}) == 0x1p63 + 2048);
  }

  TEST_CASE("does not divide by zero") {
    CHECK(testing::LastWords([] {
            (void)WideNumber(false, {1}, 0).RoundQuotient(std::array{uint64_t{0}});
          }) != "");
  }

  TEST_CASE("agrees with big integers") {
    testing::ForSeeds(5'000, [](testing::Random& random) {
      const auto [left, left_units] = RandomPair(random);
      const auto [right, right_units] = RandomPair(random);
      REQUIRE(left.is_zero() == (left_units == BigInteger(0)));
      REQUIRE(left.is_negative() == (left_units < BigInteger(0)));
      const uint64_t first = (random.Next() >> random.Below(64)) | 1;
      const uint64_t second = (random.Next() >> random.Below(64)) | 1;
      const BigInteger big_first(false, testing::BigNatural(first));
      const BigInteger big_second(false, testing::BigNatural(second));

      const WideNumber difference = left.Minus(right);
      REQUIRE(testing::IsNearest(difference.Round(), left_units - right_units, BigInteger(1)));
      REQUIRE(difference.Minus(left).Round() == -right.Round() + 0.0);
      REQUIRE(left.Minus(left).is_zero());
      REQUIRE(testing::IsNearest(difference.RoundQuotient(std::array{first, second}),
                                 left_units - right_units, big_first * big_second));

      WideNumber product = left;
      product.MultiplyBy(first);
      REQUIRE(testing::IsNearest(product.Round(), left_units * big_first, BigInteger(1)));

      const WideNumber square = left.Square();
      const BigInteger square_units = left_units * left_units;
      REQUIRE(testing::IsNearest(square.RoundQuotient(std::array{second}), square_units,
                                 big_second * BigInteger::PowerOfTwo(1074)));
      REQUIRE(testing::IsNearestRoot(square.RoundRootOfQuotient(std::array{first, second}),
                                     square_units, big_first * big_second));
    });
  }
}

}  // namespace
}  // namespace cambium
