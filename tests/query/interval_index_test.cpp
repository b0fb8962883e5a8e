// Which intervals a value is in, against looking at each of them.
// SPDX-License-Identifier: Apache-2.0
#include "query/interval_index.h"

#include <algorithm>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

using Side = IntervalCut::Side;

// An interval of integers, and whether it has its ends.
struct Model {
  bool has_lower = false;
  bool has_upper = false;
  bool is_lower_open = false;
  bool is_upper_open = false;
  std::int64_t lower = 0;
  std::int64_t upper = 0;

  Interval ToInterval() const {
    Interval interval;
    if (has_lower) {
      interval.lower = {Value::Int(lower), is_lower_open ? Side::kAfter : Side::kBefore};
    }
    if (has_upper) {
      interval.upper = {Value::Int(upper), is_upper_open ? Side::kBefore : Side::kAfter};
    }
    return interval;
  }
  bool Contains(std::int64_t value) const {
    const bool above = !has_lower || (is_lower_open ? value > lower : value >= lower);
    const bool below = !has_upper || (is_upper_open ? value < upper : value <= upper);
    return above && below;
  }
};

Model AnyInterval(testing::Random& random, std::int64_t most) {
  Model model;
  model.has_lower = !random.OneIn(6);
  model.has_upper = !random.OneIn(6);
  model.is_lower_open = random.OneIn(2);
  model.is_upper_open = random.OneIn(2);
  model.lower = random.Between(0, most);
  // Some are empty or the wrong way round, and nothing is in them.
  model.upper = model.lower + random.Between(-1, 1 + most / 4);
  return model;
}

std::vector<Interval> Found(const IntervalIndex& index, const Value& value) {
  std::vector<Interval> found;
  index.ForEach(value, [&](const Interval& interval) { found.push_back(interval); });
  return found;
}

TEST_SUITE("IntervalIndex") {
  TEST_CASE("finds the intervals of a value in the order of their cuts") {
    IntervalIndex index;
    const Interval at{{Value::Int(15), Side::kBefore}, {Value::Int(15), Side::kAfter}};
    const Interval half{{Value::Int(10), Side::kBefore}, {Value::Int(20), Side::kBefore}};
    const Interval above{{Value::Int(18), Side::kAfter}, {Value(), Side::kLast}};
    for (const Interval& interval : {above, at, half, half}) index.Add(interval);
    CHECK(Found(index, Value::Int(15)) == std::vector<Interval>{half, at});
    CHECK(Found(index, Value::Int(18)) == std::vector<Interval>{half});
    CHECK(Found(index, Value::Of({185, 1})) == std::vector<Interval>{half, above});
    CHECK(Found(index, Value::Int(20)) == std::vector<Interval>{above});
    index.Remove(half);
    CHECK(Found(index, Value::Int(10)) == std::vector<Interval>{half});
    index.Remove(half);
    CHECK(Found(index, Value::Int(10)).empty());
    index.Remove(at);
    index.Remove(above);
    CHECK(Found(index, Value::Int(15)).empty());
  }

  TEST_CASE("agrees with looking at each over random histories") {
    testing::ForSeeds(20, [](testing::Random& random) {
      const std::int64_t most = random.OneIn(2) ? 20 : 5000;
      IntervalIndex index;
      std::vector<Model> models;
      for (int step = 0; step < 1500; ++step) {
        // They come and go in turns, so that the tree grows and shrinks again.
        const bool goes = step / 500 % 2 == 1 ? !random.OneIn(4) : random.OneIn(4);
        if (!models.empty() && goes) {
          const std::size_t which = random.Below(models.size());
          index.Remove(models[which].ToInterval());
          models.erase(models.begin() + static_cast<std::ptrdiff_t>(which));
        } else {
          models.push_back(AnyInterval(random, most));
          index.Add(models.back().ToInterval());
        }
        if (step % 5 != 0) continue;
        const std::int64_t value = random.Between(-1, most + 1);
        std::vector<Interval> expected;
        for (const Model& model : models) {
          if (model.Contains(value)) expected.push_back(model.ToInterval());
        }
        std::sort(expected.begin(), expected.end());
        expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
        CHECK(Found(index, Value::Int(value)) == expected);
      }
    });
  }
}

}  // namespace
}  // namespace cambium
