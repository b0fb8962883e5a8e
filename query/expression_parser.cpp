// Recursive descent over the operators, a function for each level.
// SPDX-License-Identifier: Apache-2.0
#include "query/expression_parser.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "dataflow/status.h"
#include "dataflow/value_format.h"

namespace cambium {
namespace {

constexpr int kMaxDepth = 64;
constexpr int kMaxLinks = 1000;

struct Comparison {
  std::string_view symbol;
  ExprKind kind;
};
constexpr Comparison kComparisons[] = {
    {"=", ExprKind::kEqual},      {"!=", ExprKind::kNotEqual},     {"<>", ExprKind::kNotEqual},
    {"<=", ExprKind::kLessEqual}, {">=", ExprKind::kGreaterEqual}, {"<", ExprKind::kLess},
    {">", ExprKind::kGreater}};

class ExpressionParser {
 public:
  explicit ExpressionParser(TokenCursor& cursor) : cursor_(cursor) {}

  absl::StatusOr<Expr> Or() {
    if (++depth_ > kMaxDepth) {
      return ErrorAt(cursor_.Peek().span, "expression is nested deeper than 64");
    }
    CAMBIUM_ASSIGN_OR_RETURN(Expr first, And());
    if (cursor_.AtKeyword("OR")) {
      first = Make(ExprKind::kOr, first.span, std::move(first));
      while (cursor_.TakeKeyword("OR")) {
        CAMBIUM_ASSIGN_OR_RETURN(Expr next, And());
        first.args.push_back(std::move(next));
      }
      first.span = cursor_.Since(first.span);
    }
    --depth_;
    return first;
  }

  absl::StatusOr<Expr> ParseLiteral() {
    CAMBIUM_ASSIGN_OR_RETURN(Expr literal, Unary());
    if (literal.kind != ExprKind::kLiteral) return ErrorAt(literal.span, "expected a literal");
    return literal;
  }

 private:
  template <typename... Args>
  Expr Make(ExprKind kind, Span begin, Args&&... args) {
    Expr expr;
    expr.kind = kind;
    (expr.args.push_back(std::forward<Args>(args)), ...);
    expr.span = cursor_.Since(begin);
    return expr;
  }

  absl::StatusOr<Expr> And() {
    CAMBIUM_ASSIGN_OR_RETURN(Expr first, Not());
    if (!cursor_.AtKeyword("AND")) return first;
    Expr both = Make(ExprKind::kAnd, first.span, std::move(first));
    while (cursor_.TakeKeyword("AND")) {
      CAMBIUM_ASSIGN_OR_RETURN(Expr next, Not());
      both.args.push_back(std::move(next));
    }
    both.span = cursor_.Since(both.span);
    return both;
  }

  absl::StatusOr<Expr> Not() {
    const Span begin = cursor_.Peek().span;
    int count = 0;
    while (AtNot() && cursor_.TakeKeyword("NOT")) ++count;
    CAMBIUM_ASSIGN_OR_RETURN(Expr operand, Compare());
    // Pairs of NOT cancel; the last pair stays, since it demands a truth value.
    for (int i = 0; i < (count > 2 ? 2 - count % 2 : count); ++i) {
      operand = Make(ExprKind::kNot, begin, std::move(operand));
    }
    return operand;
  }

  // A NOT that no operand follows is a field of that name.
  bool AtNot() const {
    if (!cursor_.AtKeyword("NOT")) return false;
    const bool is_in = cursor_.AtKeyword("IN", 1) && cursor_.AtSymbol("(", 2);
    const TokenKind next = cursor_.Peek(1).kind;
    if (next == TokenKind::kSymbol) return cursor_.AtSymbol("(", 1) || cursor_.AtSymbol("-", 1);
    return next != TokenKind::kEnd && !is_in;
  }

  absl::StatusOr<Expr> Compare() {
    CAMBIUM_ASSIGN_OR_RETURN(Expr left, Add());
    for (const auto& [symbol, kind] : kComparisons) {
      if (!cursor_.TakeSymbol(symbol)) continue;
      CAMBIUM_ASSIGN_OR_RETURN(Expr right, Add());
      return Make(kind, left.span, std::move(left), std::move(right));
    }
    if (cursor_.TakeKeyword("IS")) {
      const ExprKind kind =
          cursor_.TakeKeyword("NOT") ? ExprKind::kIsNotNull : ExprKind::kIsNull;
      if (!cursor_.TakeKeyword("NULL")) {
        return ErrorAt(cursor_.Peek().span, "IS with anything but NULL is not built yet");
      }
      return Make(kind, left.span, std::move(left));
    }
    const bool negated = cursor_.AtKeyword("NOT");
    for (const char* later : {"BETWEEN", "LIKE", "ILIKE"}) {
      if (cursor_.AtKeyword(later, negated ? 1 : 0)) {
        return ErrorAt(cursor_.Peek(negated ? 1 : 0).span,
                       std::string(later) + " is not built yet");
      }
    }
    if (!cursor_.AtKeyword("IN", negated ? 1 : 0)) return left;
    if (negated) cursor_.Take();
    cursor_.Take();
    return In(std::move(left), negated ? ExprKind::kNotIn : ExprKind::kIn);
  }

  absl::StatusOr<Expr> In(Expr tested, ExprKind kind) {
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol("("));
    if (cursor_.AtKeyword("MANY") && cursor_.Peek(1).kind == TokenKind::kName) {
      return ErrorAt(cursor_.Peek().span, "IN over a select is not built yet");
    }
    const Span begin = tested.span;
    Expr in = Make(kind, begin, std::move(tested));
    do {
      CAMBIUM_ASSIGN_OR_RETURN(Expr candidate, Or());
      in.args.push_back(std::move(candidate));
    } while (cursor_.TakeSymbol(","));
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol(")"));
    in.span = cursor_.Since(begin);
    return in;
  }

  absl::StatusOr<Expr> Add() {
    CAMBIUM_ASSIGN_OR_RETURN(Expr left, Multiply());
    for (;;) {
      ExprKind kind = ExprKind::kAdd;
      if (cursor_.TakeSymbol("-")) {
        kind = ExprKind::kSubtract;
      } else if (!cursor_.TakeSymbol("+")) {
        return left;
      }
      CAMBIUM_RETURN_IF_ERROR(CountLink());
      CAMBIUM_ASSIGN_OR_RETURN(Expr right, Multiply());
      left = Make(kind, left.span, std::move(left), std::move(right));
    }
  }

  absl::StatusOr<Expr> Multiply() {
    CAMBIUM_ASSIGN_OR_RETURN(Expr left, Unary());
    while (cursor_.TakeSymbol("*")) {
      CAMBIUM_RETURN_IF_ERROR(CountLink());
      CAMBIUM_ASSIGN_OR_RETURN(Expr right, Unary());
      left = Make(ExprKind::kMultiply, left.span, std::move(left), std::move(right));
    }
    for (const char* later : {"/", "%", "||", "??"}) {
      if (cursor_.AtSymbol(later)) {
        return ErrorAt(cursor_.Peek().span, "'" + std::string(later) + "' is not built yet");
      }
    }
    return left;
  }

  absl::StatusOr<Expr> Unary() {
    const Span begin = cursor_.Peek().span;
    if (!cursor_.TakeSymbol("-")) return Primary();
    // A sign is part of its number: -9223372036854775808 fits, its digits alone do not.
    const TokenKind next = cursor_.Peek().kind;
    const bool is_number =
        next == TokenKind::kInt || next == TokenKind::kDecimal || next == TokenKind::kFloat;
    if (is_number) return Number("-", begin);
    CAMBIUM_ASSIGN_OR_RETURN(Expr operand, Primary());
    return Make(ExprKind::kNegate, begin, std::move(operand));
  }

  absl::StatusOr<Expr> Primary() {
    const Token token = cursor_.Peek();
    switch (token.kind) {
      case TokenKind::kInt:
      case TokenKind::kDecimal:
      case TokenKind::kFloat:
        return Number("", token.span);
      case TokenKind::kString:
        cursor_.Take();
        return Literal(Value::Text(token.text), token.span);
      case TokenKind::kParameter:
        return ErrorAt(token.span, "parameters are not built yet");
      case TokenKind::kName:
        return Path();
      default:
        break;
    }
    if (!cursor_.TakeSymbol("(")) return cursor_.Unexpected("an expression");
    CAMBIUM_ASSIGN_OR_RETURN(Expr inner, Or());
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol(")"));
    return inner;
  }

  static Expr Literal(Value value, Span span) {
    Expr literal;
    literal.literal = std::move(value);
    literal.span = span;
    return literal;
  }

  absl::StatusOr<Expr> Number(const std::string& sign, Span begin) {
    const Token token = cursor_.Take();
    const std::string digits = sign + token.text;
    const Span span{begin.begin, token.span.end};
    if (token.kind == TokenKind::kDecimal) {
      const absl::StatusOr<Decimal> decimal = ParseDecimal(digits);
      if (!decimal.ok()) return ErrorAt(span, std::string(decimal.status().message()));
      return Literal(Value::Of(*decimal), span);
    }
    const char* end = digits.data() + digits.size();
    if (token.kind == TokenKind::kFloat) {
      double number = 0;
      const bool fits = std::from_chars(digits.data(), end, number).ec == std::errc();
      if (!fits) return ErrorAt(span, "number is out of range: " + digits);
      return Literal(Value::Float(number), span);
    }
    std::int64_t number = 0;
    if (std::from_chars(digits.data(), end, number).ec != std::errc()) {
      return ErrorAt(span, "number does not fit Int: " + digits);
    }
    return Literal(Value::Int(number), span);
  }

  absl::StatusOr<Expr> Path() {
    const Token first = cursor_.Peek();
    if (!cursor_.AtSymbol(".", 1)) {
      for (const auto& [word, value] :
           {std::pair{"TRUE", Value::Bool(true)}, std::pair{"FALSE", Value::Bool(false)},
            std::pair{"NULL", Value()}}) {
        if (cursor_.TakeKeyword(word)) return Literal(value, first.span);
      }
    }
    if (cursor_.AtSymbol("(", 1)) {
      return ErrorAt(first.span, "function is not built yet: " + first.text);
    }
    for (const char* later : {"EXISTS", "COUNT", "CASE"}) {
      if (cursor_.AtKeyword(later) && OperandAt(1)) {
        return ErrorAt(first.span, std::string(later) + " is not built yet");
      }
    }
    Expr path;
    path.kind = ExprKind::kPath;
    do {
      CAMBIUM_ASSIGN_OR_RETURN(Name step, cursor_.ExpectName("a name"));
      path.path.push_back(std::move(step));
    } while (cursor_.TakeSymbol("."));
    path.span = cursor_.Since(first.span);
    return path;
  }

  // Whether a name stands there that is not a word which goes on behind an expression.
  bool OperandAt(std::size_t ahead) const {
    if (cursor_.Peek(ahead).kind != TokenKind::kName) return false;
    for (const char* word : {"AND", "OR", "NOT", "IN", "IS", "BETWEEN", "LIKE", "ILIKE", "ASC",
                             "DESC", "NULLS", "WHERE", "ORDER", "LIMIT", "SET"}) {
      if (cursor_.AtKeyword(word, ahead)) return false;
    }
    return true;
  }

  // a + b + c nests to the left without brackets, so its length is bounded like depth.
  absl::Status CountLink() {
    if (++links_ <= kMaxLinks) return absl::OkStatus();
    return ErrorAt(cursor_.Peek().span, "expression has more than 1000 operators");
  }

  TokenCursor& cursor_;
  int depth_ = 0;
  int links_ = 0;
};

}  // namespace

absl::StatusOr<Expr> ParseExpression(TokenCursor& cursor) {
  return ExpressionParser(cursor).Or();
}

absl::StatusOr<Expr> ParseLiteral(TokenCursor& cursor) {
  return ExpressionParser(cursor).ParseLiteral();
}

}  // namespace cambium
