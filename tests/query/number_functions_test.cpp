// ABS, ROUND, FLOOR, CEIL and the casts of numbers, to the limits of their types.
// SPDX-License-Identifier: Apache-2.0
#include "doctest/doctest.h"
#include "tests/support/expressions.h"

namespace cambium {
namespace {

using testing::Computed;
using testing::ComputedType;

TEST_SUITE("Functions of numbers") {
  TEST_CASE("ABS") {
    // Covers: rule 17 partly
    CHECK(Computed("ABS(-7)") == "7");
    CHECK(Computed("ABS(-d)") == "2.50");
    CHECK(Computed("ABS(-f)") == "0.5");
    CHECK(Computed("ABS(n)") == "null");
    CHECK(Computed("ABS(most)") == "9223372036854775807");
    CHECK(Computed("ABS(least)") == "1:1: Int overflows");
    CHECK(ComputedType("ABS(d)") == "Decimal(2)");
    CHECK(ComputedType("ABS(t)") == "Int");
  }

  TEST_CASE("ROUND goes half away from zero") {
    // Covers: rule 17 partly, rule 19 partly
    CHECK(Computed("ROUND(2.5)") == "3");
    CHECK(Computed("ROUND(-2.5)") == "-3");
    CHECK(Computed("ROUND(2.49)") == "2");
    CHECK(Computed("ROUND(1.005, 2)") == "1.01");
    CHECK(Computed("ROUND(-1.005, 2)") == "-1.01");
    CHECK(Computed("ROUND(1.5, 3)") == "1.500");
    CHECK(Computed("ROUND(2.5e0)") == "3");
    CHECK(Computed("ROUND(-0.5e0)") == "-1");
    CHECK(Computed("ROUND(0.125e0, 2)") == "0.13");
    CHECK(Computed("ROUND(1e300, 2)") == "1e+300");
    CHECK(Computed("ROUND(1250e0, -2)") == "1300");
    CHECK(Computed("ROUND(n, 1)") == "null");
    CHECK(ComputedType("ROUND(d)") == "Decimal(0)");
    CHECK(ComputedType("ROUND(d, 1)") == "Decimal(1)");
    CHECK(ComputedType("ROUND(d, -1)") == "Decimal(0)");
    CHECK(ComputedType("ROUND(i, 1)") == "Int");
    CHECK(ComputedType("ROUND(f, 1)") == "Float");
  }

  TEST_CASE("ROUND to tens") {
    CHECK(Computed("ROUND(1250, -2)") == "1300");
    CHECK(Computed("ROUND(-1250, -2)") == "-1300");
    CHECK(Computed("ROUND(1249.99, -2)") == "1200");
    CHECK(Computed("ROUND(7, -1)") == "10");
    CHECK(Computed("ROUND(4, -1)") == "0");
    CHECK(Computed("ROUND(7, 5)") == "7");
    CHECK(Computed("ROUND(most, -1)") == "1:1: Int overflows");
    CHECK(Computed("ROUND(most, -2)") == "9223372036854775800");
    CHECK(Computed("ROUND(most, -18)") == "9000000000000000000");
    CHECK(Computed("ROUND(92233720368547758.07, -17)") == "100000000000000000");
    CHECK(Computed("ROUND(-9.223372036854775807, -1)") == "-10");
    CHECK(Computed("ROUND(4.999999999999999999, -1)") == "0");
    CHECK(Computed("ROUND(5.000000000000000000, -1)") == "10");
    CHECK(Computed("ROUND(9.0, -18)") == "0");
    CHECK(Computed("ROUND(92233720368547758.07, 3)") == "1:1: Decimal(3) overflows");
  }

  TEST_CASE("FLOOR and CEIL") {
    // Covers: rule 17 partly
    CHECK(Computed("FLOOR(2.5)") == "2");
    CHECK(Computed("FLOOR(-2.5)") == "-3");
    CHECK(Computed("FLOOR(-2.0)") == "-2");
    CHECK(Computed("CEIL(2.1)") == "3");
    CHECK(Computed("CEIL(-2.9)") == "-2");
    CHECK(Computed("CEIL(3.000)") == "3");
    CHECK(Computed("FLOOR(-0.5e0)") == "-1");
    CHECK(Computed("CEIL(0.5e0)") == "1");
    CHECK(Computed("FLOOR(i)") == "7");
    CHECK(Computed("CEIL(n)") == "null");
    CHECK(Computed("CEIL(9.223372036854775807)") == "10");
    CHECK(ComputedType("FLOOR(d)") == "Decimal(0)");
    CHECK(ComputedType("CEIL(f)") == "Float");
  }
}

TEST_SUITE("Casts of numbers") {
  TEST_CASE("INT rounds") {
    // Covers: rule 17 partly
    CHECK(Computed("INT(2.5)") == "3");
    CHECK(Computed("INT(-2.5)") == "-3");
    CHECK(Computed("INT(2.5e0)") == "3");
    CHECK(Computed("INT('-42')") == "-42");
    CHECK(Computed("INT(TRUE)") == "1");
    CHECK(Computed("INT(NOT b)") == "0");
    CHECK(Computed("INT(e)") == "2");
    CHECK(Computed("INT(ns)") == "null");
    CHECK(Computed("INT(s)") == "1:1: not an Int: Straße");
    CHECK(Computed("INT('4.5')") == "1:1: not an Int: 4.5");
    CHECK(Computed("INT('')") == "1:1: not an Int: ");
    CHECK(Computed("INT(' 4')") == "1:1: not an Int:  4");
    CHECK(Computed("INT('9223372036854775808')") ==
          "1:1: number does not fit Int: 9223372036854775808");
    CHECK(Computed("INT(9223372036854775807e0)") == "1:1: Int overflows");
    CHECK(Computed("INT(-9223372036854775808e0)") == "-9223372036854775808");
    CHECK(Computed("1 + INT(1e19)") == "1:5: Int overflows");
  }

  TEST_CASE("FLOAT") {
    // Covers: rule 17 partly
    CHECK(Computed("FLOAT(i)") == "7");
    CHECK(Computed("FLOAT(d)") == "2.5");
    CHECK(Computed("FLOAT('1e3')") == "1000");
    CHECK(Computed("FLOAT(i) / 2") == "3.5");
    CHECK(Computed("FLOAT('x')") == "1:1: not a float: x");
    CHECK(Computed("FLOAT('nan')") == "1:1: not a float: nan");
    CHECK(Computed("FLOAT('1e999')") == "1:1: float is out of range: 1e999");
    CHECK(Computed("FLOAT(n)") == "null");
    CHECK(ComputedType("FLOAT(i)") == "Float");
  }

  TEST_CASE("DECIMAL rounds to its digits") {
    // Covers: rule 17 partly, rule 19 partly
    CHECK(Computed("DECIMAL(i, 2)") == "7.00");
    CHECK(Computed("DECIMAL(1.235, 2)") == "1.24");
    CHECK(Computed("DECIMAL(-1.235, 2)") == "-1.24");
    CHECK(Computed("DECIMAL('1.5', 0)") == "2");
    CHECK(Computed("DECIMAL(0.1e0, 18)") == "0.100000000000000006");
    CHECK(Computed("DECIMAL(-0.5e0, 0)") == "-1");
    CHECK(Computed("DECIMAL(2.5e0, 0)") == "3");
    CHECK(Computed("DECIMAL(1.005e0, 2)") == "1.00");
    CHECK(Computed("DECIMAL(1e-300, 18)") == "0.000000000000000000");
    CHECK(Computed("DECIMAL(5e-324, 2)") == "0.00");
    CHECK(Computed("DECIMAL(0e0, 1)") == "0.0");
    CHECK(Computed("DECIMAL(9007199254740993e0, 2)") == "9007199254740992.00");
    CHECK(Computed("DECIMAL(9223372036854774784e0, 0)") == "9223372036854774784");
    CHECK(Computed("DECIMAL(9223372036854775807e0, 0)") == "1:1: Decimal(0) overflows");
    CHECK(Computed("DECIMAL(1e300, 0)") == "1:1: Decimal(0) overflows");
    CHECK(Computed("DECIMAL(most, 1)") == "1:1: Decimal(1) overflows");
    CHECK(Computed("DECIMAL('x', 1)") == "1:1: not a decimal: x");
    CHECK(Computed("DECIMAL(n, 1)") == "null");
    CHECK(ComputedType("DECIMAL(i, 18)") == "Decimal(18)");
  }
}

}  // namespace
}  // namespace cambium
