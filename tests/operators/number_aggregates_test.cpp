// Sums and averages of floats and of decimals: exact in any order and history.
// SPDX-License-Identifier: Apache-2.0
#include "operators/number_aggregates.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <ostream>
#include <tuple>
#include <utility>

#include "doctest/doctest.h"
#include "operators/aggregate.h"
#include "tests/support/naive_groups.h"
#include "tests/support/recompute.h"

namespace cambium {

static std::ostream& operator<<(std::ostream& out, const Decimal& decimal) {
  return out << FormatDecimal(decimal);
}

namespace {

using testing::Bag;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Measure {
  int key = 0;
  OrderedFloat value;
  auto operator<=>(const Measure&) const = default;
};
struct Plain {
  int key = 0;
  double value = 0;
  float narrow = 0;
  std::optional<double> maybe;
  auto operator<=>(const Plain&) const = default;
};
struct Price {
  int key = 0;
  std::optional<Decimal> value;
  auto operator<=>(const Price&) const = default;
};

// Numbers whose sums are exact as they are: multiples of 2^-10 below 2^20. So an oracle may
// add them up naively; NaN and infinities are among them.
Measure SmallMeasure(testing::Random& random, const testing::Shape& shape) {
  constexpr double kSpecial[] = {kInfinity, -kInfinity, kNan};
  const int key = testing::BelowOf(random, shape.keys);
  if (random.OneIn(6)) return {key, random.Pick(kSpecial)};
  return {key, testing::BelowOf(random, shape.values) * 0x1p-10 - 0.5};
}
Price SmallPrice(testing::Random& random, const testing::Shape& shape) {
  Price price{testing::BelowOf(random, shape.keys), std::nullopt};
  const auto scale = static_cast<std::uint8_t>(random.Below(3));
  if (!random.OneIn(4)) price.value = Decimal{testing::BelowOf(random, 5) - 2, scale};
  return price;
}

int KeyOf(const Measure& measure) { return measure.key; }
int KeyOfPrice(const Price& price) { return price.key; }

// Adds up what is finite, and looks at what is not: whatever infinity or NaN is there wins.
OrderedFloat NaiveSum(const Bag<Measure>& rows) {
  double finite = 0;
  std::optional<double> special;
  for (const auto& [row, weight] : rows) {
    const double value = row.value;
    if (std::isfinite(value)) {
      finite += value * static_cast<double>(weight);
    } else {
      special = special.has_value() ? kNan : value * static_cast<double>(weight);
    }
  }
  return special.value_or(finite);
}

TEST_SUITE("Number aggregates") {
  TEST_CASE("a sum of doubles is the nearest one whatever came and went") {
    Graph graph;
    testing::Source<Plain> rows(graph);
    const auto by_key = rows.stream.GroupBy(&Plain::key);
    auto sums = by_key.Sum(&Plain::value).Materialize();
    rows.Push({{{7, 0.1, 0, {}}, 1}, {{7, 0.2, 0, {}}, 1}, {{7, 1e300, 0, {}}, 1}});
    CHECK(sums.Get(7) == 1e300);
    rows.Push({{{7, 1e300, 0, {}}, -1}});
    CHECK(sums.Get(7) == 0.30000000000000004);
    rows.Push({{{7, 0.3, 0, {}}, -1}, {{7, 0.2, 0, {}}, -1}, {{7, 0.3, 0, {}}, 1}});
    CHECK(sums.Get(7) == 0.1);
  }

  TEST_CASE("a sum does not depend on the order of the transactions") {
    Graph graph;
    testing::Source<Plain> rows(graph);
    auto sums = rows.stream.GroupBy(&Plain::key).Sum(&Plain::value).Materialize();
    testing::ForSeeds(50, [&](testing::Random& random) {
      testing::Changes<Plain> changes;
      for (int key : {1, 2}) {
        for (int i = 0; i < 20; ++i) {
          const double value = std::ldexp(0.1 * (i + 1), 7 * i - 70);
          changes.push_back({{key, key == 1 ? value : -value, 0, {}}, 1});
        }
      }
      for (std::size_t i = changes.size(); i > 1; --i) {
        std::swap(changes[i - 1], changes[static_cast<std::size_t>(random.Below(i))]);
      }
      for (const auto& change : changes) rows.Push({change});
      REQUIRE(*sums.Get(1) == -static_cast<double>(*sums.Get(2)));
      for (auto& change : changes) rows.Push({{change.first, -1}});
      REQUIRE(sums.size() == 0);
    });
  }

  TEST_CASE("infinities and NaN are taken back like anything else") {
    Graph graph;
    testing::Source<Measure> rows(graph);
    const auto by_key = rows.stream.GroupBy(&Measure::key);
    auto sums = by_key.Sum(&Measure::value).Materialize();
    auto averages = by_key.Average(&Measure::value).Materialize();
    rows.Push({{{7, 1.5}, 1}, {{7, kInfinity}, 1}});
    CHECK(sums.Get(7) == kInfinity);
    CHECK(averages.Get(7).value() == kInfinity);
    rows.Push({{{7, -kInfinity}, 1}});
    CHECK(sums.Get(7) == kNan);
    rows.Push({{{7, kInfinity}, -1}, {{7, kNan}, 1}});
    CHECK(sums.Get(7) == kNan);
    rows.Push({{{7, kNan}, -1}});
    CHECK(sums.Get(7) == -kInfinity);
    rows.Push({{{7, -kInfinity}, -1}});
    CHECK(sums.Get(7) == 1.5);
    CHECK(averages.Get(7).value() == 1.5);
    CHECK(sums.size() == 1);
  }

  TEST_CASE("a float member and one that may be NULL") {
    Graph graph;
    testing::Source<Plain> rows(graph);
    const auto by_key = rows.stream.GroupBy(&Plain::key);
    auto sums = by_key.Sum(&Plain::narrow).Materialize();
    auto maybes = by_key.Sum(&Plain::maybe).Materialize();
    auto averages = by_key.Average(&Plain::maybe).Materialize();
    rows.Push({{{7, 0, 0.1F, {}}, 2}, {{8, 0, 0, 3.0}, 1}, {{8, 0, 0, 4.0}, 1}});
    CHECK(sums.Get(7) == 2 * static_cast<double>(0.1F));
    CHECK(maybes.Get(7).value() == std::nullopt);
    CHECK(averages.Get(7).value() == std::nullopt);
    CHECK(maybes.Get(8).value() == 7.0);
    CHECK(averages.Get(8).value() == 3.5);
  }

  TEST_CASE("a sum of decimals has the greatest scale of its group") {
    Graph graph;
    testing::Source<Price> prices(graph);
    const auto by_key = prices.stream.GroupBy(&Price::key);
    auto sums = by_key.Sum(&Price::value).Materialize();
    auto averages = by_key.Average(&Price::value).Materialize();
    prices.Push({{{7, Decimal{1250, 2}}, 1}, {{7, Decimal{5, 3}}, 1}});
    CHECK(FormatDecimal(**sums.Get(7)) == "12.505");
    CHECK(FormatDecimal(**averages.Get(7)) == "6.252500");
    prices.Push({{{7, Decimal{5, 3}}, -1}});
    CHECK(FormatDecimal(**sums.Get(7)) == "12.50");
  }

  TEST_CASE("a sum of decimals that does not fit fails its transaction") {
    Graph graph;
    testing::Source<Price> prices(graph);
    auto sums = prices.stream.GroupBy(&Price::key).Sum(&Price::value).Materialize();
    prices.Push({{{7, Decimal{INT64_MAX, 2}}, 1}});
    const absl::Status done = graph.Transact([&] { prices.Add({{{7, Decimal{1, 2}}, 1}}); });
    CHECK(done.code() == absl::StatusCode::kOutOfRange);
    CHECK(*sums.Get(7) == Decimal{INT64_MAX, 2});
    CHECK(sums.size() == 1);
    // An average has more digits behind the point, for which there is no room here.
    auto averages = prices.stream.GroupBy(&Price::key).Average(&Price::value);
    CHECK(averages.status().code() == absl::StatusCode::kOutOfRange);
  }

  TEST_CASE("outputs sum to the sums and averages of floats of any kind") {
    // Covers: operator NumberAggregates
    testing::CheckLaw(
        200,
        [](auto rows) {
          const auto by_key = rows.GroupBy(&Measure::key);
          return by_key.Aggregate(by_key.SumOf(&Measure::value),
                                  by_key.AverageOf(&Measure::value));
        },
        [](const Bag<Measure>& rows) {
          return testing::GroupsOf(rows, KeyOf, [](const Bag<Measure>& group, std::int64_t n) {
            const OrderedFloat sum = NaiveSum(group);
            return std::make_tuple(sum,
                                   std::optional<OrderedFloat>(sum / static_cast<double>(n)));
          });
        },
        SmallMeasure);
  }

  TEST_CASE("outputs sum to the sums of decimals that may be NULL") {
    testing::CheckLaw(
        200, [](auto rows) { return rows.GroupBy(&Price::key).Sum(&Price::value); },
        [](const Bag<Price>& rows) {
          return testing::GroupsOf(rows, KeyOfPrice, [](const Bag<Price>& group, std::int64_t) {
            std::int64_t hundredths = 0;
            std::int64_t count = 0;
            for (const auto& [row, weight] : group) {
              if (!row.value.has_value()) continue;
              constexpr std::int64_t kUnits[] = {100, 10, 1};
              hundredths += weight * row.value->unscaled * kUnits[row.value->scale];
              count += weight;
            }
            if (count == 0) return std::optional<Decimal>();
            return std::optional(Decimal{hundredths, 2});
          });
        },
        SmallPrice);
  }
}

}  // namespace
}  // namespace cambium
