// Rules of the language about rows, keys, numbers and commits, each sentence of them.
//
// The answers are written by hand.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/key_encoding.h"
#include "doctest/doctest.h"
#include "lsm/store.h"
#include "query/binding.h"
#include "tests/support/ask_both.h"
#include "tests/support/shared_files.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::AskBoth;
using testing::Do;
using testing::Follow;
using testing::OpenWith;
using testing::Recorder;
using testing::Refusal;

std::string KeyOf(std::initializer_list<Value> parts) {
  std::string key;
  for (const Value& part : parts) AppendKey(part, key);
  return key;
}

TEST_SUITE("Rules of rows") {
  TEST_CASE("order is total") {
    // Covers: rule 1
    auto database = OpenWith({"TABLE T { a: Int = 1, b: Text = 2, n: Int? = 3, KEY (a, b) }"});
    for (const char* row : {"a: 2, b: 'x', n: 1", "a: 1, b: 'é', n: 1", "a: 1, b: 'z', n: 1",
                            "a: 1, b: 'Z'", "a: 3, b: '', n: 0"}) {
      Do(*database, "INSERT T { " + std::string(row) + " }");
    }
    const auto order = [&database](const std::string& clauses) {
      const std::string answer =
          AskBoth(*database, "MANY T " + clauses + " { k: TEXT(a) || b }");
      std::string keys;
      for (std::size_t at = answer.find(":\""); at != std::string::npos;
           at = answer.find(":\"", at + 1)) {
        keys += answer.substr(at + 2, answer.find('"', at + 2) - at - 2) + " ";
      }
      return keys;
    };
    CHECK(order("") == "1Z 1z 1é 2x 3 ");
    CHECK(order("ORDER BY n") == "1Z 3 1z 1é 2x ");
    CHECK(order("ORDER BY n DESC") == "1z 1é 2x 3 1Z ");
    CHECK(order("ORDER BY n NULLS LAST") == "3 1z 1é 2x 1Z ");
    CHECK(order("ORDER BY n DESC NULLS FIRST, b DESC") == "1Z 1é 1z 2x 3 ");
    CHECK(order("ORDER BY b") == "3 1Z 2x 1z 1é ");
    CHECK(AskBoth(*database, "MANY T GROUP BY n ORDER BY COUNT(*) { n }") ==
          R"([{"n":null},{"n":0},{"n":1}])");
  }

  TEST_CASE("field numbers are what is stored") {
    // Covers: rule 11
    const std::shared_ptr<FileSystem> disk{MakeMemoryFileSystem()};
    const auto open = [&disk] {
      return *Database::Open(std::make_unique<testing::SharedFiles>(disk), "folder");
    };
    auto database = open();
    Do(*database, "TABLE T { a: Int = 7, b: Text = 2, n: Int = 30, KEY (b, a), RESERVED 4 }");
    Do(*database, "INSERT T { a: 1, b: 'x', n: 5 }");
    const std::uint64_t version = database->version();
    Do(*database,
       "TABLE T { b: Text = 2, c: Int = 7, m: Decimal(2)? = 30, KEY (b, c), RESERVED 4 }");
    CHECK(database->version() == version + 1);
    CHECK(AskBoth(*database, "MANY T { * }") == R"([{"b":"x","c":1,"m":5.00}])");
    CHECK(Refusal(*database, "TABLE T { b: Text = 2, c: Int = 7, x: Int? = 4, KEY (b, c) }") ==
          "1:36: field is reserved: x = 4");
    CHECK(Refusal(*database, "TABLE T { b: Text = 2, c: Int = 7, m: Text? = 30, KEY (b, c) }")
              .starts_with("1:39: field 'm' cannot change its type"));
    database.reset();
    const auto store = *Store::Open(*disk, "folder");
    const std::string subject = KeyOf({Value::Text("x"), Value::Int(1)});
    CHECK(*store->Get({1, 7, subject}) == Value::Int(1));
    CHECK(*store->Get({1, 2, subject}) == Value::Text("x"));
    CHECK(*store->Get({1, 30, subject}) == Value::Int(5));
  }

  TEST_CASE("parameters are those of one question") {
    // Covers: rule 12 one-shot
    auto database = OpenWith({"TABLE T { id: Int = 1 KEY }", "INSERT T { id: 1 }",
                              "INSERT T { id: 2 }", "INSERT T { id: 3 }"});
    const std::string query =
        "QUERY Q($low: Int, $n: Int = 1) MANY T WHERE id >= $low LIMIT $n { id }";
    const auto ask = [&](const Parameters& parameters) {
      const auto answer = database->Query(query, parameters);
      return answer.ok() ? answer->Json() : std::string(answer.status().message());
    };
    CHECK(ask(Bind({{"low", 2}, {"n", 5}})) == R"([{"id":2},{"id":3}])");
    CHECK(ask(Bind({{"low", 2}})) == R"([{"id":2}])");
    CHECK(ask({}) == "parameter has no value: $low");
    CHECK(ask(Bind({{"low", "x"}})) == "not a value of type Int: 'x'");
  }

  TEST_CASE("mutations keep what they promise") {
    // Covers: rule 14
    auto database =
        OpenWith({"TABLE T { id: Int = 1 KEY, n: Int = 2 DEFAULT 1, t: Text? = 3 }",
                  "TABLE R { id: Int = 1 KEY, a: T? = 2, b: T? = 3 ON DELETE RESTRICT, "
                  "c: T? = 4 ON DELETE CASCADE, d: T? = 5 ON DELETE NULL }",
                  "INSERT T { id: 1, n: 5 }"});
    CHECK(Refusal(*database, "INSERT T { id: 1 }") == "1:8: key exists already in T: 1");
    Do(*database, "UPSERT T { id: 1, t: 'x' }");
    CHECK(AskBoth(*database, "MANY T { * }") == R"([{"id":1,"n":5,"t":"x"}])");
    CHECK(Do(*database, "UPDATE T WHERE n = 9 SET n = 0").rows == 0);
    CHECK(Do(*database, "DELETE T WHERE n = 9").rows == 0);
    // Old values on every right side; earlier statements are seen by later ones; keys move.
    const std::uint64_t version = database->version();
    Do(*database,
       "TX { INSERT T { id: 2, n: 7 }; UPDATE T SET n = id, id = n; "
       "UPDATE T WHERE id = 7 SET t = 'seen' }");
    CHECK(database->version() == version + 1);
    CHECK(AskBoth(*database, "MANY T { * }") ==
          R"([{"id":5,"n":1,"t":"x"},{"id":7,"n":2,"t":"seen"}])");
    CHECK(Refusal(*database, "TX { DELETE T; INSERT T { id: 1, n: 'x' } }") != "ok");
    CHECK(Ask(*database, "{ n: COUNT T }") == R"({"n":2})");
    // What a reference says of a row that goes.
    Do(*database, "INSERT R { id: 1, a: 5, c: 5 }");
    Do(*database, "INSERT R { id: 2, a: 5, d: 5 }");
    Do(*database, "INSERT R { id: 3, b: 7 }");
    CHECK(Refusal(*database, "DELETE T WHERE id = 7") ==
          "1:8: row is referred to: T 7 by R.b of 3");
    Do(*database, "DELETE T WHERE id = 5");
    CHECK(AskBoth(*database, "MANY R { id, a, d, n: a.n }") ==
          R"([{"id":2,"a":5,"d":null,"n":null},{"id":3,"a":null,"d":null,"n":null}])");
    // A table that is declared again: added, renamed, dropped, narrowed.
    Recorder recorder;
    const Subscription live = Follow(*database, "LIVE MANY T { * }", recorder);
    Do(*database, "TABLE T { id: Int = 1 KEY, amount: Int = 2, more: Int = 4 DEFAULT 3 }");
    CHECK(recorder.tree.Json() == R"([{"id":7,"amount":2,"more":3}])");
    Do(*database, "UPDATE T SET more = amount");
    CHECK(recorder.tree.Json() == R"([{"id":7,"amount":2,"more":2}])");
    Do(*database, "TABLE T { id: Int = 1 KEY, amount: Int? = 2, t: Text? = 3 }");
    CHECK(recorder.tree.Json() == R"([{"id":7,"amount":2,"t":"seen"}])");
    Do(*database, "UPDATE T SET amount = NULL");
    CHECK(Refusal(*database, "TABLE T { id: Int = 1 KEY, amount: Int = 2 }") ==
          "1:28: rows of T have no value of 'amount': 7");
    // What must stay true, and what would be.
    Do(*database, "ASSERT one: COUNT T = 1");
    CHECK(Refusal(*database, "INSERT T { id: 8 }") == "assertion does not hold: one");
    Do(*database, "TX { DELETE R; DELETE T; INSERT T { id: 8 } }");
    recorder.Take();
    Do(*database, "PREVIEW TX { UPDATE T SET t = 'new' }");
    CHECK(recorder.Take() == "{\"sub\":" + std::to_string(live.id()) +
                                 R"(,"t":"preview","from":)" +
                                 std::to_string(database->version()) +
                                 R"(,"ops":[["=",[8],{"t":"new"}]]})" + "\n");
    CHECK(Ask(*database, "MANY T { t }") == R"([{"t":null}])");
  }

  TEST_CASE("a name that matches nothing gets its nearest neighbours and its place") {
    // Covers: rule 15
    auto database = OpenWith({"ENUM Mood { happy = 1 }",
                              "TABLE Post { id: Int = 1 KEY, title: Text = 2, mood: Mood? = 3, "
                              "up: Post? = 4 BACK replies }",
                              "FRAGMENT Head ON Post { id }",
                              "QUERY Latest($count: Int = 1) MANY Post LIMIT $count { id }"});
    const std::pair<const char*, const char*> wrong[] = {
        {"MANY Post {\n  id, titel }", "2:7: no field 'titel' on Post; did you mean 'title'?"},
        {"MANY Pots { id }", "1:6: no table 'Pots'; did you mean 'Post'?"},
        {"MANY Post { replis { id } }",
         "1:13: no relation 'replis' on Post; did you mean 'replies'?"},
        {"MANY Post { x: up.titel }", "1:19: no field 'titel' on Post; did you mean 'title'?"},
        {"MANY Post { ...Haed }", "1:16: no fragment 'Haed'; did you mean 'Head'?"},
        {"MANY Post { x: LENGHT(title) }",
         "1:16: no function 'LENGHT'; did you mean 'LENGTH'?"},
        {"MANY Post WHERE mood = 'hapy' { id }",
         "1:24: no member 'hapy' in Mood; did you mean 'happy'?"},
        {"UPDATE Post SET titel = 'x'",
         "1:17: no field 'titel' on Post; did you mean 'title'?"},
        {"INSERT Post { id: 1, titel: 'x' }",
         "1:22: no field 'titel' on Post; did you mean 'title'?"},
        {"DROP QUERY Latests", "1:12: no query 'Latests'; did you mean 'Latest'?"},
        {"TABLE X { id: Itn = 1 KEY }", "1:15: no type or table 'Itn'; did you mean 'Int'?"},
        {"QUERY q($n: Int) MANY Post LIMIT $m { id }",
         "1:34: no parameter '$m'; did you mean 'n'?"}};
    for (const auto& each : wrong) {
      const auto& text = each.first;
      const auto& message = each.second;
      INFO(std::string(text));
      const bool is_named = std::string_view(text).starts_with("QUERY");
      const std::string refused =
          is_named ? testing::ErrorLine(database->Execute(text).status(), text)
                   : Refusal(*database, text);
      CHECK(refused == message);
    }
    const std::string text = "MANY Post {\n  id, titel }";
    CHECK(RenderError(database->Query(text).status(), text) ==
          "2:7: no field 'titel' on Post; did you mean 'title'?\n    id, titel }\n        ^");
  }

  TEST_CASE("keys and references") {
    // Covers: rule 23
    auto database =
        OpenWith({"TABLE K { a: Int = 1, b: Text = 2, u: Int? = 3 UNIQUE, KEY (a, b) }",
                  "TABLE Early { id: Int = 1 KEY, later: Afterwards? = 2 BACK early }"});
    CHECK(Refusal(*database, "TABLE N { a: Int = 1 }") == "1:7: table has no KEY: N");
    for (const char* row : {"a: 1, b: 'x'", "a: 1, b: 'y'", "a: 2, b: 'x', u: 5"}) {
      Do(*database, "INSERT K { " + std::string(row) + " }");
    }
    CHECK(Refusal(*database, "INSERT K { a: 3, b: 'x', u: 5 }") != "ok");
    CHECK(Refusal(*database, "INSERT K { a: 1, b: 'x' }") ==
          "1:8: key exists already in K: (1, \"x\")");
    Do(*database, "TABLE R { id: Int = 1 KEY, k: K? = 2 BACK uses }");
    Do(*database, "INSERT R { id: 1, k: (2, 'x') }");
    Do(*database, "INSERT R { id: 2, k: (9, 'x') }");
    CHECK(AskBoth(*database, "MANY R { k, u: k.u }") ==
          R"([{"k":[2,"x"],"u":5},{"k":[9,"x"],"u":null}])");
    CHECK(AskBoth(*database, "MANY K WHERE EXISTS uses { a, b }") == R"([{"a":2,"b":"x"}])");
    CHECK(AskBoth(*database, "MANY R WHERE k = (9, 'x') { id }") == R"([{"id":2}])");
    CHECK(Refusal(*database, "INSERT R { id: 3, k: (1, 2) }") != "ok");
    CHECK(Refusal(*database, "INSERT R { id: 3, k: 1 }") != "ok");
    // A table that comes later.
    CHECK(Refusal(*database, "MANY Early { later { id } }") ==
          "1:14: the table that 'later' refers to is not declared yet");
    CHECK(Refusal(*database, "INSERT Early { id: 1, later: 2 }") ==
          "1:30: later: table is not declared yet: Afterwards");
    Do(*database, "INSERT Early { id: 1 }");
    Do(*database, "TABLE Afterwards { id: Int = 1 KEY }");
    Do(*database, "INSERT Afterwards { id: 2 }");
    Do(*database, "UPDATE Early SET later = 2");
    CHECK(AskBoth(*database, "MANY Afterwards { early { id } }") ==
          R"([{"early":[{"id":1}]}])");
  }

  TEST_CASE("commits are numbered and rows counted") {
    // Covers: rule 24
    auto database = OpenWith({});
    const auto both = [&database](std::string_view statement) {
      const Committed done = Do(*database, statement);
      return std::to_string(done.commit) + "/" + std::to_string(done.rows);
    };
    constexpr std::string_view kTable =
        "TABLE T { id: Int = 1 KEY, n: Int = 2, up: T? = 3 ON DELETE CASCADE }";
    CHECK(database->version() == 0);
    CHECK(both(kTable) == "1/0");
    CHECK(both("INSERT T { id: 1, n: 1 }") == "2/1");
    Ask(*database, "MANY T { id }");
    CHECK(both(kTable) == "2/0");
    CHECK(both("UPDATE T WHERE n = 9 SET n = 1") == "2/0");
    CHECK(both("UPDATE T SET n = n") == "3/1");
    CHECK(both("TX { INSERT T { id: 2, n: 1, up: 1 }; UPDATE T SET n = 2 }") == "4/3");
    CHECK(both("DELETE T WHERE id = 1") == "5/1");
    CHECK(both("TX { DELETE T; UPDATE T SET n = 1 }") == "5/0");
    CHECK(both("ENUM E { a = 1 }") == "6/0");
    CHECK(both("ENUM E { a = 1 }") == "6/0");
    CHECK(both("FRAGMENT F ON T { id }") == "7/0");
    CHECK(both("ASSERT a: COUNT T < 9") == "8/0");
    CHECK(both("ASSERT a: COUNT T < 9") == "8/0");
    CHECK(both("QUERY q MANY T { id }") == "9/0");
    CHECK(both("PREVIEW TX { INSERT T { id: 1, n: 1 } }") == "9/1");
    Recorder recorder;
    const Subscription live = Follow(*database, "LIVE MANY T { id }", recorder);
    CHECK(database->version() == 9);
    CHECK(recorder.frames[0].to == 9);
  }
}

}  // namespace
}  // namespace cambium
