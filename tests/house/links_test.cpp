// Links of pages lead somewhere, and the site has every page.
//
// SPDX-License-Identifier: Apache-2.0
#include "tests/house/links.h"

#include <filesystem>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/source_root.h"

namespace cambium::house {
namespace {

std::vector<std::string> TextsOf(const Findings& findings) {
  std::vector<std::string> texts;
  for (const Finding& finding : findings) texts.push_back(FindingText(finding));
  return texts;
}

using Strings = std::vector<std::string>;

TEST_SUITE("Links") {
  TEST_CASE("are found outside of code") {
    const std::vector<Link> links =
        LinksOf("a [b](c.md) ![d](e.svg)\n`[no](no.md)` [`f`](g.md#h)\n```\n[no](no)\n```\n");
    REQUIRE(links.size() == 3);
    CHECK(links[0].target == "c.md");
    CHECK(links[1].target == "e.svg");
    CHECK(links[2].target == "g.md#h");
    CHECK(links[2].line == 2);
  }

  TEST_CASE("name headings as both readers do") {
    CHECK(AnchorsOf("# The command `cambium`\n## [Plus, Minus](a.md)\n```\n# no\n```\n#no\n") ==
          Strings{"the-command-cambium", "plus-minus"});
    CHECK(AnchorsOf("## A - b\n## Größe\n").empty());
  }

  TEST_CASE("that lead nowhere are findings") {
    const std::vector<Source> tree{
        MakeSource("docs/a.md",
                   "# One\n[x](b.md) [x](b.md#two) [x](#one) [x](../c.h)\n"
                   "[x](d.md)\n[x](b.md#one)\n[x](../../e)\n[x](/etc)\n"
                   "[x](https://example.org/a#b)\n"),
        MakeSource("docs/b.md", "## Two\n")};
    Findings findings;
    CheckLinks(
        tree,
        [](const std::string& path) {
          return path == "docs/a.md" || path == "docs/b.md" || path == "c.h";
        },
        findings);
    CHECK(TextsOf(findings) == Strings{"docs/a.md:3: link leads to no file: d.md",
                                       "docs/a.md:4: link leads to no heading: b.md#one",
                                       "docs/a.md:5: link leads out of the repository: ../../e",
                                       "docs/a.md:6: link leads out of the repository: /etc"});
  }

  TEST_CASE("of the list of pages are each page once") {
    const std::vector<Source> tree{
        MakeSource("docs/a.md", ""), MakeSource("docs/b/c.md", ""), MakeSource("docs/d.md", ""),
        MakeSource("mkdocs.yml",
                   "extra: e.md\nnav:\n  - A: a.md\n  - B:\n      - \"C\": b/c.md\n"
                   "  - E: e.md\n  - A: a.md\nlast: d.md\n")};
    Findings findings;
    CheckSiteList(tree, findings);
    CHECK(TextsOf(findings) == Strings{"mkdocs.yml:7: page stands here twice: docs/a.md",
                                       "docs/d.md:1: page is not in the list of mkdocs.yml",
                                       "mkdocs.yml:6: there is no such page: docs/e.md"});
  }

  TEST_CASE("of all pages lead somewhere") {
    const std::vector<Source> tree = ReadTree(testing::SourceRoot());
    Findings findings;
    CheckLinks(
        tree,
        [](const std::string& path) {
          return std::filesystem::exists(testing::SourceRoot() / path);
        },
        findings);
    CheckSiteList(tree, findings);
    for (const std::string& text : TextsOf(findings)) FAIL_CHECK(text);
  }
}

}  // namespace
}  // namespace cambium::house
