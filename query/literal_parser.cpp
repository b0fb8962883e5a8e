// Digits to values.
// SPDX-License-Identifier: Apache-2.0
#include "query/literal_parser.h"

#include <charconv>
#include <string_view>
#include <utility>

#include "dataflow/status.h"
#include "dataflow/value_format.h"

namespace cambium {
namespace {

Expr Literal(Value value, Span span) {
  Expr literal;
  literal.literal = std::move(value);
  literal.span = span;
  return literal;
}

absl::StatusOr<Expr> Number(const Token& token, const std::string& sign, Span span) {
  const std::string digits = sign + token.text;
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

struct Constant {
  const char* word;
  Value value;
};
const Constant* FindConstant(const TokenCursor& cursor) {
  static const Constant kConstants[] = {
      {"TRUE", Value::Bool(true)}, {"FALSE", Value::Bool(false)}, {"NULL", Value()}};
  if (cursor.AtSymbol(".", 1)) return nullptr;  // A path through a field of that name.
  for (const Constant& constant : kConstants) {
    if (cursor.AtKeyword(constant.word)) return &constant;
  }
  return nullptr;
}

}  // namespace

bool AtNumber(const TokenCursor& cursor, std::size_t ahead) {
  const TokenKind kind = cursor.Peek(ahead).kind;
  return kind == TokenKind::kInt || kind == TokenKind::kDecimal || kind == TokenKind::kFloat;
}

bool AtLiteral(const TokenCursor& cursor) {
  return AtNumber(cursor, cursor.AtSymbol("-") ? 1 : 0) ||
         cursor.Peek().kind == TokenKind::kString || FindConstant(cursor) != nullptr;
}

absl::StatusOr<Expr> ParseLiteral(TokenCursor& cursor) {
  if (const Constant* constant = FindConstant(cursor)) {
    return Literal(constant->value, cursor.Take().span);
  }
  if (cursor.Peek().kind == TokenKind::kString) {
    const Token token = cursor.Take();
    return Literal(Value::Text(token.text), token.span);
  }
  const Span begin = cursor.Peek().span;
  // A sign is part of its number: -9223372036854775808 fits, its digits alone do not.
  const bool negative = AtNumber(cursor, 1) && cursor.TakeSymbol("-");
  if (!AtNumber(cursor)) return cursor.Unexpected("a literal");
  const Token token = cursor.Take();
  return Number(token, negative ? "-" : "", cursor.Since(begin));
}

absl::StatusOr<std::int64_t> ParseCount(TokenCursor& cursor, const std::string& what) {
  const Token& token = cursor.Peek();
  if (token.kind != TokenKind::kInt) return cursor.Unexpected(what);
  std::int64_t count = 0;
  const char* end = token.text.data() + token.text.size();
  if (std::from_chars(token.text.data(), end, count).ec != std::errc()) {
    return ErrorAt(token.span, "number does not fit Int: " + token.text);
  }
  cursor.Take();
  return count;
}

}  // namespace cambium
