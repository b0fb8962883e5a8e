// A place in a list of tokens, and the questions a parser asks there.
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

  absl::Status Unexpected(const std::string& wanted) const {
    const Token& token = Peek();
    const std::string found =
        token.kind == TokenKind::kEnd ? "the end" : "'" + token.text + "'";
    return ErrorAt(token.span, "expected " + wanted + ", found " + found);
  }

 private:
  bool Advance() {
    Take();
    return true;
  }

  std::vector<Token> tokens_;  // Ends with kEnd.
  std::size_t at_ = 0;
};

}  // namespace cambium
