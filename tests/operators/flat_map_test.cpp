// FlatMap replaces each element by any number of images.
// SPDX-License-Identifier: Apache-2.0
#include "operators/flat_map.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;

// 3 has the images 0, 1, 2 and once more 0: a function may repeat itself.
std::vector<int> CountUp(int x) {
  std::vector<int> images(static_cast<std::size_t>(std::max(x, 0)));
  std::iota(images.begin(), images.end(), 0);
  if (x > 2) images.push_back(0);
  return images;
}

TEST_SUITE("FlatMap") {
  TEST_CASE("emits every image with the weight of its element") {
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Watched images(numbers.stream.FlatMap(CountUp));
    numbers.Push({{2, 5}});
    CHECK(images.Take() == Bag<int>{{0, 5}, {1, 5}});
    numbers.Push({{3, 1}});
    CHECK(images.Take() == Bag<int>{{0, 2}, {1, 1}, {2, 1}});
  }

  TEST_CASE("an element without images is dropped") {
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Watched images(numbers.stream.FlatMap(CountUp));
    numbers.Push({{0, 1}});
    CHECK(images.Take().empty());
  }

  TEST_CASE("emits only the images that two versions do not have in common") {
    Graph graph;
    testing::Source<int> numbers(graph);
    testing::Watched images(numbers.stream.FlatMap(CountUp));
    numbers.Push({{1, 1}});
    images.Take();
    numbers.Push({{1, -1}, {2, 1}});
    CHECK(images.Take() == Bag<int>{{1, 1}});
  }

  TEST_CASE("takes any range and reads texts as their letters") {
    Graph graph;
    testing::Source<std::string> texts(graph);
    testing::Watched letters(
        texts.stream.FlatMap([](const std::string& text) { return text; }));
    texts.Push({{"abba", 1}});
    CHECK(letters.Take() == Bag<char>{{'a', 2}, {'b', 2}});
  }

  TEST_CASE("is linear") {
    const FlatMapOperator<int, std::vector<int> (*)(int)> flat_map(CountUp);
    CHECK(testing::Emitted(flat_map, ZSet<int>()).empty());
    testing::CheckLinear(flat_map, testing::SmallInt);
  }

  TEST_CASE("outputs sum to the images of the summed inputs") {
    // Covers: operator FlatMap
    testing::CheckLaw(
        200, [](auto numbers) { return numbers.FlatMap(CountUp); },
        [](const Bag<int>& numbers) {
          Bag<int> images;
          for (const auto& [number, weight] : numbers) {
            for (int i = 0; i < number; ++i) images.Add(i, weight);
            if (number > 2) images.Add(0, weight);
          }
          return images;
        },
        testing::SmallInt);
  }
}

}  // namespace
}  // namespace cambium
