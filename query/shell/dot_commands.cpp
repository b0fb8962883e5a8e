// The table of commands, and those that take a few lines.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/dot_commands.h"

#include <algorithm>
#include <fstream>

#include "absl/status/statusor.h"
#include "dataflow/status.h"
#include "dataflow/value_format.h"
#include "query/code_points.h"
#include "query/field_type.h"
#include "query/parser.h"
#include "query/shell/csv_text.h"
#include "query/shell/examples.h"
#include "query/shell/import_command.h"
#include "query/shell/live_commands.h"
#include "query/shell/other_shells.h"
#include "query/shell/shell.h"

namespace cambium {
namespace {

absl::Status Misused(std::string_view usage) {
  return absl::InvalidArgumentError("usage: " + std::string(usage));
}

std::string JsonArray(const std::vector<std::string>& texts) {
  std::string json;
  for (const std::string& text : texts) json += (json.empty() ? "" : ",") + JsonText(text);
  return "[" + json + "]";
}

std::string Lines(const std::vector<std::string>& texts) {
  std::string lines;
  for (const std::string& text : texts) lines += text + "\n";
  return lines;
}

absl::Status WriteFile(const std::string& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary);
  out << text << std::flush;
  if (out.good()) return absl::OkStatus();
  return absl::UnavailableError("cannot write file: " + path);
}

std::vector<std::string> TableNames(Shell& shell) {
  std::vector<std::string> names;
  for (const TableDescription& table : shell.database().Tables()) names.push_back(table.name);
  return names;
}

absl::Status RunBackup(Shell& shell, std::string_view rest) {
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<std::string> words, SplitWords(rest));
  if (words.size() != 1) return Misused(".backup FOLDER");
  CAMBIUM_RETURN_IF_ERROR(shell.database().Backup(words[0]));
  shell.Print("{\"backup\":" + JsonText(words[0]) + "}", "the database is in " + words[0]);
  return absl::OkStatus();
}

absl::Status RunCheck(Shell& shell, std::string_view) {
  CAMBIUM_RETURN_IF_ERROR(shell.database().Verify());
  shell.Print("{\"check\":\"ok\"}", "the store is whole");
  return absl::OkStatus();
}

absl::Status RunClock(Shell& shell, std::string_view rest) {
  if (rest.empty()) return Misused(".clock TIME");
  CAMBIUM_ASSIGN_OR_RETURN(const std::int64_t micros, ParseTime(rest));
  return shell.WithFramesBehind([&shell, micros] {
    shell.database().AdvanceTime(micros);
    const std::string time = FormatTime(micros);
    shell.Print("{\"clock\":" + JsonText(time) + "}", "NOW() is at least " + time);
    return absl::OkStatus();
  });
}

absl::Status LoadAndShow(Shell& shell, std::string_view rest) {
  const Example* const example = FindExample(rest);
  if (example == nullptr) {
    std::string list;
    for (const Example& known : Examples()) {
      list += (list.empty() ? "" : ", ") + std::string(known.name);
    }
    if (rest.empty()) return Misused(".example NAME; there are " + list);
    return absl::NotFoundError("no example '" + std::string(rest) + "'; there are " + list);
  }
  CAMBIUM_ASSIGN_OR_RETURN(const std::int64_t rows, LoadExample(shell.database(), *example));
  const std::vector<std::string> questions = QuestionsOf(*example);
  shell.Print("{\"example\":" + JsonText(rest) + ",\"rows\":" + std::to_string(rows) +
                  ",\"try\":" + JsonArray(questions) + "}",
              std::to_string(rows) + " rows. Try:\n\n" + Lines(questions));
  return absl::OkStatus();
}

absl::Status RunExample(Shell& shell, std::string_view rest) {
  return shell.WithFramesBehind([&shell, rest] { return LoadAndShow(shell, rest); });
}

absl::Status RunExplain(Shell& shell, std::string_view rest) {
  if (rest.empty()) return Misused(".explain QUERY");
  return shell.Explain(std::string(rest));
}

absl::Status RunExport(Shell& shell, std::string_view rest) {
  constexpr std::string_view kUsage = ".export QUERY FILE, where FILE ends in .csv or .jsonl";
  const std::size_t split = rest.find_last_of(" \t\n}");
  if (split == std::string_view::npos) return Misused(kUsage);
  const std::string path(rest.substr(split + 1));
  const std::string_view query = rest.substr(0, split + 1);
  const bool is_csv = path.ends_with(".csv");
  const bool is_json = path.ends_with(".jsonl") || path.ends_with(".ndjson");
  if (!is_csv && !is_json) return Misused(kUsage);
  CAMBIUM_ASSIGN_OR_RETURN(const Answer answer, shell.Ask(query));
  std::string text;
  if (is_csv) {
    CAMBIUM_ASSIGN_OR_RETURN(text, CsvText(*answer.plan, answer.rows));
  } else {
    text = JsonLinesText(*answer.plan, answer.rows);
  }
  CAMBIUM_RETURN_IF_ERROR(WriteFile(path, text));
  const std::string rows = std::to_string(answer.rows.size());
  shell.Print("{\"file\":" + JsonText(path) + ",\"rows\":" + rows + "}",
              rows + " rows into " + path);
  return absl::OkStatus();
}

absl::Status RunGraph(Shell& shell, std::string_view rest) {
  if (rest.empty()) return Misused(".graph FILE.dot");
  const std::string path(rest);
  CAMBIUM_RETURN_IF_ERROR(WriteFile(path, shell.database().Dot()));
  shell.Print("{\"file\":" + JsonText(path) + "}", "the graph of live queries is in " + path);
  return absl::OkStatus();
}

// `.help import`: what it does, and a line that uses it.
absl::Status HelpWith(Shell& shell, std::string_view name) {
  const std::string full = (name.starts_with('.') ? "" : ".") + std::string(name);
  std::vector<std::string> names;
  for (const DotCommand& command : DotCommands()) {
    names.emplace_back(command.name);
    if (command.name != full) continue;
    std::string usage(command.name);
    if (!command.arguments.empty()) usage += " " + std::string(command.arguments);
    const std::string what(command.what);
    const std::string example(command.example);
    shell.Print("{\"usage\":" + JsonText(usage) + ",\"what\":" + JsonText(what) +
                    ",\"example\":" + JsonText(example) + "}",
                usage + "\n  " + what + "\n  such as: " + example + "\n");
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError("no command '" + full + "'" + DidYouMean(full, names) +
                                    "; .help lists them");
}

absl::Status RunHelp(Shell& shell, std::string_view rest) {
  if (!rest.empty()) return HelpWith(shell, rest);
  std::vector<std::string> names;
  std::string text;
  for (const DotCommand& command : DotCommands()) {
    names.emplace_back(command.name);
    std::string line(command.name);
    if (!command.arguments.empty()) line += " " + std::string(command.arguments);
    const std::size_t width = CountCodePoints(line);
    line.append(std::max<std::size_t>(width + 2, 26) - width, ' ');
    text += line + std::string(command.what) + "\n";
  }
  text += "\nStatements are TreeQL and end with ; or }. To begin: .example music\n";
  shell.Print(JsonArray(names), text);
  return absl::OkStatus();
}

absl::Status RunLive(Shell& shell, std::string_view) {
  std::string json;
  std::string text;
  for (const auto& [id, query] : shell.LiveTexts()) {
    const std::string number = std::to_string(id);
    const std::string_view shown =
        std::string_view(query).substr(0, query.find_last_not_of(" \t\r\n") + 1);
    json += (json.empty() ? "" : ",") + ("{\"sub\":" + number) +
            ",\"query\":" + JsonText(shown) + "}";
    text += number + "  " + std::string(shown) + "\n";
  }
  shell.Print("[" + json + "]", text);
  return absl::OkStatus();
}

absl::Status RunMode(Shell& shell, std::string_view rest) {
  const std::optional<ResultMode> mode = FindResultMode(rest);
  if (!mode.has_value()) return Misused(".mode table, json, pretty or csv");
  shell.options().form.mode = *mode;
  return absl::OkStatus();
}

absl::Status RunParam(Shell& shell, std::string_view rest) {
  Parameters& parameters = shell.options().parameters;
  if (rest.empty()) {
    std::string json;
    std::string text;
    for (const auto& [name, value] : parameters) {
      json += (json.empty() ? "" : ",") + JsonText(name) + ":" + JsonText(value.name.text);
      text += "$" + name + " = " + value.name.text + "\n";
    }
    shell.Print("{" + json + "}", text);
    return absl::OkStatus();
  }
  const std::size_t split = rest.find_first_of(" \t");
  if (split == std::string_view::npos) return Misused(".param NAME VALUE");
  const std::size_t name = rest.starts_with('$') ? 1 : 0;
  const std::string_view value = rest.substr(rest.find_first_not_of(" \t", split));
  CAMBIUM_ASSIGN_OR_RETURN(parameters[std::string(rest.substr(name, split - name))],
                           ReadParameter(value));
  return absl::OkStatus();
}

absl::Status RunQuit(Shell& shell, std::string_view) {
  shell.Quit();
  return absl::OkStatus();
}

absl::Status RunRead(Shell& shell, std::string_view rest) {
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<std::string> words, SplitWords(rest));
  if (words.size() != 1) return Misused(".read FILE");
  if (words[0].ends_with(".csv") || words[0].ends_with(".jsonl")) {
    return WithHint(
        absl::InvalidArgumentError("a file of rows is no file of statements: " + words[0]),
        "hint: .import " + words[0] + " TABLE");
  }
  return shell.RunFile(words[0]);
}

// "first a=1 b=2".
struct WordAndParameters {
  std::string word;
  Parameters parameters;
};

absl::StatusOr<WordAndParameters> ReadWordAndParameters(std::string_view rest,
                                                        std::string_view usage) {
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<std::string> words, SplitWords(rest));
  if (words.empty()) return Misused(usage);
  WordAndParameters read{words[0], {}};
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::size_t equals = words[i].find('=');
    if (equals == std::string::npos || equals == 0) return Misused(usage);
    CAMBIUM_ASSIGN_OR_RETURN(read.parameters[words[i].substr(0, equals)],
                             ReadParameter(std::string_view(words[i]).substr(equals + 1)));
  }
  return read;
}

absl::Status RunRebind(Shell& shell, std::string_view rest) {
  CAMBIUM_ASSIGN_OR_RETURN(const WordAndParameters read,
                           ReadWordAndParameters(rest, ".rebind N a=1 …"));
  return shell.RebindLive(read.word, read.parameters);
}

absl::Status RunRun(Shell& shell, std::string_view rest) {
  CAMBIUM_ASSIGN_OR_RETURN(const WordAndParameters read,
                           ReadWordAndParameters(rest, ".run NAME a=1 …"));
  return shell.RunNamed(read.word, read.parameters);
}

absl::Status RunSchema(Shell& shell, std::string_view rest) {
  CAMBIUM_ASSIGN_OR_RETURN(std::vector<std::string> texts, shell.database().Declarations());
  if (!rest.empty()) {
    const std::string name(rest);
    const std::vector<std::string> tables = TableNames(shell);
    if (std::find(tables.begin(), tables.end(), name) == tables.end()) {
      return absl::NotFoundError("no table '" + name + "'" + DidYouMean(name, tables));
    }
    std::erase_if(texts, [&name](const std::string& text) {
      const absl::StatusOr<Statement> statement = ParseStatement(text);
      const auto* table = statement.ok() ? std::get_if<TableDeclaration>(&*statement) : nullptr;
      return table == nullptr || table->name.text != name;
    });
  }
  shell.Print("{\"schema\":" + JsonArray(texts) + "}", Lines(texts));
  return absl::OkStatus();
}

absl::Status RunStats(Shell& shell, std::string_view rest) {
  if (rest == "live") {
    PrintLiveStatistics(shell);
    return absl::OkStatus();
  }
  if (!rest.empty()) return Misused(".stats or .stats live");
  const Database& database = shell.database();
  const StoreStatistics store = database.Statistics();
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  for (std::size_t level = 0; level < store.level_files.size(); ++level) {
    files += store.level_files[level];
    bytes += store.level_bytes[level];
  }
  const LiveQueryStatistics live = database.LiveStatistics();
  const std::pair<std::string_view, std::uint64_t> numbers[] = {
      {"commit", database.version()},
      {"tables", database.Tables().size()},
      {"subscriptions", shell.LiveTexts().size()},
      {"live_shapes", live.instances.size()},
      {"live_operators", live.operators.size()},
      {"live_rows", live.held_rows},
      {"files", files},
      {"file_bytes", bytes},
      {"memtable_bytes", store.memtable_bytes},
      {"cached_bytes", store.cached_bytes},
      {"cache_hits", store.cache_hits},
      {"cache_misses", store.cache_misses},
      {"flushes", store.flushes},
      {"compactions", store.compactions}};
  std::string json;
  std::string text;
  for (const auto& [name, number] : numbers) {
    json += (json.empty() ? "" : ",") + JsonText(name) + ":" + std::to_string(number);
    std::string line(name);
    line.resize(16, ' ');
    text += line + std::to_string(number) + "\n";
  }
  shell.Print("{" + json + "}", text);
  return absl::OkStatus();
}

absl::Status RunStop(Shell& shell, std::string_view rest) { return shell.StopLive(rest); }

absl::Status RunTables(Shell& shell, std::string_view) {
  const std::vector<std::string> names = TableNames(shell);
  shell.Print(JsonArray(names), Lines(names));
  return absl::OkStatus();
}

absl::Status RunTimer(Shell& shell, std::string_view rest) {
  if (rest != "on" && rest != "off") return Misused(".timer on or .timer off");
  shell.SetTimer(rest == "on");
  return absl::OkStatus();
}

constexpr DotCommand kCommands[] = {
    {".backup", "FOLDER", "make a copy of the database in a new folder", ".backup monday",
     RunBackup},
    {".check", "", "read every byte of the store and say what is wrong", ".check", RunCheck},
    {".clock", "TIME", "let NOW() be this time for live queries", ".clock 2026-11-21T12:00:00Z",
     RunClock},
    {".example", "NAME", "load an example: tracker, music, trading or org", ".example music",
     RunExample},
    {".explain", "QUERY", "the plan of a query", ".explain MANY Album { title }", RunExplain},
    {".export", "QUERY FILE", "write a query's answer to FILE.csv or FILE.jsonl",
     ".export MANY Album { id, title } albums.csv", RunExport},
    {".graph", "FILE.dot", "write the graph of the live queries for Graphviz",
     ".graph live.dot", RunGraph},
    {".help", "[COMMAND]", "this list, or how to use a command", ".help import", RunHelp},
    {".import", "FILE TABLE", "insert the rows of FILE.csv or FILE.jsonl",
     ".import albums.csv Album", RunImport},
    {".live", "", "list the open subscriptions", ".live", RunLive},
    {".mode", "MODE", "print as table, json, pretty or csv", ".mode json", RunMode},
    {".param", "NAME VALUE", "set parameter $NAME, or list all", ".param low 9.99", RunParam},
    {".quit", "", "leave", ".quit", RunQuit},
    {".read", "FILE", "run the statements of a file", ".read schema.tql", RunRead},
    {".rebind", "N a=1 …", "give parameters of subscription N other values", ".rebind 1 low=5",
     RunRebind},
    {".run", "NAME a=1 …", "run a query that has a name", ".run Cheap low=5", RunRun},
    {".schema", "[TABLE]", "print what is declared", ".schema Album", RunSchema},
    {".stats", "[live]", "what the database holds and has done, or its live queries",
     ".stats live", RunStats},
    {".stop", "N", "end subscription N", ".stop 1", RunStop},
    {".tables", "", "list the tables", ".tables", RunTables},
    {".timer", "on|off", "print the time that each statement takes", ".timer on", RunTimer},
    {".why", "[COMMIT]", "what a commit changed, and whom it told", ".why 42", RunWhy},
};

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

std::span<const DotCommand> DotCommands() { return kCommands; }

bool IsDotCommand(std::string_view line) {
  const std::string_view name = line.substr(0, line.find_first_of(" \t\r\n"));
  return std::any_of(std::begin(kCommands), std::end(kCommands),
                     [name](const DotCommand& command) { return command.name == name; });
}

absl::Status RunDotCommand(Shell& shell, std::string_view line) {
  while (!line.empty() && IsBlank(line.back())) line.remove_suffix(1);
  const std::size_t split = std::min(line.find_first_of(" \t"), line.size());
  const std::string_view name = line.substr(0, split);
  const std::size_t rest = std::min(line.find_first_not_of(" \t", split), line.size());
  std::vector<std::string> names;
  for (const DotCommand& command : kCommands) {
    if (command.name == name) return command.run(shell, line.substr(rest));
    names.emplace_back(command.name);
  }
  const std::string hint = HintOfOtherShells(name);
  const std::string guess = hint.empty() ? DidYouMean(name, names) : "";
  return WithHint(absl::InvalidArgumentError("no command '" + std::string(name) + "'" + guess +
                                             "; .help lists them"),
                  hint);
}

absl::StatusOr<std::vector<std::string>> SplitWords(std::string_view line) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < line.size();) {
    if (IsBlank(line[at])) {
      ++at;
      continue;
    }
    std::string word;
    while (at < line.size() && !IsBlank(line[at])) {
      const char c = line[at];
      if (c != '\'' && c != '"') {
        word += c;
        ++at;
        continue;
      }
      const std::size_t end = line.find(c, at + 1);
      if (end == std::string_view::npos) {
        return absl::InvalidArgumentError("quote is not closed: " +
                                          std::string(line.substr(at)));
      }
      word += line.substr(at + 1, end - at - 1);
      at = end + 1;
    }
    words.push_back(std::move(word));
  }
  return words;
}

}  // namespace cambium
