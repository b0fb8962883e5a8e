// Count, Sum, Average, Every and Some of the groups of a stream.
// SPDX-License-Identifier: Apache-2.0
#include "operators/linear_aggregates.h"

#include <cstdint>
#include <limits>
#include <optional>

#include "doctest/doctest.h"
#include "operators/aggregate.h"
#include "operators/assert_empty.h"
#include "operators/distinct.h"
#include "operators/map.h"
#include "tests/support/naive_groups.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::Item;
using testing::LooseItem;

struct Big {
  int key = 0;
  std::int64_t value = 0;
  auto operator<=>(const Big&) const = default;
};

int KeyOf(const Item& item) { return item.key; }
std::optional<int> LooseKeyOf(const LooseItem& item) { return item.key; }
bool IsPositive(const Item& item) { return item.value > 0; }

std::int64_t SumOf(const Bag<Item>& rows, std::int64_t) {
  std::int64_t sum = 0;
  for (const auto& [item, weight] : rows) sum += item.value * weight;
  return sum;
}

// Sum and number of the values that are not NULL.
std::pair<std::int64_t, std::int64_t> LooseSumOf(const Bag<LooseItem>& rows) {
  std::int64_t sum = 0;
  std::int64_t count = 0;
  for (const auto& [item, weight] : rows) {
    if (!item.value.has_value()) continue;
    sum += *item.value * weight;
    count += weight;
  }
  return {sum, count};
}

// The weight of the rows for which the condition holds.
std::int64_t PositiveOf(const Bag<Item>& rows) {
  std::int64_t positive = 0;
  for (const auto& [item, weight] : rows) {
    if (IsPositive(item)) positive += weight;
  }
  return positive;
}

template <typename T, typename ValueOf>
auto Query(std::optional<int> (*key_of)(const T&), ValueOf value_of) {
  return [=](const Bag<T>& rows) { return testing::GroupsOf(rows, key_of, value_of); };
}
template <typename ValueOf>
auto Query(ValueOf value_of) {
  return [=](const Bag<Item>& rows) { return testing::GroupsOf(rows, KeyOf, value_of); };
}

TEST_SUITE("Linear aggregates") {
  TEST_CASE("Count counts rows with their weights") {
    Graph graph;
    testing::Source<Item> items(graph);
    auto counts = items.stream.GroupBy(&Item::key).Count().Materialize();
    items.Push({{{7, 1}, 1}, {{7, 2}, 2}, {{8, 1}, 1}});
    CHECK(counts.Get(7) == 3);
    CHECK(counts.Get(8) == 1);
    CHECK(counts.Get(9) == std::nullopt);
  }

  TEST_CASE("a group whose sum is zero is still a group") {
    Graph graph;
    testing::Source<Item> items(graph);
    auto sums = items.stream.GroupBy(&Item::key).Sum(&Item::value).Materialize();
    items.Push({{{7, 5}, 1}, {{7, -5}, 1}});
    CHECK(sums.Get(7) == 0);
  }

  TEST_CASE("NULL is not added to a sum and a sum of none is NULL") {
    Graph graph;
    testing::Source<LooseItem> items(graph);
    const auto by_key = items.stream.GroupBy(&LooseItem::key);
    auto sums = by_key.Sum(&LooseItem::value).Materialize();
    auto averages = by_key.Average(&LooseItem::value).Materialize();
    items.Push({{{7, std::nullopt}, 1}, {{7, 4}, 1}, {{8, std::nullopt}, 1}});
    CHECK(*sums.Get(7) == 4);
    CHECK(*averages.Get(7) == 4.0);
    CHECK(*sums.Get(8) == std::nullopt);
    CHECK(*averages.Get(8) == std::nullopt);
  }

  TEST_CASE("a sum that does not fit fails its transaction and nothing of it stands") {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    Graph graph;
    testing::Source<Big> bigs(graph);
    auto sums = bigs.stream.GroupBy(&Big::key).Sum(&Big::value).Materialize();
    bigs.Push({{{7, kMost}, 1}});
    const absl::Status done = graph.Transact([&] { bigs.Add({{{7, 1}, 1}}); });
    CHECK(done.code() == absl::StatusCode::kOutOfRange);
    CHECK(sums.Get(7) == kMost);
    bigs.Push({{{7, 1}, 1}, {{7, 2}, -1}});
    CHECK(sums.Get(7) == kMost - 1);
  }

  TEST_CASE("a sum that does not fit what stands is told to who comes late") {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    Graph graph;
    testing::Source<Big> bigs(graph);
    bigs.Push({{{7, kMost}, 1}, {{7, 1}, 1}, {{8, 5}, 1}});
    const auto sums = bigs.stream.GroupBy(&Big::key).Sum(&Big::value);
    CHECK(sums.status().code() == absl::StatusCode::kOutOfRange);
    // To all who come, however far below, and nobody sees a number that there is not.
    const auto values = sums.Map([](const auto& group) { return group.value; });
    const auto view = sums.Materialize();
    const auto below = values.Distinct().Materialize();
    CHECK(view.status().code() == absl::StatusCode::kOutOfRange);
    CHECK(below.status().code() == absl::StatusCode::kOutOfRange);
    CHECK(view.Get(7) == std::nullopt);
    CHECK(view.Get(8) == 5);
    CHECK(below.Read() == ZSet<std::int64_t>{{5, 1}});
    const auto subscriber = values.Subscribe([](const ZSet<std::int64_t>&) {});
    CHECK(subscriber.status().code() == absl::StatusCode::kOutOfRange);
    CHECK(values.AssertEmpty("nothing").status().code() == absl::StatusCode::kOutOfRange);
    CHECK(bigs.stream.Materialize().status().ok());
    // Others go on; a transaction that leaves it so fails; one that mends it is seen.
    bigs.Push({{{8, 1}, 1}});
    CHECK(view.Get(8) == 6);
    CHECK_FALSE(graph.Transact([&] { bigs.Add({{{7, 2}, 1}}); }).ok());
    bigs.Push({{{7, 1}, -1}});
    CHECK(view.Get(7) == kMost);
    bigs.Push({{{7, kMost}, -1}});
    CHECK(view.Get(7) == std::nullopt);
    CHECK(view.size() == 1);
    CHECK(bigs.stream.GroupBy(&Big::key).Sum(&Big::value).status().ok());
  }

  TEST_CASE("integers without a sign are added up as what they are") {
    constexpr std::uint64_t kHalf = std::uint64_t{1} << 63;
    const auto unsigned_value = [](const Item& item) {
      return kHalf + static_cast<std::uint64_t>(item.value);
    };
    Graph graph;
    testing::Source<Item> items(graph);
    auto averages = items.stream.GroupBy(&Item::key).Average(unsigned_value).Materialize();
    items.Push({{{7, 0}, 1}});
    CHECK(*averages.Get(7) == 0x1p63);
  }

  TEST_CASE("an average is the exact ratio rounded once") {
    Graph graph;
    testing::Source<Item> items(graph);
    auto averages = items.stream.GroupBy(&Item::key).Average(&Item::value).Materialize();
    for (int sum = -60; sum <= 60; ++sum) {
      for (int count = 1; count <= 60; ++count) {
        const testing::Changes<Item> rows{{{0, sum}, 1}, {{0, 0}, count - 1}};
        items.Push(rows);
        REQUIRE(*averages.Get(0) == static_cast<double>(sum) / count);
        items.Push({{{0, sum}, -1}, {{0, 0}, 1 - count}});
      }
    }
  }

  TEST_CASE("an average of large numbers is rounded once too") {
    Graph graph;
    testing::Source<Big> bigs(graph);
    auto averages = bigs.stream.GroupBy(&Big::key).Average(&Big::value).Materialize();
    // 2^53 + 1 and a third: just above the middle between two doubles.
    constexpr std::int64_t kWhole = (std::int64_t{1} << 53) + 1;
    bigs.Push({{{0, kWhole}, 2}, {{0, kWhole + 1}, 1}});
    CHECK(*averages.Get(0) == 0x1p53 + 2);
    // The middle itself goes to the even one.
    bigs.Push({{{1, kWhole}, 3}});
    CHECK(*averages.Get(1) == 0x1p53);
  }

  TEST_CASE("Every and Some") {
    Graph graph;
    testing::Source<Item> items(graph);
    const auto by_key = items.stream.GroupBy(&Item::key);
    auto every = by_key.Every(IsPositive).Materialize();
    auto some = by_key.Some(IsPositive).Materialize();
    items.Push({{{7, 1}, 1}, {{8, 0}, 1}, {{9, 0}, 1}, {{9, 1}, 1}});
    CHECK(*every.Get(7));
    CHECK(*some.Get(7));
    CHECK_FALSE(*every.Get(8));
    CHECK_FALSE(*some.Get(8));
    CHECK_FALSE(*every.Get(9));
    CHECK(*some.Get(9));
  }

  TEST_CASE("a group that weighs nothing for a while is not forgotten") {
    Graph graph;
    testing::Source<Item> items(graph);
    auto sums = items.stream.GroupBy(&Item::key).Sum(&Item::value).Materialize();
    items.Push({{{7, 100}, 1}, {{7, 30}, -1}});
    CHECK(sums.Get(7) == std::nullopt);
    items.Push({{{7, 30}, 1}});
    CHECK(sums.Get(7) == 100);
  }

  TEST_CASE("outputs sum to the counts of the groups") {
    // Covers: operator LinearAggregates
    testing::CheckLaw(
        200, [](auto items) { return items.GroupBy(&Item::key).Count(); },
        Query([](const Bag<Item>&, std::int64_t weight) { return weight; }),
        testing::SmallItem);
  }

  TEST_CASE("outputs sum to the sums of the groups") {
    // Covers: operator LinearAggregates
    testing::CheckLaw(
        200, [](auto items) { return items.GroupBy(&Item::key).Sum(&Item::value); },
        Query(SumOf), testing::SmallItem);
  }

  TEST_CASE("outputs sum to the sums of values that may be NULL") {
    testing::CheckLaw(
        200, [](auto items) { return items.GroupBy(&LooseItem::key).Sum(&LooseItem::value); },
        Query(LooseKeyOf,
              [](const Bag<LooseItem>& rows, std::int64_t) {
                const auto [sum, count] = LooseSumOf(rows);
                return count == 0 ? std::nullopt : std::optional(sum);
              }),
        testing::SmallLooseItem);
  }

  TEST_CASE("outputs sum to the averages of values that may be NULL") {
    testing::CheckLaw(
        200,
        [](auto items) { return items.GroupBy(&LooseItem::key).Average(&LooseItem::value); },
        Query(LooseKeyOf,
              [](const Bag<LooseItem>& rows, std::int64_t) -> std::optional<double> {
                const auto [sum, count] = LooseSumOf(rows);
                if (count == 0) return std::nullopt;
                return static_cast<double>(sum) / static_cast<double>(count);
              }),
        testing::SmallLooseItem);
  }

  TEST_CASE("outputs sum to whether every row of the group satisfies a condition") {
    testing::CheckLaw(
        200, [](auto items) { return items.GroupBy(&Item::key).Every(IsPositive); },
        Query([](const Bag<Item>& rows, std::int64_t weight) {
          return PositiveOf(rows) == weight;
        }),
        testing::SmallItem);
  }

  TEST_CASE("outputs sum to whether some row of the group satisfies a condition") {
    testing::CheckLaw(
        200, [](auto items) { return items.GroupBy(&Item::key).Some(IsPositive); },
        Query([](const Bag<Item>& rows, std::int64_t) { return PositiveOf(rows) > 0; }),
        testing::SmallItem);
  }
}

}  // namespace
}  // namespace cambium
