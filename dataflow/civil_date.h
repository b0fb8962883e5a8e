// Days of the calendar, as people count them and as values hold them.
//
//     {2026, 11, 21}  <->  20778 days since 1970-01-01
//
// The Gregorian calendar, extended to all years; year 0 is the one before year 1. Cost: a few
// divisions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace cambium {

struct CivilDate {
  int64_t year;
  int month;  // 1..12
  int day;    // 1..31

  bool operator==(const CivilDate&) const = default;
};

// How many days this month has.
int DaysOfMonth(int64_t year, int month);

// Days since 1970-01-01 of a date that exists, within 10^12 years.
int64_t DaysFromCivil(const CivilDate& date);
CivilDate CivilFromDays(int64_t days);

}  // namespace cambium
