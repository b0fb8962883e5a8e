// Comparing, printing, three-valued logic and arithmetic, straight from the manual.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/naive_value.h"

#include <cmath>
#include <cstdio>

namespace cambium::testing {
namespace {

constexpr Int128 kSecond = 1'000'000;

Int128 PowerOfTen(int exponent) {
  Int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

bool IsLeap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int DaysInMonth(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : kDays[month - 1];
}

// Month by month from 1970: slow, and plainly right.
Int128 DaysUntil(int year, int month, int day) {
  Int128 days = day - 1;
  for (int y = 1970; y < year; ++y) days += IsLeap(y) ? 366 : 365;
  for (int y = year; y < 1970; ++y) days -= IsLeap(y) ? 366 : 365;
  for (int m = 1; m < month; ++m) days += DaysInMonth(year, m);
  return days;
}

std::string TimeText(Int128 micros) {
  Int128 days = micros / (86400 * kSecond);
  Int128 rest = micros % (86400 * kSecond);
  if (rest < 0) {
    rest += 86400 * kSecond;
    --days;
  }
  int year = 1970;
  for (; days < 0; --year) days += IsLeap(year - 1) ? 366 : 365;
  for (; days >= (IsLeap(year) ? 366 : 365); ++year) days -= IsLeap(year) ? 366 : 365;
  int month = 1;
  for (; days >= DaysInMonth(year, month); ++month) days -= DaysInMonth(year, month);
  const int seconds = static_cast<int>(rest / kSecond);
  const int fraction = static_cast<int>(rest % kSecond);
  char buffer[80];
  std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02dT%02d:%02d:%02d", year, month,
                static_cast<int>(days) + 1, seconds / 3600, seconds / 60 % 60, seconds % 60);
  std::string text = buffer;
  if (fraction != 0) {
    std::snprintf(buffer, sizeof buffer, ".%06d", fraction);
    text += buffer;
  }
  return text + "Z";
}

std::string NumberText(Int128 unscaled, int scale) {
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

NaiveValue LiteralValue(const Value& value) {
  switch (value.type()) {
    case ValueType::kNull:
      return {};
    case ValueType::kBool:
      return NaiveBool(value.AsBool());
    case ValueType::kInt:
      return NaiveNumber(value.AsInt(), 0);
    case ValueType::kDecimal:
      return NaiveNumber(value.AsDecimal().unscaled, value.AsDecimal().scale);
    case ValueType::kText:
      return NaiveText(std::string(value.AsText()));
    default:
      throw InvalidScript("literal of a type that the oracle does not know");
  }
}

NaiveValue Arithmetic(ExprKind kind, const NaiveValue& left, const NaiveValue& right) {
  if (left.is_null() || right.is_null()) return {};
  if (kind == ExprKind::kMultiply) {
    return NaiveNumber(left.number * right.number, left.scale + right.scale);
  }
  const int scale = std::max(left.scale, right.scale);
  const Int128 a = left.number * PowerOfTen(scale - left.scale);
  const Int128 b = right.number * PowerOfTen(scale - right.scale);
  return NaiveNumber(kind == ExprKind::kAdd ? a + b : a - b, scale);
}

// A truth of three: -1 unknown, 0 false, 1 true.
int TruthOf(const NaiveValue& value) {
  return value.is_null() ? -1 : static_cast<int>(value.number);
}

NaiveValue OfTruth(int truth) { return truth < 0 ? NaiveValue() : NaiveBool(truth == 1); }

std::size_t FieldOf(const Expr& path, const std::vector<NaiveField>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (path.path.size() == 1 && fields[i].name == path.path[0].text) return i;
  }
  throw InvalidScript("no field " + path.path[0].text);
}

class Evaluation {
 public:
  Evaluation(const std::vector<NaiveField>& fields, const NaiveRow& row)
      : fields_(fields), row_(row) {}

  NaiveValue Of(const Expr& expr) const {
    switch (expr.kind) {
      case ExprKind::kLiteral:
        return LiteralValue(expr.literal);
      case ExprKind::kPath:
        return row_[FieldOf(expr, fields_)];
      case ExprKind::kNot:
        return OfTruth(TruthOf(Of(expr.args[0])) < 0 ? -1 : 1 - TruthOf(Of(expr.args[0])));
      case ExprKind::kAnd:
      case ExprKind::kOr:
        return Logic(expr);
      case ExprKind::kNegate:
        return Arithmetic(ExprKind::kSubtract, NaiveNumber(0, 0), Of(expr.args[0]));
      case ExprKind::kAdd:
      case ExprKind::kSubtract:
      case ExprKind::kMultiply:
        return Arithmetic(expr.kind, Of(expr.args[0]), Of(expr.args[1]));
      case ExprKind::kIsNull:
        return NaiveBool(Of(expr.args[0]).is_null());
      case ExprKind::kIn:
        return In(expr);
      default:
        return OfTruth(Compare(expr.kind, expr.args[0], expr.args[1]));
    }
  }

 private:
  bool IsTime(const Expr& expr) const {
    return expr.kind == ExprKind::kPath &&
           fields_[FieldOf(expr, fields_)].kind == NaiveKind::kTime;
  }

  // A text literal beside a time is a time.
  NaiveValue Operand(const Expr& expr, const Expr& other) const {
    const NaiveValue value = Of(expr);
    const bool adapts = expr.kind == ExprKind::kLiteral && value.kind == NaiveKind::kText;
    return adapts && IsTime(other) ? NaiveTime(value.text) : value;
  }

  int Compare(ExprKind kind, const Expr& left, const Expr& right) const {
    const NaiveValue a = Operand(left, right);
    const NaiveValue b = Operand(right, left);
    if (a.is_null() || b.is_null()) return -1;
    const int order = NaiveCompare(a, b);
    switch (kind) {
      case ExprKind::kEqual:
        return order == 0;
      case ExprKind::kNotEqual:
        return order != 0;
      case ExprKind::kLess:
        return order < 0;
      case ExprKind::kLessEqual:
        return order <= 0;
      case ExprKind::kGreater:
        return order > 0;
      default:
        return order >= 0;
    }
  }

  NaiveValue Logic(const Expr& expr) const {
    bool seen[3] = {false, false, false};  // unknown, false, true
    for (const Expr& arg : expr.args) seen[TruthOf(Of(arg)) + 1] = true;
    if (expr.kind == ExprKind::kAnd) return OfTruth(seen[1] ? 0 : seen[0] ? -1 : 1);
    return OfTruth(seen[2] ? 1 : seen[0] ? -1 : 0);
  }

  NaiveValue In(const Expr& expr) const {
    bool seen[3] = {false, false, false};
    for (std::size_t i = 1; i < expr.args.size(); ++i) {
      seen[Compare(ExprKind::kEqual, expr.args[0], expr.args[i]) + 1] = true;
    }
    const int found = seen[2] ? 1 : seen[0] ? -1 : 0;
    return OfTruth(expr.kind == ExprKind::kIn || found < 0 ? found : 1 - found);
  }

  const std::vector<NaiveField>& fields_;
  const NaiveRow& row_;
};

}  // namespace

NaiveValue NaiveBool(bool truth) { return {NaiveKind::kBool, truth ? 1 : 0, 0, {}}; }
NaiveValue NaiveNumber(Int128 unscaled, int scale) {
  return {NaiveKind::kNumber, unscaled, scale, {}};
}
NaiveValue NaiveText(std::string text) { return {NaiveKind::kText, 0, 0, std::move(text)}; }

NaiveValue NaiveTime(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, used = 0;
  double seconds = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3) {
    throw InvalidScript("no time: " + text);
  }
  std::string rest = text.substr(static_cast<std::size_t>(used));
  Int128 offset = 0;
  if (!rest.empty()) {
    if (std::sscanf(rest.c_str() + 1, "%2d:%2d%n", &hour, &minute, &used) != 2) {
      throw InvalidScript("no time of day: " + text);
    }
    rest = rest.substr(static_cast<std::size_t>(used) + 1);
    if (rest.starts_with(":")) {
      std::sscanf(rest.c_str() + 1, "%lf%n", &seconds, &used);
      rest = rest.substr(static_cast<std::size_t>(used) + 1);
    }
    int hours = 0, minutes = 0;
    if (std::sscanf(rest.c_str() + (rest.empty() ? 0 : 1), "%2d:%2d", &hours, &minutes) == 2) {
      offset = (rest[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
    }
  }
  const Int128 whole =
      DaysUntil(year, month, day) * 86400 + Int128{60} * (hour * 60 + minute - offset);
  const auto micros = static_cast<std::int64_t>(std::llround(seconds * 1e6));
  return {NaiveKind::kTime, whole * kSecond + micros, 0, {}};
}

int NaiveCompare(const NaiveValue& left, const NaiveValue& right) {
  if (left.is_null() || right.is_null()) {
    return static_cast<int>(right.is_null()) - static_cast<int>(left.is_null());
  }
  if (left.kind != right.kind) throw InvalidScript("values of two types are compared");
  if (left.kind == NaiveKind::kText) {
    const int order = left.text.compare(right.text);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  const Int128 a = left.number * PowerOfTen(std::max(0, right.scale - left.scale));
  const Int128 b = right.number * PowerOfTen(std::max(0, left.scale - right.scale));
  return a < b ? -1 : a > b ? 1 : 0;
}

Json NaiveJson(const NaiveValue& value) {
  switch (value.kind) {
    case NaiveKind::kNull:
      return Json::Scalar("null");
    case NaiveKind::kBool:
      return Json::Scalar(value.number != 0 ? "true" : "false");
    case NaiveKind::kNumber:
      return Json::Scalar(NumberText(value.number, value.scale));
    case NaiveKind::kText:
      return Json::Text(value.text);
    case NaiveKind::kTime:
      return Json::Text(TimeText(value.number));
  }
  return {};
}

std::optional<NaiveValue> NaiveFit(const NaiveField& field, const NaiveValue& value) {
  if (value.is_null()) return field.nullable ? std::optional(value) : std::nullopt;
  if (field.kind == NaiveKind::kTime && value.kind == NaiveKind::kText) {
    return NaiveTime(value.text);
  }
  if (field.kind != value.kind) return std::nullopt;
  if (value.kind != NaiveKind::kNumber) return value;
  const Int128 grown = value.number * PowerOfTen(std::max(0, field.scale - value.scale));
  const Int128 lost = PowerOfTen(std::max(0, value.scale - field.scale));
  if (grown % lost != 0) return std::nullopt;
  return NaiveNumber(grown / lost, field.scale);
}

void CheckNames(const Expr& expr, const std::vector<NaiveField>& fields) {
  if (expr.kind == ExprKind::kPath) FieldOf(expr, fields);
  for (const Expr& arg : expr.args) CheckNames(arg, fields);
}

NaiveValue NaiveEvaluate(const Expr& expr, const std::vector<NaiveField>& fields,
                         const NaiveRow& row) {
  return Evaluation(fields, row).Of(expr);
}

}  // namespace cambium::testing
