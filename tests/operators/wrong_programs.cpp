// Programs that must not compile, and what the first line of the error is to say.
//
// Each case is one program: wrong_programs.sh compiles it alone and looks for the sentence
// that stands beside its number. Case 0 is right, and compiles.
// SPDX-License-Identifier: Apache-2.0
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "operators/operators.h"

using cambium::Graph;
using cambium::Weight;
using cambium::ZSet;

struct Order {
  int id;
  int customer;
  std::int64_t cents;
  std::string note;
  double rate;
  auto operator<=>(const Order&) const = default;
};

struct User {
  int id;
  std::string name;
  auto operator<=>(const User&) const = default;
};

struct Unordered {
  int id;
};

// Ordered, but without a hash.
struct Place {
  int row;
  auto operator<=>(const Place&) const = default;
};

// An aggregate that cannot merge.
struct HalfAggregate {
  using State = int;
  using Result = int;
  void Add(State& state, const Order&, Weight) const { ++state; }
  Result Finish(const State& state, Weight, absl::Status&) const { return state; }
};

int NumberOf(const std::string& text) { return static_cast<int>(text.size()); }
Place PlaceOf(const Order& order) { return {order.id}; }
Unordered UnorderedOf(const Order& order) { return {order.id}; }

int main() {
  Graph graph;
  auto [orders, order_input] = graph.AddInput<Order>();
  auto [users, user_input] = graph.AddInput<User>();
  const auto pair = [](const Order& order, const User& user) { return order.id + user.id; };
#if CASE == 0
  orders.Join(users, &Order::customer, &User::id, pair).Materialize();
#elif CASE == 1  // Filter needs a function from an element of the stream to bool
  orders.Filter([](const User& user) { return user.id > 0; });
#elif CASE == 2  // Filter needs a function from an element of the stream to bool
  orders.Filter([](const Order& order) { return order.note; });
#elif CASE == 3  // Filter needs a function from an element of the stream to bool
  orders.Filter(&User::id);
#elif CASE == 4  // Map needs a function of an element of the stream, or a member of it
  orders.Map(NumberOf);
#elif CASE == 5  // Map needs a function of an element of the stream, or a member of it
  orders.Map(&User::name);
#elif CASE == 6  // what Map gives must have == and <
  orders.Map(UnorderedOf);
#elif CASE == 7  // what Map gives must have == and <
  orders.Map([](const Order&) {});
#elif CASE == 8  // FlatMap needs a function from an element to a range of elements
  orders.FlatMap(NumberOf);
#elif CASE == 9  // FlatMap needs a function from an element to a range of elements
  orders.FlatMap(&Order::customer);
#elif CASE == 10  // what FlatMap gives must have == and <
  orders.FlatMap([](const Order& order) { return std::vector{UnorderedOf(order)}; });
#elif CASE == 11  // Plus needs two streams of the same elements
  orders.Plus(users);
#elif CASE == 12  // Minus needs two streams of the same elements
  orders.Minus(users);
#elif CASE == 13  // a key is a member of the element, or a function of it
  orders.Join(users, &User::id, &User::id, pair);
#elif CASE == 14  // a key is a member of the element, or a function of it
  orders.Join(users, &Order::customer, NumberOf, pair);
#elif CASE == 15  // the two keys of a Join must be of one type
  orders.Join(users, &Order::customer, &User::name, pair);
#elif CASE == 16  // Join needs a function of a left and a right element
  orders.Join(users, &Order::customer, &User::id, [](const Order& order) { return order.id; });
#elif CASE == 17  // what Join gives must have == and <
  orders.Join(users, &Order::customer, &User::id,
              [](const Order& order, const User&) { return UnorderedOf(order); });
#elif CASE == 18  // the two keys of a SemiJoin must be of one type
  orders.SemiJoin(users, &Order::customer, &User::name);
#elif CASE == 19  // a key is a member of the element, or a function of it
  orders.SemiJoin(users, &User::id, &User::id);
#elif CASE == 20  // a key must have an AbslHashValue, as numbers, texts and tuples do
  orders.AntiJoin(orders, PlaceOf, PlaceOf);
#elif CASE == 21  // a key must have == and <
  orders.AntiJoin(orders, UnorderedOf, UnorderedOf);
#elif CASE == 22  // an outer join needs a function of a left and a right pointer
  orders.LeftJoin(users, &Order::customer, &User::id, pair);
#elif CASE == 23  // the two keys of an outer join must be of one type
  orders.FullJoin(users, &Order::customer, &User::name,
                  [](const Order*, const User*) { return 1; });
#elif CASE == 24  // what an outer join gives must have == and <
  orders.RightJoin(users, &Order::customer, &User::id,
                   [](const Order*, const User*) { return Unordered(); });
#elif CASE == 25  // a key must have an AbslHashValue, as numbers, texts and tuples do
  orders.GroupBy(PlaceOf).Count();
#elif CASE == 26  // a key is a member of the element, or a function of it
  orders.GroupBy(&User::id).Sum(&Order::cents);
#elif CASE == 27  // Sum needs a member that is an integer
  orders.GroupBy(&Order::customer).Sum(&Order::note);
#elif CASE == 28  // Sum needs a member of the element, or a function of it
  orders.GroupBy(&Order::customer).Sum(&User::id);
#elif CASE == 29  // Average needs a member that is an integer
  orders.GroupBy(&Order::customer).Average(&Order::rate);
#elif CASE == 30  // Average needs a member of the element, or a function of it
  orders.GroupBy(&Order::customer).Average(NumberOf);
#elif CASE == 31  // Min needs a member of the element, or a function of it
  orders.GroupBy(&Order::customer).Min(&User::id);
#elif CASE == 32  // Max needs a member of the element, or a function of it
  orders.GroupBy(&Order::customer).Max(&User::id);
#elif CASE == 33  // what Min looks at must have == and <
  orders.GroupBy(&Order::customer).Min(UnorderedOf);
#elif CASE == 34  // Every needs a function from an element to bool
  orders.GroupBy(&Order::customer).Every(&Order::note);
#elif CASE == 35  // Some needs a function from an element to bool
  orders.GroupBy(&Order::customer).Some(NumberOf);
#elif CASE == 36  // a linear aggregate has State with ==, Result, Add, Merge and Finish
  orders.GroupBy(&Order::customer).Aggregate(HalfAggregate());
#elif CASE == 37  // Subscribe needs a function of a const ZSet<T>&
  orders.Subscribe([](const ZSet<User>&) {});
#elif CASE == 38  // Get needs the key of a group
  orders.GroupBy(&Order::customer).Count().Materialize().Get("core");
#elif CASE == 39  // Get needs an element of the stream
  orders.Materialize().Get(1);
#elif CASE == 40  // an element must have == and <
  graph.AddInput<Unordered>();
#elif CASE == 41  // a key is a member of the element, or a function of it
  graph.AddTable<Order>(&User::id, "orders");
#elif CASE == 42  // a key must have an AbslHashValue, as numbers, texts and tuples do
  graph.AddTable<Order>(PlaceOf, "orders");
#endif
}
