// A delta group by group.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/changes_by_group.h"

#include <functional>
#include <utility>
#include <vector>

#include "dataflow/ordered_groups.h"
#include "doctest/doctest.h"
#include "tests/support/weights.h"

namespace cambium {
namespace {

using Pair = std::pair<int, int>;
struct First {
  int operator()(const Pair& pair) const { return pair.first; }
};
using Index = OrderedGroups<Pair, First, std::greater<Pair>>;

TEST_SUITE("ChangesByGroup") {
  TEST_CASE("gives groups ascending and their changes in the order of the index") {
    const Index index(First{});
    const auto delta =
        testing::DeltaOf<Pair>({{{8, 1}, 1}, {{7, 1}, -1}, {{8, 3}, 2}, {{7, 2}, 1}});
    const ChangesByGroup<Index> changes(index, delta);
    std::vector<std::pair<Pair, Weight>> seen;
    std::vector<int> keys;
    changes.ForEach([&](int key, const auto& of) {
      keys.push_back(key);
      for (const auto& change : of) seen.emplace_back(*change.element, change.weight);
    });
    CHECK(keys == std::vector<int>{7, 8});
    const bool in_order = seen == std::vector<std::pair<Pair, Weight>>{
                                      {{7, 2}, 1}, {{7, 1}, -1}, {{8, 3}, 2}, {{8, 1}, 1}};
    CHECK(in_order);
    CHECK(changes.Of(8).size() == 2);
    CHECK(changes.Of(9).empty());
  }
}

}  // namespace
}  // namespace cambium
