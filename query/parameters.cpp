// Cutting lists, and telling numbers from texts.
// SPDX-License-Identifier: Apache-2.0
#include "query/parameters.h"

#include "dataflow/status.h"
#include "query/literal_parser.h"
#include "query/token_cursor.h"

namespace cambium {
namespace {

// The literal that the text is, or a text.
Expr ReadOne(std::string_view text) {
  Expr written;
  written.literal = Value::Text(text);
  absl::StatusOr<std::vector<Token>> tokens = Tokenize(text);
  if (tokens.ok()) {
    TokenCursor cursor(*std::move(tokens));
    if (AtLiteral(cursor)) {
      const absl::StatusOr<Expr> literal = ParseLiteral(cursor);
      if (literal.ok() && cursor.AtEnd()) written = *literal;
    }
  }
  written.span = Span();
  written.name.text = std::string(text);
  return written;
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

}  // namespace

absl::StatusOr<Expr> ReadParameter(std::string_view text) {
  const bool is_list = text.size() >= 2 && text.front() == '[' && text.back() == ']';
  if (!is_list) return ReadOne(text);
  Expr list;
  list.kind = ExprKind::kTuple;
  list.name.text = std::string(text);
  // Commas inside of quotes are part of a text, so tokens say where a part ends.
  const std::string_view inside = text.substr(1, text.size() - 2);
  if (Trimmed(inside).empty()) return list;
  char quote = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= inside.size(); ++i) {
    const char c = i < inside.size() ? inside[i] : ',';
    if (quote != 0 && c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == ',' && (quote == 0 || i == inside.size())) {
      list.args.push_back(ReadOne(Trimmed(inside.substr(begin, i - begin))));
      begin = i + 1;
    }
  }
  return list;
}

}  // namespace cambium
