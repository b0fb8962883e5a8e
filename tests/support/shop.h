// A small shop: two inputs and a table, random changes of them, and a pipeline of every kind
// over them. What tests of graphs run.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "operators/operators.h"
#include "tests/support/random.h"
#include "tests/support/text.h"

namespace cambium::testing {

struct Order {
  int id = 0;
  int customer = 0;
  int cents = 0;
  auto operator<=>(const Order&) const = default;
  std::string ToText() const { return Text::Of(std::tuple(id, customer, cents)); }
  template <typename H>
  friend H AbslHashValue(H state, const Order& order) {
    return H::combine(std::move(state), order.id, order.customer, order.cents);
  }
};

// Has an order and no hash.
struct User {
  int id = 0;
  int team = 0;
  auto operator<=>(const User&) const = default;
  std::string ToText() const { return Text::Of(std::tuple(id, team)); }
};

struct Product {
  int id = 0;
  int price = 0;
  auto operator<=>(const Product&) const = default;
  std::string ToText() const { return Text::Of(std::tuple(id, price)); }
  template <typename H>
  friend H AbslHashValue(H state, const Product& product) {
    return H::combine(std::move(state), product.id, product.price);
  }
};

// What one transaction does. Not only what a table could hold: weights of both signs.
struct Changes {
  std::vector<std::pair<Order, Weight>> orders;
  std::vector<std::pair<User, Weight>> users;
  std::vector<Product> upserts;
  std::vector<int> erasures;  // Of products, where they stand.
};

inline Changes RandomChanges(Random& random) {
  const auto small = [&random](std::uint64_t bound) {
    return static_cast<int>(random.Below(bound));
  };
  Changes changes;
  // Now and then enough of them for the paths of long deltas.
  const std::uint64_t size = random.OneIn(8) ? 60 : 5;
  for (std::uint64_t i = random.Below(size); i > 0; --i) {
    changes.orders.push_back({{small(3), small(4), small(3)}, random.Between(-2, 3)});
  }
  for (std::uint64_t i = random.Below(4); i > 0; --i) {
    changes.users.push_back({{small(4), small(2)}, random.Between(-1, 2)});
  }
  for (int i = small(3); i > 0; --i) changes.upserts.push_back({small(4), small(4)});
  for (int i = small(2); i > 0; --i) changes.erasures.push_back(small(4));
  return changes;
}

struct Shop {
  Graph graph;
  NewInput<Order> orders = graph.AddInput<Order>();
  NewInput<User> users = graph.AddInput<User>();
  NewTable<Product, int Product::*> products =
      graph.AddTable<Product>(&Product::id, "products");

  void Push(const Changes& changes) {
    for (const auto& [order, weight] : changes.orders) orders.input.Add(order, weight);
    for (const auto& [user, weight] : changes.users) users.input.Add(user, weight);
    for (const Product& product : changes.upserts) products.table.Upsert(product);
    for (const int id : changes.erasures) {
      if (products.table.Find(id) != nullptr) products.table.Erase(id);
    }
  }
  absl::Status Transact(const Changes& changes) {
    return graph.Transact([&] { Push(changes); });
  }
};

// Says what a pipeline's view holds, and keeps it attached.
using Reader = std::function<std::string()>;

template <Element T>
Reader Read(const Stream<T>& stream) {
  return [view = stream.Materialize()] { return Text::Of(view.Read()); };
}

using Sale = std::pair<int, int>;  // team and cents
struct ToSale {
  Sale operator()(const Order& order, const User& user) const {
    return {user.team, order.cents};
  }
};
// Attaches one pipeline, be it early or late.
using Pipeline = std::function<Reader(const Shop&)>;

std::vector<Pipeline> AllPipelines();

}  // namespace cambium::testing
