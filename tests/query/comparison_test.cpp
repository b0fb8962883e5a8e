// What a comparison says of two values, it says of them the other way round.
// SPDX-License-Identifier: Apache-2.0
#include "query/comparison.h"

#include <vector>

#include "doctest/doctest.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

Value I(std::int64_t integer) { return Value::Int(integer); }

TEST_SUITE("Comparison") {
  TEST_CASE("is of the order of values") {
    CHECK(Compare(ExprKind::kEqual, I(2), Value::Of({200, 2})) == Value::Bool(true));
    CHECK(Compare(ExprKind::kNotEqual, I(2), I(2)) == Value::Bool(false));
    CHECK(Compare(ExprKind::kLess, I(1), I(2)) == Value::Bool(true));
    CHECK(Compare(ExprKind::kLess, I(2), I(2)) == Value::Bool(false));
    CHECK(Compare(ExprKind::kLessEqual, I(2), I(2)) == Value::Bool(true));
    CHECK(Compare(ExprKind::kLessEqual, I(3), I(2)) == Value::Bool(false));
    CHECK(Compare(ExprKind::kGreater, I(2), I(2)) == Value::Bool(false));
    CHECK(Compare(ExprKind::kGreater, I(3), I(2)) == Value::Bool(true));
    CHECK(Compare(ExprKind::kGreaterEqual, I(2), I(2)) == Value::Bool(true));
    CHECK(Compare(ExprKind::kGreaterEqual, I(1), I(2)) == Value::Bool(false));
  }

  TEST_CASE("with NULL is NULL and the mirror image of each holds the other way round") {
    const std::vector<Value> values = {Value(), I(1), I(2), Value::Float(1.5)};
    for (const ExprKind kind :
         {ExprKind::kEqual, ExprKind::kNotEqual, ExprKind::kLess, ExprKind::kLessEqual,
          ExprKind::kGreater, ExprKind::kGreaterEqual}) {
      for (const Value& left : values) {
        for (const Value& right : values) {
          const Value truth = Compare(kind, left, right);
          CHECK(truth.is_null() == (left.is_null() || right.is_null()));
          CHECK(truth == Compare(Mirrored(kind), right, left));
        }
      }
    }
  }

  TEST_CASE("of an order bounds from below or from above") {
    CHECK_FALSE(IsOrder(ExprKind::kEqual));
    CHECK_FALSE(IsOrder(ExprKind::kNotEqual));
    for (const ExprKind below : {ExprKind::kGreater, ExprKind::kGreaterEqual}) {
      CHECK(IsOrder(below));
      CHECK(IsLowerBound(below));
      CHECK_FALSE(IsLowerBound(Mirrored(below)));
    }
  }
}

}  // namespace
}  // namespace cambium
