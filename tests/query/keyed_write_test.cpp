// Which statements change one row by its key; tests/query/prepared_test.cpp has what they do.
// SPDX-License-Identifier: Apache-2.0
#include "query/keyed_write.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

template <typename Mutation>
bool IsResolved(std::string_view text) {
  const Schema schema = testing::MakeSchema({testing::kIssueTable});
  return KeyedWrite::Of(schema, testing::Parse<Mutation>(text), {"id", "n"}).has_value();
}

TEST_SUITE("KeyedWrite") {
  TEST_CASE("is made of a key and of values that are given") {
    CHECK(IsResolved<Delete>("DELETE Issue WHERE id = $id"));
    CHECK(IsResolved<Update>("UPDATE Issue WHERE id = $id SET votes = $n, title = 'a'"));
    CHECK(!IsResolved<Delete>("DELETE Issue"));
    CHECK(!IsResolved<Delete>("DELETE Issue WHERE votes = $n"));
    CHECK(!IsResolved<Delete>("DELETE Other WHERE id = $id"));
    CHECK(!IsResolved<Update>("UPDATE Issue SET votes = $n"));
    CHECK(!IsResolved<Update>("UPDATE Issue WHERE id = $id SET votes = votes + $n"));
    CHECK(!IsResolved<Update>("UPDATE Issue WHERE id = $id SET id = $n"));
    CHECK(!IsResolved<Update>("UPDATE Issue WHERE id = $id SET votes = $n, votes = 1"));
    CHECK(!IsResolved<Update>("UPDATE Issue WHERE id = $id SET vots = $n"));
  }
}

}  // namespace
}  // namespace cambium
