// Fifty typed operators over four tables of a shop, as a program of some size has them: what
// bench/compile_time.sh compiles. It counts nothing that would matter.
//
// The mix: 12 filters and maps, 9 joins, 4 semi- and anti-joins, 6 of plus, minus, negate and
// distinct, 13 aggregates, 2 windows, 4 views.
// SPDX-License-Identifier: Apache-2.0
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "operators/operators.h"

namespace {

using cambium::Stream;

struct Order {
  int id;
  int customer;
  int item;
  std::int64_t cents;
  auto operator<=>(const Order&) const = default;
};
struct Customer {
  int id;
  std::string team;
  std::optional<int> parent;
  auto operator<=>(const Customer&) const = default;
};
struct Item {
  int id;
  std::string name;
  std::int64_t price;
  auto operator<=>(const Item&) const = default;
};
struct Visit {
  int customer;
  int item;
  std::int64_t second;
  auto operator<=>(const Visit&) const = default;
};
struct Sale {
  std::string team;
  int item;
  std::int64_t cents;
  auto operator<=>(const Sale&) const = default;
};

struct Shop {
  cambium::Graph graph;
  cambium::NewInput<Order> orders = graph.AddInput<Order>();
  cambium::NewInput<Customer> customers = graph.AddInput<Customer>();
  cambium::NewInput<Item> items = graph.AddInput<Item>();
  cambium::NewInput<Visit> visits = graph.AddInput<Visit>();
};

// 1 to 12.
Stream<Order> Large(const Shop& shop) {
  return shop.orders.stream.Filter([](const Order& order) { return order.cents > 10'000; })
      .Filter([](const Order& order) { return order.customer != 0; });
}
Stream<int> Active(const Shop& shop) {
  const auto late =
      shop.visits.stream.Filter([](const Visit& visit) { return visit.second > 1'000'000; });
  return late.Map(&Visit::customer)
      .Plus(shop.orders.stream.Map(&Order::customer))
      .Filter([](int customer) { return customer > 0; });
}
Stream<std::string> Names(const Shop& shop) {
  const auto dear = shop.items.stream.Filter([](const Item& item) { return item.price > 99; });
  return dear.Map(&Item::name).Filter([](const std::string& name) { return !name.empty(); });
}
Stream<std::int64_t> Prices(const Shop& shop) {
  return shop.items.stream.Map(&Item::price).Filter([](std::int64_t price) {
    return price > 0;
  });
}

// 13 to 25.
Stream<Sale> Sales(const Shop& shop, const Stream<Order>& orders) {
  return orders.Join(shop.customers.stream, &Order::customer, &Customer::id,
                     [](const Order& order, const Customer& customer) {
                       return Sale{customer.team, order.item, order.cents};
                     });
}
using Pair = std::pair<int, int>;
Stream<Pair> Pairs(const Shop& shop) {
  const auto& orders = shop.orders.stream;
  const auto items =
      orders.Join(shop.items.stream, &Order::item, &Item::id,
                  [](const Order& order, const Item& item) { return Pair(order.id, item.id); });
  const auto visits = orders.Join(
      shop.visits.stream, &Order::customer, &Visit::customer,
      [](const Order& order, const Visit& visit) { return Pair(order.id, visit.item); });
  const auto seen = shop.visits.stream.Join(
      shop.items.stream, &Visit::item, &Item::id,
      [](const Visit& visit, const Item& item) { return Pair(visit.customer, item.id); });
  const auto both = items.Join(
      seen, &Pair::second, &Pair::second,
      [](const Pair& left, const Pair& right) { return Pair(left.first, right.first); });
  const auto with_item = orders.LeftJoin(
      shop.items.stream, &Order::item, &Item::id, [](const Order* order, const Item* item) {
        return Pair(order->id, item == nullptr ? -1 : item->id);
      });
  const auto with_customer =
      orders.LeftJoin(shop.customers.stream, &Order::customer, &Customer::id,
                      [](const Order* order, const Customer* customer) {
                        return Pair(order->id, customer == nullptr ? -1 : customer->id);
                      });
  const auto all =
      shop.visits.stream.FullJoin(shop.customers.stream, &Visit::customer, &Customer::id,
                                  [](const Visit* visit, const Customer* customer) {
                                    return Pair(visit == nullptr ? -1 : visit->item,
                                                customer == nullptr ? -1 : customer->id);
                                  });
  const auto parents = shop.customers.stream.RightJoin(
      shop.visits.stream, &Customer::id, &Visit::customer,
      [](const Customer* customer, const Visit* visit) {
        return Pair(customer == nullptr ? -1 : customer->id, visit->item);
      });
  return visits.Plus(both)
      .Plus(with_item)
      .Plus(with_customer)
      .Plus(all)
      .Minus(parents)
      .Distinct();
}
Stream<Order> Wanted(const Shop& shop) {
  const auto known = shop.orders.stream.SemiJoin(shop.items.stream, &Order::item, &Item::id);
  const auto seen = known.SemiJoin(shop.visits.stream, &Order::customer, &Visit::customer);
  return seen.AntiJoin(shop.customers.stream, &Order::id, &Customer::id)
      .AntiJoin(shop.items.stream, &Order::customer, &Item::id);
}

}  // namespace

int main() {
  Shop shop;
  const auto sales = Sales(shop, Large(shop));
  const auto by_team = sales.GroupBy(&Sale::team);
  using Teams = cambium::GroupedStream<Sale, std::string Sale::*>;
  const auto totals = by_team.Aggregate(cambium::CountAggregate(), Teams::SumOf(&Sale::cents),
                                        Teams::MinOf(&Sale::cents), Teams::MaxOf(&Sale::cents));
  const auto sums = by_team.Sum(&Sale::cents);
  const auto items = sales.GroupBy(&Sale::item).Count();
  const auto average = by_team.Average(&Sale::cents);
  const auto deviation = by_team.StandardDeviation(&Sale::cents);
  const auto kinds = by_team.CountDistinct(&Sale::item);
  const auto first = shop.visits.stream.GroupBy(&Visit::customer).Min(&Visit::second);
  const auto orders = shop.orders.stream.GroupBy(&Order::customer).Count();
  const auto spent = shop.orders.stream.GroupBy(&Order::customer).Sum(&Order::cents);
  const auto every = by_team.Every([](const Sale& sale) { return sale.cents > 0; });
  const auto newest =
      shop.visits.stream.GroupBy(&Visit::item).Ordered(cambium::Descending(&Visit::second));
  const auto page = newest.Top(10);
  const auto last = newest.Last();
  const auto pairs = Pairs(shop).Materialize();
  const auto wanted = Wanted(shop).Materialize();
  const auto view = totals.Materialize();
  const auto sum_view = sums.Materialize();
  const auto active = Active(shop).Distinct();
  const auto names = Names(shop).Distinct();
  const auto prices = Prices(shop).Negate();

  const bool done = shop.graph
                        .Transact([&] {
                          shop.orders.input.Insert({1, 2, 3, 20'000});
                          shop.customers.input.Insert({2, "core", std::nullopt});
                        })
                        .ok();
  return done && sum_view.Get("core") == 20'000 ? 0 : 1;
}
