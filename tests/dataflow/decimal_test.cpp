// Decimals: exact, or rounded half away from zero, or nothing.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/decimal.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>

#include "dataflow/int128.h"
#include "dataflow/value_dump.h"
#include "dataflow/value_format.h"
#include "doctest/doctest.h"
#include "tests/support/aborts.h"
#include "tests/support/big_rational.h"
#include "tests/support/random.h"
#include "tests/support/values.h"

namespace cambium {
namespace {

constexpr int64_t kIntMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kIntMax = std::numeric_limits<int64_t>::max();

// The same digits, not just the same value.
bool Same(const std::optional<Decimal>& decimal, Decimal expected) {
  return decimal.has_value() && decimal->unscaled == expected.unscaled &&
         decimal->scale == expected.scale;
}

// School division by digits, on the magnitudes of the unscaled integers: unlike the code under
// test it takes one digit at a time and decides rounding by one digit more and what remains.
std::optional<Decimal> DivideBySchool(const Decimal& left, const Decimal& right, int scale) {
  const bool negative = (left.unscaled < 0) != (right.unscaled < 0);
  const auto magnitude = [](int64_t number) {
    return number < 0 ? 0 - static_cast<uint64_t>(number) : static_cast<uint64_t>(number);
  };
  const uint64_t divisor = magnitude(right.unscaled);
  UInt128 quotient = magnitude(left.unscaled) / divisor;
  UInt128 rest = magnitude(left.unscaled) % divisor;
  for (int i = scale - left.scale + right.scale; i > 0; --i) {
    rest *= 10;
    quotient = quotient * 10 + rest / divisor;
    rest %= divisor;
    if (quotient > UInt128{1} << 64) return std::nullopt;
  }
  if (rest * 10 / divisor >= 5) ++quotient;
  const UInt128 limit = static_cast<uint64_t>(kIntMax) + (negative ? 1U : 0U);
  if (quotient > limit) return std::nullopt;
  const uint64_t bits = static_cast<uint64_t>(quotient);
  return Decimal{static_cast<int64_t>(negative ? 0 - bits : bits), static_cast<uint8_t>(scale)};
}

TEST_SUITE("Decimal") {
  TEST_CASE("the scale is no part of the value") {
    CHECK(Decimal{10, 1} == Decimal{100, 2});
    CHECK(Decimal{10, 1} == 1);
    CHECK(Decimal{5, 1} == 0.5);
    CHECK(Decimal{1, 1} < 0.1);  // The double is a little more.
    CHECK(Decimal{1, 1} != 0.1);
    CHECK(0 < Decimal{1, 18});
    CHECK(Decimal{kIntMax, 0} > kIntMax - 1);
    CHECK(Decimal{kIntMax, 0} < 9223372036854775808.0);
    CHECK(Decimal{kIntMin, 0} == -9223372036854775808.0);
    CHECK(Decimal{kIntMax, 0} < std::numeric_limits<double>::infinity());
    CHECK(Decimal{0, 3} == -0.0);
    CHECK(Decimal{kIntMin, 0} < Decimal{kIntMin, 18});
  }

  TEST_CASE("sums have the greater scale") {
    CHECK(Same(Add({150, 2}, {5, 1}), {200, 2}));
    CHECK(Same(Subtract({1, 0}, {1, 3}), {999, 3}));
    CHECK(Same(Add({kIntMax, 2}, {-1, 2}), {kIntMax - 1, 2}));
    CHECK_FALSE(Add({kIntMax, 2}, {1, 2}));
    CHECK_FALSE(Subtract({kIntMin, 2}, {1, 2}));
    CHECK_FALSE(Add({kIntMax, 0}, {0, 1}));  // Has no room for the digit.
    CHECK(Same(Subtract({-1, 0}, {kIntMin, 0}), {kIntMax, 0}));
    CHECK(Same(Negate({-5, 1}), {5, 1}));
    CHECK_FALSE(Negate({kIntMin, 0}));
  }

  TEST_CASE("products add scales up to the greatest") {
    CHECK(Same(Multiply({15, 1}, {-15, 1}), {-225, 2}));
    CHECK(Same(Multiply({1, 18}, {5, 1}), {1, 18}));  // 0.5 of the last digit: away from 0
    CHECK(Same(Multiply({-1, 18}, {5, 1}), {-1, 18}));
    CHECK(Same(Multiply({1, 18}, {4, 1}), {0, 18}));
    CHECK_FALSE(Multiply({kIntMax, 0}, {2, 0}));
    CHECK_FALSE(Multiply({kIntMin, 0}, {-1, 0}));
    CHECK(Same(Multiply({kIntMin, 0}, {1, 0}), {kIntMin, 0}));
  }

  TEST_CASE("quotients have two digits more than the operands and six at least") {
    CHECK(Same(Divide({1, 0}, {3, 0}), {333'333, 6}));
    CHECK(Same(Divide({2, 0}, {3, 0}), {666'667, 6}));
    CHECK(Same(Divide({-2, 0}, {3, 0}), {-666'667, 6}));
    CHECK(Same(Divide({1, 7}, {2, 0}), {50, 9}));
    CHECK(Same(Divide({1, 0}, {2, 7}), {5'000'000'000'000'000, 9}));
    CHECK(Same(Divide({1, 6}, {2'000'000, 0}), {0, 8}));
    CHECK(Same(Divide({1, 18}, {2, 0}), {1, 18}));
    CHECK(Same(Divide({-1, 18}, {2, 0}), {-1, 18}));
    CHECK(Same(Divide({kIntMin, 18}, {kIntMin, 18}), {1'000'000'000'000'000'000, 18}));
    CHECK_FALSE(Divide({kIntMax, 0}, {1, 18}));
    CHECK_FALSE(Divide({kIntMin, 0}, {-1, 0}));
    CHECK(testing::LastWords([] {
            Divide({1, 0}, {0, 5});
          }).find("division by zero") != std::string::npos);
  }

  TEST_CASE("a remainder has the sign of what is divided") {
    CHECK(Same(Remainder({75, 1}, {2, 0}), {15, 1}));
    CHECK(Same(Remainder({-75, 1}, {2, 0}), {-15, 1}));
    CHECK(Same(Remainder({75, 1}, {-2, 0}), {15, 1}));
    CHECK(Same(Remainder({kIntMin, 0}, {-1, 0}), {0, 0}));
    CHECK(Same(Remainder({kIntMax, 0}, {kIntMin, 0}), {kIntMax, 0}));
    CHECK(Same(Remainder({kIntMin, 0}, {kIntMax, 18}), {-1'000'000'000'000'000'000, 18}));
    CHECK(testing::LastWords([] { Remainder({1, 0}, {0, 5}); }) != "");
  }

  TEST_CASE("rescaling keeps the value or refuses") {
    CHECK(Same(Rescale({15, 1}, 3), {1500, 3}));
    CHECK(Same(Rescale({1500, 3}, 1), {15, 1}));
    CHECK_FALSE(Rescale({1501, 3}, 1));
    CHECK_FALSE(Rescale({kIntMax, 0}, 1));
    CHECK(Same(Rescale({0, 0}, 18), {0, 18}));
  }

  TEST_CASE("rounding is half away from zero") {
    CHECK(Same(Round({125, 2}, 1), {13, 1}));
    CHECK(Same(Round({-125, 2}, 1), {-13, 1}));
    CHECK(Same(Round({124, 2}, 1), {12, 1}));
    CHECK(Same(Round({-124, 2}, 1), {-12, 1}));
    CHECK(Same(Round({5, 1}, 0), {1, 0}));
    CHECK(Same(Round({49, 2}, 0), {0, 0}));
    CHECK(Same(Round({kIntMax, 18}, 0), {9, 0}));
    CHECK(Same(Round({kIntMin, 18}, 17), {-922'337'203'685'477'581, 17}));
    CHECK_FALSE(Round({kIntMax, 0}, 1));
    CHECK(testing::LastWords([] { Round({1, 0}, 19); }) != "");
  }

  TEST_CASE("equal decimals normalize to identical ones") {
    CHECK(Same(Normalize({1250, 2}), {125, 1}));
    CHECK(Same(Normalize({0, 18}), {0, 0}));
    CHECK(Same(Normalize({100, 0}), {100, 0}));
    CHECK(Same(Normalize({-1'000'000'000'000'000'000, 18}), {-1, 0}));
  }

  TEST_CASE("prints all digits of its scale") {
    CHECK(FormatDecimal({1250, 2}) == "12.50");
    CHECK(FormatDecimal({-5, 3}) == "-0.005");
    CHECK(FormatDecimal({0, 2}) == "0.00");
    CHECK(FormatDecimal({7, 0}) == "7");
    CHECK(FormatDecimal({100, 2}) == "1.00");
    CHECK(FormatDecimal({-10, 2}) == "-0.10");
    CHECK(FormatDecimal({kIntMin, 18}) == "-9.223372036854775808");
    CHECK(FormatDecimal({kIntMin, 0}) == "-9223372036854775808");
    CHECK(FormatDecimal({1, 18}) == "0.000000000000000001");
  }

  TEST_CASE("comparing is exact on random pairs") {
    testing::ForSeeds(10'000, [](testing::Random& random) {
      const Decimal left = testing::RandomDecimal(random);
      const Decimal right = testing::RandomDecimal(random);
      const double number = testing::RandomFloat(random);
      const int64_t integer = testing::RandomInt(random);
      CAPTURE(left);
      CAPTURE(right);
      CAPTURE(number);
      CAPTURE(integer);
      const auto exact = testing::BigRational::OfScaled(left.unscaled, left.scale);
      REQUIRE((left <=> right) ==
              (exact <=> testing::BigRational::OfScaled(right.unscaled, right.scale)));
      REQUIRE((left <=> number) == (exact <=> testing::BigRational::OfFloat(number)));
      REQUIRE((left <=> integer) == (exact <=> testing::BigRational::OfInt(integer)));
    });
  }

  TEST_CASE("division is that of the school on random pairs") {
    testing::ForSeeds(20'000, [](testing::Random& random) {
      const Decimal left = testing::RandomDecimal(random);
      const Decimal right = testing::RandomDecimal(random);
      if (right.unscaled == 0) return;
      CAPTURE(left);
      CAPTURE(right);
      const int scale = std::min(std::max({int{left.scale}, int{right.scale}, 4}) + 2, 18);
      const auto expected = DivideBySchool(left, right, scale);
      const auto actual = Divide(left, right);
      REQUIRE(actual.has_value() == expected.has_value());
      if (expected.has_value()) REQUIRE(Same(actual, *expected));
    });
  }

  TEST_CASE("what is added can be taken away and what is multiplied divides") {
    testing::ForSeeds(20'000, [](testing::Random& random) {
      const Decimal left = testing::RandomDecimal(random);
      const Decimal right = testing::RandomDecimal(random);
      CAPTURE(left);
      CAPTURE(right);
      const auto sum = Add(left, right);
      REQUIRE(sum.has_value() == Add(right, left).has_value());
      if (sum.has_value()) {
        REQUIRE(Same(sum, *Add(right, left)));
        const auto difference = Subtract(*sum, right);
        // Digits that the sum's scale has no room for are the one excuse.
        if (difference.has_value()) REQUIRE(*difference == left);
      }
      const auto product = Multiply(left, right);
      REQUIRE(product.has_value() == Multiply(right, left).has_value());
      if (product.has_value() && left.scale + right.scale <= 18 && right.unscaled != 0) {
        if (left.scale == 0) REQUIRE(Remainder(*product, right) == 0);
        const auto quotient = Divide(*product, right);
        if (quotient.has_value()) REQUIRE(*quotient == left);
      }
    });
  }

  TEST_CASE("rounding is off by half a digit at most") {
    testing::ForSeeds(10'000, [](testing::Random& random) {
      const Decimal decimal = testing::RandomDecimal(random);
      const auto scale = static_cast<uint8_t>(random.Below(decimal.scale + 1U));
      CAPTURE(decimal);
      const auto rounded = Round(decimal, scale);
      REQUIRE(rounded.has_value());
      Int128 unit = 1;
      for (int i = scale; i < decimal.scale; ++i) unit *= 10;
      const Int128 error = Int128{rounded->unscaled} * unit - decimal.unscaled;
      REQUIRE((error < 0 ? -error : error) * 2 <= unit);
      // Of two nearest, the one away from zero.
      if (error * 2 == unit) REQUIRE(decimal.unscaled > 0);
      if (error * -2 == unit) REQUIRE(decimal.unscaled < 0);
    });
  }

  TEST_CASE("the nearest double is the one that its text reads as") {
    testing::ForSeeds(10'000, [](testing::Random& random) {
      const Decimal decimal = testing::RandomDecimal(random);
      CAPTURE(decimal);
      REQUIRE(ToDouble(decimal) == std::strtod(FormatDecimal(decimal).c_str(), nullptr));
    });
  }

  TEST_CASE("its text reads back with the same digits") {
    testing::ForSeeds(10'000, [](testing::Random& random) {
      const Decimal decimal = testing::RandomDecimal(random);
      const auto parsed = ParseDecimal(FormatDecimal(decimal));
      REQUIRE(parsed.ok());
      REQUIRE(Same(*parsed, decimal));
    });
  }

  TEST_CASE("reads what people write") {
    CHECK(Same(*ParseDecimal("+.5"), {5, 1}));
    CHECK(Same(*ParseDecimal("5."), {5, 0}));
    CHECK(Same(*ParseDecimal("-0"), {0, 0}));
    CHECK(Same(*ParseDecimal("000000000000000000000000012.50"), {1250, 2}));
    CHECK(Same(*ParseDecimal("1.0000000000000000000000000"), {1, 0}));
    CHECK(Same(*ParseDecimal("9223372036854775807.00"), {kIntMax, 0}));
    CHECK(Same(*ParseDecimal("-9223372036854775808"), {kIntMin, 0}));
    CHECK(Same(*ParseDecimal("-9.223372036854775808"), {kIntMin, 18}));
  }

  TEST_CASE("refuses what is no decimal or does not fit") {
    for (const char* text : {"", "-", ".", "+-1", "1e3", "1.2.3", " 1", "1 ", "0x1", "1,5"}) {
      CAPTURE(text);
      CHECK(ParseDecimal(text).status().message() == "not a decimal: " + std::string(text));
    }
    for (const char* text : {"9223372036854775808", "-9223372036854775809",
                             "0.0000000000000000001", "9.2233720368547758080001"}) {
      CAPTURE(text);
      CHECK(ParseDecimal(text).status().code() == absl::StatusCode::kOutOfRange);
    }
  }
}

}  // namespace
}  // namespace cambium
