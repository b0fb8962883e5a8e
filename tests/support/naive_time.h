// Days and times of the calendar, counted off year by year and month by month: slow, and
// plainly right.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "dataflow/int128.h"

namespace cambium::testing {

struct NaiveDate {
  int year = 1970;
  int month = 1;
  int day = 1;
};

inline constexpr Int128 kMicrosPerSecond = 1'000'000;
inline constexpr Int128 kMicrosPerDay = 86400 * kMicrosPerSecond;

// Days since 1970-01-01.
Int128 DaysUntil(const NaiveDate& date);
NaiveDate DateOfDays(Int128 days);
Int128 DaysOfMicros(Int128 micros);  // of the day that the time is in

// Throw NaiveError when the text is none. A date may have a time of day, and is cut off it.
Int128 ReadDate(const std::string& text);
Int128 ReadTime(const std::string& text);
std::string DateText(Int128 days);
std::string TimeText(Int128 micros);

// The beginning of the second, minute, hour, day, week, month, quarter or year.
Int128 TruncateTime(const std::string& unit, Int128 micros);

}  // namespace cambium::testing
