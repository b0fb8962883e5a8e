// Joins go that say nothing, and no others.
// SPDX-License-Identifier: Apache-2.0
#include "query/rewrite/drop_joins.h"

#include <string>

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

Schema Towns() {
  return testing::MakeSchema(
      {"TABLE Node { id: Int = 1 KEY, name: Text = 2, MANY next: Node VIA exits.to }",
       "TABLE Road { from: Node = 1 BACK exits, to: Node = 2, KEY (from, to) }",
       "TABLE Lane { from: Node = 1 BACK lanes, to: Node = 2, no: Int = 3, KEY (from, to, no) "
       "}",
       "TABLE Trip { id: Int = 1 KEY, start: Node = 2 }",
       "TABLE Crew { name: Text = 1, no: Int = 2, KEY (name, no), head: Crew? = 3 BACK below }",
       "TABLE Boss { id: Int = 1 KEY, over: Boss? = 2 BACK under }"});
}

// Plans are rewritten as they are made.
std::string InnerText(const std::string& query) {
  return FlowText(*testing::MakePlan(Towns(), query).selects[0].flow);
}

bool Has(const std::string& text, const std::string& line) {
  return text.find(line) != std::string::npos;
}

TEST_SUITE("DropJoins") {
  TEST_CASE("what is reached needs no row to be there nor its start to be found") {
    CHECK(InnerText("MANY Boss { MANY under+ { id } }") ==
          "compute #7 = #5\n"
          "  compute #1 = #4\n"
          "    hops [#4, #5, #6] from 1\n"
          "      distinct [#1]\n"
          "        scan Boss [#1]\n"
          "      scan Boss [#2, #3]\n");
  }

  TEST_CASE("edges between rows of a table lead to rows of it") {
    const std::string text = InnerText("MANY Node { MANY next* { id, d: DEPTH } }");
    CHECK(
        text.starts_with("compute #9 = #7\n  compute #1 = #6\n    hops [#6, #7, #8] from 0\n"));
    // Its roads are told apart by from and to.
    CHECK_FALSE(Has(text, "distinct [#2, #5]"));
    CHECK(Has(text, "join #4 = #5\n"));
  }

  TEST_CASE("a reference that may lead nowhere is followed") {
    const std::string text = InnerText("MANY Boss { MANY over+ { id } }");
    CHECK(Has(text, "scan Boss [#7]"));
    CHECK(text.starts_with("join #5 = #7\n"));
    // A start that is reached without a hop is there, which what lies beyond it may not be.
    CHECK(InnerText("MANY Boss { MANY over* { id } }").starts_with("join #5 = #7\n"));
  }

  TEST_CASE("fields of what is reached are looked up") {
    CHECK(InnerText("MANY Node { MANY next+ { name } }").starts_with("join #7 = #9\n"));
  }

  TEST_CASE("a start of which more is read is joined") {
    const std::string text = InnerText("MANY Trip { id, reached: MANY start.next+ { id } }");
    CHECK(Has(text, "join #"));
    CHECK(Has(text, "scan Trip ["));
  }

  TEST_CASE("keys of several fields are joined as before") {
    CHECK(InnerText("MANY Crew { MANY below+ { name, no } }").starts_with("join "));
  }

  TEST_CASE("a distinct stays where rows repeat or others read more") {
    // Two lanes between the same nodes.
    const std::string lanes = InnerText("MANY Node { MANY lanes.to { id } }");
    CHECK(Has(lanes, "distinct ["));
    // A change of a name is none of the demand.
    CHECK(Has(InnerText("MANY Node { name, MANY exits { to } }"), "distinct [#1]"));
  }
}

}  // namespace
}  // namespace cambium
