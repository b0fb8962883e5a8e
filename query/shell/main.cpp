// The command `cambium`: options, a database, and statements from the arguments, from standard
// input, or from a person at a terminal. docs/cli.md describes it.
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "query/database.h"
#include "query/diagnostic.h"
#include "query/shell/arguments_check.h"
#include "query/shell/command_line.h"
#include "query/shell/dot_commands.h"
#include "query/shell/line_editor.h"
#include "query/shell/other_shells.h"
#include "query/shell/shell.h"
#include "query/version.h"

namespace cambium {
namespace {

int Refuse(const absl::Status& status) {
  std::cerr << "error: " << status.message() << "\n"
            << "see cambium -help\n";
  return 1;
}

int Fail(const absl::Status& status) {
  std::cerr << "error: " << RenderError(status, "") << "\n";
  return 1;
}

// In the midst of a statement a command is a part of it, which nobody means who writes `exit`.
bool IsStuck(const Shell& shell, std::string_view line) {
  return shell.is_pending() && (IsDotCommand(line) || !CommandOfOtherShells(line).empty());
}

bool TakesColours() {
  const char* const terminal = std::getenv("TERM");
  return std::getenv("NO_COLOR") == nullptr && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

// A person writes statements until .quit or Ctrl-D; errors end nothing.
void Converse(Shell& shell, const std::string& history, bool is_in_memory) {
  std::cout << "cambium " << Version() << ", .help lists the commands\n";
  if (is_in_memory) {
    std::cout
        << "This database is in memory and ends with the prompt; cambium FOLDER keeps one.\n";
  }
  LineEditor editor(history, [&shell](std::string_view before) {
    return Complete(before, shell.database().Tables());
  });
  for (;;) {
    std::string line;
    switch (editor.Read(shell.is_pending() ? "    ...> " : "cambium> ", line)) {
      case LineEditor::Outcome::kLine:
        if (IsStuck(shell, line)) {
          std::cerr << "hint: a statement waits for its end; write ; or drop it by Ctrl-C\n";
          break;
        }
        if (!shell.AddLine(line)) return;
        break;
      case LineEditor::Outcome::kInterrupted:
        shell.DropPending();
        break;
      case LineEditor::Outcome::kEnd:
        shell.Finish();
        return;
    }
  }
}

int Main(const std::vector<std::string>& arguments) {
  absl::StatusOr<CommandLine> line = ReadCommandLine(arguments);
  if (!line.ok()) return Refuse(line.status());
  if (line->wants_help) {
    std::cout << CommandLineHelp();
    return 0;
  }
  if (line->wants_version) {
    std::cout << "cambium " << Version() << "\n";
    return 0;
  }
  const bool is_read_by_person = ::isatty(STDOUT_FILENO) == 1;
  const bool is_conversation =
      is_read_by_person && ::isatty(STDIN_FILENO) == 1 && !line->statements.has_value();
  ShellOptions& options = line->shell_options;
  options.form.mode =
      line->mode.value_or(is_read_by_person ? ResultMode::kTable : ResultMode::kJson);
  options.form.colours = is_read_by_person && TakesColours();
  options.is_terminal = is_read_by_person;
  options.keep_going = options.keep_going || is_conversation;
  absl::Status checked =
      CheckDatabaseArgument(line->database, line->database_options.read_only);
  if (checked.ok()) checked = CheckStatementsArgument(line->statements.value_or(""));
  if (!checked.ok()) return Fail(checked);
  // A file that may not grow any more is an error of the write, as a full disk is.
  std::signal(SIGXFSZ, SIG_IGN);
  const auto database = Database::Open(line->database, line->database_options);
  if (!database.ok()) return Fail(WithOpenHint(database.status()));
  Shell shell(**database, options, std::cout, std::cerr);
  if (is_conversation) {
    const bool keeps_history =
        line->database != ":memory:" && !line->database_options.read_only;
    Converse(shell, keeps_history ? line->database + "/history" : "",
             line->database == ":memory:");
    return 0;
  }
  if (line->statements.has_value()) {
    shell.RunText(*line->statements);
  } else {
    shell.RunAll(std::cin);
  }
  if (!std::cout.flush()) return Fail(absl::UnavailableError("cannot write the output"));
  return shell.failed() ? 1 : 0;
}

}  // namespace
}  // namespace cambium

int main(int argc, char** argv) {
  return cambium::Main(std::vector<std::string>(argv + 1, argv + argc));
}
