// Columns align, and numbers are short and exact enough.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/table.h"

#include <limits>

#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

TEST_SUITE("Table") {
  TEST_CASE("puts names to the left and numbers to the right") {
    Table table({"metric", "engine", "median"}, 2);
    table.AddRow({"load_s", "floor", "2"});
    table.AddRow({"", "typed", "0.3333"});
    CHECK(table.Format() ==
          "metric  engine  median\n"
          "------  ------  ------\n"
          "load_s  floor        2\n"
          "        typed   0.3333\n");
  }

  TEST_CASE("leaves missing cells empty and lines without trailing spaces") {
    Table table({"a", "b", "c"}, 1);
    table.AddRow({"1"});
    CHECK(table.Format() == "a  b  c\n-  -  -\n1\n");
  }
}

TEST_SUITE("FormatNumber") {
  TEST_CASE("keeps four significant digits") {
    CHECK(FormatNumber(3.3) == "3.3");
    CHECK(FormatNumber(0.00218349) == "0.002183");
    CHECK(FormatNumber(12.3456) == "12.35");
    CHECK(FormatNumber(1) == "1");
    CHECK(FormatNumber(-2.5) == "-2.5");
  }

  TEST_CASE("keeps all digits of a whole number and separates thousands") {
    CHECK(FormatNumber(999) == "999");
    CHECK(FormatNumber(1000) == "1,000");
    CHECK(FormatNumber(275503.4) == "275,503");
    CHECK(FormatNumber(-1234567) == "-1,234,567");
    CHECK(FormatNumber(10000, 3) == "10,000");
  }

  TEST_CASE("copes with what is no number of this kind") {
    CHECK(FormatNumber(0) == "0");
    CHECK(FormatNumber(std::numeric_limits<double>::infinity()) == "inf");
    CHECK(FormatNumber(std::numeric_limits<double>::quiet_NaN()) == "nan");
    CHECK(FormatNumber(1e-12) == "0");
  }
}

}  // namespace
}  // namespace cambium::bench
