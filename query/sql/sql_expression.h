// Typed expressions as SQL.
//
// A path of a PlanExpr is a column of a row elsewhere; here its `column` is the number of a
// leaf, a text of SQL that has the value. query/typing.h has made all conversions calls, so
// that each kind of expression has one text:
//
//     price * 2 > 5           ((t1."price" * ?1) > ?2)         with 500 for a Decimal(2)
//     i / n                   PostgreSQL: (t1."i" / NULLIF(t1."n", 0))
//     a IS b                  PostgreSQL: (a IS NOT DISTINCT FROM b)
//
// A Decimal is an integer of its type's scale, an average a fraction of integers until it is
// rounded. What one of the two databases cannot say exactly is refused in both, so that a
// question is one for both; docs/sql.md lists it.
//
// Law: the text has the expression's value as SqlValues has it, where it is not an error.
//
// Cost: linear in the expression; what is asked for twice is asked for in a sub-query.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "query/expression.h"
#include "query/sql/sql_value.h"

namespace cambium {

struct SqlLeaf {
  std::vector<std::string> parts;  // one text; of a tuple one for each of its columns
  // Of a ratio: a SELECT of its numerator `n`, an integer of this scale, and denominator `d`.
  std::string ratio;
  int scale = 0;
};

class SqlExpressions {
 public:
  explicit SqlExpressions(SqlDialect dialect) : dialect_(dialect) {}

  bool is_sqlite() const { return dialect_ == SqlDialect::kSqlite; }

  PlanExpr Leaf(SqlLeaf leaf, FieldType type);
  // Equal values are one parameter.
  std::string Parameter(const Value& value);
  std::vector<Value> TakeParameters() { return std::move(parameters_); }

  // The value as one text, or of a tuple or ratio as several.
  absl::StatusOr<std::string> Text(const PlanExpr& expr);
  absl::StatusOr<std::vector<std::string>> Parts(const PlanExpr& expr);

  // The value as JSON, of a column with this name and type; as JSON prints it within a tree.
  absl::StatusOr<std::string> Json(const FieldType& type,
                                   const std::vector<std::string>& columns, Span span);

  // Two numbers as integers of one scale, other values as they are.
  absl::StatusOr<std::pair<std::string, std::string>> Comparable(const PlanExpr& left,
                                                                 const PlanExpr& right);
  // The same, column by column.
  absl::StatusOr<std::pair<std::vector<std::string>, std::vector<std::string>>> Columns(
      const PlanExpr& left, const PlanExpr& right);
  // A Text that is compared by its bytes.
  std::string ByBytes(const FieldType& type, const std::string& text) const;

  static absl::Status Refuse(Span span, const std::string& what);

 private:
  using Texts = std::vector<std::string>;

  absl::StatusOr<std::string> Literal(const PlanExpr& expr);
  std::string Null(const FieldType& type) const;
  absl::StatusOr<std::string> Joined(const PlanExpr& expr, const std::string& word);
  absl::StatusOr<std::string> Compare(const PlanExpr& expr, const std::string& word);
  absl::StatusOr<std::string> IsNull(const PlanExpr& expr);
  absl::StatusOr<std::string> In(const PlanExpr& expr);
  absl::StatusOr<std::string> Between(const PlanExpr& expr);
  absl::StatusOr<std::string> Like(const PlanExpr& expr);
  absl::StatusOr<std::string> Choice(const PlanExpr& expr);
  static std::string Chosen(const PlanExpr& expr, const Texts& args);

  // ---------- numbers: sql_number.cpp ----------
  absl::StatusOr<std::string> Arithmetic(const PlanExpr& expr);
  absl::StatusOr<std::string> Moments(const PlanExpr& expr, const std::string& sign);
  absl::StatusOr<std::string> Floats(const PlanExpr& expr, const std::string& sign);
  absl::StatusOr<std::string> Quotient(const PlanExpr& expr);
  absl::StatusOr<std::string> Scaled(const PlanExpr& expr, int scale);
  absl::StatusOr<std::string> AsFloat(const PlanExpr& expr);
  absl::StatusOr<std::string> AsInt(const PlanExpr& expr);
  absl::StatusOr<std::string> AsDecimal(const PlanExpr& expr);
  absl::StatusOr<PlanExpr> Rounded(const PlanExpr& ratio, int scale);
  absl::StatusOr<std::string> RoundNumber(const PlanExpr& call);
  absl::StatusOr<std::string> Whole(const PlanExpr& call, bool up);
  // A ratio as two columns that sort as it does: how many whole units of 10^-unit it has, and
  // the rest as a Float from 0 to 1. Fractions whose denominators are below 2^26 are apart by
  // 2^-52 or more, so that rounding makes none equal to another.
  absl::StatusOr<Texts> Fraction(const PlanExpr& expr, int unit);
  absl::StatusOr<std::string> RatioLiteral(const PlanExpr& expr, int scale);
  int UnitOf(const PlanExpr& expr) const;
  // n / d · 10^digits, rounded half away from zero; `fraction` is a SELECT of n and d.
  static std::string RoundedFraction(const std::string& fraction, int digits);
  static std::string RoundedTens(const std::string& text, int tens);
  static std::string FloorDivide(const std::string& text, const std::string& divisor);
  std::string Float(const std::string& text) const;

  // ---------- functions: sql_function.cpp ----------
  absl::StatusOr<std::string> Call(const PlanExpr& call);
  absl::StatusOr<std::string> Substring(const PlanExpr& call, const Texts& args);
  absl::StatusOr<std::string> Concat(const PlanExpr& call);
  absl::StatusOr<std::string> NullIf(const PlanExpr& call);
  absl::StatusOr<std::string> Extreme(const PlanExpr& call, const std::string& name);
  absl::StatusOr<std::string> Calendar(const PlanExpr& call, const std::string& part);
  absl::StatusOr<std::string> Truncated(const PlanExpr& call);
  absl::StatusOr<std::string> JsonStep(const PlanExpr& call);

  // ---------- printing: sql_print.cpp ----------
  // As TEXT(…) gives it, of a text that is cheap to repeat.
  absl::StatusOr<std::string> Printed(const FieldType& type, const std::string& text,
                                      Span span) const;
  std::string Day(const std::string& days) const;       // 2026-11-21
  std::string Moment(const std::string& micros) const;  // 2026-11-21T02:40:00Z
  std::string Seconds(const std::string& micros) const;

  const SqlDialect dialect_;
  std::vector<SqlLeaf> leaves_;
  std::vector<Value> parameters_;
};

}  // namespace cambium
