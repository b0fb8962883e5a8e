// A pipeline of every kind over the shop.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/shop.h"

namespace cambium::testing {
namespace {

using IdPair = std::pair<int, int>;  // -1 where there is none
struct ToIds {
  IdPair operator()(const Order* order, const User* user) const {
    return {order == nullptr ? -1 : order->id, user == nullptr ? -1 : user->id};
  }
};

std::vector<Pipeline> LinearPipelines() {
  const auto big = [](const Order& order) { return order.cents > 0; };
  const auto twice = [](const Order& order) { return std::vector<int>{order.id, order.cents}; };
  return {
      [](const Shop& shop) { return Read(shop.orders.stream); },
      [](const Shop& shop) { return Read(shop.users.stream); },
      [](const Shop& shop) { return Read(shop.products.stream); },
      [=](const Shop& shop) { return Read(shop.orders.stream.Filter(big)); },
      [](const Shop& shop) { return Read(shop.orders.stream.Map(&Order::customer)); },
      [=](const Shop& shop) { return Read(shop.orders.stream.FlatMap(twice)); },
      [=](const Shop& shop) {
        const auto& orders = shop.orders.stream;
        return Read(orders.Plus(orders.Filter(big)).Negate());
      },
      [](const Shop& shop) {
        return Read(shop.orders.stream.Map(&Order::id).Minus(shop.users.stream.Map(&User::id)));
      },
  };
}

std::vector<Pipeline> JoinPipelines() {
  return {
      [](const Shop& shop) {
        return Read(
            shop.orders.stream.Join(shop.users.stream, &Order::customer, &User::id, ToSale()));
      },
      [](const Shop& shop) {
        const auto more = [bonus = 1](const Order& order) { return order.customer + bonus; };
        return Read(shop.orders.stream.Join(shop.users.stream, more, &User::id, ToSale()));
      },
      [](const Shop& shop) {
        const auto both = [](const Order& a, const Order& b) { return a.cents * b.cents; };
        const auto& orders = shop.orders.stream;
        return Read(orders.Join(orders, &Order::customer, &Order::customer, both));
      },
      [](const Shop& shop) {
        const auto ids = [](const Order& a, const Product& b) { return IdPair{a.id, b.id}; };
        return Read(
            shop.orders.stream.Join(shop.products.stream, &Order::cents, &Product::price, ids));
      },
      [](const Shop& shop) {
        return Read(
            shop.orders.stream.SemiJoin(shop.users.stream, &Order::customer, &User::id));
      },
      [](const Shop& shop) {
        return Read(
            shop.users.stream.AntiJoin(shop.orders.stream, &User::id, &Order::customer));
      },
      [](const Shop& shop) {
        return Read(shop.orders.stream.LeftJoin(shop.users.stream, &Order::customer, &User::id,
                                                ToIds()));
      },
      [](const Shop& shop) {
        return Read(shop.orders.stream.FullJoin(shop.users.stream, &Order::customer, &User::id,
                                                ToIds()));
      },
  };
}

std::vector<Pipeline> GroupPipelines() {
  return {
      [](const Shop& shop) {
        return Read(shop.orders.stream.Map(&Order::customer).Distinct());
      },
      [](const Shop& shop) { return Read(shop.users.stream.Distinct()); },
      [](const Shop& shop) {
        return Read(shop.orders.stream.GroupBy(&Order::customer).Count());
      },
      [](const Shop& shop) {
        return Read(shop.products.stream.GroupBy(&Product::price).Max(&Product::id));
      },
      [](const Shop& shop) {
        using Groups = GroupedStream<Order, int Order::*>;
        return Read(shop.orders.stream.GroupBy(&Order::customer)
                        .Aggregate(CountAggregate(), Groups::SumOf(&Order::cents),
                                   Groups::AverageOf(&Order::cents),
                                   Groups::MinOf(&Order::cents), Groups::MaxOf(&Order::id)));
      },
      [](const Shop& shop) {
        return Read(
            shop.orders.stream.Join(shop.users.stream, &Order::customer, &User::id, ToSale())
                .GroupBy(&Sale::first)
                .Sum(&Sale::second));
      },
      // The number of customers with each number of different orders.
      [](const Shop& shop) {
        using Counted = Grouped<int, std::int64_t>;
        return Read(shop.orders.stream.Distinct()
                        .GroupBy(&Order::customer)
                        .Count()
                        .GroupBy(&Counted::value)
                        .Count());
      },
  };
}

}  // namespace

std::vector<Pipeline> AllPipelines() {
  std::vector<Pipeline> all = LinearPipelines();
  for (const auto& more : {JoinPipelines(), GroupPipelines()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace cambium::testing
