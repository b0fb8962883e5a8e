// A thin, checked skin over SQLite: a database in memory and its prepared statements.
//
// Every error ends the process by Fail: a benchmark has nobody to hand it to.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

namespace cambium::bench {

// What is bound to a `?`. A text must live until the statement has run.
using SqlValue = std::variant<int64_t, std::string_view>;

class SqlStatement {
 public:
  SqlStatement(const SqlStatement&) = delete;
  SqlStatement& operator=(const SqlStatement&) = delete;
  SqlStatement(SqlStatement&&) = default;
  SqlStatement& operator=(SqlStatement&&) = default;
  ~SqlStatement() = default;

  // Runs to the end, ignoring rows.
  void Run(std::initializer_list<SqlValue> values = {});

  // Calls `visit(row)` for each row; row(i) is the number in its column i.
  template <typename Visit>
  void ForEachRow(std::initializer_list<SqlValue> values, Visit visit) {
    Bind(values);
    while (Step()) visit([this](int column) { return Number(column); });
    Reset();
  }

  // The text of the current row; valid until the statement goes on.
  std::string_view Text(int column) const;

 private:
  friend class SqlDatabase;
  struct Finalise {
    void operator()(sqlite3_stmt* statement) const;
  };

  explicit SqlStatement(sqlite3_stmt* statement) : statement_(statement) {}

  void Bind(std::initializer_list<SqlValue> values);
  bool Step();  // Whether there is a row.
  void Reset();
  int64_t Number(int column) const;

  std::unique_ptr<sqlite3_stmt, Finalise> statement_;
};

// Outlives its statements.
class SqlDatabase {
 public:
  explicit SqlDatabase(const std::string& schema);

  // Runs statements that are separated by semicolons.
  void Execute(const std::string& sql);
  SqlStatement Prepare(std::string_view sql);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };

  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace cambium::bench
