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

void AddMembers(const Table& table, const std::vector<Table>& tables,
                std::set<std::string>& names) {
  for (const Field& field : table.fields) names.insert(field.name);
  for (const VirtualRelation& relation : table.relations) names.insert(relation.name.text);
  for (const Table& other : tables) {
    for (const Field& field : other.fields) {
      const bool leads_here =
          field.type.kind == TypeKind::kReference && field.type.target == table.id;
      if (leads_here && !field.back.empty()) names.insert(field.back);
    }
  }
}

// The ids of the tables that a step of this name may lead to, from whatever table.
std::set<TypeId> TargetsOf(std::string_view name, const std::vector<Table>& tables) {
  std::set<TypeId> targets;
  for (const Table& table : tables) {
    if (table.name == name) targets.insert(table.id);
    for (const Field& field : table.fields) {
      if (field.type.kind != TypeKind::kReference) continue;
      if (field.name == name) targets.insert(field.type.target);
      if (!field.back.empty() && field.back == name) targets.insert(table.id);
    }
    for (const VirtualRelation& relation : table.relations) {
      if (relation.name.text != name) continue;
      for (const Table& other : tables) {
        if (other.name == relation.table.text) targets.insert(other.id);
      }
    }
  }
  return targets;
}

// Upper case if the text so far has a capital, as what is written begins.
bool StartsWithKeyword(std::string_view keyword, std::string_view begun) {
  return keyword.size() >= begun.size() && SameKeyword(begun, keyword.substr(0, begun.size()));
}

}  // namespace

Completions Complete(std::string_view text, const std::vector<Table>& tables) {
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
    const std::set<TypeId> targets = TargetsOf(text.substr(begin, end - begin), tables);
    for (const Table& table : tables) {
      if (targets.contains(table.id)) AddMembers(table, tables, names);
    }
  } else {
    for (const Table& table : tables) {
      names.insert(table.name);
      AddMembers(table, tables, names);
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
