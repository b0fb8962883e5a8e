// Every operator of the typed API, once: the fragments that docs/operators.md shows.
//
// What stands between a `[name]` comment and the next `[end]` is on that page, to the letter;
// tests/operators/page_test.cpp compares the two. Expect() stops the program when it is told
// something that is not so.
// SPDX-License-Identifier: Apache-2.0
#include "operators/operators.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace {

using cambium::DeltaJoin;
using cambium::Graph;
using cambium::Weight;
using cambium::ZSet;

struct Order {
  int id;
  int customer;
  std::int64_t cents;
  auto operator<=>(const Order&) const = default;
};

struct User {
  int id;
  std::string team;
  auto operator<=>(const User&) const = default;
};

int expectations = 0;

void Expect(bool condition) {
  ++expectations;
  if (condition) return;
  std::cerr << "expectation " << expectations << " does not hold\n";
  std::exit(1);
}
void Expect(const absl::Status& status) { Expect(status.ok()); }

void Streams() {
  // [streams]
  Graph graph;
  auto orders = graph.AddInput<Order>();
  auto users = graph.AddInput<User>();
  auto view = orders.stream.Materialize();

  Expect(graph.Transact([&] {
    orders.input.Insert({1, 42, 999});
    users.input.Insert({42, "core"});
  }));
  Expect(view.Get(Order{1, 42, 999}) == 1);
  // [end]
}

// A graph with two orders and two users, for the fragments below.
struct Shop {
  Shop() {
    Expect(graph.Transact([&] {
      orders.input.Insert({1, 42, 900});
      orders.input.Insert({2, 7, 300});
      users.input.Insert({42, "core"});
      users.input.Insert({8, "infra"});
    }));
  }
  Graph graph;
  cambium::NewInput<Order> orders = graph.AddInput<Order>();
  cambium::NewInput<User> users = graph.AddInput<User>();
};

void Filter() {
  Shop shop;
  auto& orders = shop.orders;
  // [filter]
  auto large =
      orders.stream.Filter([](const Order& order) { return order.cents > 500; }).Materialize();
  Expect(large.size() == 1);
  // [end]
}

void Map() {
  Shop shop;
  auto& orders = shop.orders;
  // [map]
  auto customers = orders.stream.Map(&Order::customer).Materialize();
  Expect(customers.Get(42) == 1);
  // [end]
}

void FlatMap() {
  Shop shop;
  auto& users = shop.users;
  // [flat map]
  auto letters = users.stream.FlatMap([](const User& user) { return user.team; }).Materialize();
  Expect(letters.Get('r') == 2);  // of core and of infra
  // [end]
}

void PlusAndMinus() {
  Shop shop;
  auto& orders = shop.orders;
  auto& users = shop.users;
  // [plus]
  auto customers = orders.stream.Map(&Order::customer);
  auto ids = users.stream.Map(&User::id);
  Expect(customers.Plus(ids).Materialize().Get(42) == 2);
  Expect(customers.Minus(ids).Materialize().Get(42) == 0);
  // [end]
}

void Negate() {
  Shop shop;
  auto& orders = shop.orders;
  // [negate]
  auto taken = orders.stream.Map(&Order::customer).Negate().Materialize();
  Expect(taken.Get(42) == -1);
  // [end]
}

void Distinct() {
  Shop shop;
  auto& graph = shop.graph;
  auto& orders = shop.orders;
  // [distinct]
  auto customers = orders.stream.Map(&Order::customer).Distinct().Materialize();
  Expect(graph.Transact([&] { orders.input.Insert({3, 42, 50}); }));
  Expect(customers.Get(42) == 1);
  // [end]
}

void Join() {
  Shop shop;
  auto& orders = shop.orders;
  auto& users = shop.users;
  // [join]
  struct Sale {
    std::string team;
    std::int64_t cents;
    auto operator<=>(const Sale&) const = default;
  };
  auto sales = orders.stream
                   .Join(users.stream, &Order::customer, &User::id,
                         [](const Order& o, const User& u) {
                           return Sale{u.team, o.cents};
                         })
                   .Materialize();
  Expect(sales.Get(Sale{"core", 900}) == 1);
  Expect(sales.size() == 1);  // nobody is customer 7
  // [end]
}

void SemiAndAntiJoin() {
  Shop shop;
  auto& orders = shop.orders;
  auto& users = shop.users;
  // [semi join]
  auto known = orders.stream.SemiJoin(users.stream, &Order::customer, &User::id).Materialize();
  auto unknown =
      orders.stream.AntiJoin(users.stream, &Order::customer, &User::id).Materialize();
  Expect(known.Get(Order{1, 42, 900}) == 1);
  Expect(unknown.Get(Order{2, 7, 300}) == 1);
  // [end]
}

void OuterJoins() {
  Shop shop;
  auto& orders = shop.orders;
  auto& users = shop.users;
  // [outer join]
  auto names = orders.stream
                   .LeftJoin(users.stream, &Order::customer, &User::id,
                             [](const Order* order, const User* user) {
                               return std::to_string(order->id) + ":" +
                                      (user == nullptr ? "nobody" : user->team);
                             })
                   .Materialize();
  Expect(names.Get("1:core") == 1);
  Expect(names.Get("2:nobody") == 1);
  // [end]
}

void DeltaJoins() {
  Graph graph;
  // [delta join]
  struct Edge {
    int from;
    int to;
    auto operator<=>(const Edge&) const = default;
  };
  auto edges = graph.AddInput<Edge>();
  auto triangles = DeltaJoin(edges.stream, edges.stream, edges.stream)  // ab, ac, bc
                       .On<0, 1>(&Edge::from, &Edge::from)
                       .On<0, 2>(&Edge::to, &Edge::from)
                       .On<1, 2>(&Edge::to, &Edge::to)
                       .Emit([](const Edge& ab, const Edge&, const Edge& bc) {
                         return std::array{ab.from, ab.to, bc.to};
                       })
                       .Materialize();
  Expect(graph.Transact([&] {
    for (const Edge& edge : {Edge{1, 2}, Edge{2, 3}, Edge{1, 3}, Edge{3, 4}}) {
      edges.input.Insert(edge);
    }
  }));
  Expect(triangles.size() == 1);
  Expect(triangles.Get(std::array{1, 2, 3}) == 1);
  // [end]
}

void GroupBy() {
  Shop shop;
  auto& orders = shop.orders;
  // [group by]
  auto by_customer = orders.stream.GroupBy(&Order::customer);
  auto spent = by_customer.Sum(&Order::cents).Materialize();
  auto always_large =
      by_customer.Every([](const Order& order) { return order.cents > 500; }).Materialize();
  Expect(spent.Get(42) == 900);
  Expect(spent.Get(8) == std::nullopt);
  Expect(always_large.Get(7) == false);
  // [end]
}

void Several() {
  Shop shop;
  auto& orders = shop.orders;
  // [several]
  auto by_customer = orders.stream.GroupBy(&Order::customer);
  auto statistics = by_customer
                        .Aggregate(cambium::CountAggregate(), by_customer.SumOf(&Order::cents),
                                   by_customer.MaxOf(&Order::cents))
                        .Materialize();
  const auto [count, sum, greatest] = *statistics.Get(42);
  Expect(count == 1 && sum == 900 && greatest == 900);
  // [end]
}

// [own]
// The sum of squares. States add up, so that a state never depends on history.
struct Squares {
  using State = std::int64_t;
  using Result = std::int64_t;
  void Add(State& state, const Order& order, Weight weight) const {
    state += weight * order.cents * order.cents;
  }
  static void Merge(State& state, const State& change) { state += change; }
  Result Finish(const State& state, Weight, absl::Status&) const { return state; }
};
// [end]

void Own() {
  Shop shop;
  auto& orders = shop.orders;
  // [own in use]
  auto squares = orders.stream.GroupBy(&Order::customer).Aggregate(Squares()).Materialize();
  Expect(squares.Get(7) == 90'000);
  // [end]
}

// [general]
// The value in the middle; of an even number, the greater one of the two.
struct Median {
  using Result = std::int64_t;
  Result Recompute(cambium::Entries<Order> group) const {
    std::vector<std::int64_t> cents;
    for (const auto& [order, weight] : group) {
      for (Weight i = 0; i < weight; ++i) cents.push_back(order.cents);
    }
    std::sort(cents.begin(), cents.end());
    return cents.empty() ? 0 : cents[cents.size() / 2];
  }
};
// [end]

void General() {
  Shop shop;
  auto& orders = shop.orders;
  // [general in use]
  auto by_customer = orders.stream.GroupBy(&Order::customer);
  auto medians = by_customer.Aggregate(Median()).Materialize();
  auto kinds = by_customer
                   .Recompute(&Order::cents,
                              [](cambium::Entries<std::int64_t> cents) { return cents.size(); })
                   .Materialize();
  Expect(medians.Get(42) == 900);
  Expect(kinds.Get(42) == 1);
  // [end]
}

void Variance() {
  Shop shop;
  auto& graph = shop.graph;
  auto& orders = shop.orders;
  // [variance]
  auto by_customer = orders.stream.GroupBy(&Order::customer);
  auto spread = by_customer.StandardDeviation(&Order::cents).Materialize();
  auto spread_of_all = by_customer.PopulationStandardDeviation(&Order::cents).Materialize();
  Expect(graph.Transact([&] { orders.input.Insert({3, 42, 700}); }));
  Expect(*spread.Get(42) == std::sqrt(20'000.0));
  Expect(*spread_of_all.Get(42) == 100.0);
  Expect(*spread.Get(7) == std::nullopt);  // one order is no sample
  // [end]
}

void CountDistinct() {
  Shop shop;
  auto& graph = shop.graph;
  auto& orders = shop.orders;
  // [count distinct]
  auto customers =
      orders.stream.GroupBy([](const Order&) { return 0; }).CountDistinct(&Order::customer);
  auto count = customers.Materialize();
  Expect(graph.Transact([&] { orders.input.Insert({3, 42, 50}); }));
  Expect(count.Get(0) == 2);
  // [end]
}

void MinAndMax() {
  Shop shop;
  auto& orders = shop.orders;
  // [min]
  auto cheapest = orders.stream.GroupBy(&Order::customer).Min(&Order::cents).Materialize();
  Expect(*cheapest.Get(7) == 300);
  // [end]
}

void DelayAndDifferentiate() {
  Shop shop;
  auto& graph = shop.graph;
  auto& orders = shop.orders;
  // [delay]
  auto before = orders.stream.Delay().Materialize();
  auto changed = orders.stream.Differentiate().Materialize();
  Expect(graph.Transact([&] { orders.input.Delete({2, 7, 300}); }));
  Expect(before.Get(Order{2, 7, 300}) == 1);
  Expect(changed.Get(Order{2, 7, 300}) == -1);
  Expect(graph.Transact([] {}));
  Expect(before.Get(Order{2, 7, 300}) == 0);
  Expect(changed.size() == 0);
  // [end]
}

void Integrate() {
  Shop shop;
  auto& graph = shop.graph;
  auto& orders = shop.orders;
  // [integrate]
  auto standing = orders.stream.Integrate().Materialize();
  Expect(graph.Transact([] {}));
  Expect(graph.Transact([] {}));
  Expect(standing.Get(Order{1, 42, 900}) == 3);
  // [end]
}

void Materialize() {
  Shop shop;
  auto& orders = shop.orders;
  // [materialize]
  auto view = orders.stream.Materialize();
  for (const auto& [order, weight] : view.Read()) {
    Expect(weight == view.Get(order));
  }
  // [end]
}

void Subscribe() {
  Shop shop;
  auto& graph = shop.graph;
  auto& orders = shop.orders;
  // [subscribe]
  std::vector<std::size_t> sizes;
  auto subscription = orders.stream.Subscribe(
      [&sizes](const ZSet<Order>& delta) { sizes.push_back(delta.size()); });
  Expect(graph.Transact([&] { orders.input.Delete({2, 7, 300}); }));
  Expect(sizes == std::vector<std::size_t>{2, 1});  // what stood, and one deletion
  // [end]
}

void AssertEmpty() {
  Shop shop;
  auto& graph = shop.graph;
  auto& orders = shop.orders;
  // [assert]
  auto guard = orders.stream.Filter([](const Order& order) { return order.cents < 0; })
                   .AssertEmpty("no order is negative");
  Expect(guard.ok());
  const absl::Status done = graph.Transact([&] { orders.input.Insert({3, 42, -1}); });
  Expect(done.message() == "assertion does not hold: no order is negative");
  // [end]
}

}  // namespace

int main() {
  Streams();
  Filter();
  Map();
  FlatMap();
  PlusAndMinus();
  Negate();
  Distinct();
  Join();
  SemiAndAntiJoin();
  OuterJoins();
  DeltaJoins();
  GroupBy();
  Several();
  Own();
  General();
  Variance();
  CountDistinct();
  MinAndMax();
  DelayAndDifferentiate();
  Integrate();
  Materialize();
  Subscribe();
  AssertEmpty();
  std::cout << expectations << " expectations hold\n";
}
