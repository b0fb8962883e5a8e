// Numbers are read here, where speed matters; the rest is CoerceTo's.
// SPDX-License-Identifier: Apache-2.0
#include "query/import/typed_cell.h"

#include <charconv>
#include <string>

#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "dataflow/value_format.h"
#include "query/code_points.h"
#include "query/json_document.h"
#include "query/keyword.h"

namespace cambium {
namespace {

absl::Status Mismatch(const FieldType& type, std::string_view text) {
  const std::size_t cut = SkipCodePoints(text, 60);
  std::string shown(text.substr(0, cut));
  if (cut < text.size()) shown += "…";
  return absl::InvalidArgumentError("not a value of type " + TypeText(type) + ": '" + shown +
                                    "'");
}

absl::StatusOr<Value> ReadNumber(const FieldType& type, std::string_view text) {
  const TypeKind kind = type.storage();
  if (kind == TypeKind::kFloat) {
    const absl::StatusOr<double> number = ParseFloat(text);
    if (!number.ok()) return Mismatch(type, text);
    return Value::Float(*number);
  }
  if (kind == TypeKind::kInt) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (parsed.ec == std::errc() && parsed.ptr == end) return Value::Int(number);
  }
  const absl::StatusOr<Decimal> decimal = ParseDecimal(text);
  if (!decimal.ok()) return Mismatch(type, text);
  absl::StatusOr<Value> value = CoerceTo(type, Value::Of(*decimal));
  if (!value.ok()) return Mismatch(type, text);
  return value;
}

absl::StatusOr<Value> ReadBool(const FieldType& type, std::string_view text) {
  if (text == "1" || SameKeyword(text, "TRUE")) return Value::Bool(true);
  if (text == "0" || SameKeyword(text, "FALSE")) return Value::Bool(false);
  return Mismatch(type, text);
}

// The key encoding of an array's parts.
absl::StatusOr<Value> ReadTuple(const FieldType& type, std::string_view text) {
  const absl::StatusOr<std::string> array = CanonicalJson(text);
  if (!array.ok() || !array->starts_with('[')) return Mismatch(type, text);
  const std::vector<FieldType>& parts = type.detail->parts;
  std::string key;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto written = JsonElement(*array, static_cast<std::int64_t>(i));
    if (!written.has_value()) return Mismatch(type, text);
    std::string holder;
    CAMBIUM_ASSIGN_OR_RETURN(const JsonItem item, ReadJsonItem(*written, holder));
    CAMBIUM_ASSIGN_OR_RETURN(const Value part, ReadItem(parts[i], item));
    if (part.is_null()) return Mismatch(type, text);
    AppendKey(part, key);
  }
  if (JsonElement(*array, static_cast<std::int64_t>(parts.size())).has_value()) {
    return Mismatch(type, text);
  }
  return Value::Bytes(key);
}

// A cell of CSV says nothing of its type.
Value ReadAnyCell(const FieldType& type, std::string_view text) {
  if (const FieldType* wish = WishOf(type)) {
    absl::StatusOr<Value> wished = ReadCell(*wish, text);
    if (wished.ok()) return *std::move(wished);
  }
  return Value::Text(text);
}

absl::StatusOr<Value> ReadAnyItem(const FieldType& type, const JsonItem& item) {
  if (const FieldType* wish = WishOf(type)) {
    absl::StatusOr<Value> wished = ReadItem(*wish, item);
    if (wished.ok()) return wished;
  }
  FieldType own;
  switch (item.kind) {
    case JsonKind::kBool:
      own.kind = TypeKind::kBool;
      break;
    case JsonKind::kNested:
      own.kind = TypeKind::kJson;
      break;
    case JsonKind::kNumber: {
      const absl::StatusOr<Decimal> decimal = ParseDecimal(item.text);
      if (decimal.ok()) return CoerceTo(type, Value::Of(*decimal));
      own.kind = TypeKind::kFloat;
      break;
    }
    default:
      own.kind = TypeKind::kText;
      break;
  }
  CAMBIUM_ASSIGN_OR_RETURN(const Value value, ReadItem(own, item));
  return CoerceTo(type, value);
}

}  // namespace

absl::StatusOr<Value> ReadCell(const FieldType& type, std::string_view text) {
  if (type.kind == TypeKind::kAny) return ReadAnyCell(type, text);
  switch (type.storage()) {
    case TypeKind::kText:
      return Value::Text(text);
    case TypeKind::kInt:
    case TypeKind::kFloat:
    case TypeKind::kDecimal:
      return ReadNumber(type, text);
    case TypeKind::kBool:
      return ReadBool(type, text);
    case TypeKind::kTuple:
      return ReadTuple(type, text);
    default:
      return CoerceTo(type, Value::Text(text));
  }
}

absl::StatusOr<Value> ReadItem(const FieldType& type, const JsonItem& item) {
  if (item.kind == JsonKind::kNull) return Value();
  if (type.kind == TypeKind::kAny) return ReadAnyItem(type, item);
  switch (type.storage()) {
    case TypeKind::kJson:
      return CoerceTo(type, Value::Text(item.written));
    case TypeKind::kBool:
      if (item.kind != JsonKind::kBool) return Mismatch(type, item.written);
      return Value::Bool(item.text == "true");
    case TypeKind::kInt:
    case TypeKind::kFloat:
    case TypeKind::kDecimal:
      if (item.kind != JsonKind::kNumber) return Mismatch(type, item.written);
      return ReadNumber(type, item.text);
    case TypeKind::kTuple:
      if (item.kind != JsonKind::kNested) return Mismatch(type, item.written);
      return ReadTuple(type, item.written);
    default:
      if (item.kind != JsonKind::kText) return Mismatch(type, item.written);
      return ReadCell(type, item.text);
  }
}

}  // namespace cambium
