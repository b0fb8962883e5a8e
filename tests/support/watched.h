// The two ends of a stream under test: where changes are pushed, and where deltas add up.
//
//     Graph graph;
//     testing::Source<int> numbers(graph);
//     testing::Watched present(numbers.stream.Distinct());
//     numbers.Push({{7, 2}});
//     CHECK(present.Take() == Bag<int>{{7, 1}});
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataflow/stream.h"
#include "doctest/doctest.h"
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

}  // namespace cambium::testing
