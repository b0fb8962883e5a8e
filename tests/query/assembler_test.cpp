// Flat deltas of selects become operations on trees, and snapshots.
// SPDX-License-Identifier: Apache-2.0
#include "query/assembler.h"

#include "doctest/doctest.h"
#include "query/frame.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

Value I(std::int64_t integer) { return Value::Int(integer); }

// Issues in order of votes, with their comments, with their replies.
SelectPlan ThreeLevels() {
  return testing::MakePlan(
      testing::MakeSchema({"TABLE Issue { id: Int = 1 KEY, votes: Int = 2 }",
                           "TABLE Comment { id: Int = 1 KEY, issue: Issue = 2 BACK comments }",
                           "TABLE Reply { id: Int = 1 KEY, comment: Comment = 2 BACK replies, "
                           "text: Text = 3 }"}),
      "MANY Issue ORDER BY votes + 0 { votes, MANY comments { MANY replies { text } } }");
}
// Rows as the plan shapes them.
Row Issue(std::int64_t id, std::int64_t votes) { return {I(votes), I(id), I(votes)}; }
Row Comment(std::int64_t issue, std::int64_t id) { return {I(issue), I(id)}; }
Row Reply(std::int64_t comment, std::int64_t id, const char* text) {
  return {I(comment), I(id), Value::Text(text)};
}

struct Assembly {
  SelectPlan plan = ThreeLevels();
  Assembler assembler{plan};
  LiveTree reader;
  std::uint64_t version = 0;

  Assembly() {
    Frame open;
    open.kind = FrameKind::kOpen;
    open.plan = std::shared_ptr<const SelectPlan>(&plan, [](const SelectPlan*) {});
    reader.Apply(open);
  }

  // Applies one delta, lets the reader follow, and returns the operations as JSON.
  std::string Apply(const ZSet<Row>& issues, const ZSet<Row>& comments,
                    const ZSet<Row>& replies) {
    Frame frame;
    frame.kind = FrameKind::kDelta;
    frame.plan = std::shared_ptr<const SelectPlan>(&plan, [](const SelectPlan*) {});
    frame.from = version;
    frame.to = ++version;
    frame.ops = assembler.Apply({issues, comments, replies});
    reader.Apply(frame);
    CHECK(reader.Json() == AnswerJson(plan, assembler.Snapshot()));
    const std::string json = FrameJson(frame);
    return json.substr(json.find("\"ops\":") + 6, json.size() - json.find("\"ops\":") - 7);
  }
};

TEST_SUITE("Assembler") {
  TEST_CASE("a new row brings its whole subtree") {
    Assembly assembly;
    CHECK(
        assembly.Apply({{Issue(1, 5), 1}}, {{Comment(1, 10), 1}}, {{Reply(10, 100, "a"), 1}}) ==
        R"([["+",[],1,0,{"$k":1,"votes":5,"comments":[{"$k":10,"replies":[{"$k":100,)"
        R"("text":"a"}]}]}]])");
    CHECK(AnswerJson(assembly.plan, assembly.assembler.Snapshot()) ==
          R"([{"votes":5,"comments":[{"replies":[{"text":"a"}]}]}])");
  }

  TEST_CASE("news deep inside name the path to them") {
    Assembly assembly;
    assembly.Apply({{Issue(1, 5), 1}}, {{Comment(1, 10), 1}}, {{Reply(10, 100, "a"), 1}});
    CHECK(assembly.Apply({}, {}, {{Reply(10, 100, "a"), -1}, {Reply(10, 100, "b"), 1}}) ==
          R"([["=",[1,"comments",10,"replies",100],{"text":"b"}]])");
    CHECK(assembly.Apply({}, {}, {{Reply(10, 99, "c"), 1}}) ==
          R"([["+",[1,"comments",10,"replies"],99,0,{"$k":99,"text":"c"}]])");
  }

  TEST_CASE("a row that goes takes its subtree without a word") {
    Assembly assembly;
    assembly.Apply({{Issue(1, 5), 1}}, {{Comment(1, 10), 1}}, {{Reply(10, 100, "a"), 1}});
    CHECK(assembly.Apply({{Issue(1, 5), -1}}, {{Comment(1, 10), -1}},
                         {{Reply(10, 100, "a"), -1}}) == R"([["-",[],1]])");
    CHECK(assembly.Apply({}, {}, {}) == "[]");
  }

  TEST_CASE("a row with another parent leaves here and comes there in one frame") {
    // Covers: rule 13 live partly
    Assembly assembly;
    assembly.Apply({{Issue(1, 5), 1}, {Issue(2, 6), 1}}, {{Comment(1, 10), 1}},
                   {{Reply(10, 100, "a"), 1}});
    CHECK(assembly.Apply({}, {{Comment(1, 10), -1}, {Comment(2, 10), 1}}, {}) ==
          R"([["-",[1,"comments"],10],)"
          R"(["+",[2,"comments"],10,0,{"$k":10,"replies":[{"$k":100,"text":"a"}]}]])");
  }

  TEST_CASE("operations come depth first and children in final order") {
    Assembly assembly;
    assembly.Apply({{Issue(1, 5), 1}, {Issue(2, 6), 1}, {Issue(3, 7), 1}},
                   {{Comment(1, 10), 1}, {Comment(2, 20), 1}}, {});
    // 1 moves behind 2, 3 goes, 4 comes; both comments get a reply.
    CHECK(assembly.Apply(
              {{Issue(1, 5), -1}, {Issue(1, 8), 1}, {Issue(3, 7), -1}, {Issue(4, 1), 1}}, {},
              {{Reply(10, 100, "a"), 1}, {Reply(20, 200, "b"), 1}}) ==
          R"([["-",[],3],["^",[],1,1],["+",[],4,0,{"$k":4,"votes":1,"comments":[]}],)"
          R"(["+",[2,"comments",20,"replies"],200,0,{"$k":200,"text":"b"}],)"
          R"(["=",[1],{"votes":8}],)"
          R"(["+",[1,"comments",10,"replies"],100,0,{"$k":100,"text":"a"}]])");
  }

  TEST_CASE("an order key that nobody shows moves without a set") {
    Assembly assembly;
    assembly.Apply({{Issue(1, 5), 1}}, {}, {});
    // The row is another, its members are not.
    CHECK(assembly.Apply({{Issue(1, 5), -1}, {{I(6), I(1), I(5)}, 1}}, {}, {}) == "[]");
  }
}

}  // namespace
}  // namespace cambium
