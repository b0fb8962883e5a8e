// ABS, ROUND, FLOOR, CEIL.
//
//     ROUND(x)      to a whole number, half away from zero; of a Decimal Decimal(0)
//     ROUND(x, n)   to n digits after the point, -18..18; of a Decimal Decimal(max(n, 0))
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <optional>

#include "dataflow/decimal.h"
#include "dataflow/power_of_ten.h"
#include "dataflow/status.h"
#include "query/function.h"
#include "query/typing.h"

namespace cambium {
namespace {

absl::Status TypeAbs(PlanExpr& call) {
  CAMBIUM_RETURN_IF_ERROR(ExpectNumber(call.args[0]));
  call.type = StoredType(call.args[0].type);
  return absl::OkStatus();
}

Value Abs(const PlanExpr& call, std::span<const ValueView> args, absl::Status& error) {
  const ValueView& x = args[0];
  if (x.type() == ValueType::kFloat) return Value::Float(std::fabs(x.AsFloat()));
  const bool is_int = x.type() == ValueType::kInt;
  const Decimal number = is_int ? Decimal{x.AsInt(), 0} : x.AsDecimal();
  if (number.unscaled >= 0) return Value(x);
  const std::optional<Decimal> negated = Negate(number);
  if (!negated.has_value()) return Overflow(call, error);
  return is_int ? Value::Int(negated->unscaled) : Value::Of(*negated);
}

// Of an Int and a Float the type stays, a Decimal keeps `scale` digits.
void SetRoundedType(PlanExpr& call, int scale) {
  call.type = StoredType(call.args[0].type);
  if (call.type.kind == TypeKind::kDecimal) call.type.scale = static_cast<std::uint8_t>(scale);
}

absl::Status TypeWhole(PlanExpr& call) {
  CAMBIUM_RETURN_IF_ERROR(ExpectNumber(call.args[0]));
  SetRoundedType(call, 0);
  return absl::OkStatus();
}

absl::Status TypeRound(PlanExpr& call) {
  CAMBIUM_RETURN_IF_ERROR(TypeWhole(call));
  if (call.args.size() == 1) return absl::OkStatus();
  const PlanExpr& digits = call.args[1];
  const bool is_count = digits.kind == ExprKind::kLiteral &&
                        digits.literal.type() == ValueType::kInt &&
                        digits.literal.AsInt() >= -Decimal::kMaxScale &&
                        digits.literal.AsInt() <= Decimal::kMaxScale;
  if (!is_count) {
    return ErrorAt(digits.span, "expected a number of digits that is written, -18 to 18");
  }
  SetRoundedType(call, static_cast<int>(std::max<std::int64_t>(digits.literal.AsInt(), 0)));
  return absl::OkStatus();
}

Value RoundFloat(double x, int digits) {
  if (digits == 0) return Value::Float(std::round(x));
  const auto power = static_cast<double>(PowerOfTen(std::abs(digits)));
  const double scaled = digits > 0 ? x * power : x / power;
  const double rounded = digits > 0 ? std::round(scaled) / power : std::round(scaled) * power;
  // Beyond 2^53 there are no digits to round, and beyond the range no product.
  return Value::Float(std::isfinite(rounded) && std::fabs(scaled) < 0x1p53 ? rounded : x);
}

// To a multiple of 10^tens, 1 <= tens <= 18.
std::optional<Decimal> RoundToTens(const Decimal& x, int tens) {
  // 10^-tens of it, rounded at scale 0: its unscaled integer over 10^(scale + tens).
  const int digits = x.scale + tens;
  if (digits > Decimal::kMaxScale + 1) return Decimal{0, 0};
  const auto half = static_cast<std::int64_t>(PowerOfTen(digits - 1)) * 5;
  if (digits == Decimal::kMaxScale + 1) {
    // 5 · 10^18 is below 2^63, 10^19 is not.
    const bool is_one = x.unscaled >= half || x.unscaled <= -half;
    if (!is_one) return Decimal{0, 0};
    return Multiply({x.unscaled < 0 ? -1 : 1, 0},
                    {static_cast<std::int64_t>(PowerOfTen(tens)), 0});
  }
  const std::optional<Decimal> quotient =
      Round({x.unscaled, static_cast<std::uint8_t>(digits)}, 0);
  return Multiply(*quotient, {static_cast<std::int64_t>(PowerOfTen(tens)), 0});
}

Value RoundNumber(const PlanExpr& call, std::span<const ValueView> args, absl::Status& error) {
  const ValueView& x = args[0];
  const int digits = args.size() == 2 ? static_cast<int>(args[1].AsInt()) : 0;
  if (x.type() == ValueType::kFloat) return RoundFloat(x.AsFloat(), digits);
  const bool is_int = x.type() == ValueType::kInt;
  if (is_int && digits >= 0) return Value(x);
  const Decimal number = is_int ? Decimal{x.AsInt(), 0} : x.AsDecimal();
  const std::optional<Decimal> rounded = digits < 0
                                             ? RoundToTens(number, -digits)
                                             : Round(number, static_cast<std::uint8_t>(digits));
  if (!rounded.has_value()) return Overflow(call, error);
  return is_int ? Value::Int(rounded->unscaled) : Value::Of(*rounded);
}

// The whole number not above (-1) or not below (+1) a Decimal; it always fits.
Value Whole(const Decimal& x, int direction) {
  const auto power = static_cast<std::int64_t>(PowerOfTen(x.scale));
  std::int64_t whole = x.unscaled / power;
  const std::int64_t rest = x.unscaled % power;
  if ((direction > 0 && rest > 0) || (direction < 0 && rest < 0)) whole += direction;
  return Value::Of({whole, 0});
}

Value Floor(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  const ValueView& x = args[0];
  if (x.type() == ValueType::kFloat) return Value::Float(std::floor(x.AsFloat()));
  return x.type() == ValueType::kInt ? Value(x) : Whole(x.AsDecimal(), -1);
}

Value Ceil(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  const ValueView& x = args[0];
  if (x.type() == ValueType::kFloat) return Value::Float(std::ceil(x.AsFloat()));
  return x.type() == ValueType::kInt ? Value(x) : Whole(x.AsDecimal(), +1);
}

constexpr Function kFunctions[] = {
    {"ABS", "ABS(number)", 1, 1, TypeAbs, Abs},
    {"ROUND", "ROUND(number [, digits])", 1, 2, TypeRound, RoundNumber},
    {"FLOOR", "FLOOR(number)", 1, 1, TypeWhole, Floor},
    {"CEIL", "CEIL(number)", 1, 1, TypeWhole, Ceil},
};

}  // namespace

std::span<const Function> NumberFunctions() { return kFunctions; }

}  // namespace cambium
