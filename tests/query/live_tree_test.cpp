// A client's tree follows the frames of its subscription.
// SPDX-License-Identifier: Apache-2.0
#include "query/live_tree.h"

#include "doctest/doctest.h"
#include "tests/support/aborts.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

TEST_SUITE("LiveTree") {
  TEST_CASE("is the answer after each frame") {
    const std::string query =
        "MANY Issue ORDER BY votes DESC LIMIT 2 { title, votes, MANY comments { text } }";
    auto database = testing::OpenWith({testing::kIssueTable, testing::kCommentTable});
    testing::Recorder recorder;
    const auto live = testing::Follow(*database, query, recorder);
    for (const std::string_view statement :
         {"INSERT Issue { id: 1, title: 'a' }", "INSERT Issue { id: 2, title: 'b', votes: 3 }",
          "INSERT Comment { id: 1, issue: 1, text: 'x' }", "INSERT Issue { id: 3, title: 'c' }",
          "UPDATE Issue WHERE id = 3 SET votes = 9", "UPDATE Comment SET issue = 3",
          "UPDATE Comment SET text = 'y'", "UPDATE Issue SET id = 4 - id", "DELETE Issue"}) {
      testing::Do(*database, statement);
      CHECK(recorder.tree.Json() == testing::Ask(*database, query));
      CHECK(recorder.tree.version() <= database->version());
    }
  }

  TEST_CASE("a frame out of turn is a mistake in the program") {
    LiveTree tree;
    Frame frame;
    frame.kind = FrameKind::kDelta;
    frame.from = 3;
    frame.to = 4;
    CHECK(testing::LastWords([&] { tree.Apply(frame); }).find("a frame is missing") !=
          std::string::npos);
  }

  TEST_CASE("an operation on a row that is not there is a mistake in the program") {
    const SelectPlan plan =
        testing::MakePlan(testing::MakeSchema({testing::kIssueTable}), "MANY Issue { title }");
    LiveTree tree;
    Frame frame;
    frame.kind = FrameKind::kDelta;
    TreeOp op;
    op.kind = TreeOpKind::kErase;
    op.key = {&plan, Row{Value::Int(1)}};
    frame.ops.push_back(op);
    CHECK(testing::LastWords([&] {
            tree.Apply(frame);
          }).find("names a row that is not there") != std::string::npos);
  }
}

}  // namespace
}  // namespace cambium
