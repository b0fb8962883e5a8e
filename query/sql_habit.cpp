// One function for each statement of SQL.
// SPDX-License-Identifier: Apache-2.0
#include "query/sql_habit.h"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "query/token_cursor.h"
#include "query/words.h"

namespace cambium {
namespace {

constexpr std::string_view kNest =
    "hint: where SQL joins, TreeQL nests: MANY Table { field, relation { field } }";

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

bool IsAggregate(const WrittenTokens& tokens, TokenRange item) {
  if (!tokens.IsSymbol(item.begin + 1, "(")) return false;
  if (tokens.BehindParenthesis(item.begin + 1) != item.end) return false;
  for (const std::string_view name : kAggregateNames) {
    if (tokens.IsWord(item.begin, name)) return true;
  }
  return false;
}

// ---------------------------------------------------------------------------------
// SELECT

struct SelectItem {
  TokenRange expr;
  std::string label;  // As given behind AS, or empty.
};

SelectItem ReadItem(const WrittenTokens& tokens, TokenRange range) {
  if (range.size() >= 3 && tokens.IsWord(range.end - 2, "AS")) {
    return {{range.begin, range.end - 2}, tokens.At(range.end - 1).text};
  }
  const bool has_label = range.size() >= 2 && tokens.IsName(range.end - 1) &&
                         !tokens.IsWord(range.end - 1, "END") &&
                         (tokens.IsName(range.end - 2) || tokens.IsSymbol(range.end - 2, ")"));
  if (has_label) return {{range.begin, range.end - 1}, tokens.At(range.end - 1).text};
  return {range, ""};
}

bool IsPath(const WrittenTokens& tokens, TokenRange range) {
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const bool is_step = (i - range.begin) % 2 == 0;
    if (is_step ? !tokens.IsName(i) : !tokens.IsSymbol(i, ".")) return false;
  }
  return range.size() % 2 == 1;
}

// Items in braces, each with the label that it needs; nothing for a list without an item.
// `of` stands behind each item.
std::string PrintItems(const WrittenTokens& tokens, const std::vector<TokenRange>& parts,
                       std::initializer_list<std::string_view> qualifiers,
                       const std::string& of) {
  std::string items;
  std::set<std::string> labels;
  for (const TokenRange part : parts) {
    if (part.size() == 0) return "";
    items += items.empty() ? "{ " : ", ";
    const std::string last = tokens.At(part.end - 1).text;
    if (tokens.IsSymbol(part.end - 1, "*") && part.size() != 2) {
      items += "*";
      continue;
    }
    const SelectItem item = ReadItem(tokens, part);
    std::string label = item.label;
    if (label.empty() && !IsPath(tokens, item.expr)) {
      label =
          tokens.IsName(item.expr.begin) ? LowerCase(tokens.At(item.expr.begin).text) : "value";
    }
    while (!label.empty() && !labels.insert(label).second) label += "_";
    if (!label.empty()) items += label + ": ";
    items += tokens.Text(item.expr, qualifiers) + of;
  }
  return items.empty() ? "" : items + " }";
}

std::string SelectHint(const WrittenTokens& tokens, TokenRange statement) {
  const bool is_distinct = tokens.IsWord(statement.begin + 1, "DISTINCT");
  const TokenRange behind{statement.begin + (is_distinct ? 2 : 1), statement.end};
  const std::size_t from = tokens.FindWord("FROM", behind);
  if (from == statement.end || !tokens.IsName(from + 1)) {
    return "hint: a question names a table, and in braces what to read: MANY Table { field }";
  }
  if (tokens.HasWord({"JOIN", "UNION", "SELECT", "OVER"}, behind)) return std::string(kNest);
  const std::string table = tokens.At(from + 1).text;
  std::size_t rest = from + 2;
  std::string alias = table;
  if (tokens.IsWord(rest, "AS")) ++rest;
  if (rest < statement.end && tokens.IsName(rest) &&
      !IsContinuationWord(tokens.At(rest).text)) {
    alias = tokens.At(rest++).text;
  }
  if (rest < statement.end && !tokens.IsName(rest)) return std::string(kNest);
  std::string clauses = tokens.Text({rest, statement.end}, {alias, table});
  if (!clauses.empty()) clauses = " " + clauses;
  const std::vector<TokenRange> parts = tokens.SplitAtCommas({behind.begin, from});
  std::size_t aggregates = 0;
  for (const TokenRange part : parts) {
    aggregates += IsAggregate(tokens, ReadItem(tokens, part).expr) ? 1 : 0;
  }
  const bool is_grouped = tokens.HasWord({"GROUP"}, {rest, statement.end});
  if (aggregates != 0 && !is_grouped) {
    const std::string of = " OF " + (clauses.empty() ? table : "(" + table + clauses + ")");
    const std::string items = PrintItems(tokens, parts, {alias, table}, of);
    return aggregates == parts.size() ? "try: " + items : std::string(kNest);
  }
  const std::string items = PrintItems(tokens, parts, {alias, table}, "");
  if (items.empty()) return std::string(kNest);
  return std::string("try: MANY ") + (is_distinct ? "DISTINCT " : "") + table + clauses + " " +
         items;
}

// ---------------------------------------------------------------------------------
// INSERT, UPDATE, DELETE

std::string PrintRow(const WrittenTokens& tokens, const std::vector<TokenRange>& columns,
                     const std::vector<TokenRange>& values) {
  std::string row;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string name = columns.empty() ? "field" : tokens.Text(columns[i]);
    row += (row.empty() ? "{ " : ", ") + name + ": " + tokens.Text(values[i]);
  }
  return row + " }";
}

// INSERT INTO T (a, b) VALUES (1, 2), (3, 4)
std::string InsertHint(const WrittenTokens& tokens, TokenRange statement) {
  std::size_t at = statement.begin + 1;
  bool replaces = tokens.IsWord(statement.begin, "REPLACE");
  if (tokens.IsWord(at, "OR")) {
    replaces = tokens.IsWord(at + 1, "REPLACE");
    at += 2;
  }
  const bool is_sql = tokens.IsWord(at, "INTO");
  if (is_sql) ++at;
  if (!tokens.IsName(at)) return "";
  const std::string begin = (replaces ? "UPSERT " : "INSERT ") + tokens.At(at++).text + " ";
  std::vector<TokenRange> columns;
  if (tokens.IsSymbol(at, "(")) {
    const std::size_t end = tokens.BehindParenthesis(at);
    columns = tokens.SplitAtCommas({at + 1, end - 1});
    at = end;
  }
  std::string general = "hint: each value stands behind the name of its field: " + begin +
                        "{ field: 1, field: 'text' }";
  if (!tokens.IsWord(at, "VALUES")) return is_sql || !columns.empty() ? general : "";
  std::vector<std::string> rows;
  for (++at; tokens.IsSymbol(at, "("); at += tokens.IsSymbol(at, ",") ? 1 : 0) {
    const std::size_t end = tokens.BehindParenthesis(at);
    const std::vector<TokenRange> values = tokens.SplitAtCommas({at + 1, end - 1});
    if (!columns.empty() && columns.size() != values.size()) return general;
    rows.push_back(begin + PrintRow(tokens, columns, values));
    at = end;
  }
  if (rows.empty()) return general;
  if (columns.empty()) {
    return "hint: each value stands behind the name of its field: " + rows[0];
  }
  if (rows.size() == 1) return "try: " + rows[0];
  std::string text = "try: TX { ";
  for (const std::string& row : rows) text += (&row == &rows[0] ? "" : "; ") + row;
  return text + " }";
}

// UPDATE T SET a = 1 WHERE b
std::string UpdateHint(const WrittenTokens& tokens, TokenRange statement) {
  const std::size_t set = tokens.FindWord("SET", statement);
  const std::size_t where = tokens.FindWord("WHERE", {set, statement.end});
  const bool has_braces = tokens.IsSymbol(set + 1, "{");  // Which no SQL has.
  if (set != statement.begin + 2 || where == statement.end || has_braces) return "";
  const std::string table = tokens.At(set - 1).text;
  return "try: UPDATE " + table + " " + tokens.Text({where, statement.end}, {table}) + " " +
         tokens.Text({set, where}, {table});
}

// DELETE FROM T WHERE b, and DELETE T b
std::string DeleteHint(const WrittenTokens& tokens, TokenRange statement) {
  const std::size_t at = statement.begin + 1;
  const bool is_sql = tokens.IsWord(at, "FROM") && tokens.IsName(at + 1);
  if (is_sql) {
    const std::string table = tokens.At(at + 1).text;
    return "try: DELETE " + tokens.Text({at + 1, statement.end}, {table});
  }
  const bool has_condition = tokens.IsName(at) && at + 2 < statement.end &&
                             tokens.IsName(at + 1) && !tokens.IsWord(at + 1, "WHERE") &&
                             DidYouMean(tokens.At(at + 1).text, {"WHERE"}).empty();
  if (!has_condition) return "";
  return "try: DELETE " + tokens.At(at).text + " WHERE " + tokens.Text({at + 1, statement.end});
}

// ---------------------------------------------------------------------------------
// CREATE TABLE

struct Column {
  std::string name;
  std::string type = "Text";
  std::string options;
  bool is_key = false;
  bool is_required = false;
};

// The type and its digits; moves `at` behind them.
std::string ReadType(const WrittenTokens& tokens, std::size_t& at) {
  const std::string name = tokens.At(at++).text;
  if (SameKeyword(name, "DOUBLE") && tokens.IsWord(at, "PRECISION")) ++at;
  std::string digits;
  if (tokens.IsSymbol(at, "(")) {
    const std::size_t end = tokens.BehindParenthesis(at);
    const std::vector<TokenRange> numbers = tokens.SplitAtCommas({at + 1, end - 1});
    if (numbers.size() == 2) digits = tokens.Text(numbers[1]);
    at = end;
  }
  const std::string_view type = TypeOfSql(name);
  if (type == "Decimal") return "Decimal(" + (digits.empty() ? "2" : digits) + ")";
  return type.empty() ? "Text" : std::string(type);
}

Column ReadColumn(const WrittenTokens& tokens, TokenRange range) {
  Column column;
  std::size_t at = range.begin;
  column.name = tokens.At(at++).text;
  if (at < range.end && tokens.IsName(at)) column.type = ReadType(tokens, at);
  for (; at < range.end; ++at) {
    if (tokens.IsWord(at, "PRIMARY")) column.is_key = true;
    if (tokens.IsWord(at, "NOT") && tokens.IsWord(at + 1, "NULL")) column.is_required = true;
    if (tokens.IsWord(at, "UNIQUE")) column.options += " UNIQUE";
    if (tokens.IsWord(at, "REFERENCES")) column.type = tokens.At(at + 1).text;
    if (tokens.IsWord(at, "DEFAULT") && !tokens.IsSymbol(at + 1, "(") &&
        !tokens.IsName(at + 1)) {
      column.options += " DEFAULT " + tokens.Text({at + 1, at + 2});
    }
  }
  return column;
}

std::string PrintTable(const std::string& name, const std::vector<Column>& columns,
                       const std::string& composite_key) {
  std::string text = "try: TABLE " + name + " { ";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = columns[i];
    const bool nullable = !column.is_key && !column.is_required;
    text += (i == 0 ? "" : ", ") + column.name + ": " + column.type + (nullable ? "?" : "") +
            " = " + std::to_string(i + 1) + (column.is_key ? " KEY" : "") + column.options;
  }
  return text + composite_key + " }";
}

// CREATE TABLE T (id INTEGER PRIMARY KEY, …)
std::string CreateTable(const WrittenTokens& tokens, std::size_t at) {
  if (tokens.IsWord(at, "IF")) at += 3;
  const std::string name = tokens.At(at++).text;
  if (tokens.IsSymbol(at, "{")) return "hint: a declaration begins with TABLE, without CREATE";
  if (!tokens.IsSymbol(at, "(")) return "";
  const std::size_t end = tokens.BehindParenthesis(at);
  std::vector<Column> columns;
  std::string composite_key;
  for (const TokenRange part : tokens.SplitAtCommas({at + 1, end - 1})) {
    if (part.size() == 0) continue;
    if (tokens.IsWord(part.begin, "PRIMARY")) {
      composite_key = ", KEY " + tokens.Text({part.begin + 2, part.end});
    } else if (!tokens.IsOneOf(part.begin, {"FOREIGN", "UNIQUE", "CHECK", "CONSTRAINT"})) {
      columns.push_back(ReadColumn(tokens, part));
    }
  }
  if (columns.empty()) return "";
  bool has_key = !composite_key.empty();
  for (const Column& column : columns) has_key = has_key || column.is_key;
  if (!has_key) columns[0].is_key = true;
  for (Column& column : columns) column.is_required |= !composite_key.empty();
  return PrintTable(name, columns, composite_key);
}

std::string CreateHint(const WrittenTokens& tokens, TokenRange statement) {
  if (tokens.IsWord(statement.begin + 1, "TABLE")) {
    return CreateTable(tokens, statement.begin + 2);
  }
  if (tokens.HasWord({"INDEX"}, statement)) {
    return "hint: an index is declared with its field: TABLE T { …, title: Text = 2 INDEX }";
  }
  if (tokens.HasWord({"VIEW"}, statement)) {
    return "hint: a question gets a name by QUERY Name MANY Table { field }";
  }
  return "";
}

std::string DropHint(const WrittenTokens& tokens, TokenRange statement) {
  const std::size_t at = statement.begin + 1;
  if (tokens.IsWord(at, "TABLE") && tokens.IsWord(at + 1, "IF") && tokens.IsName(at + 3)) {
    return "try: DROP TABLE " + tokens.At(at + 3).text;
  }
  if (!tokens.IsWord(at, "INDEX")) return "";
  return "hint: an index goes when its field is declared again without INDEX";
}

std::string TruncateHint(const WrittenTokens& tokens, TokenRange statement) {
  const std::size_t at =
      statement.begin + (tokens.IsWord(statement.begin + 1, "TABLE") ? 2 : 1);
  return tokens.IsName(at) ? "try: DELETE " + tokens.At(at).text : "";
}

}  // namespace

std::string_view TypeOfSql(std::string_view name) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Pair, 29> kTypes = {
      {{"INT", "Int"},         {"INTEGER", "Int"},     {"BIGINT", "Int"},
       {"SMALLINT", "Int"},    {"TINYINT", "Int"},     {"SERIAL", "Int"},
       {"BIGSERIAL", "Int"},   {"TEXT", "Text"},       {"VARCHAR", "Text"},
       {"CHAR", "Text"},       {"NVARCHAR", "Text"},   {"STRING", "Text"},
       {"CLOB", "Text"},       {"BOOL", "Bool"},       {"BOOLEAN", "Bool"},
       {"FLOAT", "Float"},     {"DOUBLE", "Float"},    {"REAL", "Float"},
       {"NUMERIC", "Decimal"}, {"DECIMAL", "Decimal"}, {"DATE", "Date"},
       {"TIME", "Time"},       {"TIMESTAMP", "Time"},  {"TIMESTAMPTZ", "Time"},
       {"DATETIME", "Time"},   {"BLOB", "Bytes"},      {"BYTEA", "Bytes"},
       {"UUID", "Uuid"},       {"JSONB", "Json"}}};
  for (const auto& [sql, type] : kTypes) {
    if (SameKeyword(name, sql)) return type;
  }
  return SameKeyword(name, "JSON") ? "Json" : "";
}

std::string SqlHint(const WrittenTokens& tokens, std::size_t begin) {
  const TokenRange statement{begin, tokens.EndOfStatement()};
  if (tokens.IsWord(begin, "SELECT")) return SelectHint(tokens, statement);
  if (tokens.IsOneOf(begin, {"INSERT", "REPLACE", "UPSERT"}))
    return InsertHint(tokens, statement);
  if (tokens.IsWord(begin, "UPDATE")) return UpdateHint(tokens, statement);
  if (tokens.IsWord(begin, "DELETE")) return DeleteHint(tokens, statement);
  if (tokens.IsWord(begin, "CREATE")) return CreateHint(tokens, statement);
  if (tokens.IsWord(begin, "DROP")) return DropHint(tokens, statement);
  if (tokens.IsWord(begin, "TRUNCATE")) return TruncateHint(tokens, statement);
  if (tokens.IsWord(begin, "ALTER")) {
    return "hint: declare the TABLE again, whole, with what is new; its rows stay";
  }
  if (tokens.IsOneOf(begin, {"BEGIN", "COMMIT", "ROLLBACK"})) {
    return "hint: several changes are one commit in TX { INSERT …; UPDATE … }";
  }
  if (tokens.IsOneOf(begin, {"SHOW", "DESCRIBE", "DESC", "PRAGMA"})) {
    return "hint: .tables and .schema of the command list what is declared";
  }
  return tokens.IsWord(begin, "WITH") ? std::string(kNest) : "";
}

}  // namespace cambium
