// The registry, and the functions that choose among values.
// SPDX-License-Identifier: Apache-2.0
#include "query/function.h"

#include <algorithm>
#include <set>

#include "doctest/doctest.h"
#include "tests/support/expressions.h"

namespace cambium {
namespace {

using testing::Computed;
using testing::ComputedType;

TEST_SUITE("Functions") {
  TEST_CASE("are found by name in any case") {
    CHECK(FindFunction("ABS") != nullptr);
    CHECK(FindFunction("abs") == FindFunction("ABS"));
    CHECK(FindFunction("Date_Trunc") == FindFunction("DATE_TRUNC"));
    CHECK(FindFunction("AB") == nullptr);
    CHECK(FindFunction("") == nullptr);
    CHECK(FindFunction("NOW") == nullptr);
  }

  TEST_CASE("are those of the manual") {
    // Covers: rule 17 partly
    const std::set<std::string> wanted = {
        "ABS",    "ROUND",      "FLOOR",   "CEIL",     "LENGTH", "UPPER", "LOWER",
        "SUBSTR", "TRIM",       "REPLACE", "CONCAT",   "YEAR",   "MONTH", "DAY",
        "HOUR",   "DATE_TRUNC", "IF",      "COALESCE", "NULLIF", "LEAST", "GREATEST",
        "INT",    "FLOAT",      "DECIMAL", "TEXT",     "TIME",   "DATE",  "JSON_GET"};
    const std::vector<std::string> names = FunctionNames();
    CHECK(std::set<std::string>(names.begin(), names.end()) == wanted);
    CHECK(names.size() == wanted.size());
    for (const std::string& name : names) {
      const Function& function = *FindFunction(name);
      CHECK(function.usage.starts_with(name + "("));
      CHECK(function.least_args <= function.most_args);
    }
  }

  TEST_CASE("of a NULL are NULL unless they take it") {
    for (const char* const call :
         {"ABS(n)", "ROUND(n)", "LENGTH(ns)", "SUBSTR(s, n)", "REPLACE(ns, s, s)", "HOUR(NULL)",
          "DATE_TRUNC('day', nd)", "INT(NULL)", "TEXT(NULL)", "DECIMAL(NULL, 1)", "DATE(NULL)",
          "JSON_GET(NULL, 'a')", "UPPER(NULL)", "FLOAT(NULL)", "TIME(NULL)"}) {
      INFO("call: ", call);
      CHECK(Computed(call) == "null");
    }
  }
}

TEST_SUITE("Choice functions") {
  TEST_CASE("COALESCE is ?\?") {
    // Covers: rule 17 partly
    CHECK(Computed("COALESCE(n, NULL, i)") == "7");
    CHECK(Computed("COALESCE(i, most + 1)") == "7");
    CHECK(Computed("COALESCE(n)") == "null");
    CHECK(Computed("COALESCE(nd, '2026-01-01')") == "\"2026-01-01\"");
    CHECK(ComputedType("COALESCE(n, d)") == "Decimal(2)");
  }

  TEST_CASE("IF is CASE") {
    // Covers: rule 17 partly
    CHECK(Computed("IF(b, 1, most + 1)") == "1");
    CHECK(Computed("IF(n = 1, 1, 2)") == "2");
    CHECK(Computed("IF(NOT b, 'a', 'b')") == "\"b\"");
    CHECK(ComputedType("IF(b, i, f)") == "Float");
    CHECK(Computed("IF(b, i, f)") == "7");
  }

  TEST_CASE("NULLIF") {
    // Covers: rule 17 partly
    CHECK(Computed("NULLIF(i, 7)") == "null");
    CHECK(Computed("NULLIF(i, 7.0)") == "null");
    CHECK(Computed("NULLIF(i, 8)") == "7");
    CHECK(Computed("NULLIF(i, n)") == "7");
    CHECK(Computed("NULLIF(n, 1)") == "null");
    CHECK(Computed("NULLIF(n, n)") == "null");
    CHECK(Computed("NULLIF(day, '2024-02-29')") == "null");
    CHECK(Computed("NULLIF(e, 'good')") == "null");
    CHECK(Computed("NULLIF(e, 'bad')") == "\"good\"");
    CHECK(Computed("100 / NULLIF(i - 7, 0)") == "null");
  }

  TEST_CASE("GREATEST and LEAST skip NULL") {
    // Covers: rule 17 partly, rule 25 partly
    CHECK(Computed("GREATEST(1, n, 3, 2)") == "3");
    CHECK(Computed("LEAST(n, 2, 3)") == "2");
    CHECK(Computed("GREATEST(n, NULL)") == "null");
    CHECK(Computed("LEAST(i, d)") == "2.50");
    CHECK(Computed("GREATEST(i, d)") == "7.00");
    CHECK(Computed("GREATEST(i, f)") == "7");
    CHECK(Computed("LEAST('b', 'a', s)") == "\"Straße\"");
    CHECK(Computed("GREATEST(day, '2024-03-01')") == "\"2024-03-01\"");
    CHECK(Computed("LEAST(e, 'odd')") == "\"good\"");
    CHECK(ComputedType("GREATEST(1, 2.5)") == "Decimal(1)");
    CHECK(Computed("GREATEST(1, 2, 3, 4, 5, 6, 7, 8, 9)") == "9");
  }

  TEST_CASE("a number that becomes another type may not fit it") {
    CHECK(Computed("GREATEST(most, 0.5)") == "1:10: Decimal(1) overflows");
    CHECK(Computed("most ?? 0.5") == "1:1: Decimal(1) overflows");
    CHECK(Computed("i ?? most * 0.5") == "7.0");
  }
}

}  // namespace
}  // namespace cambium
