// What SQLite's evaluators and its engines by triggers share: the tables and their changes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bench/sqlite/database.h"

namespace cambium::bench {

// The numbers that a query with so many columns returned.
template <size_t kColumns>
using SqlRows = std::vector<std::array<int64_t, kColumns>>;

template <size_t kColumns>
SqlRows<kColumns> RowsOf(SqlStatement& query) {
  SqlRows<kColumns> rows;
  query.ForEachRow({}, [&rows](const auto& row) {
    std::array<int64_t, kColumns>& columns = rows.emplace_back();
    for (size_t i = 0; i < kColumns; ++i) columns[i] = row(static_cast<int>(i));
  });
  return rows;
}

// The tables of one workload in a database of their own. `Writer` is made from a database
// with the schema in it, and has Insert(tables) and Apply(change).
template <typename Workload, typename Writer>
class SqlTables {
 public:
  explicit SqlTables(const std::string& schema) : database_(schema), writer_(database_) {}

  SqlDatabase& database() { return database_; }

  void Insert(const typename Workload::Tables& tables) {
    database_.Execute("BEGIN");
    writer_.Insert(tables);
    database_.Execute("COMMIT");
  }

  void Apply(std::span<const typename Workload::Change> changes) {
    database_.Execute("BEGIN");
    for (const auto& change : changes) writer_.Apply(change);
    database_.Execute("COMMIT");
  }

  // Without BEGIN: SQLite makes a transaction of every single statement.
  void ApplyOne(const typename Workload::Change& change) { writer_.Apply(change); }

 private:
  SqlDatabase database_;
  Writer writer_;
};

}  // namespace cambium::bench
