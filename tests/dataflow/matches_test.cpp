// Matches: the entries of a delta by key, in the delta's order, however many there are.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/matches.h"

#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"
#include "tests/support/weights.h"

namespace cambium {
namespace {

using Pair = std::pair<int, int>;
using Found = std::vector<std::pair<Pair, Weight>>;

TEST_SUITE("Matches") {
  TEST_CASE("finds the entries of a key in order for short deltas and for long ones") {
    const HashIndex<Pair, int Pair::*> index(&Pair::first);
    for (const int size : {0, 1, 7, 8, 9, 10, 100}) {
      CAPTURE(size);
      testing::ForSeeds(20, [&](testing::Random& random) {
        Delta<Pair> delta;
        for (int i = 0; i < size; ++i) {
          const Pair pair{static_cast<int>(random.Below(4)), static_cast<int>(random.Below(4))};
          delta.Add(pair, random.OneIn(2) ? 1 : -2);
        }
        const Matches matches(index, delta);
        for (int key = 0; key < 6; ++key) {
          Found expected;
          for (const auto& [pair, weight] : delta) {
            if (pair.first == key) expected.emplace_back(pair, weight);
          }
          Found found;
          matches.ForEach(key, [&found](const Pair& pair, Weight weight) {
            found.emplace_back(pair, weight);
          });
          REQUIRE(found == expected);
          REQUIRE(matches.Count(key) == expected.size());
        }
      });
    }
  }
}

}  // namespace
}  // namespace cambium
