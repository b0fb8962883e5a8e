// Commits are kept for as long as a transaction that is older is open.
// SPDX-License-Identifier: Apache-2.0
#include "query/recent_commits.h"

#include "doctest/doctest.h"

namespace cambium {
namespace {

TEST_SUITE("RecentCommits") {
  TEST_CASE("keep what the oldest open transaction has not seen") {
    RecentCommits recent;
    recent.Add(1, {});
    CHECK(recent.commits().empty());
    recent.Begin(1);
    recent.Add(2, {});
    recent.Begin(2);
    recent.Begin(2);
    recent.Add(3, {});
    CHECK(recent.CountSince(0) == 2);
    CHECK(recent.CountSince(2) == 1);
    recent.End(2);
    CHECK(recent.commits().size() == 2);
    recent.End(1);
    REQUIRE(recent.commits().size() == 1);
    CHECK(recent.commits()[0].version == 3);
    recent.End(2);
    CHECK(recent.commits().empty());
    CHECK(!recent.are_kept());
  }
}

}  // namespace
}  // namespace cambium
