// Who holds on to a schema that changes: prepared statements, open transactions, snapshots,
// imports, and live queries whose names come to mean something else.
// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include "doctest/doctest.h"
#include "query/binding.h"
#include "query/database_snapshot.h"
#include "query/import/file_rows.h"
#include "query/open_transaction.h"
#include "query/prepared.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::Do;
using testing::Follow;
using testing::OpenWith;
using testing::Recorder;
using testing::Refusal;

constexpr std::string_view kTable = "TABLE A { id: Int = 1 KEY, n: Int = 2 }";
// Each moves `n` to another place among the fields.
constexpr std::string_view kWider =
    "TABLE A { more: Int = 3 DEFAULT 7, id: Int = 1 KEY, n: Int = 2 }";
constexpr std::string_view kRenamed =
    "TABLE A { more: Int = 3, id: Int = 1 KEY, amount: Int = 2 }";

std::string Shown(const absl::StatusOr<Answer>& answer) {
  return answer.ok() ? answer->Json() : std::string(answer.status().message());
}

TEST_SUITE("A schema that changes") {
  TEST_CASE("is noticed by prepared statements") {
    auto database = OpenWith({kTable, "INSERT A { id: 1, n: 5 }"});
    const Prepared find = *database->Prepare("ONE A WHERE id = $id { n }");
    const Prepared all = *database->Prepare("MANY A { n }");
    const Prepared add = *database->Prepare("INSERT A { id: $id, n: $n }");
    const std::vector<Value> one{Value::Int(1)};
    CHECK(Shown(find.QueryWith(one)) == R"({"n":5})");
    CHECK(Shown(find.QueryWith(one)) == R"({"n":5})");
    CHECK(Shown(all.Query()) == R"([{"n":5}])");
    REQUIRE(add.ExecuteWith(std::vector<Value>{Value::Int(2), Value::Int(6)}).ok());
    Do(*database, kWider);
    CHECK(Shown(find.QueryWith(one)) == R"({"n":5})");
    CHECK(Shown(all.Query()) == R"([{"n":5},{"n":6}])");
    REQUIRE(add.ExecuteWith(std::vector<Value>{Value::Int(3), Value::Int(8)}).ok());
    CHECK(Ask(*database, "MANY A { * }") ==
          R"([{"more":7,"id":1,"n":5},{"more":7,"id":2,"n":6},{"more":7,"id":3,"n":8}])");
    Do(*database, kRenamed);
    CHECK(Shown(find.QueryWith(one)) == "no field 'n' on A");
    CHECK(Shown(all.Query()) == "no field 'n' on A");
    CHECK(
        add.ExecuteWith(std::vector<Value>{Value::Int(4), Value::Int(8)}).status().message() ==
        "no field 'n' on A");
    Do(*database, "DROP TABLE A");
    CHECK(Shown(find.QueryWith(one)) == "no table 'A'");
    Do(*database, "TABLE A { id: Int = 1 KEY, n: Text? = 9 }");
    Do(*database, "INSERT A { id: 1, n: 'x' }");
    CHECK(Shown(find.QueryWith(one)) == R"({"n":"x"})");
  }

  TEST_CASE("ends the transactions that are open and nothing less does") {
    auto database = OpenWith({kTable});
    const auto unmoved = database->Begin();
    REQUIRE(unmoved->Execute("INSERT A { id: 1, n: 1 }").ok());
    Do(*database, kTable);
    CHECK(Refusal(*database, "TABLE A { id: Text = 1 KEY }") != "ok");
    CHECK(unmoved->Commit().ok());

    const auto writer = database->Begin();
    const auto reader = database->Begin();
    REQUIRE(writer->Execute("INSERT A { id: 2, n: 1 }").ok());
    Do(*database, kWider);
    const std::string ended = "conflict: the schema was changed by another commit";
    CHECK(writer->Execute("INSERT A { id: 3, n: 1 }").status().message() == ended);
    CHECK(writer->Query("MANY A { n }").status().message() == ended);
    CHECK(absl::IsAborted(writer->Commit().status()));
    CHECK(reader->Query("MANY A { n }").status().message() == ended);
    CHECK(Ask(*database, "MANY A { * }") == R"([{"more":7,"id":1,"n":1}])");

    int attempts = 0;
    const auto again = database->Transact([&](OpenTransaction& transaction) {
      if (++attempts == 1)
        Do(*database, "TABLE A { id: Int = 1 KEY, n: Int = 2, x: Int? = 4 }");
      return transaction.Execute("UPDATE A SET x = n + 1").status();
    });
    CHECK(again.ok());
    CHECK(attempts == 2);
    CHECK(Ask(*database, "MANY A { x }") == R"([{"x":2}])");
  }

  TEST_CASE("is that of its time for a snapshot") {
    auto database = OpenWith({kTable, "INSERT A { id: 1, n: 5 }"});
    const DatabaseSnapshot before = database->Snapshot();
    Do(*database, "DELETE A");
    Do(*database, "TABLE A { id: Int = 1 KEY }");
    // Another type under the number, which no row has any more.
    Do(*database, "TABLE A { id: Int = 1 KEY, n: Text? = 2 INDEX }");
    Do(*database, "INSERT A { id: 1, n: 'x' }");
    const DatabaseSnapshot between = database->Snapshot();
    Do(*database, "DROP TABLE A");
    CHECK(Shown(before.Query("MANY A WHERE n = 5 { * }")) == R"([{"id":1,"n":5}])");
    CHECK(Shown(between.Query("MANY A WHERE n = 'x' { * }")) == R"([{"id":1,"n":"x"}])");
    CHECK(Shown(database->Snapshot().Query("MANY A { * }")) == "no table 'A'");
  }

  TEST_CASE("is that of now for imports with and without followers") {
    auto database = OpenWith({kTable, kWider});
    Recorder recorder;
    Subscription live;
    for (const char* rows : {"id,n\n1,5\n", "id,more,n\n2,9,6\n"}) {
      std::istringstream in(rows);
      const auto source = MakeCsvRows(in, "a.csv");
      REQUIRE(database->Import(*source, "A").ok());
      if (recorder.frames.empty()) live = Follow(*database, "LIVE MANY A { * }", recorder);
    }
    CHECK(recorder.tree.Json() == R"([{"more":7,"id":1,"n":5},{"more":9,"id":2,"n":6}])");
    CHECK(Ask(*database, "MANY A { * }") == recorder.tree.Json());
    Do(*database, kRenamed);
    std::istringstream in("id,n\n3,5\n");
    const auto source = MakeCsvRows(in, "a.csv");
    CHECK(database->Import(*source, "A").status().message() == "a.csv:1: no field 'n' on A");
  }

  TEST_CASE("gives names of live queries another meaning") {
    // Covers: rule 5 live partly, rule 14 partly
    auto database = OpenWith({"TABLE A { id: Int = 1 KEY }", "TABLE C { id: Int = 1 KEY }",
                              "INSERT A { id: 1 }", "INSERT C { id: 7 }"});
    Recorder named;
    Recorder other;
    const Subscription live = Follow(*database, "LIVE MANY A { c: MANY C { id } }", named);
    const Subscription apart = Follow(*database, "LIVE MANY C { id }", other);
    CHECK(named.tree.Json() == R"([{"c":[{"id":7}]}])");
    // Neither A nor C is declared again: C becomes a relation of A as well.
    Do(*database, "TABLE B { id: Int = 1 KEY, a: A = 2 BACK C }");
    CHECK(named.frames.size() == 2);
    CHECK(named.frames[1].kind == FrameKind::kReset);
    CHECK(named.tree.Json() == R"([{"c":[]}])");
    Do(*database, "INSERT B { id: 3, a: 1 }");
    CHECK(named.tree.Json() == R"([{"c":[{"id":3}]}])");
    CHECK(other.frames.size() == 1);
    CHECK(Ask(*database, "MANY A { c: MANY C { id } }") == named.tree.Json());
  }

  TEST_CASE("leaves a rebound query its parameters and lets it be rebound") {
    // Covers: rule 12 live partly
    auto database = OpenWith({kTable, "INSERT A { id: 1, n: 5 }", "INSERT A { id: 2, n: 6 }"});
    Recorder recorder;
    auto live = database->Subscribe("LIVE MANY A WHERE n >= $low { id, n }", recorder.Sink(),
                                    Bind({{"low", 5}}));
    REQUIRE(live.ok());
    REQUIRE(live->Rebind(Bind({{"low", 6}})).ok());
    CHECK(recorder.tree.Json() == R"([{"id":2,"n":6}])");
    Do(*database, "TABLE A { id: Int = 1 KEY, n: Decimal(1) = 2 }");
    CHECK(recorder.frames.back().kind == FrameKind::kReset);
    CHECK(recorder.tree.Json() == R"([{"id":2,"n":6.0}])");
    Do(*database, "INSERT A { id: 3, n: 5.5 }");
    CHECK(recorder.tree.Json() == R"([{"id":2,"n":6.0}])");
    REQUIRE(live->Rebind(Bind({{"low", 5}})).ok());
    CHECK(recorder.tree.Json() == R"([{"id":1,"n":5.0},{"id":2,"n":6.0},{"id":3,"n":5.5}])");
    Do(*database, "DROP TABLE A");
    CHECK(recorder.frames.back().kind == FrameKind::kError);
    CHECK_FALSE(live->Rebind(Bind({{"low", 5}})).ok());
  }
}

}  // namespace
}  // namespace cambium
