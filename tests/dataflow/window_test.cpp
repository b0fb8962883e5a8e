// Which places a window has, and what a change does to them.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/window.h"

#include <initializer_list>
#include <string>
#include <vector>

#include "dataflow/ordered_tree.h"
#include "doctest/doctest.h"

namespace cambium {
namespace {

using Tree = OrderedTree<int>;
using IntWindow = Window<int>;

// The change of a list in words: "-20@1 +30@2".
std::string Told(const Tree& before, std::initializer_list<Tree::Entry> changes,
                 const IntWindow& old_window, const IntWindow& new_window) {
  OrderAfter<Tree> after(before);
  for (const auto& change : changes) after.Change(change.element, change.weight);
  after.Locate();
  std::string told;
  const auto tell = [&told](const char* sign) {
    return [&told, sign](int element, Weight place, Weight places) {
      for (Weight i = 0; i < places; ++i) {
        told += sign + std::to_string(element) + "@" + std::to_string(place + i) + " ";
      }
    };
  };
  WindowChange<Tree>(after, old_window, new_window).ForEach(tell("-"), tell("+"));
  return told;
}

Tree TreeOf(std::initializer_list<int> elements) {
  Tree tree;
  for (const int element : elements) tree.Add(element, 1);
  return tree;
}

TEST_SUITE("Window") {
  TEST_CASE("counts its places from the front or from the back of the list") {
    CHECK(RangeOf(IntWindow{.offset = 2, .limit = 3}, 10, 0).first == 2);
    CHECK(RangeOf(IntWindow{.offset = 2, .limit = 3}, 10, 0).last == 5);
    CHECK(RangeOf(IntWindow{.offset = 2}, 10, 4).first == 6);
    CHECK(RangeOf(IntWindow{.offset = 2}, 10, 4).last == 10);
    CHECK(RangeOf(IntWindow{.offset = 20, .limit = 3}, 10, 0).size() == 0);
    const IntWindow back{.offset = 2, .limit = 3, .end = IntWindow::End::kBack};
    CHECK(RangeOf(back, 10, 0).first == 5);
    CHECK(RangeOf(back, 10, 0).last == 8);
    CHECK(RangeOf(back, 10, 6).first == 6);
  }

  TEST_CASE("says what goes and what comes and where") {
    const Tree tree = TreeOf({10, 20, 30, 40, 50});
    const IntWindow window{.offset = 1, .limit = 3};
    CHECK(Told(tree, {{20, -1}}, window, window) == "-20@0 +50@2 ");
    CHECK(Told(tree, {{5, 1}}, window, window) == "-40@2 +10@0 ");
    CHECK(Told(tree, {{35, 1}}, window, window) == "+35@2 -40@2 ");
    CHECK(Told(tree, {{60, 1}}, window, window).empty());
  }

  TEST_CASE("may itself change") {
    const Tree tree = TreeOf({10, 20, 30, 40, 50});
    CHECK(Told(tree, {}, {.limit = 1}, {.limit = 3}) == "+20@1 +30@2 ");
    CHECK(Told(tree, {}, {.limit = 2}, {.offset = 3, .limit = 2}) ==
          "-10@0 -20@1 +40@0 +50@1 ");
  }

  TEST_CASE("a change behind it is known to be outside") {
    const Tree tree = TreeOf({10, 20, 30, 40, 50});
    const auto outside = [&tree](int element, const IntWindow& window) {
      const std::vector<OrderStep<int>> steps{{&element, 1}};
      return WindowChange<Tree>::IsOutside(tree, steps, window);
    };
    const IntWindow first{.limit = 2};
    CHECK(outside(25, first));
    CHECK_FALSE(outside(15, first));
    CHECK_FALSE(outside(60, IntWindow{.limit = 9}));
    const IntWindow last{.limit = 2, .end = IntWindow::End::kBack};
    CHECK(outside(35, last));
    CHECK_FALSE(outside(45, last));
    const IntWindow from{.limit = 2, .start = 30};
    CHECK(outside(29, from));
    CHECK_FALSE(outside(30, from));
  }
}

}  // namespace
}  // namespace cambium
