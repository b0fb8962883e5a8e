// Z-sets: consolidation, and the group that they form under +.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/zset.h"

#include <map>
#include <string>

#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/items.h"
#include "tests/support/random.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

TEST_SUITE("ZSet") {
  TEST_CASE("sums the weights of equal elements and drops zero sums") {
    const ZSet<int> zset{{3, 1}, {1, 2}, {3, -1}, {1, 1}, {2, 0}};
    CHECK(zset == ZSet<int>{{1, 3}});
    CHECK(zset.size() == 1);
  }

  TEST_CASE("lists its elements in ascending order") {
    const ZSet<std::string> zset{{"cyd", 1}, {"ada", -2}, {"bob", 1}};
    std::string names;
    for (const auto& entry : zset.entries()) names += entry.element;
    CHECK(names == "adabobcyd");
  }

  TEST_CASE("a table plus a delta is the next table") {
    ZSet<std::string> table{{"ada", 1}, {"bob", 1}};
    table += {{"bob", -1}, {"cyd", 1}};
    CHECK(table == ZSet<std::string>{{"ada", 1}, {"cyd", 1}});
  }

  TEST_CASE("adding a Z-set to itself doubles it") {
    ZSet<int> zset{{1, 1}, {2, -3}};
    zset += zset;
    CHECK(zset == ZSet<int>{{1, 2}, {2, -6}});
  }

  TEST_CASE("is a commutative group that agrees with a map of sums") {
    testing::ForSeeds(200, [](testing::Random& random) {
      const auto a = testing::RandomZSet(random, testing::SmallInt);
      const auto b = testing::RandomZSet(random, testing::SmallInt);
      ZSet<int> left = a;
      left += b;
      ZSet<int> right = b;
      right += a;
      CHECK(left == right);
      std::map<int, Weight> sums;
      for (const auto& [element, weight] : a.entries()) sums[element] += weight;
      for (const auto& [element, weight] : b.entries()) sums[element] += weight;
      std::size_t present = 0;
      for (const auto& [element, weight] : sums) present += weight == 0 ? 0 : 1;
      CHECK(left.size() == present);
      for (const auto& [element, weight] : left.entries()) CHECK(sums[element] == weight);
      left += -a;
      left += -b;
      CHECK(left.empty());
    });
  }
}

}  // namespace
}  // namespace cambium
