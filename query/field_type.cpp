// Values meeting types, and values as JSON.
// SPDX-License-Identifier: Apache-2.0
#include "query/field_type.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "dataflow/decimal.h"
#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "dataflow/value_format.h"
#include "query/diagnostic.h"
#include "query/json_document.h"
#include "query/ratio.h"

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

absl::StatusOr<Value> MemberOf(const FieldType& type, std::string_view name) {
  if (const TypeDetail::Member* member = type.detail->FindMember(name)) {
    return Value::Int(member->number);
  }
  std::vector<std::string> names;
  for (const TypeDetail::Member& member : type.detail->members) names.push_back(member.name);
  return absl::InvalidArgumentError("no member '" + std::string(name) + "' in " +
                                    type.detail->name + DidYouMean(name, names));
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
    case TypeKind::kJson: {
      CAMBIUM_ASSIGN_OR_RETURN(const std::string json, CanonicalJson(text));
      return Value::Json(json);
    }
    case TypeKind::kEnum:
      return MemberOf(type, text);
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
  if (wanted == TypeKind::kRatio) {
    const bool is_int = value.type() == ValueType::kInt;
    return Value::Bytes(RatioOf(is_int ? Decimal{value.AsInt(), 0} : value.AsDecimal()));
  }
  if (wanted == TypeKind::kEnum && value.type() == ValueType::kInt &&
      type.detail->FindMember(value.AsInt()) != nullptr) {
    return value;
  }
  if (wanted != TypeKind::kInt) return Mismatch(type, value);
  if (value.type() == ValueType::kInt) return value;
  const auto whole = Rescale(value.AsDecimal(), 0);
  if (!whole.has_value()) return Mismatch(type, value);
  return Value::Int(whole->unscaled);
}

// Equal numbers are stored as one value: without a type that says how it looks, it is that of
// the fewest digits.
Value FewestDigits(const Value& value) {
  if (value.type() == ValueType::kDecimal) {
    const Decimal decimal = Normalize(value.AsDecimal());
    return decimal.scale == 0 ? Value::Int(decimal.unscaled) : Value::Of(decimal);
  }
  if (value.type() != ValueType::kFloat) return value;
  constexpr double kMost = 9.0e18;  // Within Int.
  const double number = value.AsFloat();
  if (!std::isfinite(number)) return Value();
  const bool is_whole = std::trunc(number) == number && std::abs(number) < kMost;
  return is_whole ? Value::Int(static_cast<std::int64_t>(number)) : value;
}

Value CoerceToAny(const FieldType& type, const Value& value) {
  if (const FieldType* wish = WishOf(type)) {
    absl::StatusOr<Value> wished = CoerceTo(*wish, value);
    if (wished.ok()) return *std::move(wished);
  }
  return FewestDigits(value);
}

// The type that a stored value shows itself as.
const FieldType& ShownAs(const FieldType& type, const ValueView& value) {
  const FieldType* wish = WishOf(type);
  const bool fits = wish != nullptr && value.is_number() && CoerceTo(*wish, Value(value)).ok();
  return fits ? *wish : type;
}

// The parts of a composite key, each as its type has it.
std::vector<Value> PartsOf(const FieldType& type, std::string_view key) {
  const absl::StatusOr<std::vector<Value>> decoded = DecodeKey(key);
  std::vector<Value> parts = decoded.ok() ? *decoded : std::vector<Value>();
  parts.resize(type.detail->parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    absl::StatusOr<Value> part = CoerceTo(type.detail->parts[i], parts[i]);
    if (part.ok()) parts[i] = *std::move(part);
  }
  return parts;
}

std::string TupleJson(const FieldType& type, std::string_view key) {
  const std::vector<Value> parts = PartsOf(type, key);
  std::string text = "[";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += (i == 0 ? "" : ",") + JsonOf(type.detail->parts[i], parts[i]);
  }
  return text + "]";
}

}  // namespace

bool FieldType::operator==(const FieldType& other) const {
  if (kind != other.kind || scale != other.scale || target != other.target ||
      key != other.key) {
    return false;
  }
  if (detail == other.detail) return true;
  return detail != nullptr && other.detail != nullptr && *detail == *other.detail;
}

const TypeDetail::Member* TypeDetail::FindMember(std::string_view wanted) const {
  for (const Member& member : members) {
    if (member.name == wanted) return &member;
  }
  return nullptr;
}

const TypeDetail::Member* TypeDetail::FindMember(std::int64_t number) const {
  for (const Member& member : members) {
    if (member.number == number) return &member;
  }
  return nullptr;
}

FieldType StoredType(const FieldType& type) {
  FieldType stored = type;
  stored.kind = type.storage();
  stored.key = TypeKind::kNull;
  stored.target = 0;
  return stored;
}

FieldType TupleType(std::vector<FieldType> parts) {
  TypeDetail detail;
  detail.parts = std::move(parts);
  FieldType type;
  type.kind = TypeKind::kTuple;
  type.detail = std::make_shared<const TypeDetail>(std::move(detail));
  return type;
}

FieldType ReferenceType(std::uint32_t target, const FieldType& key) {
  FieldType type = key;
  type.key = key.storage();
  type.kind = TypeKind::kReference;
  type.target = target;
  return type;
}

FieldType AnyType() {
  FieldType type;
  type.kind = TypeKind::kAny;
  return type;
}

FieldType AnyType(const FieldType& wish) {
  FieldType type = TupleType({wish});
  type.kind = TypeKind::kAny;
  return type;
}

const FieldType* WishOf(const FieldType& type) {
  const bool has_wish = type.kind == TypeKind::kAny && type.detail != nullptr;
  return has_wish ? type.detail->parts.data() : nullptr;
}

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
    case TypeKind::kRatio:
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
    case TypeKind::kEnum:
      return type.detail->name;
    case TypeKind::kJson:
      return "Json";
    case TypeKind::kTuple: {
      std::string text;
      for (const FieldType& part : type.detail->parts) {
        text += (text.empty() ? "(" : ", ") + TypeText(part);
      }
      return text + ")";
    }
    case TypeKind::kAny:
      return WishOf(type) != nullptr ? TypeText(*WishOf(type)) : "Any";
    case TypeKind::kReference:
      break;
  }
  return "reference";
}

absl::StatusOr<Value> CoerceTo(const FieldType& type, const Value& value) {
  if (type.kind == TypeKind::kAny) return CoerceToAny(type, value);
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
      if (wanted == TypeKind::kBytes || wanted == TypeKind::kTuple ||
          wanted == TypeKind::kRatio) {
        return value;
      }
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
      if (wanted == TypeKind::kJson) return value;
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

std::string PlainText(const FieldType& declared, const ValueView& value) {
  const FieldType& type = ShownAs(declared, value);
  const TypeKind stored = type.storage();
  if (stored == TypeKind::kDecimal && value.is_number()) {
    const absl::StatusOr<Decimal> decimal = AsDecimalOf(type, value);
    if (decimal.ok()) return FormatDecimal(*decimal);
  }
  if (stored == TypeKind::kRatio && value.type() == ValueType::kBytes) {
    const std::optional<Decimal> rounded = RoundRatio(value.AsText(), type.scale);
    return rounded.has_value() ? FormatDecimal(*rounded) : "null";
  }
  if (stored == TypeKind::kEnum && value.type() == ValueType::kInt) {
    const TypeDetail::Member* member = type.detail->FindMember(value.AsInt());
    if (member != nullptr) return member->name;
  }
  if (stored == TypeKind::kTuple && value.type() == ValueType::kBytes) {
    return TupleJson(type, value.AsText());
  }
  switch (value.type()) {
    case ValueType::kNull:
      return "null";
    case ValueType::kBool:
      return value.AsBool() ? "true" : "false";
    case ValueType::kText:
    case ValueType::kJson:
      return std::string(value.AsText());
    default:
      return ValueText(value);
  }
}

std::string JsonOf(const FieldType& declared, const ValueView& value) {
  const FieldType& type = ShownAs(declared, value);
  const TypeKind stored = type.storage();
  std::string text = PlainText(type, value);
  const bool is_json = stored == TypeKind::kTuple || stored == TypeKind::kRatio;
  if (value.is_null() || is_json) return text;
  if (stored == TypeKind::kEnum) return JsonText(text);
  switch (value.type()) {
    case ValueType::kText:
      return JsonText(text);
    case ValueType::kDate:
    case ValueType::kTime:
    case ValueType::kUuid:
    case ValueType::kBytes:
      return "\"" + text + "\"";
    default:
      return text;
  }
}

}  // namespace cambium
