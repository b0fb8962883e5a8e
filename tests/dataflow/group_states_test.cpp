// Group states: what the running step changes, what stands, and that they add up.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/group_states.h"

#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "dataflow/grouped.h"
#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"
#include "tests/support/weights.h"

namespace cambium {
namespace {

using Pair = std::pair<int, int>;  // group and value
struct SumOfSecond {
  using State = Weight;
  void Add(State& state, const Pair& pair, Weight weight) const {
    state += pair.second * weight;
  }
  static void Merge(State& state, const State& change) { state += change; }
};
// The sum of twice each value, to see that states do not mix.
struct Doubled {
  using State = Weight;
  void Add(State& state, const Pair& pair, Weight weight) const {
    state += 2 * weight * pair.second;
  }
  static void Merge(State& state, const State& change) { state += change; }
};
using States = GroupStates<Pair, int Pair::*, SumOfSecond, Doubled>;

States MakeStates() { return States(&Pair::first, SumOfSecond(), Doubled()); }

using Sums = std::map<int, std::pair<Weight, Weight>>;  // weight and sum by group

Sums SumsOf(const testing::Weights<Pair>& rows) {
  Sums sums;
  for (const auto& [pair, weight] : rows) {
    sums[pair.first].first += weight;
    sums[pair.first].second += weight * pair.second;
  }
  std::erase_if(sums, [](const auto& sum) { return sum.second.first == 0; });
  return sums;
}

// The groups that exist.
Sums SumsOf(const States& states) {
  Sums sums;
  states.ForEach([&](int key, const States::Row& row) {
    CHECK(std::get<1>(row.states) == 2 * std::get<0>(row.states));
    if (row.weight != 0) sums[key] = {row.weight, std::get<0>(row.states)};
  });
  return sums;
}

std::string Described(const States& states) {
  std::string text;
  for (const auto& [key, sum] : SumsOf(states)) {
    text += std::to_string(key) + ":" + std::to_string(sum.first) + "/" +
            std::to_string(sum.second) + " ";
  }
  return text;
}

TEST_SUITE("GroupStates") {
  TEST_CASE("a step stands beside what was before until it is folded") {
    States states = MakeStates();
    states.Fold(testing::DeltaOf<Pair>({{{7, 100}, 1}, {{7, 200}, 1}}));
    const auto delta = testing::DeltaOf<Pair>({{{7, 100}, -1}, {{7, 150}, 1}, {{8, 7}, 1}});
    states.Prepare(delta);
    CHECK(std::get<0>(states.Before(7)->states) == 300);
    CHECK(states.Before(8) == nullptr);
    REQUIRE(states.pending().size() == 2);
    CHECK(states.pending()[0].key == 7);
    CHECK(states.pending()[0].weight == 0);
    CHECK(std::get<0>(states.pending()[0].changes) == 50);
    CHECK(states.pending()[1].key == 8);
    states.Fold(delta);
    CHECK(states.pending().empty());
    CHECK(Described(states) == "7:2/350 8:1/7 ");
  }

  TEST_CASE("an abandoned step leaves all as before") {
    for (const int groups : {1, 8, 9, 30}) {
      States states = MakeStates();
      states.Fold(testing::DeltaOf<Pair>({{{1, 5}, 1}}));
      Delta<Pair> delta;
      for (int i = 0; i < groups; ++i) delta.Add({i, 1}, 1);
      states.Prepare(delta);
      CHECK(states.pending().size() == static_cast<std::size_t>(groups));
      states.Abandon();
      CHECK(states.pending().empty());
      CHECK(Described(states) == "1:1/5 ");
      states.Prepare(testing::DeltaOf<Pair>({{{2, 9}, 1}}));
      REQUIRE(states.pending().size() == 1);
      states.Fold(testing::DeltaOf<Pair>({{{2, 9}, 1}}));
      CHECK(Described(states) == "1:1/5 2:1/9 ");
    }
  }

  TEST_CASE("a group comes up once in a step however many there are") {
    // Few groups are looked through and many have a table: each group comes up again when
    // there are more, and in particular those before the table came.
    for (const int groups : {1, 7, 8, 9, 10, 40}) {
      CAPTURE(groups);
      States states = MakeStates();
      Delta<Pair> delta;
      for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < groups; ++i) delta.Add({i, round}, 1);
      }
      states.Prepare(delta);
      REQUIRE(states.pending().size() == static_cast<std::size_t>(groups));
      for (int i = 0; i < groups; ++i) {
        const auto& change = states.pending()[static_cast<std::size_t>(i)];
        CHECK(change.key == i);
        CHECK(change.weight == 3);
        CHECK(std::get<0>(change.changes) == 0 + 1 + 2);
      }
      states.Abandon();
    }
  }

  TEST_CASE("a group is gone with its last row") {
    States states = MakeStates();
    states.Fold(testing::DeltaOf<Pair>({{{7, 0}, 2}}));
    CHECK(states.row_count() == 1);
    states.Fold(testing::DeltaOf<Pair>({{{7, 0}, -2}}));
    CHECK(states.row_count() == 0);
    CHECK(states.Before(7) == nullptr);
  }

  TEST_CASE("rows that outweigh each other are not forgotten") {
    States states = MakeStates();
    states.Fold(testing::DeltaOf<Pair>({{{7, 5}, 1}, {{7, 9}, -1}}));
    CHECK(Described(states).empty());
    states.Fold(testing::DeltaOf<Pair>({{{7, 9}, 1}}));
    CHECK(Described(states) == "7:1/5 ");
  }

  TEST_CASE("agrees with sums over all rows on random histories") {
    for (const std::uint64_t groups : {2U, 8U, 9U, 10U, 40U}) {
      CAPTURE(groups);
      testing::ForSeeds(30, [groups](testing::Random& random) {
        States states = MakeStates();
        testing::Weights<Pair> rows;
        for (int step = 0; step < 20; ++step) {
          const auto delta =
              testing::RandomEntries<Pair>(random, 2 * groups, [groups](testing::Random& r) {
                return Pair{static_cast<int>(r.Below(groups)), static_cast<int>(r.Below(3))};
              });
          if (random.OneIn(4)) {
            states.Prepare(delta);
            states.Abandon();
            REQUIRE(SumsOf(states) == SumsOf(rows));
          }
          // A graph prepares; an index that starts late does not.
          if (random.OneIn(2)) states.Prepare(delta);
          states.Fold(delta);
          testing::AddWeights(rows, delta);
          REQUIRE(SumsOf(states) == SumsOf(rows));
        }
        // Nothing is kept of what is gone.
        Delta<Pair> all;
        for (const auto& [pair, weight] : rows) all.Add(pair, -weight);
        states.Fold(all);
        REQUIRE(states.row_count() == 0);
      });
    }
  }
}

TEST_SUITE("Grouped") {
  TEST_CASE("is ordered by key and then by value") {
    using Sum = Grouped<std::string, int>;
    CHECK(Sum{"a", 9} < Sum{"b", 1});
    CHECK(Sum{"a", 1} < Sum{"a", 2});
    CHECK(Sum{"a", 1} == Sum{"a", 1});
    CHECK(GroupKey()(Sum{"a", 1}) == "a");
    CHECK(kIsGrouped<Sum>);
    CHECK(!kIsGrouped<int>);
  }
}

}  // namespace
}  // namespace cambium
