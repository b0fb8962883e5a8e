// Mutations whose conditions and values look at other rows, and assertions inside of a TX.
// SPDX-License-Identifier: Apache-2.0
#include "doctest/doctest.h"
#include "query/mutation.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::Do;
using testing::Follow;
using testing::Recorder;
using testing::Refusal;

std::unique_ptr<Database> Tracker() {
  return testing::OpenWith(
      {"TABLE Person { id: Int = 1 KEY, name: Text = 2, boss: Person? = 3 BACK team }",
       "TABLE Issue { id: Int = 1 KEY, author: Person = 2 BACK issues, n: Int = 3 DEFAULT 0 }",
       "TABLE Comment { issue: Issue = 1 BACK comments, at: Int = 2, stars: Int = 3, "
       "KEY (issue, at) }",
       "INSERT Person { id: 1, name: 'ann' }", "INSERT Person { id: 2, name: 'bob', boss: 1 }",
       "INSERT Issue { id: 1, author: 1 }", "INSERT Issue { id: 2, author: 2 }",
       "INSERT Issue { id: 3, author: 9 }", "INSERT Comment { issue: 1, at: 1, stars: 2 }",
       "INSERT Comment { issue: 1, at: 2, stars: 5 }",
       "INSERT Comment { issue: 2, at: 1, stars: 1 }"});
}

TEST_SUITE("Mutations that ask") {
  TEST_CASE("conditions go through references and to other rows") {
    // Covers: Mutation partly, rule 14 partly
    auto database = Tracker();
    Recorder recorder;
    const Subscription live = Follow(*database, "LIVE MANY Issue { id, n }", recorder);
    CHECK(Do(*database, "UPDATE Issue WHERE author.boss.name = 'ann' SET n = 7").rows == 1);
    CHECK(Do(*database, "UPDATE Issue WHERE NOT EXISTS comments SET n = n - 1").rows == 1);
    CHECK(Do(*database, "UPDATE Issue WHERE COUNT comments >= 2 SET n = 20").rows == 1);
    CHECK(recorder.tree.Json() == R"([{"id":1,"n":20},{"id":2,"n":7},{"id":3,"n":-1}])");
    CHECK(Do(*database, "DELETE Comment WHERE issue.author.name = 'ann' AND stars > 2").rows ==
          1);
    CHECK(Do(*database, "DELETE Issue WHERE id IN (MANY Comment WHERE stars = 2 { issue })")
              .rows == 1);
    CHECK(recorder.tree.Json() == R"([{"id":2,"n":7},{"id":3,"n":-1}])");
    CHECK(Ask(*database, "MANY Comment { issue, at }") ==
          R"([{"issue":1,"at":1},{"issue":2,"at":1}])");
  }

  TEST_CASE("values are what stood before the statement") {
    // Covers: rule 14 partly
    auto database = Tracker();
    Do(*database, "UPDATE Issue SET n = COUNT comments");
    CHECK(Ask(*database, "MANY Issue { n }") == R"([{"n":2},{"n":1},{"n":0}])");
    Do(*database, "UPDATE Issue SET n = SUM(n) OF Issue, author = author.boss ?? author");
    CHECK(Ask(*database, "MANY Issue { n, author }") ==
          R"([{"n":3,"author":1},{"n":3,"author":1},{"n":3,"author":9}])");
    Do(*database, "UPDATE Comment SET stars = stars * 10 + COUNT issue.comments, at = at + 1");
    CHECK(Ask(*database, "MANY Comment { issue, at, stars }") ==
          R"([{"issue":1,"at":2,"stars":22},{"issue":1,"at":3,"stars":52},)"
          R"({"issue":2,"at":2,"stars":11}])");
  }

  TEST_CASE("a later statement sees what earlier ones of the transaction did") {
    // Covers: rule 14 partly
    auto database = Tracker();
    const Committed done = Do(*database,
                              "TX { INSERT Comment { issue: 3, at: 1, stars: 4 };"
                              " UPDATE Person WHERE id = 1 SET name = 'amy';"
                              " UPDATE Issue WHERE EXISTS comments SET n = COUNT comments;"
                              " DELETE Comment WHERE issue.author.name = 'amy';"
                              " INSERT Person { id: (MAX(id) OF Person) + 1,"
                              " name: 'n' || TEXT(COUNT Comment) } }");
    CHECK(done.rows == 1 + 1 + 3 + 2 + 1);
    CHECK(Ask(*database, "MANY Issue { n }") == R"([{"n":2},{"n":1},{"n":1}])");
    CHECK(Ask(*database, "MANY Person WHERE id > 2 { id, name }") ==
          R"([{"id":3,"name":"n2"}])");
  }

  TEST_CASE("errors have their places") {
    // Covers: rule 15 partly
    auto database = Tracker();
    CHECK(Refusal(*database, "DELETE Issue WHERE author.nam = 'x'") ==
          "1:27: no field 'nam' on Person; did you mean 'name'?");
    CHECK(Refusal(*database, "DELETE Issue WHERE COUNT comments") ==
          "1:20: expected a truth value, found Int");
    CHECK(Refusal(*database, "UPDATE Issue SET n = comments.stars") ==
          "1:22: 'comments' is a relation to many rows, not a value; nest it: MANY comments "
          "{ … }, or ask EXISTS");
    CHECK(Refusal(*database, "UPDATE Issue SET n = SUM(stars) OF comments") ==
          "1:22: field cannot be NULL: n");
    CHECK(Refusal(*database, "UPDATE Issue SET n = author.name") ==
          "1:22: n: not a value of type Int: 'ann'");
    CHECK(Refusal(*database, "UPDATE Issue SET n = COUNT comments * 9223372036854775807") ==
          "1:22: Int overflows");
    CHECK(Refusal(*database, "INSERT Issue { id: 9, author: boss.id }") ==
          "1:31: no row here that could have a field 'boss'");
    CHECK(database->version() == 11);
  }
}

TEST_SUITE("Assertions of a transaction") {
  TEST_CASE("begin with what the whole transaction leaves") {
    // Covers: Mutation partly, rule 14 partly
    auto database = Tracker();
    CHECK(Refusal(*database, "TX { ASSERT few: COUNT Issue < 3; DELETE Person }") ==
          "assertion does not hold: few");
    CHECK(Ask(*database, "{ n: COUNT Person }") == R"({"n":2})");
    const std::uint64_t version = database->version();
    CHECK(
        Do(*database, "TX { ASSERT few: COUNT Issue < 3; DELETE Issue WHERE id = 1 }").commit ==
        version + 1);
    CHECK(Refusal(*database, "INSERT Issue { id: 7, author: 1 }") ==
          "assertion does not hold: few");
    // Said again it is no change, and one in its place is checked in its place.
    CHECK(Do(*database, "ASSERT  few : COUNT Issue<3").commit == version + 1);
    CHECK(Refusal(*database, "TX { ASSERT few: COUNT Issue < 1 }") ==
          "assertion does not hold: few");
    Do(*database, "TX { INSERT Issue { id: 7, author: 1 }; ASSERT few: COUNT Issue < 4 }");
    CHECK(Refusal(*database, "INSERT Issue { id: 8, author: 1 }") ==
          "assertion does not hold: few");
    Do(*database, "TX { INSERT Issue { id: 8, author: 1 }; DROP ASSERT few }");
    Do(*database, "INSERT Issue { id: 9, author: 1 }");
    CHECK(Refusal(*database, "TX { DROP ASSERT few }") == "1:18: no assertion 'few'");
    CHECK(Refusal(*database, "TX { ASSERT a: TRUE; DROP ASSERT a; DROP ASSERT a }") ==
          "1:49: no assertion 'a'");
  }

  TEST_CASE("a preview keeps none") {
    auto database = Tracker();
    CHECK(Refusal(*database, "PREVIEW TX { DELETE Issue; ASSERT some: COUNT Issue > 0 }") ==
          "assertion does not hold: some");
    Do(*database, "PREVIEW TX { ASSERT some: COUNT Issue > 0 }");
    CHECK(Refusal(*database, "DROP ASSERT some") == "1:13: no assertion 'some'");
    Do(*database, "DELETE Issue");
  }
}

}  // namespace
}  // namespace cambium
