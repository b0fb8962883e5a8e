// Exact sums: examples, and every law against integers of any size.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/float_sum.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/aborts.h"
#include "tests/support/big_integer.h"
#include "tests/support/floats.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

using testing::BigInteger;
using testing::kInfinity;
using testing::WeightedFloat;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kGreatest = std::numeric_limits<double>::max();
constexpr Weight kLeastWeight = std::numeric_limits<Weight>::min();

FloatSum SumOf(const std::vector<WeightedFloat>& floats) {
  FloatSum sum;
  for (const auto& [number, weight] : floats) sum.Add(number, weight);
  return sum;
}

BigInteger UnitsOfAll(const std::vector<WeightedFloat>& floats) {
  BigInteger units(0);
  for (const auto& [number, weight] : floats) {
    units = units + testing::UnitsOf(number) * BigInteger(weight);
  }
  return units;
}

FloatSum TakeFrom(FloatSum& sum) { return std::move(sum); }

// Of states without anything on the heap.
bool HaveSameBytes(const FloatSum& left, const FloatSum& right) {
  return std::memcmp(static_cast<const void*>(&left), static_cast<const void*>(&right),
                     sizeof(FloatSum)) == 0;
}

TEST_SUITE("FloatSum") {
  TEST_CASE("is small") { CHECK(sizeof(FloatSum) == 48); }

  TEST_CASE("adds what doubles would lose") {
    CHECK(SumOf({{1e308, 1}, {0.1, 3}, {1e308, -1}}).Round() == 0.1 * 3);
    CHECK(SumOf({{1, 1}, {1e-300, 1}, {-1, 1}}).Round() == 1e-300);
    CHECK(SumOf({{0.1, 10}}).Round() == 1.0);
    CHECK(SumOf({{5e-324, 3}}).Round() == 1.5e-323);
    CHECK(SumOf({{kGreatest, 1}, {5e-324, 1}, {kGreatest, -1}}).Round() == 5e-324);
    CHECK(FloatSum().Round() == 0);
  }

  TEST_CASE("is the empty sum again after the deletion of everything") {
    for (const double number :
         {1.0, -0.1, 5e-324, kGreatest, 0x1p48, kInfinity, -kInfinity, kNan}) {
      CAPTURE(number);
      FloatSum sum;
      sum.Add(number, 5);
      CHECK_FALSE(sum.is_zero());
      sum.Add(number, -2);
      sum.Add(number, -3);
      CHECK(sum.is_zero());
      CHECK(sum == FloatSum());
      CHECK(HaveSameBytes(sum, FloatSum()));
    }
  }

  TEST_CASE("rounds half to even") {
    const double next = std::nextafter(1.0, 2.0);
    CHECK(SumOf({{1, 1}, {0x1p-53, 1}}).Round() == 1);
    CHECK(SumOf({{1, 1}, {0x1p-53, 1}, {5e-324, 1}}).Round() == next);
    CHECK(SumOf({{next, 1}, {0x1p-53, 1}}).Round() == std::nextafter(next, 2.0));
    CHECK(SumOf({{next, 1}, {0x1p-53, 1}, {5e-324, -1}}).Round() == next);
    CHECK(SumOf({{-1, 1}, {-0x1p-53, 1}}).Round() == -1);
    CHECK(SumOf({{-next, 1}, {-0x1p-53, 1}}).Round() == -std::nextafter(next, 2.0));
  }

  TEST_CASE("beyond the greatest double is infinity until it comes back") {
    FloatSum sum = SumOf({{kGreatest, 1}, {0x1p969, 1}});
    CHECK(sum.Round() == kGreatest);
    sum.Add(0x1p969, 1);  // Now half of what would be the next double.
    CHECK(sum.Round() == kInfinity);
    CHECK(sum.Negated().Round() == -kInfinity);
    CHECK(sum.RoundedQuotient(2) == 0x1p1023);
    sum.Add(0x1p970, -1);
    CHECK(sum.Round() == kGreatest);
    CHECK(SumOf({{kGreatest, kLeastWeight}}).Round() == -kInfinity);
    CHECK(SumOf({{kGreatest, kLeastWeight}}).RoundedQuotient(kLeastWeight) == kGreatest);
  }

  TEST_CASE("infinities and NaN count by weight") {
    FloatSum sum = SumOf({{1.5, 1}, {kInfinity, 2}});
    CHECK(sum.Round() == kInfinity);
    CHECK(sum.RoundedQuotient(-3) == -kInfinity);
    CHECK(sum.Negated().Round() == -kInfinity);
    CHECK_FALSE(sum.is_finite());
    sum.Add(-kInfinity, 1);
    CHECK(std::isnan(sum.Round()));
    sum.Add(kInfinity, -2);
    CHECK(sum.Round() == -kInfinity);
    sum.Add(kNan, 1);
    CHECK(std::isnan(sum.Round()));
    CHECK(std::isnan(sum.RoundedQuotient(2)));
    sum.Merge(SumOf({{-kInfinity, -1}, {kNan, -1}}));
    CHECK(sum.is_finite());
    CHECK(sum == SumOf({{1.5, 1}}));
    CHECK(HaveSameBytes(sum, SumOf({{1.5, 1}})));
    CHECK(SumOf({{kInfinity, -1}}).Round() == -kInfinity);
    CHECK(SumOf({{-kInfinity, -1}}).Round() == kInfinity);
  }

  TEST_CASE("one state counts for each of infinities and NaN") {
    CHECK_FALSE(SumOf({{kInfinity, 1}}) == SumOf({{-kInfinity, -1}}));
    CHECK_FALSE(SumOf({{kInfinity, 1}}) == SumOf({{kInfinity, 2}}));
    CHECK_FALSE(SumOf({{kInfinity, 1}}) == SumOf({{kNan, 1}}));
    CHECK_FALSE(SumOf({{kInfinity, 1}}) == FloatSum());
    CHECK(SumOf({{kNan, 1}}) == SumOf({{-kNan, 1}}));
  }

  TEST_CASE("too many infinities are a bug and not a wrong answer") {
    const auto words = testing::LastWords([] {
      FloatSum sum = SumOf({{kInfinity, kLeastWeight}});
      sum.Add(kInfinity, -1);
    });
    CHECK(words.find("weight overflow") != std::string::npos);
    CHECK(testing::LastWords([] { (void)FloatSum().RoundedQuotient(0); }) != "");
  }

  TEST_CASE("merges with itself") {
    for (const double number : {0.1, kGreatest, kInfinity}) {
      FloatSum sum = SumOf({{number, 1}, {5e-324, 1}});
      for (int i = 0; i < 40; ++i) sum.Merge(sum);
      CHECK(sum == SumOf({{number, int64_t{1} << 40}, {5e-324, int64_t{1} << 40}}));
    }
  }

  TEST_CASE("grows out of its inline limbs and back at every alignment") {
    constexpr Weight kWeight = (1 << 20) - 1;  // The product has 126 bits.
    for (int shift = 0; shift < 64; ++shift) {
      for (const int sign : {-1, 1}) {
        CAPTURE(shift);
        const double number = std::ldexp(0x1p53 - 1, shift);
        const FloatSum low = SumOf({{std::ldexp(1.0, 2 * shift - 64), 1}});
        FloatSum one_by_one = low;
        for (int i = 0; i < 16; ++i) one_by_one.AddSquare(number, sign * kWeight);
        FloatSum at_once = low;
        at_once.AddSquare(number, sign * (16 * kWeight));
        REQUIRE(one_by_one == at_once);
        for (int i = 0; i < 16; ++i) one_by_one.AddSquare(number, -sign * kWeight);
        REQUIRE(HaveSameBytes(one_by_one, low));
      }
    }
  }

  TEST_CASE("copies are apart and what was moved from is empty") {
    for (const double far : {1.0, 1e300, kInfinity}) {
      FloatSum sum = SumOf({{1e-300, 1}, {far, 1}});
      const FloatSum before = sum;
      sum.Add(far, 1);
      CHECK_FALSE(sum == before);
      FloatSum taken = TakeFrom(sum);
      CHECK(sum.is_zero());
      CHECK(taken == SumOf({{1e-300, 1}, {far, 2}}));
      sum = before;
      taken = TakeFrom(sum);
      CHECK(sum.is_zero());
      CHECK(taken == before);
    }
  }

  TEST_CASE("rounds the exact sum and its quotients on random histories") {
    testing::ForSeeds(3'000, [](testing::Random& random) {
      const auto floats = testing::RandomFloats(20, random);
      const FloatSum sum = SumOf(floats);
      const BigInteger units = UnitsOfAll(floats);
      REQUIRE(testing::IsNearest(sum.Round(), units, BigInteger(1)));
      REQUIRE(sum.is_zero() == (units == BigInteger(0)));
      const int64_t divisor = random.Integer();
      CAPTURE(divisor);
      if (divisor > 0) {
        REQUIRE(testing::IsNearest(sum.RoundedQuotient(divisor), units, BigInteger(divisor)));
      } else if (divisor < 0) {
        REQUIRE(testing::IsNearest(sum.RoundedQuotient(divisor), -units, -BigInteger(divisor)));
      }
    });
  }

  TEST_CASE("rounds every tie between doubles to even") {
    testing::ForSeeds(3'000, [](testing::Random& random) {
      // A double, half of the distance to the next, and a little on either side.
      const double number = testing::RandomFiniteFloat(random);
      const double next = std::nextafter(number, kInfinity);
      if (std::isinf(next)) return;
      for (const Weight nudge : {-1, 0, 1}) {
        const std::vector<WeightedFloat> floats{{number, 1}, {next, 1}, {5e-324, nudge}};
        REQUIRE(testing::IsNearest(SumOf(floats).RoundedQuotient(2), UnitsOfAll(floats),
                                   BigInteger(2)));
      }
    });
  }

  TEST_CASE("any order and any grouping give identical states") {
    testing::ForSeeds(3'000, [](testing::Random& random) {
      auto floats = testing::RandomFloats(20, random);
      if (random.OneIn(4)) floats.push_back({kInfinity, testing::RandomWeight(random)});
      if (random.OneIn(4)) floats.push_back({kNan, testing::RandomWeight(random)});
      const FloatSum sum = SumOf(floats);
      testing::Shuffle(floats, random);
      std::vector<FloatSum> groups(4);
      for (const auto& [number, weight] : floats) {
        FloatSum& group = groups[static_cast<size_t>(random.Below(4))];
        if (random.OneIn(2)) {
          group.Add(number, weight);
        } else {
          group.Add(number, weight - 7);
          group.Add(number, 7);
        }
      }
      FloatSum other = groups[0];
      other.Merge(groups[1]);
      groups[3].Merge(groups[2]);
      groups[3].Merge(other);
      REQUIRE(groups[3] == sum);
      REQUIRE(std::bit_cast<uint64_t>(groups[3].Round()) ==
              std::bit_cast<uint64_t>(sum.Round()));
    });
  }

  TEST_CASE("a delta and its opposite leave no trace") {
    testing::ForSeeds(3'000, [](testing::Random& random) {
      const FloatSum before = SumOf(testing::RandomFloats(3, random));
      auto delta = testing::RandomFloats(12, random);
      delta.push_back({random.OneIn(4) ? kInfinity : 1, testing::RandomWeight(random)});
      FloatSum sum = before;
      for (const auto& [number, weight] : delta) sum.Add(number, weight);
      testing::Shuffle(delta, random);
      for (const auto& [number, weight] : delta) sum.Add(number, -weight);
      REQUIRE(sum == before);

      sum.Merge(SumOf(delta));
      sum.Merge(SumOf(delta).Negated());
      REQUIRE(sum == before);
      sum.Merge(before.Negated());
      REQUIRE(sum.is_zero());
      REQUIRE(HaveSameBytes(sum, FloatSum()));
      REQUIRE(before.Negated().Negated() == before);
    });
  }

  TEST_CASE("states differ when sums do") {
    testing::ForSeeds(2'000, [](testing::Random& random) {
      const auto left = testing::RandomFloats(3, random);
      const auto right = testing::RandomFloats(3, random);
      REQUIRE((SumOf(left) == SumOf(right)) == (UnitsOfAll(left) == UnitsOfAll(right)));
    });
  }

  TEST_CASE("squares are exact whatever the weight") {
    testing::ForSeeds(3'000, [](testing::Random& random) {
      FloatSum sum;
      BigInteger units(0);
      for (int i = 0; i < 5; ++i) {
        const double number = testing::RandomFiniteFloat(random);
        const Weight weight =
            random.OneIn(4) ? random.Integer() : testing::RandomWeight(random);
        sum.AddSquare(number, weight);
        const BigInteger root = testing::UnitsOf(number);
        units = units + root * root * BigInteger(weight);
      }
      // In units of 2^-2148.
      REQUIRE(testing::IsNearest(sum.Round(), units, BigInteger::PowerOfTwo(1074)));
    });
    FloatSum sum;
    sum.AddSquare(-kInfinity, 1);
    CHECK(sum.Round() == kInfinity);
    sum.AddSquare(1e-200, kLeastWeight);
    sum.AddSquare(kInfinity, -1);
    CHECK_FALSE(sum.is_zero());  // 1e-400 is no double, but in the sum.
    CHECK(sum.Round() == 0);
    sum.AddSquare(1e-200, std::numeric_limits<Weight>::max());
    sum.AddSquare(-1e-200, 1);
    CHECK(sum.is_zero());
  }
}

}  // namespace
}  // namespace cambium
