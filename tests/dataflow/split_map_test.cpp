// Split maps: right across splits and floods of collisions, and never a long insertion.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/split_map.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

template <typename Key, typename Mapped, typename Oracle>
void RequireSame(const SplitMap<Key, Mapped>& map, const Oracle& oracle) {
  REQUIRE(map.size() == oracle.size());
  REQUIRE(map.empty() == oracle.empty());
  for (const auto& [key, value] : oracle) {
    const Mapped* found = map.Find(key);
    REQUIRE(found != nullptr);
    REQUIRE(*found == value);
  }
  std::size_t visited = 0;
  map.ForEach([&](const Key& key, const Mapped& value) {
    ++visited;
    const auto found = oracle.find(key);
    REQUIRE(found != oracle.end());
    REQUIRE(found->second == value);
  });
  REQUIRE(visited == oracle.size());
}

// Random calls, in a range of keys that first grows and then shrinks.
void RunHistory(testing::Random& random, std::uint64_t keys, std::size_t calls) {
  SplitMap<std::uint64_t, std::string> map;
  std::unordered_map<std::uint64_t, std::string> oracle;
  for (std::size_t i = 0; i < calls; ++i) {
    const bool late = i > calls / 2;
    const std::uint64_t key = random.Below(keys);
    switch (random.Below(late ? 6 : 4)) {
      case 0:
        map[key] += 'x';
        oracle[key] += 'x';
        break;
      case 1:
      case 2:
        map.InsertOrAssign(key, std::to_string(i));
        oracle[key] = std::to_string(i);
        break;
      default:
        if (!late && !random.OneIn(8)) break;
        map.Erase(key);
        oracle.erase(key);
    }
    const std::uint64_t asked = random.Below(keys);
    REQUIRE((map.Find(asked) != nullptr) == oracle.contains(asked));
  }
  RequireSame(map, oracle);
}

// A number that collides: `kValues` hashes for all of them.
template <std::uint64_t kValues>
struct Colliding {
  std::uint64_t number = 0;
  bool operator==(const Colliding&) const = default;
  template <typename H>
  friend H AbslHashValue(H state, const Colliding& key) {
    return H::combine(std::move(state), key.number % kValues);
  }
};
template <std::uint64_t kValues>
struct StdHash {
  std::size_t operator()(const Colliding<kValues>& key) const { return key.number; }
};

template <std::uint64_t kValues>
void RunFlood(std::uint64_t keys) {
  using Key = Colliding<kValues>;
  SplitMap<Key, std::uint64_t> map;
  std::unordered_map<Key, std::uint64_t, StdHash<kValues>> oracle;
  for (std::uint64_t i = 0; i < keys; ++i) {
    map[Key{i}] = i * i;
    oracle[Key{i}] = i * i;
  }
  // A directory of 2^28 pointers would be the wrong answer.
  CHECK(map.table_bytes() < 200 * keys + 10'000);
  RequireSame(map, oracle);
  for (std::uint64_t i = 0; i < keys; i += 2) {
    map.Erase(Key{i});
    oracle.erase(Key{i});
  }
  RequireSame(map, oracle);
}

// Counts how often any of them moves.
struct Counted {
  inline static std::size_t moves = 0;
  int value = 0;
  Counted() = default;
  explicit Counted(int v) : value(v) {}
  Counted(Counted&& other) noexcept : value(other.value) { ++moves; }
  Counted& operator=(Counted&& other) noexcept {
    value = other.value;
    ++moves;
    return *this;
  }
};

TEST_SUITE("SplitMap") {
  TEST_CASE("finds what was put in and nothing else") {
    SplitMap<int, std::string> map;
    CHECK(map.empty());
    CHECK(map.Find(1) == nullptr);
    CHECK(map[1].empty());
    map[1] = "one";
    map.InsertOrAssign(2, "two");
    map.InsertOrAssign(2, "zwei");
    CHECK(*map.Find(1) == "one");
    CHECK(*map.Find(2) == "zwei");
    map.Erase(1);
    map.Erase(1);
    CHECK(map.Find(1) == nullptr);
    CHECK(map.size() == 1);
  }

  TEST_CASE("a few entries are a small table") {
    SplitMap<std::uint64_t, std::uint64_t> map;
    for (std::uint64_t i = 0; i < 10; ++i) map[i] = i;
    CHECK(map.table_bytes() < 1000);
  }

  TEST_CASE("agrees with an unordered map while it is small") {
    testing::ForSeeds(20, [](testing::Random& random) { RunHistory(random, 50, 2000); });
  }

  TEST_CASE("agrees with an unordered map across many splits") {
    testing::ForSeeds(2, [](testing::Random& random) { RunHistory(random, 400'000, 600'000); });
  }

  TEST_CASE("keys with one hash or few are still right and cost no directory") {
    RunFlood<1>(8000);
    RunFlood<2>(20'000);
    RunFlood<64>(100'000);
  }

  TEST_CASE("no insertion moves more than the entries of one shard") {
    SplitMap<std::uint64_t, Counted> map;
    std::size_t longest = 0;
    std::size_t all = 0;
    constexpr std::uint64_t kKeys = 300'000;
    for (std::uint64_t i = 0; i < kKeys; ++i) {
      Counted::moves = 0;
      map.InsertOrAssign(i, Counted(static_cast<int>(i)));
      longest = std::max(longest, Counted::moves);
      all += Counted::moves;
    }
    CHECK(map.size() == kKeys);
    CHECK(longest > 1000);  // There were splits.
    CHECK(longest <= 3584 + 8);
    CHECK(all < 8 * kKeys);
  }

  TEST_CASE("starts again after Clear and after it was moved from") {
    SplitMap<std::uint64_t, std::uint64_t> map;
    std::unordered_map<std::uint64_t, std::uint64_t> oracle;
    for (std::uint64_t i = 0; i < 20'000; ++i) oracle[i] = map[i] = i + 1;
    auto& source = map;  // clang-tidy does not know that Clear() makes a map of what is left.
    SplitMap<std::uint64_t, std::uint64_t> moved = std::move(source);
    RequireSame(moved, oracle);
    map.Clear();
    CHECK(map.empty());
    map[7] = 8;
    CHECK(map.size() == 1);
    CHECK(*map.Find(7) == 8);
    map = std::move(moved);
    RequireSame(map, oracle);
    map.Clear();
    CHECK(map.Find(7) == nullptr);
  }

  TEST_CASE("parts that are cut by the hash are changed apart and joined again") {
    for (const int size : {0, 1, 100, 5000, 60'000}) {
      CAPTURE(size);
      SplitMap<int, int> map;
      for (int i = 0; i < size; ++i) map.Insert(i, i);
      for (const unsigned bits : {0u, 1u, 4u}) {
        std::vector<SplitMap<int, int>> parts = map.Cut(bits);
        REQUIRE(parts.size() == std::size_t{1} << bits);
        CHECK(map.empty());
        const auto part_of = [&](int key) -> SplitMap<int, int>& {
          return parts[bits == 0 ? 0 : SplitMap<int, int>::Hash(key) >> (64 - bits)];
        };
        for (int i = 0; i < size; ++i) {
          REQUIRE(part_of(i).Find(i) != nullptr);
          if (i % 3 == 0) part_of(i).Erase(i);
          part_of(-1 - i)[-1 - i] = i;
        }
        map.Join(std::move(parts));
        REQUIRE(map.size() == static_cast<std::size_t>(2 * size - (size + 2) / 3));
        for (int i = 0; i < size; ++i) {
          REQUIRE((map.Find(i) == nullptr) == (i % 3 == 0));
          REQUIRE(*map.Find(-1 - i) == i);
          if (i % 3 == 0) map.Insert(i, i);
          map.Erase(-1 - i);
        }
        REQUIRE(map.size() == static_cast<std::size_t>(size));
      }
    }
  }
}

}  // namespace
}  // namespace cambium
