// Truths, comparisons and choices.
// SPDX-License-Identifier: Apache-2.0
#include "query/sql/sql_expression.h"

#include <algorithm>
#include <utility>

#include "dataflow/decimal.h"
#include "dataflow/status.h"

namespace cambium {
namespace {

bool IsTuple(const PlanExpr& expr) { return expr.type.storage() == TypeKind::kTuple; }
bool IsRatio(const PlanExpr& expr) { return expr.type.kind == TypeKind::kRatio; }

// Of one column that column.
std::string RowOf(const std::vector<std::string>& parts) {
  if (parts.size() == 1) return parts[0];
  std::string row;
  for (const std::string& part : parts) row += (row.empty() ? "(" : ", ") + part;
  return row + ")";
}

// The pattern of LIKE as one of GLOB, or of LIKE with an end that PostgreSQL takes.
std::string Pattern(std::string_view like, bool as_glob) {
  std::string pattern;
  for (std::size_t i = 0; i < like.size(); ++i) {
    char c = like[i];
    if (as_glob && (c == '%' || c == '_')) {
      pattern += c == '%' ? '*' : '?';
      continue;
    }
    const bool is_escaped = c == '\\';
    if (is_escaped && i + 1 < like.size()) c = like[++i];
    if (as_glob) {
      const bool is_special = c == '*' || c == '?' || c == '[';
      pattern += is_special ? "[" + std::string(1, c) + "]" : std::string(1, c);
    } else {
      // Also a \ at the end, which is itself.
      if (is_escaped) pattern += '\\';
      pattern += c;
    }
  }
  return pattern;
}

}  // namespace

absl::Status SqlExpressions::Refuse(Span span, const std::string& what) {
  return ErrorAt(span, "no equivalent in SQL: " + what);
}

PlanExpr SqlExpressions::Leaf(SqlLeaf leaf, FieldType type) {
  PlanExpr expr;
  expr.kind = ExprKind::kPath;
  expr.column = leaves_.size();
  expr.type = std::move(type);
  leaves_.push_back(std::move(leaf));
  return expr;
}

std::string SqlExpressions::Parameter(const Value& value) {
  std::size_t at = 0;
  while (at < parameters_.size() &&
         (parameters_[at].type() != value.type() || parameters_[at] != value)) {
    ++at;
  }
  if (at == parameters_.size()) parameters_.push_back(value);
  const std::string number = std::to_string(at + 1);
  if (is_sqlite()) return "?" + number;
  switch (value.type()) {
    case ValueType::kFloat:
      return "$" + number + "::double precision";
    case ValueType::kText:
      return "$" + number + "::text";
    case ValueType::kBytes:
      return "$" + number + "::bytea";
    default:
      return "$" + number + "::bigint";
  }
}

// PostgreSQL takes one without a type for a text where nothing says otherwise.
std::string SqlExpressions::Null(const FieldType& type) const {
  const TypeKind stored = type.storage();
  const bool is_plain = is_sqlite() || stored == TypeKind::kNull ||
                        stored == TypeKind::kTuple || stored == TypeKind::kRatio;
  if (is_plain) return "NULL";
  const std::string name = SqlTypeName(type, SqlDialect::kPostgres);
  return "CAST(NULL AS " + name.substr(0, name.find(" COLLATE")) + ")";
}

absl::StatusOr<std::string> SqlExpressions::Literal(const PlanExpr& expr) {
  if (expr.literal.is_null()) return Null(expr.type);
  if (expr.literal.type() == ValueType::kBool) return expr.literal.AsBool() ? "TRUE" : "FALSE";
  if (IsTuple(expr) || IsRatio(expr)) return Refuse(expr.span, "this literal");
  return Parameter(SqlValues(expr.type, expr.literal)[0]);
}

absl::StatusOr<std::vector<std::string>> SqlExpressions::Parts(const PlanExpr& expr) {
  Texts parts;
  if (IsRatio(expr)) return Fraction(expr, UnitOf(expr));
  if (!IsTuple(expr)) {
    CAMBIUM_ASSIGN_OR_RETURN(std::string text, Text(expr));
    parts.push_back(std::move(text));
  } else if (expr.kind == ExprKind::kPath) {
    return leaves_[expr.column].parts;
  } else if (expr.kind == ExprKind::kTuple) {
    for (const PlanExpr& arg : expr.args) {
      CAMBIUM_ASSIGN_OR_RETURN(const Texts more, Parts(arg));
      parts.insert(parts.end(), more.begin(), more.end());
    }
  } else {
    return Refuse(expr.span, "a key of several columns as the value of an expression");
  }
  return parts;
}

absl::StatusOr<std::string> SqlExpressions::Text(const PlanExpr& expr) {
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return Literal(expr);
    case ExprKind::kPath:
      if (IsTuple(expr)) return Refuse(expr.span, "a key of several columns in this place");
      if (IsRatio(expr)) return Refuse(expr.span, "an average that is not rounded");
      return leaves_[expr.column].parts[0];
    case ExprKind::kNot: {
      CAMBIUM_ASSIGN_OR_RETURN(const std::string text, Text(expr.args[0]));
      return "(NOT " + text + ")";
    }
    case ExprKind::kAnd:
      return Joined(expr, " AND ");
    case ExprKind::kOr:
      return Joined(expr, " OR ");
    case ExprKind::kConcat:
      return Joined(expr, " || ");
    case ExprKind::kEqual:
      return Compare(expr, " = ");
    case ExprKind::kNotEqual:
      return Compare(expr, " <> ");
    case ExprKind::kLess:
      return Compare(expr, " < ");
    case ExprKind::kLessEqual:
      return Compare(expr, " <= ");
    case ExprKind::kGreater:
      return Compare(expr, " > ");
    case ExprKind::kGreaterEqual:
      return Compare(expr, " >= ");
    case ExprKind::kIs:
      return Compare(expr, is_sqlite() ? " IS " : " IS NOT DISTINCT FROM ");
    case ExprKind::kIsNull:
      return IsNull(expr.args[0]);
    case ExprKind::kIn:
      return In(expr);
    case ExprKind::kBetween:
      return Between(expr);
    case ExprKind::kLike:
      return Like(expr);
    case ExprKind::kILike:
      return Refuse(expr.span, "ILIKE, which folds the case of Unicode");
    case ExprKind::kCoalesce:
    case ExprKind::kCase:
      return Choice(expr);
    case ExprKind::kCall:
      return Call(expr);
    case ExprKind::kTuple:
      return Refuse(expr.span, "a tuple in this place");
    default:
      return Arithmetic(expr);
  }
}

absl::StatusOr<std::string> SqlExpressions::Joined(const PlanExpr& expr,
                                                   const std::string& word) {
  std::string joined;
  for (const PlanExpr& arg : expr.args) {
    CAMBIUM_ASSIGN_OR_RETURN(const std::string text, Text(arg));
    joined += (joined.empty() ? "(" : word) + text;
  }
  return joined + ")";
}

std::string SqlExpressions::ByBytes(const FieldType& type, const std::string& text) const {
  const bool is_text = type.storage() == TypeKind::kText || type.storage() == TypeKind::kUuid;
  return is_text && !is_sqlite() ? text + " COLLATE \"C\"" : text;
}

absl::StatusOr<std::pair<std::vector<std::string>, std::vector<std::string>>>
SqlExpressions::Columns(const PlanExpr& left, const PlanExpr& right) {
  Texts sides[2];
  const bool is_ratio = IsRatio(left) || IsRatio(right);
  const int unit = std::max(UnitOf(left), UnitOf(right));
  const auto stored = [](const PlanExpr& expr) { return expr.type.storage(); };
  const bool is_decimal =
      stored(left) == TypeKind::kDecimal || stored(right) == TypeKind::kDecimal;
  const bool is_float = stored(left) == TypeKind::kFloat || stored(right) == TypeKind::kFloat;
  if (is_float && is_decimal) {
    return Refuse(left.span, "a Float compared with a Decimal, which is exact");
  }
  for (const bool is_right : {false, true}) {
    const PlanExpr& side = is_right ? right : left;
    Texts& columns = sides[is_right ? 1 : 0];
    if (stored(side) == TypeKind::kJson) return Refuse(side.span, "Json compared");
    if (is_ratio) {
      CAMBIUM_ASSIGN_OR_RETURN(columns, Fraction(side, unit));
    } else if (is_decimal && side.type.is_number()) {
      CAMBIUM_ASSIGN_OR_RETURN(std::string text, Scaled(side, unit));
      columns.push_back(std::move(text));
    } else {
      CAMBIUM_ASSIGN_OR_RETURN(columns, Parts(side));
    }
  }
  // NULL is one column where a key has several.
  const std::size_t width = std::max(sides[0].size(), sides[1].size());
  for (Texts& columns : sides) columns.resize(width, "NULL");
  return std::pair(sides[0], sides[1]);
}

absl::StatusOr<std::pair<std::string, std::string>> SqlExpressions::Comparable(
    const PlanExpr& left, const PlanExpr& right) {
  CAMBIUM_ASSIGN_OR_RETURN(const auto columns, Columns(left, right));
  return std::pair(RowOf(columns.first), RowOf(columns.second));
}

absl::StatusOr<std::string> SqlExpressions::Compare(const PlanExpr& expr,
                                                    const std::string& word) {
  CAMBIUM_ASSIGN_OR_RETURN(const auto sides, Comparable(expr.args[0], expr.args[1]));
  const bool by_order = word.find_first_of("<>") != word.npos && word != " <> ";
  const std::string left = by_order ? ByBytes(expr.args[0].type, sides.first) : sides.first;
  return "(" + left + word + sides.second + ")";
}

absl::StatusOr<std::string> SqlExpressions::IsNull(const PlanExpr& expr) {
  CAMBIUM_ASSIGN_OR_RETURN(const Texts parts, Parts(expr));
  return "(" + parts[0] + " IS NULL)";
}

absl::StatusOr<std::string> SqlExpressions::In(const PlanExpr& expr) {
  std::string any;
  for (std::size_t i = 1; i < expr.args.size(); ++i) {
    CAMBIUM_ASSIGN_OR_RETURN(const auto sides, Comparable(expr.args[0], expr.args[i]));
    any += (any.empty() ? "(" : " OR ") + sides.first + " = " + sides.second;
  }
  return any.empty() ? "FALSE" : any + ")";
}

absl::StatusOr<std::string> SqlExpressions::Between(const PlanExpr& expr) {
  CAMBIUM_ASSIGN_OR_RETURN(const auto least, Comparable(expr.args[0], expr.args[1]));
  CAMBIUM_ASSIGN_OR_RETURN(const auto most, Comparable(expr.args[0], expr.args[2]));
  const FieldType& type = expr.args[0].type;
  return "(" + ByBytes(type, least.first) + " >= " + least.second + " AND " +
         ByBytes(type, most.first) + " <= " + most.second + ")";
}

absl::StatusOr<std::string> SqlExpressions::Like(const PlanExpr& expr) {
  const PlanExpr& pattern = expr.args[1];
  if (pattern.kind != ExprKind::kLiteral) {
    return Refuse(pattern.span, "LIKE with a pattern that is not written");
  }
  CAMBIUM_ASSIGN_OR_RETURN(const std::string text, Text(expr.args[0]));
  if (pattern.literal.is_null()) return std::string("NULL");
  const std::string written =
      Parameter(Value::Text(Pattern(pattern.literal.AsText(), is_sqlite())));
  return "(" + text + (is_sqlite() ? " GLOB " : " LIKE ") + written + ")";
}

absl::StatusOr<std::string> SqlExpressions::Choice(const PlanExpr& expr) {
  Texts args;
  for (const PlanExpr& arg : expr.args) {
    CAMBIUM_ASSIGN_OR_RETURN(std::string text, Text(arg));
    args.push_back(std::move(text));
  }
  return Chosen(expr, args);
}

std::string SqlExpressions::Chosen(const PlanExpr& expr, const Texts& args) {
  if (expr.kind == ExprKind::kCoalesce) {
    return args.size() == 1 ? args[0] : "COALESCE" + RowOf(args);
  }
  std::string text = "CASE";
  for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
    text += " WHEN " + args[i] + " THEN " + args[i + 1];
  }
  if (args.size() % 2 == 1) text += " ELSE " + args.back();
  return "(" + text + " END)";
}

}  // namespace cambium
