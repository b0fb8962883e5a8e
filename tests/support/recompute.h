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
// and of the same changes in one transaction. A step and its opposite leave as many rows in the
// state of each node as there were; in the end all is taken back, and nothing is left, neither
// in views nor in state.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataflow/stream.h"
#include "doctest/doctest.h"
#include "tests/support/bag.h"
#include "tests/support/history.h"
#include "tests/support/instances.h"
#include "tests/support/items.h"
#include "tests/support/known.h"
#include "tests/support/random.h"
#include "tests/support/watched.h"

namespace cambium::testing {

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

// The law along one history.
template <typename Build, typename Query, typename... Make>
void CheckHistory(Random& random, const Build& build, const Query& query, const Make&... make) {
  std::tuple<FeedOf<std::invoke_result_t<const Make&, Random&, const Shape&>>...> feeds(
      make...);
  std::apply(
      [&](auto&... feed) {
        using Out = typename decltype(build(feed.stream()...))::element_type;
        Numbering<Out> numbers;
        RunHistory(
            random, {&feed...}, [&] { return numbers.Of(build(feed.stream()...)); },
            [&]() -> Bag<Known> { return numbers.Of(query(feed.sum()...)); });
      },
      feeds);
}

template <typename Build, typename Query, typename... Make>
void CheckLaw(std::uint64_t histories, const Build& build, const Query& query,
              const Make&... make) {
  ForSeeds(histories, [&](Random& random) { CheckHistory(random, build, query, make...); });
}

}  // namespace cambium::testing
