// Integrate emits all that its input holds, in each transaction. Chains of it, Delay and
// Differentiate are compared with lists of deltas.
// SPDX-License-Identifier: Apache-2.0
#include "operators/integrate.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "operators/delay.h"
#include "operators/negate.h"
#include "operators/plus.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;
using testing::ToBag;

void Tick(Graph& graph) {
  REQUIRE(graph.Transact([] {}).ok());
}

// One delta for each transaction that was committed, from the first that a chain has seen.
using Deltas = std::vector<Bag<int>>;

// One letter for each operator: d of Delay, i of Integrate, f of Differentiate.
Stream<int> Chained(const std::string& chain, Stream<int> stream) {
  for (const char letter : chain) {
    stream = letter == 'd'   ? stream.Delay()
             : letter == 'i' ? stream.Integrate()
                             : stream.Differentiate();
  }
  return stream;
}
Deltas Chained(const std::string& chain, Deltas deltas) {
  for (const char letter : chain) {
    Bag<int> sum;
    Bag<int> last;
    for (Bag<int>& delta : deltas) {
      const Bag<int> now = delta;
      sum.AddAll(now);
      delta = letter == 'd' ? last : letter == 'i' ? sum : now - last;
      last = now;
    }
  }
  return deltas;
}
Bag<int> SumOf(const Deltas& deltas) {
  Bag<int> sum;
  for (const Bag<int>& delta : deltas) sum.AddAll(delta);
  return sum;
}

// A chain in the graph, what it has seen, and who listens to it.
struct Chain {
  Chain(std::string letters, const Stream<int>& input, const Bag<int>& standing)
      : chain(std::move(letters)),
        seen{standing},
        stream(Chained(chain, input)),
        watched(stream) {}
  Bag<int> Expected() const { return SumOf(Chained(chain, seen)); }

  std::string chain;
  Deltas seen;  // What stood counts as one delta.
  Stream<int> stream;
  testing::Watched<int> watched;
};

TEST_SUITE("Integrate") {
  TEST_CASE("says for how many transactions an element has stood") {
    Graph graph;
    testing::Source<int> numbers(graph);
    const auto times = numbers.stream.Integrate().Materialize();
    numbers.Push({{1, 1}});
    numbers.Push({{2, 1}});
    numbers.Push({{1, -1}});
    Tick(graph);
    CHECK(times.Read() == ZSet<int>{{1, 2}, {2, 3}});
  }

  TEST_CASE("is idle while its input is empty") {
    Graph graph;
    testing::Source<int> numbers(graph);
    const auto integrated = numbers.stream.Integrate();
    numbers.Push({{1, 1}});
    Tick(graph);
    CHECK(graph.visited_count() == 1);
    numbers.Push({{1, -1}});
    Tick(graph);
    CHECK(graph.visited_count() == 0);
  }

  TEST_CASE("chains of it and its inverses are what they are of lists of deltas") {
    // Covers: operator Integrate
    const std::vector<std::string> chains = {"d", "i", "f", "dd", "fi", "if", "di", "ii", "fd"};
    testing::ForSeeds(300, [&](testing::Random& random) {
      Graph graph;
      testing::Source<int> numbers(graph);
      Bag<int> standing;
      std::vector<std::unique_ptr<Chain>> all;
      for (int step = 0; step < 12; ++step) {
        CAPTURE(step);
        if (random.OneIn(2)) {
          all.push_back(std::make_unique<Chain>(random.Pick(chains), numbers.stream, standing));
        }
        if (random.OneIn(6) && !all.empty()) all.erase(all.begin());
        const auto changes = testing::RandomChanges(random, testing::kTiny, testing::SmallInt);
        Bag<int> delta;
        for (const auto& [number, weight] : changes) delta.Add(number, weight);
        if (random.OneIn(4)) {
          const auto push_and_fail = [&] {
            numbers.Add(changes);
            return absl::CancelledError("");
          };
          REQUIRE_FALSE(graph.Transact(push_and_fail).ok());
        } else if (random.OneIn(3)) {
          const auto read = [&] {
            for (const auto& chain : all) {
              Deltas seen = chain->seen;
              seen.push_back(delta);
              REQUIRE(ToBag(chain->stream.delta()) == Chained(chain->chain, seen).back());
            }
          };
          REQUIRE(graph.Preview([&] { numbers.Add(changes); }, read).ok());
        } else {
          numbers.Push(changes);
          standing.AddAll(delta);
          for (const auto& chain : all) chain->seen.push_back(delta);
        }
        for (const auto& chain : all) {
          CAPTURE(chain->chain);
          REQUIRE(chain->watched.sum() == chain->Expected());
          const testing::Watched late(chain->stream);
          REQUIRE(late.sum() == chain->Expected());
        }
      }
      all.clear();
      REQUIRE(graph.node_count() == 1);
    });
  }

  TEST_CASE("and Differentiate are inverses also when they come late") {
    Graph graph;
    testing::Source<int> numbers(graph);
    numbers.Push({{1, 2}});
    const testing::Watched there_and_back(numbers.stream.Integrate().Differentiate());
    const testing::Watched back_and_there(numbers.stream.Differentiate().Integrate());
    for (int i = 0; i < 5; ++i) {
      CHECK(there_and_back.sum() == ToBag(numbers.stream.Materialize().Read()));
      CHECK(back_and_there.sum() == there_and_back.sum());
      numbers.Push({{i, 1}, {1, -1}});
    }
  }
}

}  // namespace
}  // namespace cambium
