// Nodes of an answer give their members by label.
// SPDX-License-Identifier: Apache-2.0
#include "query/tree.h"

#include "doctest/doctest.h"
#include "tests/support/aborts.h"
#include "tests/support/dump.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

TEST_SUITE("TreeNode") {
  TEST_CASE("gives values and lists by label and the key") {
    auto database = testing::OpenWith({testing::kIssueTable, testing::kCommentTable,
                                       "INSERT Issue { id: 7, title: 'a' }",
                                       "INSERT Comment { id: 1, issue: 7, text: 'x' }"});
    const auto answer =
        database->Query("MANY Issue ORDER BY title { name: title, MANY comments { text } }");
    REQUIRE(answer.ok());
    REQUIRE(answer->rows.size() == 1);
    const TreeNode& issue = answer->rows[0];
    CHECK(issue.key() == Row{Value::Int(7)});
    CHECK(issue.Get("name") == Value::Text("a"));
    REQUIRE(issue.List("comments").size() == 1);
    CHECK(issue.List("comments")[0].Get("text") == Value::Text("x"));
    // A label that the block does not have is a mistake in the program.
    CHECK(testing::LastWords([&] {
            issue.Get("title");
          }).find("no value has the label title") != std::string::npos);
    CHECK(testing::LastWords([&] { issue.List("name"); }).find("no list has the label name") !=
          std::string::npos);
  }
}

}  // namespace
}  // namespace cambium
