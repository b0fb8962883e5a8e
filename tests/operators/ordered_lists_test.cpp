// The lists of groups as values.
// SPDX-License-Identifier: Apache-2.0
#include "operators/ordered_lists.h"

#include <functional>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "operators/ordered.h"
#include "tests/support/naive_list.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;
using List = Grouped<int, std::vector<Item>>;

TEST_SUITE("OrderedLists") {
  TEST_CASE("a list is one value with each copy written out") {
    Graph graph;
    testing::Source<Item> items(graph);
    auto lists = items.stream.GroupBy(&Item::key).Ordered(Descending(&Item::value)).Lists();
    auto view = lists.Materialize();
    items.Push({{{7, 3}, 1}, {{7, 5}, 2}});
    CHECK(*view.Get(7) == std::vector<Item>{{7, 5}, {7, 5}, {7, 3}});
    items.Push({{{7, 4}, 1}, {{7, 5}, -1}});
    CHECK(*view.Get(7) == std::vector<Item>{{7, 5}, {7, 4}, {7, 3}});
  }

  TEST_CASE("is silent about what happens behind its window") {
    Graph graph;
    testing::Source<Item> items(graph);
    testing::Watched lists(items.stream.GroupBy(&Item::key).Ordered().Lists({.limit = 2}));
    items.Push({{{7, 3}, 1}, {{7, 5}, 1}});
    CHECK(lists.Take().size() == 1);
    items.Push({{{7, 8}, 1}});
    CHECK(lists.Take().empty());
    items.Push({{{7, 3}, -1}, {{7, 5}, -1}, {{7, 8}, -1}});
    CHECK(lists.sum().empty());
  }

  TEST_CASE("outputs sum to the lists of the windows") {
    // Covers: operator OrderedLists
    testing::ForSeeds(120, [](testing::Random& random) {
      const auto window = testing::RandomWindow<Item>(random, [](testing::Random& of) {
        return Item{testing::BelowOf(of, 3), testing::BelowOf(of, 3) - 1};
      });
      CAPTURE(window);
      const auto build = [&](const Stream<Item>& items) {
        return items.GroupBy(&Item::key).Ordered().Lists(window);
      };
      const auto query = [&](const Bag<Item>& items) {
        Bag<List> lists;
        for (const auto& [key, list] : testing::ListsOf(items, std::less<Item>())) {
          auto shown = testing::WindowOf(list, window, std::less<Item>());
          if (!shown.empty()) lists.Add({key, std::move(shown)}, 1);
        }
        return lists;
      };
      testing::CheckHistory(random, build, query, testing::SmallItem);
    });
  }
}

}  // namespace
}  // namespace cambium
