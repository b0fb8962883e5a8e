// Which part of the language which test proves: docs/coverage.md, made from claims.
//
//     TEST_CASE("a limit keeps the first in order") {
//       // Covers: Clauses live partly, rule 6 live, operator Top
//
// A claim names a production of the grammar or a rule of docs/treeql.md, or an operator of
// operators/, then the modes that the test proves it in, both when it names none, then
// `partly` when the test leaves some of it open. docs/hacking.md has the format.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/house/rules.h"
#include "tests/house/source.h"

namespace cambium::house {

struct Claim {
  std::string subject;  // "Select", "rule 6" or "operator Top"
  bool one_shot = true;
  bool live = true;
  bool partly = false;
  std::string path;
  std::size_t line = 0;
  std::string test;
};

// The left-hand sides of the productions in the ebnf block, and "rule 1", … of the numbered
// list under "## Semantics".
std::vector<std::string> FindProductions(std::string_view treeql);
std::vector<std::string> FindRules(std::string_view treeql);
// "operator Top" for operators/top.h, and so on; not operators.h, which includes them all.
std::vector<std::string> FindOperators(const std::vector<Source>& tree);

// The claims of one test file; a malformed one, or one outside of a test, is a finding.
std::vector<Claim> FindClaims(const Source& source, Findings& findings);

// docs/coverage.md. A claim of something that there is not is a finding.
std::string CoverageText(const std::vector<Source>& tree, Findings& findings);

}  // namespace cambium::house
