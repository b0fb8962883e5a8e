// Keys and their numbers.
// SPDX-License-Identifier: Apache-2.0
#include "query/key_numbers.h"

#include <map>

#include "doctest/doctest.h"
#include "tests/support/columns.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

TEST_SUITE("KeyNumbers") {
  TEST_CASE("number distinct keys in the order in which they appear") {
    testing::ForSeeds(100, [](testing::Random& random) {
      const std::vector<Row> rows = testing::SmallRows(random, 2);
      const ColumnRows columns = testing::MakeColumns({1, 2}, rows);
      const KeyNumbers numbers(columns.Of(std::vector<ColumnId>{1, 2}), rows.size());
      std::map<Row, std::uint32_t> expected;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto number = static_cast<std::uint32_t>(expected.size());
        const auto known = expected.emplace(rows[i], number).first;
        REQUIRE(numbers.numbers()[i] == known->second);
        CHECK(rows[numbers.first()[known->second]] == rows[i]);
      }
      CHECK(numbers.size() == expected.size());
      const KeyNumbers::Groups groups = numbers.GroupRows();
      CHECK(groups.rows.size() == rows.size());
      for (std::uint32_t number = 0; number < numbers.size(); ++number) {
        CHECK(groups.begin[number] < groups.begin[number + 1]);
        for (std::uint32_t at = groups.begin[number]; at < groups.begin[number + 1]; ++at) {
          CHECK(numbers.numbers()[groups.rows[at]] == number);
        }
      }
    });
  }

  TEST_CASE("find the keys of other columns") {
    ColumnRows::Values many;
    for (std::int64_t i = 0; i < 1000; ++i) many.push_back(Value::Int(3 * i));
    const KeyNumbers numbers({many.data()}, many.size());
    CHECK(numbers.size() == 1000);
    const ColumnRows::Values others{Value::Float(30.0), Value::Int(31), Value()};
    CHECK(numbers.Find({others.data()}, 0) == 10);
    CHECK(numbers.Find({others.data()}, 1) == KeyNumbers::kNone);
    CHECK(numbers.Find({others.data()}, 2) == KeyNumbers::kNone);
  }

  TEST_CASE("without columns all rows have one key") {
    const KeyNumbers numbers({}, 3);
    CHECK(numbers.numbers() == std::vector<std::uint32_t>{0, 0, 0});
    CHECK(KeyNumbers({}, 0).size() == 0);
  }
}

}  // namespace
}  // namespace cambium
