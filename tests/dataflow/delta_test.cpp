// Deltas: entries as they came, consolidated when somebody asks, in the arena or the heap.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/delta.h"

#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"
#include "tests/support/weights.h"

namespace cambium {
namespace {

std::string Name(testing::Random& random) { return std::string(30, 'a') += random.Text(1); }

template <Element T>
bool StrictlyAscending(const Delta<T>& delta) {
  const auto entries = delta.entries();
  for (std::size_t i = 1; i < entries.size(); ++i) {
    if (!(entries[i - 1].element < entries[i].element)) return false;
  }
  return true;
}

TEST_SUITE("Delta") {
  TEST_CASE("keeps entries in the order in which they came") {
    const auto delta = testing::DeltaOf<int>({{3, 1}, {1, 2}, {3, -1}, {2, 0}});
    std::vector<int> elements;
    for (const auto& [element, weight] : delta) elements.push_back(element);
    CHECK(elements == std::vector<int>{3, 1, 3});
    CHECK(!delta.is_consolidated());
    CHECK(delta.ToZSet() == ZSet<int>{{1, 2}});
  }

  TEST_CASE("nothing and one entry are consolidated as they are") {
    Delta<int> delta;
    CHECK(delta.is_consolidated());
    delta.Add(1, 0);
    CHECK(delta.empty());
    delta.Add(1, 5);
    CHECK(delta.is_consolidated());
    delta.Add(2, 5);
    CHECK(!delta.is_consolidated());
    delta.Consolidate();
    CHECK(delta.is_consolidated());
    delta.Add(0, 1);
    CHECK(!delta.is_consolidated());
  }

  TEST_CASE("consolidates by itself up to 32 entries") {
    for (const int size : {31, 32, 33}) {
      Delta<int> delta;
      for (int i = size; i > 0; --i) delta.Add(i, 1);
      delta.ConsolidateIfShort();
      CHECK(delta.is_consolidated() == (size <= 32));
    }
  }

  TEST_CASE("starts from a Z-set as it is") {
    const ZSet<int> zset{{2, -1}, {1, 3}, {9, 1}};
    const Delta<int> delta(zset);
    CHECK(delta.is_consolidated());
    CHECK(delta.ToZSet() == zset);
  }

  TEST_CASE("consolidation agrees with a map of sums") {
    testing::ForSeeds(200, [](testing::Random& random) {
      Arena arena;
      Delta<std::string> delta(&arena);
      delta.Append(testing::RandomEntries<std::string>(random, 60, Name));
      const auto sums = testing::WeightsOf(delta);
      delta.Consolidate();
      CHECK(StrictlyAscending(delta));
      CHECK(delta.size() == sums.size());
      CHECK(testing::WeightsOf(delta) == sums);
      delta.Consolidate();
      CHECK(testing::WeightsOf(delta) == sums);
    });
  }

  TEST_CASE("its memory is the arena's again after Clear and Reset") {
    Arena arena;
    Delta<std::string> delta(&arena);
    std::size_t bytes = 0;
    for (int step = 0; step < 100; ++step) {
      for (int i = 0; i < 1000; ++i) delta.Add("x", 1);
      delta.Clear();
      CHECK(delta.empty());
      arena.Reset();
      if (step == 0) bytes = arena.chunk_bytes();
    }
    CHECK(bytes > 0);
    CHECK(arena.chunk_bytes() == bytes);
  }

  TEST_CASE("a bulk load leaves no large arena behind") {
    Arena arena;
    Delta<int> delta(&arena);
    for (int i = 0; i < 1'000'000; ++i) delta.Add(i, 1);
    delta.Clear();
    CHECK(arena.chunk_bytes() <= std::size_t{512} << 10);
  }

  TEST_CASE("a copy outlives the step") {
    Arena arena;
    Delta<int> delta(&arena);
    for (int i = 0; i < 100; ++i) delta.Add(i, 1);
    const Delta<int> copy = delta;
    Delta<int> assigned;
    assigned = delta;
    const ZSet<int> zset = delta.ToZSet();
    delta.Clear();
    arena.Reset();
    for (int i = 0; i < 1000; ++i) delta.Add(-1, 1);
    CHECK(copy.ToZSet() == zset);
    CHECK(assigned.ToZSet() == zset);
  }

  TEST_CASE("a move takes the entries along") {
    Delta<std::string> delta = testing::DeltaOf<std::string>({{"a", 1}, {"b", 1}, {"c", -1}});
    delta.Fail(absl::InternalError("of a step"));
    const Delta<std::string> moved = std::move(delta);
    CHECK(moved.size() == 3);
    CHECK(moved.error().message() == "of a step");
  }

  TEST_CASE("holds the first error until it is cleared") {
    Delta<int> delta;
    CHECK(delta.error().ok());
    delta.Fail(absl::OutOfRangeError("first"));
    delta.Fail(absl::OutOfRangeError("second"));
    CHECK(delta.error().message() == "first");
    const Delta<int> copy = delta;
    CHECK(copy.error() == delta.error());
    delta.Clear();
    CHECK(delta.error().ok());
  }
}

}  // namespace
}  // namespace cambium
