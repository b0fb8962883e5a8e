// The law of an operator, stated once: after every step of any history of deltas, the
// outputs so far sum to the query of the inputs so far.
//
//     outputs(0) + … + outputs(t)  ==  query(inputs(0) + … + inputs(t))
//
// The operator runs in a graph of its own, as it does for everyone; the query is plain
// code over whole Z-sets, handed in by the test, and shares nothing with the operator.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "dataflow/graph.h"
#include "dataflow/zset.h"
#include "doctest/doctest.h"
#include "tests/support/random.h"

namespace cambium::testing {

// A delta of a few small elements, so that collisions and cancellations are the norm:
// repeated elements, weights of both signs and zero, and now and then nothing at all.
template <Element T, typename MakeElement>
ZSet<T> RandomDelta(Random& random, MakeElement make) {
  std::vector<typename ZSet<T>::Entry> entries;
  const std::uint64_t size = random.Below(5);
  for (std::uint64_t i = 0; i < size; ++i) {
    entries.push_back({make(random), random.Between(-2, 3)});
  }
  return ZSet<T>(std::move(entries));
}

// As above, but a set: elements come and go with weight one.
template <Element T, typename MakeElement>
ZSet<T> RandomSetDelta(Random& random, const ZSet<T>& standing, MakeElement make) {
  std::vector<typename ZSet<T>::Entry> entries;
  for (const auto& entry : standing.entries()) {
    if (random.OneIn(3)) entries.push_back({entry.element, -1});
  }
  for (std::uint64_t i = random.Below(4); i > 0; --i) {
    const T element = make(random);
    bool known = false;
    for (const auto& entry : standing.entries()) known = known || entry.element == element;
    for (const auto& entry : entries) known = known || entry.element == element;
    if (!known) entries.push_back({element, 1});
  }
  return ZSet<T>(std::move(entries));
}

// A graph with one output under test.
template <Element Out>
class Harness {
 public:
  Graph graph;

  // Runs one step and returns the output's delta.
  ZSet<Out> Step(const Wire<Out>& output) {
    graph.Compute();
    ZSet<Out> delta = output.delta();
    graph.Commit();
    return delta;
  }
};

}  // namespace cambium::testing
