// Text forms: what is written reads back, and nothing else is read.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/value_format.h"

#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include "doctest/doctest.h"
#include "tests/support/random.h"
#include "tests/support/values.h"

namespace cambium {
namespace {

constexpr int64_t kIntMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kIntMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kHour = 3600 * kSecond;
constexpr int64_t kDay = 24 * kHour;

// The message of the error, or what was read.
template <typename T>
std::string Refused(const absl::StatusOr<T>& result) {
  return result.ok() ? "accepted" : std::string(result.status().message());
}

// As a random text, but of characters that these forms are made of.
std::string RandomForm(testing::Random& random, std::string text) {
  constexpr char kCharacters[] = {'0', '1', '2', '3', '9', '-', '+', ':', '.',    'T',
                                  'Z', ' ', 'a', 'F', '=', '/', 'e', 'n', '\x00', '\xFF'};
  for (uint64_t edits = random.Below(3); edits > 0 && !text.empty(); --edits) {
    const auto at = static_cast<size_t>(random.Below(text.size()));
    if (random.OneIn(3)) {
      text.erase(at, 1);
    } else if (random.OneIn(2)) {
      text.insert(at, 1, random.Pick(kCharacters));
    } else {
      text[at] = random.Pick(kCharacters);
    }
  }
  return text;
}

TEST_SUITE("ValueFormat") {
  TEST_CASE("floats print shortest") {
    CHECK(FormatFloat(0.1) == "0.1");
    CHECK(FormatFloat(1) == "1");
    CHECK(FormatFloat(-1.5) == "-1.5");
    CHECK(FormatFloat(1e300) == "1e+300");
    CHECK(FormatFloat(5e-324) == "5e-324");
    CHECK(FormatFloat(0.1 + 0.2) == "0.30000000000000004");
    CHECK(FormatFloat(NAN) == "nan");
    CHECK(FormatFloat(-NAN) == "nan");
    CHECK(FormatFloat(-INFINITY) == "-inf");
  }

  TEST_CASE("floats read back") {
    CHECK(*ParseFloat("1.5") == 1.5);
    CHECK(*ParseFloat("+1e3") == 1000);
    CHECK(*ParseFloat("-.5") == -0.5);
    testing::ForSeeds(20'000, [](testing::Random& random) {
      const double number = testing::RandomFloat(random);
      if (!std::isfinite(number)) return;
      const auto parsed = ParseFloat(FormatFloat(number));
      REQUIRE(parsed.ok());
      REQUIRE(std::bit_cast<uint64_t>(*parsed) == std::bit_cast<uint64_t>(number));
    });
  }

  TEST_CASE("floats that are none are refused") {
    for (const std::string text : {"", "+", "-", "nan", "inf", "-inf", "1.5x", " 1", "1 ",
                                   "+-1", "++1", "0x10", "1e", "infinity"}) {
      CHECK(Refused(ParseFloat(text)) == "not a float: " + text);
    }
    CHECK(Refused(ParseFloat("1e400")) == "float is out of range: 1e400");
    CHECK(Refused(ParseFloat("1e400x")) == "not a float: 1e400x");
  }

  TEST_CASE("dates print and read") {
    CHECK(FormatDate(0) == "1970-01-01");
    CHECK(FormatDate(-1) == "1969-12-31");
    CHECK(FormatDate(20'778) == "2026-11-21");
    CHECK(*ParseDate("2024-02-29") == 19'782);
    CHECK(*ParseDate("0000-01-01") == -719'528);
    CHECK(FormatDate(2'932'896) == "9999-12-31");
    CHECK(FormatDate(2'932'897) == "+10000-01-01");
    CHECK(FormatDate(-719'529) == "-0001-12-31");
    CHECK(FormatDate(std::numeric_limits<int32_t>::max()) == "+5881580-07-11");
    CHECK(FormatDate(std::numeric_limits<int32_t>::min()) == "-5877641-06-23");
  }

  TEST_CASE("dates that do not exist are refused") {
    CHECK(Refused(ParseDate("2023-02-29")) == "no such day: 2023-02-29");
    CHECK(Refused(ParseDate("2100-02-29")) == "no such day: 2100-02-29");
    CHECK(Refused(ParseDate("2023-04-31")) == "no such day: 2023-04-31");
    CHECK(Refused(ParseDate("2023-04-00")) == "no such day: 2023-04-00");
    CHECK(Refused(ParseDate("2023-13-01")) == "no such month: 2023-13-01");
    CHECK(Refused(ParseDate("2023-00-01")) == "no such month: 2023-00-01");
    CHECK(Refused(ParseDate("+5881580-07-12")) == "date is out of range: +5881580-07-12");
    CHECK(Refused(ParseDate("-5877641-06-22")) == "date is out of range: -5877641-06-22");
    for (const std::string text :
         {"", "2023", "2023-1-01", "23-01-01", "2023-01-1", "2023-01-011", "2023/01/01",
          " 2023-01-01", "2023-01-01 ", "-0000-01-01", "12023-01-01", "+123-01-01",
          "+12345678-01-01", "2023-01-01T00:00"}) {
      CHECK(Refused(ParseDate(text)) == "not of the form YYYY-MM-DD: " + text);
    }
  }

  TEST_CASE("times print microseconds only when there are some") {
    CHECK(FormatTime(0) == "1970-01-01T00:00:00Z");
    CHECK(FormatTime(-1) == "1969-12-31T23:59:59.999999Z");
    CHECK(FormatTime(123) == "1970-01-01T00:00:00.000123Z");
    CHECK(FormatTime(20'778 * kDay + 2 * kHour + 60 * kSecond * 40) == "2026-11-21T02:40:00Z");
    CHECK(FormatTime(kIntMax) == "+294247-01-10T04:00:54.775807Z");
    CHECK(FormatTime(kIntMin) == "-290308-12-21T19:59:05.224192Z");
  }

  TEST_CASE("times read in all their forms") {
    const int64_t expected = 20'778 * kDay + 2 * kHour + 60 * kSecond * 40;
    for (const char* text :
         {"2026-11-21T02:40:00Z", "2026-11-21 02:40:00Z", "2026-11-21T02:40:00",
          "2026-11-21 02:40", "2026-11-21T02:40Z", "2026-11-21T02:40:00.0",
          "2026-11-21T02:40:00.000000Z", "2026-11-21T04:40:00+02:00", "2026-11-21T04:40+0200",
          "2026-11-21T04:40:00+02", "2026-11-20T21:10:00-05:30", "2026-11-22T02:39+23:59"}) {
      CAPTURE(text);
      const auto time = ParseTime(text);
      REQUIRE(time.ok());
      CHECK(*time == expected);
    }
    CHECK(*ParseTime("2026-11-21") == 20'778 * kDay);
    CHECK(*ParseTime("1970-01-01T00:00:00.5") == 500'000);
    CHECK(*ParseTime("1970-01-01T00:00:00.000001") == 1);
    CHECK(*ParseTime("1969-12-31T23:59:59.999999") == -1);
    CHECK(*ParseTime("2024-02-29T23:59:59-00:00") == 19'782 * kDay + kDay - kSecond);
  }

  TEST_CASE("times that do not exist are refused") {
    const auto refused = [](const std::string& why, const std::string& text) {
      CHECK(Refused(ParseTime(text)) == why + text);
    };
    refused("no such day: ", "2023-02-29T00:00");
    refused("no such time of day: ", "2023-01-01T24:00");
    refused("no such time of day: ", "2023-01-01T23:60");
    refused("no such time of day: ", "2023-01-01T23:59:60");
    refused("no such offset: ", "2023-01-01T00:00+24:00");
    refused("no such offset: ", "2023-01-01T00:00+01:60");
    refused("time is out of range: ", "+294247-01-10T04:00:54.775808Z");
    refused("time is out of range: ", "-290308-12-21T19:59:05.224191Z");
    refused("time is out of range: ", "-290308-12-21T19:59:05.224192+00:01");
    for (const char* text : {"2023-01-01T", "2023-01-01T1:00", "2023-01-01T01",
                             "2023-01-01T01:", "2023-01-01T01:00:", "2023-01-01T01:00:00.",
                             "2023-01-01T01:00:00.1234567", "2023-01-01  01:00"}) {
      refused("time of day is not of the form HH:MM:SS.ffffff: ", text);
    }
    for (const char* text : {"2023-01-01T01:00x", "2023-01-01T01:00+1", "2023-01-01T01:00 +01",
                             "2023-01-01T01:00+01:", "2023-01-01T01:00z"}) {
      refused("offset is not Z or of the form +HH:MM: ", text);
    }
    refused("not a time: ", "2023-01-01T01:00ZZ");
    refused("not a time: ", "2023-01-01T01:00+01:00Z");
    refused("not a time: ", "2023-01-01Z");
    refused("not a time: ", "2023-01-01t01:00");
    refused("not of the form YYYY-MM-DD: ", "");
    refused("not of the form YYYY-MM-DD: ", "01:00");
  }

  TEST_CASE("dates and times of all ages come back") {
    testing::ForSeeds(20'000, [](testing::Random& random) {
      const int64_t micros = testing::RandomInt(random);
      CAPTURE(micros);
      const auto time = ParseTime(FormatTime(micros));
      REQUIRE(time.ok());
      REQUIRE(*time == micros);
      const auto days = static_cast<int32_t>(micros);
      REQUIRE(*ParseDate(FormatDate(days)) == days);
    });
  }

  TEST_CASE("uuids print in lower case and read in any") {
    const std::string text = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    const auto uuid = ParseUuid(text);
    REQUIRE(uuid.ok());
    CHECK((*uuid)[0] == 0xF8);
    CHECK((*uuid)[15] == 0xF6);
    CHECK(FormatUuid(*uuid) == text);
    CHECK(*ParseUuid("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6") == *uuid);
    for (const std::string wrong :
         {"", "f81d4fae7dec11d0a76500a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
          "f81d4fae-7dec-11d0-a765-00a0c91e6bf66", "g81d4fae-7dec-11d0-a765-00a0c91e6bf6",
          "f81d4fae-7dec-11d0-a765000a0c91e6bf6", "f81d4fa-e7dec-11d0-a765-00a0c91e6bf6"}) {
      CHECK(Refused(ParseUuid(wrong)) == "not a uuid: " + wrong);
    }
  }

  TEST_CASE("base64 is that of the standard") {
    // From RFC 4648.
    const std::pair<const char*, const char*> kExamples[] = {{"", ""},
                                                             {"f", "Zg=="},
                                                             {"fo", "Zm8="},
                                                             {"foo", "Zm9v"},
                                                             {"foob", "Zm9vYg=="},
                                                             {"fooba", "Zm9vYmE="},
                                                             {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : kExamples) {
      CHECK(FormatBase64(bytes) == text);
      CHECK(*ParseBase64(text) == bytes);
    }
    CHECK(FormatBase64("\xFB\xFF") == "+/8=");
    for (const std::string wrong : {"Z", "Zg", "Zg=", "Zg===", "====", "Z===", "Zh==", "Zm9=",
                                    "Zg==Zg==", "Zm 8", "Zm-_", "=Zg="}) {
      CHECK(Refused(ParseBase64(wrong)) == "not base64: " + wrong);
    }
  }

  TEST_CASE("base64 of any bytes comes back") {
    testing::ForSeeds(2'000, [](testing::Random& random) {
      const std::string bytes = random.Text(random.Below(40));
      const auto parsed = ParseBase64(FormatBase64(bytes));
      REQUIRE(parsed.ok());
      REQUIRE(*parsed == bytes);
    });
  }

  TEST_CASE("spoilt texts are refused or mean what they print as") {
    testing::ForSeeds(20'000, [](testing::Random& random) {
      const int64_t number = testing::RandomInt(random);
      const std::string time_text = RandomForm(random, FormatTime(number));
      CAPTURE(time_text);
      const auto time = ParseTime(time_text);
      if (time.ok()) REQUIRE(*ParseTime(FormatTime(*time)) == *time);
      const auto date_text = RandomForm(random, FormatDate(static_cast<int32_t>(number)));
      const auto date = ParseDate(date_text);
      if (date.ok()) REQUIRE(*ParseDate(FormatDate(*date)) == *date);
      const std::string base64_text = RandomForm(random, FormatBase64(random.Text(9)));
      const auto bytes = ParseBase64(base64_text);
      if (bytes.ok()) REQUIRE(FormatBase64(*bytes) == base64_text);
      const std::string float_text =
          RandomForm(random, FormatFloat(testing::RandomFloat(random)));
      const auto parsed = ParseFloat(float_text);
      if (parsed.ok()) REQUIRE(*ParseFloat(FormatFloat(*parsed)) == *parsed);
      const std::string decimal_text =
          RandomForm(random, FormatDecimal(testing::RandomDecimal(random)));
      const auto decimal = ParseDecimal(decimal_text);
      if (decimal.ok()) REQUIRE(*ParseDecimal(FormatDecimal(*decimal)) == *decimal);
    });
  }
}

}  // namespace
}  // namespace cambium
