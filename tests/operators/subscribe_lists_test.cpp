// A list that is edited as it is told to is the list that there is.
// SPDX-License-Identifier: Apache-2.0
#include "operators/subscribe_lists.h"

#include <algorithm>
#include <compare>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "operators/ordered.h"
#include "tests/support/list_fold.h"
#include "tests/support/naive_list.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;

// A card of a board: its column, its number, and where it is.
struct Card {
  int key = 0;
  int id = 0;
  int order = 0;
  auto operator<=>(const Card&) const = default;
};
using Kind = ListEdit<Card>::Kind;
using Change = ListChange<int, Card>;
using Lists = std::map<int, std::vector<Card>>;

struct ByOrder {
  bool operator()(const Card& left, const Card& right) const {
    return left.order != right.order ? left.order < right.order : left < right;
  }
};

// Follows the lists of a stream.
class Follower {
 public:
  explicit Follower(const Stream<Card>& cards, const Window<Card>& window = {})
      : subscriber_(cards.GroupBy(&Card::key)
                        .Ordered(Ascending(&Card::order))
                        .SubscribeLists(
                            &Card::id,
                            [state = state_](std::span<const Change> changes) {
                              state->Follow(changes);
                            },
                            window)) {}

  const Lists& lists() const { return state_->lists; }
  std::vector<ListEdit<Card>> Take() { return std::exchange(state_->fresh, {}); }

 private:
  struct State {
    void Follow(std::span<const Change> changes) {
      REQUIRE_FALSE(changes.empty());
      for (const Change& change : changes) {
        REQUIRE_FALSE(change.edits.empty());
        std::vector<Card>& list = lists[change.key];
        list = testing::EditList(std::move(list), change.edits);
        if (list.empty()) lists.erase(change.key);
        fresh.insert(fresh.end(), change.edits.begin(), change.edits.end());
      }
    }
    Lists lists;
    std::vector<ListEdit<Card>> fresh;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
  Subscriber subscriber_;
};

Lists WindowsOf(const Bag<Card>& cards, const Window<Card>& window) {
  Lists lists;
  for (const auto& [key, list] : testing::ListsOf(cards, ByOrder())) {
    auto shown = testing::WindowOf(list, window, ByOrder());
    if (!shown.empty()) lists[key] = std::move(shown);
  }
  return lists;
}

TEST_SUITE("SubscribeLists") {
  TEST_CASE("a row that gets another place is moved") {
    Graph graph;
    testing::Source<Card> cards(graph);
    Follower follower(cards.stream);
    cards.Push({{{7, 1, 10}, 1}, {{7, 2, 20}, 1}, {{7, 3, 30}, 1}});
    follower.Take();
    cards.Push({{{7, 3, 30}, -1}, {{7, 3, 5}, 1}});
    const auto edits = follower.Take();
    REQUIRE(edits.size() == 1);
    CHECK(edits[0] == ListEdit<Card>{Kind::kMove, 2, 0, {7, 3, 5}});
  }

  TEST_CASE("what a window loses is removed and what moves up is inserted") {
    Graph graph;
    testing::Source<Card> cards(graph);
    cards.Push({{{7, 1, 10}, 1}, {{7, 2, 20}, 1}, {{7, 3, 30}, 1}});
    Follower follower(cards.stream, {.limit = 2});
    CHECK(follower.Take().size() == 2);
    cards.Push({{{7, 1, 10}, -1}});
    const auto edits = follower.Take();
    REQUIRE(edits.size() == 2);
    CHECK(edits[0] == ListEdit<Card>{Kind::kRemove, 0, 0, {7, 1, 10}});
    CHECK(edits[1] == ListEdit<Card>{Kind::kInsert, 0, 1, {7, 3, 30}});
    cards.Push({{{7, 4, 40}, 1}});
    CHECK(follower.Take().empty());
  }

  TEST_CASE("a preview and a transaction that fails are not heard of") {
    Graph graph;
    testing::Source<Card> cards(graph);
    Follower follower(cards.stream);
    REQUIRE(graph.Preview([&] { cards.Add({{{7, 1, 10}, 1}}); }, [] {}).ok());
    const auto fail = [&] {
      cards.Add({{{7, 2, 10}, 1}});
      return absl::CancelledError("");
    };
    REQUIRE_FALSE(graph.Transact(fail).ok());
    CHECK(follower.Take().empty());
    cards.Push({{{7, 3, 10}, 1}});
    CHECK(follower.Take().size() == 1);
  }

  TEST_CASE("edits give the window of each group whatever happens") {
    // Covers: operator SubscribeLists
    testing::ForSeeds(400, [](testing::Random& random) {
      const auto make = [](testing::Random& of) {
        return Card{testing::BelowOf(of, 2), testing::BelowOf(of, 6), testing::BelowOf(of, 8)};
      };
      const auto window = testing::RandomWindow<Card>(random, make);
      CAPTURE(window);
      Graph graph;
      testing::Source<Card> cards(graph);
      Follower early(cards.stream, window);
      std::optional<Follower> late;
      Bag<Card> sum;
      for (int step = 0; step < 12; ++step) {
        CAPTURE(step);
        if (random.OneIn(4)) late.emplace(cards.stream, window);
        testing::Changes<Card> changes;
        for (std::uint64_t i = random.Below(random.OneIn(4) ? 40 : 6); i > 0; --i) {
          changes.push_back({make(random), random.OneIn(5) ? random.Between(-2, 3) : 1});
        }
        // Rows that stand get another place, or go.
        for (const auto& [card, weight] : Bag<Card>(sum)) {
          if (!random.OneIn(3)) continue;
          changes.push_back({card, -weight});
          if (random.OneIn(4)) continue;
          changes.push_back({{card.key, card.id, testing::BelowOf(random, 8)}, weight});
        }
        cards.Push(changes);
        for (const auto& [card, weight] : changes) sum.Add(card, weight);
        const Lists expected = WindowsOf(sum, window);
        const bool same = early.lists() == expected;
        REQUIRE(same);
        const bool same_late = !late.has_value() || late->lists() == expected;
        REQUIRE(same_late);
      }
    });
  }
}

}  // namespace
}  // namespace cambium
