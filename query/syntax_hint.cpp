// One function for each kind of slip, asked in turn.
// SPDX-License-Identifier: Apache-2.0
#include "query/syntax_hint.h"

#include <algorithm>
#include <array>
#include <optional>

#include "query/sql_habit.h"
#include "query/token_cursor.h"
#include "query/written_tokens.h"

namespace cambium {
namespace {

const std::vector<std::string>& StatementWords() {
  static const std::vector<std::string> words = {
      "MANY",   "ONE",   "LIVE",     "QUERY", "EXPLAIN", "INSERT",  "UPSERT", "UPDATE",
      "DELETE", "TABLE", "FRAGMENT", "ENUM",  "ASSERT",  "PREVIEW", "DROP",   "TX"};
  return words;
}

const std::vector<std::string>& InnerWords() {
  static const std::vector<std::string> words = {
      "WHERE",   "ORDER",  "GROUP",    "HAVING",  "LIMIT", "OFFSET",   "START", "AFTER",
      "AND",     "LIKE",   "BETWEEN",  "DESC",    "ASC",   "NULLS",    "FIRST", "LAST",
      "SET",     "TABLE",  "QUERY",    "ASSERT",  "KEY",   "UNIQUE",   "INDEX", "BACK",
      "DEFAULT", "DELETE", "RESTRICT", "CASCADE", "NULL",  "RESERVED", "THEN",  "ELSE",
      "END",     "HAVE",   "STRICT",   "LAX",     "VIA",   "DISTINCT", "DEPTH"};
  return words;
}

// "hint: did you mean WHERE?"
std::string SlipHint(const WrittenTokens& tokens, std::size_t at) {
  const std::string& name = tokens.At(at).text;
  if (!tokens.IsName(at) || name.size() < 3) return "";
  const std::vector<std::string>& words = at == 0 ? StatementWords() : InnerWords();
  const bool is_right = std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return tokens.IsWord(at, word);
  });
  const std::string guess = is_right ? "" : DidYouMean(name, words);
  return guess.empty() ? "" : "hint: " + guess.substr(2);
}

bool IsQuery(const WrittenTokens& tokens) {
  return tokens.IsOneOf(0, {"MANY", "ONE", "LIVE", "QUERY", "EXPLAIN"}) ||
         tokens.IsSymbol(0, "{");
}

// The last bracket in front of `at` that is open there, or nothing.
std::optional<std::size_t> OpenBracket(const WrittenTokens& tokens, std::size_t at) {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < at; ++i) {
    if (tokens.IsSymbol(i, "{") || tokens.IsSymbol(i, "(")) open.push_back(i);
    const bool closes = tokens.IsSymbol(i, "}") || tokens.IsSymbol(i, ")");
    if (closes && !open.empty()) open.pop_back();
  }
  if (open.empty()) return std::nullopt;
  return open.back();
}

// A clause behind the braces; a shell has run the query already that stands in front of it.
std::string StrayClauseHint(const WrittenTokens& tokens, std::size_t at) {
  const bool is_clause = tokens.IsOneOf(
      at, {"WHERE", "ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET", "START", "ON", "AS"});
  if (!is_clause || (at != 0 && !tokens.IsSymbol(at - 1, "}"))) return "";
  if (at != 0) {
    if (OpenBracket(tokens, at).has_value()) return "";
    std::size_t brace = 0;
    while (brace < at && !tokens.IsSymbol(brace, "{")) ++brace;
    return "try: " + tokens.Text({0, brace}) + " " +
           tokens.Text({at, tokens.EndOfStatement()}) + " " + tokens.Text({brace, at});
  }
  return "hint: clauses stand in front of the braces: MANY Table " +
         tokens.Text({0, tokens.EndOfStatement()}) + " { field }";
}

// At the end of a statement.
std::string EndHint(const WrittenTokens& tokens, std::size_t at) {
  if (tokens.At(at).kind != TokenKind::kEnd && !tokens.IsSymbol(at, ";")) return "";
  if (const std::optional<std::size_t> open = OpenBracket(tokens, at)) {
    const std::string bracket = tokens.At(*open).text;
    const std::string behind = *open == 0 ? "" : " behind '" + tokens.At(*open - 1).text + "'";
    return "hint: the '" + bracket + "'" + behind + " is not closed";
  }
  const bool is_bare = tokens.IsOneOf(0, {"MANY", "ONE", "LIVE"}) && at >= 2 &&
                       !tokens.HasWord({"WHERE", "ORDER", "GROUP", "START"}, {at - 1, at});
  return is_bare ? "try: " + tokens.Text({0, at}) + " { * }" : "";
}

// Items of a block: commas, labels, and nothing at all.
std::string ItemHint(const WrittenTokens& tokens, std::size_t at) {
  const std::optional<std::size_t> open = OpenBracket(tokens, at);
  if (!open.has_value() || !tokens.IsSymbol(*open, "{") || at == 0) return "";
  const bool is_row = tokens.IsOneOf(0, {"INSERT", "UPSERT", "TX"});
  if (is_row && tokens.IsSymbol(at, "=") && tokens.IsName(at - 1)) {
    return "hint: a value stands behind a colon: " + tokens.At(at - 1).text + ": " +
           tokens.Text({at + 1, at + 2});
  }
  if (is_row && at == *open + 1) {
    return "hint: each value has the name of its field: { field: " + tokens.Text({at, at + 1}) +
           " }";
  }
  if (IsQuery(tokens) && tokens.IsSymbol(at, "}") && at == *open + 1) {
    return "hint: * reads all fields: { * }";
  }
  if (tokens.IsWord(at - 2, "AS") && tokens.IsName(at - 3)) {
    return "hint: a label stands in front: " + tokens.At(at - 1).text + ": " +
           tokens.At(at - 3).text;
  }
  const TokenKind kind = tokens.At(at).kind;
  const bool begins = kind != TokenKind::kSymbol && kind != TokenKind::kEnd;
  const TokenKind before = tokens.At(at - 1).kind;
  const bool ends = before != TokenKind::kSymbol || tokens.IsSymbol(at - 1, "}") ||
                    tokens.IsSymbol(at - 1, ")");
  if (!begins || !ends || !(is_row || IsQuery(tokens) || tokens.IsWord(0, "ENUM"))) return "";
  return "hint: a comma stands between items: " + tokens.Text({at - 1, at}) + ", " +
         tokens.Text({at, at + 1});
}

// Between the source of a select and its braces.
std::string ClauseHint(const WrittenTokens& tokens, std::size_t at) {
  if (!IsQuery(tokens) || at < 2) return "";
  if (tokens.IsOneOf(at, {"JOIN", "INNER", "LEFT", "RIGHT", "OUTER", "CROSS", "FULL"})) {
    return "hint: where SQL joins, TreeQL nests: name the relation in the braces, and in "
           "braces of its own what to read of it";
  }
  if (tokens.IsSymbol(at, ",") && tokens.IsWord(at - 2, "LIMIT")) {
    return "hint: LIMIT " + tokens.Text({at + 1, at + 2}) + " OFFSET " +
           tokens.Text({at - 1, at});
  }
  if (tokens.IsWord(at, "ISNULL") || tokens.IsWord(at, "NOTNULL")) {
    return "hint: written IS NULL and IS NOT NULL";
  }
  const bool is_alias = tokens.IsName(at) && tokens.IsName(at - 1) &&
                        tokens.IsOneOf(at - 2, {"MANY", "ONE", "DISTINCT"});
  if (!is_alias) return "";
  if (tokens.IsSymbol(at + 1, ";") || tokens.At(at + 1).kind == TokenKind::kEnd) {
    return "try: " + tokens.Text({0, at}) + " { " + tokens.At(at).text + " }";
  }
  const bool is_slip = !SlipHint(tokens, at).empty();
  return is_slip ? "" : "hint: an alias stands behind AS: AS " + tokens.At(at).text;
}

// COUNT() and COUNT(MANY relation).
std::string CountHint(const WrittenTokens& tokens, std::size_t at) {
  const bool is_empty = tokens.IsSymbol(at, ")") && tokens.IsSymbol(at - 1, "(");
  if (is_empty && tokens.IsWord(at - 2, "COUNT")) return "hint: COUNT(*) counts rows";
  const bool has_many = tokens.IsWord(at - 1, "MANY") && tokens.IsSymbol(at - 2, "(");
  if (!has_many || !tokens.IsName(at) || !tokens.IsName(at - 3)) return "";
  return "hint: written without MANY: " + tokens.At(at - 3).text + "(" + tokens.At(at).text +
         ")";
}

// MANY * FROM table.
std::string StarHint(const WrittenTokens& tokens, std::size_t at) {
  if (!tokens.IsSymbol(at, "*") || !tokens.IsOneOf(at - 1, {"MANY", "ONE"})) return "";
  const bool has_table = tokens.IsWord(at + 1, "FROM") && tokens.IsName(at + 2);
  return "hint: the table comes first: " + tokens.At(at - 1).text + " " +
         (has_table ? tokens.At(at + 2).text : "Table") + " { * }";
}

// Whether a name stands in front of `at` that is what the statement is about.
bool IsBehindSource(const WrittenTokens& tokens, std::size_t at) {
  return tokens.IsName(at - 1) && tokens.IsOneOf(at - 2, {"MANY", "ONE", "UPDATE", "DELETE"});
}

// ONE table 5.
std::string BareKeyHint(const WrittenTokens& tokens, std::size_t at) {
  const TokenKind kind = tokens.At(at).kind;
  const bool is_value =
      kind != TokenKind::kName && kind != TokenKind::kSymbol && kind != TokenKind::kEnd;
  if (!is_value || !IsBehindSource(tokens, at)) return "";
  return "hint: a row is found by what its key equals: WHERE id = " + tokens.Text({at, at + 1});
}

// SET { field: value }, and UPDATE table { field: value }.
std::string BracedSetHint(const WrittenTokens& tokens, std::size_t at) {
  if (!tokens.IsSymbol(at, "{") || !tokens.IsName(at + 1)) return "";
  const std::string& field = tokens.At(at + 1).text;
  if (tokens.IsWord(at - 1, "SET")) {
    return "hint: SET stands without braces: SET " + field + " = " +
           (tokens.IsSymbol(at + 2, ":") ? tokens.Text({at + 3, at + 4}) : "value");
  }
  if (!IsBehindSource(tokens, at) || !tokens.IsWord(at - 2, "UPDATE")) return "";
  return "hint: written UPDATE " + tokens.At(at - 1).text + " WHERE id = 1 SET " + field +
         " = value";
}

// Operators and parameters of other languages.
std::string OperatorHint(const WrittenTokens& tokens, std::size_t at) {
  if (at == 0) return "";
  if (tokens.IsSymbol(at, "=") && tokens.IsSymbol(at - 1, "=")) {
    return "hint: equality is one =";
  }
  if (tokens.IsSymbol(at, "=") && at >= 2 && tokens.IsSymbol(at - 2, "||")) {
    return "hint: || joins texts; conditions are joined by OR";
  }
  if (tokens.IsSymbol(at, "?") || tokens.IsSymbol(at, ":")) {
    const bool has_name = tokens.IsSymbol(at, ":") && tokens.IsName(at + 1);
    const bool stands_for_value =
        tokens.At(at - 1).kind == TokenKind::kSymbol || tokens.IsWord(at - 1, "LIMIT");
    if (!stands_for_value) return "";
    return "hint: a parameter is written $" + (has_name ? tokens.At(at + 1).text : "name");
  }
  return "";
}

// Fields of a declaration.
std::string DeclarationHint(const WrittenTokens& tokens, std::size_t at) {
  if (!tokens.IsWord(0, "TABLE") || at < 2) return "";
  if (tokens.IsSymbol(at, "(") && at == 2) {
    return "hint: fields stand in braces: TABLE " + tokens.At(1).text +
           " { id: Int = 1 KEY, name: Text = 2 }";
  }
  if (at == 2) return "hint: TABLE declares one: { id: Int = 1 KEY, name: Text = 2 }";
  const auto is_before = [&](std::initializer_list<std::string_view> words) {
    return tokens.IsOneOf(at, words) || tokens.IsOneOf(at - 1, words);
  };
  if (tokens.IsSymbol(at, ",") && tokens.IsWord(at - 3, "DECIMAL")) {
    return "hint: a Decimal has only its digits after the point: Decimal(" +
           tokens.At(at + 1).text + ")";
  }
  if (tokens.IsWord(at - 1, "PRIMARY") && tokens.IsWord(at, "KEY")) {
    return "hint: written KEY alone";
  }
  if (is_before({"REFERENCES", "FOREIGN"})) {
    return "hint: a reference has its table for its type: artist: Artist = 3 BACK albums";
  }
  if (is_before({"NULL", "NOT"}) && !tokens.IsWord(at - 1, "DEFAULT")) {
    return "hint: a field is never NULL unless a ? stands behind its type: Int?";
  }
  if (is_before({"AUTO_INCREMENT", "AUTOINCREMENT", "IDENTITY"})) {
    return "hint: keys are given with each row";
  }
  if (tokens.IsName(at) && tokens.IsSymbol(at - 2, ":")) {
    return "hint: each field has a number, behind its type: " + tokens.At(at - 3).text + ": " +
           tokens.At(at - 1).text + " = 1";
  }
  const bool has_no_number =
      (tokens.IsSymbol(at, ",") || tokens.IsSymbol(at, "}")) && tokens.IsSymbol(at - 2, ":");
  if (has_no_number) {
    return "hint: each field has a number, behind its type: " + tokens.At(at - 3).text + ": " +
           tokens.At(at - 1).text + " = 1";
  }
  if (tokens.IsName(at) && tokens.IsName(at - 1) && !tokens.IsSymbol(at - 2, "=")) {
    return "hint: a type stands behind a colon: " + tokens.At(at - 1).text + ": " +
           tokens.At(at).text;
  }
  return "";
}

// A statement that begins with no word of TreeQL.
std::string BeginHint(const WrittenTokens& tokens, std::size_t at) {
  if (tokens.IsSymbol(at, "/")) return "hint: a comment begins with --";
  const bool is_query = tokens.IsWord(at, "FROM") || tokens.IsSymbol(at + 1, "{");
  const bool may_begin = at == 0 || tokens.IsOneOf(at - 1, {"LIVE", "EXPLAIN"});
  if (!tokens.IsName(at) || !may_begin || !is_query) return "";
  return "hint: a question begins with MANY or ONE: MANY Table { field }";
}

}  // namespace

std::string SyntaxHint(std::string_view text, const std::vector<Token>& token_list,
                       std::size_t place) {
  const WrittenTokens tokens(text, token_list);
  const std::size_t at = tokens.Find(place);
  // A SELECT may stand behind LIVE or EXPLAIN, which stay.
  const std::size_t begin = tokens.IsWord(at, "SELECT") ? at : 0;
  std::string hint = SqlHint(tokens, begin);
  if (begin != 0 && hint.starts_with("try: ")) {
    hint.insert(5, tokens.Text({0, begin}) + " ");
  }
  if (!hint.empty()) return hint;
  using Guess = std::string (*)(const WrittenTokens&, std::size_t);
  constexpr std::array<Guess, 12> kGuesses = {
      StrayClauseHint, DeclarationHint, OperatorHint, CountHint, StarHint, BareKeyHint,
      BracedSetHint,   ClauseHint,      SlipHint,     EndHint,   ItemHint, BeginHint};
  for (const Guess guess : kGuesses) {
    hint = guess(tokens, at);
    if (!hint.empty()) return hint;
  }
  return "";
}

std::string CharacterHint(std::string_view text, std::size_t place) {
  switch (place < text.size() ? text[place] : '\0') {
    case '&':
      return "hint: conditions are joined by AND";
    case '|':
      return "hint: conditions are joined by OR";
    case '!':
      return "hint: written NOT";
    case '~':
      return "hint: patterns are matched by LIKE and ILIKE";
    case '`':
    case '[':
      return "hint: a name stands without quotes";
    case '#':
      return "hint: a comment begins with --";
    case '@':
      return "hint: a parameter is written $name";
    case '\'':
    case '"':
      return "hint: a quote inside of a text is written twice: 'it''s'";
    default:
      return "";
  }
}

}  // namespace cambium
