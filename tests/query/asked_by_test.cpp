// What is asked for, taken apart.
// SPDX-License-Identifier: Apache-2.0
#include "query/asked_by.h"

#include "doctest/doctest.h"

namespace cambium {
namespace {

Value I(std::int64_t integer) { return Value::Int(integer); }

TEST_SUITE("AskedBy") {
  TEST_CASE("values of fields stand before the bounds of a range") {
    const AskedBy by{{1, 3}, 2, {{ExprKind::kGreaterEqual}, {ExprKind::kLess}}};
    CHECK(by.ValuesOf(Row{I(5), I(6), I(7), I(8)}) == Row{I(5), I(6)});
    CHECK(by.BoundsOf(Row{I(5), I(6), I(7), I(8)}) == Row{I(7), I(8)});
    const AskedBy plain{{1, 3}, 0, {}};
    CHECK(plain.ValuesOf(Row{I(5), I(6)}) == Row{I(5), I(6)});
    CHECK(plain.BoundsOf(Row{I(5), I(6)}) == Row());
    CHECK(AskedBy().empty());
    CHECK_FALSE(AskedBy{{}, 0, {{ExprKind::kLess}}}.empty());
  }

  TEST_CASE("a row is in a range as comparisons of its field say") {
    const auto is_in = [](ExprKind comparison, const Value& value) {
      const AskedBy by{{}, 1, {{comparison}}};
      return by.IsInRange(Row{I(0), value}, Row{I(5)});
    };
    CHECK(is_in(ExprKind::kLess, I(4)));
    CHECK_FALSE(is_in(ExprKind::kLess, I(5)));
    CHECK(is_in(ExprKind::kLessEqual, I(5)));
    CHECK_FALSE(is_in(ExprKind::kLessEqual, I(6)));
    CHECK(is_in(ExprKind::kGreater, I(6)));
    CHECK_FALSE(is_in(ExprKind::kGreater, I(5)));
    CHECK(is_in(ExprKind::kGreaterEqual, I(5)));
    CHECK_FALSE(is_in(ExprKind::kGreaterEqual, I(4)));
    CHECK_FALSE(is_in(ExprKind::kLess, Value()));
    const AskedBy between{{}, 0, {{ExprKind::kGreater}, {ExprKind::kLess}}};
    CHECK(between.IsInRange(Row{I(4)}, Row{I(3), I(5)}));
    CHECK_FALSE(between.IsInRange(Row{I(5)}, Row{I(3), I(5)}));
    CHECK(AskedBy{{0}, 0, {}}.IsInRange(Row{Value()}, Row()));
  }

  TEST_CASE("bounds are read as fields behind those of the row") {
    const Row row{I(1), I(2)};
    CHECK(ReadFields({1, 0}, row, Row()) == Row{I(2), I(1)});
    CHECK(ReadFields({1, 3, 2}, row, Row{I(8), I(9)}) == Row{I(2), I(9), I(8)});
  }
}

}  // namespace
}  // namespace cambium
