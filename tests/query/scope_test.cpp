// Scopes: what an inner one asks of an outer one is asked once.
// SPDX-License-Identifier: Apache-2.0
#include "query/scope.h"

#include "doctest/doctest.h"

namespace cambium {
namespace {

TEST_SUITE("Scope") {
  TEST_CASE("a column is part of the demand once and in the order of asking") {
    Scope scope;
    for (const ColumnId column : {3U, 1U, 3U, 2U, 1U}) scope.Correlate(column);
    CHECK(scope.correlated == std::vector<ColumnId>{3, 1, 2});
  }

  TEST_CASE("what members of a group ask for is asked for by the group") {
    Scope scope;
    scope.members = std::make_unique<Scope>();
    scope.members->group = &scope;
    scope.members->Correlate(5);
    CHECK(scope.correlated == std::vector<ColumnId>{5});
    CHECK(scope.members->correlated.empty());
    CHECK(scope.is_group());
  }

  TEST_CASE("rows stay where they are when more are added") {
    Scope scope;
    const Table table;
    RowScope& first = scope.AddRow(table, MakeFlow(FlowKind::kScan));
    for (int i = 0; i < 100; ++i) scope.AddRow(table, MakeFlow(FlowKind::kScan));
    CHECK(first.table == &table);
    CHECK(&first == scope.owned[0].get());
  }
}

}  // namespace
}  // namespace cambium
