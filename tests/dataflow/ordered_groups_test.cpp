// Indexes: groups by key, ordered within, without a trace of what is gone.
// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "dataflow/index.h"
#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using Pair = std::pair<int, int>;
struct First {
  int operator()(const Pair& pair) const { return pair.first; }
};

Pair SmallPair(testing::Random& random) {
  return {static_cast<int>(random.Below(3)), static_cast<int>(random.Below(3))};
}

TEST_SUITE("Index") {
  TEST_CASE("answers with the elements of a key in order") {
    Index<Pair, First> index(First{});
    index.Fold({{{7, 2}, 1}, {{7, 1}, 2}, {{9, 5}, 1}});
    std::vector<int> found;
    for (const auto& [pair, weight] : index.At(7)) found.push_back(pair.second);
    CHECK(found == std::vector<int>{1, 2});
    CHECK(index.At(8).empty());
  }

  TEST_CASE("orders a group by the order that it is given") {
    Index<Pair, First, std::greater<Pair>> index(First{});
    index.Fold({{{7, 1}, 1}, {{7, 3}, 1}, {{7, 2}, 1}});
    CHECK(index.At(7).begin()->first == Pair{7, 3});
  }

  TEST_CASE("keeps nothing of what is gone") {
    Index<Pair, First> index(First{});
    index.Fold({{{7, 1}, 1}, {{8, 1}, 1}});
    index.Fold({{{7, 1}, -1}});
    CHECK(index.At(7).empty());
    CHECK(index.group_count() == 1);
  }

  TEST_CASE("holds a deletion that overtakes its insertion") {
    Index<Pair, First> index(First{});
    index.Fold({{{7, 1}, -1}});
    CHECK(index.At(7).begin()->second == -1);
    index.Fold({{{7, 1}, 1}});
    CHECK(index.group_count() == 0);
  }

  TEST_CASE("agrees with a map of sums on random histories") {
    testing::ForSeeds(100, [](testing::Random& random) {
      Index<Pair, First> index(First{});
      std::map<Pair, Weight> sums;
      for (int step = 0; step < 20; ++step) {
        const auto delta = testing::RandomDelta<Pair>(random, SmallPair);
        index.Fold(delta);
        for (const auto& [pair, weight] : delta.entries()) sums[pair] += weight;
        std::erase_if(sums, [](const auto& sum) { return sum.second == 0; });
        std::map<Pair, Weight> found;
        for (int key = 0; key < 3; ++key) {
          for (const auto& [pair, weight] : index.At(key)) found[pair] = weight;
        }
        REQUIRE(found == sums);
      }
    });
  }
}

}  // namespace
}  // namespace cambium
