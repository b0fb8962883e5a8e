// TreeQL text as tokens: names, literals, symbols. Keywords are soft, so to the lexer
// they are names like any other.
//
// Law: tokens and the blanks between them make up the text, in order.
// Cost: one pass over the text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "query/diagnostic.h"

namespace cambium {

enum class TokenKind { kName, kInt, kDecimal, kFloat, kString, kParameter, kSymbol, kEnd };

struct Token {
  TokenKind kind = TokenKind::kEnd;
  // The token as written; for a string its contents with quotes undone, for a parameter
  // its name without the $.
  std::string text;
  Span span;
};

// Ends with a kEnd token, which is empty and stands behind the last one. Fails on an unclosed
// string, on a byte that starts nothing, and on text that is not UTF-8.
absl::StatusOr<std::vector<Token>> Tokenize(std::string_view text);

// Where a statement of `text` ends, or npos while it may go on. A statement ends behind a `;`
// outside of braces, or behind the `}` that closes its outermost brace (those of the hops of a
// closure do not count), together with a LIVE or a `;` on the same line. A LIVE which a select
// follows on that line is the next statement's.
//
// Law: the answer for a text is npos or the answer for each longer text.
std::size_t FindStatementEnd(std::string_view text);

}  // namespace cambium
