// Tables and their indexes as text.
// SPDX-License-Identifier: Apache-2.0
#include "query/sql/sql_schema.h"

#include "dataflow/status.h"

namespace cambium {
namespace {

std::string NamesOf(const std::vector<SqlColumn>& columns) {
  std::string names;
  for (const SqlColumn& column : columns) {
    names += (names.empty() ? "" : ", ") + SqlName(column.name);
  }
  return names;
}

absl::Status AddTable(const Schema& schema, const Table& table, SqlDialect dialect,
                      std::vector<std::string>& statements) {
  std::string body;
  std::vector<std::string> indexes;
  for (const Field& field : table.fields) {
    CAMBIUM_ASSIGN_OR_RETURN(const std::vector<SqlColumn> columns, SqlColumns(schema, field));
    for (const SqlColumn& column : columns) {
      body += SqlName(column.name) + " " + SqlTypeName(column.type, dialect);
      body += field.nullable ? ", " : " NOT NULL, ";
    }
    if (!field.is_unique && !field.is_indexed && field.back.empty()) continue;
    indexes.push_back(std::string(field.is_unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ") +
                      SqlName(table.name + "." + field.name) + " ON " + SqlName(table.name) +
                      " (" + NamesOf(columns) + ")");
  }
  std::vector<SqlColumn> key;
  for (const std::size_t field : table.key) {
    CAMBIUM_ASSIGN_OR_RETURN(const std::vector<SqlColumn> columns,
                             SqlColumns(schema, table.fields[field]));
    key.insert(key.end(), columns.begin(), columns.end());
  }
  statements.push_back("CREATE TABLE " + SqlName(table.name) + " (" + body + "PRIMARY KEY (" +
                       NamesOf(key) + "))" + (dialect == SqlDialect::kSqlite ? " STRICT" : ""));
  statements.insert(statements.end(), indexes.begin(), indexes.end());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> SchemaSql(const Schema& schema, SqlDialect dialect) {
  std::vector<std::string> statements;
  for (const auto& table : schema.tables()) {
    CAMBIUM_RETURN_IF_ERROR(AddTable(schema, *table, dialect, statements));
  }
  return statements;
}

}  // namespace cambium
