// Staged rows come back sorted, from memory and from runs on disk.
// SPDX-License-Identifier: Apache-2.0
#include "query/import/staged_rows.h"

#include <map>
#include <set>
#include <string>

#include "doctest/doctest.h"
#include "lsm/run_key.h"
#include "query/entity.h"
#include "query/import/staged_run.h"
#include "tests/support/random.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

const Schema& OneTable() {
  static const Schema schema =
      testing::MakeSchema({"TABLE T { name: Text? = 9, id: Decimal(1) = 5 KEY, n: Int? = 2 }"});
  return schema;
}

// In the order of the store.
struct Key {
  AttributeId attribute;
  bool is_bytes;
  std::string subject;
  auto operator<=>(const Key&) const = default;
};

Key KeyOf(const Triple& triple) {
  return {triple.key.attribute, !PlaceOf(triple.key).run.has_integers(), triple.key.subject};
}

TEST_SUITE("StagedRows") {
  TEST_CASE("gives what was added in the order of the store whatever the budget") {
    const Table& table = *OneTable().Find("T");
    testing::ForSeeds(30, [&table](testing::Random& random) {
      const auto files = MakeMemoryFileSystem();
      const std::size_t budget =
          random.OneIn(2) ? std::size_t{1} << 20 : 200 + random.Below(900);
      StagedRows staged(table, *files, "db", budget);
      std::map<Key, Value> expected;
      std::set<std::int64_t> used;
      const std::uint64_t count = random.Below(100);
      for (std::uint64_t i = 0; i < count; ++i) {
        const std::int64_t tenths = random.Between(-300, 300);
        if (!used.insert(tenths).second) continue;
        std::vector<Value> values{Value(), Value::Of(Decimal{tenths, 1}), Value()};
        if (!random.OneIn(3)) {
          values[0] = Value::Text(std::string(random.Below(40), 'x') + std::to_string(tenths));
        }
        if (!random.OneIn(3)) values[2] = Value::Int(random.Integer());
        const std::string subject = SubjectOf(table, Row(values));
        REQUIRE(staged.Add(subject, values).ok());
        for (std::size_t field = 0; field < values.size(); ++field) {
          if (values[field].is_null()) continue;
          const Triple triple{{table.id, table.fields[field].number, subject}, values[field]};
          expected[KeyOf(triple)] = values[field];
        }
      }
      std::set<std::string> subjects;
      REQUIRE(
          staged.ForEachSubject([&](std::string_view subject) { subjects.emplace(subject); })
              .ok());
      CHECK(subjects.size() == used.size());
      REQUIRE(staged.Finish().ok());
      auto next = expected.begin();
      Triple triple;
      for (;;) {
        const absl::StatusOr<bool> more = staged.Next(triple);
        REQUIRE(more.ok());
        if (!*more) break;
        REQUIRE(next != expected.end());
        CHECK(triple.key.type == table.id);
        CHECK((KeyOf(triple) == next->first));
        CHECK((triple.value == next->second));
        ++next;
      }
      CHECK((next == expected.end()));
    });
  }

  TEST_CASE("leaves no file and takes away what a crash has left") {
    const Table& table = *OneTable().Find("T");
    const auto files = MakeMemoryFileSystem();
    REQUIRE(files->Create("db/import-7").ok());
    REQUIRE(files->Create("db/log-1").ok());
    {
      StagedRows staged(table, *files, "db", 1);
      CHECK(files->List("db")->size() == 1);
      const std::vector<Value> values{Value(), Value::Int(1), Value()};
      REQUIRE(staged.Add(SubjectOf(table, Row(values)), values).ok());
      CHECK(staged.run_count() == 1);
      CHECK(files->List("db")->size() == 2);
    }
    CHECK(files->List("db")->size() == 1);
  }

  TEST_CASE("says what a run was damaged by") {
    const auto files = MakeMemoryFileSystem();
    StagedRun run(*files, "db/import-0");
    REQUIRE(run.Create().ok());
    REQUIRE(run.Write("a", "\xFF").ok());
    run.EndColumn();
    REQUIRE(run.EndFile().ok());
    run.StartColumn(0);
    CHECK(run.Advance().status().message() == "staged rows are damaged: db/import-0");
  }
}

}  // namespace
}  // namespace cambium
