// How types and values of TreeQL stand in tables of SQL.
//
//     type           SQLite             PostgreSQL             holds
//     Bool           INTEGER            BOOLEAN                0 or 1; false or true
//     Int            INTEGER            BIGINT
//     Decimal(n)     INTEGER            BIGINT                 10^n times the number
//     Float          REAL               DOUBLE PRECISION
//     Text           TEXT               TEXT                   PostgreSQL: COLLATE "C"
//     Bytes          BLOB               BYTEA
//     Time           INTEGER            BIGINT                 microseconds since 1970, UTC
//     Date           INTEGER            BIGINT                 days since 1970
//     Uuid           TEXT               TEXT                   in small letters
//     Enum           INTEGER            BIGINT                 the member's number
//     Json           TEXT               TEXT                   its canonical text
//     a reference    as the key of its table; to one of several columns, as many columns
//
//     SqlColumns of `entry: Entry`, KEY (playlist, place)      "entry.playlist" "entry.place"
//
// Law: values sort in their columns as they do in TreeQL, Text compared by its bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "dataflow/value.h"
#include "query/field_type.h"
#include "query/schema.h"

namespace cambium {

enum class SqlDialect { kSqlite, kPostgres };

struct SqlColumn {
  std::string name;  // not quoted
  FieldType type;    // of no tuple
};

// The columns of a field. An error while it refers to a table that is not declared.
absl::StatusOr<std::vector<SqlColumn>> SqlColumns(const Schema& schema, const Field& field);

// A value of this type as its columns hold it: NULL, Int, Float, Text or Bytes. The other way
// of PostgreSQL to hold a Bool is left to its client: 0 and 1 are what it takes.
std::vector<Value> SqlValues(const FieldType& type, const ValueView& value);

// What the type of its one column is called. An error for a tuple.
std::string SqlTypeName(const FieldType& type, SqlDialect dialect);

std::string SqlName(std::string_view name);    // "in ""quotes"""
std::string SqlString(std::string_view text);  // 'in ''quotes'''
std::string SqlPower(int exponent);            // 10^exponent, 0..18

}  // namespace cambium
