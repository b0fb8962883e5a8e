// A random history of one stream, and what is asked along it: see recompute.h, which states the
// law. The elements of the stream are numbered (known.h), and the inputs known by type of
// element alone, so that all tests share the code. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "dataflow/stream.h"
#include "tests/support/bag.h"
#include "tests/support/items.h"
#include "tests/support/known.h"
#include "tests/support/random.h"
#include "tests/support/watched.h"

namespace cambium::testing {

// Whether any node keeps rows.
bool HoldsState(const Graph& graph);

// An input of a history: what it says at each step, the sum of what counts, and its ends in
// the graphs that are to hear it.
class Feed {
 public:
  Feed() = default;
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;
  virtual ~Feed() = default;

  virtual void Draw(Random& random, const Shape& shape) = 0;  // The changes of one more step.
  virtual void Connect(Graph& graph) = 0;                     // From here on to this graph,
  virtual void Disconnect() = 0;                              // and to the one before again.
  virtual void Push(std::size_t step, Weight times) = 0;
  virtual void Count(std::size_t step, Weight times) = 0;
};

template <Element T>
class FeedOf final : public Feed {
 public:
  explicit FeedOf(std::function<T(Random&, const Shape&)> make) : make_(std::move(make)) {}

  const Stream<T>& stream() const { return ends_.back()->stream; }
  const Bag<T>& sum() const { return sum_; }

  void Draw(Random& random, const Shape& shape) override {
    steps_.push_back(RandomChanges(random, shape, make_));
  }
  void Connect(Graph& graph) override { ends_.push_back(std::make_unique<Source<T>>(graph)); }
  void Disconnect() override { ends_.pop_back(); }
  void Push(std::size_t step, Weight times) override { ends_.back()->Add(steps_[step], times); }
  void Count(std::size_t step, Weight times) override {
    for (const auto& [element, weight] : steps_[step]) sum_.Add(element, times * weight);
  }

 private:
  const std::function<T(Random&, const Shape&)> make_;
  std::vector<Changes<T>> steps_;
  Bag<T> sum_;
  std::vector<std::unique_ptr<Source<T>>> ends_;
};

// A history of one stream over random inputs.
//
// `build` makes the stream over the feeds where they are connected now; `query` says what
// their sums give.
void RunHistory(Random& random, std::vector<Feed*> feeds, std::function<Stream<Known>()> build,
                std::function<Bag<Known>()> query);

}  // namespace cambium::testing
