// What is known where it stands, and what has to be computed.
// SPDX-License-Identifier: Apache-2.0
#include "query/given_value.h"

#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

// The value that `x` is given, as text; "-" where it has to be computed.
std::string Given(const std::string& text) {
  const auto insert = testing::Parse<Insert>("INSERT T { x: " + text + " }");
  const auto given = GivenValue::Of(insert.fields[0].value, {"a", "b"});
  const std::vector<Value> values{Value::Int(1), Value::Int(2)};
  return given.has_value() ? std::to_string(given->In(values).AsInt()) : "-";
}

TEST_SUITE("GivenValue") {
  TEST_CASE("is a literal or a parameter that has a place") {
    CHECK(Given("$a") == "1");
    CHECK(Given("$b") == "2");
    CHECK(Given("7") == "7");
    CHECK(Given("$c") == "-");
    CHECK(Given("$a + 1") == "-");
    CHECK(Given("y") == "-");
  }
}

}  // namespace
}  // namespace cambium
