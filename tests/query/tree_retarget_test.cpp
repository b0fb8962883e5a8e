// After Retarget() operations refer to the other plan alone, and say the same.
// SPDX-License-Identifier: Apache-2.0
#include "query/tree_retarget.h"

#include "doctest/doctest.h"
#include "query/frame.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

TEST_SUITE("Retarget") {
  TEST_CASE("operations are told in the words of the other plan") {
    const Schema schema = testing::MakeSchema({testing::kIssueTable, testing::kCommentTable});
    const std::string_view query = "MANY Issue { title, MANY comments { text } }";
    const SelectPlan to = testing::MakePlan(schema, query);
    auto from = std::make_unique<SelectPlan>(testing::MakePlan(schema, query));
    const auto row = [](const SelectPlan& plan, const char* text) {
      std::vector<Value> values(plan.layout.size(), Value::Int(1));
      values[plan.scalars[0].column] = Value::Text(text);
      return Row(std::span<const Value>(values));
    };
    TreeNode comment{&from->selects[0], row(from->selects[0], "c"), {}};
    TreeNode issue{from.get(), row(*from, "i"), {{comment}}};
    TreeOp insert;
    insert.kind = TreeOpKind::kInsert;
    insert.key = {from.get(), Row{Value::Int(1)}};
    insert.node = issue;
    TreeOp erase;
    erase.kind = TreeOpKind::kErase;
    erase.path = {PathKey{from.get(), Row{Value::Int(1)}}, "comments"};
    erase.key = {&from->selects[0], Row{Value::Int(1)}};
    Frame frame;
    frame.kind = FrameKind::kDelta;
    frame.ops = {insert, erase};
    const auto borrowed = [](const SelectPlan& plan) {
      return std::shared_ptr<const SelectPlan>(&plan, [](const SelectPlan*) {});
    };
    frame.plan = borrowed(*from);
    const std::string before = FrameJson(frame);
    Retarget(*from, to, frame.ops);
    frame.plan = borrowed(to);
    issue = comment = TreeNode();
    insert = erase = TreeOp();
    from.reset();  // What still pointed there is found by sanitizers.
    CHECK(FrameJson(frame) == before);
    CHECK(frame.ops[0].node->plan == &to);
    CHECK(frame.ops[0].node->lists[0][0].plan == &to.selects[0]);
    CHECK(frame.ops[1].key.plan == &to.selects[0]);
    CHECK(std::get<PathKey>(frame.ops[1].path[0]).plan == &to);
  }
}

}  // namespace
}  // namespace cambium
