// What a name stands for, and where it ends.
// SPDX-License-Identifier: Apache-2.0
#include "query/expansion.h"

#include <string>

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

struct Fixture {
  Fixture() {
    const auto added =
        schema.AddFragment(testing::Parse<FragmentDeclaration>("FRAGMENT F ON A { id, b }"));
    REQUIRE(added.ok());
  }
  Schema schema = testing::MakeSchema(
      {"TABLE B { id: Int = 1 KEY }",
       "TABLE A { id: Int = 1 KEY, b: B? = 2, MANY x: A VIA x, MANY c: A VIA b }"});
  const Table* a = schema.Find("A");
  const Table* b = schema.Find("B");
  Expansion expansion{schema};

  std::string OfFragment(const std::string& name, const Table* table) {
    return std::string(
        expansion
            .OfFragment({name, {0, 1}}, table, [](const auto&) { return absl::OkStatus(); })
            .message());
  }
};

TEST_SUITE("Expansion") {
  TEST_CASE("of a fragment are its items") {
    Fixture fixture;
    std::size_t items = 0;
    const absl::Status planned = fixture.expansion.OfFragment(
        {"F", {0, 1}}, fixture.a, [&items](const std::vector<Item>& some) {
          items = some.size();
          return absl::OkStatus();
        });
    CHECK(planned.ok());
    CHECK(items == 2);
  }

  TEST_CASE("of a fragment that does not fit there is an error") {
    Fixture fixture;
    CHECK(fixture.OfFragment("FF", fixture.a) == "no fragment 'FF'; did you mean 'F'?");
    CHECK(fixture.OfFragment("F", fixture.b) == "fragment F is of A rows");
    CHECK(fixture.OfFragment("F", nullptr) == "fragment F is of A rows");
  }

  TEST_CASE("fragments end at a depth and at a number of uses") {
    Fixture fixture;
    int calls = 0;
    const std::function<absl::Status(const std::vector<Item>&)> again = [&](const auto&) {
      ++calls;
      return fixture.expansion.OfFragment({"F", {0, 1}}, fixture.a, again);
    };
    const absl::Status deep = again({});
    CHECK(deep.message() == "fragments are nested deeper than 64: F");
    CHECK(calls == 1 + Expansion::kMaxFragmentDepth);

    Fixture wide;
    for (int i = 0; i < Expansion::kMaxFragmentUses; ++i) {
      REQUIRE(wide.OfFragment("F", wide.a).empty());
    }
    CHECK(wide.OfFragment("F", wide.a) == "query uses fragments more than 1000 times: F");
  }

  TEST_CASE("a relation is followed to the table that it is of") {
    Fixture fixture;
    const VirtualRelation& c = *fixture.a->FindVirtual("c");
    const auto to = [&](const Table* table) {
      return fixture.expansion.OfRelation(
          c, {7, 8}, [table](const PathSyntax& path) -> absl::StatusOr<const Table*> {
            CHECK(path[0].text == "b");
            return table;
          });
    };
    CHECK(to(fixture.a).ok());
    CHECK(to(fixture.b).message() == "relation 'c' is of A, and its path leads to B");
  }

  TEST_CASE("a relation does not lead over itself and what is wrong is told where it is used") {
    Fixture fixture;
    const VirtualRelation& x = *fixture.a->FindVirtual("x");
    const std::function<absl::StatusOr<const Table*>(const PathSyntax&)> again =
        [&](const PathSyntax&) -> absl::StatusOr<const Table*> {
      return fixture.expansion.OfRelation(x, {0, 1}, again);
    };
    const std::string text = "MANY A { n: COUNT x }";
    const absl::Status status = fixture.expansion.OfRelation(x, {18, 19}, again);
    CHECK(testing::ErrorLine(status, text) ==
          "1:19: relation 'x' is VIA a path that leads over itself");
    // It is not open any more.
    CHECK(fixture.expansion
              .OfRelation(
                  x, {18, 19},
                  [&](const PathSyntax&) -> absl::StatusOr<const Table*> { return fixture.a; })
              .ok());
  }
}

}  // namespace
}  // namespace cambium
