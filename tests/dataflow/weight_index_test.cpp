// Weight indexes: sums by element, for elements that hash and for those that only compare.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/weight_index.h"

#include <compare>

#include "doctest/doctest.h"
#include "tests/support/random.h"
#include "tests/support/weights.h"

namespace cambium {
namespace {

// Has an order and no hash.
struct Ordered {
  int number = 0;
  auto operator<=>(const Ordered&) const = default;
};

TEST_SUITE("WeightIndex") {
  TEST_CASE_TEMPLATE("agrees with a map of sums on random histories", T, int, Ordered) {
    testing::ForSeeds(50, [](testing::Random& random) {
      WeightIndex<T> index;
      testing::Weights<T> sums;
      const std::uint64_t elements = random.OneIn(3) ? 200 : 5;
      for (int step = 0; step < 30; ++step) {
        const auto delta =
            testing::RandomEntries<T>(random, 10, [elements](testing::Random& random_element) {
              return T{static_cast<int>(random_element.Below(elements))};
            });
        index.Fold(delta);
        testing::AddWeights(sums, delta);
        REQUIRE(index.row_count() == sums.size());
        REQUIRE(testing::ContentsOf<T>(index) == sums);
        for (int i = 0; i < 5; ++i) {
          REQUIRE(index.Of(T{i}) == (sums.contains(T{i}) ? sums[T{i}] : 0));
        }
      }
    });
  }

  TEST_CASE_TEMPLATE("holds weights below zero and forgets zero", T, int, Ordered) {
    WeightIndex<T> index;
    index.Fold(testing::DeltaOf<T>({{T{1}, -2}, {T{2}, 1}}));
    CHECK(index.Of(T{1}) == -2);
    index.Fold(testing::DeltaOf<T>({{T{1}, 2}}));
    CHECK(index.Of(T{1}) == 0);
    CHECK(index.row_count() == 1);
  }

  TEST_CASE("takes a long delta in as it takes a short one") {
    testing::ForSeeds(4, [](testing::Random& random) {
      WeightIndex<int> index;
      testing::Weights<int> sums;
      for (int step = 0; step < 3; ++step) {
        auto delta = testing::RandomEntries<int>(random, 60'000, [](testing::Random& of) {
          return static_cast<int>(of.Below(50'000));
        });
        if (random.OneIn(2)) delta.Consolidate();
        index.Fold(delta);
        testing::AddWeights(sums, delta);
        REQUIRE(index.row_count() == sums.size());
        const bool same = testing::ContentsOf<int>(index) == sums;
        REQUIRE(same);
      }
    });
  }

  TEST_CASE("knows which elements hash") {
    CHECK(kHashable<int>);
    CHECK(!kHashable<Ordered>);
  }
}

}  // namespace
}  // namespace cambium
