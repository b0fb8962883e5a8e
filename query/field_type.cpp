// Values meeting types, and values as JSON.
// SPDX-License-Identifier: Apache-2.0
#include "query/field_type.h"

#include <cmath>

#include "dataflow/decimal.h"
#include "dataflow/status.h"
#include "dataflow/value_format.h"

namespace cambium {
namespace {

std::string ValueText(const ValueView& value) {
  switch (value.type()) {
    case ValueType::kNull:
      return "NULL";
    case ValueType::kBool:
      return value.AsBool() ? "TRUE" : "FALSE";
    case ValueType::kInt:
      return std::to_string(value.AsInt());
    case ValueType::kFloat:
      return FormatFloat(value.AsFloat());
    case ValueType::kDecimal:
      return FormatDecimal(value.AsDecimal());
    case ValueType::kDate:
      return FormatDate(value.AsDate());
    case ValueType::kTime:
      return FormatTime(value.AsTime());
    case ValueType::kUuid:
      return FormatUuid(value.AsUuid());
    case ValueType::kBytes:
      return FormatBase64(value.AsText());
    case ValueType::kText:
    case ValueType::kJson:
      return "'" + std::string(value.AsText()) + "'";
  }
  return "";
}

absl::Status Mismatch(const FieldType& type, const ValueView& value) {
  return absl::InvalidArgumentError("not a value of type " + TypeText(type) + ": " +
                                    ValueText(value));
}

// Equal numbers are one value whatever they were written as, so a stored 2.50 may come
// back as another scale; its type says how many digits it has.
absl::StatusOr<Decimal> AsDecimalOf(const FieldType& type, const ValueView& value) {
  std::optional<Decimal> decimal;
  if (value.type() == ValueType::kInt) decimal = Decimal{value.AsInt(), 0};
  if (value.type() == ValueType::kDecimal) decimal = value.AsDecimal();
  if (decimal.has_value()) decimal = Rescale(*decimal, type.scale);
  if (!decimal.has_value()) return Mismatch(type, value);
  return *decimal;
}

absl::StatusOr<Value> CoerceText(const FieldType& type, const Value& value) {
  const std::string_view text = value.AsText();
  switch (type.storage()) {
    case TypeKind::kTime: {
      CAMBIUM_ASSIGN_OR_RETURN(const auto time, ParseTime(text));
      return Value::Time(time);
    }
    case TypeKind::kDate: {
      CAMBIUM_ASSIGN_OR_RETURN(const auto date, ParseDate(text));
      return Value::Date(date);
    }
    case TypeKind::kUuid: {
      CAMBIUM_ASSIGN_OR_RETURN(const auto uuid, ParseUuid(text));
      return Value::Uuid(uuid);
    }
    case TypeKind::kBytes: {
      CAMBIUM_ASSIGN_OR_RETURN(const std::string bytes, ParseBase64(text));
      return Value::Bytes(bytes);
    }
    default:
      return Mismatch(type, value);
  }
}

absl::StatusOr<Value> CoerceNumber(const FieldType& type, const Value& value) {
  const TypeKind wanted = type.storage();
  if (wanted == TypeKind::kFloat) {
    double number = 0;
    if (value.type() == ValueType::kInt) number = static_cast<double>(value.AsInt());
    if (value.type() == ValueType::kDecimal) number = ToDouble(value.AsDecimal());
    if (value.type() == ValueType::kFloat) number = value.AsFloat();
    return std::isfinite(number) ? Value::Float(number) : Value();
  }
  if (value.type() == ValueType::kFloat) return Mismatch(type, value);
  if (wanted == TypeKind::kDecimal) {
    CAMBIUM_ASSIGN_OR_RETURN(const Decimal decimal, AsDecimalOf(type, value));
    return Value::Of(decimal);
  }
  if (wanted != TypeKind::kInt) return Mismatch(type, value);
  if (value.type() == ValueType::kInt) return value;
  const auto whole = Rescale(value.AsDecimal(), 0);
  if (!whole.has_value()) return Mismatch(type, value);
  return Value::Int(whole->unscaled);
}

}  // namespace

std::string TypeText(const FieldType& type) {
  switch (type.storage()) {
    case TypeKind::kNull:
      return "NULL";
    case TypeKind::kBool:
      return "Bool";
    case TypeKind::kInt:
      return "Int";
    case TypeKind::kFloat:
      return "Float";
    case TypeKind::kDecimal:
      return "Decimal(" + std::to_string(type.scale) + ")";
    case TypeKind::kText:
      return "Text";
    case TypeKind::kBytes:
      return "Bytes";
    case TypeKind::kTime:
      return "Time";
    case TypeKind::kDate:
      return "Date";
    case TypeKind::kUuid:
      return "Uuid";
    case TypeKind::kReference:
      break;
  }
  return "reference";
}

absl::StatusOr<Value> CoerceTo(const FieldType& type, const Value& value) {
  const TypeKind wanted = type.storage();
  switch (value.type()) {
    case ValueType::kNull:
      return value;
    case ValueType::kBool:
      if (wanted == TypeKind::kBool) return value;
      break;
    case ValueType::kInt:
    case ValueType::kFloat:
    case ValueType::kDecimal:
      return CoerceNumber(type, value);
    case ValueType::kText:
      if (wanted == TypeKind::kText) return value;
      return CoerceText(type, value);
    case ValueType::kBytes:
      if (wanted == TypeKind::kBytes) return value;
      break;
    case ValueType::kTime:
      if (wanted == TypeKind::kTime) return value;
      break;
    case ValueType::kDate:
      if (wanted == TypeKind::kDate) return value;
      break;
    case ValueType::kUuid:
      if (wanted == TypeKind::kUuid) return value;
      break;
    case ValueType::kJson:
      break;
  }
  return Mismatch(type, value);
}

std::string JsonText(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\u00";
      out += kHex[byte / 16];
      out += kHex[byte % 16];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string JsonOf(const FieldType& type, const ValueView& value) {
  if (type.storage() == TypeKind::kDecimal && value.is_number()) {
    const absl::StatusOr<Decimal> decimal = AsDecimalOf(type, value);
    if (decimal.ok()) return FormatDecimal(*decimal);
  }
  switch (value.type()) {
    case ValueType::kNull:
      return "null";
    case ValueType::kBool:
      return value.AsBool() ? "true" : "false";
    case ValueType::kText:
      return JsonText(value.AsText());
    case ValueType::kDate:
    case ValueType::kTime:
    case ValueType::kUuid:
    case ValueType::kBytes:
      return "\"" + ValueText(value) + "\"";
    default:
      return ValueText(value);
  }
}

}  // namespace cambium
