// Orders said by members.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/order_by.h"

#include <algorithm>
#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

struct Issue {
  int id = 0;
  std::optional<int> created;
  std::string title;
  auto operator<=>(const Issue&) const = default;
};

template <typename Order>
std::vector<int> Sorted(const Order& order) {
  std::vector<Issue> issues{{1, 5, "b"}, {2, std::nullopt, "a"}, {3, 7, "c"}, {4, 5, "a"}};
  std::sort(issues.begin(), issues.end(), order);
  std::vector<int> ids;
  ids.reserve(issues.size());
  for (const Issue& issue : issues) ids.push_back(issue.id);
  return ids;
}

TEST_SUITE("OrderBy") {
  TEST_CASE("orders by members and then by the elements themselves") {
    CHECK(Sorted(OrderBy(Descending(&Issue::created))) == std::vector<int>{3, 1, 4, 2});
    CHECK(Sorted(OrderBy(Ascending(&Issue::title), Descending(&Issue::id))) ==
          std::vector<int>{4, 2, 1, 3});
    CHECK(Sorted(OrderBy()) == std::vector<int>{1, 2, 3, 4});
  }

  TEST_CASE("NULL is the lowest value unless it is told otherwise") {
    const auto created = &Issue::created;
    CHECK(Sorted(OrderBy(Ascending(created))).front() == 2);
    CHECK(Sorted(OrderBy(Descending(created))).back() == 2);
    CHECK(Sorted(OrderBy(Ascending(created, Nulls::kLast))).back() == 2);
    CHECK(Sorted(OrderBy(Descending(created, Nulls::kFirst))).front() == 2);
  }

  TEST_CASE("equal orders have one identity and others another") {
    const auto identity = [](const auto& order) { return FunctionIdentity(order); };
    const std::string one = identity(OrderBy(Ascending(&Issue::created)));
    CHECK(one == identity(OrderBy(Ascending(&Issue::created))));
    CHECK(one != identity(OrderBy(Descending(&Issue::created))));
    CHECK(one != identity(OrderBy(Ascending(&Issue::created, Nulls::kLast))));
    CHECK(one != identity(OrderBy(Ascending(&Issue::id))));
    CHECK_FALSE(identity(OrderBy()).empty());
    int with_state = 1;
    const auto function = [with_state](const Issue& issue) { return issue.id + with_state; };
    CHECK(identity(OrderBy(Ascending(function), Ascending(&Issue::id))).empty());
  }

  TEST_CASE("is total") {
    testing::ForSeeds(50, [](testing::Random& random) {
      const OrderBy order(Descending(&Issue::created), Ascending(&Issue::title));
      const auto any = [&random] {
        Issue issue{static_cast<int>(random.Below(2)), std::nullopt,
                    std::string(random.Below(2), 'a')};
        if (random.OneIn(2)) issue.created = static_cast<int>(random.Below(2));
        return issue;
      };
      const Issue left = any();
      const Issue right = any();
      REQUIRE((order(left, right) || order(right, left)) == (left != right));
      REQUIRE_FALSE((order(left, right) && order(right, left)));
    });
  }
}

}  // namespace
}  // namespace cambium
