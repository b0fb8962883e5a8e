// docs/operators.md shows what the programs in docs/examples/ run, and leaves no operator out.
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/source_root.h"

namespace cambium {
namespace {

using Fragments = std::map<std::string, std::string>;

std::string ReadAll(const std::string& path) {
  std::ifstream file(testing::SourceRoot() / path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// The text between `open` and `close` in a line; empty when there is none.
std::string Between(const std::string& line, const std::string& open,
                    const std::string& close) {
  const std::size_t begin = line.find(open);
  if (begin == std::string::npos || !line.ends_with(close)) return "";
  const std::size_t from = begin + open.size();
  return line.substr(from, line.size() - close.size() - from);
}

// From `// [name]` to `// [end]`, without the indentation of these two.
void AddRegions(const std::string& program, Fragments& regions) {
  std::string name;
  std::size_t indent = 0;
  for (const std::string& line : LinesOf(ReadAll(program))) {
    const std::string marked = Between(line, "// [", "]");
    if (marked == "end") {
      name.clear();
    } else if (!marked.empty()) {
      name = marked;
      indent = line.find("//");
      regions[name];
    } else if (!name.empty()) {
      regions[name] += (line.size() > indent ? line.substr(indent) : "") + "\n";
    }
  }
}
Fragments RegionsOfPrograms() {
  Fragments regions;
  for (const char* program : {"docs/examples/operators.cpp", "docs/examples/ordered.cpp",
                              "docs/examples/recursion.cpp"}) {
    AddRegions(program, regions);
  }
  return regions;
}

// Code blocks, by the comment that stands before them; none stands without.
Fragments BlocksOfPage() {
  Fragments blocks;
  std::string name;
  bool inside = false;
  for (const std::string& line : LinesOf(ReadAll("docs/operators.md"))) {
    if (const std::string marked = Between(line, "<!-- ", " -->"); !marked.empty()) {
      name = marked;
    } else if (line == "```cpp") {
      CHECK_FALSE(name.empty());
      inside = true;
      blocks[name];
    } else if (line == "```" && inside) {
      inside = false;
      name.clear();
    } else if (inside) {
      blocks[name] += line + "\n";
    }
  }
  return blocks;
}

TEST_SUITE("docs/operators.md") {
  TEST_CASE("shows the regions of the programs to the letter") {
    const Fragments regions = RegionsOfPrograms();
    const Fragments blocks = BlocksOfPage();
    CHECK(regions.size() > 15);
    for (const auto& region : regions) {
      CAPTURE(region.first);
      REQUIRE(blocks.contains(region.first));
      CHECK(blocks.at(region.first) == region.second);
    }
    for (const auto& block : blocks) {
      CAPTURE(block.first);
      CHECK(regions.contains(block.first));
    }
  }

  TEST_CASE("names the header of every operator") {
    const std::string page = ReadAll("docs/operators.md");
    for (const auto& entry :
         std::filesystem::directory_iterator(testing::SourceRoot() / "operators")) {
      const std::string header = entry.path().filename().string();
      if (!header.ends_with(".h") || header == "operators.h") continue;
      CAPTURE(header);
      CHECK(page.find("operators/" + header) != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace cambium
