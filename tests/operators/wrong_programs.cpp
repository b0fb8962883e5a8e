// Programs that must not compile, and what the first line of the error is to say.
//
// Each case is one program: wrong_programs.sh compiles it alone and looks for the sentence
// that stands beside its number. Case 0 is right, and compiles.
// SPDX-License-Identifier: Apache-2.0
#include <compare>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "operators/operators.h"
#include "query/struct_fields.h"

using cambium::DeltaJoin;
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

// Has a member that no type of a field is.
struct Odd {
  int id = 0;
  static constexpr auto kFields = cambium::StructFields("id", &Odd::id);
};

struct Unordered {
  int id;
};

// Ordered, but without a hash.
struct Place {
  int row;
  auto operator<=>(const Place&) const = default;
};

// An aggregate that counts rows, but for what it lacks.
enum Part { kResult, kZero, kAdd, kMerge, kFinish };
struct Count {
  int rows = 0;
  bool operator==(const Count&) const = default;
};
struct CountWithoutZero {
  int rows = 0;
};
template <Part part>
struct Without {
  using State = std::conditional_t<part == kZero, CountWithoutZero, Count>;
  using Result = int;
  void Add(State& state, const Order&, Weight) const requires(part != kAdd) { ++state.rows; }
  static void Merge(State& state, const State& change) requires(part != kMerge) {
    state.rows += change.rows;
  }
  int Finish(const State& state, Weight, absl::Status&) const requires(part != kFinish) {
    return state.rows;
  }
};
template <>
struct Without<kResult> {
  using State = Count;
};
struct NoAggregate {
  using Result = int;
};
struct RecomputesUsers {
  using Result = int;
  Result Recompute(cambium::Entries<User> group) const {
    return static_cast<int>(group.size());
  }
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
#elif CASE == 1   // Filter needs a function from an element of the stream to bool
  orders.Filter([](const User& user) { return user.id > 0; });
#elif CASE == 2   // Filter needs a function from an element of the stream to bool
  orders.Filter([](const Order& order) { return order.note; });
#elif CASE == 3   // Filter needs a function from an element of the stream to bool
  orders.Filter(&User::id);
#elif CASE == 4   // Map needs a function of an element of the stream, or a member of it
  orders.Map(NumberOf);
#elif CASE == 5   // Map needs a function of an element of the stream, or a member of it
  orders.Map(&User::name);
#elif CASE == 6   // what Map gives must have == and <
  orders.Map(UnorderedOf);
#elif CASE == 7   // what Map gives must have == and <
  orders.Map([](const Order&) {});
#elif CASE == 8   // FlatMap needs a function from an element to a range of elements
  orders.FlatMap(NumberOf);
#elif CASE == 9   // FlatMap needs a function from an element to a range of elements
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
#elif CASE == 27  // Sum needs a member that is an integer, a float or a decimal
  orders.GroupBy(&Order::customer).Sum(&Order::note);
#elif CASE == 28  // an aggregate needs a member of the element, or a function of it
  orders.GroupBy(&Order::customer).Sum(&User::id);
#elif CASE == 29  // Average needs a member that is an integer, a float or a decimal
  orders.GroupBy(&Order::customer).Average(&Order::note);
#elif CASE == 30  // an aggregate needs a member of the element, or a function of it
  orders.GroupBy(&Order::customer).Average(NumberOf);
#elif CASE == 31  // an aggregate needs a member of the element, or a function of it
  orders.GroupBy(&Order::customer).Min(&User::id);
#elif CASE == 32  // an aggregate needs a member of the element, or a function of it
  orders.GroupBy(&Order::customer).Max(NumberOf);
#elif CASE == 33  // what an aggregate puts in order must have == and <
  orders.GroupBy(&Order::customer).Min(UnorderedOf);
#elif CASE == 34  // Every needs a function from an element to bool
  orders.GroupBy(&Order::customer).Every(&Order::note);
#elif CASE == 35  // Some needs a function from an element to bool
  orders.GroupBy(&Order::customer).Some(NumberOf);
#elif CASE == 36  // Variance and StandardDeviation need a member that is an integer or a float
  orders.GroupBy(&Order::customer).StandardDeviation(&Order::note);
#elif CASE == 37  // what an aggregate puts in order must have == and <
  orders.GroupBy(&Order::customer).CountDistinct(UnorderedOf);
#elif CASE == 38  // Recompute needs a function of Entries<Value>, the values of a member
  orders.GroupBy(&Order::customer).Recompute(&Order::cents, NumberOf);
#elif CASE == 39  // an aggregate is linear, and has a State that adds up, or general
  orders.GroupBy(&Order::customer).Aggregate(NoAggregate());
#elif CASE == 40  // an aggregate has a Result, the type of a group's value
  orders.GroupBy(&Order::customer).Aggregate(Without<kResult>());
#elif CASE == 41  // the State of a linear aggregate has a zero: a default constructor, and ==
                  // or empty()
  orders.GroupBy(&Order::customer).Aggregate(Without<kZero>());
#elif CASE == 42  // a linear aggregate has Add(State&, const T&, Weight) const
  orders.GroupBy(&Order::customer).Aggregate(Without<kAdd>());
#elif CASE == 43  // a linear aggregate has a static Merge(State&, const State&), as the state
                  // of a sum is the
  orders.GroupBy(&Order::customer).Aggregate(Without<kMerge>());
#elif CASE == 44  // a linear aggregate has Finish(const State&, Weight rows, absl::Status&)
                  // const
  orders.GroupBy(&Order::customer).Aggregate(Without<kFinish>());
#elif CASE == 45  // a general aggregate has Recompute(Entries<T>) const
  orders.GroupBy(&Order::customer).Aggregate(RecomputesUsers());
#elif CASE == 46  // DeltaJoin takes two to five streams
  DeltaJoin(orders);
#elif CASE == 47  // On<i, k> of a DeltaJoin names two of its streams, from 0 on
  DeltaJoin(orders, users).On<0, 2>(&Order::customer, &User::id);
#elif CASE == 48  // the two keys of an On of a DeltaJoin must be of one type
  DeltaJoin(orders, users).On<0, 1>(&Order::customer, &User::name);
#elif CASE == 49  // a key is a member of the element, or a function of it
  DeltaJoin(orders, users).On<0, 1>(&User::id, &User::id);
#elif CASE == 50  // a DeltaJoin needs an On between each stream and the others
  DeltaJoin(orders, users, orders).On<0, 1>(&Order::customer, &User::id).Emit(pair);
#elif CASE == 51  // Emit of a DeltaJoin needs a function of an element of each stream
  DeltaJoin(orders, users).On<0, 1>(&Order::customer, &User::id).Emit(NumberOf);
#elif CASE == 52  // Subscribe needs a function of a const ZSet<T>&
  orders.Subscribe([](const ZSet<User>&) {});
#elif CASE == 53  // Get needs the key of a group
  orders.GroupBy(&Order::customer).Count().Materialize().Get("core");
#elif CASE == 54  // Get needs an element of the stream
  orders.Materialize().Get(1);
#elif CASE == 55  // an element must have == and <
  graph.AddInput<Unordered>();
#elif CASE == 56  // a key is a member of the element, or a function of it
  graph.AddTable<Order>(&User::id, "orders");
#elif CASE == 57  // a key must have an AbslHashValue, as numbers, texts and tuples do
  graph.AddTable<Order>(PlaceOf, "orders");
#elif CASE == 70  // Ordered needs Ascending or Descending of members of the element
  orders.GroupBy(&Order::customer).Ordered(cambium::Ascending(&User::id));
#elif CASE == 71  // Ordered needs Ascending or Descending of members of the element
  orders.GroupBy(&Order::customer).Ordered(&Order::cents);
#elif CASE == 72  // Top needs a stream of int64_t, or of Grouped<Key, int64_t>
  orders.GroupBy(&Order::customer).Ordered().Top(users);
#elif CASE == 73  // SubscribeLists needs the key of a row: a member of the element
  orders.GroupBy(&Order::customer).Ordered().SubscribeLists(&User::id, [](auto) {});
#elif CASE == 74  // SubscribeLists needs a function of std::span<const ListChange<Key, T>>
  orders.GroupBy(&Order::customer).Ordered().SubscribeLists(&Order::id, [](int) {});
#elif CASE == 75  // ValidDuring needs two members of the element, or functions of it
  orders.ValidDuring(cambium::TimeInput<int>(graph, 0), &Order::id, &User::id);
#elif CASE == 80  // StructFields needs names and members in turn
  cambium::StructFields("id");
#elif CASE == 81  // a field is a bool, std::int64_t, enum class, double, Decimal, std::string,
  cambium::ValuesOf(Odd());
#elif CASE == 91  // Distinct inside of a scope needs elements with an AbslHashValue
  const auto outside = orders;
  cambium::Fixpoint(graph, "orders", [&outside](cambium::Scope<1>& scope) {
    return scope.Enter(outside).Distinct();
  });
#elif CASE == 92  // both ends of an edge must be of one type
  cambium::TransitiveClosure(users, &User::id, &User::name);
#elif CASE == 93  // both ends of an edge must be of one type
  cambium::Components(users, &User::id, &User::name);
#endif
}
