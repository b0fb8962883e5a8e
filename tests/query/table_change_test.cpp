// Tables that are declared again: each kind of change, of a table that is empty, that has rows,
// that is being followed, and behind a restart.
// SPDX-License-Identifier: Apache-2.0
#include "query/table_change.h"

#include "doctest/doctest.h"
#include "lsm/file_system.h"
#include "tests/support/reopened.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::Do;
using testing::Follow;
using testing::Recorder;
using testing::Refusal;

constexpr const char* kBefore =
    "TABLE A { id: Int = 1 KEY, n: Int = 2, t: Text? = 3, d: Decimal(2) = 5 DEFAULT 1.5, "
    "RESERVED 7, 'gone' }";
constexpr const char* kRows[] = {"INSERT A { id: 1, n: 5, t: 'x' }",
                                 "INSERT A { id: 2, n: 7, d: 0.25 }"};

struct Change {
  const char* name;
  const char* after;
  const char* answer;          // of the rows, all fields
  const char* refused = "ok";  // with rows
  const char* refused_empty = "ok";
};

constexpr Change kChanges[] = {
    {"nothing",
     "TABLE A{id:Int=1 KEY,n:Int=2,t:Text?=3,d:Decimal(2)=5 DEFAULT 1.5,RESERVED 7,'gone'}",
     R"([{"id":1,"n":5,"t":"x","d":1.50},{"id":2,"n":7,"t":null,"d":0.25}])"},
    {"a field that can be NULL is added",
     "TABLE A { id: Int = 1 KEY, n: Int = 2, m: Int? = 4 }",
     R"([{"id":1,"n":5,"m":null},{"id":2,"n":7,"m":null}])"},
    {"a field with a default is added",
     "TABLE A { m: Int = 4 DEFAULT 9, id: Int = 1 KEY, n: Int = 2 }",
     R"([{"m":9,"id":1,"n":5},{"m":9,"id":2,"n":7}])"},
    {"a field that is required is added", "TABLE A { id: Int = 1 KEY, m: Int = 4 }", "",
     "1:28: rows of A have no value of 'm': 1, 2"},
    {"fields are dropped", "TABLE A { id: Int = 1 KEY }", R"([{"id":1},{"id":2}])"},
    {"a field is renamed", "TABLE A { id: Int = 1 KEY, amount: Int = 2 }",
     R"([{"id":1,"amount":5},{"id":2,"amount":7}])"},
    {"the key is renamed", "TABLE A { key: Int = 1 KEY, n: Int = 2 }",
     R"([{"key":1,"n":5},{"key":2,"n":7}])"},
    {"fields swap their names", "TABLE A { id: Int = 1 KEY, d: Int = 2, n: Decimal(2) = 5 }",
     R"([{"id":1,"d":5,"n":1.50},{"id":2,"d":7,"n":0.25}])"},
    {"Int becomes Decimal", "TABLE A { id: Int = 1 KEY, n: Decimal(2) = 2 }",
     R"([{"id":1,"n":5.00},{"id":2,"n":7.00}])"},
    {"Int becomes the finest Decimal", "TABLE A { id: Int = 1 KEY, n: Decimal(18) = 2 }",
     R"([{"id":1,"n":5.000000000000000000},{"id":2,"n":7.000000000000000000}])"},
    {"Decimal gets more digits", "TABLE A { id: Int = 1 KEY, d: Decimal(4) = 5 }",
     R"([{"id":1,"d":1.5000},{"id":2,"d":0.2500}])"},
    {"Decimal gets fewer digits than values have",
     "TABLE A { id: Int = 1 KEY, d: Decimal(1) = 5 }", "",
     "1:31: rows of A have values of 'd' that do not fit Decimal(1): 2"},
    {"Decimal becomes Int", "TABLE A { id: Int = 1 KEY, d: Int = 5 }", "",
     "1:31: rows of A have values of 'd' that do not fit Int: 1, 2"},
    {"NULL is allowed", "TABLE A { id: Int = 1 KEY, n: Int? = 2 }",
     R"([{"id":1,"n":5},{"id":2,"n":7}])"},
    {"NULL is not allowed any more", "TABLE A { id: Int = 1 KEY, t: Text = 3 }", "",
     "1:28: rows of A have no value of 't': 2"},
    {"a type becomes another", "TABLE A { id: Int = 1 KEY, n: Text = 2 }", "",
     "1:31: field 'n' cannot change its type from Int to Text; give a new field a number of "
     "its "
     "own",
     "1:31: field 'n' cannot change its type from Int to Text; give a new field a number of "
     "its "
     "own"},
    {"another key", "TABLE A { id: Int = 1, n: Int = 2 KEY }", "",
     "1:7: the key of a table stays as it is: A", "1:7: the key of a table stays as it is: A"},
    {"a key of another type", "TABLE A { id: Decimal(2) = 1 KEY }", "",
     "1:7: the key of a table stays as it is: A", "1:7: the key of a table stays as it is: A"},
    {"a number is reserved", "TABLE A { id: Int = 1 KEY, n: Int = 2, RESERVED 3, 'd' }",
     R"([{"id":1,"n":5},{"id":2,"n":7}])"},
    {"a reserved number is used", "TABLE A { id: Int = 1 KEY, m: Int? = 7 }", "",
     "1:28: field is reserved: m = 7", "1:28: field is reserved: m = 7"},
    {"a reserved name is used", "TABLE A { id: Int = 1 KEY, gone: Int? = 8 }", "",
     "1:28: field is reserved: gone = 8", "1:28: field is reserved: gone = 8"},
    {"an index begins", "TABLE A { id: Int = 1 KEY, n: Int = 2 INDEX }",
     R"([{"id":1,"n":5},{"id":2,"n":7}])"},
    {"a field is unique", "TABLE A { id: Int = 1 KEY, n: Int = 2 UNIQUE INDEX }",
     R"([{"id":1,"n":5},{"id":2,"n":7}])"},
    {"a default that is not unique", "TABLE A { id: Int = 1 KEY, m: Int = 4 UNIQUE DEFAULT 0 }",
     "", "1:28: rows of A share values of 'm': 0 in 1, 2"},
};

void CheckChange(const Change& change, bool has_rows, bool is_reopened) {
  INFO(change.name, has_rows ? " with rows" : " without", is_reopened ? " reopened" : "");
  testing::Reopened files;
  Do(*files.database, kBefore);
  for (const char* row : kRows) {
    if (has_rows) Do(*files.database, row);
  }
  if (is_reopened) files.Open();
  Recorder all;
  Subscription live = Follow(*files.database, "LIVE MANY A { * }", all);
  const std::string before = all.tree.Json();
  const std::uint64_t version = files.database->version();
  const std::string refused = has_rows ? change.refused : change.refused_empty;
  all.Take();
  CHECK(Refusal(*files.database, change.after) == refused);
  const bool changes = refused == "ok" && &change != &kChanges[0];
  // One commit, and one frame.
  CHECK(files.database->version() == version + (changes ? 1 : 0));
  CHECK(all.frames.size() == (changes ? 1 : 0));
  if (changes) CHECK(all.frames[0].kind == FrameKind::kReset);
  const std::string expected = refused != "ok" ? before : has_rows ? change.answer : "[]";
  CHECK(all.tree.Json() == expected);
  CHECK(Ask(*files.database, "MANY A { * }") == expected);
  live.Stop();
  files.Open();
  CHECK(Ask(*files.database, "MANY A { * }") == expected);
  if (refused == "ok") CHECK(Do(*files.database, change.after).commit == version + changes);
}

// Behind these statements row 1 is another one, with nothing of what the first had.
void CheckReplaced(std::initializer_list<const char*> statements) {
  testing::Reopened files;
  for (const char* statement : {kBefore, kRows[0], kRows[1]}) Do(*files.database, statement);
  Do(*files.database, "TABLE A { id: Int = 1 KEY }");
  files.Open();
  for (const char* statement : statements) Do(*files.database, statement);
  CHECK(Refusal(*files.database, "TABLE A { id: Int = 1 KEY, n: Int = 2 }") ==
        "1:28: rows of A have no value of 'n': 1");
  CHECK(Refusal(*files.database, "TABLE A { id: Int = 1 KEY, n: Text? = 2 }") ==
        "1:31: rows of A have values of 'n' that do not fit Text: 2");
  Do(*files.database, "TABLE A { id: Int = 1 KEY, n: Int = 2 DEFAULT 3 }");
  CHECK(Ask(*files.database, "MANY A { * }") == R"([{"id":1,"n":3},{"id":2,"n":7}])");
}

TEST_SUITE("Tables declared again") {
  TEST_CASE("take over their rows or name those that stand in the way") {
    // Covers: Table partly, Member partly, rule 11 partly, rule 14 partly, rule 24 partly
    for (const Change& change : kChanges) {
      for (const bool has_rows : {false, true}) {
        for (const bool is_reopened : {false, true}) CheckChange(change, has_rows, is_reopened);
      }
    }
  }

  TEST_CASE("a live query goes on behind the reset") {
    // Covers: rule 13 live partly, rule 14 partly
    auto database = testing::OpenWith({kBefore, kRows[0], kRows[1]});
    Recorder all;
    Recorder amount;
    Recorder other;
    const Subscription live = Follow(*database, "LIVE MANY A { * }", all);
    const Subscription gone = Follow(*database, "LIVE MANY A { n }", amount);
    Do(*database, "TABLE B { id: Int = 1 KEY }");
    const Subscription apart = Follow(*database, "LIVE MANY B { id }", other);
    all.Take();
    amount.Take();
    other.Take();
    Do(*database, "TABLE A { amount: Decimal(1) = 2, id: Int = 1 KEY, t: Text? = 3 }");
    CHECK(all.Take() == R"({"sub":1,"t":"reset","v":5,"why":"schema","data":[)"
                        R"({"$k":1,"amount":5.0,"id":1,"t":"x"},)"
                        R"({"$k":2,"amount":7.0,"id":2,"t":null}]})"
                        "\n");
    REQUIRE(amount.frames.size() == 1);
    CHECK(amount.frames[0].kind == FrameKind::kError);
    CHECK(std::string(amount.Take()).find("no field 'n' on A") != std::string::npos);
    CHECK(other.Take() == "");
    Do(*database, "UPDATE A WHERE id = 2 SET amount = amount / 2");
    CHECK(all.tree.Json() == Ask(*database, "MANY A { * }"));
    CHECK(all.frames.size() == 1);
    CHECK(amount.Take() == "");
    CHECK_FALSE(database->Unsubscribe(2));
  }

  TEST_CASE("a dropped field is read again where its rows still stand") {
    // Covers: rule 14 partly
    CheckReplaced({"DELETE A WHERE id = 1", "INSERT A { id: 1 }"});
    CheckReplaced({"TX { DELETE A WHERE id = 1; INSERT A { id: 1 } }"});
    CheckReplaced({"TX { DELETE A WHERE id = 1; INSERT A { id: 1 }; UPDATE A SET id = id }"});
    CheckReplaced({"TX { UPDATE A WHERE id = 1 SET id = 3; INSERT A { id: 1 } }",
                   "DELETE A WHERE id = 3"});
  }

  TEST_CASE("an index of a field that becomes Float has its old numbers") {
    auto database = testing::OpenWith({"TABLE A { id: Int = 1 KEY, d: Decimal(1)? = 2 }",
                                       "INSERT A { id: 1, d: 0.1 }", "INSERT A { id: 2, d: 2 }",
                                       "TABLE A { id: Int = 1 KEY }",
                                       "TABLE A { id: Int = 1 KEY, d: Float? = 2 INDEX }"});
    CHECK(Ask(*database, "MANY A WHERE d = 1e-1 { id }") == R"([{"id":1}])");
    CHECK(Ask(*database, "MANY A WHERE d = 2 { id }") == R"([{"id":2}])");
    CHECK(Do(*database, "UPDATE A WHERE d = 1e-1 SET d = 3").rows == 1);
    CHECK(Ask(*database, "MANY A WHERE d > 2e0 { id }") == R"([{"id":1}])");
  }

  TEST_CASE("a reserved number is free only behind a declaration that releases it") {
    // Covers: rule 11 partly
    auto database = testing::OpenWith({kBefore, kRows[0]});
    Do(*database, "TABLE A { id: Int = 1 KEY, RESERVED 2, 't' }");
    const std::string_view reused = "TABLE A { id: Int = 1 KEY, m: Int? = 2 }";
    CHECK(Refusal(*database, reused) == "1:28: field is reserved: m = 2");
    CHECK(Refusal(*database, "TABLE A { id: Int = 1 KEY, t: Text? = 3 }") ==
          "1:28: field is reserved: t = 3");
    Do(*database, "TABLE A { id: Int = 1 KEY }");
    Do(*database, reused);
    CHECK(Ask(*database, "MANY A { m }") == R"([{"m":5}])");
  }

  TEST_CASE("what stands in the way is named up to ten times and counted") {
    auto database = testing::OpenWith({"TABLE A { id: Int = 1 KEY, n: Int? = 2 }"});
    for (int i = 1; i <= 12; ++i) {
      Do(*database,
         "INSERT A { id: " + std::to_string(i) + ", n: " + std::to_string(i / 2) + " }");
    }
    CHECK(Refusal(*database, "TABLE A { id: Int = 1 KEY, m: Int = 3 }") ==
          "1:28: rows of A have no value of 'm': 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more");
    CHECK(Refusal(*database, "TABLE A { id: Int = 1 KEY, n: Int? = 2 UNIQUE }") ==
          "1:28: rows of A share values of 'n': 1 in 2, 3, 2 in 4, 5, 3 in 6, 7, 4 in 8, 9, "
          "5 in 10, 11");
  }

  TEST_CASE("UNIQUE begins and ends in the one commit of its table") {
    // Covers: rule 10 partly, rule 24 partly
    auto database = testing::OpenWith({"TABLE U { id: Int = 1 KEY, a: Text = 2 UNIQUE }"});
    CHECK(database->version() == 1);
    Do(*database, "INSERT U { id: 1, a: 'x' }");
    CHECK(Refusal(*database, "INSERT U { id: 2, a: 'x' }") ==
          "value exists already in U.a: \"x\"");
    CHECK(Do(*database, "TABLE U { id: Int = 1 KEY, a: Text = 2 }").commit == 3);
    Do(*database, "INSERT U { id: 2, a: 'x' }");
    CHECK(Refusal(*database, "TABLE U { id: Int = 1 KEY, a: Text = 2 UNIQUE }") ==
          "1:28: rows of U share values of 'a': \"x\" in 1, 2");
    Do(*database, "DELETE U WHERE id = 2");
    CHECK(Do(*database, "TABLE U { id: Int = 1 KEY, a: Text = 2 UNIQUE }").commit == 6);
    CHECK(Refusal(*database, "INSERT U { id: 2, a: 'x' }") ==
          "value exists already in U.a: \"x\"");
    // Within the commit that makes the index, too.
    Do(*database, "TABLE U { id: Int = 1 KEY, b: Int = 3 UNIQUE DEFAULT 4 }");
    CHECK(Refusal(*database, "INSERT U { id: 2 }") == "value exists already in U.b: 4");
  }

  TEST_CASE("an index changes its kind where it stands") {
    // Covers: rule 14 partly
    auto database = testing::OpenWith({"TABLE U { id: Int = 1 KEY, a: Int? = 2 INDEX }",
                                       "INSERT U { id: 1, a: 5 }", "INSERT U { id: 2, a: 6 }",
                                       "INSERT U { id: 3 }"});
    CHECK(Do(*database, "TABLE U { id: Int = 1 KEY, a: Int? = 2 UNIQUE }").commit == 5);
    CHECK(Refusal(*database, "INSERT U { id: 4, a: 6 }") == "value exists already in U.a: 6");
    CHECK(Ask(*database, "MANY U WHERE a = 6 { id }") == R"([{"id":2}])");
    Do(*database, "TABLE U { id: Int = 1 KEY, a: Int? = 2 INDEX }");
    Do(*database, "INSERT U { id: 4, a: 6 }");
    CHECK(Ask(*database, "MANY U WHERE a = 6 { id }") == R"([{"id":2},{"id":4}])");
    CHECK(Refusal(*database, "TABLE U { id: Int = 1 KEY, a: Int? = 2 UNIQUE }") ==
          "1:28: rows of U share values of 'a': 6 in 2, 4");
    CHECK(database->Verify().ok());
  }

  TEST_CASE("relations begin and end and move to another field") {
    auto database = testing::OpenWith({testing::kIssueTable, testing::kCommentTable,
                                       "INSERT Issue { id: 1, title: 'a' }",
                                       "INSERT Comment { id: 1, issue: 1, text: 'b' }"});
    Recorder recorder;
    const Subscription live =
        Follow(*database, "LIVE MANY Issue { n: COUNT comments }", recorder);
    Do(*database,
       "TABLE Comment { id: Int = 1 KEY, issue: Issue = 2 ON DELETE CASCADE, other: Issue? = 5 "
       "BACK comments }");
    CHECK(recorder.tree.Json() == R"([{"n":0}])");
    CHECK(Refusal(*database, "TABLE Issue { id: Int = 1 KEY, comments: Int? = 9 }") ==
          "1:7: field 'comments' is a relation already, by Comment.other");
    Do(*database, "TABLE Comment { id: Int = 1 KEY, issue: Issue = 2 ON DELETE CASCADE }");
    CHECK(recorder.frames.back().kind == FrameKind::kError);
    Do(*database, "DELETE Issue");
    CHECK(Ask(*database, "MANY Comment { id }") == "[]");
  }
}

TEST_SUITE("Enums declared again") {
  TEST_CASE("get members and names and lose what nobody uses") {
    // Covers: Enum partly, rule 14 partly
    testing::Reopened files;
    for (const char* statement :
         {"ENUM Mood { bad = 1, good = 2, odd = 3 }",
          "TABLE A { id: Int = 1 KEY, mood: Mood = 2 DEFAULT 'good', m: Mood? = 3 }",
          "INSERT A { id: 1 }", "INSERT A { id: 2, mood: 'bad' }"}) {
      Do(*files.database, statement);
    }
    Recorder recorder;
    Subscription live = Follow(*files.database, "LIVE MANY A { mood }", recorder);
    CHECK(Refusal(*files.database, "ENUM Mood { good = 2 }") ==
          "1:6: rows of A have values of 'mood' that would go: 2");
    CHECK(Refusal(*files.database, "ENUM Mood { bad = 1, fine = 2 }")
              .starts_with("1:6: table A needs what would go: no member 'good' in Mood"));
    CHECK(recorder.frames.size() == 1);
    const Committed changed = Do(*files.database, "ENUM Mood { new = 9, poor = 1, good = 2 }");
    CHECK(Do(*files.database, "ENUM Mood { new = 9, poor = 1, good = 2 }").commit ==
          changed.commit);
    CHECK(recorder.tree.Json() == R"([{"mood":"good"},{"mood":"poor"}])");
    Do(*files.database, "UPDATE A WHERE id = 1 SET mood = 'new', m = 'poor'");
    CHECK(recorder.tree.Json() == R"([{"mood":"new"},{"mood":"poor"}])");
    live.Stop();
    files.Open();
    CHECK(Ask(*files.database, "MANY A ORDER BY mood { * }") ==
          R"([{"id":2,"mood":"poor","m":null},{"id":1,"mood":"new","m":"poor"}])");
  }

  TEST_CASE("do not take the names that fields keep for tables to come") {
    testing::Reopened files;
    const std::string_view post =
        "TABLE Post { id: Int = 1 KEY, author: Author? = 2 BACK posts, kind: Kind? = 3 }";
    Do(*files.database, post);
    CHECK(Refusal(*files.database, "ENUM Author { a = 1 }") ==
          "1:6: an enum cannot be named like the table that Post.author refers to: Author");
    // Near enough to be taken for a slip, had the name not been accepted before.
    Do(*files.database, "ENUM Kinds { a = 1 }");
    files.Open();
    Do(*files.database, "ENUM Kinds { a = 1, b = 2 }");
    files.Open();
    Do(*files.database, "TABLE Author { id: Int = 1 KEY }");
    CHECK(Ask(*files.database, "MANY Author { id, MANY posts { id } }") == "[]");
  }
}

}  // namespace
}  // namespace cambium
