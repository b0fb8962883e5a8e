// What is declared beside tables, what rests on it, and how it ends.
// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "doctest/doctest.h"
#include "lsm/file_system.h"
#include "query/catalog.h"
#include "query/dependents.h"
#include "query/entity.h"
#include "query/read_rows.h"
#include "tests/support/reopened.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::Do;
using testing::Follow;
using testing::Recorder;
using testing::Refusal;
using testing::Reopened;

// "TABLE A …" of each catalog entry that ReadCatalog makes a schema of.
std::string Names(const Schema& schema) {
  std::string names;
  for (const auto& table : schema.tables()) {
    names += table->name + "=" + std::to_string(table->id) + " ";
  }
  for (const FragmentDeclaration& fragment : schema.fragments()) {
    names += fragment.name.text + " ";
  }
  for (const std::string& name : schema.QueryNames()) names += name + " ";
  for (const auto& [name, assertion] : schema.assertions()) names += name + " ";
  return names + std::to_string(schema.next_id());
}

TEST_SUITE("Declarations") {
  TEST_CASE("the catalog is read as it was written whatever was changed since") {
    // Covers: rule 23 partly
    Reopened files;
    for (const char* statement :
         {"TABLE Post { id: Int = 1 KEY }", "TABLE Gone { id: Int = 1 KEY }", "DROP TABLE Gone",
          "TABLE Datum { id: Int = 1 KEY }", "ENUM Mood { bad = 1 }",
          // Refers to what has a higher number, and is named nearly as a type is.
          "TABLE Post { id: Int = 1 KEY, d: Datum? = 2 BACK posts, m: Mood? = 3 }",
          "TABLE Last { id: Int = 1 KEY }", "DROP TABLE Last",
          "FRAGMENT F ON Post { d { id } }", "ASSERT a: COUNT Post < 5",
          "QUERY Q($n: Int) MANY Post LIMIT $n { ...F }"}) {
      Do(*files.database, statement);
    }
    const std::uint64_t version = files.database->version();
    files.Open();
    CHECK(files.database->version() == version);
    Do(*files.database, "INSERT Datum { id: 5 }");
    Do(*files.database, "INSERT Post { id: 1, d: 5, m: 'bad' }");
    CHECK(Ask(*files.database, "MANY Datum { posts: MANY posts { ...F, m } }") ==
          R"([{"posts":[{"d":{"id":5},"m":"bad"}]}])");
    files.database.reset();
    const auto store = *Store::Open(*files.disk, "folder");
    CHECK(Names(*ReadCatalog(*store)) == "Post=1 Datum=3 F Q a 5");
  }

  TEST_CASE("a type's number is never used again") {
    // Covers: Mutation partly
    Reopened files;
    for (const bool reopened : {false, true}) {
      Do(*files.database, "TABLE A { id: Int = 1 KEY, n: Int? = 2 UNIQUE }");
      Do(*files.database, "INSERT A { id: 1, n: 3 }");
      Recorder recorder;
      Subscription live = Follow(*files.database, "LIVE MANY A { n }", recorder);
      const Committed dropped = Do(*files.database, "DROP TABLE A");
      CHECK(dropped.declared == "drop");
      CHECK(dropped.name == "A");
      CHECK(dropped.commit == files.database->version());
      CHECK(recorder.frames.back().kind == FrameKind::kError);
      CHECK(Refusal(*files.database, "MANY A { n }") == "1:6: no table 'A'");
      live.Stop();
      if (!reopened) files.Open();
    }
    Do(*files.database, "TABLE A { id: Int = 1 KEY, n: Text? = 2 UNIQUE }");
    CHECK(Ask(*files.database, "MANY A { n }") == "[]");
    files.database.reset();
    const auto store = *Store::Open(*files.disk, "folder");
    CHECK(Names(*ReadCatalog(*store)) == "A=3 4");
    // Nothing is left of the first two but that they have been.
    int triples = 0;
    REQUIRE(store
                ->ScanAll([&](const TripleKey& key, std::uint64_t, const Value&) {
                  if (key.type == 1 || key.type == 2) ++triples;
                })
                .ok());
    CHECK(triples == 0);
  }

  TEST_CASE("what rests on the schema keeps it") {
    // Covers: Mutation partly, rule 14 partly
    auto database = testing::OpenWith(
        {testing::kIssueTable, testing::kCommentTable,
         "TABLE Tag { id: Int = 1 KEY, MANY said: Comment VIA tags.issue.comments }",
         "TABLE Tagged { id: Int = 1 KEY, tag: Tag = 2 BACK tags, issue: Issue = 3 }",
         "TABLE Free { id: Int = 1 KEY, a: Int? = 2, b: Int? = 3, c: Int? = 4 }",
         "FRAGMENT F ON Free { a }", "QUERY q($n: Int) MANY Free WHERE b = $n { id }",
         "ASSERT small: EVERY(Free HAVE c < 10)"});
    CHECK(Refusal(*database, "DROP TABLE Issue") ==
          "1:12: table Issue is referred to by Comment.issue");
    CHECK(Refusal(*database, "DROP TABLE Comment") ==
          "1:12: table Comment is referred to by Tag.said");
    CHECK(Refusal(*database, "DROP TABLE Free") ==
          "1:12: fragment F needs what would go: no table 'Free'");
    CHECK(Refusal(*database, "TABLE Free { id: Int = 1 KEY, b: Int? = 3, c: Int? = 4 }")
              .starts_with("1:7: fragment F needs what would go: no field 'a' on Free"));
    CHECK(Refusal(*database, "TABLE Free { id: Int = 1 KEY, a: Int? = 2, c: Int? = 4 }")
              .starts_with("1:7: query q needs what would go: no field 'b' on Free"));
    CHECK(Refusal(*database, "TABLE Free { id: Int = 1 KEY, a: Int? = 2, b: Int? = 3 }")
              .starts_with("1:7: assertion small needs what would go: no field 'c' on Free"));
    // A name that now stands for another field can break what is asserted.
    Do(*database, "INSERT Free { id: 1, b: 20, c: 1 }");
    CHECK(Refusal(*database,
                  "TABLE Free { id: Int = 1 KEY, a: Int? = 2, c: Int? = 3, b: Int? = 4 }") ==
          "assertion does not hold: small");
    Do(*database,
       "TABLE Free { id: Int = 1 KEY, a: Int? = 2, b: Int? = 3, x: Int? = 4, c: Int = 5 "
       "DEFAULT 9 }");
    CHECK(Refusal(*database, "UPDATE Free SET x = 20") == "ok");
    CHECK(Refusal(*database, "UPDATE Free SET c = c + 1") == "assertion does not hold: small");
    Do(*database, "DROP QUERY q");
    Do(*database, "DROP ASSERT small");
    Do(*database, "FRAGMENT F ON Issue { id }");
    CHECK(Do(*database, "DROP TABLE Free").declared == "drop");
  }

  TEST_CASE("a default that breaks an assertion is refused before it is written") {
    auto database =
        testing::OpenWith({"TABLE A { id: Int = 1 KEY, n: Int? = 2 }", "INSERT A { id: 1 }",
                           "ASSERT low: EVERY(A HAVE (n ?? 0) < 10)"});
    CHECK(Refusal(*database, "TABLE A { id: Int = 1 KEY, n: Int = 3 DEFAULT 10 }") ==
          "assertion does not hold: low");
    CHECK(database->version() == 3);
    CHECK(Refusal(*database, "TABLE A { id: Int = 1 KEY, n: Int = 3 DEFAULT 9 }") == "ok");
  }
}

TEST_SUITE("Named queries") {
  TEST_CASE("are kept with their text and run by nobody") {
    // Covers: Query partly
    Reopened files;
    Do(*files.database, testing::kIssueTable);
    const std::string_view text = "QUERY top($n: Int) MANY Issue LIMIT $n { id }";
    const Committed declared = Do(*files.database, text);
    CHECK(declared.declared == "query");
    CHECK(declared.name == "top");
    CHECK(declared.commit == 2);
    CHECK(Do(*files.database, text).commit == 2);
    files.Open();
    CHECK(Do(*files.database, text).commit == 2);
    CHECK(Refusal(*files.database, "DROP QUERY topp") ==
          "1:12: no query 'topp'; did you mean 'top'?");
    CHECK(Do(*files.database, "DROP QUERY top").commit == 3);
    CHECK(files.database->Execute("QUERY top MANY Isue { id }").status().message() ==
          "no table 'Isue'; did you mean 'Issue'?");
    CHECK(files.database->Execute("QUERY q($n: Int) MANY Issue LIMIT $m { id }")
              .status()
              .message() == "no parameter '$m'; did you mean 'n'?");
  }
}

TEST_SUITE("Fragments") {
  TEST_CASE("are checked where they are declared") {
    // Covers: Fragment partly, rule 15 partly
    auto database = testing::OpenWith({testing::kIssueTable});
    CHECK(Refusal(*database, "FRAGMENT F ON Isue { id }") ==
          "1:15: no table 'Isue'; did you mean 'Issue'?");
    CHECK(Refusal(*database, "FRAGMENT F ON Issue {\n  id,\n  titel }") ==
          "3:3: no field 'titel' on Issue; did you mean 'title'?");
    CHECK(Refusal(*database, "FRAGMENT F ON Issue { ...F }") ==
          "1:26: fragments are nested deeper than 64: F");
    CHECK(Refusal(*database, "FRAGMENT F ON Issue { x: COUNT Issue, x: 1 }") ==
          "1:39: label is given twice: x");
    CHECK(Refusal(*database, "FRAGMENT F ON Issue { l: MANY Issue LIMIT $n { id } }") == "ok");
    CHECK(database->version() == 2);
  }

  TEST_CASE("a changed one resets the queries that use it") {
    // Covers: Fragment live partly
    auto database = testing::OpenWith({testing::kIssueTable, "FRAGMENT F ON Issue { id }",
                                       "INSERT Issue { id: 1, title: 'a' }"});
    Recorder user;
    Recorder other;
    const Subscription live = Follow(*database, "LIVE MANY Issue { ...F }", user);
    const Subscription apart = Follow(*database, "LIVE MANY Issue { votes }", other);
    Do(*database, "FRAGMENT F ON Issue { title, votes }");
    CHECK(user.tree.Json() == R"([{"title":"a","votes":0}])");
    CHECK(user.frames.size() == 2);
    CHECK(other.frames.size() == 1);
    CHECK(Do(*database, "FRAGMENT F ON Issue { title, votes }").commit == 4);
  }

  TEST_CASE("that use each other without end are counted and not followed") {
    // Covers: Fragment partly
    auto database = testing::OpenWith(
        {"TABLE A { id: Int = 1 KEY, n: Int? = 2 }", "FRAGMENT F0 ON A { n }"});
    std::string last = "ok";
    int depth = 0;
    while (last == "ok" && ++depth < 40) {
      const std::string inner = "...F" + std::to_string(depth - 1);
      last = Refusal(*database, "FRAGMENT F" + std::to_string(depth) + " ON A { a: MANY A { " +
                                    inner + " }, b: MANY A { " + inner + " } }");
    }
    CHECK(depth == 9);  // 2 + 4 + … + 2^9 uses are more than 1000.
    CHECK(last.find(": query uses fragments more than 1000 times: F") != std::string::npos);
  }
}

TEST_SUITE("Dependents") {
  TEST_CASE("of what could not be asked before nothing is said") {
    const Schema before = testing::MakeSchema({"TABLE A { id: Int = 1 KEY, n: Int? = 2 }"});
    Schema broken = before;
    broken.AddQuery("q", {"", testing::Parse<Query>("MANY B { id }")});
    CHECK(CheckDependents(broken, broken, {}).ok());
    Schema asked = before;
    asked.AddQuery("q", {"", testing::Parse<Query>("MANY A { n }")});
    Schema after = asked;
    after.Add(*after.Resolve(testing::Parse<TableDeclaration>("TABLE A { id: Int = 1 KEY }")));
    const std::string refused(CheckDependents(asked, after, {}).message());
    CHECK(refused.starts_with("query q needs what would go: no field 'n' on A"));
  }
}

TEST_SUITE("ReadRows") {
  TEST_CASE("lays a batch over what is stored") {
    const Schema schema =
        testing::MakeSchema({"TABLE A { id: Int = 1 KEY, n: Decimal(1) = 2 }"});
    const auto files = MakeMemoryFileSystem();
    const auto store = *Store::Open(*files, "folder");
    const Table& table = *schema.Find("A");
    Batch stored;
    const Row row(std::vector<Value>{Value::Int(4), Value::Of(Decimal{20, 1})});
    AppendTriples(table, SubjectOf(table, row), {std::nullopt, row}, stored);
    REQUIRE(store->Apply(stored, Durability::kRelaxed).ok());
    const Batch batch{{{table.id, 2, SubjectOf(table, row)}, Value::Of(Decimal{35, 1})}};
    for (const bool laid : {false, true}) {
      Delta<Row> rows;
      REQUIRE(RowsOf(schema, *store, laid ? &batch : nullptr)(table.id, {0, 1}, rows).ok());
      const ZSet<Row> found = rows.ToZSet();
      REQUIRE(found.entries().size() == 1);
      CHECK(JsonOf(table.fields[1].type, found.entries()[0].element[1]) ==
            (laid ? "3.5" : "2.0"));
    }
  }
}

}  // namespace
}  // namespace cambium
