// Columns that are shared, gathered and picked.
// SPDX-License-Identifier: Apache-2.0
#include "query/column_rows.h"

#include "doctest/doctest.h"
#include "tests/support/columns.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

Value I(std::int64_t integer) { return Value::Int(integer); }

TEST_SUITE("ColumnRows") {
  TEST_CASE("shares a column without copying it") {
    const ColumnRows rows = testing::MakeColumns({7, 9}, {{I(1), I(2)}, {I(3), I(4)}});
    ColumnRows shared(2);
    shared.Share(rows, 9);
    CHECK(shared.Of(9) == rows.Of(9));
    CHECK_FALSE(shared.Has(7));
    CHECK(PlaceOf(9, rows.layout()) == 1);
  }

  TEST_CASE("gathers rows in any order and nobody as NULL") {
    const ColumnRows rows = testing::MakeColumns({7}, {{I(1)}, {I(2)}});
    ColumnRows gathered(3);
    gathered.Gather(rows, 7, std::vector<std::uint32_t>{1, ColumnRows::kNobody, 1});
    CHECK(gathered.Of(7)[0].AsInt() == 2);
    CHECK(gathered.Of(7)[1].is_null());
    CHECK(gathered.Of(7)[2].AsInt() == 2);
    CHECK(testing::SortedRows(rows.Pick(std::vector<std::uint32_t>{1}), {7}) ==
          std::vector<Row>{{I(2)}});
  }

  TEST_CASE("an expression reads places instead of columns") {
    PlanExpr path;
    path.kind = ExprKind::kPath;
    path.column = 9;
    PlanExpr negated;
    negated.kind = ExprKind::kNot;
    negated.args = {path};
    CHECK(PlacedIn(negated, testing::MakeColumns({7, 9}, {}).layout()).args[0].column == 1);
  }
}

}  // namespace
}  // namespace cambium
