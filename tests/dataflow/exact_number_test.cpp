// Exact numbers: one form for all types, split without rounding and put together again.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/exact_number.h"

#include <cmath>
#include <limits>

#include "dataflow/value.h"
#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "tests/support/random.h"
#include "tests/support/values.h"

namespace cambium {
namespace {

TEST_SUITE("ExactNumber") {
  TEST_CASE("splits at the floor") {
    CHECK(ExactNumber::Of(-1.25) ==
          ExactNumber{.floor = -2, .fraction = 750'000'000'000'000'000});
    CHECK(ExactNumber::Of(Decimal{-125, 2}) == ExactNumber::Of(-1.25));
    CHECK(ExactNumber::Of(Decimal{1, 1}) == ExactNumber{.fraction = 100'000'000'000'000'000});
    CHECK(ExactNumber::Of(0.1) ==
          ExactNumber{.fraction = 100'000'000'000'000'005, .tail = OrderedBits(0.1)});
    CHECK(ExactNumber::Of(-1e-300) == ExactNumber{.floor = -1,
                                                  .fraction = 999'999'999'999'999'999,
                                                  .tail = OrderedBits(-1e-300)});
    CHECK(ExactNumber::Of(7.0).is_integer());
    CHECK_FALSE(ExactNumber::Of(1e-300).is_integer());
    CHECK_FALSE(ExactNumber::Of(1e300).is_integer());
    CHECK(ExactNumber::Of(-0x1p63) == ExactNumber::Of(std::numeric_limits<int64_t>::min()));
    CHECK(ExactNumber::Of(0x1p63).range == 1);
    CHECK(ExactNumber::Of(std::nextafter(-0x1p63, -INFINITY)).range == -1);
    CHECK(ExactNumber::Of(double{NAN}).range == 1);
  }

  TEST_CASE("ordered bits are in the order of doubles and come back") {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const double ascending[] = {-kInfinity, -1e300, -1,    -5e-324,   0,
                                5e-324,     1,      1e300, kInfinity, NAN};
    for (size_t i = 1; i < std::size(ascending); ++i) {
      CHECK(OrderedBits(ascending[i - 1]) < OrderedBits(ascending[i]));
    }
    CHECK(OrderedBits(-0.0) == OrderedBits(0.0));
    CHECK(OrderedBits(-NAN) == OrderedBits(NAN));
    CHECK(OrderedBits(-INFINITY) != 0);
    CHECK(FromOrderedBits(OrderedBits(-1.5)) == -1.5);
    CHECK(FromOrderedBits(OrderedBits(1.5)) == 1.5);
  }

  TEST_CASE("comes back as the type it was and as no wrong one") {
    testing::ForSeeds(20'000, [](testing::Random& random) {
      const Value number = testing::RandomNumber(random);
      CAPTURE(number);
      const ExactNumber exact = number.AsExactNumber();
      const auto decimal = ExactDecimal(exact);
      const auto as_float = ExactFloat(exact);
      if (number.type() != ValueType::kFloat) {
        REQUIRE(decimal.has_value());
        REQUIRE(decimal->scale == Normalize(*decimal).scale);
      } else {
        REQUIRE(as_float.has_value());
      }
      if (decimal.has_value()) REQUIRE(Value::Of(*decimal) == number);
      if (as_float.has_value()) REQUIRE(Value::Float(*as_float) == number);
    });
  }

  TEST_CASE("nonsense comes back as nothing") {
    CHECK_FALSE(ExactDecimal({.fraction = ExactNumber::kUnit}));
    CHECK_FALSE(ExactFloat({.fraction = ExactNumber::kUnit}));
    CHECK_FALSE(ExactDecimal({.fraction = 1, .tail = 1}));
    CHECK_FALSE(ExactFloat({.floor = 5, .fraction = 1, .tail = OrderedBits(0.1)}));
    CHECK_FALSE(ExactDecimal({.range = 1}));
    CHECK_FALSE(ExactFloat({.range = 1}));
    CHECK_FALSE(ExactFloat({.fraction = 1}));
    // A fraction of 18 digits leaves no room for this floor, and no double is so fine.
    CHECK_FALSE(ExactDecimal({.floor = 10, .fraction = 1}));
    CHECK_FALSE(ExactFloat({.floor = 10, .fraction = 1}));
  }

  TEST_CASE("decimals come back without zeros at the end") {
    for (uint8_t scale = 1; scale <= Decimal::kMaxScale; ++scale) {
      const auto decimal = ExactDecimal(ExactNumber::Of(Decimal{7, scale}));
      REQUIRE(decimal.has_value());
      CHECK(decimal->unscaled == 7);
      CHECK(decimal->scale == scale);
    }
  }
}

}  // namespace
}  // namespace cambium
