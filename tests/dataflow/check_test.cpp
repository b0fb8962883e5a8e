// CAMBIUM_CHECK stops the process and says where and why.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/check.h"

#include <string>

#include "doctest/doctest.h"
#include "tests/support/aborts.h"

namespace cambium {
namespace {

using testing::LastWords;

TEST_SUITE("Check") {
  TEST_CASE("goes on when the condition holds") {
    int evaluations = 0;
    CAMBIUM_CHECK(++evaluations == 1, "never built: ", ++evaluations);
    CHECK(evaluations == 1);
  }

  TEST_CASE("says the place and the condition") {
    std::string expected = __FILE__;
    expected += ":" + std::to_string(__LINE__ + 2);
    expected += ": check failed: 1 + 1 == 3\n";
    const std::string words = LastWords([] { CAMBIUM_CHECK(1 + 1 == 3); });
    CHECK(words == expected);
  }

  TEST_CASE("joins texts and numbers to a message") {
    const std::string words = LastWords([] {
      CAMBIUM_CHECK(false, "scale is ", 19, " of ", std::string("orders"), " ", true);
    });
    CHECK(words.ends_with(": check failed: false: scale is 19 of orders 1\n"));
  }

  TEST_CASE("is one statement") {
    const auto body = [](bool checked) {
      if (checked)
        CAMBIUM_CHECK(true);
      else
        return 1;
      return 2;
    };
    CHECK(body(true) == 2);
    CHECK(body(false) == 1);
  }
}

}  // namespace
}  // namespace cambium
