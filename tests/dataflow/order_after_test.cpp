// What an order will be, against the order that it is then.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/order_after.h"

#include <cstdint>
#include <functional>
#include <map>

#include "dataflow/group.h"
#include "dataflow/ordered_tree.h"
#include "doctest/doctest.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

// Adds changes to a frozen order, and asks about what it will be.
template <typename Order>
void CheckOrder(testing::Random& random, int domain) {
  const auto any = [&] {
    return static_cast<int>(random.Below(static_cast<uint64_t>(domain)));
  };
  Order before;
  for (uint64_t i = random.Below(200); i > 0; --i) before.Add(any(), random.Between(-1, 3));
  std::map<int, Weight> changes;
  for (uint64_t i = random.Below(12); i > 0; --i) changes[any()] = random.Between(-3, 3);
  OrderAfter<Order> after(before);
  Order expected = before;
  for (const auto& [element, weight] : changes) {
    after.Change(element, weight);
    expected.Add(element, weight);
  }
  after.Locate();
  REQUIRE(after.places() == expected.places());
  for (Weight place = 0; place < expected.places(); ++place) {
    REQUIRE(after.AtPlace(place) == expected.AtPlace(place));
  }
  for (int element = 0; element < domain; ++element) {
    const Weight shifted =
        before.Find(element).places_before + after.ShiftOf(element, std::less<int>());
    REQUIRE(shifted == expected.Find(element).places_before);
  }
}

TEST_SUITE("OrderAfter") {
  TEST_CASE("finds what will be at a place") {
    OrderedTree<int> before;
    for (const int element : {10, 20, 30}) before.Add(element, 1);
    OrderAfter<OrderedTree<int>> after(before);
    const int gone = 20;
    const int come = 25;
    after.Change(gone, -1);
    after.Change(come, 2);
    after.Locate();
    CHECK(after.places() == 4);
    CHECK(after.AtPlace(0) == 10);
    CHECK(after.AtPlace(1) == 25);
    CHECK(after.AtPlace(2) == 25);
    CHECK(after.AtPlace(3) == 30);
    CHECK(before.AtPlace(1) == 20);
  }

  TEST_CASE("agrees with the order that it foresees") {
    testing::ForSeeds(300, [](testing::Random& random) {
      CheckOrder<OrderedTree<int>>(random, random.OneIn(2) ? 8 : 300);
      CheckOrder<Group<int>>(random, random.OneIn(2) ? 8 : 300);
    });
  }
}

}  // namespace
}  // namespace cambium
