// What operators and aggregates are called.
// SPDX-License-Identifier: Apache-2.0
#include "query/words.h"

#include "doctest/doctest.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

TEST_SUITE("Words") {
  TEST_CASE("of aggregates are those of their kind") {
    CHECK(AggregateName(AggregateKind::kCount) == "COUNT");
    CHECK(AggregateName(AggregateKind::kVariance) == "VARIANCE");
  }
  TEST_CASE("of counts are in the plural but for one") {
    CHECK(Counted(0, "row") == "0 rows");
    CHECK(Counted(1, "row") == "1 row");
    CHECK(Counted(2, "row") == "2 rows");
  }
  TEST_CASE("of operators stand between two operands") {
    CHECK(OperatorSymbol(ExprKind::kModulo) == "%");
    CHECK(OperatorSymbol(ExprKind::kILike) == "ILIKE");
    CHECK(OperatorSymbol(ExprKind::kCase) == "");
  }
}

}  // namespace
}  // namespace cambium
