// Groups: one element, a vector, a tree and back again, as a map of weights would have it.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/group.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"
#include "tests/support/weights.h"

namespace cambium {
namespace {

using Entries = std::vector<std::pair<std::string, Weight>>;

Entries Listed(const Group<std::string>& group, std::size_t at_most) {
  Entries entries;
  group.Search([&](const std::string& element, Weight weight) {
    entries.emplace_back(element, weight);
    return entries.size() >= at_most;
  });
  return entries;
}
Entries ListedBack(const Group<std::string>& group, std::size_t at_most) {
  Entries entries;
  group.SearchBack([&](const std::string& element, Weight weight) {
    entries.emplace_back(element, weight);
    return entries.size() >= at_most;
  });
  return entries;
}

void RequireSame(const Group<std::string>& group, const testing::Weights<std::string>& sums) {
  const Entries expected(sums.begin(), sums.end());
  Entries found;
  Weight total = 0;
  group.ForEach([&](const std::string& element, Weight weight) {
    found.emplace_back(element, weight);
    total += weight;
  });
  REQUIRE(found == expected);
  REQUIRE(group.size() == sums.size());
  REQUIRE(group.empty() == sums.empty());
  REQUIRE(group.total() == total);
  for (const std::size_t at_most : {1U, 3U, 1000U}) {
    const auto some =
        static_cast<std::ptrdiff_t>(std::min<std::size_t>(at_most, expected.size()));
    REQUIRE(Listed(group, at_most) == Entries(expected.begin(), expected.begin() + some));
    REQUIRE(ListedBack(group, at_most) == Entries(expected.rbegin(), expected.rbegin() + some));
  }
}

TEST_SUITE("Group") {
  TEST_CASE("holds one element without the heap") {
    Group<int> group;
    CHECK(group.empty());
    CHECK(group.Of(0) == 0);
    group.Add(7, 2);
    CHECK(group.Of(7) == 2);
    CHECK(group.Of(0) == 0);
    CHECK(group.heap_bytes() == 0);
    group.Add(7, -2);
    CHECK(group.empty());
  }

  TEST_CASE("gives up its heap when nothing is left") {
    Group<int> group;
    for (int i = 0; i < 200; ++i) group.Add(i, 1);
    CHECK(group.heap_bytes() > 0);
    for (int i = 0; i < 200; ++i) group.Add(i, -1);
    CHECK(group.empty());
    CHECK(group.heap_bytes() == 0);
  }

  TEST_CASE("weights below zero and totals of zero are legal") {
    Group<int> group;
    group.Add(1, -3);
    group.Add(2, 3);
    CHECK(group.size() == 2);
    CHECK(group.total() == 0);
    CHECK(group.Of(1) == -3);
    group.Add(1, 0);
    CHECK(group.Of(1) == -3);
  }

  TEST_CASE("is the same on the way up and down through all of its sizes") {
    for (const bool from_the_front : {true, false}) {
      Group<std::string> group;
      testing::Weights<std::string> sums;
      for (std::uint64_t i = 0; i < 70; ++i) {
        const std::string name = testing::LongText(i * 37 % 70);
        group.Add(name, 2);
        testing::AddWeight(sums, name, 2);
        RequireSame(group, sums);
      }
      while (!sums.empty()) {
        const std::string name = from_the_front ? sums.begin()->first : sums.rbegin()->first;
        group.Add(name, -2);
        testing::AddWeight(sums, name, -2);
        RequireSame(group, sums);
      }
    }
  }

  // Each history hovers about a size at which the container changes.
  TEST_CASE("agrees with a map of sums about the sizes where it changes") {
    for (const std::size_t about : {0U, 1U, 2U, 31U, 32U, 64U, 65U, 100U}) {
      CAPTURE(about);
      testing::ForSeeds(5, [about](testing::Random& random) {
        Group<std::string> group;
        testing::Weights<std::string> sums;
        for (std::size_t i = 0; i < 300; ++i) {
          std::string name = testing::LongText(random.Below(2 * about + 3));
          Weight weight = random.Between(-2, 2);
          const bool shrink = !sums.empty() && sums.size() > about + random.Below(3);
          if (shrink) {
            const auto gone =
                std::next(sums.begin(), static_cast<std::ptrdiff_t>(random.Below(sums.size())));
            name = gone->first;
            weight = -gone->second;
          }
          group.Add(name, weight);
          testing::AddWeight(sums, name, weight);
          REQUIRE(group.Of(name) == (sums.contains(name) ? sums[name] : 0));
          if (i % 10 == 0 || sums.size() < 4) RequireSame(group, sums);
        }
        RequireSame(group, sums);
      });
    }
  }

  TEST_CASE("copies and moves share nothing") {
    for (const std::uint64_t size : {0U, 1U, 2U, 64U, 65U}) {
      Group<std::string> group;
      testing::Weights<std::string> sums;
      for (std::uint64_t i = 0; i < size; ++i) {
        group.Add(testing::LongText(i), 1);
        testing::AddWeight(sums, testing::LongText(i), 1);
      }
      Group<std::string> copy = group;
      copy.Add(testing::LongText(500), 1);
      RequireSame(group, sums);
      Group<std::string> assigned;
      assigned.Add(testing::LongText(3), 9);
      assigned = group;
      RequireSame(assigned, sums);
      const Group<std::string> moved = std::move(group);
      RequireSame(moved, sums);
      assigned.Clear();
      RequireSame(assigned, {});
      RequireSame(moved, sums);
    }
  }
}

}  // namespace
}  // namespace cambium
