// Reading subjects and claims, and printing the table.
// SPDX-License-Identifier: Apache-2.0
#include "tests/house/coverage.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace cambium::house {
namespace {

constexpr std::string_view kMark = "// Covers:";
constexpr std::size_t kShown = 2;  // Claims in a cell; of the others there is the number.

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  const std::size_t end = text.find_last_not_of(' ') + 1;
  return text.substr(begin, std::max(begin, end) - begin);
}

// The part of a page from a line on, up to a line that starts with `end`.
std::string_view Section(std::string_view page, std::string_view begin, std::string_view end) {
  const std::size_t start = page.find("\n" + std::string(begin) + "\n");
  if (start == std::string_view::npos) return {};
  page.remove_prefix(start + begin.size() + 2);
  return page.substr(0, page.find("\n" + std::string(end)));
}

// Without (* comments *) and what is between quotes.
std::string PlainGrammar(std::string_view ebnf) {
  std::string plain;
  for (std::size_t i = 0; i < ebnf.size(); ++i) {
    std::size_t end = i;
    if (ebnf.substr(i, 2) == "(*") end = ebnf.find("*)", i) + 1;
    if (ebnf[i] == '"') end = ebnf.find('"', i + 1);
    if (end == i) plain += ebnf[i];
    i = std::min(end, ebnf.size());
  }
  return plain;
}

// "a_few_words" → "AFewWords".
std::string CamelCase(std::string_view stem) {
  std::string name;
  bool capital = true;
  for (const char c : stem) {
    if (c != '_')
      name += capital && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    capital = c == '_';
  }
  return name;
}

// The name of the test that line `line` of the source is in; nothing in front of all tests.
std::optional<std::string> TestAt(const Source& source, std::size_t line) {
  const auto code = SplitLines(source.code);
  const auto lines = SplitLines(source.text);
  for (std::size_t i = std::min(line, code.size()); i > 0; --i) {
    if (code[i - 1].find("TEST_CASE") == std::string_view::npos) continue;
    // The name may go on in further literals, each between quotes, up to the bracket.
    std::string name;
    for (std::size_t at = i - 1; at < code.size(); ++at) {
      const std::string_view text = lines[at];
      const std::size_t open = text.find('"');
      const std::size_t close = text.rfind('"');
      if (open != close) name += text.substr(open + 1, close - open - 1);
      if (code[at].find(')') != std::string_view::npos) return name;
    }
  }
  return std::nullopt;
}

// "rule 6 live partly" and the like.
std::optional<Claim> ParseClaim(std::string_view text) {
  std::vector<std::string> words;
  for (std::string_view rest = Trimmed(text); !rest.empty(); rest = Trimmed(rest)) {
    const std::size_t size = std::min(rest.find(' '), rest.size());
    words.emplace_back(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  Claim claim;
  const auto take_last = [&words](std::string_view word) {
    if (words.empty() || words.back() != word) return false;
    words.pop_back();
    return true;
  };
  claim.partly = take_last("partly");
  if (take_last("live")) {
    claim.one_shot = false;
  } else if (take_last("one-shot")) {
    claim.live = false;
  }
  const bool has_kind = words.size() == 2 && (words[0] == "rule" || words[0] == "operator");
  if (words.size() != 1 && !has_kind) return std::nullopt;
  claim.subject = words[0] + (has_kind ? " " + words[1] : "");
  return claim;
}

std::string Cell(const std::vector<Claim>& claims, const std::string& subject,
                 bool Claim::*mode) {
  std::vector<std::string> tests;
  bool partly = true;
  for (const Claim& claim : claims) {
    if (claim.subject != subject || !(claim.*mode)) continue;
    partly = partly && claim.partly;
    const std::string file = claim.path.substr(claim.path.rfind('/') + 1);
    const std::string test =
        "[" + file.substr(0, file.find('.')) + "](../" + claim.path + "): " + claim.test;
    if (std::find(tests.begin(), tests.end(), test) == tests.end()) tests.push_back(test);
  }
  if (tests.empty()) return "open";
  std::string cell = partly ? "*partly*, " : "";
  for (std::size_t i = 0; i < tests.size() && i < kShown; ++i) {
    cell += (i == 0 ? "" : "; ") + tests[i];
  }
  if (tests.size() > kShown) cell += "; " + std::to_string(tests.size() - kShown) + " more";
  return cell;
}

// What a page of the tree holds.
std::string_view TextOf(const std::vector<Source>& tree, std::string_view path) {
  for (const Source& source : tree) {
    if (source.path == path) return source.text;
  }
  return {};
}

}  // namespace

std::vector<std::string> FindProductions(std::string_view treeql) {
  const std::string grammar = PlainGrammar(Section(treeql, "```ebnf", "```"));
  std::vector<std::string> productions;
  std::string_view rest = grammar;
  while (!rest.empty()) {
    const std::string_view production = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(production.size() + 1, rest.size()));
    const std::vector<Word> words = Words(production);
    if (!words.empty() && production.find('=') != std::string_view::npos) {
      productions.emplace_back(words[0].text);
    }
  }
  return productions;
}

std::vector<std::string> FindRules(std::string_view treeql) {
  std::vector<std::string> rules;
  for (const std::string_view line : SplitLines(Section(treeql, "## Semantics", "## "))) {
    const std::size_t digits = line.find_first_not_of("0123456789");
    const bool is_rule = digits != 0 && digits != std::string_view::npos &&
                         line.substr(digits).starts_with(". ");
    if (is_rule) rules.push_back("rule " + std::string(line.substr(0, digits)));
  }
  return rules;
}

std::vector<std::string> FindOperators(const std::vector<Source>& tree) {
  std::vector<std::string> operators;
  for (const Source& source : tree) {
    // operators/operators.h includes the others and is none.
    const bool is_operator = TopFolder(source.path) == "operators" && IsHeader(source) &&
                             source.path != "operators/operators.h";
    if (!is_operator) continue;
    const std::size_t begin = source.path.rfind('/') + 1;
    operators.push_back("operator " +
                        CamelCase(source.path.substr(begin, source.path.size() - 2 - begin)));
  }
  return operators;
}

std::vector<Claim> FindClaims(const Source& source, Findings& findings) {
  std::vector<Claim> claims;
  std::size_t line_number = 0;
  for (std::string_view line : SplitLines(source.comments)) {
    ++line_number;
    line = Trimmed(line);
    if (!line.starts_with(kMark)) continue;
    line.remove_prefix(kMark.size());
    const std::optional<std::string> test = TestAt(source, line_number);
    if (!test.has_value()) {
      findings.push_back({source.path, line_number, "claim stands outside of a test"});
      continue;
    }
    for (;;) {
      const std::string_view text = line.substr(0, line.find(','));
      std::optional<Claim> claim = ParseClaim(text);
      if (claim.has_value()) {
        claim->path = source.path;
        claim->line = line_number;
        claim->test = *test;
        claims.push_back(*std::move(claim));
      } else {
        findings.push_back(
            {source.path, line_number, "claim is malformed: " + std::string(text)});
      }
      if (text.size() == line.size()) break;
      line.remove_prefix(text.size() + 1);
    }
  }
  return claims;
}

std::string CoverageText(const std::vector<Source>& tree, Findings& findings) {
  const std::string_view treeql = TextOf(tree, "docs/treeql.md");
  const std::pair<const char*, std::vector<std::string>> groups[] = {
      {"production", FindProductions(treeql)},
      {"rule", FindRules(treeql)},
      {"operator", FindOperators(tree)}};
  std::vector<Claim> claims;
  for (const Source& source : tree) {
    if (!source.path.starts_with("tests/") || !source.path.ends_with("_test.cpp")) continue;
    const std::vector<Claim> found = FindClaims(source, findings);
    claims.insert(claims.end(), found.begin(), found.end());
  }
  for (const Claim& claim : claims) {
    bool is_known = false;
    for (const auto& [kind, subjects] : groups) {
      is_known = is_known ||
                 std::find(subjects.begin(), subjects.end(), claim.subject) != subjects.end();
    }
    if (is_known) continue;
    findings.push_back({claim.path, claim.line, "there is nothing to cover: " + claim.subject});
  }

  int cells = 0;
  int open = 0;
  int partly = 0;
  std::string tables;
  for (const auto& [kind, subjects] : groups) {
    tables += std::string("\n| ") + kind + " | one-shot | LIVE |\n|---|---|---|\n";
    for (const std::string& subject : subjects) {
      tables += "| " + subject;
      for (bool Claim::*mode : {&Claim::one_shot, &Claim::live}) {
        const std::string cell = Cell(claims, subject, mode);
        ++cells;
        open += cell == "open" ? 1 : 0;
        partly += cell.starts_with("*partly*") ? 1 : 0;
        tables += " | " + cell;
      }
      tables += " |\n";
    }
  }
  return "# Coverage\n\n"
         "What of [the language](treeql.md) stands, and the tests that prove it: made from "
         "the\n"
         "claims in tests (see [hacking.md](hacking.md)), and checked by the house test.\n\n"
         "**Of " +
         std::to_string(cells) + " cells " + std::to_string(open) + " are open work and " +
         std::to_string(partly) + " stand in part.**\n" + tables;
}

}  // namespace cambium::house
