// docs/cli.md is what the command does: every session on the page is run, and the page as it
// should be is compared with the page. CAMBIUM_UPDATE_GOLDEN=1 writes the outputs.
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "doctest/doctest.h"
#include "query/shell/command_line.h"
#include "query/shell/dot_commands.h"
#include "tests/support/golden.h"
#include "tests/support/page_sessions.h"
#include "tests/support/temporary_folder.h"

namespace cambium {
namespace {

TEST_SUITE("The page of the command") {
  TEST_CASE("every session on it goes as it says") {
    const testing::TemporaryFolder folder;
    testing::PageSessions sessions(CAMBIUM_SHELL, folder.path());
    const std::string page = sessions.Rerun(testing::ReadSourceFile("docs/cli.md"));
    CHECK(sessions.commands() > 15);
    testing::CheckSameAsFile("docs/cli.md", page);
  }

  TEST_CASE("every command and every option is on it") {
    const std::string page = testing::ReadSourceFile("docs/cli.md");
    for (const DotCommand& command : DotCommands()) {
      INFO(command.name);
      CHECK(page.find("`" + std::string(command.name)) != std::string::npos);
    }
    for (const std::string& line : testing::LinesOf(CommandLineHelp())) {
      if (!line.starts_with("  -")) continue;
      const std::string option = line.substr(2, line.find(' ', 2) - 2);
      INFO(option);
      CHECK(page.find("`" + option) != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace cambium
