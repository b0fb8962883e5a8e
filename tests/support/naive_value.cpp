// Comparing, reading and printing, straight from the manual.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/naive_value.h"

#include <charconv>
#include <cmath>
#include <cstdio>

#include "tests/support/naive_number.h"
#include "tests/support/naive_time.h"

namespace cambium::testing {
namespace {

std::string ScaledText(Int128 unscaled, int scale) {
  std::string reversed;
  Int128 rest = unscaled < 0 ? -unscaled : unscaled;
  for (int i = 0; rest != 0 || i <= scale; ++i) {
    if (i == scale && scale > 0) reversed += '.';
    reversed += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  }
  if (unscaled < 0) reversed += '-';
  return {reversed.rbegin(), reversed.rend()};
}

std::string FloatText(double real) {
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, real).ptr;
  return {buffer, end};
}

// Digits with perhaps a point, as an exact decimal of all its digits.
std::optional<NaiveValue> ReadDecimal(const std::string& text) {
  Int128 number = 0;
  int scale = 0;
  bool behind_point = false;
  std::size_t at = text.starts_with("-") ? 1 : 0;
  if (at == text.size()) return std::nullopt;
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && !behind_point) {
      behind_point = true;
    } else if (text[at] >= '0' && text[at] <= '9') {
      number = number * 10 + (text[at] - '0');
      if (behind_point) ++scale;
    } else {
      return std::nullopt;
    }
  }
  if (text.starts_with("-")) number = -number;
  return scale == 0 ? NaiveInt(number) : NaiveDecimal(number, scale);
}

NaiveValue ReadNumber(const std::string& text, const NaiveType& type) {
  std::optional<NaiveValue> number = ReadDecimal(text);
  if (type.kind == NaiveKind::kFloat) {
    double real = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), real).ec == std::errc()) {
      return NaiveFloat(real);
    }
  }
  // Of a ratio, or where a parameter meets any number, its own type will do.
  if (number.has_value() && type.kind != NaiveKind::kRatio) number = NaiveFit(type, *number);
  if (!number.has_value()) number = ReadDecimal(text);
  if (!number.has_value()) throw NaiveError("no number: " + text);
  return *number;
}

int Sign(std::strong_ordering order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

}  // namespace

NaiveValue NaiveBool(bool truth) {
  NaiveValue value;
  value.kind = NaiveKind::kBool;
  value.number = truth ? 1 : 0;
  return value;
}

NaiveValue NaiveInt(Int128 number) {
  NaiveValue value;
  value.kind = NaiveKind::kInt;
  value.number = number;
  return value;
}

NaiveValue NaiveDecimal(Int128 unscaled, int scale) {
  NaiveValue value;
  value.kind = NaiveKind::kDecimal;
  value.number = unscaled;
  value.scale = scale;
  return value;
}

NaiveValue NaiveFloat(double real) {
  NaiveValue value;
  if (!std::isfinite(real)) return value;
  value.kind = NaiveKind::kFloat;
  value.real = real == 0 ? 0 : real;
  return value;
}

NaiveValue NaiveText(std::string text) {
  NaiveValue value;
  value.kind = NaiveKind::kText;
  value.text = std::move(text);
  return value;
}

NaiveValue NaiveTuple(std::vector<NaiveValue> parts) {
  NaiveValue value;
  value.kind = NaiveKind::kTuple;
  value.parts = std::move(parts);
  return value;
}

NaiveValue FromText(const std::string& text, const NaiveType& type) {
  NaiveValue value;
  value.kind = type.kind;
  switch (type.kind) {
    case NaiveKind::kTime:
      value.number = ReadTime(text);
      return value;
    case NaiveKind::kDate:
      value.number = ReadDate(text);
      return value;
    case NaiveKind::kBool:
      if (text != "true" && text != "false") throw NaiveError("no truth value: " + text);
      return NaiveBool(text == "true");
    case NaiveKind::kInt:
    case NaiveKind::kDecimal:
    case NaiveKind::kRatio:
    case NaiveKind::kFloat:
      return ReadNumber(text, type);
    case NaiveKind::kEnum: {
      const auto found = type.names->find(text);
      if (found == type.names->end()) throw NaiveError("no value of the enum: " + text);
      value.number = found->second;
      value.names = type.names;
      break;
    }
    case NaiveKind::kUuid:
      for (const char c : text) value.text += static_cast<char>(std::tolower(c));
      return value;
    case NaiveKind::kBytes:
    case NaiveKind::kJson:
      break;
    case NaiveKind::kTuple:
    case NaiveKind::kList:
      throw NaiveError("no text can be a tuple: " + text);
    case NaiveKind::kNull:
    case NaiveKind::kText:
      return NaiveText(text);
  }
  value.text = text;
  return value;
}

NaiveType TypeOfValue(const NaiveValue& value) {
  NaiveType type{value.kind, value.scale, value.names, {}};
  for (const NaiveValue& part : value.parts) type.parts.push_back(TypeOfValue(part));
  return type;
}

int NaiveCompare(const NaiveValue& left, const NaiveValue& right) {
  if (left.is_null() || right.is_null()) {
    return static_cast<int>(right.is_null()) - static_cast<int>(left.is_null());
  }
  if (left.is_number() && right.is_number()) {
    const auto is_scaled = [](const NaiveValue& value) {
      return value.kind == NaiveKind::kInt || value.kind == NaiveKind::kDecimal;
    };
    if (is_scaled(left) && is_scaled(right)) {  // 64 bits and 18 digits fit 128 bits.
      const Int128 a = left.number * PowerOfTen(std::max(0, right.scale - left.scale));
      const Int128 b = right.number * PowerOfTen(std::max(0, left.scale - right.scale));
      return a < b ? -1 : a > b ? 1 : 0;
    }
    return Sign(ExactOf(left) <=> ExactOf(right));
  }
  if (left.kind != right.kind) {
    if (left.kind == NaiveKind::kText) {
      return NaiveCompare(FromText(left.text, TypeOfValue(right)), right);
    }
    if (right.kind == NaiveKind::kText) return -NaiveCompare(right, left);
    throw InvalidScript("values of two types are compared");
  }
  switch (left.kind) {
    case NaiveKind::kText:
    case NaiveKind::kBytes:
    case NaiveKind::kUuid:
    case NaiveKind::kJson: {
      const int order = left.text.compare(right.text);
      return order < 0 ? -1 : order > 0 ? 1 : 0;
    }
    case NaiveKind::kTuple:
    case NaiveKind::kList:
      for (std::size_t i = 0; i < std::min(left.parts.size(), right.parts.size()); ++i) {
        const int order = NaiveCompare(left.parts[i], right.parts[i]);
        if (order != 0) return order;
      }
      return left.parts.size() < right.parts.size()   ? -1
             : left.parts.size() > right.parts.size() ? 1
                                                      : 0;
    default:
      return left.number < right.number ? -1 : left.number > right.number ? 1 : 0;
  }
}

int NaiveOrder(const NaiveValue& left, const NaiveValue& right) {
  const auto rank = [](const NaiveValue& value) {
    switch (value.kind) {
      case NaiveKind::kNull:
        return 0;
      case NaiveKind::kBool:
        return 1;
      case NaiveKind::kDate:
        return 3;
      case NaiveKind::kTime:
        return 4;
      case NaiveKind::kUuid:
        return 5;
      case NaiveKind::kText:
        return 6;
      case NaiveKind::kBytes:
        return 7;
      case NaiveKind::kJson:
        return 8;
      default:
        return 2;
    }
  };
  const auto is_written = [](const NaiveValue& text, const NaiveValue& other) {
    return text.kind == NaiveKind::kText && other.kind > NaiveKind::kText;
  };
  if (is_written(left, right) || is_written(right, left)) {
    try {
      return NaiveCompare(left, right);
    } catch (const NaiveError&) {  // A text that is no other value.
    }
  }
  const int order = rank(left) - rank(right);
  return order != 0 ? order : NaiveCompare(left, right);
}

std::string NaiveTextOf(const NaiveValue& value) {
  switch (value.kind) {
    case NaiveKind::kNull:
      return "null";
    case NaiveKind::kBool:
      return value.number != 0 ? "true" : "false";
    case NaiveKind::kInt:
    case NaiveKind::kDecimal:
      return ScaledText(value.number, value.scale);
    case NaiveKind::kRatio: {
      const NaiveValue rounded = RoundNumber(value, value.scale);
      return ScaledText(rounded.number, rounded.scale);
    }
    case NaiveKind::kFloat:
      return FloatText(value.real);
    case NaiveKind::kTime:
      return TimeText(value.number);
    case NaiveKind::kDate:
      return DateText(value.number);
    default:
      return value.text;
  }
}

Json NaiveJson(const NaiveValue& value) {
  switch (value.kind) {
    case NaiveKind::kNull:
    case NaiveKind::kBool:
    case NaiveKind::kInt:
    case NaiveKind::kDecimal:
    case NaiveKind::kRatio:
    case NaiveKind::kFloat:
      return Json::Scalar(NaiveTextOf(value));
    case NaiveKind::kJson: {
      std::optional<Json> json = ParseJson(value.text);
      if (!json.has_value()) throw NaiveError("no JSON: " + value.text);
      return *json;
    }
    case NaiveKind::kTuple:
    case NaiveKind::kList: {
      Json array = Json::Array();
      for (const NaiveValue& part : value.parts) array.items.push_back(NaiveJson(part));
      return array;
    }
    default:
      return Json::Text(NaiveTextOf(value));
  }
}

std::optional<NaiveValue> NaiveFit(const NaiveType& type, const NaiveValue& value) {
  if (value.is_null() || type.kind == NaiveKind::kNull) return value;
  if (value.kind == NaiveKind::kText && type.kind != NaiveKind::kText && !IsNumber(type.kind)) {
    return FromText(value.text, type);
  }
  switch (type.kind) {
    case NaiveKind::kInt:
    case NaiveKind::kDecimal: {
      if (!value.is_number()) return std::nullopt;
      NaiveValue rounded = RoundNumber(value, type.scale);
      if (NaiveCompare(rounded, value) != 0 || !FitsInt64(rounded.number)) return std::nullopt;
      rounded.kind = type.kind;
      return rounded;
    }
    case NaiveKind::kRatio:
      if (!value.is_number()) return std::nullopt;
      return AsRatio(value, type.scale);
    case NaiveKind::kFloat:
      if (!value.is_number()) return std::nullopt;
      return NaiveFloat(NearestDouble(ExactOf(value)));
    case NaiveKind::kTuple: {
      if (value.kind != NaiveKind::kTuple || value.parts.size() != type.parts.size()) {
        return std::nullopt;
      }
      NaiveValue tuple = value;
      for (std::size_t i = 0; i < type.parts.size(); ++i) {
        std::optional<NaiveValue> part = NaiveFit(type.parts[i], value.parts[i]);
        if (!part.has_value() || part->is_null()) return std::nullopt;
        tuple.parts[i] = *std::move(part);
      }
      return tuple;
    }
    default:
      return type.kind == value.kind ? std::optional(value) : std::nullopt;
  }
}

std::optional<NaiveValue> NaiveFit(const NaiveField& field, const NaiveValue& value) {
  if (value.is_null()) return field.nullable ? std::optional(value) : std::nullopt;
  if (field.is_any) {
    NaiveValue kept = NaiveWished(field, value);
    if (!kept.is_null()) return kept;
    // A number that fits no type has no more digits than it needs.
    kept = value;
    while (kept.kind == NaiveKind::kDecimal && kept.scale > 0 && kept.number % 10 == 0) {
      kept.number /= 10;
      --kept.scale;
    }
    if (kept.kind == NaiveKind::kDecimal && kept.scale == 0) kept.kind = NaiveKind::kInt;
    return kept;
  }
  try {
    return NaiveFit(static_cast<const NaiveType&>(field), value);
  } catch (const NaiveError&) {
    return std::nullopt;
  }
}

NaiveValue NaiveWished(const NaiveType& type, const NaiveValue& value) {
  try {
    return NaiveFit(type, value).value_or(NaiveValue());
  } catch (const NaiveError&) {
    return {};
  }
}

NaiveValue NaiveLiteral(const Value& value) {
  switch (value.type()) {
    case ValueType::kNull:
      return {};
    case ValueType::kBool:
      return NaiveBool(value.AsBool());
    case ValueType::kInt:
      return NaiveInt(value.AsInt());
    case ValueType::kDecimal:
      return NaiveDecimal(value.AsDecimal().unscaled, value.AsDecimal().scale);
    case ValueType::kFloat:
      return NaiveFloat(value.AsFloat());
    case ValueType::kText:
      return NaiveText(std::string(value.AsText()));
    default:
      throw InvalidScript("literal of a type that no literal has");
  }
}

}  // namespace cambium::testing
