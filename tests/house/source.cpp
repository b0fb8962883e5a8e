// Reading sources and telling code, comments and strings apart.
//
// SPDX-License-Identifier: Apache-2.0
#include "tests/house/source.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace cambium::house {
namespace {

// Where the literal that opens at `start` with a quote ends: one past its closing quote.
std::size_t EndOfQuoted(std::string_view text, std::size_t start) {
  for (std::size_t i = start + 1; i < text.size() && text[i] != '\n'; ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == text[start]) {
      return i + 1;
    }
  }
  return std::min(text.size(), text.find('\n', start));
}

std::size_t EndOfRawString(std::string_view text, std::size_t quote) {
  const std::size_t open = text.find('(', quote);
  if (open == std::string_view::npos) return text.size();
  const std::string close = ")" + std::string(text.substr(quote + 1, open - quote - 1)) + "\"";
  const std::size_t end = text.find(close, open);
  return end == std::string_view::npos ? text.size() : end + close.size();
}

// Copies [start, end) of `from` over the blanks of `to`.
void Show(std::string_view from, std::size_t start, std::size_t end, std::string& to) {
  std::copy(from.begin() + static_cast<std::ptrdiff_t>(start),
            from.begin() + static_cast<std::ptrdiff_t>(end),
            to.begin() + static_cast<std::ptrdiff_t>(start));
}

void SplitCpp(Source& source) {
  const std::string_view text = source.text;
  std::size_t i = 0;
  while (i < text.size()) {
    const std::string_view rest = text.substr(i);
    std::size_t end = i + 1;
    if (rest.starts_with("//") || rest.starts_with("/*")) {
      end = rest[1] == '/' ? text.find('\n', i) : text.find("*/", i);
      end = end == std::string_view::npos ? text.size() : end + (rest[1] == '/' ? 0 : 2);
      Show(text, i, end, source.comments);
    } else if (rest.starts_with("#include")) {
      end = std::min(text.size(), text.find('\n', i));
      Show(text, i, end, source.code);
    } else if (text[i] == '"') {
      const bool raw = i > 0 && text[i - 1] == 'R';
      end = raw ? EndOfRawString(text, i) : EndOfQuoted(text, i);
    } else if (text[i] == '\'' && (i == 0 || !IsWordCharacter(text[i - 1]))) {
      end = EndOfQuoted(text, i);  // After a digit it would only group digits: 10'000.
    } else {
      Show(text, i, end, source.code);
    }
    i = end;
  }
}

bool IsText(const std::filesystem::path& path) {
  constexpr std::array kExtensions{".h",    ".cpp", ".md",    ".in",
                                   ".json", ".yml", ".capnp", ".html"};
  const bool known =
      std::find(kExtensions.begin(), kExtensions.end(), path.extension()) != kExtensions.end();
  return known || path.filename() == "CMakeLists.txt" || path.filename() == "Makefile" ||
         path.parent_path().filename() == ".ci" || path.filename().string().starts_with(".");
}

Source ReadSource(const std::filesystem::path& root, const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return MakeSource(path.lexically_relative(root).generic_string(), std::move(text));
}

}  // namespace

Source MakeSource(std::string path, std::string text) {
  std::string blank(text.size(), ' ');
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') blank[i] = '\n';
  }
  Source source{std::move(path), std::move(text), blank, blank};
  if (IsCpp(source)) SplitCpp(source);
  return source;
}

std::vector<Source> ReadTree(const std::filesystem::path& root) {
  constexpr std::array kFolders{".ci",   "dataflow", "operators", "lsm",
                                "query", "tests",    "bench",     "docs"};
  std::vector<Source> sources;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    if (entry.is_regular_file() && IsText(entry.path())) {
      sources.push_back(ReadSource(root, entry.path()));
    }
  }
  for (const char* folder : kFolders) {
    using Entries = std::filesystem::recursive_directory_iterator;
    for (Entries entry(root / folder); entry != Entries(); ++entry) {
      // What npm installs for the peers of the benchmark is not ours.
      if (entry->path().filename() == "node_modules") entry.disable_recursion_pending();
      if (entry->is_regular_file() && IsText(entry->path())) {
        sources.push_back(ReadSource(root, entry->path()));
      }
    }
  }
  std::sort(sources.begin(), sources.end(),
            [](const Source& left, const Source& right) { return left.path < right.path; });
  return sources;
}

std::vector<std::string_view> SplitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.size(), text.find('\n'));
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return lines;
}

bool IsWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::vector<Word> Words(std::string_view text) {
  std::vector<Word> words;
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t start = i;
    while (i < text.size() && IsWordCharacter(text[i])) ++i;
    if (i > start) words.push_back({text.substr(start, i - start), start});
    if (i == start) ++i;
  }
  return words;
}

bool IsHeader(const Source& source) { return source.path.ends_with(".h"); }
bool IsCpp(const Source& source) { return IsHeader(source) || source.path.ends_with(".cpp"); }
bool IsPage(const Source& source) { return source.path.ends_with(".md"); }

std::string_view TopFolder(std::string_view path) {
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace cambium::house
