// Function by function.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/naive_function.h"

#include <locale.h>
#include <wctype.h>

#include <algorithm>

#include "tests/support/naive_number.h"
#include "tests/support/naive_time.h"

namespace cambium::testing {
namespace {

std::string Upper(std::string name) {
  for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name;
}

// Code points, of text that is UTF-8.
std::u32string Decode(const std::string& text) {
  std::u32string points;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      points += byte;
    } else if (byte >= 0xF0) {
      points += byte & 7u;
    } else if (byte >= 0xE0) {
      points += byte & 15u;
    } else if (byte >= 0xC0) {
      points += byte & 31u;
    } else {
      points.back() = points.back() << 6 | (byte & 63u);
    }
  }
  return points;
}

std::string Encode(const std::u32string& points) {
  std::string text;
  const auto tail = [&text](char32_t bits) { text += static_cast<char>(0x80 | (bits & 63)); };
  for (const char32_t point : points) {
    if (point < 0x80) {
      text += static_cast<char>(point);
    } else if (point < 0x800) {
      text += static_cast<char>(0xC0 | point >> 6);
      tail(point);
    } else if (point < 0x10000) {
      text += static_cast<char>(0xE0 | point >> 12);
      tail(point >> 6);
      tail(point);
    } else {
      text += static_cast<char>(0xF0 | point >> 18);
      tail(point >> 12);
      tail(point >> 6);
      tail(point);
    }
  }
  return text;
}

// The C library knows the simple case mappings of Unicode.
std::string Mapped(const std::string& text, wint_t (*map)(wint_t, locale_t)) {
  static const locale_t kUnicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (kUnicode == nullptr) throw InvalidScript("no locale C.UTF-8");
  std::u32string points = Decode(text);
  for (char32_t& point : points) point = map(point, kUnicode);
  return Encode(points);
}

bool Likes(const std::u32string& text, std::size_t t, const std::u32string& pattern,
           std::size_t p) {
  if (p == pattern.size()) return t == text.size();
  if (pattern[p] == U'%') {
    for (std::size_t rest = t; rest <= text.size(); ++rest) {
      if (Likes(text, rest, pattern, p + 1)) return true;
    }
    return false;
  }
  if (t == text.size()) return false;
  if (pattern[p] == U'_') return Likes(text, t + 1, pattern, p + 1);
  if (pattern[p] == U'\\' && p + 1 < pattern.size()) ++p;
  return text[t] == pattern[p] && Likes(text, t + 1, pattern, p + 1);
}

NaiveValue Substring(const std::vector<NaiveValue>& args) {
  const std::u32string points = Decode(args[0].text);
  std::u32string cut;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Int128 place = static_cast<Int128>(i) + 1;
    const bool starts = place >= args[1].number;
    const bool ends = args.size() > 2 && place >= args[1].number + args[2].number;
    if (starts && !ends) cut += points[i];
  }
  return NaiveText(Encode(cut));
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  if (from.empty()) return text;
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// Down for FLOOR, up for CEIL.
NaiveValue ToWhole(const NaiveValue& number, bool up) {
  const NaiveValue nearest = RoundNumber(number, 0);
  const int order = NaiveCompare(nearest, number);
  const int step = up ? (order < 0 ? 1 : 0) : (order > 0 ? -1 : 0);
  const NaiveValue whole = NaiveInt(nearest.number + step);
  return number.kind == NaiveKind::kFloat ? NaiveFloat(NearestDouble(ExactOf(whole))) : whole;
}

NaiveValue Rounded(const std::vector<NaiveValue>& args) {
  const int digits = args.size() < 2 ? 0 : static_cast<int>(args[1].number);
  if (args[0].kind == NaiveKind::kInt && digits >= 0) return args[0];
  const NaiveValue rounded = RoundNumber(args[0], digits);
  if (args[0].kind != NaiveKind::kFloat) return rounded;
  return NaiveFloat(NearestDouble(ExactOf(rounded)));
}

NaiveValue Extreme(const std::vector<NaiveValue>& args, bool greatest) {
  NaiveValue best;
  for (const NaiveValue& arg : args) {
    if (arg.is_null()) continue;
    const bool better = best.is_null() || (greatest ? best < arg : arg < best);
    if (better) best = arg;
  }
  return best;
}

NaiveValue DatePart(const std::string& name, const NaiveValue& of) {
  const NaiveValue time =
      of.kind == NaiveKind::kText ? FromText(of.text, {NaiveKind::kTime, 0, {}, {}}) : of;
  const bool is_time = time.kind == NaiveKind::kTime;
  const Int128 days = is_time ? DaysOfMicros(time.number) : time.number;
  if (name == "HOUR") {
    const Int128 rest = is_time ? time.number - days * kMicrosPerDay : 0;
    return NaiveInt(rest / (3600 * kMicrosPerSecond));
  }
  const NaiveDate date = DateOfDays(days);
  return NaiveInt(name == "YEAR" ? date.year : name == "MONTH" ? date.month : date.day);
}

NaiveValue Truncated(const NaiveValue& unit, const NaiveValue& time) {
  NaiveValue truncated = time;
  const bool is_date = time.kind == NaiveKind::kDate;
  const Int128 micros = is_date ? time.number * kMicrosPerDay : time.number;
  truncated.number =
      TruncateTime(NaiveLower(unit.text), micros) / (is_date ? kMicrosPerDay : 1);
  return truncated;
}

NaiveValue Cast(const std::string& name, const std::vector<NaiveValue>& args) {
  const NaiveValue& of = args[0];
  const auto type = [](NaiveKind kind, int scale = 0) {
    return NaiveType{kind, scale, {}, {}};
  };
  if (name == "TEXT") return NaiveText(NaiveTextOf(of));
  if (name == "TIME") {
    if (of.kind == NaiveKind::kText) return FromText(of.text, type(NaiveKind::kTime));
    NaiveValue time = of;
    if (of.kind == NaiveKind::kDate) time.number *= kMicrosPerDay;
    time.kind = NaiveKind::kTime;
    return time;
  }
  if (name == "DATE") {
    if (of.kind == NaiveKind::kText) return FromText(of.text, type(NaiveKind::kDate));
    NaiveValue date = of;
    if (of.kind == NaiveKind::kTime) date.number = DaysOfMicros(of.number);
    date.kind = NaiveKind::kDate;
    return date;
  }
  NaiveValue number = of;
  if (of.kind == NaiveKind::kText) {
    number = FromText(of.text, type(name == "FLOAT" ? NaiveKind::kFloat : NaiveKind::kRatio));
  }
  if (of.kind == NaiveKind::kBool) number.kind = NaiveKind::kInt;
  if (name == "FLOAT") return NaiveFloat(NearestDouble(ExactOf(number)));
  const int scale = name == "DECIMAL" ? static_cast<int>(args.at(1).number) : 0;
  NaiveValue exact = RoundNumber(number, scale);
  if (!FitsInt64(exact.number)) throw NaiveError("overflow");
  if (name == "DECIMAL") exact.kind = NaiveKind::kDecimal;
  return exact;
}

// A member of an object by its name, or of an array by its place from 0.
NaiveValue Member(const NaiveValue& json, const NaiveValue& name) {
  const std::optional<Json> whole = ParseJson(json.text);
  if (!whole.has_value()) throw NaiveError("no JSON: " + json.text);
  const Json* found = whole->Find(name.text);
  if (name.kind == NaiveKind::kInt && whole->kind == Json::Kind::kArray && name.number >= 0 &&
      name.number < static_cast<Int128>(whole->items.size())) {
    found = &whole->items[static_cast<std::size_t>(name.number)];
  }
  if (found == nullptr || (found->kind == Json::Kind::kScalar && found->text == "null")) {
    return {};
  }
  if (found->kind != Json::Kind::kText && found->kind != Json::Kind::kScalar) {
    throw InvalidScript("JSON_GET of what is no scalar");
  }
  return NaiveText(found->text);
}

}  // namespace

bool NaiveLike(const std::string& text, const std::string& pattern) {
  return Likes(Decode(text), 0, Decode(pattern), 0);
}

std::string NaiveLower(const std::string& text) { return Mapped(text, towlower_l); }

NaiveType UnifiedType(const NaiveType& left, const NaiveType& right) {
  if (left.kind == NaiveKind::kNull) return right;
  if (right.kind == NaiveKind::kNull) return left;
  if (IsNumber(left.kind) && IsNumber(right.kind)) {
    NaiveType type = left.kind < right.kind ? right : left;
    type.scale = std::max(left.scale, right.scale);
    return type;
  }
  return left.kind == NaiveKind::kText ? right : left;
}

NaiveValue NaiveCall(const std::string& written, const std::vector<NaiveValue>& args) {
  const std::string name = Upper(written);
  // Those to which NULL is a value like another.
  if (name == "CONCAT") {
    std::string text;
    for (const NaiveValue& arg : args) text += arg.is_null() ? "" : NaiveTextOf(arg);
    return NaiveText(text);
  }
  if (name == "GREATEST") return Extreme(args, true);
  if (name == "LEAST") return Extreme(args, false);
  if (name == "NULLIF") {
    const bool equal =
        !args.at(0).is_null() && !args.at(1).is_null() && NaiveCompare(args[0], args[1]) == 0;
    return equal ? NaiveValue() : args[0];
  }
  for (const NaiveValue& arg : args) {
    if (arg.is_null()) return {};
  }
  if (name == "ABS") {
    return args[0] < NaiveInt(0) ? NaiveArithmetic(ExprKind::kSubtract, NaiveInt(0), args[0])
                                 : args[0];
  }
  if (name == "ROUND") return Rounded(args);
  if (name == "FLOOR") return ToWhole(args[0], false);
  if (name == "CEIL") return ToWhole(args[0], true);
  if (name == "LENGTH") return NaiveInt(static_cast<Int128>(Decode(args[0].text).size()));
  if (name == "UPPER") return NaiveText(Mapped(args[0].text, towupper_l));
  if (name == "LOWER") return NaiveText(NaiveLower(args[0].text));
  if (name == "SUBSTR") return Substring(args);
  if (name == "TRIM") {
    const std::size_t begin = args[0].text.find_first_not_of(' ');
    if (begin == std::string::npos) return NaiveText("");
    return NaiveText(
        args[0].text.substr(begin, args[0].text.find_last_not_of(' ') + 1 - begin));
  }
  if (name == "REPLACE") {
    return NaiveText(Replaced(args.at(0).text, args.at(1).text, args.at(2).text));
  }
  if (name == "YEAR" || name == "MONTH" || name == "DAY" || name == "HOUR") {
    return DatePart(name, args.at(0));
  }
  if (name == "DATE_TRUNC") return Truncated(args.at(0), args.at(1));
  if (name == "JSON_GET") return Member(args.at(0), args.at(1));
  for (const char* cast : {"INT", "FLOAT", "DECIMAL", "TEXT", "TIME", "DATE"}) {
    if (name == cast) return Cast(name, args);
  }
  throw InvalidScript("no function " + written);
}

NaiveType CallType(const Expr& call, const std::vector<NaiveType>& args) {
  const std::string name = Upper(call.name.text);
  const auto type = [](NaiveKind kind, int scale = 0) {
    return NaiveType{kind, scale, {}, {}};
  };
  const auto digits = [&call]() {
    if (call.args.size() < 2 || call.args[1].kind != ExprKind::kLiteral) return 0;
    return static_cast<int>(call.args[1].literal.AsInt());
  };
  for (const char* text :
       {"UPPER", "LOWER", "SUBSTR", "TRIM", "REPLACE", "CONCAT", "TEXT", "JSON_GET"}) {
    if (name == text) return type(NaiveKind::kText);
  }
  for (const char* whole : {"LENGTH", "YEAR", "MONTH", "DAY", "HOUR", "INT"}) {
    if (name == whole) return type(NaiveKind::kInt);
  }
  if (name == "FLOAT") return type(NaiveKind::kFloat);
  if (name == "DECIMAL") return type(NaiveKind::kDecimal, digits());
  if (name == "TIME" || name == "NOW") return type(NaiveKind::kTime);
  if (name == "DATE") return type(NaiveKind::kDate);
  if (name == "DATE_TRUNC") return args.at(1);
  if (name == "ROUND" || name == "FLOOR" || name == "CEIL") {
    if (args[0].kind == NaiveKind::kFloat || args[0].kind == NaiveKind::kInt) return args[0];
    return digits() > 0 ? type(NaiveKind::kDecimal, digits()) : type(NaiveKind::kInt);
  }
  if (name == "ABS" || name == "NULLIF") return args.at(0);
  NaiveType unified;
  for (std::size_t i = name == "IF" ? 1 : 0; i < args.size(); ++i) {
    unified = UnifiedType(unified, args[i]);
  }
  return unified;
}

}  // namespace cambium::testing
