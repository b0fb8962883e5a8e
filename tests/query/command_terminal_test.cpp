// The command at a terminal: a prompt, its keys, and what must not reach a terminal.
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>

#include "doctest/doctest.h"
#include "tests/support/co_process.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/terminal_process.h"

namespace cambium {
namespace {

using testing::TerminalProcess;

constexpr std::string_view kPrompt = "cambium> ";
constexpr std::string_view kMore = "    ...> ";

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// Types a line, and reads up to the next prompt.
std::string Say(TerminalProcess& terminal, const std::string& line) {
  terminal.Type(line + "\r");
  return terminal.ReadUntil(kPrompt);
}

TEST_SUITE("The command at a terminal") {
  TEST_CASE("prints tables and goes on behind errors") {
    TerminalProcess terminal(CAMBIUM_SHELL, {});
    terminal.ReadUntil(kPrompt);
    CHECK(Has(Say(terminal, "TABLE T { id: Int = 1 KEY }"), "commit 1: table T\r\n"));
    CHECK(Has(Say(terminal, "MANY U { id }"), "1:6: no table 'U'; did you mean 'T'?\r\n"));
    CHECK(Has(Say(terminal, "INSERT T { id: 7 }"), "commit 2: 1 row\r\n"));
    CHECK(Has(Say(terminal, "MANY T { id }"), "id\x1B[0m\r\n\x1B[2m--\x1B[0m\r\n 7\r\n"));
    terminal.Type("\x04");
    CHECK(terminal.Finish() == 0);
  }

  TEST_CASE("asks for more until a statement is whole") {
    TerminalProcess terminal(CAMBIUM_SHELL, {"-json"});
    terminal.ReadUntil(kPrompt);
    terminal.Type("TABLE T {\r");
    terminal.ReadUntil(kMore);
    CHECK(Has(Say(terminal, "id: Int = 1 KEY }"), "{\"commit\":1,\"table\":\"T\"}\r\n"));
    terminal.Type("DELETE T\r");
    terminal.ReadUntil(kMore);
    CHECK(Has(Say(terminal, ";"), "{\"commit\":1,\"rows\":0}\r\n"));
    terminal.Type(".quit\r");
    CHECK(terminal.Finish() == 0);
  }

  TEST_CASE("says that nothing is kept and leaves at a word of other shells") {
    TerminalProcess terminal(CAMBIUM_SHELL, {});
    CHECK(Has(terminal.ReadUntil(kPrompt),
              "This database is in memory and ends with the prompt"));
    CHECK(Has(Say(terminal, "help"), ".tables"));
    terminal.Type("DELETE T\r");
    terminal.ReadUntil(kMore);
    terminal.Type("exit\r");
    CHECK(Has(terminal.ReadUntil(kMore), "a statement waits for its end; write ; or drop it"));
    CHECK(Has(Say(terminal, ";"), "no table 'T'"));
    terminal.Type("exit\r");
    CHECK(terminal.Finish() == 0);
  }

  TEST_CASE("Ctrl-C drops what was written and Ctrl-D ends") {
    TerminalProcess terminal(CAMBIUM_SHELL, {"-json"});
    terminal.ReadUntil(kPrompt);
    terminal.Type("nonsense\x03");
    CHECK(Has(terminal.ReadUntil(kPrompt), "^C"));
    terminal.Type("TABLE T {\r");
    terminal.ReadUntil(kMore);
    terminal.Type("id: \x03");
    CHECK(Has(terminal.ReadUntil(kPrompt), "^C"));
    const std::string made = Say(terminal, "TABLE T { id: Int = 1 KEY }");
    CHECK(Has(made, "{\"commit\":1,\"table\":\"T\"}\r\n"));
    CHECK_FALSE(Has(made, "error"));
    terminal.Type("\x04");
    CHECK(terminal.Finish() == 0);
  }

  TEST_CASE("completes commands and names and names behind a dot") {
    TerminalProcess terminal(CAMBIUM_SHELL, {"-json"});
    terminal.ReadUntil(kPrompt);
    Say(terminal, "TABLE Person { id: Int = 1 KEY, nickname: Text = 2 }");
    Say(terminal, "TABLE Post { id: Int = 1 KEY, writer: Person = 2 BACK posts }");
    CHECK(Has(Say(terminal, ".tab\t"), "[\"Person\",\"Post\"]"));
    CHECK(Has(Say(terminal, "many Per\t{ nic\t}"), "[]\r\n"));
    CHECK(Has(Say(terminal, "MANY Post { wri\t\x08.nick\t}"), "[]\r\n"));
    terminal.Type("MANY P\t");
    CHECK(Has(terminal.ReadUntil("Post"), "Person"));
    terminal.Type("\x03");
    terminal.ReadUntil(kPrompt);
    terminal.Type("\x04");
    CHECK(terminal.Finish() == 0);
  }

  TEST_CASE("remembers lines in the folder of the database and nowhere else") {
    const testing::TemporaryFolder folder;
    const std::string path = folder.path() + "/db";
    {
      TerminalProcess terminal(CAMBIUM_SHELL, {"-json", path});
      terminal.ReadUntil(kPrompt);
      Say(terminal, "TABLE T { id: Int = 1 KEY }");
      terminal.Type(".quit\r");
      CHECK(terminal.Finish() == 0);
    }
    CHECK(std::filesystem::exists(path + "/history"));
    TerminalProcess terminal(CAMBIUM_SHELL, {"-json", path});
    terminal.ReadUntil(kPrompt);
    terminal.Type("\x10\x10\r");  // Ctrl-P, twice: the line before .quit.
    CHECK(Has(terminal.ReadUntil(kPrompt), "{\"commit\":1,\"table\":\"T\"}"));
    terminal.Type("\x04");
    CHECK(terminal.Finish() == 0);
  }

  TEST_CASE("data cannot steer the terminal and NO_COLOR is obeyed") {
    for (const std::string mode : {"-table", "-json", "-pretty", "-csv"}) {
      TerminalProcess terminal(CAMBIUM_SHELL,
                               {mode, ":memory:",
                                "TABLE T { id: Text = 1 KEY }\n"
                                "INSERT T { id: 'a\x1B[2Jb\xC2\x9B"
                                "31mc\x07' }\n"
                                "MANY T { id }\nMANY U { id }"},
                               {"NO_COLOR=1"});
      const std::string shown = terminal.ReadUntil("no table 'U'");
      CHECK(Has(shown, "[2Jb"));
      CHECK_FALSE(Has(shown, "\x1B"));
      CHECK_FALSE(Has(shown, "\x07"));
      CHECK_FALSE(Has(shown, "\xC2\x9B"));
      CHECK(terminal.Finish() == 1);
    }
  }
}

}  // namespace
}  // namespace cambium
