// The header of applications is enough to write one.
// SPDX-License-Identifier: Apache-2.0
#include "query/cambium.h"

#include "doctest/doctest.h"

namespace {

TEST_SUITE("cambium.h") {
  TEST_CASE("is all that an application includes") {
    auto database = cambium::Database::Open(":memory:");
    REQUIRE(database.ok());
    REQUIRE((*database)->Execute("TABLE T { id: Int = 1 KEY }").ok());
    cambium::LiveTree tree;
    auto live = (*database)->Subscribe(
        "LIVE MANY T { id }", [&tree](const cambium::Frame& frame) { tree.Apply(frame); });
    REQUIRE(live.ok());
    REQUIRE((*database)->Execute("INSERT T { id: 5 }").ok());
    CHECK(tree.root()[0].Get("id").AsInt() == 5);
    CHECK_FALSE(cambium::Version().empty());
  }
}

}  // namespace
