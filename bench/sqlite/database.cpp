// Calls of SQLite's C interface, each with its error check.
// SPDX-License-Identifier: Apache-2.0
#include "bench/sqlite/database.h"

#include <sqlite3.h>

#include "bench/fail.h"

namespace cambium::bench {
namespace {

void Require(bool ok, sqlite3* database) {
  if (!ok) Fail(std::string("sqlite: ") + sqlite3_errmsg(database));
}

}  // namespace

void SqlStatement::Finalise::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void SqlDatabase::Close::operator()(sqlite3* database) const { sqlite3_close(database); }

void SqlStatement::Run(std::initializer_list<SqlValue> values) {
  Bind(values);
  while (Step()) {
  }
  Reset();
}

void SqlStatement::Bind(std::initializer_list<SqlValue> values) {
  int index = 0;
  for (const SqlValue& value : values) {
    ++index;
    const auto* const text = std::get_if<std::string_view>(&value);
    const int bound =
        text != nullptr ? sqlite3_bind_text(statement_.get(), index, text->data(),
                                            static_cast<int>(text->size()), SQLITE_STATIC)
                        : sqlite3_bind_int64(statement_.get(), index, std::get<int64_t>(value));
    Require(bound == SQLITE_OK, sqlite3_db_handle(statement_.get()));
  }
}

bool SqlStatement::Step() {
  const int stepped = sqlite3_step(statement_.get());
  Require(stepped == SQLITE_ROW || stepped == SQLITE_DONE, sqlite3_db_handle(statement_.get()));
  return stepped == SQLITE_ROW;
}

void SqlStatement::Reset() { sqlite3_reset(statement_.get()); }

int64_t SqlStatement::Number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view SqlStatement::Text(int column) const {
  const auto* const text =
      reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return {text, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

SqlDatabase::SqlDatabase(const std::string& schema) {
  sqlite3* opened = nullptr;
  const int status = sqlite3_open(":memory:", &opened);
  database_.reset(opened);
  Require(status == SQLITE_OK, opened);
  Execute(schema);
}

void SqlDatabase::Execute(const std::string& sql) {
  const int status = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  Require(status == SQLITE_OK, database_.get());
}

SqlStatement SqlDatabase::Prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int status =
      sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  Require(status == SQLITE_OK, database_.get());
  return SqlStatement(statement);
}

}  // namespace cambium::bench
