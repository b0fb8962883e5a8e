// Rows: equality, order and hash of sequences of values.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/row.h"

#include <algorithm>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

Value SmallValue(testing::Random& random) {
  switch (random.Below(4)) {
    case 0:
      return Value();
    case 1:
      return Value::Int(random.Between(-1, 1));
    case 2:
      return Value::Text(std::string(random.Below(20), 'a'));
    default:
      return Value::Of(Decimal{random.Between(-10, 10), 1});
  }
}

std::vector<Value> SmallValues(testing::Random& random) {
  std::vector<Value> values(random.Below(4));
  for (Value& value : values) value = SmallValue(random);
  return values;
}

TEST_SUITE("Row") {
  TEST_CASE("gives its values back by position") {
    const Row row{Value::Int(7), Value(), Value::Text("a text of more than a few bytes")};
    REQUIRE(row.size() == 3);
    CHECK(row[0] == Value::Int(7));
    CHECK(row[1].is_null());
    CHECK(row[2].AsText() == "a text of more than a few bytes");
    CHECK(Row().size() == 0);
    CHECK(row.Slice(1, 2) == Row{Value()});
    CHECK(row.Slice(1, 1) == Row());
  }

  TEST_CASE("a prefix comes first and the first difference decides") {
    CHECK(Row() < Row{Value()});
    CHECK(Row{Value::Int(1)} < Row{Value::Int(1), Value()});
    CHECK(Row{Value::Int(1), Value::Int(9)} < Row{Value::Int(2), Value::Int(0)});
  }

  TEST_CASE("equal numbers make equal rows with equal hashes") {
    const Row as_int{Value::Int(1)};
    const Row as_decimal{Value::Of(Decimal{100, 2})};
    CHECK(as_int == as_decimal);
    CHECK(as_int.hash() == as_decimal.hash());
  }

  TEST_CASE("order and equality are those of the sequences of values") {
    testing::ForSeeds(500, [](testing::Random& random) {
      const std::vector<Value> a = SmallValues(random);
      const std::vector<Value> b = SmallValues(random);
      const Row left(a);
      const Row right(b);
      CHECK((left == right) == (a == b));
      CHECK((left < right) ==
            std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end()));
      if (left == right) CHECK(left.hash() == right.hash());
    });
  }
}

}  // namespace
}  // namespace cambium
