// Writing values for people.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/value_dump.h"

#include <ostream>
#include <string_view>

#include "dataflow/value_format.h"

namespace cambium {
namespace {

void AppendHex(std::string& out, char byte) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto bits = static_cast<uint8_t>(byte);
  out += kDigits[bits >> 4];
  out += kDigits[bits & 0xF];
}

std::string Quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c < ' ' || c > '~') {
      out += "\\x";
      AppendHex(out, c);
    } else {
      out += c;
    }
  }
  return out += '\'';
}

std::string HexQuoted(std::string_view bytes) {
  std::string out = "x'";
  for (const char byte : bytes) AppendHex(out, byte);
  return out += '\'';
}

}  // namespace

std::string DebugString(const ValueView& value) {
  switch (value.type()) {
    case ValueType::kNull:
      return "null";
    case ValueType::kBool:
      return value.AsBool() ? "true" : "false";
    case ValueType::kInt:
      return std::to_string(value.AsInt());
    case ValueType::kFloat:
      return FormatFloat(value.AsFloat()) + 'f';
    case ValueType::kDecimal:
      return FormatDecimal(value.AsDecimal()) + 'd';
    case ValueType::kDate:
      return FormatDate(value.AsDate());
    case ValueType::kTime:
      return FormatTime(value.AsTime());
    case ValueType::kUuid:
      return FormatUuid(value.AsUuid());
    case ValueType::kText:
      return Quoted(value.AsText());
    case ValueType::kBytes:
      return HexQuoted(value.AsText());
    case ValueType::kJson:
      return "json" + Quoted(value.AsText());
  }
  return "?";
}

std::ostream& operator<<(std::ostream& out, const ValueView& value) {
  return out << DebugString(value);
}

std::ostream& operator<<(std::ostream& out, ValueType type) { return out << TypeName(type); }

std::ostream& operator<<(std::ostream& out, const Decimal& decimal) {
  return out << FormatDecimal(decimal) << 'd';
}

}  // namespace cambium
