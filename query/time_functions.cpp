// YEAR, MONTH, DAY, HOUR, DATE_TRUNC: times and dates by the calendar, in UTC.
//
//     YEAR(x) MONTH(x) DAY(x)   of a Time or Date; HOUR(x) of a Time, 0..23
//     DATE_TRUNC('month', x)    the beginning of the year, quarter, month, week (Monday) or day
//                               of a Time or Date, or of the hour, minute, second of a Time
// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <string>

#include "dataflow/civil_date.h"
#include "dataflow/status.h"
#include "query/function.h"
#include "query/typing.h"
#include "query/unicode_case.h"

namespace cambium {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerHour = 3600 * kMicrosPerSecond;
constexpr std::int64_t kMicrosPerDay = 24 * kMicrosPerHour;

// Also of negative numbers the remainder is not: times in front of 1970.
std::int64_t FloorRemainder(std::int64_t number, std::int64_t divisor) {
  const std::int64_t rest = number % divisor;
  return rest < 0 ? rest + divisor : rest;
}
std::int64_t FloorDivide(std::int64_t number, std::int64_t divisor) {
  return number / divisor - (number % divisor < 0 ? 1 : 0);
}

CivilDate CivilOf(const ValueView& moment) {
  const bool is_date = moment.type() == ValueType::kDate;
  return CivilFromDays(is_date ? moment.AsDate() : FloorDivide(moment.AsTime(), kMicrosPerDay));
}

absl::Status ExpectMoment(PlanExpr& expr) {
  CAMBIUM_RETURN_IF_ERROR(AdaptText(expr, TypeOf(TypeKind::kTime)));
  if (expr.type.storage() == TypeKind::kDate) return absl::OkStatus();
  return ExpectKind(expr, TypeKind::kTime, "Time or Date");
}

absl::Status TypeCalendar(PlanExpr& call) {
  CAMBIUM_RETURN_IF_ERROR(ExpectMoment(call.args[0]));
  call.type = TypeOf(TypeKind::kInt);
  return absl::OkStatus();
}

absl::Status TypeHour(PlanExpr& call) {
  CAMBIUM_RETURN_IF_ERROR(AdaptText(call.args[0], TypeOf(TypeKind::kTime)));
  CAMBIUM_RETURN_IF_ERROR(ExpectKind(call.args[0], TypeKind::kTime, "Time"));
  call.type = TypeOf(TypeKind::kInt);
  return absl::OkStatus();
}

Value Year(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  return Value::Int(CivilOf(args[0]).year);
}
Value Month(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  return Value::Int(CivilOf(args[0]).month);
}
Value Day(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  return Value::Int(CivilOf(args[0]).day);
}
Value Hour(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  return Value::Int(FloorRemainder(args[0].AsTime(), kMicrosPerDay) / kMicrosPerHour);
}

struct Unit {
  std::string_view name;
  std::int64_t micros;  // Its length, of those within a day; else 0.
};
constexpr Unit kUnits[] = {{"year", 0},
                           {"quarter", 0},
                           {"month", 0},
                           {"week", 0},
                           {"day", 0},
                           {"hour", kMicrosPerHour},
                           {"minute", 60 * kMicrosPerSecond},
                           {"second", kMicrosPerSecond}};

const Unit* FindUnit(std::string_view name) {
  const std::string lower = ToLower(name);
  for (const Unit& unit : kUnits) {
    if (unit.name == lower) return &unit;
  }
  return nullptr;
}

absl::Status TypeTruncate(PlanExpr& call) {
  const PlanExpr& name = call.args[0];
  PlanExpr& moment = call.args[1];
  const bool is_written =
      name.kind == ExprKind::kLiteral && name.literal.type() == ValueType::kText;
  if (!is_written) return ErrorAt(name.span, "expected a unit that is written, as 'month'");
  const std::string_view written = name.literal.AsText();
  const Unit* unit = FindUnit(written);
  if (unit == nullptr) {
    std::vector<std::string> names;
    for (const Unit& known : kUnits) names.emplace_back(known.name);
    return ErrorAt(name.span,
                   "no unit '" + std::string(written) + "'" + DidYouMean(written, names));
  }
  CAMBIUM_RETURN_IF_ERROR(ExpectMoment(moment));
  if (unit->micros != 0) CAMBIUM_RETURN_IF_ERROR(ExpectKind(moment, TypeKind::kTime, "Time"));
  call.type = StoredType(moment.type);
  return absl::OkStatus();
}

// The first day of the unit that has this day.
std::int64_t FirstDay(std::string_view unit, std::int64_t day) {
  constexpr std::int64_t kFirstMonday = 4;  // 1970-01-05
  CivilDate date = CivilFromDays(day);
  if (unit == "day") return day;
  if (unit == "week") return day - FloorRemainder(day - kFirstMonday, 7);
  if (unit == "year") date.month = 1;
  if (unit == "quarter") date.month = (date.month - 1) / 3 * 3 + 1;
  date.day = 1;
  return DaysFromCivil(date);
}

Value Truncate(const PlanExpr& call, std::span<const ValueView> args, absl::Status& error) {
  const Unit& unit = *FindUnit(args[0].AsText());
  if (args[1].type() == ValueType::kDate) {
    const std::int64_t day = FirstDay(unit.name, args[1].AsDate());
    const auto narrow = static_cast<std::int32_t>(day);
    return narrow == day ? Value::Date(narrow) : Overflow(call, error);
  }
  const std::int64_t time = args[1].AsTime();
  std::int64_t result = 0;
  bool overflows = false;
  if (unit.micros != 0) {
    overflows = __builtin_sub_overflow(time, FloorRemainder(time, unit.micros), &result);
  } else {
    const std::int64_t day = FirstDay(unit.name, FloorDivide(time, kMicrosPerDay));
    overflows = __builtin_mul_overflow(day, kMicrosPerDay, &result);
  }
  return overflows ? Overflow(call, error) : Value::Time(result);
}

constexpr Function kFunctions[] = {
    {"YEAR", "YEAR(time)", 1, 1, TypeCalendar, Year},
    {"MONTH", "MONTH(time)", 1, 1, TypeCalendar, Month},
    {"DAY", "DAY(time)", 1, 1, TypeCalendar, Day},
    {"HOUR", "HOUR(time)", 1, 1, TypeHour, Hour},
    {"DATE_TRUNC", "DATE_TRUNC(unit, time)", 2, 2, TypeTruncate, Truncate},
};

}  // namespace

std::span<const Function> TimeFunctions() { return kFunctions; }

}  // namespace cambium
