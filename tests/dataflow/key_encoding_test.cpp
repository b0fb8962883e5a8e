// Keys: bytes that sort as values do, and the only bytes that are read back.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/key_encoding.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "dataflow/status.h"
#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "tests/support/random.h"
#include "tests/support/values.h"

namespace cambium {
namespace {

std::string KeyOf(const Value& value, KeyOrder order = KeyOrder::kAscending) {
  std::string key;
  AppendKey(value, key, order);
  return key;
}

std::string HexKey(const Value& value, KeyOrder order = KeyOrder::kAscending) {
  return absl::BytesToHexString(ToAbsl(KeyOf(value, order)));
}

std::string FromHex(std::string_view hex) { return absl::HexStringToBytes(ToAbsl(hex)); }

bool IsKey(std::string_view hex) {
  const std::string bytes = FromHex(hex);
  std::string_view rest = bytes;
  return TakeKey(rest).ok() && rest.empty();
}

// Any sign, to -1, 0 or 1.
int Sign(std::strong_ordering order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

// std::string compares as unsigned bytes, a prefix first: what the store does.
int CompareKeys(const std::string& left, const std::string& right) {
  const int order = left.compare(right);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

// Accepted bytes are exactly what would be written.
void RequireCanonical(const std::string& bytes, KeyOrder order) {
  std::string_view rest = bytes;
  const absl::StatusOr<Value> value = TakeKey(rest, order);
  if (!value.ok()) {
    REQUIRE(rest.size() == bytes.size());
    return;
  }
  CAPTURE(*value);
  REQUIRE(KeyOf(*value, order) == bytes.substr(0, bytes.size() - rest.size()));
}

TEST_SUITE("KeyEncoding") {
  TEST_CASE("the bytes never change") {
    // Golden: these are on disk.
    CHECK(HexKey(Value()) == "02");
    CHECK(HexKey(Value::Bool(false)) == "03");
    CHECK(HexKey(Value::Bool(true)) == "04");
    CHECK(HexKey(Value::Int(0)) == "1a00");
    CHECK(HexKey(Value::Int(255)) == "1bff00");
    CHECK(HexKey(Value::Int(256)) == "1c010000");
    CHECK(HexKey(Value::Int(-1)) == "1900");
    CHECK(HexKey(Value::Int(-2)) == "18fe00");
    CHECK(HexKey(Value::Int(-256)) == "180000");
    CHECK(HexKey(Value::Int(-257)) == "17feff00");
    CHECK(HexKey(Value::Int(std::numeric_limits<int64_t>::max())) == "227fffffffffffffff00");
    CHECK(HexKey(Value::Int(std::numeric_limits<int64_t>::min())) == "11800000000000000000");
    CHECK(HexKey(Value::Of({50, 2})) == "1a0106f05b59d3b2000000");
    CHECK(HexKey(Value::Float(0.1)) == "1a01016345785d8a000501bfb999999999999a");
    CHECK(HexKey(Value::Float(NAN)) == "23fff8000000000000");
    CHECK(HexKey(Value::Float(-INFINITY)) == "10000fffffffffffff");
    CHECK(HexKey(Value::Date(0)) == "3080000000");
    CHECK(HexKey(Value::Time(-1)) == "317fffffffffffffff");
    CHECK(HexKey(Value::Uuid({})) == "3200000000000000000000000000000000");
    CHECK(HexKey(Value::Text("a")) == "40610001");
    CHECK(HexKey(Value::Bytes(std::string(1, '\0'))) == "4100ff0001");
    CHECK(HexKey(Value::Json("{}")) == "427b7d0001");
    CHECK(HexKey(Value::Text("a"), KeyOrder::kDescending) == "bf9efffe");
  }

  TEST_CASE("equal numbers have equal bytes") {
    CHECK(HexKey(Value::Float(1.0)) == HexKey(Value::Int(1)));
    CHECK(HexKey(Value::Of({100, 2})) == HexKey(Value::Int(1)));
    CHECK(HexKey(Value::Float(0.5)) == HexKey(Value::Of({5, 1})));
    CHECK(HexKey(Value::Float(-0.0)) == HexKey(Value::Int(0)));
  }

  TEST_CASE("small integers take three bytes") {
    for (int64_t i = -256; i < 256; ++i) CHECK(KeyOf(Value::Int(i)).size() <= 3);
  }

  TEST_CASE("a tuple comes back and its beginning is a prefix of it") {
    const std::vector<Value> tuple = {Value::Int(7), Value::Text("a\xFF"), Value(),
                                      Value::Of({-125, 2}), Value::Text("")};
    const std::string key = EncodeKey(tuple);
    CHECK(*DecodeKey(key) == tuple);
    CHECK(key.starts_with(EncodeKey({tuple.data(), 2})));
    CHECK(DecodeKey("")->empty());
  }

  TEST_CASE("a key ends where it says whatever follows") {
    for (const Value& value : testing::BoundaryValues()) {
      CAPTURE(value);
      for (const std::string after : {"", "\xFF", "\x01", "a"}) {
        for (const KeyOrder order : {KeyOrder::kAscending, KeyOrder::kDescending}) {
          const std::string bytes = KeyOf(value, order) + after;
          std::string_view rest = bytes;
          REQUIRE(*TakeKey(rest, order) == value);
          REQUIRE(rest == after);
        }
      }
    }
  }

  TEST_CASE("refuses bytes that it would not write") {
    CHECK_FALSE(IsKey(""));
    CHECK_FALSE(IsKey("00"));
    CHECK_FALSE(IsKey("ff"));
    CHECK_FALSE(IsKey("1a"));
    CHECK_FALSE(IsKey("1b0000"));                                  // zero takes no bytes
    CHECK_FALSE(IsKey("1c000100"));                                // one takes one
    CHECK_FALSE(IsKey("18ff00"));                                  // minus one takes none
    CHECK_FALSE(IsKey("22800000000000000000"));                    // not below 2^63
    CHECK_FALSE(IsKey("117fffffffffffffff00"));                    // below -2^63
    CHECK_FALSE(IsKey("1a02"));                                    // neither end nor more
    CHECK_FALSE(IsKey("1a01000000000000000000"));                  // an empty fraction
    CHECK_FALSE(IsKey("1a010de0b6b3a764000000"));                  // a fraction of one
    CHECK_FALSE(IsKey("1a01016345785d8a0005010000000000000000"));  // an empty tail
    CHECK_FALSE(IsKey("1a01016345785d8a000501bfb999999999999b"));  // another number's tail
    CHECK_FALSE(IsKey("1a0106f05b59d3b2000001bfe0000000000000"));  // 0.5 needs no tail
    CHECK_FALSE(IsKey("22012345678901234501000000000000000100"));  // fits no type
    CHECK_FALSE(IsKey("23fff8000000000001"));                      // another nan
    CHECK_FALSE(IsKey("23bff0000000000000"));                      // 1.0 is no outer number
    CHECK_FALSE(IsKey("10bff0000000000000"));
    CHECK_FALSE(IsKey("4061"));  // no end
    CHECK_FALSE(IsKey("406100"));
    CHECK_FALSE(IsKey("40610002"));
  }

  TEST_CASE("an error shows the bytes") {
    std::string_view bytes = "zoo";
    CHECK(TakeKey(bytes).status().message() == "not a key: 7a6f6f");
    CHECK(bytes == "zoo");
    CHECK_FALSE(DecodeKey("\x02zoo").ok());
  }

  TEST_CASE("bytes sort as values do at all boundaries") {
    const std::vector<Value>& values = testing::BoundaryValues();
    std::vector<std::string> keys;
    std::vector<std::string> descending;
    for (const Value& value : values) {
      keys.push_back(KeyOf(value));
      descending.push_back(KeyOf(value, KeyOrder::kDescending));
    }
    for (size_t i = 0; i < values.size(); ++i) {
      for (size_t k = 0; k <= i; ++k) {
        CAPTURE(values[i]);
        CAPTURE(values[k]);
        const int expected = Sign(values[i] <=> values[k]);
        REQUIRE(CompareKeys(keys[i], keys[k]) == expected);
        REQUIRE(CompareKeys(descending[k], descending[i]) == expected);
      }
    }
  }

  TEST_CASE("random values come back and sort as their bytes") {
    testing::ForSeeds(20'000, [](testing::Random& random) {
      const Value left = testing::RandomValue(random);
      const Value right = left.is_number() && random.OneIn(2) ? testing::Neighbour(left, random)
                                                              : testing::RandomValue(random);
      CAPTURE(left);
      CAPTURE(right);
      REQUIRE(CompareKeys(KeyOf(left), KeyOf(right)) == Sign(left <=> right));
      const auto decoded = DecodeKey(KeyOf(left));
      REQUIRE(decoded.ok());
      REQUIRE(*decoded == std::vector<Value>{left});
    });
  }

  TEST_CASE("tuples sort as their bytes") {
    testing::ForSeeds(5'000, [](testing::Random& random) {
      // Few values, so that beginnings are often shared.
      const auto tuple = [&random] {
        std::vector<Value> values(random.Below(4));
        for (Value& value : values) {
          value = random.OneIn(4) ? testing::RandomValue(random)
                                  : Value::Text(random.Text(random.Below(3)));
        }
        return values;
      };
      const std::vector<Value> left = tuple();
      const std::vector<Value> right = tuple();
      REQUIRE(CompareKeys(EncodeKey(left), EncodeKey(right)) == Sign(left <=> right));
      REQUIRE(*DecodeKey(EncodeKey(left)) == left);
    });
  }

  TEST_CASE("of random bytes only keys are accepted") {
    testing::ForSeeds(50'000, [](testing::Random& random) {
      constexpr uint8_t kTags[] = {0x02, 0x10, 0x11, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C,
                                   0x22, 0x23, 0x30, 0x31, 0x32, 0x40, 0x41, 0x42};
      std::string bytes(1, static_cast<char>(random.Pick(kTags)));
      for (uint64_t size = random.Below(30); size > 0; --size) {
        const uint64_t byte = random.OneIn(2) ? random.Below(3) : random.Next();
        bytes += static_cast<char>(byte & 0xFF);
      }
      RequireCanonical(bytes, KeyOrder::kAscending);
      for (char& byte : bytes) byte = static_cast<char>(~byte);
      RequireCanonical(bytes, KeyOrder::kDescending);
    });
  }

  TEST_CASE("of keys with one byte changed or cut off only keys are accepted") {
    testing::ForSeeds(50'000, [](testing::Random& random) {
      const Value value =
          random.OneIn(2) ? testing::RandomNumber(random) : testing::RandomValue(random);
      std::string bytes = KeyOf(value);
      const auto at = static_cast<size_t>(random.Below(bytes.size()));
      if (random.OneIn(4)) {
        bytes.resize(at);
      } else {
        bytes[at] = static_cast<char>(random.OneIn(2) ? bytes[at] ^ (1 << random.Below(8))
                                                      : static_cast<int>(random.Below(256)));
      }
      RequireCanonical(bytes, KeyOrder::kAscending);
    });
  }
}

}  // namespace
}  // namespace cambium
