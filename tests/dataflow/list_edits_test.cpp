// Edits turn the old list into the new one, and move as few rows as can be.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/list_edits.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/list_fold.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

// A row of a list: told apart by its id, in an order of its own.
struct Card {
  int id = 0;
  int order = 0;
  auto operator<=>(const Card&) const = default;
};
using List = std::vector<Card>;
using Kind = ListEdit<Card>::Kind;

// The rows that are not the same in the other list.
std::vector<ListRow<Card>> Missing(const List& list, const List& other) {
  std::vector<ListRow<Card>> rows;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (std::find(other.begin(), other.end(), list[i]) == other.end()) {
      rows.push_back({static_cast<std::int64_t>(i), &list[i]});
    }
  }
  return rows;
}

std::vector<ListEdit<Card>> EditsOf(const List& before, const List& after) {
  const auto row_key = &Card::id;
  const auto element_at = [&before](std::int64_t place) -> const Card& {
    return before[static_cast<std::size_t>(place)];
  };
  ListEditor<Card, decltype(row_key), decltype(element_at)> editor(row_key, element_at);
  return editor.EditsOf(Missing(before, after), Missing(after, before));
}

// Rows that stay in the list, less a longest run of them that keeps its order.
std::size_t FewestMoves(const List& before, const List& after) {
  std::vector<std::size_t> old_positions;
  for (const Card& card : after) {
    const auto found = std::find_if(before.begin(), before.end(),
                                    [&card](const Card& was) { return was.id == card.id; });
    if (found != before.end()) {
      old_positions.push_back(static_cast<std::size_t>(found - before.begin()));
    }
  }
  std::vector<std::size_t> longest(old_positions.size(), 1);
  std::size_t most = 0;
  for (std::size_t i = 0; i < old_positions.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (old_positions[j] < old_positions[i])
        longest[i] = std::max(longest[i], longest[j] + 1);
    }
    most = std::max(most, longest[i]);
  }
  return old_positions.size() - most;
}

void CheckEdits(const List& before, const List& after) {
  const auto edits = EditsOf(before, after);
  REQUIRE(testing::EditList(before, edits) == after);
  std::map<Kind, std::size_t> kinds;
  for (const auto& edit : edits) ++kinds[edit.kind];
  REQUIRE(kinds[Kind::kMove] == FewestMoves(before, after));
}

List InOrder(List list) {
  std::sort(list.begin(), list.end(), [](const Card& left, const Card& right) {
    return left.order != right.order ? left.order < right.order : left.id < right.id;
  });
  return list;
}

TEST_SUITE("ListEditor") {
  TEST_CASE("says what is removed and moved and inserted and set") {
    // bob gets another order, dan is the first, cyd goes, eve comes.
    const List before{{1, 10}, {2, 20}, {3, 30}, {4, 40}};
    const List after{{4, 5}, {1, 10}, {5, 15}, {2, 25}};
    const auto edits = EditsOf(before, after);
    REQUIRE(edits.size() == 4);
    CHECK(edits[0] == ListEdit<Card>{Kind::kRemove, 2, 0, {3, 30}});
    CHECK(edits[1] == ListEdit<Card>{Kind::kMove, 2, 0, {4, 5}});
    CHECK(edits[2] == ListEdit<Card>{Kind::kInsert, 0, 2, {5, 15}});
    CHECK(edits[3] == ListEdit<Card>{Kind::kSet, 0, 3, {2, 25}});
  }

  TEST_CASE("of two rows that change places the one that changed moves") {
    const auto edits = EditsOf({{1, 10}, {2, 20}}, {{2, 20}, {1, 30}});
    REQUIRE(edits.size() == 1);
    CHECK(edits[0] == ListEdit<Card>{Kind::kMove, 0, 1, {1, 30}});
  }

  TEST_CASE("it does so in whichever order they come and beside another change") {
    const auto edits = EditsOf({{2, 20}, {1, 30}, {9, 90}}, {{1, 10}, {2, 20}, {9, 95}});
    REQUIRE(edits.size() == 2);
    CHECK(edits[0] == ListEdit<Card>{Kind::kMove, 1, 0, {1, 10}});
    CHECK(edits[1] == ListEdit<Card>{Kind::kSet, 0, 2, {9, 95}});
  }

  TEST_CASE("one unchanged row moves rather than two changed ones") {
    const auto edits = EditsOf({{1, 10}, {2, 20}, {3, 30}}, {{3, 30}, {1, 40}, {2, 50}});
    REQUIRE(edits.size() == 3);
    CHECK(edits[0] == ListEdit<Card>{Kind::kMove, 2, 0, {3, 30}});
    CHECK(edits[1].kind == Kind::kSet);
    CHECK(edits[2].kind == Kind::kSet);
  }

  TEST_CASE("equal lists need no edits") { CHECK(EditsOf({{1, 10}}, {{1, 10}}).empty()); }

  TEST_CASE("random lists become each other in the fewest moves") {
    testing::ForSeeds(3000, [](testing::Random& random) {
      const auto below = [&random](std::uint64_t bound) {
        return static_cast<int>(random.Below(bound));
      };
      List before;
      List after;
      const int most = 1 + below(16);
      for (int id = 0; id < most; ++id) {
        const Card card{id, below(30)};
        if (!random.OneIn(5)) before.push_back(card);
        if (!random.OneIn(5)) after.push_back(random.OneIn(3) ? Card{id, below(30)} : card);
      }
      CheckEdits(InOrder(before), InOrder(after));
    });
  }
}

}  // namespace
}  // namespace cambium
