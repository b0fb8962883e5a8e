// Productions of the grammar, each in all of its forms: what one form does that another does
// not is asked for.
//
// The answers are written by hand.
// SPDX-License-Identifier: Apache-2.0
#include "doctest/doctest.h"
#include "tests/support/ask_both.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::AskBoth;
using testing::Do;
using testing::Follow;
using testing::OpenWith;
using testing::Recorder;
using testing::Refusal;

TEST_SUITE("Productions") {
  TEST_CASE("a member is a field with what is said of it or says something of the table") {
    // Covers: Member
    auto database = OpenWith(
        {"TABLE Team { id: Int = 1 KEY; name: Text = 2 UNIQUE; size: Int = 3 DEFAULT 5; "
         "MANY authors: Person VIA people.boss, RESERVED 9, 'rank'; RESERVED 10 }",
         "TABLE Person { id: Int = 1 KEY INDEX, team: Team? = 2 INDEX BACK people ON DELETE "
         "NULL, "
         "boss: Person? = 3 BACK reports ON DELETE CASCADE, home: Team? = 4 ON DELETE "
         "RESTRICT, }",
         "TABLE Seat { row: Text = 1, place: Int = 2, by: Person? = 3, KEY (row, place) }"});
    Do(*database, "INSERT Team { id: 1, name: 'a' }");
    Do(*database, "INSERT Team { id: 2, name: 'b', size: 7 }");
    CHECK(Refusal(*database, "INSERT Team { id: 3, name: 'a' }") ==
          "value exists already in Team.name: \"a\"");
    CHECK(Refusal(*database, "INSERT Team { id: 1, name: 'c' }") ==
          "1:8: key exists already in Team: 1");
    CHECK(Refusal(*database, "INSERT Team { id: 3 }") == "1:8: field is missing: name");
    for (const char* person :
         {"id: 1", "id: 2, team: 1, boss: 1", "id: 3, team: 1, boss: 2", "id: 4, home: 2"}) {
      Do(*database, "INSERT Person { " + std::string(person) + " }");
    }
    for (const char* seat :
         {"row: 'a', place: 2, by: 4", "row: 'a', place: 1", "row: 'A', place: 9"}) {
      Do(*database, "INSERT Seat { " + std::string(seat) + " }");
    }
    CHECK(AskBoth(*database, "MANY Seat { row, place }") ==
          R"([{"row":"A","place":9},{"row":"a","place":1},{"row":"a","place":2}])");
    CHECK(AskBoth(*database, "MANY Team { size, people { id }, authors { id } }") ==
          R"([{"size":5,"people":[{"id":2},{"id":3}],"authors":[{"id":1},{"id":2}]},)"
          R"({"size":7,"people":[],"authors":[]}])");
    CHECK(Refusal(*database, "DELETE Team WHERE id = 2") ==
          "1:8: row is referred to: Team 2 by Person.home of 4");
    Do(*database, "DELETE Team WHERE id = 1");
    CHECK(AskBoth(*database, "MANY Person { id, team }") ==
          R"([{"id":1,"team":null},{"id":2,"team":null},{"id":3,"team":null},)"
          R"({"id":4,"team":null}])");
    Do(*database, "DELETE Person WHERE id = 1");
    CHECK(AskBoth(*database, "MANY Person { id }") == R"([{"id":4}])");
    Do(*database, "DELETE Person");
    CHECK(AskBoth(*database, "MANY Seat WHERE by IS NOT NULL { by, name: by.team }") ==
          R"([{"by":4,"name":null}])");
    for (const char* taken : {"x: Int? = 9", "x: Int? = 10", "rank: Int? = 4"}) {
      CHECK(Refusal(*database, "TABLE Team { id: Int = 1 KEY, " + std::string(taken) + " }")
                .find("field is reserved") != std::string::npos);
    }
    const std::string plan = *database->Explain("MANY Person WHERE team = 2 { id }");
    CHECK(plan.find("index Person.team = 2") != std::string::npos);
  }

  TEST_CASE("a type says what its values are and how they look") {
    // Covers: Type
    auto database = OpenWith({"ENUM Mood { bad = 2, good = 1 }",
                              "TABLE K { a: Int = 1, b: Text = 2, KEY (a, b) }",
                              "TABLE T { id: Int = 1 KEY, b: Bool? = 2, f: Float? = 3, d: "
                              "Decimal(3)? = 4, t: Text? = 5, "
                              "y: Bytes? = 6, at: Time? = 7, on: Date? = 8, u: Uuid? = 9, j: "
                              "Json? = 10, m: Mood? = 11, "
                              "r: T? = 12, k: K? = 13 }",
                              "INSERT T { id: 1 }"});
    Recorder recorder;
    const Subscription live = Follow(*database, "LIVE MANY T WHERE id = 2 { * }", recorder);
    Do(*database,
       "INSERT T { id: 2, b: TRUE, f: 1e-3, d: 1.5, t: 'x', y: 'AQI=', at: '2026-01-02 03:04', "
       "on: '2026-01-02', u: '00112233-4455-6677-8899-aabbccddeeff', j: '{\"b\": 1, \"a\": "
       "[2]}', "
       "m: 'good', r: 1, k: (7, 'z') }");
    const std::string all =
        R"([{"id":2,"b":true,"f":0.001,"d":1.500,"t":"x","y":"AQI=",)"
        R"("at":"2026-01-02T03:04:00Z",)"
        R"("on":"2026-01-02","u":"00112233-4455-6677-8899-aabbccddeeff","j":{"a":[2],"b":1},)"
        R"("m":"good","r":1,"k":[7,"z"]}])";
    CHECK(recorder.tree.Json() == all);
    CHECK(Ask(*database, "MANY T WHERE id = 2 { * }") == all);
    CHECK(
        Ask(*database, "ONE T { * }") ==
        R"({"id":1,"b":null,"f":null,"d":null,"t":null,"y":null,"at":null,"on":null,"u":null,)"
        R"("j":null,"m":null,"r":null,"k":null})");
    for (const char* wrong :
         {"b: 1", "f: 'x'", "d: 1.2345", "t: 1", "y: '*'", "at: 'noon'", "on: '2026-13-01'",
          "u: 'x'", "j: '{'", "m: 'odd'", "r: 'x'", "id: NULL", "id: 1.5"}) {
      INFO(std::string(wrong));
      CHECK(Refusal(*database, "UPDATE T SET " + std::string(wrong)) != "ok");
    }
    CHECK(Refusal(*database, "TABLE X { id: Int(2) = 1 KEY }") != "ok");
    CHECK(Refusal(*database, "TABLE X { id: Decimal = 1 KEY }") != "ok");
    CHECK(Ask(*database, "MANY T WHERE id = 2 { * }") == all);
  }

  TEST_CASE("an item has each of its forms") {
    // Covers: Item
    auto database = OpenWith(
        {"TABLE P { id: Int = 1 KEY, name: Text = 2, boss: P? = 3 BACK team }",
         "FRAGMENT Named ON P { name, n: COUNT team }", "INSERT P { id: 1, name: 'a' }",
         "INSERT P { id: 2, name: 'b', boss: 1 }", "INSERT P { id: 3, name: 'c', boss: 2 }"});
    const std::pair<const char*, const char*> forms[] = {
        {"*", R"({"id":2,"name":"b","boss":1})"},
        {"...boss { id, over: name }", R"({"id":1,"over":"a"})"},
        {"...Named", R"({"name":"b","n":1})"},
        {"MANY team { id }", R"({"team":[{"id":3}]})"},
        {"below: MANY P WHERE boss = 2 { id }", R"({"below":[{"id":3}]})"},
        {"first: ONE P { id }", R"({"first":{"id":1}})"},
        {"team { id }", R"({"team":[{"id":3}]})"},
        {"above: boss { id }", R"({"above":{"id":1}})"},
        {"t: team WHERE id > 3 { id }", R"({"t":[]})"},
        {"RECURSE team", R"({"team":[{"team":[]}]})"},
        {"id, up: RECURSE boss DEPTH 1", R"({"id":2,"up":[{"id":1,"up":[]}]})"},
        {"name", R"({"name":"b"})"},
        {"boss.name", R"({"name":"a"})"},
        {"x: id + 1, boss,", R"({"x":3,"boss":1})"}};
    for (const auto& each : forms) {
      const auto& form = each.first;
      const auto& row = each.second;
      INFO(std::string(form));
      CHECK(AskBoth(*database, "MANY P WHERE id = 2 { " + std::string(form) + " }") ==
            "[" + std::string(row) + "]");
    }
  }

  TEST_CASE("an assignment gives a value or a tuple") {
    // Covers: Assign
    auto database = OpenWith({"TABLE K { a: Int = 1, b: Text = 2, KEY (a, b) }",
                              "TABLE T { id: Int = 1 KEY, n: Int? = 2, k: K? = 3 BACK uses }",
                              "INSERT K { a: 7, b: 'z' }", "INSERT T { id: 1, n: 3 }",
                              "INSERT T { id: 2 }"});
    Recorder recorder;
    const Subscription live = Follow(*database, "LIVE MANY K { uses { id, n } }", recorder);
    CHECK(Do(*database, "UPDATE T WHERE id = 1 SET n = n * 2 + id, k = (n + 4, 'z')").rows ==
          1);
    CHECK(recorder.tree.Json() == R"([{"uses":[{"id":1,"n":7}]}])");
    Do(*database, "UPDATE T SET n = COUNT k.uses, k = NULL");
    CHECK(recorder.tree.Json() == R"([{"uses":[]}])");
    CHECK(Ask(*database, "MANY T { n, k }") == R"([{"n":1,"k":null},{"n":0,"k":null}])");
    CHECK(Refusal(*database, "UPDATE T SET k = (1, 2, 3)") != "ok");
    CHECK(Refusal(*database, "UPDATE T SET n = (1, 2)") != "ok");
    CHECK(Refusal(*database, "UPDATE T SET n = 1, n = 2") == "1:21: field is set twice: n");
  }

  TEST_CASE("a mutation has each of its forms") {
    // Covers: Mutation
    auto database = OpenWith({"TABLE T { id: Int = 1 KEY, n: Int = 2 DEFAULT 0 }",
                              "TABLE Old { id: Int = 1 KEY }", "QUERY Q MANY T { id }"});
    Recorder recorder;
    const Subscription live = Follow(*database, "LIVE MANY T { id, n }", recorder);
    CHECK(Do(*database, "INSERT T { id: 1, n: 2 }").rows == 1);
    CHECK(Do(*database, "UPSERT T { id: 1, n: 3 }").rows == 1);
    CHECK(Do(*database, "UPSERT T { id: 2 }").rows == 1);
    CHECK(Do(*database, "UPDATE T SET n = n + 1").rows == 2);
    CHECK(Do(*database, "UPDATE T WHERE id = 2 SET n = 9").rows == 1);
    CHECK(recorder.tree.Json() == R"([{"id":1,"n":4},{"id":2,"n":9}])");
    CHECK(Do(*database, "DELETE T WHERE n > 8").rows == 1);
    CHECK(Do(*database, "TX { INSERT T { id: 5 }; DELETE T WHERE id = 1; UPDATE T SET n = 6; }")
              .rows == 3);
    CHECK(recorder.tree.Json() == R"([{"id":5,"n":6}])");
    recorder.Take();
    const std::uint64_t version = database->version();
    CHECK(Do(*database, "PREVIEW TX { DELETE T }").rows == 1);
    REQUIRE(recorder.frames.size() == 1);
    CHECK(recorder.frames[0].kind == FrameKind::kPreview);
    CHECK(database->version() == version);
    CHECK(Do(*database, "ASSERT some: EXISTS T").declared == "assert");
    CHECK(Refusal(*database, "DELETE T") == "assertion does not hold: some");
    CHECK(Do(*database, "DROP ASSERT some").declared == "drop");
    CHECK(Do(*database, "DELETE T").rows == 1);
    CHECK(recorder.tree.Json() == "[]");
    Do(*database, "DROP QUERY Q");
    CHECK(database->NamedQueries().empty());
    Do(*database, "DROP TABLE Old");
    CHECK(Refusal(*database, "MANY Old { id }") == "1:6: no table 'Old'");
  }

  TEST_CASE("EXPLAIN LIVE says how an answer is kept and keeps none") {
    // Covers: Explain live
    auto database = OpenWith({"TABLE T { id: Int = 1 KEY, n: Int = 2 INDEX }"});
    const std::string query = "MANY T WHERE n = 3 ORDER BY n LIMIT 2 { id }";
    const std::string once = *database->Explain("EXPLAIN " + query);
    const std::string live = *database->Explain("EXPLAIN LIVE " + query);
    CHECK(live == *database->Explain("LIVE " + query));
    CHECK(live != once);
    CHECK(live.find("scan T") != std::string::npos);
    CHECK(live.find("index T.n") == std::string::npos);  // That is how rows are found once.
    CHECK(once.find("index T.n = 3") != std::string::npos);
    CHECK(database->Explain("EXPLAIN LIVE " + query, {}, ExplainFormat::kJson)->front() == '{');
    CHECK(database->Explain("EXPLAIN LIVE " + query, {}, ExplainFormat::kDot)
              ->starts_with("digraph"));
    CHECK(database->live_row_count() == 0);
    CHECK(database->Explain("EXPLAIN LIVE MANY Tt { id }").status().message() ==
          "no table 'Tt'; did you mean 'T'?");
    CHECK_FALSE(database->Explain("EXPLAIN LIVE DELETE T").ok());
  }
}

}  // namespace
}  // namespace cambium
