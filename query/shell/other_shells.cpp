// Words of sqlite3, psql, mysql and duckdb.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/other_shells.h"

#include "query/keyword.h"

namespace cambium {
namespace {

struct Habit {
  std::string_view theirs;
  std::string_view hint;
};

constexpr Habit kHabits[] = {
    {"\\d", "hint: .tables lists the tables, .schema TABLE prints one"},
    {"\\dt", "hint: .tables lists the tables"},
    {"\\l", "hint: a folder is one database; cambium FOLDER opens it"},
    {"\\c", "hint: a folder is one database; cambium FOLDER opens it"},
    {"\\i", "hint: .read FILE runs the statements of a file"},
    {"\\o", "hint: .export QUERY FILE writes an answer to a file"},
    {"\\copy", "hint: .import FILE TABLE and .export QUERY FILE"},
    {"\\timing", "hint: .timer on"},
    {"\\x", "hint: .mode pretty"},
    {".headers", "hint: there are headers always; .mode csv prints CSV"},
    {".databases", "hint: a folder is one database; cambium FOLDER opens it"},
    {".open", "hint: a folder is one database; cambium FOLDER opens it"},
    {".dump", "hint: .schema prints what is declared, .export QUERY FILE.jsonl writes rows"},
    {".once", "hint: .export QUERY FILE writes an answer to a file"},
    {".output", "hint: .export QUERY FILE writes an answer to a file"},
    {".indexes", "hint: .schema shows what has an INDEX"},
    {".parameter", "hint: .param NAME VALUE"},
    {".save", "hint: a database in a folder is saved with each commit: cambium FOLDER"},
};

}  // namespace

std::string CommandOfOtherShells(std::string_view line) {
  line = line.substr(0, line.find_last_not_of(" \t\r\n;") + 1);
  for (const std::string_view word : {"EXIT", "QUIT", "\\Q", ".EXIT", ".Q"}) {
    if (SameKeyword(line, word)) return ".quit";
  }
  for (const std::string_view word : {"HELP", "?", "\\?", "\\H"}) {
    if (SameKeyword(line, word)) return ".help";
  }
  return line.starts_with('\\') ? std::string(line) : "";
}

std::string HintOfOtherShells(std::string_view command) {
  for (const Habit& habit : kHabits) {
    if (habit.theirs == command) return std::string(habit.hint);
  }
  return "";
}

}  // namespace cambium
