// Mutations are validated into changes of entities, or refused with a reason.
// SPDX-License-Identifier: Apache-2.0
#include "query/mutation.h"

#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::Do;
using testing::Refusal;

const std::string_view kTable =
    "TABLE T { id: Int = 1 KEY, name: Text = 2, n: Int? = 3, price: Decimal(2) = 4 DEFAULT 1, "
    "f: Float? = 5 }";
const std::string_view kAll = "MANY T { id, name, n }";

std::unique_ptr<Database> ThreeRows() {
  return testing::OpenWith({kTable, "INSERT T { id: 1, name: 'a', n: 10 }",
                            "INSERT T { id: 2, name: 'b', n: 20 }",
                            "INSERT T { id: 3, name: 'c' }"});
}

TEST_SUITE("INSERT") {
  TEST_CASE("a change has the whole new row under its subject") {
    const Schema schema = testing::MakeSchema({kTable});
    const auto files = MakeMemoryFileSystem();
    const auto store = *Store::Open(*files, "memory");
    MutationPlanner planner(schema, *store, Value::Time(0));
    REQUIRE(
        planner.Add(testing::Parse<Insert>("INSERT T { name: 'a', id: 1 + 1, f: 3 }")).ok());
    CHECK(planner.changes().rows == 1);
    REQUIRE(planner.changes().tables.size() == 1);
    const TableChanges& changes = planner.changes().tables.begin()->second;
    CHECK(changes.table == schema.Find("T"));
    REQUIRE(changes.entities.size() == 1);
    const auto& [subject, change] = *changes.entities.begin();
    CHECK(subject == SubjectOf(*schema.Find("T"), *change.after));
    CHECK_FALSE(change.before.has_value());
    CHECK(*change.after ==
          Row{Value::Int(2), Value::Text("a"), Value(), Value::Of({100, 2}), Value::Float(3)});
  }

  TEST_CASE("takes defaults and leaves nullable fields out") {
    // Covers: Mutation partly, Obj, Member partly
    auto database = testing::OpenWith({kTable, "INSERT T { id: 1, name: 'a', }"});
    CHECK(Ask(*database, "MANY T { * }") ==
          R"([{"id":1,"name":"a","n":null,"price":1.00,"f":null}])");
  }

  TEST_CASE("refuses a key that stands") {
    // Covers: rule 14 partly
    auto database = ThreeRows();
    CHECK(Refusal(*database, "INSERT T { id: 2, name: 'x' }") ==
          "1:8: key exists already in T: 2");
    CHECK(Refusal(*database, "INSERT T { id: 2.00, name: 'x' }") ==
          "1:8: key exists already in T: 2");
  }

  TEST_CASE("refuses what does not fit the table") {
    // Covers: rule 10 partly
    auto database = ThreeRows();
    CHECK(Refusal(*database, "INSERT U { id: 4 }") == "1:8: no table 'U'; did you mean 'T'?");
    CHECK(Refusal(*database, "INSERT T { id: 4, naem: 'x' }") ==
          "1:19: no field 'naem' on T; did you mean 'name'?");
    CHECK(Refusal(*database, "INSERT T { id: 4, id: 5, name: 'x' }") ==
          "1:19: field is given twice: id");
    CHECK(Refusal(*database, "INSERT T { id: 4 }") == "1:8: field is missing: name");
    CHECK(Refusal(*database, "INSERT T { id: 4, name: NULL }") ==
          "1:25: field cannot be NULL: name");
    CHECK(Refusal(*database, "INSERT T { id: 'x', name: 'x' }") ==
          "1:16: id: not a value of type Int: 'x'");
    CHECK(Refusal(*database, "INSERT T { id: 4, name: 'x', price: 0.001 }") ==
          "1:37: price: not a value of type Decimal(2): 0.001");
    CHECK(Refusal(*database, "INSERT T { id: n, name: 'x' }") ==
          "1:16: a new row has no fields to read");
    CHECK(Refusal(*database, "INSERT T { id: 9223372036854775807 + 1, name: 'x' }") ==
          "1:16: Int overflows");
    CHECK(Ask(*database, "MANY T { id }") == R"([{"id":1},{"id":2},{"id":3}])");
  }
}

TEST_SUITE("UPDATE") {
  TEST_CASE("sets the rows that match and counts them") {
    // Covers: Mutation partly, Assign partly, rule 24 partly
    auto database = ThreeRows();
    CHECK(Do(*database, "UPDATE T WHERE n >= 10 SET n = n + 1, name = 'z'").rows == 2);
    CHECK(Ask(*database, kAll) ==
          R"([{"id":1,"name":"z","n":11},{"id":2,"name":"z","n":21},{"id":3,"name":"c",)"
          R"("n":null}])");
    CHECK(Do(*database, "UPDATE T SET n = NULL").rows == 3);
    CHECK(Do(*database, "UPDATE T WHERE id = 9 SET n = 1").rows == 0);
  }

  TEST_CASE("reads old values on every right side") {
    // Covers: rule 14 partly
    auto database = ThreeRows();
    Do(*database, "UPDATE T WHERE id = 1 SET n = id, id = n");
    CHECK(Ask(*database, kAll) ==
          R"([{"id":2,"name":"b","n":20},{"id":3,"name":"c","n":null},{"id":10,)"
          R"("name":"a","n":1}])");
  }

  TEST_CASE("may shift keys and swap them") {
    auto database = ThreeRows();
    CHECK(Do(*database, "UPDATE T SET id = id + 1").rows == 3);
    CHECK(Ask(*database, "MANY T { id, name }") ==
          R"([{"id":2,"name":"a"},{"id":3,"name":"b"},{"id":4,"name":"c"}])");
    Do(*database, "UPDATE T SET id = 6 - id");
    CHECK(Ask(*database, "MANY T { id, name }") ==
          R"([{"id":2,"name":"c"},{"id":3,"name":"b"},{"id":4,"name":"a"}])");
  }

  TEST_CASE("refuses keys that meet") {
    auto database = ThreeRows();
    CHECK(Refusal(*database, "UPDATE T WHERE id = 1 SET id = 2") ==
          "1:8: key exists already in T: 2");
    CHECK(Refusal(*database, "UPDATE T SET id = 7") == "1:8: key exists already in T: 7");
    CHECK(Refusal(*database, "UPDATE T WHERE id < 3 SET id = id + 1") ==
          "1:8: key exists already in T: 3");
    CHECK(Ask(*database, "MANY T { id }") == R"([{"id":1},{"id":2},{"id":3}])");
  }

  TEST_CASE("refuses what does not fit") {
    auto database = ThreeRows();
    CHECK(Refusal(*database, "UPDATE T SET m = 1") ==
          "1:14: no field 'm' on T; did you mean 'n'?");
    CHECK(Refusal(*database, "UPDATE T SET n = 1, n = 2") == "1:21: field is set twice: n");
    CHECK(Refusal(*database, "UPDATE T SET name = n") ==
          "1:21: name: not a value of type Text: 10");
    CHECK(Refusal(*database, "UPDATE T WHERE n IS NULL SET name = NULL") ==
          "1:37: field cannot be NULL: name");
    CHECK(Refusal(*database, "UPDATE T SET n = n * 9223372036854775807") ==
          "1:18: Int overflows");
    CHECK(Refusal(*database, "UPDATE T WHERE n * 9223372036854775807 > 0 SET n = 0") ==
          "1:16: Int overflows");
    CHECK(Refusal(*database, "UPDATE T WHERE name SET n = 0") ==
          "1:16: expected a truth value, found Text");
    CHECK(Ask(*database, kAll) ==
          R"([{"id":1,"name":"a","n":10},{"id":2,"name":"b","n":20},{"id":3,"name":"c",)"
          R"("n":null}])");
  }
}

TEST_SUITE("DELETE") {
  TEST_CASE("deletes the rows that match and counts them") {
    // Covers: Mutation partly, rule 14 partly
    auto database = ThreeRows();
    CHECK(Do(*database, "DELETE T WHERE n > 10").rows == 1);
    CHECK(Ask(*database, "MANY T { id }") == R"([{"id":1},{"id":3}])");
    CHECK(Do(*database, "DELETE T WHERE n > 10").rows == 0);
    CHECK(Do(*database, "DELETE T").rows == 2);
    CHECK(Ask(*database, "MANY T { id }") == "[]");
  }

  TEST_CASE("leaves references dangling") {
    // Covers: rule 14 partly
    auto database = testing::OpenWith(
        {testing::kIssueTable, testing::kCommentTable, "INSERT Issue { id: 1, title: 'a' }",
         "INSERT Comment { id: 1, issue: 1, text: 'x' }",
         "INSERT Comment { id: 2, issue: 7, text: 'y' }", "DELETE Issue"});
    CHECK(Ask(*database, "MANY Comment { id, issue }") ==
          R"([{"id":1,"issue":1},{"id":2,"issue":7}])");
  }

  TEST_CASE("a key that was deleted can come again") {
    auto database = ThreeRows();
    Do(*database, "DELETE T WHERE id = 1");
    CHECK(Refusal(*database, "INSERT T { id: 1, name: 'x' }") == "ok");
    CHECK(Ask(*database, "MANY T WHERE id = 1 { name, n }") == R"([{"name":"x","n":null}])");
  }

  TEST_CASE("refuses what does not fit") {
    auto database = ThreeRows();
    CHECK(Refusal(*database, "DELETE U") == "1:8: no table 'U'; did you mean 'T'?");
    CHECK(Refusal(*database, "DELETE T WHERE n + 9223372036854775807 > 0") ==
          "1:16: Int overflows");
  }
}

TEST_SUITE("UPSERT") {
  TEST_CASE("inserts what is new and sets the named fields of what stands") {
    // Covers: Mutation partly, rule 14 partly
    auto database = ThreeRows();
    CHECK(Do(*database, "UPSERT T { id: 2, n: 5 }").rows == 1);
    CHECK(Do(*database, "UPSERT T { id: 4, name: 'd' }").rows == 1);
    CHECK(Ask(*database, kAll) ==
          R"([{"id":1,"name":"a","n":10},{"id":2,"name":"b","n":5},{"id":3,"name":"c",)"
          R"("n":null},{"id":4,"name":"d","n":null}])");
    CHECK(Refusal(*database, "UPSERT T { id: 5 }") == "1:8: field is missing: name");
    CHECK(Refusal(*database, "UPSERT T { name: 'x' }") == "1:8: field is missing: id");
  }
}

TEST_SUITE("TX") {
  TEST_CASE("is one commit in which later statements see earlier ones") {
    // Covers: Mutation partly, rule 14 partly, rule 24 partly
    auto database = ThreeRows();
    const std::uint64_t before = database->version();
    testing::Recorder recorder;
    const Subscription subscription =
        testing::Follow(*database, "LIVE MANY T { id, n }", recorder);
    recorder.Take();
    const Committed done = Do(*database,
                              "TX { INSERT T { id: 9, name: 'i', n: 1 }; UPDATE T WHERE n = 1 "
                              "SET n = 2, id = 8; DELETE T WHERE n = 2; UPDATE T WHERE id = 1 "
                              "SET n = 3; UPSERT T { id: 1, n: 4 } }");
    CHECK(done.rows == 5);
    CHECK(done.commit == before + 1);
    CHECK(recorder.Take() ==
          R"({"sub":1,"t":"delta","from":4,"to":5,"ops":[["=",[1],{"n":4}]]})"
          "\n");
  }

  TEST_CASE("fails whole") {
    auto database = ThreeRows();
    const std::uint64_t before = database->version();
    CHECK(Refusal(*database, "TX { DELETE T; INSERT T { id: 1 } }") ==
          "1:23: field is missing: name");
    CHECK(Refusal(*database, "TX { DELETE T WHERE id = 1; INSERT T { id: 2, name: 'x' } }") ==
          "1:36: key exists already in T: 2");
    CHECK(database->version() == before);
    CHECK(Ask(*database, "MANY T { id }") == R"([{"id":1},{"id":2},{"id":3}])");
  }
}

TEST_SUITE("ON DELETE") {
  std::unique_ptr<Database> Folders(const std::string& rule) {
    return testing::OpenWith(
        {"TABLE F { id: Int = 1 KEY, up: F? = 2 BACK subs ON DELETE " + rule + " }",
         "INSERT F { id: 1 }", "INSERT F { id: 2, up: 1 }", "INSERT F { id: 3, up: 2 }"});
  }

  TEST_CASE("RESTRICT names who refers") {
    auto database = Folders("RESTRICT");
    CHECK(Refusal(*database, "DELETE F WHERE id = 1") ==
          "1:8: row is referred to: F 1 by F.up of 2");
    CHECK(Refusal(*database, "DELETE F") == "ok");
  }

  TEST_CASE("CASCADE goes all the way and counts the rows that matched") {
    auto database = Folders("CASCADE");
    CHECK(Do(*database, "DELETE F WHERE id = 1").rows == 1);
    CHECK(Ask(*database, "MANY F { id }") == "[]");
  }

  TEST_CASE("CASCADE follows a chain as long as a table") {
    auto database = testing::OpenWith(
        {"TABLE F { id: Int = 1 KEY, up: F? = 2 BACK subs ON DELETE CASCADE }",
         "INSERT F { id: 0 }"});
    for (int id = 1; id <= 12'000;) {
      std::string inserts;
      for (int i = 0; i < 1000; ++i, ++id) {
        inserts +=
            "INSERT F { id: " + std::to_string(id) + ", up: " + std::to_string(id - 1) + " };";
      }
      Do(*database, "TX { " + inserts + " }");
    }
    Do(*database, "DELETE F WHERE id = 1");
    CHECK(Ask(*database, "MANY F { id }") == R"([{"id":0}])");
  }

  TEST_CASE("NULL forgets the row") {
    auto database = Folders("NULL");
    Do(*database, "DELETE F WHERE id = 2");
    CHECK(Ask(*database, "MANY F { id, up }") == R"([{"id":1,"up":null},{"id":3,"up":null}])");
  }
}

}  // namespace
}  // namespace cambium
