// Ratios as bytes, checked by multiplying across in numbers of any size.
// SPDX-License-Identifier: Apache-2.0
#include "query/ratio.h"

#include <limits>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/big_integer.h"
#include "tests/support/big_rational.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

using testing::BigInteger;
using testing::BigNatural;
using testing::BigRational;
using testing::Random;

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr Int128 kMost128 = static_cast<Int128>(~UInt128{0} >> 1);

BigNatural Magnitude(Int128 number) {
  const UInt128 bits =
      number < 0 ? -static_cast<UInt128>(number) : static_cast<UInt128>(number);
  return BigNatural(static_cast<std::uint64_t>(bits >> 64)) * BigNatural::PowerOfTwo(64) +
         BigNatural(static_cast<std::uint64_t>(bits));
}

BigRational Exactly(const Ratio& ratio) {
  return BigRational::OfQuotient(ratio.numerator < 0, Magnitude(ratio.numerator),
                                 Magnitude(ratio.denominator));
}

std::string Encoded(const Ratio& ratio) {
  return EncodeRatio(ratio.numerator, ratio.denominator);
}

// Text, for messages: Int128 does not print.
std::string Text(const Ratio& ratio) {
  const auto digits = [](Int128 number) {
    std::string text;
    for (int digit = 31; digit >= 0; --digit) {
      text += "0123456789abcdef"[static_cast<UInt128>(number) >> (4 * digit) & 15];
    }
    return text;
  };
  return digits(ratio.numerator) + " / " + digits(ratio.denominator);
}

Int128 CommonDivisor(Int128 a, Int128 b) { return a == 0 ? b : CommonDivisor(b % a, a); }

// In lowest terms, by other means than continued fractions.
Ratio Reduced(const Ratio& ratio) {
  Int128 common = CommonDivisor(ratio.numerator, ratio.denominator);
  if (common < 0) common = -common;
  return {ratio.numerator / common, ratio.denominator / common};
}

// Any number of bits is as likely as any other.
Int128 RandomWide(Random& random) {
  const UInt128 bits = static_cast<UInt128>(random.Next()) << 64 | random.Next();
  return static_cast<Int128>(bits) >> random.Below(128);
}

Ratio RandomRatio(Random& random) {
  if (random.OneIn(2)) return {random.Between(-12, 12), random.Between(1, 7)};
  Int128 denominator = RandomWide(random);
  denominator = denominator < 0 ? ~denominator : denominator;
  if (random.OneIn(4)) denominator = Ratio::kMostDenominator - denominator % 3;
  return {RandomWide(random), denominator % Ratio::kMostDenominator + 1};
}

// What comes next to `ratio`, so that only late parts differ.
Ratio Beside(const Ratio& ratio, Random& random) {
  Ratio beside = ratio;
  if (ratio.numerator < kMost128) beside.numerator += random.OneIn(2) ? 1 : 0;
  if (ratio.denominator < Ratio::kMostDenominator)
    beside.denominator += random.OneIn(2) ? 1 : 0;
  return beside;
}

const std::vector<Ratio>& Edges() {
  static const std::vector<Ratio> edges = [] {
    std::vector<Ratio> all;
    for (const Int128 numerator :
         {~kMost128,   ~kMost128 + 1, Int128{-kMost} - 1, Int128{-224},  Int128{-97},
          Int128{-96}, Int128{-3},    Int128{-2},         Int128{-1},    Int128{0},
          Int128{1},   Int128{2},     Int128{3},          Int128{95},    Int128{96},
          Int128{223}, Int128{224},   Int128{256},        Int128{kMost}, kMost128 - 1,
          kMost128}) {
      for (const Int128 denominator :
           {Int128{1}, Int128{2}, Int128{3}, Int128{223}, Int128{224}, Int128{kMost},
            Ratio::kMostDenominator - 1, Ratio::kMostDenominator}) {
        all.push_back({numerator, denominator});
      }
    }
    return all;
  }();
  return edges;
}

void CheckOrder(const Ratio& left, const Ratio& right) {
  const auto expected = Exactly(left) <=> Exactly(right);
  const std::string left_bytes = Encoded(left);
  const std::string right_bytes = Encoded(right);
  if ((left_bytes <=> right_bytes) == expected) return;
  FAIL_CHECK("wrong order: ", Text(left), " and ", Text(right));
}

void CheckDecoded(const Ratio& ratio) {
  const Ratio reduced = Reduced(ratio);
  const Ratio decoded = DecodeRatio(Encoded(ratio));
  if (decoded.numerator == reduced.numerator && decoded.denominator == reduced.denominator) {
    return;
  }
  FAIL_CHECK("not as encoded: ", Text(ratio));
}

// unscaled / 10^scale is the nearest of its scale: 2 · |x| · 10^scale is between 2u - 1 and
// 2u + 1, the lower one included.
void CheckRounded(const Ratio& ratio, std::uint8_t scale) {
  const std::optional<Decimal> rounded = RoundRatio(Encoded(ratio), scale);
  const BigNatural twice =
      BigNatural(2) * Magnitude(ratio.numerator) * BigNatural::Power(10, scale);
  const BigNatural divisor = Magnitude(ratio.denominator);
  const bool is_negative = ratio.numerator < 0;
  bool is_right = false;
  if (!rounded.has_value()) {
    const BigNatural least = BigNatural::PowerOfTwo(64);
    const BigNatural first = is_negative ? least + BigNatural(1) : least - BigNatural(1);
    is_right = twice >= first * divisor;
  } else {
    const BigNatural units = Magnitude(rounded->unscaled);
    const BigNatural doubled = BigNatural(2) * units;
    is_right = rounded->scale == scale && twice < (doubled + BigNatural(1)) * divisor &&
               (units.is_zero() || (twice >= (doubled - BigNatural(1)) * divisor &&
                                    (rounded->unscaled < 0) == is_negative));
  }
  if (!is_right) FAIL_CHECK("rounded wrongly to ", int{scale}, ": ", Text(ratio));
}

void CheckDouble(const Ratio& ratio) {
  const BigInteger numerator(ratio.numerator < 0,
                             Magnitude(ratio.numerator) * BigNatural::PowerOfTwo(1074));
  const double found = RatioToDouble(Encoded(ratio));
  if (testing::IsNearest(found, numerator, BigInteger(false, Magnitude(ratio.denominator)))) {
    return;
  }
  FAIL_CHECK("not the nearest double: ", found, " of ", Text(ratio));
}

TEST_SUITE("Ratio") {
  TEST_CASE("bytes are in the order of the numbers at the edges") {
    for (const Ratio& left : Edges()) {
      for (const Ratio& right : Edges()) CheckOrder(left, right);
    }
  }

  TEST_CASE("bytes are in the order of the numbers") {
    testing::ForSeeds(4000, [](Random& random) {
      const Ratio ratio = RandomRatio(random);
      CheckOrder(ratio, RandomRatio(random));
      CheckOrder(ratio, Beside(ratio, random));
      CheckOrder(Beside(ratio, random), ratio);
    });
  }

  TEST_CASE("equal numbers are equal bytes") {
    testing::ForSeeds(500, [](Random& random) {
      const Int128 factor = random.Between(1, kMost);
      const Ratio ratio{random.Integer(), random.Between(1, 1'000'000)};
      CHECK(Encoded(ratio) ==
            EncodeRatio(ratio.numerator * factor, ratio.denominator * factor));
    });
    CHECK(EncodeRatio(0, 7) == EncodeRatio(0, 1));
    CHECK(RatioOf({1500, 3}) == EncodeRatio(3, 2));
    CHECK(RatioOf({-5, 18}) == EncodeRatio(-5, 1'000'000'000'000'000'000));
  }

  TEST_CASE("decoding gives lowest terms") {
    for (const Ratio& ratio : Edges()) CheckDecoded(ratio);
    testing::ForSeeds(2000, [](Random& random) { CheckDecoded(RandomRatio(random)); });
  }

  TEST_CASE("is rounded half away from zero or does not fit") {
    for (const Ratio& ratio : Edges()) {
      for (const int scale : {0, 4, 18}) {
        CheckRounded(ratio, static_cast<std::uint8_t>(scale));
      }
    }
    testing::ForSeeds(2000, [](Random& random) {
      const auto scale = static_cast<std::uint8_t>(random.Below(19));
      CheckRounded(RandomRatio(random), scale);
      // A half, and numbers at the limits.
      CheckRounded({2 * Int128{random.Integer()} + 1, 2}, 0);
      CheckRounded({4 * Int128{kMost} + random.Between(-1, 5), 4}, 0);
      CheckRounded({-4 * Int128{kMost} - random.Between(-1, 9), 4}, 0);
    });
    CHECK(FormatDecimal(*RoundRatio(EncodeRatio(1, 8), 2)) == "0.13");
    CHECK(FormatDecimal(*RoundRatio(EncodeRatio(-1, 8), 2)) == "-0.13");
    CHECK(FormatDecimal(*RoundRatio(EncodeRatio(2, 3), 4)) == "0.6667");
  }

  TEST_CASE("becomes the nearest double") {
    for (const Ratio& ratio : Edges()) CheckDouble(ratio);
    testing::ForSeeds(1000, [](Random& random) {
      CheckDouble(RandomRatio(random));
      // Half way between two doubles, and a little more.
      const Int128 halves = 2 * Int128{random.Between(1LL << 52, (1LL << 53) - 1)} + 1;
      CheckDouble({halves, 2});
      CheckDouble({(halves << 62) + 1, Int128{1} << 63});
    });
  }

  TEST_CASE("is short where it is simple") {
    CHECK(EncodeRatio(130, 1).size() == 3);
    CHECK(EncodeRatio(95, 1).size() == 2);
    CHECK(EncodeRatio(5, 2).size() == 3);
    CHECK(EncodeRatio(7, 3) == std::string("\x82\xFC\xFF"));
    CHECK(EncodeRatio(-1, 2) == std::string("\x7F\xFD\xFF"));
  }
}

}  // namespace
}  // namespace cambium
