// Subjects are told apart as keys are read: an integer is what TakeKey() says is one Int. They
// come back as they were and keep their order.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/run_key.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "dataflow/key_encoding.h"
#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "tests/support/random.h"
#include "tests/support/store_history.h"
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
  TEST_CASE("the key of an Int is an integer and any other is bytes") {
    for (const std::int64_t integer :
         {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{255},
          std::int64_t{256}, std::int64_t{-256}, std::int64_t{-257}, INT64_MAX, INT64_MIN}) {
      CAPTURE(integer);
      const TripleKey key{1, 2, testing::IntegerKey(integer)};
      const Place place = PlaceOf(key);
      CHECK(place.run.kind == SubjectKind::kInteger);
      CHECK(place.subject == IntegerSubject(integer));
      std::string subject;
      AppendSubject(place.run.kind, place.subject, subject);
      CHECK((subject == key.subject));
    }
    for (const std::string& bytes :
         {std::string(), std::string("\x1B"), std::string("a"),
          testing::IntegerKey(5) + testing::IntegerKey(6), std::string("\x1B\x00\x00", 3),
          std::string("\x1A\x01", 2)}) {
      const TripleKey key{1, 2, bytes};
      const Place place = PlaceOf(key);
      CHECK(place.run.kind == SubjectKind::kBytes);
      CHECK((place.subject.bytes == bytes));
    }
  }

  TEST_CASE("random bytes come back as they were and keep their order") {
    testing::ForSeeds(2000, [](testing::Random& random) {
      TripleKey keys[2] = {{1, 1, random.Text(random.Below(12))},
                           {1, 1, random.Text(random.Below(12))}};
      if (random.OneIn(2)) keys[0].subject = testing::IntegerKey(random.Integer());
      if (random.OneIn(2)) keys[1].subject = testing::IntegerKey(random.Integer());
      Place places[2] = {PlaceOf(keys[0]), PlaceOf(keys[1])};
      for (int i = 0; i < 2; ++i) {
        std::string subject;
        AppendSubject(places[i].run.kind, places[i].subject, subject);
        REQUIRE((subject == keys[i].subject));
      }
      if (places[0].run.kind != places[1].run.kind) return;
      CHECK(((places[0].subject < places[1].subject) == (keys[0].subject < keys[1].subject)));
    });
  }

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
