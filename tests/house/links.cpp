// Markdown as far as links and headings go.
// SPDX-License-Identifier: Apache-2.0
#include "tests/house/links.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>

namespace cambium::house {
namespace {

// Calls `visit(line, number)` for the lines outside of fenced blocks.
template <typename Visit>
void ForEachLine(std::string_view page, Visit visit) {
  bool is_code = false;
  std::size_t number = 0;
  for (const std::string_view line : SplitLines(page)) {
    ++number;
    if (line.starts_with("```")) {
      is_code = !is_code;
    } else if (!is_code) {
      visit(line, number);
    }
  }
}

// With blanks for what stands between backquotes.
std::string WithoutCode(std::string_view line) {
  std::string text(line);
  bool is_code = false;
  for (char& c : text) {
    if (c == '`') is_code = !is_code;
    if (is_code) c = ' ';
  }
  return text;
}

// What a reader sees of a heading: links without their targets, no marks.
std::string TextOf(std::string_view heading) {
  std::string text;
  for (std::size_t i = 0; i < heading.size(); ++i) {
    if (heading.substr(i, 2) == "](") {
      i = std::min(heading.find(')', i), heading.size());
    } else if (heading[i] != '`' && heading[i] != '[' && heading[i] != '*') {
      text += heading[i];
    }
  }
  return text;
}

std::string GitHubAnchor(std::string_view text) {
  std::string anchor;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || byte >= 0x80 || c == '_' || c == '-') {
      anchor += static_cast<char>(std::tolower(byte));
    } else if (c == ' ') {
      anchor += '-';
    }
  }
  return anchor;
}

// As Python-Markdown does it.
std::string SiteAnchor(std::string_view text) {
  std::string anchor;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((std::isalnum(byte) != 0 && byte < 0x80) || c == '_') {
      anchor += static_cast<char>(std::tolower(byte));
    } else if ((c == ' ' || c == '-') && !anchor.ends_with('-')) {
      anchor += '-';
    }
  }
  return anchor;
}

}  // namespace

std::vector<Link> LinksOf(std::string_view page) {
  std::vector<Link> links;
  ForEachLine(page, [&links](std::string_view line, std::size_t number) {
    const std::string text = WithoutCode(line);
    for (std::size_t at = text.find("]("); at != std::string::npos;
         at = text.find("](", at + 1)) {
      const std::size_t end = text.find(')', at);
      if (end == std::string::npos) break;
      links.push_back({text.substr(at + 2, end - at - 2), number});
    }
  });
  return links;
}

std::vector<std::string> AnchorsOf(std::string_view page) {
  std::vector<std::string> anchors;
  ForEachLine(page, [&anchors](std::string_view line, std::size_t) {
    const std::size_t level = std::min(line.find_first_not_of('#'), line.size());
    if (level == 0 || level == line.size() || line[level] != ' ') return;
    const std::string text = TextOf(line.substr(level + 1));
    const std::string anchor = GitHubAnchor(text);
    if (anchor == SiteAnchor(text)) anchors.push_back(anchor);
  });
  return anchors;
}

void CheckLinks(const std::vector<Source>& tree,
                const std::function<bool(const std::string&)>& exists, Findings& findings) {
  std::map<std::string, std::vector<std::string>> anchors;
  for (const Source& source : tree) {
    if (IsPage(source)) anchors[source.path] = AnchorsOf(source.text);
  }
  for (const Source& source : tree) {
    if (!IsPage(source)) continue;
    for (const Link& link : LinksOf(source.text)) {
      if (link.target.starts_with("https://") || link.target.starts_with("http://")) continue;
      const auto report = [&](const std::string& what) {
        findings.push_back({source.path, link.line, what + ": " + link.target});
      };
      const std::size_t hash = std::min(link.target.find('#'), link.target.size());
      std::string path = source.path;
      if (hash > 0) {
        const std::filesystem::path folder = std::filesystem::path(source.path).parent_path();
        path = (folder / link.target.substr(0, hash)).lexically_normal().generic_string();
      }
      if (link.target.starts_with('/') || path.starts_with("..")) {
        report("link leads out of the repository");
      } else if (!exists(path)) {
        report("link leads to no file");
      } else if (hash < link.target.size()) {
        const std::vector<std::string>& known = anchors[path];
        const std::string anchor = link.target.substr(hash + 1);
        if (std::find(known.begin(), known.end(), anchor) == known.end()) {
          report("link leads to no heading");
        }
      }
    }
  }
}

void CheckSiteList(const std::vector<Source>& tree, Findings& findings) {
  std::map<std::string, std::size_t> listed;  // The lines of pages.
  for (const Source& source : tree) {
    if (source.path != "mkdocs.yml") continue;
    bool is_list = false;
    std::size_t number = 0;
    for (const std::string_view line : SplitLines(source.text)) {
      ++number;
      if (!line.starts_with(' ')) is_list = line == "nav:";
      if (!is_list || !line.ends_with(".md")) continue;
      const std::string page = "docs/" + std::string(line.substr(line.rfind(' ') + 1));
      if (!listed.emplace(page, number).second) {
        findings.push_back({source.path, number, "page stands here twice: " + page});
      }
    }
  }
  std::set<std::string> pages;
  for (const Source& source : tree) {
    if (!IsPage(source) || !source.path.starts_with("docs/")) continue;
    pages.insert(source.path);
    if (!listed.contains(source.path)) {
      findings.push_back({source.path, 1, "page is not in the list of mkdocs.yml"});
    }
  }
  for (const auto& [page, line] : listed) {
    if (!pages.contains(page)) {
      findings.push_back({"mkdocs.yml", line, "there is no such page: " + page});
    }
  }
}

}  // namespace cambium::house
