// Reading and writing rows as structs.
// SPDX-License-Identifier: Apache-2.0
#include "query/typed_rows.h"

#include <limits>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/prepared.h"
#include "query/typed_table.h"
#include "tests/support/statements.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/typed_structs.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::Do;
using testing::OpenWith;
using testing::Sale;

constexpr std::string_view kAll = "MANY Sale { id, team, cents, tip, note }";

template <typename T>
TypedTable<T> TableOf(Database& database, std::string_view name) {
  absl::StatusOr<TypedTable<T>> table = database.Table<T>(name);
  REQUIRE_MESSAGE(table.ok(), table.status().message());
  return *std::move(table);
}

std::vector<Sale> Scan(const TypedTable<Sale>& sales) {
  std::vector<Sale> rows;
  CHECK(sales.ForEach([&rows](const Sale& sale) { rows.push_back(sale); }).ok());
  return rows;
}

enum class Mood { kCalm = 1, kWild = 5 };

struct Everything {
  std::string a;
  std::int64_t b = 0;
  std::optional<bool> truth;
  Mood mood = Mood::kCalm;
  double ratio = 0;
  Decimal price;
  std::string bytes;
  std::string json;
  Time at;
  Date on;
  UuidBytes uuid{};
  Value pair;

  auto operator<=>(const Everything&) const = default;
  static constexpr auto kFields = StructFields(
      "a", &Everything::a, "b", &Everything::b, "truth", &Everything::truth, "mood",
      &Everything::mood, "ratio", &Everything::ratio, "price", &Everything::price, "bytes",
      &Everything::bytes, "json", &Everything::json, "at", &Everything::at, "on",
      &Everything::on, "uuid", &Everything::uuid, "pair", &Everything::pair);
};

TEST_SUITE("TypedRows") {
  TEST_CASE("writes are those of the statements") {
    const auto database = OpenWith({testing::kSaleTable});
    const auto sales = TableOf<Sale>(*database, "Sale");
    const auto inserted = sales.Insert({1, "core", 5});
    REQUIRE(inserted.ok());
    CHECK(inserted->commit == 2);
    CHECK(inserted->rows == 1);
    CHECK(sales.Insert({1, "core", 6}).status().message() == "key exists already in Sale: 1");
    Do(*database, "UPDATE Sale SET note = 'mine'");
    CHECK(sales.Upsert({1, "edge", 7, 3}).ok());
    CHECK(sales.Upsert({2, "core", 8}).ok());
    CHECK(Ask(*database, kAll) ==
          R"([{"id":1,"team":"edge","cents":7,"tip":3,"note":"mine"},)"
          R"({"id":2,"team":"core","cents":8,"tip":null,"note":"new"}])");
    CHECK(*sales.Get(1) == Sale{1, "edge", 7, 3});
    CHECK(*sales.Get(9) == std::nullopt);
    CHECK(Scan(sales) == std::vector<Sale>{{1, "edge", 7, 3}, {2, "core", 8}});
    const auto gone = sales.Delete(1);
    REQUIRE(gone.ok());
    CHECK(gone->rows == 1);
    const auto none = sales.Delete(1);
    REQUIRE(none.ok());
    CHECK(none->rows == 0);
    CHECK(none->commit == gone->commit);
    CHECK(Scan(sales) == std::vector<Sale>{{2, "core", 8}});
  }

  TEST_CASE("a transaction sees its own changes and commits them at once") {
    const auto database = OpenWith({testing::kSaleTable});
    const auto sales = TableOf<Sale>(*database, "Sale");
    REQUIRE(sales.Insert({1, "core", 5}).ok());
    const auto done = database->Transact([&](OpenTransaction& transaction) -> absl::Status {
      CHECK(sales.Insert(transaction, {2, "edge", 1}).ok());
      CHECK(sales.Upsert(transaction, {2, "edge", 2}).ok());
      CHECK(*sales.Get(transaction, 2) == Sale{2, "edge", 2});
      CHECK(*sales.Get(2) == std::nullopt);
      CHECK(*sales.Delete(transaction, 1));
      CHECK(!*sales.Delete(transaction, 7));
      return absl::OkStatus();
    });
    REQUIRE(done.ok());
    CHECK(Scan(sales) == std::vector<Sale>{{2, "edge", 2}});
    const auto refused = database->Begin();
    CHECK(!sales.Insert(*refused, {2, "edge", 2}).ok());
    CHECK(refused->Commit().status().message() ==
          "transaction has failed: key exists already in Sale: 2");
  }

  TEST_CASE("a row that is read and changed by another is a conflict") {
    const auto database = OpenWith({testing::kSaleTable});
    const auto sales = TableOf<Sale>(*database, "Sale");
    REQUIRE(sales.Insert({1, "core", 5}).ok());
    const auto transaction = database->Begin();
    const Sale read = **sales.Get(*transaction, 1);
    CHECK(sales.Upsert({1, "core", 6}).ok());
    CHECK(sales.Upsert(*transaction, {1, "core", read.cents + 1}).ok());
    CHECK(transaction->Commit().status().message() ==
          "conflict: Sale 1 was changed by commit 3");
  }

  TEST_CASE("every type is written and read back") {
    const auto database =
        OpenWith({"ENUM Mood { calm = 1, wild = 5 }",
                  "TABLE Pair { x: Int = 1, y: Text = 2, KEY (x, y) }",
                  "TABLE All { a: Text = 1, b: Int = 2, truth: Bool? = 3, mood: Mood = 4, "
                  "ratio: Float = 5, price: Decimal(2) = 6, bytes: Bytes = 7, json: Json = 8, "
                  "at: Time = 9, on: Date = 10, uuid: Uuid = 11, pair: Pair? = 12, "
                  "KEY (a, b) }"});
    const auto table = TableOf<Everything>(*database, "All");
    Everything all;
    all.a = "k";
    all.b = -2;
    all.truth = true;
    all.mood = Mood::kWild;
    all.ratio = 1;
    all.price = {5, 0};
    all.bytes = std::string("\xFF\0x", 3);
    all.json = "{\"b\": 1, \"a\": [true]}";
    all.at = Time(std::chrono::microseconds(1));
    all.on = Date(std::chrono::days(1));
    all.uuid = {9, 8, 7};
    REQUIRE(table.Insert(all).ok());
    CHECK(Ask(*database, "MANY All { truth, mood, ratio, price, bytes, at, on, pair }") ==
          R"([{"truth":true,"mood":"wild","ratio":1,"price":5.00,"bytes":"/wB4",)"
          R"("at":"1970-01-01T00:00:00.000001Z","on":"1970-01-02","pair":null}])");
    auto read = table.Get("k", -2);
    REQUIRE(read.ok());
    REQUIRE(read->has_value());
    CHECK((*read)->price.scale == 2);
    all.json = (*read)->json;  // Canonical now.
    CHECK(all.json.find(' ') == std::string::npos);
    CHECK(**read == all);
    all.mood = static_cast<Mood>(2);
    CHECK(table.Upsert(all).status().message() == "mood: not a value of type Mood: 2");
    all.mood = Mood::kCalm;
    all.ratio = std::numeric_limits<double>::quiet_NaN();
    CHECK(table.Upsert(all).status().message() == "field cannot be NULL: ratio");
    all.ratio = 0;
    all.price = {1, 3};
    CHECK(!table.Upsert(all).ok());
    CHECK(table.Get("k").status().message() ==
          "key of All has 2 fields, values are given for 1");
    CHECK(table.Get(1, 2).status().message() == "a: not a value of type Text: 1");
    CHECK(table.Delete(std::string("k"), std::int64_t{-2})->rows == 1);
  }

  TEST_CASE("only fields that the struct names have to be given a value") {
    const auto database = OpenWith({testing::kSaleTable});
    CHECK(database->Table<Sale>("Sales").status().message() ==
          "no table 'Sales'; did you mean 'Sale'?");
    const StructMember members[] = {{"id", MemberKind::kInt, false}};
    const auto rows = TypedRows::Of(*database, "Sale", members);
    REQUIRE(rows.ok());
    CHECK(rows->Write(WriteKind::kInsert, {Value::Int(1)}).status().message() ==
          "field is missing: team");
    CHECK(database->version() == 1);
  }

  TEST_CASE("deletes follow references") {
    const auto database = OpenWith(
        {testing::kSaleTable,
         "TABLE Line { id: Int = 1 KEY, sale: Sale = 2 BACK lines ON DELETE CASCADE }",
         "TABLE Hold { id: Int = 1 KEY, sale: Sale = 2 BACK holds ON DELETE RESTRICT }"});
    const auto sales = TableOf<Sale>(*database, "Sale");
    REQUIRE(sales.Insert({1, "core", 5}).ok());
    REQUIRE(sales.Insert({2, "core", 5}).ok());
    Do(*database, "TX { INSERT Line { id: 1, sale: 1 }; INSERT Hold { id: 1, sale: 2 } }");
    CHECK(sales.Delete(2).status().message() == "row is referred to: Sale 2 by Hold.sale of 1");
    CHECK(sales.Delete(1).ok());
    CHECK(Ask(*database, "MANY Line { id }") == "[]");
  }

  TEST_CASE("a snapshot keeps its rows and its fields") {
    const auto database = OpenWith({testing::kSaleTable});
    const auto sales = TableOf<Sale>(*database, "Sale");
    REQUIRE(sales.Insert({1, "core", 5}).ok());
    const DatabaseSnapshot before = database->Snapshot();
    REQUIRE(sales.Upsert({1, "core", 6}).ok());
    Do(*database, "TABLE Sale { id: Int = 1 KEY, squad: Text = 2, cents: Int = 3 }");
    std::vector<Sale> rows;
    CHECK(sales.ForEach(before, [&rows](const Sale& sale) { rows.push_back(sale); }).ok());
    CHECK(rows == std::vector<Sale>{{1, "core", 5}});
    CHECK(sales.Get(1).status().message() == "no field 'team' on Sale");
    CHECK(!sales.Upsert({1, "core", 7}).ok());
    CHECK(sales.ForEach([](const Sale&) {}).code() == absl::StatusCode::kNotFound);
    Do(*database, testing::kSaleTable);
    CHECK(*sales.Get(1) == Sale{1, "core", 6});
  }

  TEST_CASE("a read-only database is read") {
    const testing::TemporaryFolder folder;
    {
      const auto database = *Database::Open(folder.path());
      Do(*database, testing::kSaleTable);
      REQUIRE(TableOf<Sale>(*database, "Sale").Insert({1, "core", 5}).ok());
    }
    Options options;
    options.read_only = true;
    const auto database = *Database::Open(folder.path(), options);
    const auto sales = TableOf<Sale>(*database, "Sale");
    CHECK(Scan(sales) == std::vector<Sale>{{1, "core", 5}});
    CHECK(sales.Upsert({1, "core", 6}).status().message() == "database was opened read-only");
    CHECK(sales.Delete(1).status().message() == "database was opened read-only");
    const Prepared prepared = *database->Prepare("DELETE Sale WHERE id = $id");
    CHECK(prepared.ExecuteWith(std::vector<Value>{Value::Int(1)}).status().message() ==
          "database was opened read-only");
    const auto transaction = database->Begin();
    REQUIRE(transaction->Execute("DELETE Sale").ok());
    CHECK(transaction->Commit().status().message() == "database was opened read-only");
  }
}

}  // namespace
}  // namespace cambium
