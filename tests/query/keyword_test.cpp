// Keywords compare without regard to case.
// SPDX-License-Identifier: Apache-2.0
#include "query/keyword.h"

#include "doctest/doctest.h"

namespace cambium {
namespace {

TEST_SUITE("SameKeyword") {
  TEST_CASE("compares without regard to case") {
    CHECK(SameKeyword("many", "MANY"));
    CHECK(SameKeyword("MaNy", "MANY"));
    CHECK(SameKeyword("MANY", "MANY"));
  }
  TEST_CASE("compares whole words") {
    CHECK_FALSE(SameKeyword("man", "MANY"));
    CHECK_FALSE(SameKeyword("many1", "MANY"));
    CHECK_FALSE(SameKeyword("", "MANY"));
    CHECK_FALSE(SameKeyword("m\xC3\xA4ny", "MANY"));
  }
}

}  // namespace
}  // namespace cambium
