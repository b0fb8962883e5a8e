// The word at the cursor, the path in front of it, and all names that begin so.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/completion.h"

#include <algorithm>
#include <set>

#include "query/keyword.h"
#include "query/shell/dot_commands.h"

namespace cambium {
namespace {

constexpr std::string_view kKeywords[] = {
    "AND",      "AS",     "ASC",     "ASSERT", "AVG",      "BACK",    "BETWEEN",  "BY",
    "CASE",     "COUNT",  "DEFAULT", "DELETE", "DEPTH",    "DESC",    "DISTINCT", "DROP",
    "ELSE",     "END",    "ENUM",    "EVERY",  "EXISTS",   "EXPLAIN", "FALSE",    "FIRST",
    "FRAGMENT", "GROUP",  "HAVE",    "HAVING", "ILIKE",    "IN",      "INDEX",    "INSERT",
    "IS",       "KEY",    "LAST",    "LIKE",   "LIMIT",    "LIST",    "LIVE",     "MANY",
    "MAX",      "MEDIAN", "MIN",     "NOT",    "NULL",     "NULLS",   "OF",       "OFFSET",
    "ON",       "ONE",    "OR",      "ORDER",  "PREVIEW",  "QUERY",   "RECURSE",  "RESERVED",
    "ROWS",     "SET",    "START",   "STDDEV", "SUM",      "TABLE",   "THEN",     "TRUE",
    "TX",       "UNIQUE", "UPDATE",  "UPSERT", "VARIANCE", "VIA",     "WHEN",     "WHERE"};

bool IsWordPart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

// Where the word that ends at `end` begins.
std::size_t WordBegin(std::string_view text, std::size_t end) {
  while (end > 0 && IsWordPart(text[end - 1])) --end;
  return end;
}

void AddMembers(const TableDescription& table, std::set<std::string>& names) {
  for (const FieldDescription& field : table.fields) names.insert(field.name);
  for (const RelationDescription& relation : table.relations) names.insert(relation.name);
}

// The tables that a step of this name may lead to, from whatever table.
std::set<std::string> TargetsOf(std::string_view name,
                                const std::vector<TableDescription>& tables) {
  std::set<std::string> targets;
  for (const TableDescription& table : tables) {
    if (table.name == name) targets.insert(table.name);
    for (const FieldDescription& field : table.fields) {
      if (field.name == name) targets.insert(field.refers_to);
    }
    for (const RelationDescription& relation : table.relations) {
      if (relation.name == name) targets.insert(relation.table);
    }
  }
  return targets;
}

bool StartsWithKeyword(std::string_view keyword, std::string_view begun) {
  return keyword.size() >= begun.size() && SameKeyword(begun, keyword.substr(0, begun.size()));
}

}  // namespace

Completions Complete(std::string_view text, const std::vector<TableDescription>& tables) {
  Completions found;
  std::set<std::string> words;
  if (text.starts_with('.') && text.find(' ') == std::string_view::npos) {
    for (const DotCommand& command : DotCommands()) {
      if (command.name.starts_with(text)) words.emplace(command.name);
    }
    found.words.assign(words.begin(), words.end());
    return found;
  }
  found.begin = WordBegin(text, text.size());
  const std::string_view begun = text.substr(found.begin);
  const bool is_behind_dot = found.begin > 0 && text[found.begin - 1] == '.';
  std::set<std::string> names;
  if (is_behind_dot) {
    const std::size_t end = found.begin - 1;
    const std::size_t begin = WordBegin(text, end);
    const std::set<std::string> targets = TargetsOf(text.substr(begin, end - begin), tables);
    for (const TableDescription& table : tables) {
      if (targets.contains(table.name)) AddMembers(table, names);
    }
  } else {
    for (const TableDescription& table : tables) {
      names.insert(table.name);
      AddMembers(table, names);
    }
    for (const std::string_view keyword : kKeywords) {
      if (!begun.empty() && StartsWithKeyword(keyword, begun)) words.emplace(keyword);
    }
  }
  for (const std::string& name : names) {
    if (name.starts_with(begun)) words.insert(name);
  }
  found.words.assign(words.begin(), words.end());
  return found;
}

std::string CommonPrefix(const std::vector<std::string>& words) {
  if (words.empty()) return "";
  std::string prefix = words[0];
  for (const std::string& word : words) {
    const auto differs = std::mismatch(prefix.begin(), prefix.end(), word.begin(), word.end());
    prefix.erase(differs.first, prefix.end());
  }
  return prefix;
}

}  // namespace cambium
