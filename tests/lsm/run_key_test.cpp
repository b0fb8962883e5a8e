// Subjects are told apart as keys are read: an integer is what TakeKey() says is one Int.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/run_key.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "dataflow/key_encoding.h"
#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "tests/support/random.h"
#include "tests/support/values.h"

namespace cambium {
namespace {

void CheckPlace(const std::string& bytes) {
  const TripleKey key{7, 3, bytes};
  const Place place = PlaceOf(key);
  std::string_view rest = bytes;
  const absl::StatusOr<Value> value = TakeKey(rest);
  const bool is_integer = value.ok() && value->type() == ValueType::kInt && rest.empty();
  const Subject expected = is_integer ? IntegerSubject(value->AsInt()) : BytesSubject(bytes);
  REQUIRE(place.run.has_integers() == is_integer);
  REQUIRE(place.subject.word == expected.word);
  REQUIRE(place.subject.bytes == expected.bytes);
  std::string again;
  AppendSubject(place.run.kind, place.subject, again);
  REQUIRE(again == bytes);
}

TEST_SUITE("RunKey") {
  TEST_CASE("a subject is an integer when its bytes are the key of one") {
    for (const Value& value : testing::BoundaryValues()) {
      CAPTURE(value);
      std::string key;
      AppendKey(value, key);
      CheckPlace(key);
      CheckPlace(key + '\0');
      CheckPlace(key + key);
      CheckPlace(key.substr(0, key.size() - 1));
    }
  }

  TEST_CASE("of random bytes only keys of integers are integers") {
    testing::ForSeeds(50'000, [](testing::Random& random) {
      std::string bytes(1, static_cast<char>(0x0F + random.Below(0x16)));
      for (std::uint64_t size = random.Below(11); size > 0; --size) {
        bytes += static_cast<char>(random.OneIn(2) ? random.Below(3) : random.Below(256));
      }
      CheckPlace(bytes);
    });
  }
}

}  // namespace
}  // namespace cambium
