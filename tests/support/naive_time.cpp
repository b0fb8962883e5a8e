// The calendar.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/naive_time.h"

#include <cmath>
#include <cstdint>
#include <cstdio>

#include "tests/support/naive_value.h"

namespace cambium::testing {
namespace {

bool IsLeap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }
int DaysInYear(int year) { return IsLeap(year) ? 366 : 365; }

int DaysInMonth(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : kDays[month - 1];
}

// The date that the text starts with, and behind how many bytes it ends.
NaiveDate FirstDate(const std::string& text, int& used) {
  NaiveDate date;
  const int read =
      std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &date.year, &date.month, &date.day, &used);
  if (read != 3 || date.month < 1 || date.month > 12 || date.day < 1 ||
      date.day > DaysInMonth(date.year, date.month)) {
    throw NaiveError("no date: " + text);
  }
  return date;
}

}  // namespace

Int128 DaysUntil(const NaiveDate& date) {
  Int128 days = date.day - 1;
  for (int y = 1970; y < date.year; ++y) days += DaysInYear(y);
  for (int y = date.year; y < 1970; ++y) days -= DaysInYear(y);
  for (int m = 1; m < date.month; ++m) days += DaysInMonth(date.year, m);
  return days;
}

NaiveDate DateOfDays(Int128 days) {
  NaiveDate date;
  for (; days < 0; --date.year) days += DaysInYear(date.year - 1);
  for (; days >= DaysInYear(date.year); ++date.year) days -= DaysInYear(date.year);
  for (; days >= DaysInMonth(date.year, date.month); ++date.month) {
    days -= DaysInMonth(date.year, date.month);
  }
  date.day = static_cast<int>(days) + 1;
  return date;
}

Int128 DaysOfMicros(Int128 micros) {
  const Int128 days = micros / kMicrosPerDay;
  return micros % kMicrosPerDay < 0 ? days - 1 : days;
}

Int128 ReadDate(const std::string& text) {
  int used = 0;
  return DaysUntil(FirstDate(text, used));
}

Int128 ReadTime(const std::string& text) {
  int hour = 0, minute = 0, used = 0;
  double seconds = 0;
  const NaiveDate date = FirstDate(text, used);
  std::string rest = text.substr(static_cast<std::size_t>(used));
  Int128 offset = 0;
  if (!rest.empty()) {
    if (std::sscanf(rest.c_str() + 1, "%2d:%2d%n", &hour, &minute, &used) != 2) {
      throw NaiveError("no time of day: " + text);
    }
    rest = rest.substr(static_cast<std::size_t>(used) + 1);
    if (rest.starts_with(":")) {
      std::sscanf(rest.c_str() + 1, "%lf%n", &seconds, &used);
      rest = rest.substr(static_cast<std::size_t>(used) + 1);
    }
    int hours = 0, minutes = 0;
    if (std::sscanf(rest.c_str() + (rest.empty() ? 0 : 1), "%2d:%2d", &hours, &minutes) == 2) {
      offset = (rest[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
    }
  }
  const Int128 whole = DaysUntil(date) * 86400 + Int128{60} * (hour * 60 + minute - offset);
  const auto micros = static_cast<std::int64_t>(std::llround(seconds * 1e6));
  return whole * kMicrosPerSecond + micros;
}

std::string DateText(Int128 days) {
  const NaiveDate date = DateOfDays(days);
  char buffer[80];
  std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", date.year, date.month, date.day);
  return buffer;
}

std::string TimeText(Int128 micros) {
  const Int128 days = DaysOfMicros(micros);
  const Int128 rest = micros - days * kMicrosPerDay;
  const int seconds = static_cast<int>(rest / kMicrosPerSecond);
  const int fraction = static_cast<int>(rest % kMicrosPerSecond);
  char buffer[80];
  std::snprintf(buffer, sizeof buffer, "T%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60,
                seconds % 60);
  std::string text = DateText(days) + buffer;
  if (fraction != 0) {
    std::snprintf(buffer, sizeof buffer, ".%06d", fraction);
    text += buffer;
  }
  return text + "Z";
}

Int128 TruncateTime(const std::string& unit, Int128 micros) {
  const Int128 days = DaysOfMicros(micros);
  const Int128 rest = micros - days * kMicrosPerDay;
  const auto to = [&](Int128 unit_micros) { return micros - rest % unit_micros; };
  if (unit == "second") return to(kMicrosPerSecond);
  if (unit == "minute") return to(60 * kMicrosPerSecond);
  if (unit == "hour") return to(3600 * kMicrosPerSecond);
  NaiveDate date = DateOfDays(days);
  if (unit == "day") return days * kMicrosPerDay;
  if (unit == "week") {  // Mondays; 1970-01-01 was a Thursday.
    const Int128 behind_monday = ((days + 3) % 7 + 7) % 7;
    return (days - behind_monday) * kMicrosPerDay;
  }
  date.day = 1;
  if (unit == "quarter") date.month -= (date.month - 1) % 3;
  if (unit == "year") date.month = 1;
  if (unit != "month" && unit != "quarter" && unit != "year") {
    throw InvalidScript("no unit of time: " + unit);
  }
  return DaysUntil(date) * kMicrosPerDay;
}

}  // namespace cambium::testing
