// LAX tables: values of every type, fields that nobody declared, and the way to STRICT and
// back.
//
// The answers are written by hand.
// SPDX-License-Identifier: Apache-2.0
#include "query/lax_types.h"

#include <sstream>

#include "doctest/doctest.h"
#include "lsm/catalog.h"
#include "query/import/file_rows.h"
#include "query/lax_fields.h"
#include "query/open_transaction.h"
#include "query/typing.h"
#include "tests/support/ask_both.h"
#include "tests/support/reopened.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::AskBoth;
using testing::Do;
using testing::Follow;
using testing::Recorder;
using testing::Refusal;

constexpr std::string_view kThing =
    "TABLE Thing LAX { id: Int = 1 KEY, n: Int = 2 INDEX, at: Date? = 3, p: Decimal(2) = 4, "
    "whole: Thing? = 5 BACK parts }";
constexpr std::string_view kRows[] = {
    "INSERT Thing { id: 1, n: 7, at: '2026-01-02', p: 1.5 }",
    "INSERT Thing { id: 2, n: 'seven', at: 'soon', p: TRUE, whole: 1 }",
    "INSERT Thing { id: 3, n: 2.50 }", "INSERT Thing { id: 4, n: FALSE, p: 2, whole: 1 }",
    "INSERT Thing { id: 5, at: 20 }"};
constexpr std::string_view kAll = R"([{"id":1,"n":7,"at":"2026-01-02","p":1.50,"whole":null},)"
                                  R"({"id":2,"n":"seven","at":"soon","p":true,"whole":1},)"
                                  R"({"id":3,"n":2.5,"at":null,"p":null,"whole":null},)"
                                  R"({"id":4,"n":false,"at":null,"p":2.00,"whole":1},)"
                                  R"({"id":5,"n":null,"at":20,"p":null,"whole":null}])";

struct Things : testing::Reopened {
  Things() { Do(*database, kThing); }
};

std::unique_ptr<Database> WithRows() {
  auto database = testing::OpenWith({kThing});
  for (const std::string_view row : kRows) Do(*database, row);
  return database;
}

// The ids of the rows of which it is true.
std::string Where(Database& database, const std::string& condition) {
  const std::string answer = AskBoth(database, "MANY Thing WHERE " + condition + " { id }");
  std::string ids;
  for (const char c : answer) {
    if (c >= '0' && c <= '9') ids += c;
  }
  return ids;
}

TEST_SUITE("LAX tables") {
  TEST_CASE("keep values of every type and show them as they are") {
    // Covers: Table, rule 10
    Things things;
    Recorder recorder;
    Subscription live = Follow(*things.database, "LIVE MANY Thing { * }", recorder);
    for (const std::string_view row : kRows) Do(*things.database, row);
    CHECK(recorder.tree.Json() == kAll);
    CHECK(Ask(*things.database, "MANY Thing { * }") == kAll);
    live.Stop();
    things.Open();
    CHECK(AskBoth(*things.database, "MANY Thing { * }") == kAll);
    CHECK(Do(*things.database, kThing).commit == 6);
  }

  TEST_CASE("order values by their type and then within it") {
    // Covers: rule 10
    auto database = WithRows();
    Do(*database, "INSERT Thing { id: 6, n: 'Seven' }");
    Do(*database, "INSERT Thing { id: 7, n: 2.5, at: TRUE }");
    CHECK(AskBoth(*database, "MANY Thing ORDER BY n { id }") ==
          R"([{"id":5},{"id":4},{"id":3},{"id":7},{"id":1},{"id":6},{"id":2}])");
    CHECK(AskBoth(*database, "MANY Thing ORDER BY at DESC, id LIMIT 4 { id, at }") ==
          R"([{"id":2,"at":"soon"},{"id":1,"at":"2026-01-02"},{"id":5,"at":20},)"
          R"({"id":7,"at":true}])");
    CHECK(AskBoth(*database, "MANY Thing ORDER BY n START AFTER (2.5, 3) { id }") ==
          R"([{"id":7},{"id":1},{"id":6},{"id":2}])");
    CHECK(AskBoth(*database, "MANY Thing GROUP BY n ORDER BY n { n, c: COUNT(*) }") ==
          R"([{"n":null,"c":1},{"n":false,"c":1},{"n":2.5,"c":2},{"n":7,"c":1},)"
          R"({"n":"Seven","c":1},{"n":"seven","c":1}])");
  }

  TEST_CASE("compare within a type and are false across types") {
    // Covers: rule 10
    auto database = WithRows();
    CHECK(Where(*database, "n < 8") == "13");
    CHECK(Where(*database, "n > 1") == "13");
    CHECK(Where(*database, "n >= 'a'") == "2");
    CHECK(Where(*database, "n = 7") == "1");
    CHECK(Where(*database, "n = 'seven'") == "2");
    CHECK(Where(*database, "n != 7") == "3");
    CHECK(Where(*database, "NOT n = 7") == "234");
    CHECK(Where(*database, "NOT n > 3") == "234");
    CHECK(Where(*database, "n IN (7, 'seven', 9)") == "12");
    CHECK(Where(*database, "n BETWEEN 2 AND 7") == "13");
    CHECK(Where(*database, "n IS NULL") == "5");
    CHECK(Where(*database, "n IS NOT 7") == "2345");
    CHECK(Where(*database, "at >= '2026-01-01'") == "1");
    CHECK(Where(*database, "at = 'soon'") == "2");
    CHECK(Where(*database, "p = n") == "");
    CHECK(Where(*database, "id < n") == "1");
    CHECK(Where(*database, "whole.n = 7") == "24");
    CHECK(Where(*database, "n IN (MANY Thing { p })") == "");
    CHECK(Where(*database, "EXISTS (parts WHERE p > 1)") == "1");
  }

  TEST_CASE("read NULL where one type is needed and the value is of another") {
    auto database = WithRows();
    CHECK(AskBoth(*database, "MANY Thing { more: n + 1, twice: p * 2 }") ==
          R"([{"more":8,"twice":3.00},{"more":null,"twice":null},)"
          R"({"more":null,"twice":null},{"more":null,"twice":4.00},)"
          R"({"more":null,"twice":null}])");
    CHECK(AskBoth(*database, "MANY Thing WHERE id < 4 { n: n ?? 0, y: YEAR(at), t: ABS(n) }") ==
          R"([{"n":7,"y":2026,"t":7},{"n":0,"y":null,"t":null},{"n":0,"y":null,"t":null}])");
    CHECK(Ask(*database,
              "{ sum: SUM(n) OF Thing, all: COUNT(n) OF Thing, low: MIN(n) OF Thing, "
              "high: MAX(n) OF Thing, mean: AVG(p) OF Thing }") ==
          R"({"sum":7,"all":4,"low":false,"high":"seven","mean":1.7500})");
    CHECK(Ask(*database, "{ l: LIST(n) OF Thing }") == R"({"l":[7,"seven",2.5,false,null]})");
    Do(*database, "UPDATE Thing SET p = n + 1");
    CHECK(Ask(*database, "MANY Thing { p }") ==
          R"([{"p":8.00},{"p":null},{"p":null},{"p":null},{"p":null}])");
    CHECK(Refusal(*database, "MANY Thing { x: at || 'x' }") ==
          "1:17: expected Text, found Date; TEXT(…) makes it one");
  }

  TEST_CASE("are strict about keys and references and UNIQUE") {
    auto database =
        testing::OpenWith({kThing, "TABLE U LAX { id: Int = 1 KEY, u: Int = 2 UNIQUE }"});
    CHECK(Refusal(*database, "INSERT Thing { id: 'x' }") ==
          "1:20: id: not a value of type Int: 'x'");
    CHECK(Refusal(*database, "INSERT Thing { n: 1 }") == "1:8: field is missing: id");
    CHECK(Refusal(*database, "INSERT Thing { id: 1, whole: 'x' }") ==
          "1:30: whole: not a value of type Int: 'x'");
    Do(*database, "INSERT U { id: 1, u: 'x' }");
    Do(*database, "INSERT U { id: 2 }");
    CHECK(Refusal(*database, "INSERT U { id: 3, u: 'x' }") ==
          "value exists already in U.u: \"x\"");
  }
}

TEST_SUITE("Fields of LAX tables that nobody declared") {
  TEST_CASE("are kept under their names") {
    // Covers: rule 10
    Things things;
    Recorder recorder;
    Subscription live = Follow(*things.database,
                               "LIVE MANY Thing WHERE color IS NOT 3 { id, color }", recorder);
    Do(*things.database, "INSERT Thing { id: 1 }");
    CHECK(recorder.tree.Json() == R"([{"id":1,"color":null}])");
    // The name is a commit of its own.
    CHECK(Do(*things.database, "INSERT Thing { id: 2, color: 'red', size: 4 }").commit == 4);
    CHECK(Do(*things.database, "INSERT Thing { id: 3, color: 3 }").commit == 5);
    CHECK(recorder.tree.Json() == R"([{"id":1,"color":null},{"id":2,"color":"red"}])");
    for (const bool reopened : {false, true}) {
      CHECK(AskBoth(*things.database, "MANY Thing WHERE id > 1 { id, color, size, hue }") ==
            R"([{"id":2,"color":"red","size":4,"hue":null},)"
            R"({"id":3,"color":3,"size":null,"hue":null}])");
      CHECK(Ask(*things.database, "ONE Thing { * }") ==
            R"({"id":1,"n":null,"at":null,"p":null,"whole":null})");
      live.Stop();
      if (!reopened) things.Open();
    }
    CHECK(Do(*things.database, "UPDATE Thing WHERE color = 'red' SET color = size").rows == 1);
    CHECK(Where(*things.database, "color = 4") == "2");
    CHECK(AskBoth(*things.database, "MANY Thing ORDER BY color { c: color ?? 'none' }") ==
          R"([{"c":"none"},{"c":3},{"c":4}])");
    CHECK(Refusal(*things.database, "MANY Thing { x: size + 1 }") ==
          "1:17: expected a number, found Any");
    CHECK(Refusal(*things.database, "MANY Thing { x: whole.colour.x }") != "ok");
  }

  TEST_CASE("are seen by assertions that were there before them") {
    auto database = testing::OpenWith({kThing, "INSERT Thing { id: 1 }",
                                       "ASSERT dull: NOT EXISTS (Thing WHERE color = 'red')"});
    CHECK(Refusal(*database, "UPDATE Thing SET color = 'red'") ==
          "assertion does not hold: dull");
    CHECK(Refusal(*database, "UPDATE Thing SET color = 'grey'") == "ok");
    CHECK(Refusal(*database, "UPDATE Thing SET color = 'red'") ==
          "assertion does not hold: dull");
  }

  TEST_CASE("are new to nobody but a statement of its own") {
    auto database = testing::OpenWith({kThing});
    const auto transaction = database->Begin();
    const std::string refused =
        "no row of Thing has had a field 'color' yet; a statement of its own has to write it "
        "first";
    CHECK(std::string(
              transaction->Execute("INSERT Thing { id: 1, color: 1 }").status().message()) ==
          refused);
    CHECK(Refusal(*database, "PREVIEW TX { INSERT Thing { id: 1, color: 1 } }") ==
          "1:36: " + refused);
    CHECK(Refusal(*database, "INSERT Thing { id: 1, parts: 1 }") !=
          "ok");  // A relation's name.
    CHECK(database->version() == 1);
    CHECK(Do(*database, "TX { INSERT Thing { id: 1, color: 1 }; UPDATE Thing SET hue = 2 }")
              .rows == 2);
    CHECK(Ask(*database, "MANY Thing { color, hue }") == R"([{"color":1,"hue":2}])");
  }

  TEST_CASE("leave nothing to the next row of a key or table of a name") {
    Things things;
    Do(*things.database, "INSERT Thing { id: 1, color: 'red' }");
    Do(*things.database, "TX { DELETE Thing; INSERT Thing { id: 1 } }");
    CHECK(Ask(*things.database, "MANY Thing { color }") == R"([{"color":null}])");
    Do(*things.database, "UPDATE Thing SET color = 'blue'");
    Do(*things.database, "DROP TABLE Thing");
    things.database.reset();
    const auto store = *Store::Open(*things.disk, "folder");
    int left = 0;
    REQUIRE(store
                ->ScanAll([&](const TripleKey& key, std::uint64_t, const Value&) {
                  const bool is_name =
                      key.type == kCatalogType && key.attribute == kNameAttribute;
                  if (key.type == 1 || is_name) ++left;
                })
                .ok());
    CHECK(left == 0);
  }

  TEST_CASE("get numbers above all that can be declared") {
    const Schema schema = testing::MakeSchema({kThing, "TABLE S { id: Int = 1 KEY }"});
    const auto names = UnknownNames(
        schema, {testing::Parse<Insert>("INSERT Thing { id: 1, b: 1, a: 2, n: 3 }"),
                 testing::Parse<Update>("UPDATE Thing SET c = 1, a = 2"),
                 testing::Parse<Insert>("INSERT S { id: 1, b: 1 }")});
    REQUIRE(names.size() == 1);
    CHECK(names.at(1) == std::set<std::string>{"a", "b", "c"});
    Batch batch;
    const Table wider = WithUnknown(*schema.Find("Thing"), {"a", "b"}, batch);
    CHECK(batch.size() == 2);
    CHECK(wider.fields.size() == 7);
    CHECK(wider.fields[5].name == "a");
    CHECK(wider.fields[5].number == Field::kFirstUnknown);
    CHECK(WithUnknown(wider, {"c"}, batch).fields[7].number == Field::kFirstUnknown + 2);
    CHECK(UnknownFieldOf("x", 3).type == AnyType());
  }
}

TEST_SUITE("LAX becomes STRICT") {
  constexpr std::string_view kStrict =
      "TABLE Thing { id: Int = 1 KEY, n: Int = 2 INDEX, at: Date? = 3, p: Decimal(2)? = 4, "
      "whole: Thing? = 5 BACK parts }";

  TEST_CASE("where every value fits and names the rows where not") {
    // Covers: rule 10, rule 14 partly
    auto database = WithRows();
    Do(*database, "INSERT Thing { id: 6, color: 'red', n: 1 }");
    Recorder recorder;
    const Subscription live = Follow(*database, "LIVE MANY Thing { n }", recorder);
    CHECK(Refusal(*database, kStrict) ==
          "1:35: rows of Thing have values of 'n' that do not fit Int: 2, 3, 4");
    CHECK(recorder.frames.size() == 1);
    Do(*database, "UPDATE Thing WHERE NOT (n = 7 OR n = 1) SET n = 0");
    CHECK(Refusal(*database, kStrict) == "1:32: rows of Thing have no value of 'n': 5");
    Do(*database, "UPDATE Thing WHERE n IS NULL SET n = 5");
    CHECK(Refusal(*database, kStrict) ==
          "1:54: rows of Thing have values of 'at' that do not fit Date: 2, 5");
    Do(*database, "UPDATE Thing SET at = NULL, p = NULL");
    Do(*database, kStrict);
    CHECK(recorder.tree.Json() == R"([{"n":7},{"n":0},{"n":0},{"n":0},{"n":5},{"n":1}])");
    CHECK(Refusal(*database, "INSERT Thing { id: 9, n: 'x' }") ==
          "1:26: n: not a value of type Int: 'x'");
    CHECK(Refusal(*database, "MANY Thing { color }") == "1:14: no field 'color' on Thing");
    CHECK(Ask(*database, "MANY Thing WHERE n + 1 = 8 { id }") == R"([{"id":1}])");
    // And back, which is free: what nobody read is there again.
    const std::uint64_t version = database->version();
    CHECK(Do(*database, kThing).commit == version + 1);
    CHECK(Ask(*database, "MANY Thing WHERE color IS NOT NULL { id, color }") ==
          R"([{"id":6,"color":"red"}])");
    Do(*database, "INSERT Thing { id: 9, n: 'x' }");
    CHECK(recorder.tree.Json().ends_with(R"({"n":1},{"n":"x"}])"));
  }

  TEST_CASE("and a field that is declared takes over the values under its name") {
    Things things;
    Do(*things.database, "INSERT Thing { id: 1, color: 'red', size: 4 }");
    Do(*things.database, "INSERT Thing { id: 2, color: 5 }");
    constexpr std::string_view kColored =
        "TABLE Thing { id: Int = 1 KEY, color: Text? = 6 UNIQUE, size: Decimal(1)? = 7 }";
    CHECK(Refusal(*things.database, kColored) ==
          "1:39: rows of Thing have values of 'color' that do not fit Text: 2");
    Do(*things.database, "UPDATE Thing WHERE id = 2 SET color = 'blue'");
    Do(*things.database, kColored);
    for (const bool reopened : {false, true}) {
      CHECK(Ask(*things.database, "MANY Thing { * }") ==
            R"([{"id":1,"color":"red","size":4.0},{"id":2,"color":"blue","size":null}])");
      if (!reopened) things.Open();
    }
    CHECK(Refusal(*things.database, "INSERT Thing { id: 3, color: 'red' }") ==
          "value exists already in Thing.color: \"red\"");
    Do(*things.database, "TABLE Thing LAX { id: Int = 1 KEY }");
    CHECK(Ask(*things.database, "MANY Thing { color }") ==
          R"([{"color":null},{"color":null}])");
    // A number is not used again, nor is what the other field had.
    Do(*things.database, "UPDATE Thing SET color = id");
    CHECK(Ask(*things.database, "MANY Thing { color }") == R"([{"color":1},{"color":2}])");
  }
}

TEST_SUITE("LAX tables elsewhere") {
  TEST_CASE("imports keep what a file has") {
    auto database = testing::OpenWith({kThing});
    std::istringstream json(
        "{\"id\":1,\"n\":\"x\",\"p\":1.25}\n{\"id\":2,\"n\":[1, 2],\"at\":\"2026-01-02\"}\n"
        "{\"id\":3,\"n\":true,\"p\":\"free\"}\n");
    REQUIRE(database->Import(*MakeJsonRows(json, "t.jsonl"), "Thing").ok());
    std::istringstream csv("id,n,at\n4,7,soon\n5,x,\n");
    REQUIRE(database->Import(*MakeCsvRows(csv, "t.csv"), "Thing").ok());
    CHECK(AskBoth(*database, "MANY Thing { n, at, p }") ==
          R"([{"n":"x","at":null,"p":1.25},{"n":[1,2],"at":"2026-01-02","p":null},)"
          R"({"n":true,"at":null,"p":"free"},{"n":7,"at":"soon","p":null},)"
          R"({"n":"x","at":null,"p":null}])");
    CHECK(AskBoth(*database, "MANY Thing ORDER BY n { id }") ==
          R"([{"id":3},{"id":4},{"id":1},{"id":5},{"id":2}])");
  }

  TEST_CASE("have no equivalent in SQL") {
    auto database = testing::OpenWith({kThing});
    CHECK(database->SchemaSql(SqlDialect::kSqlite).status().message() ==
          "a field of a LAX table has no type in SQL: n");
    CHECK_FALSE(database->ExplainSql("MANY Thing { n }", SqlDialect::kSqlite).ok());
  }

  TEST_CASE("an operand is of its wish or NULL") {
    PlanExpr field;
    field.kind = ExprKind::kPath;
    field.type = AnyType(TypeOf(TypeKind::kInt));
    PlanExpr untouched = field;
    untouched.type = AnyType();
    MakeWished(untouched);
    CHECK(untouched.kind == ExprKind::kPath);
    MakeWished(field);
    CHECK(field.type == TypeOf(TypeKind::kInt));
    absl::Status error;
    CHECK(Evaluate(field, Row({Value::Int(3)}), error) == Value::Int(3));
    CHECK(Evaluate(field, Row({Value::Text("3")}), error).is_null());
    CHECK(error.ok());
    CHECK(UnknownField(Span()).type.is_null());
  }
}

}  // namespace
}  // namespace cambium
