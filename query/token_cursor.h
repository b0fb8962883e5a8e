// A place in a list of tokens, and the questions a parser asks there.
//
// It also counts how deep the parser is, since all that nests does so over one stack.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "query/keyword.h"
#include "query/lexer.h"
#include "query/syntax.h"

namespace cambium {

// A word that goes on behind an operand, so that it does not start one: a + b is a sum, and
// a+ ORDER BY b a closure and a clause.
inline bool IsContinuationWord(std::string_view name) {
  for (const char* word :
       {"AND",   "OR",    "NOT",    "IN",    "IS",    "BETWEEN", "LIKE", "ILIKE", "WHERE",
        "ORDER", "GROUP", "HAVING", "START", "LIMIT", "OFFSET",  "ON",   "AS",    "ASC",
        "DESC",  "NULLS", "THEN",   "ELSE",  "WHEN",  "END",     "HAVE", "DEPTH"}) {
    if (SameKeyword(name, word)) return true;
  }
  return false;
}

class TokenCursor {
 public:
  explicit TokenCursor(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  const Token& Peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  Token Take() {
    Token token = Peek();
    if (at_ + 1 < tokens_.size()) ++at_;
    return token;
  }
  bool AtEnd() const { return Peek().kind == TokenKind::kEnd; }
  // From the first byte of `begin` to the last of the token before this place.
  Span Since(Span begin) const {
    return {begin.begin, at_ == 0 ? begin.end : tokens_[at_ - 1].span.end};
  }

  bool AtKeyword(std::string_view keyword, std::size_t ahead = 0) const {
    const Token& token = Peek(ahead);
    return token.kind == TokenKind::kName && SameKeyword(token.text, keyword);
  }
  bool AtSymbol(std::string_view symbol, std::size_t ahead = 0) const {
    const Token& token = Peek(ahead);
    return token.kind == TokenKind::kSymbol && token.text == symbol;
  }
  bool TakeKeyword(std::string_view keyword) { return AtKeyword(keyword) && Advance(); }
  bool TakeSymbol(std::string_view symbol) { return AtSymbol(symbol) && Advance(); }

  absl::Status ExpectSymbol(std::string_view symbol) {
    if (TakeSymbol(symbol)) return absl::OkStatus();
    return Unexpected("'" + std::string(symbol) + "'");
  }
  absl::Status ExpectKeyword(std::string_view keyword) {
    if (TakeKeyword(keyword)) return absl::OkStatus();
    return Unexpected(std::string(keyword));
  }
  absl::StatusOr<Name> ExpectName(const std::string& what) {
    if (Peek().kind != TokenKind::kName) return Unexpected(what);
    const Token token = Take();
    return Name{token.text, token.span};
  }

  // Around whatever may hold another of its kind.
  absl::Status Enter() {
    if (++depth_ <= kMaxDepth) return absl::OkStatus();
    return ErrorAt(Peek().span, "statement is nested deeper than 64");
  }
  void Leave() { --depth_; }
  // For what grows without nesting in the text, like a + b + c, and nests in the tree.
  absl::Status CountLink() {
    if (++links_ <= kMaxLinks) return absl::OkStatus();
    return ErrorAt(Peek().span, "statement has more than 1000 operators");
  }

  // Whether the token may start an operand: what tells a COUNT from a field of that name.
  // Words that go on behind an operand do not.
  bool AtOperand(std::size_t ahead) const {
    const Token& token = Peek(ahead);
    if (token.kind == TokenKind::kSymbol) return token.text == "(" || token.text == "-";
    return token.kind != TokenKind::kEnd && !AtContinuation(ahead);
  }
  // Likewise a name that may start a path.
  bool AtPath(std::size_t ahead) const {
    return Peek(ahead).kind == TokenKind::kName && !AtContinuation(ahead) &&
           !AtKeyword("SET", ahead);
  }

  absl::Status Unexpected(const std::string& wanted) const {
    const Token& token = Peek();
    const std::string sigil = token.kind == TokenKind::kParameter ? "$" : "";
    const std::string found =
        token.kind == TokenKind::kEnd ? "the end" : "'" + sigil + token.text + "'";
    return ErrorAt(token.span, "expected " + wanted + ", found " + found);
  }

 private:
  static constexpr int kMaxDepth = 64;
  static constexpr int kMaxLinks = 1000;

  bool AtContinuation(std::size_t ahead) const {
    const Token& token = Peek(ahead);
    if (token.kind != TokenKind::kName || !IsContinuationWord(token.text)) return false;
    // A cursor says AT or AFTER; else it is a name, as that of a field.
    const bool is_start = AtKeyword("START", ahead);
    return !is_start || AtKeyword("AT", ahead + 1) || AtKeyword("AFTER", ahead + 1);
  }

  bool Advance() {
    Take();
    return true;
  }

  std::vector<Token> tokens_;  // Ends with kEnd.
  std::size_t at_ = 0;
  int depth_ = 0;
  int links_ = 0;
};

}  // namespace cambium
