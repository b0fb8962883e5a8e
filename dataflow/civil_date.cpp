// The calendar counted in eras of 400 years, 146097 days each, that begin on a 1 March.
//
// A year that begins in March has its leap day at the end, so that the days before a month are
// the same in every year: (153 · m + 2) / 5, where March is m = 0.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/civil_date.h"

namespace cambium {
namespace {

constexpr int64_t kDaysOfEra = 146'097;
constexpr int64_t kEpoch = 719'468;  // 1970-01-01, in days since 0000-03-01.

constexpr int64_t FloorDivide(int64_t dividend, int64_t divisor) {
  return dividend / divisor - (dividend % divisor < 0 ? 1 : 0);
}

}  // namespace

int DaysOfMonth(int64_t year, int month) {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

int64_t DaysFromCivil(const CivilDate& date) {
  const int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const int64_t era = FloorDivide(year, 400);
  const int64_t year_of_era = year - era * 400;
  const int64_t month = (date.month + 9) % 12;
  const int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
  const int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysOfEra + day_of_era - kEpoch;
}

CivilDate CivilFromDays(int64_t days) {
  const int64_t shifted = days + kEpoch;
  const int64_t era = FloorDivide(shifted, kDaysOfEra);
  const int64_t day_of_era = shifted - era * kDaysOfEra;
  // Without the leap days before it, a day's year is a division by 365.
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day_of_year =
      day_of_era - (year_of_era * 365 + year_of_era / 4 - year_of_era / 100);
  const int64_t month = (5 * day_of_year + 2) / 153;
  const int64_t day = day_of_year - (153 * month + 2) / 5 + 1;
  const int64_t civil_month = month < 10 ? month + 3 : month - 9;
  return {.year = era * 400 + year_of_era + (civil_month <= 2 ? 1 : 0),
          .month = static_cast<int>(civil_month),
          .day = static_cast<int>(day)};
}

}  // namespace cambium
