// The typed API: streams are values, and nothing runs until a transaction.
//
//     cambium::Graph graph;
//     auto [orders, order_input] = graph.AddInput<Order>();
//     auto [users, user_input] = graph.AddInput<User>();
//
//     const auto sale = [](const Order& o, const User& u) { return Sale{u.team, o.cents}; };
//     auto spend = orders.Join(users, &Order::customer, &User::id, sale)
//                      .GroupBy(&Sale::team)
//                      .Sum(&Sale::cents);
//     auto view = spend.Materialize();
//
//     graph.Transact([&] { order_input.Insert({1, 42, 999}); }).IgnoreError();
//     view.Get("core");
//
// A stream holds its node: what no stream, view or subscription needs any more is gone from
// the graph. Methods are defined beside their operators; include operators/operators.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "dataflow/graph.h"
#include "dataflow/input_node.h"
#include "dataflow/operator_node.h"

namespace cambium {

template <Element T, typename KeyOf>
class GroupedStream;
template <Element T>
class View;
template <Element Time>
class TimeInput;
class Subscriber;

// What a function gives for elements of the types that it is called with.
template <typename F, typename... Args>
using ImageOf = std::decay_t<std::invoke_result_t<const F&, const Args&...>>;

template <Element T>
class Stream {
 public:
  using element_type = T;

  Stream() = default;
  // Takes over a hold on the node.
  explicit Stream(Wire<T>& wire) : handle_(wire) {}

  Graph& graph() const { return *handle_.graph(); }
  Wire<T>& wire() const { return *static_cast<Wire<T>*>(handle_.node()); }
  // Of what stood when the stream was made: a value that could not be computed, such as a sum
  // that overflows, and that the stream lacks until a transaction mends it. What a transaction
  // does wrong fails that transaction instead.
  const absl::Status& status() const { return wire().late_error(); }
  // During a step, between COMPUTE and COMMIT, or in a Preview.
  const Delta<T>& delta() const { return wire().delta(); }

  // ---- linear ----
  template <typename Keep>
  Stream Filter(Keep keep) const;  // operators/filter.h
  template <typename Image>
  auto Map(Image image) const;  // operators/map.h
  template <typename Images>
  auto FlatMap(Images images) const;  // operators/flat_map.h
  template <typename U>
  Stream Plus(const Stream<U>& other) const;  // operators/plus.h
  Stream Negate() const;                      // operators/negate.h
  template <typename U>
  Stream Minus(const Stream<U>& other) const {
    static_assert(std::is_same_v<T, U>,
                  "cambium: Minus needs two streams of the same elements");
    return Plus(other.Negate());
  }

  // ---- over indexes ----
  Stream Distinct() const;  // operators/distinct.h
  // emit(left, right), for each pair with equal keys.
  template <typename U, typename LeftKey, typename RightKey, typename Emit>
  auto Join(const Stream<U>& right, LeftKey left_key, RightKey right_key,
            Emit emit) const;  // operators/join.h
  // The elements that have a partner, with their own weights, or that have none.
  template <typename U, typename LeftKey, typename RightKey>
  Stream SemiJoin(const Stream<U>& right, LeftKey left_key, RightKey right_key) const;
  template <typename U, typename LeftKey, typename RightKey>
  Stream AntiJoin(const Stream<U>& right, LeftKey left_key, RightKey right_key) const;
  // emit(left, right), where the side without a partner is null: const Left*, const Right*.
  template <typename U, typename LeftKey, typename RightKey, typename Emit>
  auto LeftJoin(const Stream<U>& right, LeftKey left_key, RightKey right_key, Emit emit) const;
  template <typename U, typename LeftKey, typename RightKey, typename Emit>
  auto RightJoin(const Stream<U>& right, LeftKey left_key, RightKey right_key, Emit emit) const;
  template <typename U, typename LeftKey, typename RightKey, typename Emit>
  auto FullJoin(const Stream<U>& right, LeftKey left_key, RightKey right_key, Emit emit) const;

  // ---- over transactions ----
  // What the stream emitted in the transaction before.
  Stream Delay() const;  // operators/delay.h
  // Each transaction adds all that stands, or emits what the last one changed.
  Stream Integrate() const;  // operators/integrate.h
  Stream Differentiate() const { return Minus(Delay()); }

  // The rows whose time it is: from one member's time on, and before another's.
  template <typename Time, typename FromOf, typename UntilOf>
  Stream ValidDuring(const TimeInput<Time>& time, FromOf from_of,
                     UntilOf until_of) const;  // operators/valid_during.h

  // ---- groups ----
  template <typename KeyOf>
  GroupedStream<T, KeyOf> GroupBy(KeyOf key_of) const;  // operators/aggregate.h

  // ---- out of the graph ----
  // A transaction after which the stream holds anything fails, naming the assertion.
  absl::StatusOr<NodeHandle> AssertEmpty(std::string name) const;  // operators/assert_empty.h
  View<T> Materialize() const;                                     // operators/materialize.h
  // callback(delta) first with everything that stands, then after each commit that
  // changes something, consolidated. Ends with the handle.
  template <typename Callback>
  Subscriber Subscribe(Callback callback) const;  // operators/subscribe.h

 private:
  NodeHandle handle_;
};

// The writing end of an input. What is pushed takes part in the next step: call it inside
// of Graph::Transact().
template <Element T>
class Input {
 public:
  explicit Input(InputNode<T>& node) : handle_(node) {}

  void Insert(T element) { Add(std::move(element), 1); }
  void Delete(T element) { Add(std::move(element), -1); }
  void Add(T element, Weight weight) {
    auto& node = *static_cast<InputNode<T>*>(handle_.node());
    node.Add(std::move(element), weight);
    handle_.graph()->MarkDirty(node);
  }

 private:
  NodeHandle handle_;
};

// Made by Graph::AddInput(): auto [stream, input] = graph.AddInput<T>();
template <Element T>
struct NewInput {
  Stream<T> stream;
  Input<T> input;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <Element T>
NewInput<T> Graph::AddInput() {
  auto& node = Own(std::make_unique<InputNode<T>>(arena_, Keep::kContents), {});
  Hold(node);
  return {Stream<T>(node), Input<T>(node)};
}

namespace internal {

// A new node with this operator on these streams, as a stream.
template <typename Operator, typename... In>
Stream<typename Operator::Out> AddOperator(Operator op, const Stream<In>&... inputs) {
  Graph& graph = (inputs.graph(), ...);
  auto& node = graph.Own(std::make_unique<OperatorNode<Operator, In...>>(
                             graph.arena(), std::move(op), inputs.wire()...),
                         {&inputs.wire()...});
  return Stream<typename Operator::Out>(node);
}

}  // namespace internal

}  // namespace cambium
