// The rules of one file.
//
// SPDX-License-Identifier: Apache-2.0
#include "tests/house/rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace cambium::house {
namespace {

constexpr std::size_t kMaxColumns = 96;
constexpr std::size_t kMaxLines = 500;
constexpr std::string_view kSpdx = "// SPDX-License-Identifier: Apache-2.0";

using FolderSet = std::set<std::string, std::less<>>;

// Each folder, with those that it may include.
const std::map<std::string, FolderSet, std::less<>>& MayInclude() {
  static const std::map<std::string, FolderSet, std::less<>> may_include{
      {"dataflow", {"dataflow"}},
      {"operators", {"operators", "dataflow"}},
      {"lsm", {"lsm", "dataflow"}},
      {"query", {"query", "operators", "lsm", "dataflow"}},
      {"tests", {"tests", "query", "operators", "lsm", "dataflow"}},
      {"bench", {"bench", "query", "operators", "lsm", "dataflow"}},
      {"docs", {"docs", "query", "operators", "lsm", "dataflow"}},
  };
  return may_include;
}

template <typename Set>
bool Contains(const Set& set, std::string_view item) {
  return std::find(set.begin(), set.end(), item) != set.end();
}

std::size_t LineOf(const Source& source, std::size_t offset) {
  const auto end = source.text.begin() + static_cast<std::ptrdiff_t>(offset);
  return 1 + static_cast<std::size_t>(std::count(source.text.begin(), end, '\n'));
}

// Code points, since comments may draw with more than ASCII.
std::size_t Columns(std::string_view line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

// The last word of a CamelCase name: "Impl" of "GraphImpl", "Base" of "Base".
std::string_view LastCamelWord(std::string_view name) {
  const std::size_t start = name.find_last_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  return start == std::string_view::npos ? std::string_view() : name.substr(start);
}

// Whether `text` has `part` somewhere that is not behind a letter, a digit or a `_`.
bool HasAtWordStart(std::string_view text, std::string_view part) {
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + 1)) {
    if (at == 0 || Words(text.substr(at - 1, 1)).empty()) return true;
  }
  return false;
}

// What stands between the quotes or brackets of an #include line; nothing on other lines.
std::string_view IncludedPath(std::string_view line) {
  if (!line.starts_with("#include")) return {};
  const std::size_t open = line.find_first_of("<\"");
  if (open == std::string_view::npos) return {};
  const std::size_t close = line.find_first_of(">\"", open + 1);
  if (close == std::string_view::npos) return {};
  return line.substr(open + 1, close - open - 1);
}

// Why `source` may not have this #include line; empty if it may.
std::string WhyNotInclude(const Source& source, std::string_view line) {
  const std::string_view path = IncludedPath(line);
  const std::string_view folder = TopFolder(source.path);
  const std::string_view other = TopFolder(path);
  const bool quoted = line.find('"') != std::string_view::npos;
  if (quoted && (other.empty() || other.starts_with("."))) {
    return "include is not rooted at the repository";
  }
  const auto allowed = MayInclude().find(folder);
  const bool tests_bench = other == "bench" && source.path.starts_with("tests/bench/");
  if (allowed != MayInclude().end() && MayInclude().contains(other) &&
      !allowed->second.contains(other) && !tests_bench) {
    return std::string(folder) + " may not include " + std::string(other);
  }
  const bool is_executor = folder == "dataflow" && !IsHeader(source) &&
                           source.path.find("executor") != std::string::npos;
  if ((other == "tbb" || other == "oneapi") && !is_executor) {
    return "TBB stays in the .cpp files of dataflow's executors";
  }
  if ((other == "capnp" || other == "kj" || path.ends_with(".capnp.h")) &&
      (IsHeader(source) || folder == "dataflow" || folder == "operators")) {
    return "Cap'n Proto stays in .cpp files of lsm and query";
  }
  return {};
}

}  // namespace

std::string FindingText(const Finding& finding) {
  return finding.path + ":" + std::to_string(finding.line) + ": " + finding.what;
}

void CheckIncludes(const Source& source, Findings& findings) {
  if (!IsCpp(source)) return;
  std::size_t line_number = 0;
  for (const std::string_view line : SplitLines(source.code)) {
    ++line_number;
    if (IncludedPath(line).empty()) continue;
    const std::string why = WhyNotInclude(source, line);
    if (!why.empty()) {
      findings.push_back({source.path, line_number, why + ": " + std::string(line)});
    }
  }
}

void CheckLayout(const Source& source, Findings& findings) {
  const bool is_cmake = source.path.ends_with("CMakeLists.txt");
  const bool is_makefile = source.path.ends_with("Makefile");
  std::size_t line_number = 0;
  for (const std::string_view line : SplitLines(source.text)) {
    ++line_number;
    const auto report = [&](const char* what) {
      findings.push_back({source.path, line_number, what});
    };
    if ((IsCpp(source) || is_cmake) && Columns(line) > kMaxColumns) {
      report("line has more than 96 columns");
    }
    if (!is_makefile && line.find('\t') != std::string_view::npos) report("line has a tab");
    if (line.ends_with(' ') || line.ends_with('\r')) report("line ends with a blank");
  }
  if (IsCpp(source) && line_number > kMaxLines) {
    findings.push_back({source.path, line_number, "file has more than 500 lines"});
  }
  if (!source.text.empty() && !source.text.ends_with('\n')) {
    findings.push_back({source.path, line_number, "file does not end with a new line"});
  }
}

void CheckHeaderComment(const Source& source, Findings& findings) {
  if (!IsCpp(source)) return;
  const auto lines = SplitLines(source.text);
  std::size_t comment_lines = 0;
  while (comment_lines < lines.size() && lines[comment_lines].starts_with("//")) {
    ++comment_lines;
  }
  if (comment_lines == 0 || lines[0] == kSpdx) {
    findings.push_back({source.path, 1, "file does not begin by saying what it is"});
  }
  if (comment_lines == 0 || lines[comment_lines - 1] != kSpdx) {
    findings.push_back({source.path, std::max<std::size_t>(comment_lines, 1),
                        "header comment does not end with: " + std::string(kSpdx)});
  }
  if (IsHeader(source) && !Contains(SplitLines(source.code), "#pragma once")) {
    findings.push_back({source.path, 1, "header has no #pragma once"});
  }
}

void CheckNames(const Source& source, Findings& findings) {
  constexpr std::array<std::string_view, 8> kBannedTypes{
      "Util", "Utils", "Helper", "Helpers", "Common", "Manager", "Impl", "Base"};
  constexpr std::array<std::string_view, 8> kBannedFiles{
      "util", "utils", "helper", "helpers", "common", "manager", "impl", "base"};
  constexpr std::array<std::string_view, 7> kDeclares{"class",   "struct",   "union", "enum",
                                                      "concept", "typename", "using"};
  if (!IsCpp(source)) return;

  std::string stem = source.path.substr(source.path.rfind('/') + 1);
  stem.resize(stem.find('.'));
  if (Contains(kBannedFiles, stem.substr(stem.rfind('_') + 1))) {
    findings.push_back({source.path, 1, "file name says nothing: " + stem});
  }

  const std::string_view code = source.code;
  const std::vector<Word> words = Words(code);
  for (std::size_t i = 1; i < words.size(); ++i) {
    const Word& before = words[i - 1];
    const Word& name = words[i];
    if (Contains(kDeclares, before.text) && Contains(kBannedTypes, LastCamelWord(name.text))) {
      findings.push_back({source.path, LineOf(source, name.offset),
                          "type name says nothing: " + std::string(name.text)});
    }
    if (before.text != "namespace" || (i > 1 && words[i - 2].text == "using")) continue;
    // From the name on; the unnamed namespace has its brace before the next word.
    const std::size_t end = code.find_first_of("{=;", before.offset);
    if (end == std::string_view::npos || code[end] != '{' || end < name.offset) continue;
    if (name.text != "cambium" && name.text != "internal") {
      findings.push_back({source.path, LineOf(source, name.offset),
                          "namespace is not ours: " + std::string(name.text)});
    }
  }
}

void CheckTestNames(const Source& source, Findings& findings) {
  if (!IsCpp(source)) return;
  for (const Word& word : Words(source.code)) {
    if (!word.text.starts_with("TEST_CASE") && !word.text.starts_with("TEST_SUITE")) continue;
    // What is blank in the code and not in the text is inside the literals of the name.
    const std::size_t end = std::min(source.code.size(), source.code.find(')', word.offset));
    for (std::size_t i = word.offset; i < end; ++i) {
      if (source.text[i] != ',' || source.code[i] == ',') continue;
      findings.push_back(
          {source.path, LineOf(source, i),
           "test name has a comma, where doctest cuts --test-case and runs nothing"});
    }
  }
}

void CheckComments(const Source& source, Findings& findings) {
  constexpr std::array<std::string_view, 3> kTodo{
      "TODO(perf): ", "TODO(port): ", "TODO(test): "};
  constexpr std::array<std::string_view, 2> kInComments{"NOLINT", "clang-format off"};
  constexpr std::array<std::string_view, 7> kInCode{"GCC diagnostic",
                                                    "clang diagnostic",
                                                    "no_sanitize",
                                                    "doctest::skip",
                                                    "doctest::may_fail",
                                                    "doctest::should_fail",
                                                    "doctest::expected_failures"};
  if (!IsCpp(source)) return;
  const auto report_all = [&](std::string_view text, std::string_view mark) {
    for (std::size_t at = text.find(mark); at != std::string_view::npos;
         at = text.find(mark, at + 1)) {
      findings.push_back(
          {source.path, LineOf(source, at), "suppression: " + std::string(mark)});
    }
  };
  for (const std::string_view mark : kInComments) report_all(source.comments, mark);
  for (const std::string_view mark : kInCode) report_all(source.code, mark);
  for (const Word& word : Words(source.comments)) {
    if (word.text != "TODO") continue;
    const std::string_view rest = std::string_view(source.comments).substr(word.offset);
    const bool is_known = std::any_of(kTodo.begin(), kTodo.end(), [&](std::string_view form) {
      return rest.starts_with(form);
    });
    if (!is_known) {
      findings.push_back({source.path, LineOf(source, word.offset),
                          "a to-do is (perf), (port) or (test), a colon and a sentence"});
    }
  }
}

void CheckMachinePaths(const Source& source, Findings& findings) {
  // In two parts, since this file is checked as well.
  const std::array<std::string, 3> folders{
      "/wo"
      "rk/",
      "/ro"
      "ot/",
      "/ho"
      "me/"};
  std::size_t line_number = 0;
  for (const std::string_view line : SplitLines(source.text)) {
    ++line_number;
    for (const std::string& folder : folders) {
      if (HasAtWordStart(line, folder)) {
        findings.push_back({source.path, line_number, "path of one machine: " + folder});
      }
    }
  }
}

void CheckHeadersAreTested(const std::vector<Source>& tree, Findings& findings) {
  constexpr std::array<std::string_view, 4> kFolders{"dataflow", "operators", "lsm", "query"};
  std::set<std::string_view> tested;
  for (const Source& source : tree) {
    if (TopFolder(source.path) != "tests" || !IsCpp(source)) continue;
    for (const std::string_view line : SplitLines(source.code)) {
      tested.insert(IncludedPath(line));
    }
  }
  for (const Source& source : tree) {
    if (!IsHeader(source) || !Contains(kFolders, TopFolder(source.path))) continue;
    if (source.path.starts_with("query/install/")) continue;  // tests/consumers/ include it.
    if (!tested.contains(source.path)) {
      findings.push_back({source.path, 1, "no test includes this header"});
    }
  }
}

void CheckSourcesAreBuilt(const std::vector<Source>& tree, Findings& findings) {
  std::map<std::string_view, const Source*> lists;  // By folder.
  for (const Source& source : tree) {
    if (!source.path.ends_with("/CMakeLists.txt")) continue;
    lists[std::string_view(source.path).substr(0, source.path.rfind('/'))] = &source;
  }
  for (const Source& source : tree) {
    const bool is_listed = source.path.ends_with(".cpp") ||
                           (IsHeader(source) && TopFolder(source.path) != "tests" &&
                            TopFolder(source.path) != "bench");
    if (!is_listed || source.path.starts_with("tests/consumers/")) continue;
    const std::string_view path = source.path;
    std::string_view folder = path;
    auto list = lists.end();
    while (list == lists.end() && folder.find('/') != std::string_view::npos) {
      folder = folder.substr(0, folder.rfind('/'));
      list = lists.find(folder);
    }
    const std::string name(path.substr(folder.size() + 1));
    // node.h is not named by a list that has input_node.h.
    if (list == lists.end() || !HasAtWordStart(list->second->text, name)) {
      findings.push_back({source.path, 1, "no CMakeLists.txt names this file"});
    }
  }
}

void CheckTopLevel(const std::vector<std::string>& entries, std::string_view gitignore,
                   Findings& findings) {
  constexpr std::array<std::string_view, 18> kAllowed{"CMakeLists.txt",
                                                      "CMakePresets.json",
                                                      "LICENSE",
                                                      "README.md",
                                                      ".ci",
                                                      ".clang-format",
                                                      ".clang-tidy",
                                                      ".git",
                                                      ".gitignore",
                                                      "bench",
                                                      "build",
                                                      "dataflow",
                                                      "docs",
                                                      "lsm",
                                                      "mkdocs.yml",
                                                      "operators",
                                                      "query",
                                                      "tests"};
  const auto ignored = SplitLines(gitignore);
  for (const std::string& entry : entries) {
    if (Contains(kAllowed, entry) || Contains(ignored, "/" + entry) ||
        Contains(ignored, "/" + entry + "/")) {
      continue;
    }
    findings.push_back({entry, 1, "the top level is fixed; this does not belong there"});
  }
}

Findings CheckTree(const std::vector<Source>& tree) {
  Findings findings;
  for (const Source& source : tree) {
    CheckIncludes(source, findings);
    CheckLayout(source, findings);
    CheckHeaderComment(source, findings);
    CheckNames(source, findings);
    CheckTestNames(source, findings);
    CheckComments(source, findings);
    CheckMachinePaths(source, findings);
  }
  CheckHeadersAreTested(tree, findings);
  CheckSourcesAreBuilt(tree, findings);
  return findings;
}

}  // namespace cambium::house
