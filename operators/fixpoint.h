// FIXPOINT: what a query of itself comes to, kept right under insertion and deletion.
//
//     auto paths = Fixpoint(graph, "paths", [&](Scope<1>& scope) {
//       auto steps = scope.Enter(edges);
//       auto paths = scope.Variable<Edge>();
//       auto longer = paths.Join(steps, &Edge::to, &Edge::from, Append);
//       paths.Becomes(steps.Plus(longer).Distinct());
//       return paths;
//     });
//
// The body is an ordinary little program over streams of the scope. A variable is empty at
// first, or what it is given; after each iteration it becomes what the body says of it, until
// nothing changes. Several variables recur through each other. Negation and aggregates may be
// anywhere: the law is about the iteration, whether or not the body is monotone. Without a
// Distinct or an aggregate on each way round, weights count derivations, and on a cycle they
// grow until they hit their limit.
//
// Functions must be pure and take any element: they may be asked about one of a later iteration
// that the same transaction takes back. A group exists while its rows weigh more than nothing.
//
// A scope inside of a scope iterates until it is still in each iteration of the outer one:
// Fixpoint(scope, "inner", …). Streams of a scope do not outlive the body; what it returns,
// one stream or a tuple of them, leaves.
//
// A body that does not come to rest hits a limit (FixpointLimits), which drops the transaction
// and names the scope. Of what stood when the scope was made, status() says so, and the next
// transaction that concerns the scope tries again.
//
// Law: what leaves is the variable after iterating from scratch over the inputs so far.
//
// State: for each index of the body, its elements with the iterations in which they come and
// go. Cost: for each iteration in which something changes, what changes there. A change that
// puts everything off by an iteration changes everything.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "dataflow/scope_node.h"
#include "operators/scoped_stream.h"

namespace cambium {

// Read as any stream of the scope, and said once what it becomes.
template <Element T, std::size_t kDepth>
class Variable : public ScopedStream<T, kDepth> {
 public:
  void Becomes(const ScopedStream<T, kDepth>& body);

 private:
  template <std::size_t>
  friend class Scope;
  struct Parts {
    ScopedStream<T, kDepth> stream;
    ScopedStream<T, kDepth> start;  // An empty stream for one that is empty at first.
    VariableNode<T, kDepth>& node;
    ScopeNode& scope;
  };
  explicit Variable(Parts parts)
      : ScopedStream<T, kDepth>(parts.stream),
        start_(parts.start),
        node_(parts.node),
        scope_(parts.scope) {}

  ScopedStream<T, kDepth> start_;
  VariableNode<T, kDepth>& node_;
  ScopeNode& scope_;
  bool known_ = false;
};

// What a body builds with.
template <std::size_t kDepth>
class Scope {
  static_assert(kDepth <= kDeepestScope, "cambium: scopes nest four deep at most");

 public:
  Scope(ScopeNode& node, ScopeLimits& limits) : node_(node), limits_(limits) {}
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

  ScopeNode& node() { return node_; }

  // A stream from around the scope, the same in every iteration.
  template <Element T>
  ScopedStream<T, kDepth> Enter(const Stream<T>& stream);
  template <Element T>
  ScopedStream<T, kDepth> Enter(const ScopedStream<T, kDepth - 1>& stream) {
    return {stream.timed().Map(EnterScope()), this};
  }

  // Empty at first, or this.
  template <Element T>
  cambium::Variable<T, kDepth> Variable();
  template <Element T>
  cambium::Variable<T, kDepth> Variable(const ScopedStream<T, kDepth>& start);

 private:
  template <Element T>
  Stream<Timed<T, kDepth>> Nothing();

  ScopeNode& node_;
  ScopeLimits& limits_;
};

// body(scope) returns a ScopedStream, or a tuple of them.
template <typename Body>
auto Fixpoint(Graph& graph, std::string name, Body body, FixpointLimits limits = {});
template <std::size_t kDepth, typename Body>
auto Fixpoint(Scope<kDepth>& scope, std::string name, Body body, FixpointLimits limits = {});

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <Element T, std::size_t kDepth>
void Variable<T, kDepth>::Becomes(const ScopedStream<T, kDepth>& body) {
  CAMBIUM_CHECK(!std::exchange(known_, true), "a variable becomes two things");
  // In its second iteration what it was at first is gone.
  const auto said = body.Minus(start_).timed();
  Graph& inner = scope_.inner();
  auto& node =
      inner.Own(std::make_unique<BodyNode<T, kDepth>>(said.wire(), node_), {&said.wire()});
  scope_.Keep(NodeHandle(node));
  scope_.AddRecurrence(node_);
}

template <std::size_t kDepth>
template <Element T>
ScopedStream<T, kDepth> Scope<kDepth>::Enter(const Stream<T>& stream) {
  static_assert(kDepth == 1, "cambium: a stream enters one scope after the other");
  Graph& inner = node_.inner();
  stream.graph().Hold(stream.wire());
  auto& input = node_.template Enter<T>(NodeHandle(stream.wire()));
  inner.Hold(input);
  return {Stream<Timed<T, 1>>(input), this};
}

template <std::size_t kDepth>
template <Element T>
Stream<Timed<T, kDepth>> Scope<kDepth>::Nothing() {
  Graph& inner = node_.inner();
  auto& input = inner.Own(std::make_unique<InputNode<Timed<T, kDepth>>>(
                              inner.arena(), [](Delta<Timed<T, kDepth>>&) {}),
                          {});
  return Stream<Timed<T, kDepth>>(input);
}

template <std::size_t kDepth>
template <Element T>
cambium::Variable<T, kDepth> Scope<kDepth>::Variable() {
  return Variable(ScopedStream<T, kDepth>(Nothing<T>(), this));
}

template <std::size_t kDepth>
template <Element T>
cambium::Variable<T, kDepth> Scope<kDepth>::Variable(const ScopedStream<T, kDepth>& start) {
  Graph& inner = node_.inner();
  auto& node = inner.Own(std::make_unique<VariableNode<T, kDepth>>(inner, limits_), {});
  const ScopedStream<T, kDepth> later(Stream<Timed<T, kDepth>>(node), this);
  inner.Hold(node);
  node_.Keep(NodeHandle(node));
  return cambium::Variable<T, kDepth>({later.Plus(start), start, node, node_});
}

namespace internal {

// f(stream) of one stream, or of each of a tuple.
template <typename F, Element T, std::size_t kDepth>
auto ForEachStream(const ScopedStream<T, kDepth>& stream, const F& f) {
  return f(stream);
}
template <typename F, typename... Streams>
auto ForEachStream(const std::tuple<Streams...>& streams, const F& f) {
  return std::apply([&f](const auto&... each) { return std::make_tuple(f(each)...); }, streams);
}

}  // namespace internal

template <typename Body>
auto Fixpoint(Graph& graph, std::string name, Body body, FixpointLimits limits) {
  auto made = std::make_unique<ScopeNode>(graph, std::move(name), std::move(limits));
  ScopeNode& node = *made;
  const auto leave = [&node]<Element T>(const ScopedStream<T, 1>& stream) {
    return &node.template Leave<T>(stream.timed().wire());
  };
  const auto left = [&] {
    Scope<1> scope(node, node.scope());
    return internal::ForEachStream(body(scope), leave);
  }();
  graph.Own(std::move(made), node.Sources());
  const NodeHandle handle(node);
  node.Begin();
  const auto arrive = [&graph, &node]<Element T>(const Delta<T>* delta) {
    auto& leaving = graph.Own(std::make_unique<LeavingNode<T>>(graph.arena(), *delta), {&node});
    return Stream<T>(leaving);
  };
  auto streams = [&] {
    if constexpr (std::is_pointer_v<std::decay_t<decltype(left)>>) {
      return arrive(left);
    } else {
      return internal::ForEachStream(left, arrive);
    }
  }();
  node.EndBeginning();
  return streams;
}

template <std::size_t kDepth, typename Body>
auto Fixpoint(Scope<kDepth>& scope, std::string name, Body body, FixpointLimits limits) {
  Scope<kDepth + 1> inner(scope.node(),
                          scope.node().AddScope(std::move(name), std::move(limits)));
  return internal::ForEachStream(
      body(inner), [&scope]<Element T>(const ScopedStream<T, kDepth + 1>& stream) {
        return ScopedStream<T, kDepth>(stream.timed().Map(LeaveScope()), &scope);
      });
}

}  // namespace cambium
