// What the language says of values: how they are written, which are one, what comes of them.
//
// The answers are written by hand.
// SPDX-License-Identifier: Apache-2.0
#include "doctest/doctest.h"
#include "tests/support/ask_both.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::AskBoth;
using testing::Do;
using testing::OpenWith;
using testing::Refusal;

constexpr std::pair<const char*, const char*> kComputed[] = {
    {"7 / 2", "3"},
    {"-7 / 2", "-3"},
    {"1.50 * 2.5", "3.750"},
    {"1.50 / 4", "0.375000"},
    {"1.00000 / 4", "0.2500000"},
    {"0.5 * 1e0", "0.5"},
    {"1 + 1e0", "2"},
    {"ROUND(2.5)", "3"},
    {"ROUND(-2.5)", "-3"},
    {"DECIMAL(0.125, 2)", "0.13"},
    {"1 / 0", "null"},
    {"1.5 / 0", "null"},
    {"1e308 * 10", "null"},
    {"1 = 1.00 AND 1.0 = 1e0", "true"},
    {"TIME('2026-01-01') + 90", "\"2026-01-01T00:01:30Z\""},
    {"TIME('2026-01-01 00:01') - 1", "\"2026-01-01T00:00:59Z\""},
    {"TIME('2026-01-01T00:01:30.5Z') - TIME('2026-01-01')", "90.500000"},
    {"TIME('2026-01-01T01:00+01:00')", "\"2026-01-01T00:00:00Z\""},
    {"TIME('2026-01-01 00:00:00.000001')", "\"2026-01-01T00:00:00.000001Z\""}};

TEST_SUITE("Values") {
  TEST_CASE("are written and meet and print as they should") {
    // Covers: rule 19
    auto database = OpenWith(
        {"ENUM Mood { z = 1, a = 2 }",
         "TABLE T { id: Int = 1 KEY, d: Decimal(2)? = 2, i: Int? = 3, f: Float? = 4, m: Mood? "
         "= 5, "
         "at: Time? = 6, on: Date? = 7, u: Uuid? = 8, y: Bytes? = 9, j: Json? = 10 }"});
    for (const auto& each : kComputed) {
      const auto& expression = each.first;
      const auto& value = each.second;
      INFO(std::string(expression));
      CHECK(AskBoth(*database, "{ x: " + std::string(expression) + " }") ==
            "{\"x\":" + std::string(value) + "}");
    }
    CHECK(Refusal(*database, "{ x: 9223372036854775807 + 1 }") == "1:6: Int overflows");
    CHECK(Refusal(*database, "{ x: 922337203685477580.7 * 10.0 }").ends_with("overflows"));
    Do(*database,
       "INSERT T { id: 1, d: 1, i: 2.0, f: 0.5, m: 'a', at: '2026-11-21T02:40:00Z', "
       "on: '2026-11-21', u: '00112233-4455-6677-8899-aabbccddeeff', y: 'AQI=', j: '[1, 2]' }");
    Do(*database, "INSERT T { id: 2, d: 2.5, f: 1e308 * 10, m: 'z' }");
    CHECK(
        AskBoth(*database, "MANY T ORDER BY m { id, d, i, f, m, at, on, u, y, j }") ==
        R"([{"id":2,"d":2.50,"i":null,"f":null,"m":"z","at":null,"on":null,"u":null,"y":null,)"
        R"("j":null},{"id":1,"d":1.00,"i":2,"f":0.5,"m":"a","at":"2026-11-21T02:40:00Z",)"
        R"("on":"2026-11-21","u":"00112233-4455-6677-8899-aabbccddeeff","y":"AQI=",)"
        R"("j":[1,2]}])");
    for (const char* condition :
         {"m = 'a'", "at = '2026-11-21 02:40'", "on < '2026-12-01'", "y = 'AQI='",
          "j = '[1,2]'", "u = '00112233-4455-6677-8899-AABBCCDDEEFF'", "d = 1.0", "i = 2.00"}) {
      INFO(std::string(condition));
      CHECK(AskBoth(*database, "MANY T WHERE " + std::string(condition) + " { id }") ==
            R"([{"id":1}])");
    }
    for (const char* wrong : {"d = 1.005", "i = 1.5", "i = 1e0", "i = 9223372036854775808"}) {
      INFO(std::string(wrong));
      CHECK(Refusal(*database, "UPDATE T SET " + std::string(wrong)) != "ok");
    }
    // One value whatever it was written as.
    Do(*database, "INSERT T { id: 3, d: 2, i: 1 }");
    Do(*database, "INSERT T { id: 4, d: 1, i: 2 }");
    CHECK(AskBoth(*database,
                  "MANY T WHERE i IS NOT NULL GROUP BY k: CASE WHEN id = 1 THEN d "
                  "ELSE i END { k, n: COUNT(*) }") == R"([{"k":1.00,"n":2},{"k":2.00,"n":1}])");
    CHECK(Ask(*database, "{ n: COUNT(DISTINCT i - d + 1) OF T }") == R"({"n":2})");
  }
}

}  // namespace
}  // namespace cambium
