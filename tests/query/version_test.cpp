// The version is three numbers.
// SPDX-License-Identifier: Apache-2.0
#include "query/version.h"

#include <algorithm>

#include "doctest/doctest.h"

namespace cambium {
namespace {

TEST_SUITE("Version") {
  TEST_CASE("is three numbers with points between them") {
    const std::string_view version = Version();
    CHECK(std::count(version.begin(), version.end(), '.') == 2);
    CHECK(version.find_first_not_of("0123456789.") == std::string_view::npos);
    CHECK(version.front() != '.');
    CHECK(version.back() != '.');
  }
}

}  // namespace
}  // namespace cambium
