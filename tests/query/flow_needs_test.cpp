// What is read of each flow, and by how many.
// SPDX-License-Identifier: Apache-2.0
#include "query/flow_needs.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

TEST_SUITE("FlowNeeds") {
  TEST_CASE("a scan needs the columns that filters and selects read") {
    const SelectPlan plan =
        testing::MakePlan(testing::MakeSchema({testing::kIssueTable, testing::kCommentTable}),
                          "MANY Issue WHERE votes > 1 { title, MANY comments { id } }");
    const FlowNeeds needs(plan);
    const Flow& filter = *plan.flow;
    const Flow& scan = *filter.left;
    REQUIRE(scan.kind == FlowKind::kScan);
    CHECK(needs.Of(scan).size() == 3);
    CHECK(needs.Of(filter).size() == 2);
    CHECK(needs.readers(scan) == 1);
    // The select itself, and the demand of the comments.
    CHECK(needs.readers(filter) == 2);
    CHECK(needs.order().front() == &scan);
    CHECK(needs.order().back() == plan.selects[0].flow.get());
  }
}

}  // namespace
}  // namespace cambium
