// Plans for tools.
// SPDX-License-Identifier: Apache-2.0
#include "query/plan_graph.h"

#include "doctest/doctest.h"
#include "tests/support/json.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

TEST_SUITE("Plan graph") {
  TEST_CASE("has each flow once and its readers behind it") {
    // Covers: Explain partly
    auto database = testing::OpenWith({testing::kIssueTable, testing::kCommentTable});
    const std::string_view query =
        "MANY Issue WHERE votes > 5 { id, n: COUNT comments, MANY comments { text } }";
    const auto text = database->Explain(query, {}, ExplainFormat::kJson);
    REQUIRE(text.ok());
    const auto json = testing::ParseJson(*text);
    REQUIRE(json.has_value());
    const testing::Json& root = json->At("selects").items.at(0);
    CHECK(root.At("card").text == "MANY");
    CHECK(root.At("source").text == "Issue");
    CHECK(root.At("kids").items.at(0).At("label").text == "comments");
    const auto& flows = json->At("flows").items;
    std::size_t scans = 0;
    for (std::size_t i = 0; i < flows.size(); ++i) {
      CHECK(flows[i].At("flow").text == std::to_string(i + 1));
      for (const testing::Json& input : flows[i].At("inputs").items) {
        CHECK(std::stoul(input.text) <= i);
      }
      scans += flows[i].At("does").text.find("scan Issue") == 0 ? 1 : 0;
    }
    CHECK(scans == 1);
    CHECK(std::stoul(root.At("flow").text) <= flows.size());
  }

  TEST_CASE("is drawn with flows and selects and their arrows") {
    auto database = testing::OpenWith({testing::kIssueTable});
    CHECK(*database->Explain("EXPLAIN MANY Issue WHERE votes > 5 { id }", {},
                             ExplainFormat::kDot) ==
          "digraph plan {\n"
          "  rankdir=BT;\n"
          "  f1 [label=\"scan Issue [#1, #2]\"];\n"
          "  f2 [label=\"filter (#2 > 5)\"];\n"
          "  f1 -> f2;\n"
          "  s1 [shape=box, label=\"MANY Issue\"];\n"
          "  f2 -> s1;\n"
          "}\n");
    CHECK(database->Explain("DELETE Issue", {}, ExplainFormat::kDot).status().message() ==
          "not a query");
  }
}

}  // namespace
}  // namespace cambium
