// Tables of the schema in SQL, and the columns that values stand in.
// SPDX-License-Identifier: Apache-2.0
#include "query/sql/sql_schema.h"

#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/sql/sql_value.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

std::unique_ptr<Database> Music() {
  return testing::OpenWith(
      {"ENUM Mood { good = 1, bad = 3 }", "TABLE Playlist { id: Int = 1 KEY, name: Text = 2 }",
       "TABLE Entry { playlist: Playlist = 1 BACK entries, place: Int = 2, mood: Mood? = 3, "
       "at: Time? = 4, ok: Bool = 5 DEFAULT FALSE, price: Decimal(2) = 6, f: Float? = 7, "
       "raw: Bytes? = 8, id: Uuid = 9 UNIQUE, KEY (playlist, place) }",
       "TABLE Note { id: Int = 1 KEY, entry: Entry? = 2 BACK notes, doc: Json? = 3 INDEX }"});
}

TEST_SUITE("SchemaSql") {
  TEST_CASE("has each table and what speaks for an index") {
    const auto statements = Music()->SchemaSql(SqlDialect::kSqlite);
    REQUIRE(statements.ok());
    const std::vector<std::string> expected{
        R"(CREATE TABLE "Playlist" ("id" INTEGER NOT NULL, "name" TEXT NOT NULL, )"
        R"(PRIMARY KEY ("id")) STRICT)",
        R"(CREATE TABLE "Entry" ("playlist" INTEGER NOT NULL, "place" INTEGER NOT NULL, )"
        R"("mood" INTEGER, "at" INTEGER, "ok" INTEGER NOT NULL, "price" INTEGER NOT NULL, )"
        R"("f" REAL, "raw" BLOB, "id" TEXT NOT NULL, )"
        R"(PRIMARY KEY ("playlist", "place")) STRICT)",
        R"(CREATE INDEX "Entry.playlist" ON "Entry" ("playlist"))",
        R"(CREATE UNIQUE INDEX "Entry.id" ON "Entry" ("id"))",
        R"(CREATE TABLE "Note" ("id" INTEGER NOT NULL, "entry.playlist" INTEGER, )"
        R"("entry.place" INTEGER, "doc" TEXT, PRIMARY KEY ("id")) STRICT)",
        R"(CREATE INDEX "Note.entry" ON "Note" ("entry.playlist", "entry.place"))",
        R"(CREATE INDEX "Note.doc" ON "Note" ("doc"))"};
    CHECK(*statements == expected);
  }

  TEST_CASE("has the types of PostgreSQL") {
    const auto statements = Music()->SchemaSql(SqlDialect::kPostgres);
    REQUIRE(statements.ok());
    CHECK((*statements)[1] ==
          R"(CREATE TABLE "Entry" ("playlist" BIGINT NOT NULL, "place" BIGINT NOT NULL, )"
          R"("mood" BIGINT, "at" BIGINT, "ok" BOOLEAN NOT NULL, "price" BIGINT NOT NULL, )"
          R"("f" DOUBLE PRECISION, "raw" BYTEA, "id" TEXT COLLATE "C" NOT NULL, )"
          R"(PRIMARY KEY ("playlist", "place")))");
  }

  TEST_CASE("waits for tables that are referred to") {
    const auto database = testing::OpenWith({"TABLE A { id: Int = 1 KEY, b: B? = 2 }"});
    const auto statements = database->SchemaSql(SqlDialect::kSqlite);
    CHECK(statements.status().message() ==
          "the table that a field refers to is not declared: b");
  }
}

TEST_SUITE("SqlValues") {
  TEST_CASE("are integers of the scale and one for each column of a key") {
    const FieldType price{TypeKind::kDecimal, 3};
    CHECK(SqlValues(price, Value::Of({25, 1})) == std::vector<Value>{Value::Int(2500)});
    CHECK(SqlValues(price, Value()) == std::vector<Value>{Value()});
    const auto database = Music();
    testing::Do(*database, "INSERT Note { id: 1, entry: (7, 2) }");
    const absl::StatusOr<Answer> answer = database->Query("ONE Note { entry }");
    REQUIRE(answer.ok());
    const PlanColumn& entry = answer->plan->scalars[0];
    CHECK(SqlValues(entry.type, answer->rows[0].row[entry.column]) ==
          std::vector<Value>{Value::Int(7), Value::Int(2)});
    CHECK(SqlValues(entry.type, Value()) == std::vector<Value>{Value(), Value()});
  }

  TEST_CASE("are quoted by doubling") {
    CHECK(SqlName("a\"b") == "\"a\"\"b\"");
    CHECK(SqlString("it's") == "'it''s'");
  }
}

}  // namespace
}  // namespace cambium
