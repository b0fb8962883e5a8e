// The calendar: every day follows the one before it.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/civil_date.h"

#include "doctest/doctest.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

TEST_SUITE("CivilDate") {
  TEST_CASE("knows some days") {
    CHECK(DaysFromCivil({1970, 1, 1}) == 0);
    CHECK(DaysFromCivil({1969, 12, 31}) == -1);
    CHECK(DaysFromCivil({2000, 2, 29}) == 11'016);
    CHECK(DaysFromCivil({2026, 11, 21}) == 20'778);
    CHECK(DaysFromCivil({1, 1, 1}) == -719'162);
    CHECK(DaysFromCivil({0, 3, 1}) == -719'468);
  }

  TEST_CASE("knows leap years") {
    CHECK(DaysOfMonth(2024, 2) == 29);
    CHECK(DaysOfMonth(2100, 2) == 28);
    CHECK(DaysOfMonth(2000, 2) == 29);
    CHECK(DaysOfMonth(0, 2) == 29);
    CHECK(DaysOfMonth(-1, 2) == 28);
    CHECK(DaysOfMonth(-4, 2) == 29);
    CHECK(DaysOfMonth(2023, 4) == 30);
    CHECK(DaysOfMonth(2023, 12) == 31);
  }

  TEST_CASE("counts day by day over two eras") {
    CivilDate date = {-200, 1, 1};
    for (int64_t days = DaysFromCivil(date); date.year < 600; ++days) {
      REQUIRE(DaysFromCivil(date) == days);
      REQUIRE(CivilFromDays(days) == date);
      if (++date.day > DaysOfMonth(date.year, date.month)) {
        date.day = 1;
        if (++date.month > 12) {
          date.month = 1;
          ++date.year;
        }
      }
    }
  }

  TEST_CASE("days of any distance come back") {
    testing::ForSeeds(10'000, [](testing::Random& random) {
      const int64_t days = random.Integer() >> 16;
      REQUIRE(DaysFromCivil(CivilFromDays(days)) == days);
    });
  }
}

}  // namespace
}  // namespace cambium
