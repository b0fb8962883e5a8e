// The ordered tree against a map of weights: every question, after every kind of change.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/ordered_tree.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "dataflow/tree_branch.h"
#include "dataflow/tree_builder.h"
#include "dataflow/tree_cursor.h"
#include "doctest/doctest.h"
#include "tests/support/random.h"
#include "tests/support/weights.h"

namespace cambium {
namespace {

// Long texts make small leaves, and moves that are not bytes.
template <typename T>
T Made(std::uint64_t number) {
  if constexpr (std::is_same_v<T, std::string>) {
    return testing::LongText(number);
  } else {
    return static_cast<T>(number);
  }
}

template <typename T, typename Less>
using Model = std::map<T, Weight, Less>;

// The least and the greatest weight of a range, and its elements' last digits in order: a
// semigroup in which the order matters.
struct Extent {
  struct Value {
    Weight least = 0;
    Weight greatest = 0;
    std::uint64_t digits = 0;
    std::uint64_t shift = 1;
    bool operator==(const Value&) const = default;
  };
  template <typename T>
  static Value Of(const T& element, Weight weight) {
    if constexpr (std::is_same_v<T, std::string>) {
      return {weight, weight, static_cast<std::uint64_t>(element.back()), 31};
    } else {
      return {weight, weight, static_cast<std::uint64_t>(element), 31};
    }
  }
  static Value Combine(const Value& left, const Value& right) {
    return {std::min(left.least, right.least), std::max(left.greatest, right.greatest),
            left.digits * right.shift + right.digits, left.shift * right.shift};
  }
};

template <typename T, typename Less>
using Tree = OrderedTree<T, Less, Extent>;

template <typename T, typename Less>
void RequireSummary(const Tree<T, Less>& tree, const Model<T, Less>& model, const T& from,
                    const T& to) {
  std::optional<Extent::Value> expected;
  for (const auto& [element, weight] : model) {
    if (Less()(element, from) || !Less()(element, to)) continue;
    const Extent::Value value = Extent::Of(element, weight);
    expected = expected.has_value() ? Extent::Combine(*expected, value) : value;
  }
  const bool same = tree.Summarise(from, to) == expected;
  REQUIRE(same);
}

// Each place of the list, by its number.
template <typename T, typename Less>
void RequirePlaces(const Tree<T, Less>& tree, const Model<T, Less>& model) {
  Weight place = 0;
  std::size_t wrong = 0;
  for (const auto& [element, weight] : model) {
    for (Weight i = 0; i < weight; ++i, ++place) {
      const auto [at, before] = tree.SelectPlace(place);
      wrong += at.element() != element || before != i;
    }
  }
  REQUIRE(wrong == 0);
  REQUIRE(tree.places() == place);
}

template <typename T, typename Less>
void RequireSame(const Tree<T, Less>& tree, const Model<T, Less>& model) {
  REQUIRE(tree.size() == model.size());
  REQUIRE(tree.empty() == model.empty());
  Weight total = 0;
  auto expected = model.begin();
  for (auto at = tree.First(); at.valid(); at.Next(), ++expected) {
    REQUIRE(expected != model.end());
    REQUIRE(at.element() == expected->first);
    REQUIRE(at.weight() == expected->second);
    total += at.weight();
  }
  REQUIRE(expected == model.end());
  REQUIRE(tree.total() == total);
  auto last = model.rbegin();
  for (auto at = tree.Last(); at.valid(); at.Previous(), ++last) {
    REQUIRE(at.element() == last->first);
  }
  REQUIRE(last == model.rend());
}

// Asks for this element by order and by position.
template <typename T, typename Less>
void RequireFound(const Tree<T, Less>& tree, const Model<T, Less>& model, const T& element) {
  const auto bound = model.lower_bound(element);
  const auto rank = static_cast<std::size_t>(std::distance(model.begin(), bound));
  Weight before = 0;
  for (auto at = model.begin(); at != bound; ++at) before += std::max<Weight>(at->second, 0);
  REQUIRE(tree.Rank(element) == rank);
  REQUIRE(tree.PlacesBefore(element) == before);
  const auto found = model.find(element);
  REQUIRE(tree.Of(element) == (found == model.end() ? 0 : found->second));
  REQUIRE(tree.Find(element).weight == tree.Of(element));
  const auto floor = tree.Floor(element);
  const auto above = model.upper_bound(element);
  REQUIRE(floor.valid() == (above != model.begin()));
  if (floor.valid()) REQUIRE(floor.element() == std::prev(above)->first);
  for (auto at : {tree.Seek(element), tree.Select(rank)}) {
    REQUIRE(at.valid() == (bound != model.end()));
    if (!at.valid()) continue;
    REQUIRE(at.element() == bound->first);
    at.Previous();
    REQUIRE(at.valid() == (bound != model.begin()));
    if (at.valid()) REQUIRE(at.element() == std::prev(bound)->first);
  }
}

// Grows to some thousands and shrinks to nothing, by single entries and by merges.
template <typename T, typename Less>
void CheckHistory(testing::Random& random, std::uint64_t domain) {
  Tree<T, Less> tree;
  Model<T, Less> model;
  const auto add = [&model](const T& element, Weight weight) {
    if ((model[element] += weight) == 0) model.erase(element);
  };
  const auto any = [&] { return Made<T>(random.Below(domain)); };
  for (int round = 0; round < 40; ++round) {
    const bool grows = round % 20 < 12;
    if (random.OneIn(3)) {
      Model<T, Less> changes;
      for (std::uint64_t i = random.Below(domain / 2); i > 0; --i) {
        changes[any()] = random.OneIn(8) ? random.Between(-2, 3) : 1;
      }
      std::vector<typename OrderedTree<T, Less>::Entry> entries;
      for (const auto& [element, weight] : changes) {
        entries.push_back({element, weight});
        add(element, weight);
      }
      tree.Merge(entries);
    }
    for (std::uint64_t i = random.Below(domain); i > 0; --i) {
      const T element = any();
      const auto standing = model.find(element);
      // When it shrinks, whole: what stands is taken back.
      const Weight weight = grows ? (random.OneIn(8) ? random.Between(-2, 3) : 1)
                            : standing == model.end() ? 0
                                                      : -standing->second;
      tree.Add(element, weight);
      if (weight != 0) add(element, weight);
    }
    RequireSame(tree, model);
    if (round % 4 == 0) RequirePlaces(tree, model);
    for (int i = 0; i < 20; ++i) RequireFound(tree, model, any());
    for (int i = 0; i < 5; ++i) RequireSummary(tree, model, any(), any());
    REQUIRE_FALSE(tree.Select(model.size()).valid());
  }
  const Tree<T, Less> copy = tree;
  while (!model.empty()) {
    auto gone = model.lower_bound(any());
    if (gone == model.end()) gone = model.begin();
    tree.Add(gone->first, -gone->second);
    model.erase(gone);
    if (model.size() % 64 == 0) RequireSame(tree, model);
  }
  REQUIRE(tree.heap_bytes() <= 2048);  // One leaf, kept for what comes next.
  Tree<T, Less> negated;
  copy.ForEach([&](const T& element, Weight weight) { negated.Add(element, -weight); });
  copy.ForEach([&](const T& element, Weight weight) { negated.Add(element, weight); });
  RequireSame(negated, model);
}

TEST_SUITE("OrderedTree") {
  TEST_CASE("holds elements in order with their weights") {
    OrderedTree<std::string> tree;
    tree.Add("cyd", 1);
    tree.Add("ann", 2);
    tree.Add("bob", 1);
    tree.Add("bob", -1);
    CHECK(tree.size() == 2);
    CHECK(tree.total() == 3);
    CHECK(tree.First().element() == "ann");
    CHECK(tree.Last().element() == "cyd");
    CHECK(tree.Seek("b").element() == "cyd");
    CHECK(tree.Rank("cyd") == 1);
    CHECK(tree.PlacesBefore("cyd") == 2);
    CHECK(tree.Floor("bz").element() == "ann");
    CHECK_FALSE(tree.Floor("aa").valid());
    CHECK_FALSE(tree.Select(2).valid());
  }

  TEST_CASE("an element fills as many places as it weighs and none below zero") {
    OrderedTree<std::string> tree;
    tree.Add("ann", 2);
    tree.Add("bob", -3);
    tree.Add("cyd", 1);
    CHECK(tree.total() == 0);
    CHECK(tree.places() == 3);
    CHECK(tree.AtPlace(1) == "ann");
    CHECK(tree.AtPlace(2) == "cyd");
    CHECK(tree.Find("bob").places_before == 2);
    CHECK(tree.Find("bob").weight == -3);
  }

  TEST_CASE("keeps a summary of every range that it is asked for") {
    OrderedTree<int, std::less<int>, Extent> tree;
    CHECK_FALSE(tree.Summarise(0, 1000).has_value());
    for (int i = 0; i < 1000; ++i) tree.Add(i, i % 10 + 1);
    CHECK(tree.Summarise(100, 109)->greatest == 9);
    CHECK(tree.Summarise(101, 1000)->least == 1);
    tree.Add(500, 1000);
    CHECK(tree.Summarise(101, 900)->greatest == 1001);
    tree.Add(500, -1001);
    CHECK(tree.Summarise(101, 900)->greatest == 10);
    CHECK_FALSE(tree.Summarise(7, 7).has_value());
  }

  TEST_CASE("an empty one answers every question") {
    const OrderedTree<int> tree;
    CHECK_FALSE(tree.First().valid());
    CHECK_FALSE(tree.Last().valid());
    CHECK_FALSE(tree.Seek(1).valid());
    CHECK(tree.Rank(1) == 0);
    CHECK(tree.Of(1) == 0);
    CHECK(tree.heap_bytes() == 0);
  }

  TEST_CASE("has the order that it is given") {
    OrderedTree<int, std::greater<int>> tree;
    for (int i = 0; i < 1000; ++i) tree.Add(i, 1);
    CHECK(tree.First().element() == 999);
    CHECK(tree.Seek(500).element() == 500);
    CHECK(tree.Rank(500) == 499);
  }

  TEST_CASE("an element takes the place of one that the order does not tell from it") {
    using Item = std::pair<int, int>;
    struct ByFirst {
      bool operator()(const Item& left, const Item& right) const {
        return left.first < right.first;
      }
    };
    OrderedTree<Item, ByFirst> tree;
    CHECK_FALSE(tree.Replace({1, 1}));
    for (int i = 0; i < 10'000; ++i) tree.Add({2 * (i * 7919 % 10'000), 0}, 1);
    for (int i = 0; i < 10'000; ++i) REQUIRE(tree.Replace({2 * i, i + 1}));
    CHECK_FALSE(tree.Replace({1, 1}));
    CHECK_FALSE(tree.Replace({-1, 1}));
    CHECK_FALSE(tree.Replace({20'001, 1}));
    CHECK(tree.size() == 10'000);
    CHECK(tree.total() == 10'000);
    int next = 0;
    tree.ForEach([&](const Item& item, Weight weight) {
      REQUIRE(item == Item(2 * next, next + 1));
      REQUIRE(weight == 1);
      ++next;
    });
    CHECK(next == 10'000);
  }

  TEST_CASE("agrees with a map over random histories") {
    testing::ForSeeds(6, [](testing::Random& random) {
      CheckHistory<int, std::less<int>>(random, 5000);
      CheckHistory<int, std::greater<int>>(random, 300);
      CheckHistory<std::string, std::less<std::string>>(random, 700);
    });
  }

  TEST_CASE("fills its memory when it is built from many") {
    std::vector<OrderedTree<int>::Entry> entries;
    entries.reserve(100'000);
    for (int i = 0; i < 100'000; ++i) entries.push_back({i, 1});
    OrderedTree<int> tree;
    tree.Merge(entries);
    CHECK(tree.heap_bytes() < 100'000 * 6);
    // At random, two thirds full or so.
    OrderedTree<int> scattered;
    for (int i = 0; i < 100'000; ++i) scattered.Add(i * 7919 % 100'003, 1);
    CHECK(scattered.heap_bytes() < 100'000 * 9);
  }
}

}  // namespace
}  // namespace cambium
