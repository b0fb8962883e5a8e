// What somebody types in the first hour, who knows SQL and nothing of Cambium, and what it is
// told: tests/golden/first_hour.txt, a conversation with one shell from top to bottom.
//
// In it `> ` begins what is typed and `| ` goes on with it; below stands the answer; `@/` is
// the folder of the files. CAMBIUM_UPDATE_GOLDEN=1 writes the answers.
// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "doctest/doctest.h"
#include "query/shell/arguments_check.h"
#include "query/shell/other_shells.h"
#include "query/shell/shell.h"
#include "tests/support/co_process.h"
#include "tests/support/golden.h"
#include "tests/support/statements.h"
#include "tests/support/temporary_folder.h"

namespace cambium {
namespace {

constexpr char kPage[] = "tests/golden/first_hour.txt";

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string Replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

void WriteFile(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

// Headers as other programs write them, a reference to nothing, empty cells, dates.
void WriteFiles(const std::string& folder) {
  WriteFile(folder + "/artists.csv",
            "ID,Name,born\n1,Nina,1933-02-21\n2,Miles,1926-05-26\n3,Nobody,\n");
  WriteFile(folder + "/albums.csv",
            "id,title,artist,released,price\n10,Pastel Blues,1,1965-10-01,9.99\n"
            "11,Kind of Blue,2,1959-08-17,12.50\n12,Lost,99,,\n13,Untitled,,,5\n");
  WriteFile(folder + "/bad_albums.csv",
            "id,title,released\n20,May,2020-05-01\n21,Never,2020-13-01\n");
  WriteFile(folder + "/tracks.csv",
            "id,album,title,seconds\n100,10,Sinnerman,622\n101,10,\"Strange Fruit\",207\n"
            "102,11,So What,545\n");
  WriteFile(folder + "/more.csv", "id,titel\n1,x\n");
  WriteFile(folder + "/half.tql",
            "MANY Artist { name };\nMANY Album { title, tracks { title };\n");
}

// A conversation in which no error ends anything.
class Conversation {
 public:
  Conversation() : database_(testing::OpenWith({})), shell_(*database_, Options(), out_, out_) {
    WriteFiles(folder_.path());
  }

  std::string Say(const std::string& text) {
    out_.str("");
    // As at a terminal, where lines are counted from the start of the statement.
    bool goes_on = true;
    for (const std::string& line : LinesOf(Replaced(text, "@/", folder_.path() + "/"))) {
      goes_on = goes_on && shell_.AddLine(line);
    }
    if (goes_on) shell_.Finish();
    return Replaced(out_.str(), folder_.path() + "/", "@/");
  }
  Shell& shell() { return shell_; }
  Database& database() { return *database_; }

 private:
  static ShellOptions Options() {
    ShellOptions options;
    options.keep_going = true;
    options.form.mode = ResultMode::kTable;
    return options;
  }

  testing::TemporaryFolder folder_;
  std::unique_ptr<Database> database_;
  std::ostringstream out_;
  Shell shell_;
};

testing::CoProcess::Result Run(std::vector<std::string> arguments,
                               const std::string& input = "") {
  testing::CoProcess cambium(CAMBIUM_SHELL, std::move(arguments));
  cambium.Write(input);
  return cambium.Finish();
}

TEST_SUITE("The first hour") {
  TEST_CASE("each thing typed gets its answer") {
    // Covers: rule 15
    Conversation conversation;
    std::string page;
    std::string typed;
    const auto answer = [&] {
      if (!typed.empty()) page += conversation.Say(typed);
      typed.clear();
    };
    for (const std::string& line : LinesOf(testing::ReadSourceFile(kPage))) {
      const bool begins = line.starts_with("> ");
      if (begins || line.starts_with("#") || line.empty()) answer();
      if (begins || line.starts_with("| ")) {
        typed += (typed.empty() ? "" : "\n") + line.substr(2);
      }
      if (begins || line.starts_with("| ") || line.starts_with("#") || line.empty()) {
        page += line + "\n";
      }
    }
    answer();
    testing::CheckSameAsFile(kPage, page);
  }

  TEST_CASE("what an error says to try is right") {
    Conversation conversation;
    std::size_t tried = 0;
    for (const std::string& line : LinesOf(testing::ReadSourceFile(kPage))) {
      const bool is_setup = line.starts_with("> TABLE ") || line.starts_with("> .import @/");
      if (is_setup) conversation.Say(line.substr(2));
      if (!line.starts_with("  try: ")) continue;
      const std::string said = conversation.Say(line.substr(7) + ";");
      CHECK_MESSAGE(said.find("error") == std::string::npos, line << "\n" << said);
      ++tried;
    }
    CHECK(tried >= 20);
  }

  TEST_CASE("words of other shells leave and help") {
    for (const std::string word : {"exit", "quit;", "\\q", "EXIT ;", ".exit", ".q"}) {
      CHECK(CommandOfOtherShells(word + "\n") == ".quit");
      Conversation conversation;
      CHECK(conversation.Say(word + "\n.tables\nMANY T { a };") == "");
      CHECK_FALSE(conversation.shell().failed());
    }
    for (const std::string word : {"help", "HELP;", "?", "\\?", "\\h"}) {
      CHECK(CommandOfOtherShells(word) == ".help");
    }
    for (const std::string word : {"helping", "exits", "MANY T { exit }", ".quit", ""}) {
      CHECK(CommandOfOtherShells(word) == "");
    }
    CHECK(HintOfOtherShells("\\dt") == "hint: .tables lists the tables");
    CHECK(HintOfOtherShells(".tables") == "");
  }

  TEST_CASE("a database that is none is refused before anything is made") {
    const testing::TemporaryFolder folder;
    const std::string notes = folder.path() + "/notes.csv";
    WriteFile(notes, "id\n");
    CHECK(CheckDatabaseArgument(":memory:", false).ok());
    CHECK(CheckDatabaseArgument(folder.path() + "/new", false).ok());
    const absl::Status other = CheckDatabaseArgument(folder.path(), false);
    CHECK(other.message() == "folder is no database: " + folder.path());
    CHECK(HintOf(other) == "hint: a database is made in a folder that is new or empty");
    CHECK(CheckDatabaseArgument(folder.path() + "/new", true).message() ==
          "there is no database: " + folder.path() + "/new");
    const absl::Status file = CheckDatabaseArgument(notes, false);
    CHECK(file.message() == "database is a folder, and this is a file: " + notes);
    CHECK(HintOf(file) == "hint: cambium FOLDER '.import " + notes + " TABLE'");
    for (const std::string statement : {"MANY T { a }", ".tables", "DELETE T;"}) {
      CHECK(CheckDatabaseArgument(statement, false).message() ==
            "the database is missing in front of: " + statement);
    }
    const absl::Status statements = CheckStatementsArgument(notes);
    CHECK(statements.message() == "statements are expected, and this is a file: " + notes);
    CHECK(CheckStatementsArgument("MANY T { a }").ok());
    const testing::CoProcess::Result result = Run({folder.path(), ".tables"});
    CHECK(result.status == 1);
    CHECK(result.errors ==
          "error: folder is no database: " + folder.path() +
              "\n  hint: a database is made in a folder that is new or empty\n");
    CHECK_FALSE(std::filesystem::exists(folder.path() + "/lock"));
  }

  TEST_CASE("options go with two dashes and slips are noticed") {
    CHECK(Run({"--json", ":memory:", ".tables"}).out == "[]\n");
    CHECK(Run({"--help"}).status == 0);
    CHECK(Run({"-h"}).out == Run({"-help"}).out);
    CHECK(Run({"-jsno"}).errors ==
          "error: no option '-jsno'; did you mean '-json'?\nsee cambium -help\n");
  }

  TEST_CASE("a second process is told how to get in") {
    const testing::TemporaryFolder folder;
    const std::string path = folder.path() + "/db";
    testing::CoProcess first(CAMBIUM_SHELL, {"-json", path});
    first.Write("TABLE T { id: Int = 1 KEY }\n");
    first.ReadLine();
    CHECK(Run({path, ".tables"}).errors ==
          "error: database is open already: " + path +
              "\n  hint: another process writes there; cambium -readonly opens it beside\n");
    CHECK(Run({"-readonly", path, ".tables"}).out == "[\"T\"]\n");
    CHECK(first.Finish().status == 0);
  }

  TEST_CASE("a disk that is full is said and what was committed stays") {
    const testing::TemporaryFolder folder;
    const std::string path = folder.path() + "/db";
    const std::string cambium = CAMBIUM_SHELL;
    std::string input = "TABLE T { id: Int = 1 KEY, text: Text = 2 }\n";
    for (int id = 0; id < 400; ++id) {
      input += "INSERT T { id: " + std::to_string(id) + ", text: '" + std::string(90, 'x') +
               "' };\n";
    }
    testing::CoProcess limited(
        "/bin/sh", {"-c", "ulimit -f 16; exec '" + cambium + "' -json '" + path + "'"});
    limited.Write(input);
    const testing::CoProcess::Result result = limited.Finish();
    CHECK(result.status == 1);
    CHECK_MESSAGE(result.errors.find("File too large") != std::string::npos, result.errors);
    const std::size_t committed = LinesOf(result.out).size() - 1;
    CHECK(committed > 0);
    CHECK(committed < 400);
    CHECK(Run({path, "{ n: COUNT T }"}).out == "{\"n\":" + std::to_string(committed) + "}\n");
  }

  TEST_CASE("output that cannot be written is an error") {
    testing::CoProcess full("/bin/sh", {"-c", std::string("exec '") + CAMBIUM_SHELL +
                                                  "' -json :memory: .tables >/dev/full"});
    const testing::CoProcess::Result result = full.Finish();
    CHECK(result.status == 1);
    CHECK(result.errors == "error: cannot write the output\n");
  }
}

}  // namespace
}  // namespace cambium
