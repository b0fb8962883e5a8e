// The functions of texts, their casts, and JSON_GET: NULL, empty texts, bytes beyond letters.
// SPDX-License-Identifier: Apache-2.0
#include "doctest/doctest.h"
#include "tests/support/expressions.h"

namespace cambium {
namespace {

using testing::Computed;
using testing::ComputedType;

TEST_SUITE("Functions of texts") {
  TEST_CASE("LENGTH counts code points") {
    // Covers: rule 17 partly, rule 25 partly
    CHECK(Computed("LENGTH(s)") == "6");
    CHECK(Computed("LENGTH('')") == "0");
    CHECK(Computed("LENGTH('日本😀')") == "3");
    CHECK(Computed("LENGTH(ns)") == "null");
    CHECK(Computed("LENGTH(y)") == "2");
    CHECK(ComputedType("LENGTH(s)") == "Int");
  }

  TEST_CASE("UPPER and LOWER") {
    // Covers: rule 17 partly, rule 25 partly
    CHECK(Computed("UPPER(s)") == "\"STRAßE\"");
    CHECK(Computed("LOWER('ÀÉΩЖ')") == "\"àéωж\"");
    CHECK(Computed("upper('a')") == "\"A\"");
    CHECK(Computed("Lower(ns)") == "null");
  }

  TEST_CASE("SUBSTR counts code points from 1") {
    // Covers: rule 17 partly, rule 25 partly
    CHECK(Computed("SUBSTR(s, 5)") == "\"ße\"");
    CHECK(Computed("SUBSTR(s, 5, 1)") == "\"ß\"");
    CHECK(Computed("SUBSTR('日本語', 2, 1)") == "\"本\"");
    CHECK(Computed("SUBSTR(s, 1, 0)") == "\"\"");
    CHECK(Computed("SUBSTR(s, 7)") == "\"\"");
    CHECK(Computed("SUBSTR(s, 99, 2)") == "\"\"");
    CHECK(Computed("SUBSTR(s, 0)") == "\"Straße\"");
    CHECK(Computed("SUBSTR(s, 0, 2)") == "\"S\"");
    CHECK(Computed("SUBSTR(s, -1, 3)") == "\"S\"");
    CHECK(Computed("SUBSTR(s, -5, 3)") == "\"\"");
    CHECK(Computed("SUBSTR(s, 2, most)") == "\"traße\"");
    CHECK(Computed("SUBSTR(s, least, most)") == "\"\"");
    CHECK(Computed("SUBSTR(s, 1, -1)") == "1:1: SUBSTR has a negative count: -1");
    CHECK(Computed("SUBSTR(s, n)") == "null");
    CHECK(Computed("SUBSTR('', 1, 1)") == "\"\"");
  }

  TEST_CASE("TRIM takes blanks off both sides") {
    // Covers: rule 17 partly
    CHECK(Computed("TRIM('  a b ')") == "\"a b\"");
    CHECK(Computed("TRIM('')") == "\"\"");
    CHECK(Computed("TRIM('   ')") == "\"\"");
    CHECK(Computed("TRIM('a')") == "\"a\"");
    CHECK(Computed("TRIM(ns)") == "null");
  }

  TEST_CASE("REPLACE goes from the front and does not overlap") {
    // Covers: rule 17 partly
    CHECK(Computed("REPLACE(s, 'ß', 'ss')") == "\"Strasse\"");
    CHECK(Computed("REPLACE('aaa', 'aa', 'b')") == "\"ba\"");
    CHECK(Computed("REPLACE('aaa', 'a', 'aa')") == "\"aaaaaa\"");
    CHECK(Computed("REPLACE('abc', '', 'x')") == "\"abc\"");
    CHECK(Computed("REPLACE('abc', 'b', '')") == "\"ac\"");
    CHECK(Computed("REPLACE('', 'b', 'c')") == "\"\"");
    CHECK(Computed("REPLACE(s, 'x', ns)") == "null");
  }

  TEST_CASE("CONCAT skips NULL and takes anything") {
    // Covers: rule 17 partly, rule 25 partly
    CHECK(Computed("CONCAT('a', ns, 'b')") == "\"ab\"");
    CHECK(Computed("CONCAT(ns)") == "\"\"");
    CHECK(Computed("CONCAT(i, '/', d, '/', day, '/', b)") == "\"7/2.50/2024-02-29/true\"");
    CHECK(ComputedType("CONCAT(i)") == "Text");
  }
}

TEST_SUITE("TEXT") {
  TEST_CASE("is what prints without quotes") {
    // Covers: rule 17 partly
    CHECK(Computed("TEXT(i)") == "\"7\"");
    CHECK(Computed("TEXT(d)") == "\"2.50\"");
    CHECK(Computed("TEXT(d * d)") == "\"6.2500\"");
    CHECK(Computed("TEXT(f)") == "\"0.5\"");
    CHECK(Computed("TEXT(b)") == "\"true\"");
    CHECK(Computed("TEXT(s)") == "\"Straße\"");
    CHECK(Computed("TEXT(at)") == "\"2026-11-21T02:40:05.250000Z\"");
    CHECK(Computed("TEXT(day)") == "\"2024-02-29\"");
    CHECK(Computed("TEXT(u)") == "\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"");
    CHECK(Computed("TEXT(y)") == "\"aGk=\"");
    CHECK(Computed("TEXT(e)") == "\"good\"");
    CHECK(Computed("TEXT(t)") == "\"3\"");
    CHECK(Computed("TEXT(p)") == R"("[1,\"x\"]")");
    CHECK(Computed("TEXT(n)") == "null");
    CHECK(Computed("TEXT(n ?? d)") == "\"2.50\"");
  }
}

TEST_SUITE("JSON_GET") {
  TEST_CASE("goes by names and positions") {
    // Covers: rule 17 partly
    CHECK(Computed("JSON_GET(j, 'd')") == "2.5");
    CHECK(Computed("JSON_GET(j, 'a', 0)") == "1");
    CHECK(Computed("JSON_GET(j, 'a', 1)") == R"({"b":"x"})");
    CHECK(Computed("JSON_GET(j, 'a', 1, 'b')") == "\"x\"");
    CHECK(Computed("JSON_GET(JSON_GET(j, 'a'), 0)") == "1");
    CHECK(Computed("JSON_GET('[5]', 0)") == "5");
    CHECK(ComputedType("JSON_GET(j, 'a')") == "Json");
  }

  TEST_CASE("what is not there is NULL") {
    CHECK(Computed("JSON_GET(j, 'x')") == "null");
    CHECK(Computed("JSON_GET(j, 'x') IS NULL") == "true");
    CHECK(Computed("JSON_GET(j, 'n') IS NULL") == "true");
    CHECK(Computed("JSON_GET(j, 0)") == "null");
    CHECK(Computed("JSON_GET(j, 'a', 9)") == "null");
    CHECK(Computed("JSON_GET(j, 'a', 'b')") == "null");
    CHECK(Computed("JSON_GET(j, 'a', -1)") == "null");
    CHECK(Computed("JSON_GET(j, ns)") == "null");
  }

  TEST_CASE("casts make values of what stands there") {
    CHECK(Computed("TEXT(JSON_GET(j, 'a', 1, 'b'))") == "\"x\"");
    CHECK(Computed("TEXT(JSON_GET(j, 'a'))") == R"("[1,{\"b\":\"x\"}]")");
    CHECK(Computed("INT(JSON_GET(j, 'a', 0)) + 1") == "2");
    CHECK(Computed("FLOAT(JSON_GET(j, 'd'))") == "2.5");
    CHECK(Computed("DECIMAL(JSON_GET(j, 'd'), 2)") == "2.50");
    CHECK(Computed("DATE(JSON_GET(j, 't'))") == "\"2026-01-01\"");
    CHECK(Computed("TIME(JSON_GET(j, 't'))") == "\"2026-01-01T00:00:00Z\"");
    CHECK(Computed("INT(JSON_GET(j, 'a'))") == R"(1:1: not an Int: [1,{"b":"x"}])");
    CHECK(Computed("INT(JSON_GET(j, 'x'))") == "null");
    CHECK(Computed("TEXT(JSON_GET('[null]', 0) ?? 'null')") == "null");
    CHECK(Computed("JSON_GET(j, 'a', 1, 'b') = '\"x\"'") == "true");
  }
}

}  // namespace
}  // namespace cambium
