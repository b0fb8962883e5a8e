// Keys and their numbers.
// SPDX-License-Identifier: Apache-2.0
#include "query/key_numbers.h"

#include <map>

#include "doctest/doctest.h"
#include "tests/support/columns.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

// Of one type, which is packed: near each other, far from each other, or too far to pack.
std::vector<Row> WordRows(testing::Random& random) {
  const std::int64_t factors[] = {1, 1'000'000'007, INT64_MAX / 2};
  const std::int64_t factor = random.Pick(factors);
  const bool is_time = random.OneIn(3);
  std::vector<Row> rows;
  for (std::uint64_t i = random.Below(40); i > 0; --i) {
    const auto value = [&] {
      if (random.OneIn(6)) return Value();
      const std::int64_t word = factor * random.Between(-2, 2);
      return is_time ? Value::Time(word) : Value::Int(word);
    };
    rows.push_back({value(), value()});
  }
  return rows;
}

TEST_SUITE("KeyNumbers") {
  TEST_CASE("number distinct keys in the order in which they appear") {
    testing::ForSeeds(300, [](testing::Random& random) {
      const std::vector<Row> rows =
          random.OneIn(2) ? testing::SmallRows(random, 2) : WordRows(random);
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

  TEST_CASE("find what is equal in rows of any kind") {
    testing::ForSeeds(300, [](testing::Random& random) {
      const auto some = [&random] {
        return random.OneIn(2) ? testing::SmallRows(random, 2) : WordRows(random);
      };
      const std::vector<Row> rows = some();
      const std::vector<Row> others = some();
      const ColumnRows mine = testing::MakeColumns({1, 2}, rows);
      const ColumnRows theirs = testing::MakeColumns({1, 2}, others);
      const KeyNumbers numbers(mine.Of(std::vector<ColumnId>{1, 2}), rows.size());
      for (std::size_t i = 0; i < others.size(); ++i) {
        std::uint32_t expected = KeyNumbers::kNone;
        for (std::size_t at = rows.size(); at > 0; --at) {
          if (rows[at - 1] == others[i]) expected = numbers.numbers()[at - 1];
        }
        CHECK(numbers.Find(theirs.Of(std::vector<ColumnId>{1, 2}), i) == expected);
      }
    });
  }

  TEST_CASE("without columns all rows have one key") {
    const KeyNumbers numbers({}, 3);
    CHECK(numbers.numbers() == std::vector<std::uint32_t>{0, 0, 0});
    CHECK(KeyNumbers({}, 0).size() == 0);
  }
}

}  // namespace
}  // namespace cambium
