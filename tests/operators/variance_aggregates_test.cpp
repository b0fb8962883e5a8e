// Variance and standard deviation of groups: of samples and populations.
// SPDX-License-Identifier: Apache-2.0
#include "operators/variance_aggregates.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <tuple>

#include "doctest/doctest.h"
#include "operators/aggregate.h"
#include "tests/support/big_integer.h"
#include "tests/support/naive_groups.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::BigInteger;
using testing::Item;
using testing::LooseItem;

struct Measure {
  int key = 0;
  OrderedFloat value;
  auto operator<=>(const Measure&) const = default;
};

std::optional<int> LooseKeyOf(const LooseItem& item) { return item.key; }

template <typename T>
auto All(const Stream<T>& rows) {
  const auto by_key = rows.GroupBy(&T::key);
  return by_key.Aggregate(by_key.VarianceOf(&T::value), by_key.PopulationVarianceOf(&T::value),
                          by_key.StandardDeviationOf(&T::value),
                          by_key.PopulationStandardDeviationOf(&T::value));
}

using Four = std::tuple<std::optional<OrderedFloat>, std::optional<OrderedFloat>,
                        std::optional<OrderedFloat>, std::optional<OrderedFloat>>;

// The double nearest to the root of the ratio, by trying those nearby.
OrderedFloat NearestRoot(std::int64_t numerator, std::int64_t denominator) {
  if (numerator < 0) return std::numeric_limits<double>::quiet_NaN();
  const BigInteger unit = BigInteger::PowerOfTwo(1074);
  double root = std::sqrt(static_cast<double>(numerator) / static_cast<double>(denominator));
  for (const double bound : {-testing::kInfinity, testing::kInfinity, testing::kInfinity}) {
    if (testing::IsNearestRoot(root, BigInteger(numerator) * unit * unit,
                               BigInteger(denominator))) {
      break;
    }
    root = std::nextafter(root, bound);
  }
  return root;
}

// From the definition, in integers.
Four Naive(const Bag<LooseItem>& rows) {
  std::int64_t n = 0;
  std::int64_t sum = 0;
  std::int64_t squares = 0;
  for (const auto& [row, weight] : rows) {
    if (!row.value.has_value()) continue;
    n += weight;
    sum += weight * *row.value;
    squares += weight * *row.value * *row.value;
  }
  const std::int64_t numerator = n * squares - sum * sum;
  const auto ratio = [numerator](std::int64_t denominator) {
    return static_cast<double>(numerator) / static_cast<double>(denominator);
  };
  Four all;
  if (n > 1) {
    std::get<0>(all) = ratio(n * (n - 1));
    std::get<2>(all) = NearestRoot(numerator, n * (n - 1));
  }
  if (n > 0) {
    std::get<1>(all) = ratio(n * n);
    std::get<3>(all) = NearestRoot(numerator, n * n);
  }
  return all;
}

TEST_SUITE("Variance aggregates") {
  TEST_CASE("the plain names are those of a sample") {
    Graph graph;
    testing::Source<Item> items(graph);
    const auto by_key = items.stream.GroupBy(&Item::key);
    auto variances = by_key.Variance(&Item::value).Materialize();
    auto deviations = by_key.StandardDeviation(&Item::value).Materialize();
    auto of_all = by_key.PopulationVariance(&Item::value).Materialize();
    auto deviations_of_all = by_key.PopulationStandardDeviation(&Item::value).Materialize();
    items.Push({{{7, 2}, 1}, {{7, 4}, 3}, {{7, 5}, 2}, {{7, 7}, 1}, {{7, 9}, 1}});
    CHECK(variances.Get(7).value() == 32.0 / 7);
    CHECK(deviations.Get(7).value() == std::sqrt(32.0 / 7));
    CHECK(of_all.Get(7).value() == 4);
    CHECK(deviations_of_all.Get(7).value() == 2);
  }

  TEST_CASE("one value is a population and no sample") {
    Graph graph;
    testing::Source<Item> items(graph);
    auto all = All(items.stream).Materialize();
    items.Push({{{7, 5}, 1}});
    CHECK(*all.Get(7) == Four(std::nullopt, 0, std::nullopt, 0));
  }

  TEST_CASE("nothing is cancelled far from zero and deleting forgets") {
    Graph graph;
    testing::Source<Measure> rows(graph);
    auto variances = rows.stream.GroupBy(&Measure::key).Variance(&Measure::value).Materialize();
    rows.Push({{{7, 1e15}, 1}, {{7, 1e15 + 1}, 1}, {{7, 1e15 + 2}, 1}, {{7, 1e-300}, 1}});
    rows.Push({{{7, 1e-300}, -1}});
    CHECK(variances.Get(7).value() == 1);
    const double kNan = std::numeric_limits<double>::quiet_NaN();
    rows.Push({{{7, kNan}, 1}});
    CHECK(variances.Get(7).value() == kNan);
    rows.Push({{{7, kNan}, -1}});
    CHECK(variances.Get(7).value() == 1);
    CHECK(variances.size() == 1);
  }

  TEST_CASE("outputs sum to the definition for integers that may be NULL") {
    // Covers: operator VarianceAggregates
    testing::CheckLaw(
        200, [](auto items) { return All(items); },
        [](const Bag<LooseItem>& items) {
          return testing::GroupsOf(
              items, LooseKeyOf,
              [](const Bag<LooseItem>& rows, std::int64_t) { return Naive(rows); });
        },
        testing::SmallLooseItem);
  }
}

}  // namespace
}  // namespace cambium
