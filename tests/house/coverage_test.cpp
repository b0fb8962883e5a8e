// docs/coverage.md says what the tests claim.
// SPDX-License-Identifier: Apache-2.0
#include "tests/house/coverage.h"

#include "doctest/doctest.h"
#include "tests/support/golden.h"

namespace cambium::house {
namespace {

const std::string kTreeql =
    "# A\n"
    "\n```ebnf\n"
    "(* B = \"x\" ; *)\n"
    "Select = \"MANY\" \";\" Items ;   Items = Item\n"
    "  | \"=\" ;\n"
    "```\n"
    "\n## Semantics\n"
    "\n1. One thing.\n   2. no rule\n12. Another.\n"
    "\n## More\n\n3. Not here.\n";

TEST_SUITE("Subjects") {
  TEST_CASE("productions are the left sides of the grammar") {
    CHECK(FindProductions(kTreeql) == std::vector<std::string>{"Select", "Items"});
    CHECK(FindProductions("no grammar").empty());
  }
  TEST_CASE("rules are the numbered lines of the semantics") {
    CHECK(FindRules(kTreeql) == std::vector<std::string>{"rule 1", "rule 12"});
  }
  TEST_CASE("operators are the headers of their folder") {
    CHECK(FindOperators({MakeSource("operators/semi_join.h", ""), MakeSource("lsm/log.h", ""),
                         MakeSource("operators/operators.h", ""),
                         MakeSource("operators/top.cpp", "")}) ==
          std::vector<std::string>{"operator SemiJoin"});
  }
}

TEST_SUITE("Claims") {
  TEST_CASE("name subjects and modes and how much") {
    Findings findings;
    const std::vector<Claim> claims = FindClaims(
        MakeSource("tests/a_test.cpp",
                   "TEST_CASE(\"works\") {\n"
                   "  // Covers: Select live, rule 12 one-shot partly,operator Top\n}\n"
                   "TEST_CASE(\n    \"works \"\n    \"too\") {\n  // Covers: Items partly\n"),
        findings);
    CHECK(findings.empty());
    REQUIRE(claims.size() == 4);
    CHECK(claims[0].subject == "Select");
    CHECK_FALSE(claims[0].one_shot);
    CHECK(claims[0].live);
    CHECK_FALSE(claims[0].partly);
    CHECK(claims[0].test == "works");
    CHECK(claims[1].subject == "rule 12");
    CHECK(claims[1].one_shot);
    CHECK_FALSE(claims[1].live);
    CHECK(claims[1].partly);
    CHECK(claims[2].subject == "operator Top");
    CHECK(claims[2].one_shot);
    CHECK(claims[2].live);
    CHECK(claims[3].test == "works too");
    CHECK(claims[3].partly);
  }

  TEST_CASE("outside of a test and malformed ones are findings") {
    Findings findings;
    FindClaims(MakeSource("tests/a_test.cpp", "// Covers: Select\n"), findings);
    CHECK(findings.size() == 1);
    FindClaims(MakeSource("tests/a_test.cpp",
                          "TEST_CASE(\"a\") {\n// Covers: Select dead\n// Covers: a,, b\n"),
               findings);
    CHECK(findings.size() == 3);
  }

  TEST_CASE("in a string are none") {
    Findings findings;
    CHECK(FindClaims(MakeSource("tests/a_test.cpp",
                                "TEST_CASE(\"a\") { f(\"// Covers: Select\"); }\n"),
                     findings)
              .empty());
  }
}

TEST_SUITE("Coverage") {
  std::vector<Source> TreeWith(const std::string& test) {
    return {MakeSource("docs/treeql.md", kTreeql), MakeSource("operators/top.h", ""),
            MakeSource("tests/query/a_test.cpp", test)};
  }

  TEST_CASE("shows what is proved and what is open") {
    Findings findings;
    const std::string text =
        CoverageText(TreeWith("TEST_CASE(\"a\") {\n  // Covers: Select live, Items partly\n}\n"
                              "TEST_CASE(\"b\") {\n  // Covers: Items live\n}\n"
                              "TEST_CASE(\"c\") {\n  // Covers: Items live\n}\n"),
                     findings);
    CHECK(findings.empty());
    CHECK(text.find("**Of 10 cells 7 are open work and 1 stand in part.**") !=
          std::string::npos);
    CHECK(text.find("| Select | open | [a_test](../tests/query/a_test.cpp): a |\n") !=
          std::string::npos);
    CHECK(text.find("| Items | *partly*, [a_test](../tests/query/a_test.cpp): a | "
                    "[a_test](../tests/query/a_test.cpp): a; "
                    "[a_test](../tests/query/a_test.cpp): b; 1 more |\n") != std::string::npos);
    CHECK(text.find("| operator Top | open | open |\n") != std::string::npos);
  }

  TEST_CASE("a claim of what there is not is a finding") {
    Findings findings;
    CoverageText(TreeWith("TEST_CASE(\"a\") {\n  // Covers: Selct, rule 2, operator Join\n"),
                 findings);
    CHECK(findings.size() == 3);
  }

  TEST_CASE("the page in docs is up to date") {
    Findings findings;
    const std::vector<Source> tree = ReadTree(testing::SourceRoot());
    const std::string text = CoverageText(tree, findings);
    for (const Finding& finding : findings) FAIL_CHECK(FindingText(finding));
    testing::CheckSameAsFile("docs/coverage.md", text);
  }
}

}  // namespace
}  // namespace cambium::house
