// Hash indexes: groups by key, without a trace of what is gone.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/hash_index.h"

#include <map>
#include <string>
#include <utility>

#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"
#include "tests/support/weights.h"

namespace cambium {
namespace {

using Pair = std::pair<int, std::string>;
constexpr auto kFirst = &Pair::first;
using PairIndex = HashIndex<Pair, int Pair::*>;

Pair SmallPair(testing::Random& random) {
  return {static_cast<int>(random.Below(4)), std::string(1 + random.Below(5), 'x')};
}

TEST_SUITE("HashIndex") {
  TEST_CASE("answers with the elements of a key") {
    PairIndex index(kFirst);
    index.Fold(testing::DeltaOf<Pair>({{{7, "b"}, 1}, {{7, "a"}, 2}, {{9, "c"}, 1}}));
    std::string found;
    index.At(7)->ForEach([&found](const Pair& pair, Weight) { found += pair.second; });
    CHECK(found == "ab");
    CHECK(index.At(7)->total() == 3);
    CHECK(index.At(8) == nullptr);
    CHECK(index.group_count() == 2);
    CHECK(index.row_count() == 3);
    CHECK(index.KeyOfElement({5, "x"}) == 5);
  }

  TEST_CASE("keeps nothing of what is gone") {
    PairIndex index(kFirst);
    index.Fold(testing::DeltaOf<Pair>({{{7, "a"}, 1}, {{7, "b"}, 1}, {{8, "a"}, 1}}));
    index.Fold(testing::DeltaOf<Pair>({{{7, "a"}, -1}, {{7, "b"}, -1}}));
    CHECK(index.At(7) == nullptr);
    CHECK(index.group_count() == 1);
    CHECK(index.row_count() == 1);
  }

  TEST_CASE("holds a deletion that overtakes its insertion") {
    PairIndex index(kFirst);
    index.Fold(testing::DeltaOf<Pair>({{{7, "a"}, -1}}));
    CHECK(index.At(7)->Of({7, "a"}) == -1);
    index.Fold(testing::DeltaOf<Pair>({{{7, "a"}, 1}}));
    CHECK(index.group_count() == 0);
  }

  TEST_CASE("replaces the row of a group in either order of rows") {
    PairIndex index(kFirst);
    index.Fold(testing::DeltaOf<Pair>({{{7, "b"}, 1}}));
    for (int i = 0; i < 5; ++i) {
      index.Fold(testing::DeltaOf<Pair>({{{7, "a"}, 1}, {{7, "b"}, -1}}));
      CHECK(testing::ContentsOf<Pair>(index) == testing::Weights<Pair>{{{7, "a"}, 1}});
      index.Fold(testing::DeltaOf<Pair>({{{7, "a"}, -1}, {{7, "b"}, 1}}));
      CHECK(testing::ContentsOf<Pair>(index) == testing::Weights<Pair>{{{7, "b"}, 1}});
      CHECK(index.group_count() == 1);
      CHECK(index.row_count() == 1);
    }
  }

  TEST_CASE("agrees with a map of sums on random histories") {
    testing::ForSeeds(100, [](testing::Random& random) {
      PairIndex index(kFirst);
      testing::Weights<Pair> sums;
      for (int step = 0; step < 20; ++step) {
        const auto delta = testing::RandomEntries<Pair>(random, 8, SmallPair);
        index.Fold(delta);
        testing::AddWeights(sums, delta);
        REQUIRE(testing::ContentsOf<Pair>(index) == sums);
        REQUIRE(index.row_count() == sums.size());
        std::map<int, testing::Weights<Pair>> groups;
        for (const auto& [pair, weight] : sums) groups[pair.first][pair] = weight;
        REQUIRE(index.group_count() == groups.size());
        for (int key = 0; key < 4; ++key) {
          testing::Weights<Pair> found;
          if (const auto* group = index.At(key)) {
            group->ForEach([&](const Pair& pair, Weight weight) { found[pair] = weight; });
            REQUIRE(!found.empty());
          }
          REQUIRE(found == groups[key]);
        }
      }
    });
  }

  TEST_CASE("counts the bytes of its tables and groups") {
    PairIndex index(kFirst);
    const std::size_t empty = index.heap_bytes();
    for (int i = 0; i < 1000; ++i)
      index.Fold(testing::DeltaOf<Pair>({{{1, std::to_string(i)}, 1}}));
    CHECK(index.heap_bytes() - empty >= 1000 * sizeof(Pair));
  }
}

}  // namespace
}  // namespace cambium
