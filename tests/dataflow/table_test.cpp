// Tables: what a map would hold after the same calls, one change per key and transaction.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/table.h"

#include <map>
#include <string>
#include <utility>

#include "doctest/doctest.h"
#include "operators/operators.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

using Row = std::pair<int, std::string>;

struct Rows {
  Graph graph;
  NewTable<Row, int Row::*> rows = graph.AddTable<Row>(&Row::first, "rows");
  KeyedInput<Row, int Row::*>& table = rows.table;
};

TEST_SUITE("Table") {
  TEST_CASE("changes of one key collapse to one") {
    Rows rows;
    const auto delta_of = [&rows](auto body) {
      ZSet<Row> delta;
      const auto status =
          rows.graph.Preview(body, [&] { delta = rows.rows.stream.delta().ToZSet(); });
      CHECK(status.ok());
      return delta;
    };
    REQUIRE(rows.graph.Transact([&] { rows.table.Insert({1, "a"}); }).ok());
    const auto changed = delta_of([&rows] {
      rows.table.Upsert({1, "b"});
      rows.table.Upsert({1, "c"});
      rows.table.Upsert({2, "x"});
    });
    CHECK(changed == ZSet<Row>{{{1, "a"}, -1}, {{1, "c"}, 1}, {{2, "x"}, 1}});
    const auto came_and_went = delta_of([&rows] {
      rows.table.Insert({2, "x"});
      rows.table.Erase(2);
      rows.table.Erase(1);
      rows.table.Insert({1, "a"});
    });
    CHECK(came_and_went.empty());
    const auto gone = delta_of([&rows] { rows.table.Erase(1); });
    CHECK(gone == ZSet<Row>{{{1, "a"}, -1}});
  }

  TEST_CASE("finds a row as it stands in the running transaction") {
    Rows rows;
    CHECK(rows.table.Find(1) == nullptr);
    const auto body = [&rows] {
      rows.table.Insert({1, "a"});
      CHECK(rows.table.Find(1)->second == "a");
      rows.table.Upsert({1, "b"});
      CHECK(rows.table.Find(1)->second == "b");
      rows.table.Erase(1);
      CHECK(rows.table.Find(1) == nullptr);
      rows.table.Insert({1, "c"});
    };
    REQUIRE(rows.graph.Transact(body).ok());
    CHECK(rows.table.Find(1)->second == "c");
  }

  TEST_CASE("refuses a key that stands and one that does not") {
    Rows rows;
    REQUIRE(rows.graph.Transact([&] { rows.table.Insert({1, "a"}); }).ok());
    const auto twice = rows.graph.Transact([&] {
      rows.table.Insert({2, "b"});
      rows.table.Insert({1, "b"});
      rows.table.Erase(7);
    });
    CHECK(twice == absl::AlreadyExistsError("key exists already in rows"));
    CHECK(rows.table.Find(2) == nullptr);
    const auto missing = rows.graph.Transact([&] {
      rows.table.Erase(1);
      rows.table.Erase(1);
    });
    CHECK(missing == absl::NotFoundError("key does not exist in rows"));
    CHECK(rows.table.Find(1)->second == "a");
    CHECK(rows.graph.Transact([&] { rows.table.Insert({2, "b"}); }).ok());
  }

  TEST_CASE("holds its rows and says what it is") {
    Rows rows;
    REQUIRE(rows.graph.Transact([&] { rows.table.Insert({1, "a"}); }).ok());
    CHECK(rows.rows.stream.wire().state_rows() == 1);
    CHECK(rows.rows.stream.wire().name() == "table rows");
    CHECK(rows.rows.stream.Materialize().Read() == ZSet<Row>{{{1, "a"}, 1}});
  }

  TEST_CASE("agrees with a map over random transactions") {
    testing::ForSeeds(100, [](testing::Random& random) {
      Rows rows;
      std::map<int, std::string> standing;
      ZSet<Row> sum;
      const auto subscriber =
          rows.rows.stream.Subscribe([&sum](const ZSet<Row>& delta) { sum += delta; });
      for (int step = 0; step < 30; ++step) {
        std::map<int, std::string> after = standing;
        absl::StatusCode expected = absl::StatusCode::kOk;
        const auto refuse = [&expected](absl::StatusCode code) {
          if (expected == absl::StatusCode::kOk) expected = code;
        };
        const std::uint64_t calls = random.OneIn(5) ? 60 : 6;
        const auto keys = calls;
        const absl::Status status = rows.graph.Transact([&] {
          for (std::uint64_t i = random.Below(calls); i > 0; --i) {
            const int key = static_cast<int>(random.Below(keys));
            const std::string value = random.OneIn(2) ? "a" : "b";
            // Most calls are those that a table does not refuse.
            const bool wrong = random.OneIn(60);
            switch (random.Below(3)) {
              case 0:
                if (after.contains(key) != wrong) break;
                if (after.contains(key)) refuse(absl::StatusCode::kAlreadyExists);
                rows.table.Insert({key, value});
                after.emplace(key, value);
                break;
              case 1:
                rows.table.Upsert({key, value});
                after[key] = value;
                break;
              default:
                if (after.contains(key) == wrong) break;
                if (!after.contains(key)) refuse(absl::StatusCode::kNotFound);
                rows.table.Erase(key);
                after.erase(key);
            }
            const Row* found = rows.table.Find(key);
            if (expected != absl::StatusCode::kOk) continue;
            REQUIRE((found != nullptr) == after.contains(key));
            if (found != nullptr) REQUIRE(found->second == after[key]);
          }
        });
        REQUIRE(status.code() == expected);
        if (status.ok()) standing = after;
        std::vector<ZSet<Row>::Entry> entries;
        entries.reserve(standing.size());
        for (const auto& row : standing) entries.push_back({row, 1});
        REQUIRE(sum == ZSet<Row>(std::move(entries)));
      }
    });
  }
}

}  // namespace
}  // namespace cambium
