// Which statements are one row's values; tests/query/prepared_test.cpp has what they write.
// SPDX-License-Identifier: Apache-2.0
#include "query/row_write.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

bool IsResolved(std::string_view text) {
  const Schema schema = testing::MakeSchema({testing::kIssueTable});
  const Insert insert = testing::Parse<Insert>(text);
  return RowWrite::Of(schema, insert, {"id"}).has_value();
}

TEST_SUITE("RowWrite") {
  TEST_CASE("is made of literals and parameters for fields that there are") {
    CHECK(IsResolved("INSERT Issue { id: $id, title: 'a' }"));
    CHECK(IsResolved("UPSERT Issue { id: 1, title: NULL }"));
    CHECK(!IsResolved("INSERT Issue { id: $id + 1, title: 'a' }"));
    CHECK(!IsResolved("INSERT Issue { id: $id, titel: 'a' }"));
    CHECK(!IsResolved("INSERT Issue { id: $id, id: 2 }"));
    CHECK(!IsResolved("INSERT Other { id: $id }"));
  }
}

}  // namespace
}  // namespace cambium
