// The operations between two answers of a template.
// SPDX-License-Identifier: Apache-2.0
#include "query/live_step.h"

#include "doctest/doctest.h"
#include "query/live_instance.h"
#include "query/live_plan.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

Value I(std::int64_t integer) { return Value::Int(integer); }

// Issues by votes, with their titles.
LiveInstance& Votes() {
  static LiveInstance* instance = new LiveInstance(
      PlanLive(testing::MakeSchema({testing::kIssueTable}),
               testing::Parse<Query>("MANY Issue WHERE votes = 1 { title }"), {}, true)
          ->plan);
  return *instance;
}
Row Issue(std::int64_t votes, std::int64_t id, const char* title) {
  return {I(votes), I(id), Value::Text(title)};
}

TEST_SUITE("LiveStep") {
  TEST_CASE("an answer is one bucket of an instance that several share") {
    LiveInstance& votes = Votes();
    CHECK(votes.is_template());
    votes.assembler.Load({ZSet<Row>{{Issue(1, 7, "a"), 1}, {Issue(2, 8, "b"), 1}}});
    const std::vector<ZSet<Row>> one = AnswerOf(votes, Row{I(1)});
    const std::vector<ZSet<Row>> two = AnswerOf(votes, Row{I(2)});
    CHECK(one == std::vector<ZSet<Row>>{ZSet<Row>{{Issue(1, 7, "a"), 1}}});
    CHECK(AnswerOf(votes, Row{I(3)}) == std::vector<ZSet<Row>>{ZSet<Row>()});
    const auto ops = Difference(one, two, *votes.plan);
    REQUIRE(ops.ok());
    REQUIRE(ops->size() == 2);
    CHECK((*ops)[0].kind == TreeOpKind::kErase);
    CHECK((*ops)[0].key.key == Row{I(7)});
    CHECK((*ops)[1].kind == TreeOpKind::kInsert);
    CHECK((*ops)[1].node->plan == votes.plan.get());
    CHECK(Difference(one, one, *votes.plan)->empty());
    votes.assembler.Load({ZSet<Row>{{Issue(1, 7, "a"), -1}, {Issue(2, 8, "b"), -1}}});
    CHECK(votes.assembler.held_count() == 0);
  }

  TEST_CASE("frames stand in the order of their subscriptions") {
    std::vector<Frame> frames(4);
    const std::int64_t ids[] = {3, 1, 2, 1};
    for (std::size_t i = 0; i < frames.size(); ++i) {
      frames[i].subscription = ids[i];
      frames[i].from = i;
    }
    SortFrames(frames);
    CHECK(frames[0].from == 1);
    CHECK(frames[1].from == 3);
    CHECK(frames[2].subscription == 2);
    CHECK(frames[3].subscription == 3);
  }
}

}  // namespace
}  // namespace cambium
