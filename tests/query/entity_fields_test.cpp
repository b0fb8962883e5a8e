// Fields of one row are what was written, whichever of them are asked for.
// SPDX-License-Identifier: Apache-2.0
#include "query/entity_fields.h"

#include <memory>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/entity.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

Value I(std::int64_t integer) { return Value::Int(integer); }

// Rows of a table whose key is not in front, in a store in memory.
struct Fixture {
  void Write(const EntityChange& change) {
    Batch batch;
    const Row& row = change.after.has_value() ? *change.after : *change.before;
    AppendTriples(table, SubjectOf(table, row), change, batch);
    REQUIRE(store->Apply(std::move(batch), Durability::kRelaxed).ok());
  }
  // Of the row with this key; empty if there is none.
  std::vector<Value> Read(const std::vector<std::size_t>& fields, const Row& key,
                          std::uint64_t version = Store::kNow) const {
    std::vector<Value> values(fields.size());
    const auto found =
        EntityFields(table, fields).Read(*store, SubjectOf(table, key), values, version);
    REQUIRE(found.ok());
    return *found ? values : std::vector<Value>();
  }

  const Schema schema = testing::MakeSchema(
      {"TABLE T { note: Text? = 1, size: Decimal(2) = 2, name: Text = 3, n: Int? = 4, "
       "KEY (size, name) }"});
  const Table& table = *schema.tables()[0];
  const std::unique_ptr<FileSystem> files = MakeMemoryFileSystem();
  const std::unique_ptr<Store> store = *Store::Open(*files, "memory");
};

TEST_SUITE("EntityFields") {
  TEST_CASE("come in the order in which they are asked for and of their types") {
    Fixture fixture;
    const Value size = Value::Of({250, 2});
    const Row row{Value::Text("x"), size, Value::Text("a long name that is a key"), I(7)};
    fixture.Write({std::nullopt, row});
    const std::vector<std::vector<std::size_t>> questions = {
        {0, 1, 2, 3}, {3, 2, 1, 0}, {2}, {1}, {3}, {1, 1}};
    for (const std::vector<std::size_t>& fields : questions) {
      const std::vector<Value> found = fixture.Read(fields, row);
      REQUIRE(found.size() == fields.size());
      for (std::size_t i = 0; i < fields.size(); ++i) CHECK(found[i] == row[fields[i]]);
    }
    CHECK(fixture.Read({1}, row)[0].type() == ValueType::kDecimal);
    CHECK(fixture.Read({1}, row)[0].AsDecimal().scale == 2);
    CHECK(fixture.Read({}, row).empty());
    std::vector<Value> all(4);
    const auto found =
        EntityFields(fixture.table).Read(*fixture.store, SubjectOf(fixture.table, row), all);
    REQUIRE(found.ok());
    CHECK(*found);
    CHECK(Row(all) == row);
  }

  TEST_CASE("a row is there though all that is asked for is NULL") {
    Fixture fixture;
    const Row row{Value(), Value::Of({100, 2}), Value::Text("b"), Value()};
    const Row other{Value(), Value::Of({100, 2}), Value::Text("c"), I(1)};
    fixture.Write({std::nullopt, row});
    CHECK(fixture.Read({0, 3}, row) == std::vector<Value>{Value(), Value()});
    CHECK(fixture.Read({2}, row) == std::vector<Value>{Value::Text("b")});
    CHECK(fixture.Read({0, 3}, other).empty());
    CHECK(fixture.Read({2}, other).empty());
    fixture.Write({row, std::nullopt});
    CHECK(fixture.Read({0, 3}, row).empty());
    CHECK(fixture.Read({0, 3}, row, 1) == std::vector<Value>{Value(), Value()});
    fixture.Write({std::nullopt, other});
    fixture.Write({other, std::nullopt});
    CHECK(fixture.Read({3}, other).empty());
    CHECK(fixture.Read({3}, other, 3) == std::vector<Value>{I(1)});
  }
}

}  // namespace
}  // namespace cambium
