// Tokens together with the text that they were cut from: for who rewrites a statement that
// somebody wrote in another way.
//
// Cost: O(tokens) for each question that looks ahead.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/keyword.h"
#include "query/lexer.h"

namespace cambium {

// Tokens [begin, end).
struct TokenRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
};

class WrittenTokens {
 public:
  WrittenTokens(std::string_view text, const std::vector<Token>& tokens)
      : text_(text), tokens_(tokens) {}

  // Behind the last one there is only kEnd.
  const Token& At(std::size_t at) const { return tokens_[std::min(at, tokens_.size() - 1)]; }
  bool IsName(std::size_t at) const { return At(at).kind == TokenKind::kName; }
  bool IsWord(std::size_t at, std::string_view keyword) const {
    return IsName(at) && SameKeyword(At(at).text, keyword);
  }
  bool IsOneOf(std::size_t at, std::initializer_list<std::string_view> keywords) const {
    return std::any_of(keywords.begin(), keywords.end(),
                       [this, at](std::string_view keyword) { return IsWord(at, keyword); });
  }
  bool IsSymbol(std::size_t at, std::string_view symbol) const {
    return At(at).kind == TokenKind::kSymbol && At(at).text == symbol;
  }

  // The token that begins at this byte of the text, or kEnd.
  std::size_t Find(std::size_t byte) const {
    std::size_t at = 0;
    while (at + 1 < tokens_.size() && tokens_[at].span.begin < byte) ++at;
    return at;
  }

  // Up to the `;` or the end.
  std::size_t EndOfStatement() const {
    std::size_t at = 0;
    while (At(at).kind != TokenKind::kEnd && !IsSymbol(at, ";")) ++at;
    return at;
  }

  // The first word of `range` outside of all brackets, or its end.
  std::size_t FindWord(std::string_view keyword, TokenRange range) const {
    int depth = 0;
    for (std::size_t i = range.begin; i < range.end; ++i) {
      if (IsSymbol(i, "(")) ++depth;
      if (IsSymbol(i, ")")) --depth;
      if (depth == 0 && IsWord(i, keyword)) return i;
    }
    return range.end;
  }
  bool HasWord(std::initializer_list<std::string_view> keywords, TokenRange range) const {
    for (std::size_t i = range.begin; i < range.end; ++i) {
      if (IsOneOf(i, keywords)) return true;
    }
    return false;
  }

  // What stands between the commas outside of brackets.
  std::vector<TokenRange> SplitAtCommas(TokenRange range) const {
    std::vector<TokenRange> parts;
    int depth = 0;
    std::size_t begin = range.begin;
    for (std::size_t i = range.begin; i < range.end; ++i) {
      if (IsSymbol(i, "(")) ++depth;
      if (IsSymbol(i, ")")) --depth;
      if (depth == 0 && IsSymbol(i, ",")) parts.push_back({std::exchange(begin, i + 1), i});
    }
    if (begin < range.end) parts.push_back({begin, range.end});
    return parts;
  }

  // Behind the `)` of the `(` at this place, or the end of the tokens.
  std::size_t BehindParenthesis(std::size_t open) const {
    int depth = 0;
    for (std::size_t i = open; At(i).kind != TokenKind::kEnd; ++i) {
      if (IsSymbol(i, "(")) ++depth;
      if (IsSymbol(i, ")") && --depth == 0) return i + 1;
    }
    return tokens_.size() - 1;
  }

  // As it was written, on one line, without `name.` for each of these names.
  std::string Text(TokenRange range,
                   std::initializer_list<std::string_view> qualifiers = {}) const {
    std::string text;
    for (std::size_t i = range.begin; i < range.end; ++i) {
      const bool is_qualifier =
          IsName(i) && IsSymbol(i + 1, ".") &&
          std::find(qualifiers.begin(), qualifiers.end(), At(i).text) != qualifiers.end();
      const Span span = At(i).span;
      if (!text.empty() && At(i - 1).span.end < span.begin) text += ' ';
      if (is_qualifier) {
        ++i;
      } else {
        text += text_.substr(span.begin, span.end - span.begin);
      }
    }
    return text;
  }

 private:
  std::string_view text_;
  const std::vector<Token>& tokens_;
};

}  // namespace cambium
