// Times and dates by the calendar: leap days, years before 1970, the limits of their types.
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <limits>

#include "dataflow/value_format.h"
#include "doctest/doctest.h"
#include "query/function.h"
#include "tests/support/expressions.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

using testing::Computed;
using testing::ComputedType;

TEST_SUITE("Functions of times") {
  TEST_CASE("parts of a Time and of a Date") {
    // Covers: rule 17 partly
    CHECK(Computed("YEAR(at)") == "2026");
    CHECK(Computed("MONTH(at)") == "11");
    CHECK(Computed("DAY(at)") == "21");
    CHECK(Computed("HOUR(at)") == "2");
    CHECK(Computed("YEAR(day)") == "2024");
    CHECK(Computed("DAY(day)") == "29");
    CHECK(Computed("DAY(day + 1)") == "1");
    CHECK(Computed("YEAR(nd)") == "null");
    CHECK(Computed("HOUR('2026-01-01T23:59:59Z')") == "23");
    CHECK(Computed("YEAR('1969-12-31T23:59:59.999999Z')") == "1969");
    CHECK(Computed("HOUR('1969-12-31T23:59:59.999999Z')") == "23");
    CHECK(Computed("DAY('1969-12-31')") == "31");
    CHECK(Computed("YEAR('-0001-06-01')") == "-1");
    CHECK(Computed("MONTH('2026-01-01T00:30+01:00')") == "12");
    CHECK(ComputedType("HOUR(at)") == "Int");
  }

  TEST_CASE("DATE_TRUNC gives the beginning") {
    // Covers: rule 17 partly, rule 25 partly
    CHECK(Computed("DATE_TRUNC('year', at)") == "\"2026-01-01T00:00:00Z\"");
    CHECK(Computed("DATE_TRUNC('quarter', at)") == "\"2026-10-01T00:00:00Z\"");
    CHECK(Computed("DATE_TRUNC('month', at)") == "\"2026-11-01T00:00:00Z\"");
    CHECK(Computed("DATE_TRUNC('week', at)") == "\"2026-11-16T00:00:00Z\"");
    CHECK(Computed("DATE_TRUNC('day', at)") == "\"2026-11-21T00:00:00Z\"");
    CHECK(Computed("DATE_TRUNC('hour', at)") == "\"2026-11-21T02:00:00Z\"");
    CHECK(Computed("DATE_TRUNC('minute', at)") == "\"2026-11-21T02:40:00Z\"");
    CHECK(Computed("DATE_TRUNC('second', at)") == "\"2026-11-21T02:40:05Z\"");
    CHECK(Computed("DATE_TRUNC('Month', day)") == "\"2024-02-01\"");
    CHECK(Computed("DATE_TRUNC('week', day)") == "\"2024-02-26\"");
    CHECK(Computed("DATE_TRUNC('week', DATE('2024-02-26'))") == "\"2024-02-26\"");
    CHECK(Computed("DATE_TRUNC('week', DATE('1970-01-01'))") == "\"1969-12-29\"");
    CHECK(Computed("DATE_TRUNC('hour', TIME('1969-12-31T23:59:59Z'))") ==
          "\"1969-12-31T23:00:00Z\"");
    CHECK(Computed("DATE_TRUNC('month', nd)") == "null");
    CHECK(Computed("DATE_TRUNC('month', '2026-11-21')") == "\"2026-11-01T00:00:00Z\"");
    CHECK(ComputedType("DATE_TRUNC('month', day)") == "Date");
  }

  TEST_CASE("casts between Time and Date go by UTC") {
    // Covers: rule 17 partly
    CHECK(Computed("DATE(at)") == "\"2026-11-21\"");
    CHECK(Computed("TIME(day)") == "\"2024-02-29T00:00:00Z\"");
    CHECK(Computed("DATE(at) = '2026-11-21'") == "true");
    CHECK(Computed("DATE(TIME('1969-12-31T23:59Z'))") == "\"1969-12-31\"");
    CHECK(Computed("DATE('2024-02-30')") == "1:1: no such day: 2024-02-30");
    CHECK(Computed("TIME('noon')") == "1:1: not of the form YYYY-MM-DD: noon");
    CHECK(Computed("TIME(DATE('+400000-01-01'))") == "1:1: Time overflows");
    CHECK(Computed("TIME(nd)") == "null");
  }

  TEST_CASE("agree with the text of a random Time") {
    // Covers: rule 17 partly
    struct Part {
      const char* name;
      std::size_t begin;
      std::size_t size;
    };
    const Part kParts[] = {{"YEAR", 0, 4}, {"MONTH", 5, 2}, {"DAY", 8, 2}, {"HOUR", 11, 2}};
    struct Beginning {
      const char* unit;
      std::size_t kept;  // of 2026-11-21T02:40:05
    };
    const Beginning kBeginnings[] = {{"year", 4},  {"month", 7},   {"day", 10},
                                     {"hour", 13}, {"minute", 16}, {"second", 19}};
    testing::ForSeeds(500, [&](testing::Random& random) {
      // The years 0000 to 9999, whose texts have fixed places.
      const std::int64_t micros = random.Between(-62167219200000000, 253402300799999999);
      const std::string text = FormatTime(micros);
      const ValueView time = Value::Time(micros);
      absl::Status error;
      for (const Part& part : kParts) {
        const Value value = FindFunction(part.name)->evaluate({}, {&time, 1}, error);
        CHECK(value.AsInt() == std::stoll(text.substr(part.begin, part.size)));
      }
      for (const Beginning& beginning : kBeginnings) {
        const Value unit = Value::Text(beginning.unit);
        const std::array<ValueView, 2> args = {unit, time};
        const Value value = FindFunction("DATE_TRUNC")->evaluate({}, args, error);
        const std::string rest = std::string("0000-01-01T00:00:00").substr(beginning.kept);
        CHECK(FormatTime(value.AsTime()) == text.substr(0, beginning.kept) + rest + "Z");
      }
      CHECK(error.ok());
    });
  }

  TEST_CASE("at the limits of their types overflow") {
    absl::Status error;
    const Value unit = Value::Text("year");
    const Value least = Value::Time(std::numeric_limits<std::int64_t>::min());
    PlanExpr call;
    call.type.kind = TypeKind::kTime;
    const std::array<ValueView, 2> args = {unit, least};
    CHECK(FindFunction("DATE_TRUNC")->evaluate(call, args, error).is_null());
    CHECK(error.message() == "Time overflows");
    error = absl::OkStatus();
    const Value second = Value::Text("second");
    const std::array<ValueView, 2> finer = {second, least};
    CHECK(FindFunction("DATE_TRUNC")->evaluate(call, finer, error).is_null());
    CHECK_FALSE(error.ok());
    error = absl::OkStatus();
    const Value first_day = Value::Date(std::numeric_limits<std::int32_t>::min());
    call.type.kind = TypeKind::kDate;
    const std::array<ValueView, 2> days = {unit, first_day};
    CHECK(FindFunction("DATE_TRUNC")->evaluate(call, days, error).is_null());
    CHECK(error.message() == "Date overflows");
  }
}

}  // namespace
}  // namespace cambium
