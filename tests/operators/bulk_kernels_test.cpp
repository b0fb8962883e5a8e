// Small and bulk kernels give the same: one history as single rows, as batches, and as one
// load, alone and with helpers, ends in the same views and, taken back, in no state.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "dataflow/executor.h"
#include "doctest/doctest.h"
#include "operators/operators.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

struct Sale {
  int shop;
  int cents;
  auto operator<=>(const Sale&) const = default;
};
struct Shop {
  int id;
  std::string town;
  auto operator<=>(const Shop&) const = default;
};

using Sales = std::vector<std::pair<Sale, Weight>>;
using Shops = std::vector<std::pair<Shop, Weight>>;

// A join, its groups, and an index of each input, on an executor of one's own.
struct Pipeline {
  explicit Pipeline(std::unique_ptr<Executor> with) : executor(std::move(with)) {}

  void Push(const Sales& some_sales, const Shops& some_shops, Weight times) {
    REQUIRE(graph
                .Transact([&] {
                  for (const auto& sale : some_sales) {
                    sales.input.Add(sale.first, times * sale.second);
                  }
                  for (const auto& shop : some_shops) {
                    shops.input.Add(shop.first, times * shop.second);
                  }
                })
                .ok());
  }

  using Priced = std::pair<std::string, int>;
  struct Town {
    const std::string& operator()(const Priced& one) const { return one.first; }
  };
  struct Cents {
    int operator()(const Priced& one) const { return one.second; }
  };

  const std::unique_ptr<Executor> executor;
  Graph graph{*executor};
  NewInput<Sale> sales = graph.AddInput<Sale>();
  NewInput<Shop> shops = graph.AddInput<Shop>();
  Stream<Priced> priced = sales.stream.Join(
      shops.stream, &Sale::shop, &Shop::id,
      [](const Sale& sale, const Shop& shop) { return Priced(shop.town, sale.cents); });
  GroupedStream<Priced, Town> by_town = priced.GroupBy(Town());
  View<Priced> all = priced.Materialize();
  using Totals = std::tuple<std::int64_t, std::int64_t, std::optional<int>, std::optional<int>>;
  View<Grouped<std::string, Totals>> totals =
      by_town
          .Aggregate(CountAggregate(), by_town.SumOf(Cents()), by_town.MinOf(Cents()),
                     by_town.MaxOf(Cents()))
          .Materialize();
};

TEST_SUITE("Bulk kernels") {
  TEST_CASE("agree with small ones whatever the executor") {
    testing::ForSeeds(2, [](testing::Random& random) {
      // Longer than what is worth dividing, with keys that repeat, cancel and weigh more.
      Sales sales;
      Shops shops;
      for (int i = 0; i < 40'000; ++i) {
        const Sale sale{static_cast<int>(random.Below(9000)),
                        static_cast<int>(random.Below(500))};
        sales.emplace_back(sale, random.OneIn(10) ? random.Between(-1, 2) : 1);
        if (random.OneIn(20)) sales.emplace_back(sale, -1);
      }
      for (int i = 0; i < 20'000; ++i) {
        shops.emplace_back(Shop{i % 9500, std::to_string(random.Below(30))}, 1);
      }
      Pipeline rows(MakeInlineExecutor());
      for (const auto& sale : sales) rows.Push({sale}, {}, 1);
      for (const auto& shop : shops) rows.Push({}, {shop}, 1);
      const auto all = rows.all.Read();
      const auto totals = rows.totals.Read();
      REQUIRE(all.size() > 1000);

      std::vector<std::unique_ptr<Executor>> executors;
      executors.push_back(MakeInlineExecutor());
      executors.push_back(MakeInlineExecutor(4, random.Next()));
      executors.push_back(MakeThreadExecutor(2));
      for (auto& executor : executors) {
        Pipeline load(std::move(executor));
        const std::size_t nothing = load.graph.held_count();
        load.Push(sales, shops, 1);
        CHECK(load.all.Read() == all);
        CHECK(load.totals.Read() == totals);
        // On top of what stands, and back.
        load.Push(sales, {}, 1);
        load.Push(sales, {}, -1);
        CHECK(load.all.Read() == all);
        CHECK(load.totals.Read() == totals);
        load.Push(sales, shops, -1);
        CHECK(load.all.Read().empty());
        CHECK(load.totals.Read().empty());
        CHECK(load.graph.held_count() == nothing);
        // In batches that are looked up ahead.
        for (std::size_t i = 0; i < sales.size(); i += 1000) {
          const auto from = sales.begin() + static_cast<std::ptrdiff_t>(i);
          const auto to =
              sales.begin() + static_cast<std::ptrdiff_t>(std::min(i + 1000, sales.size()));
          load.Push(Sales(from, to), {}, 1);
        }
        load.Push({}, shops, 1);
        CHECK(load.all.Read() == all);
        CHECK(load.totals.Read() == totals);
      }
    });
  }
}

}  // namespace
}  // namespace cambium
