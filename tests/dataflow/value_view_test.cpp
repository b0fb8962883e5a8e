// A view is the value that it was taken of, wherever its text stands.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/value_view.h"

#include <string>
#include <vector>

#include "dataflow/value.h"
#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "tests/support/random.h"
#include "tests/support/values.h"

namespace cambium {
namespace {

// The same value, its text where somebody else holds it.
ValueView Pointing(const Value& value, const std::string& text) {
  if (value.has_bytes()) return ValueView::OfBytes(value.type(), text);
  return ValueView::OfWord(value.type(), value.word(), value.scale());
}

TEST_SUITE("ValueView") {
  TEST_CASE("of a short text equals the value that holds it") {
    const ValueView view = ValueView::OfBytes(ValueType::kText, "short");
    CHECK(view == Value::Text("short"));
    CHECK(Value::Text("short") == view);
    CHECK(view != Value::Text("shore"));
    CHECK(view != Value::Text("shorter"));
    CHECK(view != Value::Bytes("short"));
    CHECK(view.Hash() == Value::Text("short").Hash());
    CHECK(view.AsText() == "short");
    CHECK(Value(view).heap_bytes() == 0);
  }

  TEST_CASE("is NULL when nothing is said") {
    CHECK(ValueView().is_null());
    CHECK(ValueView() == Value());
    CHECK(Value(ValueView()).is_null());
  }

  TEST_CASE("compares and hashes as the value does") {
    const std::vector<Value>& values = testing::BoundaryValues();
    testing::ForSeeds(2000, [&](testing::Random& random) {
      const Value& left = random.OneIn(2) ? random.Pick(values) : testing::RandomValue(random);
      const Value& right = random.OneIn(2) ? random.Pick(values) : testing::RandomValue(random);
      const std::string left_text(left.bytes());
      const std::string right_text(right.bytes());
      const ValueView left_view = Pointing(left, left_text);
      const ValueView right_view = Pointing(right, right_text);
      REQUIRE(left_view == left);
      REQUIRE(left_view.Hash() == left.Hash());
      REQUIRE((left_view == right) == (left == right));
      REQUIRE((left_view == right_view) == (left == right));
      REQUIRE((left_view <=> right) == (left <=> right));
      REQUIRE((left <=> right_view) == (left <=> right));
      REQUIRE((left_view <=> right_view) == (left <=> right));
      REQUIRE(DebugString(left_view) == DebugString(left));
    });
  }
}

}  // namespace
}  // namespace cambium
