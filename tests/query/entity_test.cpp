// Entities are stored as triples, one a field, and come back typed.
// SPDX-License-Identifier: Apache-2.0
#include "query/entity.h"

#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

Value I(std::int64_t integer) { return Value::Int(integer); }

// One table in a store in memory.
struct Entities {
  explicit Entities(std::string_view declaration)
      : schema(testing::MakeSchema({declaration})), table(*schema.tables()[0]) {
    store = *Store::Open(*files, "memory");
  }

  std::size_t Write(const EntityChange& change) {
    Batch batch;
    const Row& row = change.after.has_value() ? *change.after : *change.before;
    AppendTriples(table, SubjectOf(table, row), change, batch);
    const std::size_t size = batch.size();
    CHECK(store->Apply(std::move(batch), Durability::kRelaxed).ok());
    return size;
  }
  std::vector<Row> Scan(const std::vector<std::size_t>& read) {
    std::vector<Row> rows;
    CHECK(ScanEntities(*store, table, read, [&](const std::string&, const Row& row) {
            rows.push_back(row);
          }).ok());
    return rows;
  }

  bool HasKey(std::int64_t id) const {
    const auto exists = Exists(*store, table, SubjectOf(table, Row{I(id)}));
    REQUIRE(exists.ok());
    return *exists;
  }

  std::unique_ptr<FileSystem> files = MakeMemoryFileSystem();
  Schema schema;
  const Table& table;
  std::unique_ptr<Store> store;
};

TEST_SUITE("Entities") {
  TEST_CASE("come back in key order with NULL for what is absent") {
    Entities entities("TABLE T { id: Int = 1 KEY, name: Text? = 2, n: Int? = 3 }");
    entities.Write({{}, Row{I(10), Value::Text("ten"), Value()}});
    entities.Write({{}, Row{I(-3), Value(), I(1)}});
    CHECK(entities.Scan({0, 2}) == std::vector<Row>{{I(-3), I(1)}, {I(10), Value()}});
    CHECK(entities.HasKey(10));
    CHECK_FALSE(entities.HasKey(9));
  }

  TEST_CASE("a change writes only what is different") {
    Entities entities("TABLE T { id: Int = 1 KEY, name: Text? = 2, n: Int? = 3 }");
    const Row before{I(1), Value::Text("a"), I(5)};
    CHECK(entities.Write({{}, before}) == 3);
    CHECK(entities.Write({before, before}) == 0);
    CHECK(entities.Write({before, Row{I(1), Value::Text("b"), I(5)}}) == 1);
    CHECK(entities.Write({Row{I(1), Value::Text("b"), I(5)}, Row{I(1), Value(), Value()}}) ==
          2);
    CHECK(entities.Scan({0, 1, 2}) == std::vector<Row>{{I(1), Value(), Value()}});
    CHECK(entities.Write({Row{I(1), Value(), Value()}, {}}) == 1);
    CHECK(entities.Scan({0}).empty());
  }

  TEST_CASE("the subject is the whole key in key order") {
    Entities entities("TABLE T { a: Int = 1, b: Text = 2, KEY (b, a) }");
    for (const Row& row : {Row{I(1), Value::Text("y")}, Row{I(2), Value::Text("x")},
                           Row{I(1), Value::Text("x")}, Row{I(1), Value::Text("xy")}}) {
      entities.Write({{}, row});
    }
    CHECK(entities.Scan({1, 0}) == std::vector<Row>{{Value::Text("x"), I(1)},
                                                    {Value::Text("x"), I(2)},
                                                    {Value::Text("xy"), I(1)},
                                                    {Value::Text("y"), I(1)}});
  }

  TEST_CASE("numbers come back as their fields have them") {
    Entities entities("TABLE T { id: Decimal(2) = 1 KEY, f: Float = 2, d: Decimal(3) = 3 }");
    entities.Write({{}, Row{Value::Of({100, 2}), Value::Float(2), Value::Of({3000, 3})}});
    const Row row = entities.Scan({0, 1, 2})[0];
    CHECK(DebugString(row[0]) == "1.00d");
    CHECK(DebugString(row[1]) == "2f");
    CHECK(DebugString(row[2]) == "3.000d");
  }
}

}  // namespace
}  // namespace cambium
