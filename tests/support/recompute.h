// The law of every operator, stated once: after every step of any history, the outputs so
// far sum to the query of the inputs so far.
//
//     outputs(0) + … + outputs(t)  ==  query(inputs(0) + … + inputs(t))
//
//     testing::CheckLaw(
//         200, [](auto left, auto right) { return left.Plus(right); },           the stream
//         [](const Bag<int>& left, const Bag<int>& right) { return left + right; },
//         SmallInt, SmallInt);                                        one maker for each input
//
// The query is plain code over std::map, handed in by the test; it shares nothing with the
// operator. Along each history the law is asked of a stream that was there from the start, of
// its view, of copies that come late and go, of previews, of transactions that are dropped,
// and of the same changes in one transaction. In the end all is taken back, and nothing is
// left, neither in views nor in state.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "dataflow/stream.h"
#include "doctest/doctest.h"
#include "operators/materialize.h"
#include "operators/subscribe.h"
#include "tests/support/bag.h"
#include "tests/support/items.h"
#include "tests/support/random.h"

namespace cambium::testing {

// Entries as they are pushed: repeated elements, weights of both signs and zero.
template <typename T>
using Changes = std::vector<std::pair<T, Weight>>;

// An input and its stream; structured bindings cannot be captured by every compiler.
template <Element T>
struct Source {
  explicit Source(Graph& graph) : Source(graph.AddInput<T>()) {}
  explicit Source(NewInput<T> made) : stream(made.stream), input(made.input) {}

  void Add(const Changes<T>& changes, Weight times = 1) {
    for (const auto& [element, weight] : changes) input.Add(element, times * weight);
  }
  // A transaction of this input alone.
  void Push(const Changes<T>& changes) {
    REQUIRE(stream.graph().Transact([&] { Add(changes); }).ok());
  }

  Stream<T> stream;
  Input<T> input;
};

// Collects what a stream says.
template <Element T>
class Watched {
 public:
  explicit Watched(const Stream<T>& stream)
      : stream_(stream), subscriber_(stream.Subscribe([log = log_](const ZSet<T>& delta) {
          log->empty_deltas += delta.empty();
          log->sum.AddAll(ToBag(delta));
          log->fresh.AddAll(ToBag(delta));
        })) {}

  const Stream<T>& stream() const { return stream_; }
  const Bag<T>& sum() const {
    REQUIRE(log_->empty_deltas == 0);
    return log_->sum;
  }
  // Since the last call.
  Bag<T> Take() { return std::exchange(log_->fresh, {}); }

 private:
  struct Log {
    Bag<T> sum;
    Bag<T> fresh;
    int empty_deltas = 0;
  };
  const std::shared_ptr<Log> log_ = std::make_shared<Log>();
  Stream<T> stream_;
  Subscriber subscriber_;
};

// A few random changes, now and then none.
template <typename Make>
auto RandomChanges(Random& random, const Shape& shape, const Make& make) {
  Changes<std::invoke_result_t<const Make&, Random&, const Shape&>> changes;
  const int size = random.OneIn(4) ? 0 : BelowOf(random, shape.longest + 1);
  for (int i = 0; i < size; ++i) {
    changes.push_back({make(random, shape), random.Between(-2, 3)});
  }
  return changes;
}

// What an operator emits for these deltas, without a graph: for laws of a single step.
template <typename Operator, typename... In>
auto Emitted(const Operator& op, const ZSet<In>&... deltas) {
  Delta<typename Operator::Out> out;
  op.Step(Delta<In>(deltas)..., out);
  return ToBag(out);
}

template <typename Make>
auto RandomZSet(Random& random, const Make& make) {
  using T = std::invoke_result_t<const Make&, Random&, const Shape&>;
  std::vector<typename ZSet<T>::Entry> entries;
  for (const auto& [element, weight] : RandomChanges(random, kTiny, make)) {
    entries.push_back({element, weight});
  }
  return ZSet<T>(std::move(entries));
}

// The law of one step: what is emitted for a sum is the sum of what is emitted.
template <typename Operator, typename... Make>
void CheckLinear(const Operator& op, const Make&... make) {
  ForSeeds(100, [&](Random& random) {
    const auto a = std::make_tuple(RandomZSet(random, make)...);
    const auto b = std::make_tuple(RandomZSet(random, make)...);
    const auto emitted = [&op](const auto&... deltas) { return Emitted(op, deltas...); };
    auto both = a;
    std::apply(
        [&b](auto&... sums) {
          std::apply([&](const auto&... deltas) { ((sums += deltas), ...); }, b);
        },
        both);
    REQUIRE(std::apply(emitted, both) == std::apply(emitted, a) + std::apply(emitted, b));
  });
}

inline bool HoldsState(const Graph& graph) {
  return graph.Dot().find(", rows ") != std::string::npos;
}

// A history of one stream over random inputs.
template <typename Build, typename Query, typename... Make>
class History {
 public:
  History(Random& random, const Build& build, const Query& query, const Make&... make)
      : random_(random),
        shape_(AnyShape(random)),
        build_(build),
        query_(query),
        make_(make...) {}

  void Run() {
    for (int step = 0; step < shape_.steps; ++step) {
      CAPTURE(step);
      if (random_.OneIn(4)) late_.reset();
      if (random_.OneIn(4)) late_ = std::make_unique<Watched<Out>>(BuildStream());
      const Steps steps = NextSteps();
      if (random_.OneIn(4)) {
        CheckPreview(steps);
        CheckDropped(steps);
      } else {
        Commit(steps);
      }
      CheckNow();
    }
    CheckOneTransaction();
    // Taken back in pieces, or at once.
    if (random_.OneIn(2)) {
      const std::vector<Steps> all = all_;
      for (const Steps& steps : all) {
        Commit(steps, -1);
        CheckNow();
      }
    } else {
      CommitMany(all_, -1);
    }
    REQUIRE(early_.sum().empty());
    REQUIRE(view_.Read().empty());
    REQUIRE(view_.size() == 0);
    CheckNow();
    REQUIRE_FALSE(HoldsState(graph_));
  }

 private:
  template <typename M>
  using InOf = std::invoke_result_t<const M&, Random&, const Shape&>;
  using Out = typename std::invoke_result_t<const Build&, Stream<InOf<Make>>...>::element_type;
  using Steps = std::tuple<Changes<InOf<Make>>...>;  // One step's changes of all inputs.
  using Sums = std::tuple<Bag<InOf<Make>>...>;
  using Sources = std::tuple<Source<InOf<Make>>...>;

  static Sources MakeSources(Graph& graph) { return Sources(Source<InOf<Make>>(graph)...); }
  Stream<Out> BuildStream() const { return BuildOver(sources_); }
  Stream<Out> BuildOver(const Sources& sources) const {
    return std::apply([this](const auto&... source) { return build_(source.stream...); },
                      sources);
  }
  Bag<Out> Recompute(const Sums& sums) const { return std::apply(query_, sums); }

  Steps NextSteps() {
    return std::apply(
        [this](const Make&... make) {
          // In braces the order of evaluation is that of the inputs.
          return Steps{RandomChanges(random_, shape_, make)...};
        },
        make_);
  }
  static void Push(Sources& sources, const Steps& steps, Weight times) {
    PushEach(sources, steps, times, std::index_sequence_for<Make...>());
  }
  template <std::size_t... i>
  static void PushEach(Sources& sources, const Steps& steps, Weight times,
                       std::index_sequence<i...>) {
    (std::get<i>(sources).Add(std::get<i>(steps), times), ...);
  }
  static Sums Plus(Sums sums, const Steps& steps, Weight times) {
    PlusEach(sums, steps, times, std::index_sequence_for<Make...>());
    return sums;
  }
  template <std::size_t... i>
  static void PlusEach(Sums& sums, const Steps& steps, Weight times,
                       std::index_sequence<i...>) {
    const auto add = [times](auto& sum, const auto& changes) {
      for (const auto& [element, weight] : changes) sum.Add(element, times * weight);
    };
    (add(std::get<i>(sums), std::get<i>(steps)), ...);
  }

  void Commit(const Steps& steps, Weight times = 1) {
    REQUIRE(graph_.Transact([&] { Push(sources_, steps, times); }).ok());
    sums_ = Plus(std::move(sums_), steps, times);
    if (times == 1) all_.push_back(steps);
  }
  void CommitMany(const std::vector<Steps>& many, Weight times) {
    const auto push_all = [&] {
      for (const Steps& steps : many) Push(sources_, steps, times);
    };
    REQUIRE(graph_.Transact(push_all).ok());
    for (const Steps& steps : many) sums_ = Plus(std::move(sums_), steps, times);
  }
  void CheckNow() {
    const Bag<Out> expected = Recompute(sums_);
    REQUIRE(early_.sum() == expected);
    REQUIRE(ToBag(view_.Read()) == expected);
    REQUIRE(view_.size() == expected.size());
    if (late_ != nullptr) REQUIRE(late_->sum() == expected);
  }
  void CheckPreview(const Steps& steps) {
    const Bag<Out> before = Recompute(sums_);
    const Bag<Out> after = Recompute(Plus(sums_, steps, 1));
    const auto read = [&] {
      REQUIRE(early_.stream().delta().is_consolidated());
      REQUIRE(ToBag(early_.stream().delta()) == after - before);
    };
    REQUIRE(graph_.Preview([&] { Push(sources_, steps, 1); }, read).ok());
  }
  void CheckDropped(const Steps& steps) {
    const auto push_and_fail = [&] {
      Push(sources_, steps, 1);
      return absl::CancelledError("");
    };
    REQUIRE_FALSE(graph_.Transact(push_and_fail).ok());
  }
  void CheckOneTransaction() const {
    Graph graph;
    Sources sources = MakeSources(graph);
    const Watched<Out> watched(BuildOver(sources));
    const auto push_all = [&] {
      for (const Steps& steps : all_) Push(sources, steps, 1);
    };
    REQUIRE(graph.Transact(push_all).ok());
    REQUIRE(watched.sum() == early_.sum());
  }

  Random& random_;
  const Shape shape_;
  const Build& build_;
  const Query& query_;
  const std::tuple<Make...> make_;

  Graph graph_;
  Sources sources_ = MakeSources(graph_);
  Sums sums_;
  std::vector<Steps> all_;
  const Watched<Out> early_{BuildStream()};
  const View<Out> view_ = early_.stream().Materialize();
  std::unique_ptr<Watched<Out>> late_;
};

template <typename Build, typename Query, typename... Make>
void CheckLaw(std::uint64_t histories, Build build, Query query, Make... make) {
  ForSeeds(histories, [&](Random& random) {
    History<Build, Query, Make...> history(random, build, query, make...);
    history.Run();
  });
}

}  // namespace cambium::testing
