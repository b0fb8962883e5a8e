// A scan that pauses reads what one reads that does not, whatever is written meanwhile.
// SPDX-License-Identifier: Apache-2.0
#include "query/entity_scan.h"

#include "doctest/doctest.h"
#include "query/entity.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

// A table with subjects of two kinds, which no declaration gives it; a store does not mind.
struct Fixture {
  Fixture() {
    store = *Store::Open(*files, "memory");
    for (int id = 0; id < 5; ++id) Write(Value::Int(id), Value::Float(id));
    for (const char* id : {"a", "b"}) Write(Value::Text(id), Value());
  }
  void Write(const Value& id, const Value& size) {
    const Row row{id, size};
    Batch batch;
    AppendTriples(*table(), SubjectOf(*table(), row), {std::nullopt, row}, batch);
    REQUIRE(store->Apply(batch, Durability::kRelaxed).ok());
  }
  std::shared_ptr<const Table> table() const { return schema.tables()[0]; }

  Schema schema = testing::MakeSchema({"TABLE Box { id: Int = 1 KEY, size: Float? = 2 }"});
  std::unique_ptr<FileSystem> files = MakeMemoryFileSystem();
  std::unique_ptr<Store> store;
};

TEST_SUITE("EntityScan") {
  TEST_CASE("pieces of any length are together what one scan reads") {
    Fixture fixture;
    std::vector<Row> expected;
    REQUIRE(ScanEntities(*fixture.store, *fixture.table(), {0, 1},
                         [&](const std::string&, const Row& row) { expected.push_back(row); })
                .ok());
    REQUIRE(expected.size() == 7);
    for (const std::size_t most : {1u, 2u, 3u, 5u, 7u, 8u}) {
      EntityScan scan(*fixture.store, fixture.table(), {0, 1}, fixture.store->version());
      std::vector<Row> rows;
      std::size_t before = 0;
      while (*scan.Next(most, rows)) {
        CHECK(rows.size() - before == most);
        before = rows.size();
      }
      CHECK(rows.size() - before < most);
      CHECK(rows == expected);
    }
  }

  TEST_CASE("a kind of subjects that the table has not is not scanned") {
    Fixture fixture;
    const auto scans_of = [&fixture](int id) {
      const Schema other = testing::MakeSchema(
          {"TABLE Box { id: Int = 1 KEY }", "TABLE Few { id: Int = 1 KEY }"});
      const std::shared_ptr<const Table> few = other.tables()[1];
      Batch batch;
      const Row row{Value::Int(id)};
      AppendTriples(*few, SubjectOf(*few, row), {std::nullopt, row}, batch);
      if (id > 0) REQUIRE(fixture.store->Apply(batch, Durability::kRelaxed).ok());
      const std::uint64_t before = fixture.store->scan_count();
      EntityScan scan(*fixture.store, few, {0}, fixture.store->version());
      std::vector<Row> rows;
      CHECK_FALSE(*scan.Next(9, rows));
      CHECK(rows.size() == static_cast<std::size_t>(id));
      return fixture.store->scan_count() - before;
    };
    CHECK(scans_of(0) == 0);
    CHECK(scans_of(1) == 1);
  }

  TEST_CASE("what is written between two pieces is not read") {
    Fixture fixture;
    const Snapshot snapshot = fixture.store->TakeSnapshot();
    EntityScan scan(*fixture.store, fixture.table(), {0}, snapshot.version());
    std::vector<Row> rows;
    CHECK(*scan.Next(2, rows));
    fixture.Write(Value::Int(9), Value());
    fixture.Write(Value::Text("aa"), Value());
    CHECK_FALSE(*scan.Next(100, rows));
    CHECK(rows.size() == 7);
  }

  TEST_CASE("counting stops when there is more than enough") {
    Fixture fixture;
    CHECK(*CountEntities(*fixture.store, *fixture.table()) == 7);
    CHECK(*CountEntities(*fixture.store, *fixture.table(), 7) == 7);
    CHECK(*CountEntities(*fixture.store, *fixture.table(), 3) > 3);
    CHECK(*CountEntities(*fixture.store, *fixture.table(), UINT64_MAX, 2) == 2);
  }
}

}  // namespace
}  // namespace cambium
