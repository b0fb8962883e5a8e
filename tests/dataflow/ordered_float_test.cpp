// An OrderedFloat is a double in every way but its order, which is total.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/ordered_float.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "absl/hash/hash.h"
#include "dataflow/zset.h"
#include "doctest/doctest.h"

namespace cambium {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST_SUITE("OrderedFloat") {
  TEST_CASE("is a double and back") {
    const OrderedFloat half = 0.5;
    const double same = half;
    CHECK(same == 0.5);
    CHECK(half * 3 == 1.5);
    CHECK(std::isnan(OrderedFloat(kNan)));
    CHECK(OrderedFloat() == 0);
  }

  TEST_CASE("one order over all that a double can be") {
    const std::vector<OrderedFloat> ascending = {-kInfinity, -1e300, -1.0,  -5e-324,   0.0,
                                                 5e-324,     1.0,    1e300, kInfinity, kNan};
    for (std::size_t i = 0; i < ascending.size(); ++i) {
      for (std::size_t k = 0; k < ascending.size(); ++k) {
        CHECK((ascending[i] < ascending[k]) == (i < k));
        CHECK((ascending[i] == ascending[k]) == (i == k));
      }
    }
  }

  TEST_CASE("compares with plain numbers in its own order") {
    CHECK(OrderedFloat(kNan) == kNan);
    CHECK(OrderedFloat(kNan) > kInfinity);
    CHECK(OrderedFloat(2) == 2);
    CHECK(OrderedFloat(2) < 3.5F);
    CHECK(OrderedFloat(-0.0) == 0.0);
  }

  TEST_CASE("what is equal has one hash") {
    const auto hash = absl::Hash<OrderedFloat>();
    CHECK(hash(-0.0) == hash(0.0));
    CHECK(hash(kNan) == hash(-kNan));
    CHECK(hash(1.0) != hash(2.0));
  }

  TEST_CASE("a Z-set takes NaN back") {
    ZSet<OrderedFloat> numbers{{kNan, 2}, {1.0, 1}};
    numbers += ZSet<OrderedFloat>{{-kNan, -2}};
    CHECK(numbers == ZSet<OrderedFloat>{{1.0, 1}});
  }
}

}  // namespace
}  // namespace cambium
