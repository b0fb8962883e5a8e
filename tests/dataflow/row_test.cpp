// Rows: their values, equality, order and hash, beside a vector of values; and their block.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/row.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "tests/support/aborts.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"
#include "tests/support/values.h"

namespace cambium {
namespace {

const std::string kLong = "a text of more than a few bytes";

// The oracle: what a row holds, as values of their own.
using Values = std::vector<Value>;

Values SomeValues(testing::Random& random) {
  Values values(random.Below(random.OneIn(10) ? 40 : 5));
  for (Value& value : values) value = testing::RandomValue(random);
  return values;
}

// Another sequence, likely near the first: equal, with one value changed, or cut off.
Values Near(const Values& values, testing::Random& random) {
  Values near = values;
  if (near.empty() || random.OneIn(8)) return SomeValues(random);
  Value& some = near[random.Below(near.size())];
  if (some.is_number() && random.OneIn(2)) some = testing::Neighbour(some, random);
  if (random.OneIn(4)) some = testing::RandomValue(random);
  if (random.OneIn(8)) near.pop_back();
  return near;
}

// To the bit: type, scale and text, and not only equal.
void CheckHolds(const Row& row, const Values& values) {
  REQUIRE(row.size() == values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    REQUIRE(row[i] == values[i]);
    REQUIRE(values[i] == row[i]);
    REQUIRE(row[i].type() == values[i].type());
    if (row[i].type() == ValueType::kDecimal)
      REQUIRE(row[i].AsDecimal().scale == values[i].AsDecimal().scale);
    REQUIRE(row[i].bytes() == values[i].bytes());
    REQUIRE(row[i].Hash() == values[i].Hash());
    REQUIRE((row[i] <=> values[i]) == std::strong_ordering::equal);
    const Value own(row[i]);
    REQUIRE(own == values[i]);
    REQUIRE(own.bytes() == values[i].bytes());
    REQUIRE(own.heap_bytes() == values[i].heap_bytes());
  }
}

TEST_SUITE("Row") {
  TEST_CASE("gives its values back by position") {
    const Row row{Value::Int(7), Value(), Value::Text(kLong), Value::Of({100, 2})};
    REQUIRE(row.size() == 4);
    CHECK(row[0] == Value::Int(7));
    CHECK(row[1].is_null());
    CHECK(row[2].AsText() == kLong);
    CHECK(row[3].AsDecimal().scale == 2);
    CHECK(Row().size() == 0);
    CHECK(Row(Values()).size() == 0);
  }

  TEST_CASE("a text lives as long as a holder of the row") {
    for (const std::string text :
         {"", "short", "fourteen bytes", "fifteen bytes !", "a much longer text"}) {
      auto first = std::make_unique<Row>(Row{Value::Int(1), Value::Text(text)});
      const std::string_view view = (*first)[1].AsText();
      const Row second = *first;
      first.reset();
      CHECK(view == text);
      CHECK(second[1].AsText().data() == view.data());
    }
  }

  TEST_CASE("a value of a field outlives the row") {
    Value value;
    {
      const Row row{Value::Text(kLong)};
      value = Value(row[0]);
    }
    CHECK(value.AsText() == kLong);
  }

  TEST_CASE("slices and projections are rows of these fields") {
    const Row row{Value::Int(7), Value(), Value::Text(kLong)};
    CHECK(row.Slice(1, 2) == Row{Value()});
    CHECK(row.Slice(1, 1) == Row());
    CHECK(row.Slice(0, 3) == row);
    CHECK(Row().Slice(0, 0) == Row());
    const std::size_t fields[] = {2, 0, 2};
    CHECK(row.Project(fields) == Row{Value::Text(kLong), Value::Int(7), Value::Text(kLong)});
    CHECK(row.Project({}) == Row());
    CHECK(testing::LastWords([&] { row.Slice(1, 4); }) != "");
    CHECK(testing::LastWords([&] { row.Slice(2, 1); }) != "");
  }

  TEST_CASE("a prefix comes first and the first difference decides") {
    CHECK(Row() < Row{Value()});
    CHECK(Row{Value::Int(1)} < Row{Value::Int(1), Value()});
    CHECK(Row{Value::Int(1), Value::Int(9)} < Row{Value::Int(2), Value::Int(0)});
  }

  TEST_CASE("equal numbers make equal rows with equal hashes") {
    const Row as_int{Value::Text("x"), Value::Int(1)};
    const Row as_decimal{Value::Text("x"), Value::Of(Decimal{100, 2})};
    const Row as_float{Value::Text("x"), Value::Float(1)};
    CHECK(as_int == as_decimal);
    CHECK(as_float == as_decimal);
    CHECK(as_int.hash() == as_decimal.hash());
    CHECK(as_int.hash() == as_float.hash());
    CHECK(as_int == as_decimal);  // Once more, now that the hashes are known.
    CHECK(as_int != Row{Value::Text("x"), Value::Of(Decimal{101, 2})});
  }

  TEST_CASE("the end of one text is not the beginning of the next") {
    const auto pair = [](const char* left, const char* right) {
      return Row{Value::Text(left), Value::Text(right)};
    };
    CHECK(pair("ab", "c") != pair("a", "bc"));
    CHECK(pair("ab", "c").hash() != pair("a", "bc").hash());
    CHECK(pair("", "") != Row{Value::Text("")});
    CHECK(Row{Value::Text("a")} != Row{Value::Bytes("a")});
  }

  TEST_CASE("a hash is stable") {
    // Golden: may be written to disk.
    CHECK(Row().hash() == 1);
    CHECK(Row{Value::Int(1), Value::Text("a")}.hash() == 15924371135575023957U);
    CHECK(Row{Value()}.hash() == 5904355442219119583U);
  }

  TEST_CASE("is one block of the size that the layout says") {
    CHECK(Row().heap_bytes() == 0);
    // 20 bytes and a tag for each field, up to a multiple of 8; 8 for each field; the texts.
    CHECK(Row{Value()}.heap_bytes() == 24 + 8);
    CHECK(Row(Values(4)).heap_bytes() == 24 + 32);
    CHECK(Row(Values(5)).heap_bytes() == 32 + 40);
    CHECK(Row{Value::Text("abc"), Value::Text(kLong)}.heap_bytes() ==
          24 + 16 + 3 + kLong.size());
  }

  TEST_CASE("does not depend on what its memory held before") {
    const auto build_over = [](char before) {
      const std::size_t bytes = Row(Values(5)).heap_bytes();
      void* const block = ::operator new(bytes);
      std::memset(block, before, bytes);
      ::operator delete(block);  // An allocator likes to give it out again.
      return Row(Values(5));
    };
    const Row clean = build_over('\0');
    const Row dirty = build_over('\xFF');
    CHECK(clean == dirty);
    CHECK(clean.hash() == dirty.hash());
  }

  TEST_CASE("copies share the block and moves leave nothing") {
    const auto row = std::make_unique<Row>(Row{Value::Text(kLong)});
    Row copy = *row;
    CHECK(copy[0].AsText().data() == (*row)[0].AsText().data());
    const Row moved = std::move(*row);
    CHECK(row->size() == 0);
    CHECK(*row == Row());
    Row& self = copy;
    copy = self;
    CHECK(copy == moved);
    copy = Row();
    CHECK(moved[0].AsText() == kLong);
  }

  TEST_CASE("holds every value to the bit") {
    const Values& values = testing::BoundaryValues();
    CheckHolds(Row(values), values);
    for (const Value& value : values) CheckHolds(Row{value}, {value});
    testing::ForSeeds(300, [](testing::Random& random) {
      const Values some = SomeValues(random);
      const Row row(some);
      CheckHolds(row, some);
      const std::size_t begin = random.Below(some.size() + 1);
      const std::size_t end = begin + random.Below(some.size() - begin + 1);
      const auto at = [&some](std::size_t i) {
        return some.begin() + static_cast<std::ptrdiff_t>(i);
      };
      CheckHolds(row.Slice(begin, end), Values(at(begin), at(end)));
      std::vector<ValueView> views;
      for (std::size_t i = 0; i < row.size(); ++i) views.push_back(row[i]);
      CheckHolds(Row(views), some);
    });
  }

  TEST_CASE("equality and order and hash are those of the sequences of values") {
    testing::ForSeeds(3000, [](testing::Random& random) {
      const Values a = SomeValues(random);
      const Values b = Near(a, random);
      const Row left(a);
      const Row right(b);
      // A hash that is known takes part in ==; any of the two may be.
      if (random.OneIn(2)) left.hash();
      if (random.OneIn(2)) right.hash();
      const auto order =
          std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end());
      REQUIRE((left <=> right) == order);
      REQUIRE((right <=> left) == (0 <=> order));
      REQUIRE((left == right) == (order == 0));
      REQUIRE((right == left) == (order == 0));
      if (order == 0) REQUIRE(left.hash() == right.hash());
      if (order != 0) REQUIRE(left.hash() != right.hash());
      REQUIRE((left == right) == (order == 0));
    });
  }
}

}  // namespace
}  // namespace cambium
