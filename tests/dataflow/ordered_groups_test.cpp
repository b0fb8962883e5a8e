// Ordered groups: groups by key, ordered within, without a trace of what is gone.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/ordered_groups.h"

#include <functional>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"
#include "tests/support/weights.h"

namespace cambium {
namespace {

using Pair = std::pair<int, int>;
struct First {
  int operator()(const Pair& pair) const { return pair.first; }
};

Pair SmallPair(testing::Random& random) {
  return {static_cast<int>(random.Below(3)), static_cast<int>(random.Below(3))};
}

TEST_SUITE("OrderedGroups") {
  TEST_CASE("answers with the elements of a key in order") {
    OrderedGroups<Pair, First> index(First{});
    index.Fold(testing::DeltaOf<Pair>({{{7, 2}, 1}, {{7, 1}, 2}, {{9, 5}, 1}}));
    std::vector<int> found;
    index.At(7).ForEach([&](const Pair& pair, Weight) { found.push_back(pair.second); });
    CHECK(found == std::vector<int>{1, 2});
    CHECK(index.At(8).empty());
  }

  TEST_CASE("orders a group by the order that it is given") {
    OrderedGroups<Pair, First, std::greater<Pair>> index(First{});
    index.Fold(testing::DeltaOf<Pair>({{{7, 1}, 1}, {{7, 3}, 1}, {{7, 2}, 1}}));
    CHECK(index.At(7).First().element() == Pair{7, 3});
    CHECK(index.less()(Pair{7, 3}, Pair{7, 1}));
  }

  TEST_CASE("takes a member as the key") {
    OrderedGroups<Pair, int Pair::*> index(&Pair::second);
    index.Fold(testing::DeltaOf<Pair>({{{7, 1}, 1}, {{8, 1}, 1}}));
    CHECK(index.At(1).size() == 2);
    CHECK(index.KeyOfElement({7, 3}) == 3);
  }

  TEST_CASE("keeps nothing of what is gone") {
    OrderedGroups<Pair, First> index(First{});
    index.Fold(testing::DeltaOf<Pair>({{{7, 1}, 1}, {{8, 1}, 1}}));
    index.Fold(testing::DeltaOf<Pair>({{{7, 1}, -1}}));
    CHECK(index.At(7).empty());
    CHECK(index.group_count() == 1);
    CHECK(index.row_count() == 1);
  }

  TEST_CASE("holds a deletion that overtakes its insertion") {
    OrderedGroups<Pair, First> index(First{});
    index.Fold(testing::DeltaOf<Pair>({{{7, 1}, -1}}));
    CHECK(index.At(7).First().weight() == -1);
    index.Fold(testing::DeltaOf<Pair>({{{7, 1}, 1}}));
    CHECK(index.group_count() == 0);
  }

  TEST_CASE("agrees with a map of sums on random histories") {
    testing::ForSeeds(100, [](testing::Random& random) {
      OrderedGroups<Pair, First, std::greater<Pair>> index(First{});
      testing::Weights<Pair> sums;
      for (int step = 0; step < 20; ++step) {
        const auto delta =
            testing::RandomEntries<Pair>(random, random.OneIn(4) ? 200 : 5, SmallPair);
        index.Fold(delta);
        testing::AddWeights(sums, delta);
        std::vector<std::pair<Pair, Weight>> found;
        for (int key = 2; key >= 0; --key) {
          index.At(key).ForEach(
              [&](const Pair& pair, Weight weight) { found.emplace_back(pair, weight); });
        }
        REQUIRE(found == std::vector<std::pair<Pair, Weight>>(sums.rbegin(), sums.rend()));
        REQUIRE(index.row_count() == sums.size());
        REQUIRE(testing::ContentsOf<Pair>(index) == sums);
      }
    });
  }
}

}  // namespace
}  // namespace cambium
