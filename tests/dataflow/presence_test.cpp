// Presence: which keys are there before a step and after it.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/presence.h"

#include <map>
#include <optional>
#include <utility>

#include "doctest/doctest.h"
#include "tests/support/random.h"
#include "tests/support/weights.h"

namespace cambium {
namespace {

using Key = std::optional<int>;
using Pair = std::pair<Key, int>;
using Index = HashIndex<Pair, Key Pair::*>;
using Flips = std::map<Key, bool>;

Flips FlipsOf(const Presence<Pair, Key Pair::*>& presence) {
  Flips flips;
  presence.ForEachFlip([&](const Key& key, bool appeared) {
    CHECK(!flips.contains(key));
    flips[key] = appeared;
  });
  return flips;
}

bool IsPresent(const testing::Weights<Pair>& rows, const Key& key) {
  Weight total = 0;
  for (const auto& [pair, weight] : rows) total += pair.first == key ? weight : 0;
  return key.has_value() && total > 0;
}

TEST_SUITE("Presence") {
  TEST_CASE("several entries of one key are one change or none") {
    Index index(&Pair::first);
    index.Fold(testing::DeltaOf<Pair>({{{7, 1}, 1}, {{8, 1}, 1}}));
    const auto delta = testing::DeltaOf<Pair>(
        {{{7, 1}, -1}, {{7, 2}, 1}, {{8, 1}, -1}, {{9, 1}, 1}, {{9, 2}, 1}});
    const Presence presence(index, delta);
    CHECK(FlipsOf(presence) == Flips{{8, false}, {9, true}});
    CHECK(presence.Before(8));
    CHECK(!presence.After(8));
    CHECK(presence.After(7));
    CHECK(!presence.Before(10));
    CHECK(!presence.After(10));
  }

  TEST_CASE("a key that is NULL is never present") {
    Index index(&Pair::first);
    const auto delta = testing::DeltaOf<Pair>({{{std::nullopt, 1}, 1}, {{7, 1}, 1}});
    const Presence presence(index, delta);
    CHECK(!presence.After(std::nullopt));
    CHECK(FlipsOf(presence) == Flips{{7, true}});
    index.Fold(delta);
    const Presence later(index, Delta<Pair>());
    CHECK(!later.Before(std::nullopt));
    CHECK(!later.After(std::nullopt));
    CHECK(later.Before(7));
  }

  TEST_CASE("agrees with a count of all rows for few keys and for many") {
    for (const std::uint64_t keys : {2U, 8U, 9U, 10U, 40U}) {
      CAPTURE(keys);
      const auto make = [keys](testing::Random& random) {
        const auto key = static_cast<int>(random.Below(keys + 1));
        return Pair{key == 0 ? Key() : Key(key), static_cast<int>(random.Below(2))};
      };
      testing::ForSeeds(30, [&](testing::Random& random) {
        Index index(&Pair::first);
        testing::Weights<Pair> before;
        for (int step = 0; step < 10; ++step) {
          const auto delta = testing::RandomEntries<Pair>(random, 2 * keys, make);
          testing::Weights<Pair> after = before;
          testing::AddWeights(after, delta);
          const Presence presence(index, delta);
          Flips flips;
          for (int i = 0; i <= static_cast<int>(keys) + 1; ++i) {
            const Key key = i == 0 ? Key() : Key(i);
            REQUIRE(presence.Before(key) == IsPresent(before, key));
            REQUIRE(presence.After(key) == IsPresent(after, key));
            if (IsPresent(before, key) != IsPresent(after, key)) {
              flips[key] = IsPresent(after, key);
            }
          }
          REQUIRE(FlipsOf(presence) == flips);
          index.Fold(delta);
          before = after;
        }
      });
    }
  }
}

}  // namespace
}  // namespace cambium
