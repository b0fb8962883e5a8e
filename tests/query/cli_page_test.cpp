// docs/cli.md is what the command does: every session on the page is run, in one folder from
// top to bottom, and the page as it should be is compared with the page.
//
// In a block, a line `$ …` is a command, for the shell of the system; what it reads stands
// below; then what it prints, behind `→ `, its errors, behind `! `, and its exit status if that
// is not 0. CAMBIUM_UPDATE_GOLDEN=1 writes the outputs.
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <vector>

#include "doctest/doctest.h"
#include "query/shell/command_line.h"
#include "query/shell/dot_commands.h"
#include "tests/support/co_process.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace cambium {
namespace {

std::vector<std::string> LinesOf(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string Marked(std::string_view mark, std::string_view text) {
  std::string marked;
  for (const std::string& line : LinesOf(text)) {
    std::string shown = std::string(mark) + line;
    shown.erase(shown.find_last_not_of(' ') + 1);
    marked += shown + "\n";
  }
  return marked;
}

// Runs a command with its input; gives what belongs below it on the page.
std::string Run(const std::string& folder, const std::string& command,
                const std::string& input) {
  const std::string program = CAMBIUM_SHELL;
  const std::string script =
      "cd " + folder + "; cambium() { " + program + " \"$@\"; }; " + command;
  testing::CoProcess process("/bin/sh", {"-c", script});
  process.Write(input);
  const testing::CoProcess::Result result = process.Finish();
  std::string text = Marked("→ ", result.out) + Marked("! ", result.errors);
  if (result.status != 0) text += "(exit status " + std::to_string(result.status) + ")\n";
  return text;
}

bool IsOutput(std::string_view line) {
  return line.starts_with("→") || line.starts_with("!") || line.starts_with("(exit status");
}

TEST_SUITE("The page of the command") {
  TEST_CASE("every session on it goes as it says") {
    const testing::TemporaryFolder folder;
    std::string page;
    std::string command;
    std::string input;
    std::size_t commands = 0;
    const auto finish = [&] {
      if (command.empty()) return;
      page += Run(folder.path(), command, input);
      command.clear();
      input.clear();
      ++commands;
    };
    for (const std::string& line : LinesOf(testing::ReadSourceFile("docs/cli.md"))) {
      const bool is_command = line.starts_with("$ ");
      const bool is_in_session = is_command || !command.empty();
      if (is_command || line.starts_with("```")) finish();
      if (is_in_session && IsOutput(line)) continue;
      page += line + "\n";
      if (is_command) {
        command = line.substr(2);
      } else if (!command.empty()) {
        input += line + "\n";
      }
    }
    CHECK(commands > 15);
    testing::CheckSameAsFile("docs/cli.md", page);
  }

  TEST_CASE("every command and every option is on it") {
    const std::string page = testing::ReadSourceFile("docs/cli.md");
    for (const DotCommand& command : DotCommands()) {
      INFO(command.name);
      CHECK(page.find("`" + std::string(command.name)) != std::string::npos);
    }
    for (const std::string& line : LinesOf(CommandLineHelp())) {
      if (!line.starts_with("  -")) continue;
      const std::string option = line.substr(2, line.find(' ', 2) - 2);
      INFO(option);
      CHECK(page.find("`" + option) != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace cambium
