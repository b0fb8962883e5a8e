// Reading by key, by range, by index, and what is few.
// SPDX-License-Identifier: Apache-2.0
#include "query/table_reader.h"

#include <memory>

#include "doctest/doctest.h"
#include "query/entity.h"
#include "query/expression.h"
#include "query/expression_parser.h"
#include "tests/support/dump.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

Value I(std::int64_t integer) { return Value::Int(integer); }

// A table of `size` rows whose keys are even and whose `n` is the key divided by 20.
struct Numbers {
  explicit Numbers(std::int64_t size, const std::string& key = "Int")
      : schema(testing::MakeSchema(
            {"TABLE T { id: " + key + " = 1 KEY, n: Int? = 2 INDEX, f: Float = 3 }"})),
        table(*schema.tables()[0]) {
    store = *Store::Open(*files, "memory");
    Batch batch;
    for (std::int64_t i = 0; i < size; ++i) {
      const Value id = key == "Int" ? I(2 * i) : Value::Text(std::string(1, char('a' + i)));
      const Row row{id, i % 7 == 6 ? Value() : I(i / 10), Value::Float(static_cast<double>(i))};
      AppendTriples(table, SubjectOf(table, row), {std::nullopt, row}, batch);
    }
    REQUIRE(store->Apply(batch, Durability::kRelaxed).ok());
    REQUIRE(store->CreateIndex(table.id, table.fields[1].number, IndexKind::kPlain).ok());
  }

  TableReader::Visit Into(std::vector<Row>& rows) const {
    return [&rows](const ColumnsView& batch) {
      for (std::size_t i = 0; i < batch.size; ++i) {
        std::vector<ValueView> values;
        for (const ValueView* column : batch.columns) values.push_back(column[i]);
        rows.emplace_back(std::span<const ValueView>(values));
      }
      return true;
    };
  }
  std::vector<Row> Scan(TableReader& reader, const ValueRange& keys) const {
    std::vector<Row> rows;
    REQUIRE(reader.Scan(table, fields, keys, false, Into(rows)).ok());
    return rows;
  }
  std::string Subject(Value key) const { return SubjectOf(table, Row{std::move(key)}); }

  std::unique_ptr<FileSystem> files = MakeMemoryFileSystem();
  Schema schema;
  const Table& table;
  const std::vector<std::size_t> fields{0, 1};
  std::unique_ptr<Store> store;
};

TEST_SUITE("TableReader") {
  TEST_CASE("reads what a condition leads to and no more") {
    const Numbers numbers(1000);
    const auto read = [&numbers](const AccessPath& path, std::uint64_t& count) {
      TableReader reader(*numbers.store, Store::kNow);
      std::vector<Row> rows;
      REQUIRE(reader.Read(numbers.table, numbers.fields, path, numbers.Into(rows)).ok());
      count = reader.read_count();
      return rows;
    };
    const auto where = [&numbers](const std::string& condition) {
      std::vector<std::size_t> all = {0, 1, 2};
      TokenCursor cursor(*Tokenize(condition));
      const auto expr = ParseExpression(cursor);
      return AccessWhere(numbers.table,
                         *ExpressionPlanner(numbers.schema, numbers.table, all).Plan(*expr));
    };
    std::uint64_t count = 0;
    CHECK(read(where("id = 8"), count) == std::vector<Row>{{I(8), I(0)}});
    CHECK(count == 1);
    CHECK(read(where("id IN (8, 9) AND f > 1.0"), count) == std::vector<Row>{{I(8), I(0)}});
    CHECK(count == 2);
    CHECK(read(where("id BETWEEN 8 AND 11"), count) ==
          std::vector<Row>{{I(8), I(0)}, {I(10), I(0)}});
    CHECK(count < 100);
    CHECK(read(where("n = 3"), count).size() == 9);
    CHECK(count < 20);
    CHECK(read(AccessByValues(numbers.table, 1, {I(3), I(4)}), count).size() == 17);
    CHECK(count < 200);
    CHECK(read(where("f > 1.0"), count).size() == 1000);
    CHECK(read(AccessByValues(numbers.table, 2, {I(3)}), count).size() == 1000);
  }

  TEST_CASE("scans ranges of integer keys with both ends") {
    const Numbers numbers(20);
    TableReader reader(*numbers.store, Store::kNow);
    CHECK(numbers.Scan(reader, {I(5), I(10)}) ==
          std::vector<Row>{{I(6), I(0)}, {I(8), I(0)}, {I(10), I(0)}});
    CHECK(reader.read_count() == 3);
    CHECK(numbers.Scan(reader, {}).size() == 20);
    CHECK(numbers.Scan(reader, {I(36), {}}).size() == 2);
    CHECK(numbers.Scan(reader, {{}, I(-1)}).empty());
    // A bound between two integers is left to the filters.
    CHECK(numbers.Scan(reader, {{}, Value::Float(1.5)}).size() == 20);
  }

  TEST_CASE("stops in the order of keys when it is told to") {
    const Numbers numbers(2000);
    TableReader reader(*numbers.store, Store::kNow);
    std::vector<std::int64_t> keys;
    const auto visit = [&keys](const ColumnsView& batch) {
      for (std::size_t i = 0; i < batch.size; ++i) keys.push_back(batch.columns[0][i].AsInt());
      return keys.size() < 3;
    };
    REQUIRE(reader.Scan(numbers.table, numbers.fields, {{}, I(3000)}, true, visit).ok());
    REQUIRE(keys.size() >= 3);
    CHECK(keys[0] == 3000);
    CHECK(keys[1] == 2998);
    CHECK(reader.read_count() < 200);
  }

  TEST_CASE("reads no further range once it is told to stop") {
    const Numbers numbers(20);
    TableReader reader(*numbers.store, Store::kNow);
    AccessPath path;
    path.kind = AccessKind::kKeyRange;
    path.ranges = {{I(0), I(4)}, {I(10), I(14)}};
    int batches = 0;
    const auto stop = [&batches](const ColumnsView&) { return ++batches == 0; };
    REQUIRE(reader.Read(numbers.table, numbers.fields, path, stop).ok());
    CHECK(batches == 1);
  }

  TEST_CASE("scans ranges of other keys") {
    const Numbers numbers(5, "Text");
    TableReader reader(*numbers.store, Store::kNow);
    const std::vector<Row> rows = numbers.Scan(reader, {Value::Text("b"), Value::Text("d")});
    REQUIRE(rows.size() == 3);
    CHECK(rows[0][0].AsText() == "b");
    CHECK(rows[2][0].AsText() == "d");
  }

  TEST_CASE("looks up those that there are and reads a field in its type") {
    const Numbers numbers(20);
    TableReader reader(*numbers.store, Store::kNow);
    const std::uint64_t scans = numbers.store->scan_count();
    std::vector<Row> rows;
    const std::vector<std::size_t> fields{0, 2};
    const std::vector<std::string> subjects{numbers.Subject(I(4)), numbers.Subject(I(5))};
    REQUIRE(reader.LookUp(numbers.table, fields, subjects, numbers.Into(rows)).ok());
    REQUIRE(rows == std::vector<Row>{{I(4), Value::Float(2)}});
    CHECK(rows[0][1].type() == ValueType::kFloat);
    CHECK(reader.read_count() == 2);
    CHECK(numbers.store->scan_count() == scans);
  }

  TEST_CASE("finds the subjects of values in an index while they are few") {
    const Numbers numbers(2000);
    TableReader reader(*numbers.store, Store::kNow);
    std::vector<std::string> subjects;
    CHECK(*reader.AddIndexed(numbers.table, 1, {I(3), I(3)}, subjects));
    CHECK(subjects.size() == 9);  // Of the numbers 30 to 39 one has none.
    CHECK(reader.read_count() == 9);
    subjects.clear();
    CHECK_FALSE(*reader.AddIndexed(numbers.table, 1, {I(0), I(1000)}, subjects));
  }

  TEST_CASE("few is what costs less than a scan") {
    const Numbers numbers(1000);
    TableReader reader(*numbers.store, Store::kNow);
    CHECK(*reader.IsFew(numbers.table, 16));
    CHECK(reader.read_count() == 0);
    CHECK(*reader.IsFew(numbers.table, 30));
    CHECK_FALSE(*reader.IsFew(numbers.table, 40));
  }
}

}  // namespace
}  // namespace cambium
