// INT, FLOAT, DECIMAL, TEXT, TIME, DATE: a value as one of another type.
//
//     INT(x)          of a number, rounded; of a Bool 1 or 0; of an enum its number
//     FLOAT(x)        of a number, the nearest
//     DECIMAL(x, n)   of a number, rounded to n digits, 0..18
//     TIME(x)         of a Date, its first moment in UTC
//     DATE(x)         of a Time, its day in UTC
//     TEXT(x)         of anything, as it prints, without quotes
//
// Here, too, is what becomes of a ratio (query/ratio.h), of which casts see the rounded
// Decimal.
//
// All but TEXT also read a Text, of the form in which literals are written, and a Json: what a
// JSON text says, a JSON number; JSON's null is NULL. Rounding is half away from zero, of the
// exact value of a Float. What cannot be is an error.
// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <cmath>
#include <optional>
#include <string>

#include "dataflow/decimal.h"
#include "dataflow/int128.h"
#include "dataflow/power_of_ten.h"
#include "dataflow/status.h"
#include "dataflow/value_format.h"
#include "query/arithmetic.h"
#include "query/function.h"
#include "query/json_document.h"
#include "query/ratio.h"
#include "query/typing.h"

namespace cambium {
namespace {

constexpr std::int64_t kMicrosPerDay = 86'400'000'000;

bool ReadsFromText(const FieldType& type) {
  const TypeKind stored = type.storage();
  return type.is_null() || stored == TypeKind::kText || stored == TypeKind::kJson;
}

absl::Status TypeInt(PlanExpr& call) {
  const TypeKind from = call.args[0].type.storage();
  call.type = TypeOf(TypeKind::kInt);
  const bool is_known = from == TypeKind::kBool || from == TypeKind::kEnum ||
                        call.args[0].type.is_number() || ReadsFromText(call.args[0].type);
  return is_known ? absl::OkStatus()
                  : Unexpected(call.args[0], "a number, Bool, enum, Text or Json");
}

absl::Status ExpectNumberOrText(const PlanExpr& expr) {
  if (expr.type.is_number() || ReadsFromText(expr.type)) return absl::OkStatus();
  return Unexpected(expr, "a number, Text or Json");
}

absl::Status TypeFloat(PlanExpr& call) {
  call.type = TypeOf(TypeKind::kFloat);
  return ExpectNumberOrText(call.args[0]);
}

absl::Status TypeDecimal(PlanExpr& call) {
  CAMBIUM_RETURN_IF_ERROR(ExpectNumberOrText(call.args[0]));
  const PlanExpr& digits = call.args[1];
  const bool is_scale =
      digits.kind == ExprKind::kLiteral && digits.literal.type() == ValueType::kInt &&
      digits.literal.AsInt() >= 0 && digits.literal.AsInt() <= Decimal::kMaxScale;
  if (!is_scale) {
    return ErrorAt(digits.span, "expected a number of digits that is written, 0 to 18");
  }
  call.type = TypeOf(TypeKind::kDecimal, static_cast<int>(digits.literal.AsInt()));
  return absl::OkStatus();
}

absl::Status TypePlain(PlanExpr& call) {
  call.type = TypeOf(TypeKind::kText);
  return absl::OkStatus();
}

absl::Status TypeMoment(PlanExpr& call, TypeKind kind) {
  const TypeKind from = call.args[0].type.storage();
  call.type = TypeOf(kind);
  if (from == TypeKind::kTime || from == TypeKind::kDate || ReadsFromText(call.args[0].type)) {
    return absl::OkStatus();
  }
  return Unexpected(call.args[0], "Time, Date, Text or Json");
}
absl::Status TypeTime(PlanExpr& call) { return TypeMoment(call, TypeKind::kTime); }
absl::Status TypeDate(PlanExpr& call) { return TypeMoment(call, TypeKind::kDate); }

// What a Text or a Json says; nothing for JSON's null.
std::optional<std::string> TextOf(const ValueView& value) {
  const std::string_view text = value.AsText();
  if (value.type() == ValueType::kText) return std::string(text);
  if (text == "null") return std::nullopt;
  std::optional<std::string> contents = JsonContents(text);
  return contents.has_value() ? contents : std::string(text);
}

// What `parse` makes of the text, as `make` has it as a value.
template <typename Parse, typename Make>
Value Parsed(const PlanExpr& call, const ValueView& value, absl::Status& error, Parse parse,
             Make make) {
  const std::optional<std::string> text = TextOf(value);
  if (!text.has_value()) return Value();
  const auto parsed = parse(*text);
  if (!parsed.ok()) return Failure(call, std::string(parsed.status().message()), error);
  return make(*parsed);
}

absl::StatusOr<std::int64_t> ParseInt(const std::string& text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, number);
  if (code == std::errc::result_out_of_range && stop == end) {
    return absl::OutOfRangeError("number does not fit Int: " + text);
  }
  if (code != std::errc() || stop != end) {
    return absl::InvalidArgumentError("not an Int: " + text);
  }
  return number;
}

bool IsText(const ValueView& value) { return value.type() >= ValueType::kText; }

Value ToInt(const PlanExpr& call, std::span<const ValueView> args, absl::Status& error) {
  const ValueView& x = args[0];
  if (IsText(x)) return Parsed(call, x, error, ParseInt, Value::Int);
  if (x.type() == ValueType::kBool) return Value::Int(x.AsBool() ? 1 : 0);
  if (x.type() == ValueType::kDecimal) return Value::Int(Round(x.AsDecimal(), 0)->unscaled);
  if (x.type() == ValueType::kInt) return Value(x);
  const double rounded = std::round(x.AsFloat());
  const bool fits = rounded >= -0x1p63 && rounded < 0x1p63;
  return fits ? Value::Int(static_cast<std::int64_t>(rounded)) : Overflow(call, error);
}

Value ToFloat(const PlanExpr& call, std::span<const ValueView> args, absl::Status& error) {
  if (IsText(args[0])) return Parsed(call, args[0], error, ParseFloat, Value::Float);
  return Value::Float(AsDouble(args[0]));
}

// The decimal nearest to the exact value of a finite double.
std::optional<Decimal> NearestDecimal(double x, std::uint8_t scale) {
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(x), &exponent);
  constexpr int kDigits = 53;
  const auto mantissa = static_cast<Int128>(std::ldexp(fraction, kDigits));
  exponent -= kDigits;
  // Below 2^53 · 10^18 < 2^113. A mantissa has 53 bits, so that 2^11 of it do not fit.
  Int128 unscaled = mantissa * static_cast<Int128>(PowerOfTen(scale));
  if (exponent > 10) return std::nullopt;
  if (exponent >= 0) unscaled <<= exponent;
  if (exponent < -120) unscaled = 0;
  if (exponent < 0 && exponent >= -120) {
    const Int128 half = Int128{1} << (-exponent - 1);
    unscaled = (unscaled + half) >> -exponent;
  }
  if (x < 0) unscaled = -unscaled;
  const auto narrow = static_cast<std::int64_t>(unscaled);
  if (narrow != unscaled) return std::nullopt;
  return Decimal{narrow, scale};
}

Value ToDecimal(const PlanExpr& call, std::span<const ValueView> args, absl::Status& error) {
  const std::uint8_t scale = call.type.scale;
  const auto rounded = [&](const Decimal& exact) {
    const std::optional<Decimal> decimal = Round(exact, scale);
    return decimal.has_value() ? Value::Of(*decimal) : Overflow(call, error);
  };
  if (IsText(args[0])) return Parsed(call, args[0], error, ParseDecimal, rounded);
  if (args[0].type() != ValueType::kFloat) return rounded(AsExact(args[0]));
  const std::optional<Decimal> decimal = NearestDecimal(args[0].AsFloat(), scale);
  return decimal.has_value() ? Value::Of(*decimal) : Overflow(call, error);
}

Value ToText(const PlanExpr& call, std::span<const ValueView> args, absl::Status&) {
  if (args[0].type() != ValueType::kJson) {
    return Value::Text(PlainText(call.args[0].type, args[0]));
  }
  const std::optional<std::string> text = TextOf(args[0]);
  return text.has_value() ? Value::Text(*text) : Value();
}

Value ToTime(const PlanExpr& call, std::span<const ValueView> args, absl::Status& error) {
  if (IsText(args[0])) return Parsed(call, args[0], error, ParseTime, Value::Time);
  if (args[0].type() == ValueType::kTime) return Value(args[0]);
  std::int64_t micros = 0;
  const bool overflows =
      __builtin_mul_overflow(std::int64_t{args[0].AsDate()}, kMicrosPerDay, &micros);
  return overflows ? Overflow(call, error) : Value::Time(micros);
}

Value ToDate(const PlanExpr& call, std::span<const ValueView> args, absl::Status& error) {
  if (IsText(args[0])) return Parsed(call, args[0], error, ParseDate, Value::Date);
  if (args[0].type() == ValueType::kDate) return Value(args[0]);
  const std::int64_t micros = args[0].AsTime();
  // A Time has fewer days than a Date.
  const std::int64_t days = micros / kMicrosPerDay - (micros % kMicrosPerDay < 0 ? 1 : 0);
  return Value::Date(static_cast<std::int32_t>(days));
}

Value ToRatio(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  return Value::Bytes(RatioOf(AsExact(args[0])));
}

Value RatioToFloat(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  return Value::Float(RatioToDouble(args[0].AsText()));
}

Value RatioToDecimal(const PlanExpr& call, std::span<const ValueView> args,
                     absl::Status& error) {
  const std::optional<Decimal> rounded = RoundRatio(args[0].AsText(), call.type.scale);
  return rounded.has_value() ? Value::Of(*rounded) : Overflow(call, error);
}

constexpr Function kToRatio{"RATIO", "RATIO(number)", 1, 1, nullptr, ToRatio};
constexpr Function kToFloat{"FLOAT", "FLOAT(ratio)", 1, 1, nullptr, RatioToFloat, false, true};
constexpr Function kToDecimal{"DECIMAL", "DECIMAL(ratio)", 1,     1,
                              nullptr,   RatioToDecimal,   false, true};

constexpr Function kFunctions[] = {
    {"INT", "INT(value)", 1, 1, TypeInt, ToInt},
    {"FLOAT", "FLOAT(value)", 1, 1, TypeFloat, ToFloat},
    {"DECIMAL", "DECIMAL(value, digits)", 2, 2, TypeDecimal, ToDecimal},
    {"TEXT", "TEXT(value)", 1, 1, TypePlain, ToText},
    {"TIME", "TIME(value)", 1, 1, TypeTime, ToTime},
    {"DATE", "DATE(value)", 1, 1, TypeDate, ToDate},
};

}  // namespace

std::span<const Function> CastFunctions() { return kFunctions; }

const Function& RatioFunction(TypeKind to) {
  if (to == TypeKind::kRatio) return kToRatio;
  return to == TypeKind::kFloat ? kToFloat : kToDecimal;
}

}  // namespace cambium
