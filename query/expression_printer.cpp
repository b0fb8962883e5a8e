// Operators by how loosely they bind, the loosest first, as in the grammar.
// SPDX-License-Identifier: Apache-2.0
#include "query/expression_printer.h"

#include <cctype>
#include <string_view>

#include "dataflow/check.h"
#include "dataflow/decimal.h"
#include "dataflow/value_format.h"
#include "query/keyword.h"
#include "query/token_cursor.h"
#include "query/words.h"

namespace cambium {
namespace {

enum Level {
  kOrLevel,
  kAndLevel,
  kNotLevel,
  kCompareLevel,
  kCoalesceLevel,
  kAddLevel,
  kMultiplyLevel,
  kUnaryLevel,
  kPrimaryLevel
};

// NOT of these is a form of its own: x NOT IN (…), x IS NOT NULL.
bool TakesNot(ExprKind kind) {
  switch (kind) {
    case ExprKind::kIn:
    case ExprKind::kInParameter:
    case ExprKind::kInSelect:
    case ExprKind::kBetween:
    case ExprKind::kLike:
    case ExprKind::kILike:
    case ExprKind::kIs:
    case ExprKind::kIsNull:
      return true;
    default:
      return false;
  }
}

bool IsPlainNot(const Expr& expr) {
  return expr.kind == ExprKind::kNot && !TakesNot(expr.args[0].kind);
}

Level LevelOf(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kOr:
      return kOrLevel;
    case ExprKind::kAnd:
      return kAndLevel;
    case ExprKind::kNot:
      return IsPlainNot(expr) ? kNotLevel : kCompareLevel;
    case ExprKind::kEqual:
    case ExprKind::kNotEqual:
    case ExprKind::kLess:
    case ExprKind::kLessEqual:
    case ExprKind::kGreater:
    case ExprKind::kGreaterEqual:
    case ExprKind::kIs:
    case ExprKind::kIsNull:
    case ExprKind::kIn:
    case ExprKind::kInParameter:
    case ExprKind::kInSelect:
    case ExprKind::kBetween:
    case ExprKind::kLike:
    case ExprKind::kILike:
      return kCompareLevel;
    case ExprKind::kCoalesce:
      return kCoalesceLevel;
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kConcat:
      return kAddLevel;
    case ExprKind::kMultiply:
    case ExprKind::kDivide:
    case ExprKind::kModulo:
      return kMultiplyLevel;
    case ExprKind::kNegate:
      return kUnaryLevel;
    default:
      return kPrimaryLevel;
  }
}

std::string Between(ExprKind kind) { return " " + std::string(OperatorSymbol(kind)) + " "; }

std::string InBrackets(const std::string& text) { return "(" + text + ")"; }

// The name that the text starts with, or nothing.
std::string_view FirstWord(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 ||
                               text[end] == '_' || (text[end] & 0x80) != 0)) {
    ++end;
  }
  return text.substr(0, end);
}

// A word that goes on behind an operand, and so cannot be its first.
bool StartsAsContinuation(std::string_view text) { return IsContinuationWord(FirstWord(text)); }

// Relations take one more for a keyword: that of UPDATE … SET.
bool NeedsBracketsAsRelation(std::string_view path) {
  return StartsAsContinuation(path) || SameKeyword(FirstWord(path), "SET");
}

// A closure takes a `-` or a name behind it for the operand of a sum.
bool EndsAsClosure(std::string_view text) {
  return !text.empty() && (text.back() == '+' || text.back() == '*');
}

// Fields of these names are keywords when the wrong thing follows.
bool IsRiskyName(const Expr& expr) {
  if (expr.kind != ExprKind::kPath) return false;
  for (const char* word : {"NOT", "CASE", "DISTINCT"}) {
    if (SameKeyword(expr.path[0].text, word)) return true;
  }
  return false;
}

std::string Operand(const Expr& expr, Level level) {
  const bool needs = LevelOf(expr) < level || IsRiskyName(expr);
  return needs ? InBrackets(PrintExpr(expr)) : PrintExpr(expr);
}

// The right operand of a sum or product. Behind a name, `+` and `*` are a closure unless what
// follows looks like an operand.
std::string RightOperand(const Expr& expr, Level level) {
  std::string text = Operand(expr, level);
  return StartsAsContinuation(text) ? InBrackets(text) : text;
}

std::string LeftOperand(const Expr& expr, Level level) {
  std::string text = Operand(expr, level);
  return EndsAsClosure(text) ? InBrackets(text) : text;
}

std::string Flat(const Expr& expr) {
  const Level inner = static_cast<Level>(LevelOf(expr) + 1);
  std::string text;
  for (const Expr& arg : expr.args) {
    text += (text.empty() ? "" : Between(expr.kind)) + Operand(arg, inner);
  }
  return text;
}

std::string PrintNot(const Expr& expr) {
  const Expr& inner = expr.args[0];
  std::string text = Operand(inner, kNotLevel);
  // Of three NOTs in a row two cancel, so the inner two stand apart.
  const bool is_chain = IsPlainNot(inner) && IsPlainNot(inner.args[0]);
  const std::string_view first = FirstWord(text);
  const bool is_read = SameKeyword(first, "NOT") || SameKeyword(first, "DEPTH");
  if (is_chain || (StartsAsContinuation(text) && !is_read)) text = InBrackets(text);
  return "NOT " + text;
}

// `negation` is "NOT " or nothing.
std::string PrintTest(const Expr& expr, const std::string& negation) {
  std::string text = Operand(expr.args[0], kCoalesceLevel) + " ";
  const auto arg = [&expr](std::size_t i) { return Operand(expr.args[i], kCoalesceLevel); };
  switch (expr.kind) {
    case ExprKind::kIsNull:
      return text + "IS " + negation + "NULL";
    case ExprKind::kIs: {
      std::string right = arg(1);
      const bool is_path = right.starts_with(std::string(FirstWord(right)) + ".");
      if (SameKeyword(FirstWord(right), "NULL") && !is_path) right = InBrackets(right);
      return text + "IS " + negation + right;
    }
    case ExprKind::kBetween:
      return text + negation + "BETWEEN " + arg(1) + " AND " + arg(2);
    case ExprKind::kLike:
    case ExprKind::kILike:
      return text + negation + std::string(OperatorSymbol(expr.kind)) + " " + arg(1);
    case ExprKind::kInParameter:
      return text + negation + "IN " + arg(1);
    case ExprKind::kInSelect:
      return text + negation + "IN (" + PrintSelect(expr.select[0]) + ")";
    default:
      break;
  }
  const std::vector<Expr> candidates(expr.args.begin() + 1, expr.args.end());
  return text + negation + "IN (" + PrintList(candidates, PrintExpr) + ")";
}

std::string PrintCase(const Expr& expr) {
  std::string text = "CASE";
  std::size_t i = 0;
  for (; i + 1 < expr.args.size(); i += 2) {
    text += " WHEN " + PrintBeforeKeyword(expr.args[i]) + " THEN " +
            PrintBeforeKeyword(expr.args[i + 1]);
  }
  if (i < expr.args.size()) text += " ELSE " + PrintBeforeKeyword(expr.args[i]);
  return text + " END";
}

// `comments`, or `(comments WHERE …)`.
std::string PrintRelation(const RelationSyntax& relation) {
  std::string path = PrintPath(relation.path);
  const std::string clauses = PrintClauses(relation);
  if (clauses.empty() && !NeedsBracketsAsRelation(path)) return path;
  return InBrackets(path + clauses);
}

std::string PrintAggregate(const Expr& expr) {
  const std::string name(AggregateName(expr.aggregate));
  if (expr.args.empty() && expr.relation.empty()) return name + "(*)";
  if (expr.args.empty()) {
    const std::string relation = PrintRelation(expr.relation[0]);
    if (expr.distinct) return name + " DISTINCT " + relation;
    // In brackets and without clauses it would be an expression that is counted.
    const bool is_bare = PrintClauses(expr.relation[0]).empty();
    if (is_bare && relation[0] == '(') return name + "(*) OF " + relation;
    return name + " " + relation;
  }
  std::string arg = PrintExpr(expr.args[0]);
  if (expr.distinct && StartsAsContinuation(arg)) arg = InBrackets(arg);
  const std::string of = expr.relation.empty() ? "" : " OF " + PrintRelation(expr.relation[0]);
  return name + "(" + (expr.distinct ? "DISTINCT " : "") + arg + ")" + of;
}

}  // namespace

std::string PrintLiteral(const Value& value) {
  switch (value.type()) {
    case ValueType::kNull:
      return "NULL";
    case ValueType::kBool:
      return value.AsBool() ? "TRUE" : "FALSE";
    case ValueType::kInt:
      return std::to_string(value.AsInt());
    case ValueType::kDecimal:
      return FormatDecimal(value.AsDecimal());
    case ValueType::kFloat: {
      // Without an exponent it would be a Decimal.
      const std::string text = FormatFloat(value.AsFloat());
      return text.find('e') == std::string::npos ? text + "e0" : text;
    }
    default:
      break;
  }
  std::string quoted = "'";
  for (const char c : value.AsText()) quoted += c == '\'' ? "''" : std::string(1, c);
  return quoted + "'";
}

std::string PrintPath(const PathSyntax& path) {
  std::string text;
  for (const Step& step : path) {
    text += (text.empty() ? "" : ".") + step.text;
    if (!step.hops.has_value()) continue;
    const Hops& hops = *step.hops;
    if (!hops.most.has_value()) {
      text += hops.least == 0 ? "*" : "+";
    } else {
      const std::string least = std::to_string(hops.least);
      const bool exact = *hops.most == hops.least;
      text += "{" + least + (exact ? "" : "," + std::to_string(*hops.most)) + "}";
    }
  }
  return text;
}

std::string PrintBeforeKeyword(const Expr& expr) {
  std::string text = PrintExpr(expr);
  return IsRiskyName(expr) ? InBrackets(text) : text;
}

std::string PrintExpr(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return PrintLiteral(expr.literal);
    case ExprKind::kParameter:
      return "$" + expr.name.text;
    case ExprKind::kPath:
      return PrintPath(expr.path);
    case ExprKind::kTuple:
      return InBrackets(PrintList(expr.args, PrintExpr));
    case ExprKind::kNot:
      return IsPlainNot(expr) ? PrintNot(expr) : PrintTest(expr.args[0], "NOT ");
    case ExprKind::kNegate: {
      const std::string text = Operand(expr.args[0], kPrimaryLevel);
      // The sign of a number is part of it; two signs are a comment.
      const bool is_number = std::isdigit(static_cast<unsigned char>(text[0])) != 0;
      return "-" + (is_number || text[0] == '-' ? InBrackets(text) : text);
    }
    case ExprKind::kAnd:
    case ExprKind::kOr:
    case ExprKind::kCoalesce:
      return Flat(expr);
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kConcat:
    case ExprKind::kMultiply:
    case ExprKind::kDivide:
    case ExprKind::kModulo: {
      const Level level = LevelOf(expr);
      const std::string left = expr.kind == ExprKind::kSubtract
                                   ? LeftOperand(expr.args[0], level)
                                   : Operand(expr.args[0], level);
      return left + Between(expr.kind) +
             RightOperand(expr.args[1], static_cast<Level>(level + 1));
    }
    case ExprKind::kCall:
      return expr.name.text + InBrackets(PrintList(expr.args, PrintExpr));
    case ExprKind::kCase:
      return PrintCase(expr);
    case ExprKind::kExists:
      return "EXISTS " + PrintRelation(expr.relation[0]);
    case ExprKind::kEvery:
      return "EVERY(" + PrintPath(expr.relation[0].path) + PrintClauses(expr.relation[0]) +
             " HAVE " + PrintExpr(expr.args[0]) + ")";
    case ExprKind::kAggregate:
      return PrintAggregate(expr);
    default:
      break;
  }
  if (TakesNot(expr.kind)) return PrintTest(expr, "");
  return Operand(expr.args[0], kCoalesceLevel) + Between(expr.kind) +
         Operand(expr.args[1], kCoalesceLevel);
}

}  // namespace cambium
