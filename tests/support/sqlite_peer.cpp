// Statements of SQLite, prepared and bound.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/sqlite_peer.h"

#include <sqlite3.h>

#include <stdexcept>

#include "query/sql/sql_value.h"

namespace cambium::testing {
namespace {

int Bind(sqlite3_stmt* statement, int at, const Value& value) {
  switch (value.type()) {
    case ValueType::kNull:
      return sqlite3_bind_null(statement, at);
    case ValueType::kInt:
      return sqlite3_bind_int64(statement, at, value.AsInt());
    case ValueType::kFloat:
      return sqlite3_bind_double(statement, at, value.AsFloat());
    case ValueType::kBytes:
      return sqlite3_bind_blob(statement, at, value.AsText().data(),
                               static_cast<int>(value.AsText().size()), SQLITE_TRANSIENT);
    default:
      return sqlite3_bind_text(statement, at, value.AsText().data(),
                               static_cast<int>(value.AsText().size()), SQLITE_TRANSIENT);
  }
}

}  // namespace

SqlitePeer::SqlitePeer(Database& database, const std::vector<std::string>& tables) {
  if (sqlite3_open(":memory:", &peer_) != SQLITE_OK) throw std::runtime_error("no SQLite");
  const auto schema = database.SchemaSql(SqlDialect::kSqlite);
  if (!schema.ok()) throw std::runtime_error(std::string(schema.status().message()));
  for (const std::string& statement : *schema) Run(statement, {});
  for (const std::string& table : tables) Fill(database, table);
}

SqlitePeer::~SqlitePeer() { sqlite3_close(peer_); }

void SqlitePeer::Fill(Database& database, const std::string& table) {
  const absl::StatusOr<Answer> answer = database.Query("MANY " + table + " { * }");
  if (!answer.ok()) throw std::runtime_error(std::string(answer.status().message()));
  for (const TreeNode& row : answer->rows) {
    std::vector<Value> values;
    std::string text = "INSERT INTO " + SqlName(table) + " VALUES (";
    for (const PlanColumn& field : answer->plan->scalars) {
      for (Value& value : SqlValues(field.type, row.row[field.column])) {
        text += values.empty() ? "?" : ", ?";
        values.push_back(std::move(value));
      }
    }
    Run(text + ")", values);
  }
}

std::string SqlitePeer::Run(const std::string& text,
                            const std::vector<Value>& parameters) const {
  sqlite3_stmt* statement = nullptr;
  const auto fail = [&] {
    const std::string message = sqlite3_errmsg(peer_);
    sqlite3_finalize(statement);
    throw std::runtime_error(message + ": " + text);
  };
  if (sqlite3_prepare_v2(peer_, text.c_str(), -1, &statement, nullptr) != SQLITE_OK) fail();
  int at = 0;
  for (const Value& parameter : parameters) {
    if (Bind(statement, ++at, parameter) != SQLITE_OK) fail();
  }
  std::string value;
  int step = sqlite3_step(statement);
  if (step == SQLITE_ROW) {
    const unsigned char* found = sqlite3_column_text(statement, 0);
    value.assign(reinterpret_cast<const char*>(found),
                 static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
    step = sqlite3_step(statement);
  }
  if (step != SQLITE_DONE) fail();
  sqlite3_finalize(statement);
  return value;
}

}  // namespace cambium::testing
