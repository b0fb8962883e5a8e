// A warm commit of one row asks the system for no memory.
// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <utility>
#include <vector>

#include "dataflow/graph.h"
#include "doctest/doctest.h"
#include "operators/operators.h"
#include "tests/support/allocations.h"
#include "tests/support/shop.h"

namespace cambium {
namespace {

using testing::Order;
using testing::Product;
using testing::Sale;
using testing::Shop;
using testing::User;

// A shop in which every key has some rows. Not too many: trees, which groups are above 64
// rows and elements without a hash always, do allocate when their nodes split.
void Fill(Shop& shop) {
  const auto body = [&shop] {
    for (int i = 0; i < 1000; ++i) {
      shop.orders.input.Insert({i, i % 100, i % 10});
      shop.products.table.Insert({i, i % 7});
    }
    for (int i = 0; i < 100; ++i) shop.users.input.Insert({i, i % 10});
  };
  REQUIRE(shop.graph.Transact(body).ok());
}

// Rounds of the same two updates of a row, there and back: how often each allocates, once
// two rounds have been.
void CheckOnceWarm(Shop& shop, const std::function<void()>& there,
                   const std::function<void()>& back) {
  for (int round = 0; round < 6; ++round) {
    CAPTURE(round);
    for (const auto* update : {&there, &back}) {
      absl::Status status;
      const std::size_t count =
          testing::AllocationsOf([&] { status = shop.graph.Transact(std::cref(*update)); });
      CHECK(status.ok());
      CHECK(shop.graph.visited_count() > 1);
      if (round >= 2) CHECK(count == 0);
    }
  }
}

// An order of 5 cents becomes one of 9 and comes back.
void CheckOrderUpdates(Shop& shop) {
  const auto replace = [&shop](const Order& old, const Order& fresh) {
    return [&shop, old, fresh] {
      shop.orders.input.Delete(old);
      shop.orders.input.Insert(fresh);
    };
  };
  const Order cheap{5, 5, 5};
  const Order dear{5, 5, 9};
  CheckOnceWarm(shop, replace(cheap, dear), replace(dear, cheap));
}

TEST_SUITE("Allocations") {
  TEST_CASE("are counted") {
    CHECK(testing::AllocationsOf([] { std::vector<int> numbers(100); }) == 1);
    CHECK(testing::AllocationsOf([] {}) == 0);
  }

  TEST_CASE("none for linear operators") {
    Shop shop;
    Fill(shop);
    const auto& orders = shop.orders.stream;
    const auto some = orders.Filter([](const Order& order) { return order.id > 0; });
    const auto sum = some.Plus(orders.Negate()).Map(&Order::cents);
    CheckOrderUpdates(shop);
  }

  TEST_CASE("none for a join with an aggregate and a view") {
    Shop shop;
    Fill(shop);
    const auto sums =
        shop.orders.stream
            .Join(shop.users.stream, &Order::customer, &User::id, testing::ToSale())
            .GroupBy(&Sale::first)
            .Sum(&Sale::second)
            .Materialize();
    const auto before = sums.Get(5);
    CheckOrderUpdates(shop);
    CHECK(sums.Get(5) == before);
  }

  TEST_CASE("none for several aggregates at once") {
    Shop shop;
    Fill(shop);
    using Groups = GroupedStream<Order, int Order::*>;
    const auto view = shop.orders.stream.GroupBy(&Order::customer)
                          .Aggregate(CountAggregate(), Groups::SumOf(&Order::cents),
                                     Groups::AverageOf(&Order::cents))
                          .Materialize();
    CheckOrderUpdates(shop);
  }

  TEST_CASE("none for the least and the greatest") {
    Shop shop;
    Fill(shop);
    const auto by_customer = shop.orders.stream.GroupBy(&Order::customer);
    const auto least = by_customer.Min(&Order::cents).Materialize();
    const auto greatest = by_customer.Max(&Order::cents).Materialize();
    CheckOrderUpdates(shop);
  }

  TEST_CASE("none for a subscription") {
    Shop shop;
    Fill(shop);
    std::size_t told = 0;
    const auto subscriber =
        shop.orders.stream.Subscribe([&told](const ZSet<Order>&) { ++told; });
    CheckOrderUpdates(shop);
    CHECK(told == 13);
  }

  TEST_CASE("none for distinct and semi joins and outer joins") {
    Shop shop;
    Fill(shop);
    const auto& orders = shop.orders.stream;
    const auto prices = orders.Map(&Order::cents).Distinct().Materialize();
    const auto rare = orders.Distinct().Materialize();
    const auto priced =
        orders.SemiJoin(shop.products.stream, &Order::id, &Product::id).Materialize();
    const auto ids = [](const Order* order, const Product* item) {
      return std::pair(order == nullptr ? -1 : order->id, item == nullptr ? -1 : item->id);
    };
    const auto outer =
        orders.LeftJoin(shop.products.stream, &Order::id, &Product::id, ids).Materialize();
    CheckOrderUpdates(shop);
  }

  TEST_CASE("none for a table") {
    Shop shop;
    Fill(shop);
    const auto counts = shop.products.stream.GroupBy(&Product::price).Count().Materialize();
    const auto view = shop.products.stream.Materialize();
    const auto set = [&shop](int price) {
      return [&shop, price] { shop.products.table.Upsert({5, price}); };
    };
    CheckOnceWarm(shop, set(3), set(4));
    const auto come = [&shop] { shop.products.table.Insert({5000, 3}); };
    const auto go = [&shop] { shop.products.table.Erase(5000); };
    CheckOnceWarm(shop, come, go);
  }
}

}  // namespace
}  // namespace cambium
