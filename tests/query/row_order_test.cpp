// Rows are ordered as ORDER BY says, with NULL at the low end unless told otherwise.
// SPDX-License-Identifier: Apache-2.0
#include "query/row_order.h"

#include <algorithm>

#include "doctest/doctest.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

const Value kNull;
Value I(std::int64_t integer) { return Value::Int(integer); }

std::vector<Row> Sorted(const RowOrder& order, std::vector<Row> rows) {
  std::sort(rows.begin(), rows.end(), order);
  return rows;
}

bool Same(const std::vector<Row>& left, const std::vector<Row>& right) { return left == right; }

TEST_SUITE("RowOrder") {
  TEST_CASE("compares by the first column that differs") {
    const RowOrder order({{1, false, true}, {0, true, false}});
    CHECK(Same(Sorted(order, {{I(1), I(5)}, {I(2), I(5)}, {I(3), I(4)}}),
               {{I(3), I(4)}, {I(2), I(5)}, {I(1), I(5)}}));
  }

  TEST_CASE("NULL goes where it is told") {
    const std::vector<Row> rows{{I(1)}, {kNull}, {I(2)}};
    CHECK(Same(Sorted(RowOrder({{0, false, true}}), rows), {{kNull}, {I(1)}, {I(2)}}));
    CHECK(Same(Sorted(RowOrder({{0, false, false}}), rows), {{I(1)}, {I(2)}, {kNull}}));
    CHECK(Same(Sorted(RowOrder({{0, true, true}}), rows), {{kNull}, {I(2)}, {I(1)}}));
    CHECK(Same(Sorted(RowOrder({{0, true, false}}), rows), {{I(2)}, {I(1)}, {kNull}}));
  }

  TEST_CASE("two NULLs leave it to the next column") {
    const RowOrder order({{0, true, false}, {1, false, true}});
    CHECK(order.Compare({kNull, I(1)}, {kNull, I(2)}) < 0);
    CHECK(order.Compare({kNull, I(1)}, {kNull, I(1)}) == 0);
  }

  TEST_CASE("texts compare as bytes") {
    const RowOrder order({{0, false, true}});
    CHECK(order({Value::Text("Z")}, {Value::Text("a")}));
    CHECK(order({Value::Text("z")}, {Value::Text("\xC3\xA4")}));
    CHECK(order({Value::Text("a")}, {Value::Text("ab")}));
  }

  TEST_CASE("without columns all rows are equal") {
    CHECK(RowOrder().Compare({I(1)}, {I(2)}) == 0);
    CHECK(RowOrder().columns().empty());
  }
}

}  // namespace
}  // namespace cambium
