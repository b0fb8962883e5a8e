// Consolidation against sums in a map.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/consolidate.h"

#include <compare>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

template <typename T>
struct Entry {
  T element;
  Weight weight;
};

// Ordered as the number that it says.
struct Pair {
  std::int32_t high = 0;
  std::int32_t low = 0;
  auto operator<=>(const Pair&) const = default;
  std::uint64_t RadixKey() const {
    return static_cast<std::uint64_t>(high) << 32 | static_cast<std::uint32_t>(low);
  }
};

// Entries of `count` different elements at most, more of them than would be sorted one by one.
template <typename T, typename MakeElement>
void CheckSums(testing::Random& random, std::uint64_t count, MakeElement make_element) {
  std::vector<Entry<T>> entries;
  std::map<T, Weight> sums;
  for (std::uint64_t i = random.Below(700); i > 0; --i) {
    const T element = make_element(random.Below(count));
    const Weight weight = static_cast<Weight>(random.Below(5)) - 2;
    entries.push_back({element, weight});
    sums[element] += weight;
  }
  const std::size_t kept = ConsolidateEntries(std::span<Entry<T>>(entries));
  std::vector<std::pair<T, Weight>> found;
  for (std::size_t i = 0; i < kept; ++i) {
    found.emplace_back(entries[i].element, entries[i].weight);
  }
  std::erase_if(sums, [](const auto& sum) { return sum.second == 0; });
  const bool same = found == std::vector<std::pair<T, Weight>>(sums.begin(), sums.end());
  REQUIRE(same);
}

TEST_SUITE("ConsolidateEntries") {
  TEST_CASE("adds up the weights of equal elements and drops zeros") {
    testing::ForSeeds(50, [](testing::Random& random) {
      CheckSums<int>(random, 1000, [](std::uint64_t i) { return static_cast<int>(i) - 500; });
      CheckSums<int>(random, 3, [](std::uint64_t i) { return static_cast<int>(i); });
      CheckSums<Pair>(random, 400, [](std::uint64_t i) {
        return Pair{static_cast<std::int32_t>(i / 20), static_cast<std::int32_t>(i % 20)};
      });
      CheckSums<std::string>(random, 40, [](std::uint64_t i) { return std::to_string(i); });
    });
  }

  TEST_CASE("leaves what is in order where it is") {
    std::vector<Entry<std::string>> entries = {{"a", 1}, {"b", -2}, {"c", 3}};
    CHECK(ConsolidateEntries(std::span<Entry<std::string>>(entries)) == 3);
    CHECK(entries[1].element == "b");
    CHECK(entries[2].weight == 3);
  }
}

}  // namespace
}  // namespace cambium
