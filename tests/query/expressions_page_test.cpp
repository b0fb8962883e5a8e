// docs/expressions.md: what its tables say is what is computed.
// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/function.h"
#include "tests/support/expressions.h"
#include "tests/support/source_root.h"

namespace cambium {
namespace {

// The text between the backticks of a cell, where a bar is written \|.
std::vector<std::string> CodeCells(const std::string& line) {
  std::vector<std::string> cells;
  std::size_t at = 0;
  while (line.compare(at, 3, "| `") == 0) {
    const std::size_t end = line.find("` |", at);
    if (end == line.npos) break;
    std::string cell = line.substr(at + 3, end - at - 3);
    for (std::size_t bar = cell.find("\\|"); bar != cell.npos; bar = cell.find("\\|")) {
      cell.erase(bar, 1);
    }
    cells.push_back(cell);
    at = end + 2;
  }
  return cells;
}

TEST_SUITE("The page of expressions") {
  TEST_CASE("has the value of every example and an example of every function") {
    // Covers: rule 17 partly, rule 19 partly, rule 25 partly
    std::ifstream page(testing::SourceRoot() / "docs/expressions.md");
    std::string all;
    int examples = 0;
    for (std::string line; std::getline(page, line);) {
      const std::vector<std::string> cells = CodeCells(line);
      if (cells.size() < 2) continue;
      INFO("example: ", line);
      CHECK(testing::Computed(cells[0]) == cells[1]);
      all += cells[0] + "\n";
      ++examples;
    }
    CHECK(examples > 60);
    for (const std::string& name : FunctionNames()) {
      INFO("function: ", name);
      CHECK(all.find(name + "(") != all.npos);
    }
  }
}

}  // namespace
}  // namespace cambium
