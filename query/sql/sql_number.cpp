// Numbers: Decimals are integers of a scale, and a quotient is rounded half away from zero.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <string>

#include "dataflow/decimal.h"
#include "dataflow/status.h"
#include "query/function.h"
#include "query/ratio.h"
#include "query/sql/sql_expression.h"
#include "query/typing.h"

namespace cambium {
namespace {

bool IsMoment(const PlanExpr& expr) {
  return expr.type.storage() == TypeKind::kTime || expr.type.storage() == TypeKind::kDate;
}

std::string SignOf(ExprKind kind) {
  switch (kind) {
    case ExprKind::kAdd:
      return " + ";
    case ExprKind::kSubtract:
      return " - ";
    case ExprKind::kMultiply:
      return " * ";
    case ExprKind::kDivide:
      return " / ";
    default:
      return " % ";
  }
}

PlanExpr AsCall(std::string_view function, PlanExpr arg, int scale) {
  PlanExpr call;
  call.kind = ExprKind::kCall;
  call.span = arg.span;
  call.type = TypeOf(TypeKind::kDecimal, scale);
  call.function = FindFunction(function);
  call.args.push_back(std::move(arg));
  return call;
}

}  // namespace

std::string SqlExpressions::RoundedFraction(const std::string& fraction, int digits) {
  const std::string power = digits == 0 ? "" : " * " + SqlPower(digits);
  return "(SELECT q.n / q.d" + power +
         " + CASE WHEN (q.n < 0) = (q.d < 0) THEN 1 ELSE -1 END * ((2 * ABS(q.n % q.d)" +
         power + " + ABS(q.d)) / (2 * ABS(q.d))) FROM (" + fraction + ") AS q)";
}

std::string SqlExpressions::RoundedTens(const std::string& text, int tens) {
  if (tens == 0) return text;
  return RoundedFraction("SELECT " + text + " AS n, " + SqlPower(tens) + " AS d", 0);
}

std::string SqlExpressions::FloorDivide(const std::string& text, const std::string& divisor) {
  return "(SELECT q.n / q.d - CASE WHEN q.n % q.d < 0 THEN 1 ELSE 0 END FROM (SELECT " + text +
         " AS n, " + divisor + " AS d) AS q)";
}

std::string SqlExpressions::Float(const std::string& text) const {
  return is_sqlite() ? "CAST(" + text + " AS REAL)" : "CAST(" + text + " AS DOUBLE PRECISION)";
}

// An Int or a Decimal as an integer of this scale, which is no less than its own.
absl::StatusOr<std::string> SqlExpressions::Scaled(const PlanExpr& expr, int scale) {
  const int own = expr.type.scale;
  if (expr.kind == ExprKind::kLiteral && !expr.literal.is_null()) {
    const Value value = SqlValues(expr.type, expr.literal)[0];
    const auto scaled = Rescale({value.AsInt(), static_cast<std::uint8_t>(own)},
                                static_cast<std::uint8_t>(scale));
    if (scaled.has_value()) return Parameter(Value::Int(scaled->unscaled));
  }
  CAMBIUM_ASSIGN_OR_RETURN(const std::string text, Text(expr));
  return scale == own ? text : "(" + text + " * " + SqlPower(scale - own) + ")";
}

absl::StatusOr<std::string> SqlExpressions::AsFloat(const PlanExpr& expr) {
  CAMBIUM_ASSIGN_OR_RETURN(const std::string text, Text(expr));
  if (expr.type.storage() == TypeKind::kFloat) return text;
  const int scale = expr.type.scale;
  if (scale == 0) return Float(text);
  return "(" + Float(text) + " / " + Float(SqlPower(scale)) + ")";
}

absl::StatusOr<std::string> SqlExpressions::Moments(const PlanExpr& expr,
                                                    const std::string& sign) {
  std::string sides[2];
  for (const std::size_t i : {0U, 1U}) {
    CAMBIUM_ASSIGN_OR_RETURN(sides[i], Text(expr.args[i]));
    const bool is_seconds = !IsMoment(expr.args[i]) && expr.type.storage() == TypeKind::kTime;
    if (is_seconds) sides[i] = "(" + sides[i] + " * 1000000)";
  }
  return "(" + sides[0] + sign + sides[1] + ")";
}

// What is no number, such as an infinite one, is NULL.
absl::StatusOr<std::string> SqlExpressions::Floats(const PlanExpr& expr,
                                                   const std::string& sign) {
  if (expr.kind == ExprKind::kModulo) return Refuse(expr.span, "% of Floats");
  CAMBIUM_ASSIGN_OR_RETURN(const std::string left, AsFloat(expr.args[0]));
  CAMBIUM_ASSIGN_OR_RETURN(std::string right, AsFloat(expr.args[1]));
  const bool divides = expr.kind == ExprKind::kDivide;
  if (!is_sqlite()) {
    if (divides) right = "NULLIF(" + right + ", 0)";
    return "(" + left + sign + right + ")";
  }
  return "(SELECT CASE WHEN ABS(q.v) < 9e999 THEN q.v END FROM (SELECT " + left + sign + right +
         " AS v) AS q)";
}

absl::StatusOr<std::string> SqlExpressions::Quotient(const PlanExpr& expr) {
  const int digits = expr.type.scale - expr.args[0].type.scale + expr.args[1].type.scale;
  if (digits > Decimal::kMaxScale) return Refuse(expr.span, "a quotient of so many digits");
  CAMBIUM_ASSIGN_OR_RETURN(const std::string left, Text(expr.args[0]));
  CAMBIUM_ASSIGN_OR_RETURN(const std::string right, Text(expr.args[1]));
  return RoundedFraction("SELECT " + left + " AS n, NULLIF(" + right + ", 0) AS d", digits);
}

absl::StatusOr<std::string> SqlExpressions::Arithmetic(const PlanExpr& expr) {
  if (expr.kind == ExprKind::kNegate) {
    CAMBIUM_ASSIGN_OR_RETURN(const std::string text, Text(expr.args[0]));
    return "(- " + text + ")";
  }
  if (expr.type.is_null()) return std::string("NULL");
  const std::string sign = SignOf(expr.kind);
  const PlanExpr& left = expr.args[0];
  const PlanExpr& right = expr.args[1];
  if (IsMoment(left) || IsMoment(right)) return Moments(expr, sign);
  if (expr.type.storage() == TypeKind::kFloat) return Floats(expr, sign);
  const bool is_decimal = expr.type.storage() == TypeKind::kDecimal;
  if (is_decimal && expr.kind == ExprKind::kDivide) return Quotient(expr);
  int scales[] = {expr.type.scale, expr.type.scale};
  if (expr.kind == ExprKind::kMultiply) {
    scales[0] = left.type.scale;
    scales[1] = right.type.scale;
    if (scales[0] + scales[1] > Decimal::kMaxScale) {
      return Refuse(expr.span, "a product of so many digits");
    }
  }
  CAMBIUM_ASSIGN_OR_RETURN(const std::string first, Scaled(left, scales[0]));
  CAMBIUM_ASSIGN_OR_RETURN(std::string second, Scaled(right, scales[1]));
  const bool divides = expr.kind == ExprKind::kDivide || expr.kind == ExprKind::kModulo;
  if (divides && !is_sqlite()) second = "NULLIF(" + second + ", 0)";
  return "(" + first + sign + second + ")";
}

absl::StatusOr<std::string> SqlExpressions::AsInt(const PlanExpr& expr) {
  const PlanExpr& arg = expr.args[0];
  const TypeKind from = arg.type.storage();
  CAMBIUM_ASSIGN_OR_RETURN(const std::string text, Text(arg));
  if (from == TypeKind::kBool && !is_sqlite())
    return "CAST(CAST(" + text + " AS INT) AS BIGINT)";
  if (from == TypeKind::kDecimal) return RoundedTens(text, arg.type.scale);
  const bool is_kept = from == TypeKind::kBool || from == TypeKind::kInt ||
                       from == TypeKind::kEnum || from == TypeKind::kNull;
  return is_kept ? absl::StatusOr<std::string>(text)
                 : Refuse(expr.span, "INT(" + TypeText(arg.type) + ")");
}

// DECIMAL of a number, or of a ratio.
absl::StatusOr<std::string> SqlExpressions::AsDecimal(const PlanExpr& expr) {
  const PlanExpr& arg = expr.args[0];
  const int scale = expr.type.scale;
  if (arg.type.kind == TypeKind::kRatio) {
    if (arg.kind == ExprKind::kPath) {
      const SqlLeaf& leaf = leaves_[arg.column];
      return RoundedFraction(leaf.ratio, scale - leaf.scale);
    }
    if (arg.kind == ExprKind::kLiteral) return RatioLiteral(arg, scale);
    CAMBIUM_ASSIGN_OR_RETURN(const PlanExpr rounded, Rounded(arg, scale));
    return Text(rounded);
  }
  const TypeKind from = arg.type.storage();
  if (from == TypeKind::kNull) return std::string("NULL");
  if (from != TypeKind::kInt && from != TypeKind::kDecimal) {
    return Refuse(expr.span, "DECIMAL(" + TypeText(arg.type) + ")");
  }
  if (arg.type.scale <= scale) return Scaled(arg, scale);
  CAMBIUM_ASSIGN_OR_RETURN(const std::string text, Text(arg));
  return RoundedTens(text, arg.type.scale - scale);
}

// Rounding keeps order, so what is chosen among averages is rounded before.
absl::StatusOr<PlanExpr> SqlExpressions::Rounded(const PlanExpr& ratio, int scale) {
  if (ratio.kind == ExprKind::kLiteral || ratio.kind == ExprKind::kPath) {
    return ratio.type.is_number() ? AsCall("DECIMAL", ratio, scale) : ratio;
  }
  const bool chooses = ratio.kind == ExprKind::kCoalesce || ratio.kind == ExprKind::kCase;
  const bool is_call = ratio.kind == ExprKind::kCall;
  if (is_call && ratio.function->name == "RATIO") {
    return AsCall("DECIMAL", ratio.args[0], scale);
  }
  const bool is_extreme =
      is_call && (ratio.function->name == "GREATEST" || ratio.function->name == "LEAST");
  if (!chooses && !is_extreme) return Refuse(ratio.span, "NULLIF of an average");
  PlanExpr rounded = ratio;
  rounded.type = TypeOf(TypeKind::kDecimal, scale);
  for (PlanExpr& arg : rounded.args) {
    if (arg.type.kind != TypeKind::kRatio) continue;
    CAMBIUM_ASSIGN_OR_RETURN(arg, Rounded(arg, scale));
  }
  return rounded;
}

// What was written as a number, and met an average.
absl::StatusOr<std::string> SqlExpressions::RatioLiteral(const PlanExpr& expr, int scale) {
  const std::optional<Decimal> number =
      RoundRatio(expr.literal.AsText(), static_cast<std::uint8_t>(scale));
  if (!number.has_value()) return Refuse(expr.span, "a number of so many digits");
  return Parameter(Value::Int(number->unscaled));
}

// Of the digits with which it is written.
int SqlExpressions::UnitOf(const PlanExpr& expr) const {
  if (expr.type.kind != TypeKind::kRatio) return expr.type.scale;
  if (expr.kind == ExprKind::kLiteral) return expr.type.scale;
  if (expr.kind == ExprKind::kPath) return leaves_[expr.column].scale;
  int unit = 0;
  for (const PlanExpr& arg : expr.args) {
    if (arg.type.is_number()) unit = std::max(unit, UnitOf(arg));
  }
  return unit;
}

absl::StatusOr<SqlExpressions::Texts> SqlExpressions::Fraction(const PlanExpr& expr, int unit) {
  if (expr.kind == ExprKind::kLiteral && expr.literal.is_null()) return Texts{"NULL", "NULL"};
  if (expr.kind == ExprKind::kLiteral && expr.type.kind == TypeKind::kRatio) {
    CAMBIUM_ASSIGN_OR_RETURN(std::string whole, RatioLiteral(expr, unit));
    return Texts{std::move(whole), Float("0")};
  }
  if (expr.type.kind != TypeKind::kRatio) {
    CAMBIUM_ASSIGN_OR_RETURN(std::string whole, Scaled(expr, unit));
    // Missing as a whole, as NULL.
    std::string rest = "(" + whole + " * " + Float("0") + ")";
    return Texts{std::move(whole), std::move(rest)};
  }
  if (expr.kind == ExprKind::kPath) {
    const SqlLeaf& leaf = leaves_[expr.column];
    const std::string from = " FROM (SELECT p.n * " + SqlPower(unit - leaf.scale) +
                             " AS n, NULLIF(p.d, 0) AS d FROM (" + leaf.ratio + ") AS p) AS q)";
    const std::string is_below = "CASE WHEN q.n % q.d < 0 THEN ";
    return Texts{
        "(SELECT q.n / q.d - " + is_below + "1 ELSE 0 END" + from,
        "(SELECT " + Float("q.n % q.d + " + is_below + "q.d ELSE 0 END") + " / q.d" + from};
  }
  const bool is_ratio = expr.kind == ExprKind::kCall && expr.function->name == "RATIO";
  if (is_ratio) return Fraction(expr.args[0], unit);
  const bool chooses = expr.kind == ExprKind::kCoalesce || expr.kind == ExprKind::kCase;
  if (!chooses) return Refuse(expr.span, "the greatest or least of averages, compared");
  Texts sides[2];
  for (const PlanExpr& arg : expr.args) {
    const bool is_condition = arg.type.kind == TypeKind::kBool;
    CAMBIUM_ASSIGN_OR_RETURN(const Texts parts,
                             is_condition ? Parts(arg) : Fraction(arg, unit));
    sides[0].push_back(parts.front());
    sides[1].push_back(parts.back());
  }
  return Texts{Chosen(expr, sides[0]), Chosen(expr, sides[1])};
}

absl::StatusOr<std::string> SqlExpressions::RoundNumber(const PlanExpr& call) {
  const PlanExpr& x = call.args[0];
  if (x.type.storage() == TypeKind::kFloat) return Refuse(call.span, "ROUND of a Float");
  const int digits = call.args.size() == 2 ? static_cast<int>(call.args[1].literal.AsInt()) : 0;
  CAMBIUM_ASSIGN_OR_RETURN(const std::string text, Text(x));
  if (digits >= x.type.scale) {
    const bool is_int = x.type.storage() != TypeKind::kDecimal;
    return is_int ? absl::StatusOr<std::string>(text) : Scaled(x, digits);
  }
  if (x.type.scale - digits > Decimal::kMaxScale) {
    return Refuse(call.span, "rounding to so many tens");
  }
  const std::string rounded = RoundedTens(text, x.type.scale - digits);
  return digits >= 0 ? rounded : "(" + rounded + " * " + SqlPower(-digits) + ")";
}

absl::StatusOr<std::string> SqlExpressions::Whole(const PlanExpr& call, bool up) {
  const PlanExpr& x = call.args[0];
  if (x.type.storage() == TypeKind::kFloat) {
    return Refuse(call.span, std::string(call.function->name) + " of a Float");
  }
  CAMBIUM_ASSIGN_OR_RETURN(const std::string text, Text(x));
  const std::string power = SqlPower(x.type.scale);
  if (x.type.scale == 0) return text;
  return up ? "(- " + FloorDivide("(- " + text + ")", power) + ")" : FloorDivide(text, power);
}

}  // namespace cambium
