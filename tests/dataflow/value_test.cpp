// Values: one order over all types, exact over all numbers.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/value.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "tests/support/aborts.h"
#include "tests/support/big_rational.h"
#include "tests/support/random.h"
#include "tests/support/values.h"

namespace cambium {
namespace {

using testing::BigRational;

BigRational Rational(const Value& number) {
  if (number.type() == ValueType::kInt) return BigRational::OfInt(number.AsInt());
  if (number.type() == ValueType::kFloat) return BigRational::OfFloat(number.AsFloat());
  const Decimal decimal = number.AsDecimal();
  return BigRational::OfScaled(decimal.unscaled, decimal.scale);
}

// The order, every operator and the hash agree with what the oracle says.
void RequireOrder(const Value& left, const Value& right, std::strong_ordering expected) {
  CAPTURE(left);
  CAPTURE(right);
  REQUIRE((left <=> right) == expected);
  REQUIRE((right <=> left) == 0 <=> expected);
  REQUIRE((left == right) == (expected == 0));
  REQUIRE((left < right) == (expected < 0));
  if (expected == 0) REQUIRE(left.Hash() == right.Hash());
}

// An order over values that are not both numbers, the slow way.
std::strong_ordering OrderOfOthers(const Value& left, const Value& right) {
  const auto kind = [](const Value& value) {
    return value.is_number() ? ValueType::kInt : value.type();
  };
  if (kind(left) != kind(right)) return kind(left) <=> kind(right);
  const auto bytes = [](std::string_view text) {
    return std::vector<unsigned char>(text.begin(), text.end());
  };
  switch (left.type()) {
    case ValueType::kNull:
      return std::strong_ordering::equal;
    case ValueType::kBool:
      return left.AsBool() <=> right.AsBool();
    case ValueType::kDate:
      return left.AsDate() <=> right.AsDate();
    case ValueType::kTime:
      return left.AsTime() <=> right.AsTime();
    case ValueType::kUuid:
      return left.AsUuid() <=> right.AsUuid();
    default:
      return bytes(left.AsText()) <=> bytes(right.AsText());
  }
}

std::strong_ordering OracleOrder(const Value& left, const Value& right) {
  if (left.is_number() && right.is_number()) return Rational(left) <=> Rational(right);
  return OrderOfOthers(left, right);
}

TEST_SUITE("Value") {
  TEST_CASE("holds what it was made of") {
    CHECK(Value().is_null());
    CHECK(Value::Bool(true).AsBool());
    CHECK(Value::Int(-7).AsInt() == -7);
    CHECK(Value::Float(1.5).AsFloat() == 1.5);
    CHECK(Value::Of({1250, 2}).AsDecimal().unscaled == 1250);
    CHECK(Value::Of({1250, 2}).AsDecimal().scale == 2);
    CHECK(Value::Date(-1).AsDate() == -1);
    CHECK(Value::Time(-1).AsTime() == -1);
    UuidBytes uuid{};
    uuid[3] = 9;
    CHECK(Value::Uuid(uuid).AsUuid() == uuid);
    CHECK(Value::Text("héllo").AsText() == "héllo");
    CHECK(Value::Bytes("a").type() == ValueType::kBytes);
    CHECK(Value::Json("{}").type() == ValueType::kJson);
  }

  TEST_CASE("texts of every size come back as they were") {
    for (size_t size = 0; size < 40; ++size) {
      const std::string text = std::string(size, 'x') + '\0' + std::string(size, '\xFF');
      CHECK(Value::Text(text).AsText() == text);
      CHECK(Value::Text(text.substr(size)).AsText() == text.substr(size));
    }
  }

  TEST_CASE("up to fourteen bytes need no block") {
    CHECK(Value::Text(std::string(14, 'a')).heap_bytes() == 0);
    CHECK(Value::Text(std::string(15, 'a')).heap_bytes() == 23);
    CHECK(Value::Uuid({}).heap_bytes() == 24);
    CHECK(Value::Int(1).heap_bytes() == 0);
  }

  TEST_CASE("copies share a block and outlive each other") {
    const std::string text(100, 'z');
    Value copy;
    {
      const Value original = Value::Text(text);
      copy = original;
      CHECK(copy.AsText().data() == original.AsText().data());
    }
    CHECK(copy.AsText() == text);
  }

  TEST_CASE("a moved-from value is null") {
    const auto value = std::make_unique<Value>(Value::Text(std::string(100, 'z')));
    const Value moved = std::move(*value);
    CHECK(value->is_null());
    CHECK(moved.AsText().size() == 100);
  }

  TEST_CASE("assigning a value to itself changes nothing") {
    Value value = Value::Text(std::string(100, 'z'));
    const Value& same = value;
    value = same;
    CHECK(value.AsText() == std::string(100, 'z'));
    value = std::move(const_cast<Value&>(same));
    CHECK(value.AsText() == std::string(100, 'z'));
  }

  TEST_CASE("numbers of different types are equal when their values are") {
    CHECK(Value::Int(1) == Value::Float(1.0));
    CHECK(Value::Int(1) == Value::Of({100, 2}));
    CHECK(Value::Float(0.5) == Value::Of({50, 2}));
    CHECK(Value::Float(0.1) > Value::Of({1, 1}));
    CHECK(Value::Float(9007199254740992.0) < Value::Int(9007199254740993));
    CHECK(Value::Float(0x1p63) > Value::Int(std::numeric_limits<int64_t>::max()));
  }

  TEST_CASE("zero has no sign and nan is one greatest number") {
    CHECK(Value::Float(-0.0) == Value::Float(0.0));
    CHECK_FALSE(std::signbit(Value::Float(-0.0).AsFloat()));
    CHECK(Value::Float(-0.0) == Value::Int(0));
    CHECK(Value::Float(NAN) == Value::Float(-NAN));
    CHECK(Value::Float(NAN).Hash() == Value::Float(-NAN).Hash());
    CHECK(Value::Float(NAN) > Value::Float(INFINITY));
    CHECK(Value::Float(-INFINITY) < Value::Int(std::numeric_limits<int64_t>::min()));
    CHECK(Value::Float(NAN) < Value::Date(0));
  }

  TEST_CASE("types stand in their order") {
    const std::vector<Value> ascending = {
        Value(),           Value::Bool(false), Value::Bool(true), Value::Int(-1),
        Value::Float(0.5), Value::Int(7),      Value::Date(-9),   Value::Time(-9),
        Value::Uuid({}),   Value::Text(""),    Value::Text("z"),  Value::Bytes(""),
        Value::Json("")};
    for (size_t i = 1; i < ascending.size(); ++i) CHECK(ascending[i - 1] < ascending[i]);
  }

  TEST_CASE("the order at all boundaries is the one of exact fractions and plain bytes") {
    const std::vector<Value>& values = testing::BoundaryValues();
    std::vector<BigRational> rationals;
    const size_t numbers = testing::BoundaryNumbers().size();
    for (size_t i = 0; i < numbers; ++i) rationals.push_back(Rational(values[i]));
    for (size_t i = 0; i < values.size(); ++i) {
      for (size_t k = 0; k <= i; ++k) {
        const bool both_numbers = i < numbers && k < numbers;
        RequireOrder(
            values[i], values[k],
            both_numbers ? rationals[i] <=> rationals[k] : OrderOfOthers(values[i], values[k]));
      }
    }
  }

  TEST_CASE("the order of random values is the one of exact fractions and plain bytes") {
    testing::ForSeeds(20'000, [](testing::Random& random) {
      const Value left = testing::RandomValue(random);
      const Value right = testing::RandomValue(random);
      RequireOrder(left, right, OracleOrder(left, right));
    });
  }

  TEST_CASE("the order of numbers that nearly meet is the one of exact fractions") {
    testing::ForSeeds(20'000, [](testing::Random& random) {
      const Value left = testing::RandomNumber(random);
      const Value right = testing::Neighbour(left, random);
      RequireOrder(left, right, OracleOrder(left, right));
    });
  }

  TEST_CASE("hashes never change") {
    // Golden: these may be on disk.
    CHECK(Value().Hash() == 0x05902ebb008e766c);
    CHECK(Value::Bool(true).Hash() == 0x19b4f2a231b301b2);
    CHECK(Value::Int(1).Hash() == 0x6a317e844bd5a9d8);
    CHECK(Value::Of({100, 2}).Hash() == 0x6a317e844bd5a9d8);
    CHECK(Value::Int(-1).Hash() == 0x605380f1caa31e5b);
    CHECK(Value::Float(0.5).Hash() == 0x46a591838d627f75);
    CHECK(Value::Of({-50, 2}).Hash() == 0x07b03724deb98434);
    CHECK(Value::Float(0.1).Hash() == 0xd5cb6b99974a57f6);
    CHECK(Value::Date(20'778).Hash() == 0x4875578b377b92c1);
    CHECK(Value::Time(1).Hash() == 0x7f2c105274e210a5);
    UuidBytes uuid;
    for (size_t i = 0; i < uuid.size(); ++i) uuid[i] = static_cast<uint8_t>(i);
    CHECK(Value::Uuid(uuid).Hash() == 0x7d79a92aeae80c3f);
    CHECK(Value::Text("a").Hash() == 0x57ab4a29fc302f6e);
    CHECK(Value::Text(std::string(15, 'a')).Hash() == 0xba1f356c323a71d7);
    CHECK(Value::Bytes("a").Hash() == 0xafd294d140e51716);
    CHECK(Value::Json("{}").Hash() == 0x18bffefa45f272a9);
  }

  TEST_CASE("values that differ have hashes that differ") {
    std::vector<Value> values = testing::BoundaryValues();
    std::ranges::sort(values);
    values.erase(std::unique(values.begin(), values.end()), values.end());
    std::vector<uint64_t> hashes;
    hashes.reserve(values.size());
    for (const Value& value : values) hashes.push_back(value.Hash());
    std::ranges::sort(hashes);
    CHECK(std::ranges::adjacent_find(hashes) == hashes.end());
  }

  TEST_CASE("reading a value as another type aborts and says so") {
    const std::string words = testing::LastWords([] { Value::Int(1).AsText(); });
    CHECK(words.find("wanted Text of a Int") != std::string::npos);
    CHECK(testing::LastWords([] { Value::Text("a").AsInt(); }) != "");
    CHECK(testing::LastWords([] { Value::Text("a").AsExactNumber(); }) != "");
    CHECK(testing::LastWords([] { Value::Of({1, 19}); }) != "");
    CHECK(testing::LastWords([] { Value::Json("a").AsText(); }) == "");
  }
}

}  // namespace
}  // namespace cambium
