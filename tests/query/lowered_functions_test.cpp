// The functions that operators of queries are made with.
// SPDX-License-Identifier: Apache-2.0
#include "query/lowered_functions.h"

#include "doctest/doctest.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

Value I(std::int64_t number) { return Value::Int(number); }

TEST_SUITE("Functions of lowered queries") {
  TEST_CASE("a pair takes columns of both sides and NULL of one that is missing") {
    const std::vector<std::pair<bool, std::size_t>> picks{{true, 1}, {false, 0}, {true, 0}};
    const PairRows pair{&picks};
    const Row left{I(1)};
    const Row right{I(2), I(3)};
    CHECK(pair(left, right) == Row{I(3), I(1), I(2)});
    CHECK(pair(&left, nullptr) == Row{Value(), I(1), Value()});
  }

  TEST_CASE("projections of one list of columns are one function") {
    const std::vector<std::size_t> columns{1, 0};
    const std::vector<std::size_t> same = columns;
    CHECK(ProjectRow{&columns}(Row{I(1), I(2)}) == Row{I(2), I(1)});
    CHECK(ProjectRow{&columns}.Identity() == ProjectRow{&columns}.Identity());
    CHECK(ProjectRow{&columns}.Identity() != ProjectRow{&same}.Identity());
  }
}

}  // namespace
}  // namespace cambium
