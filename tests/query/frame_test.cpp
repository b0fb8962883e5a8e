// Frames and answers print as the protocol says.
// SPDX-License-Identifier: Apache-2.0
#include "query/frame.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

TEST_SUITE("FrameJson") {
  TEST_CASE("open has the shape and keys and the whole answer") {
    auto database = testing::OpenWith({testing::kIssueTable, testing::kCommentTable,
                                       "INSERT Issue { id: 7, title: 'a \"b\"' }",
                                       "INSERT Comment { id: 1, issue: 7, text: 'x' }"});
    testing::Recorder recorder;
    const auto live = testing::Follow(
        *database, "LIVE MANY Issue { title, cs: MANY comments { id, stars } }", recorder);
    CHECK(recorder.Take() ==
          R"({"sub":1,"t":"open","v":4,"shape":{"card":"MANY","key":["id"],)"
          R"("kids":{"cs":{"card":"MANY","key":["id"]}}},)"
          R"("data":[{"$k":7,"title":"a \"b\"","cs":[{"$k":1,"id":1,"stars":null}]}]})"
          "\n");
  }

  TEST_CASE("a key of several fields is an array") {
    auto database =
        testing::OpenWith({"TABLE P { a: Int = 1, b: Text = 2, n: Int = 3, KEY (b, a) }",
                           "INSERT P { a: 1, b: 'x', n: 5 }"});
    testing::Recorder recorder;
    const auto live = testing::Follow(*database, "LIVE MANY P { n }", recorder);
    testing::Do(*database, "UPDATE P SET n = 6");
    testing::Do(*database, "INSERT P { a: 0, b: 'x', n: 7 }");
    testing::Do(*database, "DELETE P WHERE n = 6");
    CHECK(recorder.Take() ==
          R"({"sub":1,"t":"open","v":2,"shape":{"card":"MANY","key":["b","a"]},)"
          R"("data":[{"$k":["x",1],"n":5}]})"
          "\n"
          R"({"sub":1,"t":"delta","from":2,"to":3,"ops":[["=",[["x",1]],{"n":6}]]})"
          "\n"
          R"({"sub":1,"t":"delta","from":3,"to":4,"ops":[["+",[],["x",0],0,{"$k":["x",)"
          R"(0],"n":7}]]})"
          "\n"
          R"({"sub":1,"t":"delta","from":4,"to":5,"ops":[["-",[],["x",1]]]})"
          "\n");
  }

  TEST_CASE("keys that would be rounded alike stay apart") {
    auto database = testing::OpenWith(
        {"TABLE T { id: Int = 1 KEY }",
         "TABLE Mark { id: Int = 1 KEY, t: T = 2 BACK marks, score: Decimal(4) = 3 }",
         "INSERT T { id: 1 }", "INSERT T { id: 2 }",  //
         "INSERT Mark { id: 1, t: 1, score: 0.3333 }",
         "INSERT Mark { id: 2, t: 2, score: 0.3333 }",
         "INSERT Mark { id: 3, t: 2, score: 0.3333 }",
         "INSERT Mark { id: 4, t: 2, score: 0.3334 }"});
    testing::Recorder recorder;
    const auto live = testing::Follow(
        *database, "LIVE MANY T GROUP BY a: AVG(score) OF marks { a }", recorder);
    // The bytes of [0; 3, 3333] and of [0; 3].
    CHECK(recorder.Take() ==
          R"({"sub":1,"t":"open","v":8,"shape":{"card":"MANY","key":["a"]},)"
          R"("data":[{"$k":"gPzhDQUA","a":0.3333},{"$k":"gPz/","a":0.3333}]})"
          "\n");
  }

  TEST_CASE("error and end say no more than they must") {
    Frame frame;
    frame.kind = FrameKind::kError;
    frame.subscription = 3;
    frame.error = absl::OutOfRangeError("Int overflows");
    CHECK(FrameJson(frame) ==
          R"({"sub":3,"t":"error","code":"OUT_OF_RANGE","msg":"Int overflows"})");
    frame.kind = FrameKind::kEnd;
    CHECK(FrameJson(frame) == R"({"sub":3,"t":"end"})");
  }
}

TEST_SUITE("AnswerJson") {
  TEST_CASE("has no row keys") {
    auto database = testing::OpenWith(
        {testing::kIssueTable, testing::kCommentTable, "INSERT Issue { id: 7, title: 'a' }"});
    CHECK(testing::Ask(*database, "MANY Issue { MANY comments { id }, title }") ==
          R"([{"comments":[],"title":"a"}])");
    CHECK(AnswerJson(SelectPlan(), {}) == "[]");
  }
}

}  // namespace
}  // namespace cambium
