// Types and values, column by column.
// SPDX-License-Identifier: Apache-2.0
#include "query/sql/sql_value.h"

#include "dataflow/decimal.h"
#include "dataflow/key_encoding.h"
#include "dataflow/power_of_ten.h"
#include "dataflow/status.h"

namespace cambium {
namespace {

std::string Quoted(std::string_view text, char quote) {
  std::string quoted(1, quote);
  for (const char c : text) quoted += c == quote ? std::string(2, c) : std::string(1, c);
  return quoted + quote;
}

Value SqlValue(const FieldType& type, const ValueView& value) {
  switch (value.type()) {
    case ValueType::kBool:
      return Value::Int(value.AsBool() ? 1 : 0);
    case ValueType::kTime:
      return Value::Int(value.AsTime());
    case ValueType::kDate:
      return Value::Int(value.AsDate());
    case ValueType::kUuid:
      return Value::Text(PlainText(type, value));
    case ValueType::kJson:
      return Value::Text(value.AsText());
    case ValueType::kInt:
    case ValueType::kDecimal: {
      const bool is_decimal = value.type() == ValueType::kDecimal;
      const Decimal number = is_decimal ? value.AsDecimal() : Decimal{value.AsInt(), 0};
      return Value::Int(Rescale(number, type.scale).value_or(number).unscaled);
    }
    default:
      return Value(value);
  }
}

absl::Status AddColumns(const Schema& schema, const std::string& name, const Field& field,
                        std::vector<SqlColumn>& columns) {
  const FieldType& type = field.type;
  if (type.kind == TypeKind::kAny) {
    return absl::InvalidArgumentError("a field of a LAX table has no type in SQL: " + name);
  }
  if (type.storage() != TypeKind::kTuple && field.awaits.empty()) {
    columns.push_back({name, type});
    return absl::OkStatus();
  }
  const Table* target = schema.FindById(type.target);
  if (target == nullptr || !field.awaits.empty()) {
    return absl::FailedPreconditionError("the table that a field refers to is not declared: " +
                                         field.name);
  }
  for (const std::size_t part : target->key) {
    const Field& key = target->fields[part];
    CAMBIUM_RETURN_IF_ERROR(AddColumns(schema, name + "." + key.name, key, columns));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<SqlColumn>> SqlColumns(const Schema& schema, const Field& field) {
  std::vector<SqlColumn> columns;
  CAMBIUM_RETURN_IF_ERROR(AddColumns(schema, field.name, field, columns));
  return columns;
}

std::vector<Value> SqlValues(const FieldType& type, const ValueView& value) {
  if (type.storage() != TypeKind::kTuple) {
    // A reference has the scale of its key.
    return {SqlValue(type, value)};
  }
  const std::vector<FieldType>& parts = type.detail->parts;
  std::vector<Value> decoded(parts.size());
  if (!value.is_null()) {
    const absl::StatusOr<std::vector<Value>> key = DecodeKey(value.AsText());
    if (key.ok() && key->size() == parts.size()) decoded = *key;
  }
  std::vector<Value> values;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (Value& part : SqlValues(parts[i], decoded[i])) values.push_back(std::move(part));
  }
  return values;
}

std::string SqlTypeName(const FieldType& type, SqlDialect dialect) {
  const bool is_sqlite = dialect == SqlDialect::kSqlite;
  switch (type.storage()) {
    case TypeKind::kBool:
      return is_sqlite ? "INTEGER" : "BOOLEAN";
    case TypeKind::kFloat:
      return is_sqlite ? "REAL" : "DOUBLE PRECISION";
    case TypeKind::kText:
    case TypeKind::kUuid:
    case TypeKind::kJson:
      return is_sqlite ? "TEXT" : "TEXT COLLATE \"C\"";
    case TypeKind::kBytes:
      return is_sqlite ? "BLOB" : "BYTEA";
    default:
      return is_sqlite ? "INTEGER" : "BIGINT";
  }
}

std::string SqlName(std::string_view name) { return Quoted(name, '"'); }
std::string SqlString(std::string_view text) { return Quoted(text, '\''); }

std::string SqlPower(int exponent) { return std::to_string(PowerOfTen(exponent)); }

}  // namespace cambium
