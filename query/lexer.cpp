// The lexer, and the search for the end of a statement.
// SPDX-License-Identifier: Apache-2.0
#include "query/lexer.h"

#include <array>
#include <utility>

#include "query/keyword.h"

namespace cambium {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool IsNamePart(char c) { return IsNameStart(c) || IsDigit(c); }
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// The bytes of the code point that `text` starts with, or 0 if that is not UTF-8: Unicode's
// table 3-7.
std::size_t CodePointSize(std::string_view text) {
  const auto byte = [text](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const auto between = [&byte](std::size_t i, unsigned least, unsigned greatest) {
    return least <= byte(i) && byte(i) <= greatest;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xE0) return first >= 0xC2 && between(1, 0x80, 0xBF) ? 2 : 0;
  const unsigned least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned greatest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (!between(1, least, greatest) || !between(2, 0x80, 0xBF)) return 0;
  if (first < 0xF0) return 3;
  return first <= 0xF4 && between(3, 0x80, 0xBF) ? 4 : 0;
}

constexpr std::array<std::string_view, 6> kLongSymbols = {"!=", "<>", "<=", ">=", "??", "||"};
constexpr std::string_view kSymbols = "{}()[],;:.=<>+-*/%?";

// Cuts one token after another off the text.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  absl::StatusOr<Token> Next() {
    SkipBlanksAndComments();
    const std::size_t begin = at_;
    if (at_ == text_.size()) return Make(TokenKind::kEnd, begin);
    const char c = text_[at_];
    if (IsNameStart(c)) {
      SkipName();
      return Make(TokenKind::kName, begin);
    }
    if (IsDigit(c)) return Number();
    if (c == '\'' || c == '"') return String(c);
    if (c == '$' && at_ + 1 < text_.size() && IsNameStart(text_[at_ + 1])) {
      ++at_;
      SkipName();
      Token token = Make(TokenKind::kParameter, begin);
      token.text.erase(0, 1);
      return token;
    }
    if (text_.substr(at_, 3) == "...") return Symbol(3);
    for (const std::string_view symbol : kLongSymbols) {
      if (text_.substr(at_, 2) == symbol) return Symbol(2);
    }
    if (kSymbols.find(c) != std::string_view::npos) return Symbol(1);
    return ErrorAt({begin, begin + 1}, "unexpected character " + Printable(c));
  }

 private:
  static std::string Printable(char c) {
    constexpr char kHex[] = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F) return std::string("'") + c + "'";
    return std::string("0x") + kHex[byte / 16] + kHex[byte % 16];
  }

  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void SkipName() {
    while (at_ < text_.size() && IsNamePart(text_[at_])) ++at_;
  }
  void SkipDigits() {
    while (IsDigit(Peek())) ++at_;
  }
  void SkipBlanksAndComments() {
    while (at_ < text_.size()) {
      if (IsBlank(text_[at_])) {
        ++at_;
      } else if (text_.substr(at_, 2) == "--") {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else {
        return;
      }
    }
  }

  Token Make(TokenKind kind, std::size_t begin) const {
    return {kind, std::string(text_.substr(begin, at_ - begin)), {begin, at_}};
  }
  Token Symbol(std::size_t length) {
    const std::size_t begin = at_;
    at_ += length;
    return Make(TokenKind::kSymbol, begin);
  }

  absl::StatusOr<Token> Number() {
    const std::size_t begin = at_;
    TokenKind kind = TokenKind::kInt;
    SkipDigits();
    if (Peek() == '.' && IsDigit(Peek(1))) {
      kind = TokenKind::kDecimal;
      ++at_;
      SkipDigits();
    }
    if (Peek() == 'e' || Peek() == 'E') {
      const bool is_signed = Peek(1) == '+' || Peek(1) == '-';
      if (IsDigit(Peek(is_signed ? 2 : 1))) {
        kind = TokenKind::kFloat;
        at_ += is_signed ? 2 : 1;
        SkipDigits();
      }
    }
    if (IsNamePart(Peek())) return ErrorAt({begin, at_}, "bad number");
    return Make(kind, begin);
  }

  absl::StatusOr<Token> String(char quote) {
    const std::size_t begin = at_++;
    Token token{TokenKind::kString, "", {}};
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c != quote) {
        token.text.push_back(c);
      } else if (Peek() == quote) {
        token.text.push_back(quote);
        ++at_;
      } else {
        token.span = {begin, at_};
        return token;
      }
    }
    return ErrorAt({begin, begin + 1}, "string is not closed");
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

bool IsKeyword(const absl::StatusOr<Token>& token, std::string_view keyword) {
  return token.ok() && token->kind == TokenKind::kName && SameKeyword(token->text, keyword);
}

bool IsSymbol(const absl::StatusOr<Token>& token, std::string_view symbol) {
  return token.ok() && token->kind == TokenKind::kSymbol && token->text == symbol;
}

// The brackets that are open. A brace that closes takes what was left open inside of it along.
class Brackets {
 public:
  void Pass(char symbol) {
    if (symbol == '{' || symbol == '(') open_.push_back(symbol);
    if (symbol == ')' && !open_.empty() && open_.back() == '(') open_.pop_back();
    if (symbol != '}') return;
    const std::size_t brace = open_.rfind('{');
    open_.resize(brace == std::string::npos ? 0 : brace);
  }
  bool empty() const { return open_.empty(); }
  bool in_brace() const { return open_.find('{') != std::string::npos; }

 private:
  std::string open_;
};

// The end of a statement whose outermost brace is closed, which its line decides.
std::size_t FindEndOfTail(std::string_view text, std::size_t closed) {
  const std::size_t line_end = text.find('\n', closed);
  if (line_end == std::string_view::npos) return line_end;
  Lexer lexer(text.substr(closed, line_end - closed));
  std::size_t end = closed;
  absl::StatusOr<Token> token = lexer.Next();
  if (IsKeyword(token, "LIVE")) {
    const std::size_t behind_live = closed + token->span.end;
    token = lexer.Next();
    // A LIVE in front of a select belongs to that one, which is the next statement.
    if (IsKeyword(token, "MANY") || IsKeyword(token, "ONE") || IsSymbol(token, "{")) return end;
    end = behind_live;
  }
  return IsSymbol(token, ";") ? closed + token->span.end : end;
}

}  // namespace

absl::StatusOr<std::vector<Token>> Tokenize(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = CodePointSize(text.substr(at));
    if (size == 0) return ErrorAt({at, at + 1}, "text is not UTF-8");
    at += size;
  }
  Lexer lexer(text);
  std::vector<Token> tokens;
  do {
    absl::StatusOr<Token> token = lexer.Next();
    if (!token.ok()) return token.status();
    tokens.push_back(*std::move(token));
  } while (tokens.back().kind != TokenKind::kEnd);
  // What is missing at the end is missed behind the last token, not behind blank lines.
  const std::size_t end = tokens.size() < 2 ? 0 : tokens[tokens.size() - 2].span.end;
  tokens.back().span = {end, end};
  return tokens;
}

std::size_t FindStatementEnd(std::string_view text) {
  Lexer lexer(text);
  Brackets brackets;
  bool behind_brace = false;
  bool in_hops = false;  // Inside of the braces of a closure: manager{1,2}.
  for (;;) {
    const absl::StatusOr<Token> token = lexer.Next();
    if (!token.ok()) {
      // An unclosed string may yet close; anything else is for the parser to report.
      if (token.status().message() == "string is not closed") return std::string_view::npos;
      const std::size_t line_end = text.find('\n', *PlaceOf(token.status()));
      return line_end == std::string_view::npos ? line_end : line_end + 1;
    }
    if (token->kind == TokenKind::kEnd) return std::string_view::npos;
    if (behind_brace && token->kind == TokenKind::kInt) {
      in_hops = true;
      brackets.Pass('}');
    }
    behind_brace = IsSymbol(token, "{");
    if (token->kind != TokenKind::kSymbol) continue;
    const char symbol = token->text[0];
    if (std::exchange(in_hops, in_hops && symbol != '}') && symbol == '}') continue;
    brackets.Pass(symbol);
    if (symbol == ';' && !brackets.in_brace()) return token->span.end;
    if (symbol == '}' && brackets.empty()) return FindEndOfTail(text, token->span.end);
  }
}

}  // namespace cambium
