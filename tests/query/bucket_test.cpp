// A delta of an ordered list becomes the fewest operations that turn old into new.
// SPDX-License-Identifier: Apache-2.0
#include "query/bucket.h"

#include <algorithm>
#include <map>

#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

// Rows are (order, key, value).
SelectPlan PlanOfTriples() {
  SelectPlan plan;
  plan.key_begin = 1;
  plan.key_end = 2;
  plan.order = RowOrder({{0, false, true}, {1, false, true}});
  return plan;
}

Row R(std::int64_t order, std::int64_t key, std::int64_t value = 0) {
  return {Value::Int(order), Value::Int(key), Value::Int(value)};
}
Row Key(std::int64_t key) { return {Value::Int(key)}; }

using Entries = std::vector<ZSet<Row>::Entry>;

std::vector<Row> KeysOf(const std::vector<Row>& rows) {
  std::vector<Row> keys;
  for (const Row& row : rows) keys.push_back(row.Slice(1, 2));
  return keys;
}

// What a reader of the operations makes of the old list.
std::vector<Row> Followed(std::vector<Row> keys, const BucketChange& change) {
  for (const Row& key : change.removed) {
    const auto found = std::find(keys.begin(), keys.end(), key);
    REQUIRE(found != keys.end());
    keys.erase(found);
  }
  for (const auto& [key, at] : change.moved) {
    keys.erase(std::find(keys.begin(), keys.end(), key));
    REQUIRE(at <= keys.size());
    keys.insert(keys.begin() + static_cast<std::ptrdiff_t>(at), key);
  }
  for (const auto& [row, at] : change.added) {
    REQUIRE(at <= keys.size());
    keys.insert(keys.begin() + static_cast<std::ptrdiff_t>(at), row.Slice(1, 2));
  }
  return keys;
}

TEST_SUITE("Bucket") {
  const SelectPlan kPlan = PlanOfTriples();

  TEST_CASE("rows are inserted in order from the front") {
    Bucket bucket(kPlan);
    const BucketChange change = bucket.Apply(Entries{{R(2, 1), 1}, {R(1, 2), 1}, {R(3, 3), 1}});
    CHECK(bucket.ToVector() == std::vector<Row>{R(1, 2), R(2, 1), R(3, 3)});
    REQUIRE(change.added.size() == 3);
    CHECK(change.added[0] == std::pair(R(1, 2), std::size_t{0}));
    CHECK(change.added[2] == std::pair(R(3, 3), std::size_t{2}));
    CHECK(bucket.PositionOf(R(2, 1)) == 1);
  }

  TEST_CASE("rows are removed from behind") {
    Bucket bucket(kPlan);
    bucket.Apply(Entries{{R(1, 1), 1}, {R(2, 2), 1}, {R(3, 3), 1}});
    const BucketChange change = bucket.Apply(Entries{{R(1, 1), -1}, {R(3, 3), -1}});
    CHECK(change.removed == std::vector<Row>{Key(3), Key(1)});
    CHECK(bucket.ToVector() == std::vector<Row>{R(2, 2)});
  }

  TEST_CASE("a new value in place is a change and no move") {
    Bucket bucket(kPlan);
    bucket.Apply(Entries{{R(1, 1), 1}, {R(2, 2), 1}});
    const BucketChange change = bucket.Apply(Entries{{R(1, 1), -1}, {R(1, 1, 9), 1}});
    CHECK(change.changed == std::vector<std::pair<Row, Row>>{{R(1, 1), R(1, 1, 9)}});
    CHECK(change.removed.empty());
    CHECK(change.moved.empty());
    CHECK(change.added.empty());
    CHECK(bucket.ToVector() == std::vector<Row>{R(1, 1, 9), R(2, 2)});
  }

  TEST_CASE("a row that goes beside one that comes is no change in place") {
    Bucket bucket(kPlan);
    bucket.Apply(Entries{{R(1, 1), 1}, {R(2, 2), 1}});
    const BucketChange change = bucket.Apply(Entries{{R(1, 1), -1}, {R(1, 3), 1}});
    CHECK(change.changed.empty());
    CHECK(change.removed == std::vector<Row>{Key(1)});
    CHECK(change.added == std::vector<std::pair<Row, std::size_t>>{{R(1, 3), 0}});
    CHECK(bucket.ToVector() == std::vector<Row>{R(1, 3), R(2, 2)});
  }

  TEST_CASE("a new order key that keeps the place is no move") {
    Bucket bucket(kPlan);
    bucket.Apply(Entries{{R(10, 1), 1}, {R(20, 2), 1}, {R(30, 3), 1}});
    const BucketChange change = bucket.Apply(Entries{{R(20, 2), -1}, {R(29, 2), 1}});
    CHECK(change.moved.empty());
    CHECK(change.changed.size() == 1);
  }

  TEST_CASE("the row whose order key changed is the one that moves") {
    Bucket bucket(kPlan);
    bucket.Apply(Entries{{R(1, 1), 1}, {R(2, 2), 1}});
    // Either could move; 1 has changed.
    BucketChange change = bucket.Apply(Entries{{R(1, 1), -1}, {R(3, 1), 1}});
    CHECK(change.moved == std::vector<std::pair<Row, std::size_t>>{{Key(1), 1}});
    change = bucket.Apply(Entries{{R(3, 1), -1}, {R(0, 1), 1}});
    CHECK(change.moved == std::vector<std::pair<Row, std::size_t>>{{Key(1), 0}});
  }

  TEST_CASE("rows that all go past one another move that one") {
    Bucket bucket(kPlan);
    bucket.Apply(Entries{{R(1, 1), 1}, {R(2, 2), 1}, {R(3, 3), 1}});
    const BucketChange change = bucket.Apply(Entries{{R(1, 1), -1},
                                                     {R(11, 1), 1},
                                                     {R(2, 2), -1},
                                                     {R(12, 2), 1},
                                                     {R(3, 3), -1},
                                                     {R(10, 3), 1}});
    CHECK(change.moved == std::vector<std::pair<Row, std::size_t>>{{Key(3), 0}});
  }

  TEST_CASE("an empty delta changes nothing") {
    Bucket bucket(kPlan);
    bucket.Apply(Entries{{R(1, 1), 1}});
    const BucketChange change = bucket.Apply({});
    CHECK(change.removed.empty());
    CHECK(change.added.empty());
    CHECK(bucket.size() == 1);
  }
}

// The fewest rows of `before` that must move to give `after`, and how few of those are
// steady: tried on every subset.
std::pair<std::size_t, std::size_t> FewestMoves(const std::vector<Row>& before,
                                                const std::vector<Row>& after,
                                                const std::vector<Row>& changed_order) {
  std::pair<std::size_t, std::size_t> best{SIZE_MAX, SIZE_MAX};
  for (unsigned subset = 0; subset < 1u << after.size(); ++subset) {
    std::vector<Row> staying;  // in new order
    std::pair<std::size_t, std::size_t> cost{0, 0};
    for (std::size_t i = 0; i < after.size(); ++i) {
      if ((subset >> i & 1) != 0) {
        staying.push_back(after[i]);
        continue;
      }
      ++cost.first;
      const bool steady = std::find(changed_order.begin(), changed_order.end(), after[i]) ==
                          changed_order.end();
      if (steady) ++cost.second;
    }
    std::vector<Row> in_old_order;
    for (const Row& key : before) {
      if (std::find(staying.begin(), staying.end(), key) != staying.end()) {
        in_old_order.push_back(key);
      }
    }
    if (in_old_order == staying) best = std::min(best, cost);
  }
  return best;
}

TEST_SUITE("Bucket at random") {
  TEST_CASE("gives the new list in the fewest moves") {
    const SelectPlan plan = PlanOfTriples();
    testing::ForSeeds(300, [&plan](testing::Random& random) {
      Bucket bucket(plan);
      Bucket silent(plan);
      std::map<std::int64_t, Row> model;  // by key
      for (int step = 0; step < 12; ++step) {
        const std::vector<Row> before = KeysOf(bucket.ToVector());
        Entries delta;
        std::vector<Row> changed_order;
        for (std::int64_t key = 0; key < 8; ++key) {
          if (!random.OneIn(2)) continue;
          const auto old = model.find(key);
          const Row row = R(random.Between(0, 5), key, random.Between(0, 1));
          if (old != model.end()) {
            const bool goes = random.OneIn(4);
            if (!goes && row == old->second) continue;
            delta.push_back({old->second, -1});
            if (!goes && row[0] != old->second[0]) changed_order.push_back(Key(key));
            model.erase(old);
            if (goes) continue;
          }
          delta.push_back({row, 1});
          model[key] = row;
        }
        const BucketChange change = bucket.Apply(delta);
        std::vector<Row> expected;
        for (const auto& [key, row] : model) expected.push_back(row);
        std::sort(expected.begin(), expected.end(), plan.order);
        REQUIRE(bucket.ToVector() == expected);
        silent.Fold(delta);
        REQUIRE(silent.ToVector() == expected);
        REQUIRE(Followed(before, change) == KeysOf(expected));

        std::vector<Row> kept;  // in new order
        for (const Row& key : KeysOf(expected)) {
          if (std::find(before.begin(), before.end(), key) != before.end()) kept.push_back(key);
        }
        const auto fewest = FewestMoves(before, kept, changed_order);
        std::size_t steady = 0;
        for (const auto& [key, at] : change.moved) {
          if (std::find(changed_order.begin(), changed_order.end(), key) ==
              changed_order.end()) {
            ++steady;
          }
        }
        REQUIRE(std::pair(change.moved.size(), steady) == fewest);
      }
    });
  }
}

}  // namespace
}  // namespace cambium
