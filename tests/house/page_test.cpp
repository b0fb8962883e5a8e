// What the pages show is what there is: code on a page stands in a file that is compiled or is
// run here, and commands name presets, programs, targets and tests that exist.
//
// docs/operators.md has a test of its own, tests/operators/page_test.cpp; docs/format.md has
// tests/lsm/format_test.cpp.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "doctest/doctest.h"
#include "query/database.h"
#include "query/frame.h"
#include "query/lexer.h"
#include "tests/house/source.h"
#include "tests/support/source_root.h"
#include "tests/support/statements.h"

namespace cambium::house {
namespace {

struct Block {
  std::string page;
  std::string language;
  std::string text;
};

std::vector<Block> BlocksOf(const Source& page) {
  std::vector<Block> blocks;
  bool inside = false;
  for (const std::string_view line : SplitLines(page.text)) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) blocks.push_back({page.path, std::string(line.substr(3)), ""});
    } else if (inside) {
      blocks.back().text += std::string(line) + "\n";
    }
  }
  return blocks;
}

// All blocks of a language, of all pages.
std::vector<Block> BlocksIn(const std::vector<Source>& tree, std::string_view language) {
  std::vector<Block> found;
  for (const Source& source : tree) {
    if (!IsPage(source)) continue;
    for (Block& block : BlocksOf(source)) {
      if (block.language == language) found.push_back(std::move(block));
    }
  }
  return found;
}

// Without the blanks in front of each line, since a page indents as it likes.
std::string Unindented(std::string_view text) {
  std::string out;
  for (const std::string_view line : SplitLines(text)) {
    out += line.substr(std::min(line.find_first_not_of(' '), line.size()));
    out += '\n';
  }
  return out;
}

// The lines of sh blocks, and what stands between backquotes and begins like a command.
std::vector<std::string> CommandsOf(const Source& page) {
  std::vector<std::string> commands;
  bool inside = false;
  bool is_shell = false;
  for (const std::string_view line : SplitLines(page.text)) {
    if (line.starts_with("```")) {
      inside = !inside;
      is_shell = inside && line == "```sh";
      continue;
    }
    if (is_shell) commands.emplace_back(line);
    if (inside) continue;
    std::istringstream spans{std::string(line)};
    std::string span;
    for (bool is_code = false; std::getline(spans, span, '`'); is_code = !is_code) {
      for (const std::string_view begin : {".ci/", "build/", "cmake -", "ctest ", "CAMBIUM_"}) {
        if (is_code && span.starts_with(begin)) commands.push_back(span);
      }
    }
  }
  return commands;
}

// The words of a command; what is between quotes stays together, without them.
std::vector<std::string> WordsOf(const std::string& command) {
  std::vector<std::string> words{""};
  bool quoted = false;
  for (const char c : command) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

bool StandsIn(const std::vector<Source>& tree, std::string_view path_end,
              const std::string& text) {
  for (const Source& source : tree) {
    if (source.path.ends_with(path_end) && source.text.find(text) != std::string::npos) {
      return true;
    }
  }
  return false;
}

// Whether some command begins with this name, as those that make targets do.
bool IsTarget(const std::vector<Source>& tree, const std::string& name) {
  return StandsIn(tree, "CMakeLists.txt", "(" + name + "\n") ||
         StandsIn(tree, "CMakeLists.txt", "(" + name + " ");
}

// Whether there is what this word of a command names; true for words that name nothing.
bool Exists(const std::vector<Source>& tree, const std::string& before,
            const std::string& word) {
  const bool is_pattern = word.find("…") != std::string::npos || word.find('<') == 0;
  if (is_pattern || word.empty()) return true;
  if (word.starts_with(".ci/")) return StandsIn(tree, word, "");
  if (before == "--preset") {
    return StandsIn(tree, "CMakePresets.json", "\"name\": \"" + word + "\"");
  }
  if (before == "--target") return IsTarget(tree, word);
  const std::size_t bin = word.find("/bin/");
  if (word.starts_with("build/") && bin != std::string::npos) {
    const std::string program = word.substr(bin + 5);
    if (program.starts_with("<")) return true;
    return IsTarget(tree, program) ||
           StandsIn(tree, "CMakeLists.txt", "(" + program + ".cpp ") ||
           StandsIn(tree, "CMakeLists.txt", "OUTPUT_NAME " + program);
  }
  for (const auto& [option, macro] : {std::pair{"--test-suite=", "TEST_SUITE(\""},
                                      std::pair{"--test-case=", "TEST_CASE(\""}}) {
    if (!word.starts_with(option)) continue;
    const std::string name = word.substr(std::string_view(option).size());
    return StandsIn(tree, "_test.cpp", macro + name.substr(0, name.find('*')));
  }
  return true;
}

// A text cut into its statements, and the parts behind arrows, which they print.
struct Script {
  std::vector<std::string> statements;
  std::vector<std::string> expected;
};

Script ScriptOf(std::string_view text) {
  Script script;
  std::string code;
  for (const std::string_view line : SplitLines(text)) {
    constexpr std::string_view kArrow = "→ ";
    if (line.starts_with(kArrow)) {
      script.expected.emplace_back(line.substr(kArrow.size()));
    } else {
      code += std::string(line) + "\n";
    }
  }
  for (;;) {
    const std::size_t end = FindStatementEnd(code);
    if (end == std::string::npos) return script;
    script.statements.push_back(code.substr(0, end));
    code.erase(0, end);
  }
}

// Runs it, and compares what its questions and subscriptions print.
void CheckScript(const Script& script) {
  auto database = testing::OpenWith({});
  testing::Recorder recorder;
  std::vector<Subscription> live;
  std::string printed;
  for (const std::string& statement : script.statements) {
    INFO(statement);
    const absl::StatusOr<Statement> parsed = ParseStatement(statement);
    REQUIRE(parsed.ok());
    const auto* query = std::get_if<Query>(&*parsed);
    if (query == nullptr) {
      testing::Do(*database, statement);
    } else if (query->live) {
      live.push_back(testing::Follow(*database, statement, recorder));
    } else {
      printed += testing::Ask(*database, statement) + "\n";
    }
    printed += recorder.Take();
  }
  std::string expected;
  for (const std::string& line : script.expected) expected += line + "\n";
  CHECK(printed == expected);
}

TEST_SUITE("Pages") {
  const std::vector<Source>& Tree() {
    static const std::vector<Source> tree = ReadTree(testing::SourceRoot());
    return tree;
  }

  TEST_CASE("code stands in a file that is compiled") {
    std::string sources;
    for (const Source& source : Tree()) {
      const bool is_compiled = IsCpp(source) || source.path.ends_with("CMakeLists.txt");
      if (is_compiled) sources += Unindented(source.text);
    }
    std::vector<Block> blocks = BlocksIn(Tree(), "cpp");
    for (Block& block : BlocksIn(Tree(), "cmake")) blocks.push_back(std::move(block));
    CHECK(blocks.size() > 15);
    for (const Block& block : blocks) {
      if (block.page == "docs/operators.md") continue;
      INFO(block.page);
      INFO(block.text);
      CHECK(sources.find(Unindented(block.text)) != std::string::npos);
    }
  }

  TEST_CASE("what an example is said to print stands in its expected output") {
    std::string outputs;
    for (const auto& entry :
         std::filesystem::directory_iterator(testing::SourceRoot() / "docs/examples")) {
      std::ifstream file(entry.path(), std::ios::binary);
      if (entry.path().extension() != ".txt") continue;
      outputs.append(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    const std::vector<Block> blocks = BlocksIn(Tree(), "txt");
    CHECK_FALSE(blocks.empty());
    for (const Block& block : blocks) {
      INFO(block.page);
      INFO(block.text);
      CHECK(outputs.find(block.text) != std::string::npos);
    }
  }

  TEST_CASE("commands name what there is") {
    std::size_t commands = 0;
    for (const Source& source : Tree()) {
      if (!IsPage(source)) continue;
      for (const std::string& command : CommandsOf(source)) {
        INFO(source.path << ": " << command);
        ++commands;
        std::string before;
        for (const std::string& word : WordsOf(command)) {
          CHECK(Exists(Tree(), before, word));
          before = word;
        }
      }
    }
    CHECK(commands > 20);
  }

  TEST_CASE("a language of a block is one that is checked or is no code") {
    for (const Source& source : Tree()) {
      if (!IsPage(source)) continue;
      for (const Block& block : BlocksOf(source)) {
        INFO(source.path << ": " << block.language);
        const std::vector<std::string> known{"",     "cpp",  "cmake", "sh", "treeql",
                                             "ebnf", "json", "sql",   "txt"};
        CHECK(std::find(known.begin(), known.end(), block.language) != known.end());
      }
    }
  }

  TEST_CASE("the README's frame is what its statements send") {
    std::vector<Block> blocks = BlocksIn(Tree(), "treeql");
    std::erase_if(blocks, [](const Block& block) { return block.page != "README.md"; });
    REQUIRE(blocks.size() == 1);
    const Script script = ScriptOf(blocks[0].text);
    REQUIRE(script.statements.size() == 4);
    REQUIRE(script.expected.size() == 1);
    auto database = testing::OpenWith({script.statements[0], script.statements[1],
                                       "INSERT Issue { id: 1, title: 'it is slow' }"});
    for (const char* id : {"9", "10", "11"}) {
      testing::Do(*database,
                  "INSERT Comment { id: " + std::string(id) + ", issue: 1, text: 'here too' }");
    }
    testing::Recorder recorder;
    const Subscription live = testing::Follow(*database, script.statements[2], recorder);
    recorder.Take();
    testing::Do(*database, script.statements[3]);
    CHECK(recorder.Take() == script.expected[0] + "\n");
  }

  TEST_CASE("the card of the language declares its tables and asks for a parameter") {
    std::vector<Block> blocks = BlocksIn(Tree(), "treeql");
    std::erase_if(blocks, [](const Block& block) { return block.page != "docs/treeql.md"; });
    REQUIRE(blocks.size() == 3);
    const Script script = ScriptOf(blocks[0].text);
    REQUIRE(script.statements.size() == 3);
    auto database = testing::OpenWith({"TABLE User { id: Int = 1 KEY, name: Text = 2 }",
                                       script.statements[0], script.statements[1]});
    const std::string refusal = testing::Refusal(*database, script.statements[2]);
    INFO(refusal);
    CHECK(refusal.find("parameter has no value: $who") != std::string::npos);
  }

  TEST_CASE("the answers and frames of RECURSE and of LAX are those of their sections") {
    std::vector<Block> blocks = BlocksIn(Tree(), "treeql");
    std::erase_if(blocks, [](const Block& block) { return block.page != "docs/treeql.md"; });
    for (const std::size_t section : {1U, 2U}) CheckScript(ScriptOf(blocks[section].text));
  }
}

}  // namespace
}  // namespace cambium::house
