// QueryLimits are passed once and then stay passed.
// SPDX-License-Identifier: Apache-2.0
#include "query/query_limits.h"

#include "doctest/doctest.h"
#include "lsm/file_system.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

TEST_SUITE("QueryLimits") {
  TEST_CASE("count rows and do not count without a limit") {
    LimitCheck two(QueryLimits{2, 0});
    CHECK(two.AddRow());
    CHECK(two.AddRow());
    CHECK(two.status().ok());
    CHECK(!two.AddRow());
    CHECK(!two.AddRow());
    CHECK(two.status().message() == "query reads too many rows, the limit is 2");
    LimitCheck none{QueryLimits()};
    for (int i = 0; i < 5000; ++i) REQUIRE(none.AddRow());
    CHECK(none.status().ok());
  }

  TEST_CASE("a moment of time passes with rows or without") {
    LimitCheck check(QueryLimits{0, 1});
    while (check.AddRow()) continue;  // Ends with the clock.
    CHECK(check.status().message() == "query takes too long, the limit is 1 ms");
    CHECK(absl::IsDeadlineExceeded(check.status()));
  }

  TEST_CASE("hold for the queries and transactions of a database") {
    Options options;
    options.limits.rows = 2;
    const auto opened = Database::Open(MakeMemoryFileSystem(), "memory", options);
    Database& database = **opened;
    testing::Do(database, testing::kIssueTable);
    const std::string_view three =
        "TX { INSERT Issue { id: 1, title: 'a' }; INSERT Issue { id: 2, title: 'b' }; "
        "INSERT Issue { id: 3, title: 'c' } }";
    CHECK(database.Execute(three).status().message() ==
          "transaction changes too many rows, the limit is 2");
    CHECK(testing::Ask(database, "MANY Issue { id }") == "[]");
    for (const char* id : {"1", "2", "3"}) {
      testing::Do(database, "INSERT Issue { id: " + std::string(id) + ", title: 'a' }");
    }
    CHECK(database.Query("MANY Issue { id }").status().message() ==
          "query reads too many rows, the limit is 2");
    CHECK(absl::IsResourceExhausted(database.Execute("DELETE Issue").status()));
  }
}

}  // namespace
}  // namespace cambium
