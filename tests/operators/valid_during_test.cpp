// Rows come and go as time passes.
// SPDX-License-Identifier: Apache-2.0
#include "operators/valid_during.h"

#include <algorithm>
#include <compare>
#include <optional>
#include <ostream>

#include "dataflow/time_input.h"
#include "doctest/doctest.h"
#include "tests/support/recompute.h"

namespace cambium {
namespace {

using testing::Bag;

struct Lease {
  int id = 0;
  std::optional<int> from;
  std::optional<int> until;
  auto operator<=>(const Lease&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Lease& lease) {
    return out << lease.id << " from " << lease.from.value_or(-1) << " until "
               << lease.until.value_or(-1);
  }
};

bool IsValid(const Lease& lease, int time) {
  return lease.from.value_or(time) <= time && time < lease.until.value_or(time + 1);
}
Bag<Lease> ValidOf(const Bag<Lease>& leases, int time) {
  Bag<Lease> valid;
  for (const auto& [lease, weight] : leases) {
    if (IsValid(lease, time)) valid.Add(lease, weight);
  }
  return valid;
}
// The first time at which some lease is valid that was not, or the other way round.
std::optional<int> DeadlineOf(const Bag<Lease>& leases, int now, int last) {
  for (int time = now + 1; time <= last; ++time) {
    for (const auto& entry : leases) {
      if (IsValid(entry.first, time) != IsValid(entry.first, time - 1)) return time;
    }
  }
  return std::nullopt;
}

// Leases, a clock that starts at 0, and those that are valid.
struct Leases {
  void Advance(int now) {
    REQUIRE(graph.Transact([&] { time.AdvanceTo(now); }).ok());
  }
  Stream<Lease> Valid() const {
    return leases.stream.ValidDuring(time, &Lease::from, &Lease::until);
  }

  Graph graph;
  testing::Source<Lease> leases{graph};
  TimeInput<int> time{graph, 0};
};

constexpr std::nullopt_t kNever = std::nullopt;

TEST_SUITE("ValidDuring") {
  TEST_CASE("a row comes when its time comes and goes when it is over") {
    Leases leases;
    testing::Watched valid(leases.Valid());
    leases.leases.Push({{{1, 10, 30}, 1}, {{2, 20, kNever}, 1}, {{3, kNever, 8}, 1}});
    CHECK(valid.Take() == Bag<Lease>{{{3, kNever, 8}, 1}});
    CHECK(leases.time.next_deadline() == 8);
    leases.Advance(10);
    CHECK(valid.Take() == Bag<Lease>{{{3, kNever, 8}, -1}, {{1, 10, 30}, 1}});
    leases.Advance(40);
    CHECK(valid.Take() == Bag<Lease>{{{1, 10, 30}, -1}, {{2, 20, kNever}, 1}});
    CHECK(leases.time.next_deadline() == std::nullopt);
  }

  TEST_CASE("a clock that goes back is ignored") {
    Leases leases;
    testing::Watched valid(leases.Valid());
    leases.leases.Push({{{1, 10, 30}, 1}});
    leases.Advance(30);
    leases.Advance(20);
    CHECK(leases.time.now() == 30);
    CHECK(valid.sum().empty());
  }

  TEST_CASE("a time that is leapt over leaves no trace") {
    Leases leases;
    testing::Watched valid(leases.Valid());
    leases.leases.Push({{{1, 10, 30}, 1}});
    leases.Advance(50);
    CHECK(valid.Take().empty());
    leases.leases.Push({{{1, 10, 30}, -1}});
    CHECK_FALSE(testing::HoldsState(leases.graph));
  }

  TEST_CASE("time that advances only in a preview or a failed transaction does not") {
    Leases leases;
    const auto valid = leases.Valid();
    leases.leases.Push({{{1, 10, 30}, 1}});
    Bag<Lease> previewed;
    REQUIRE(leases.graph
                .Preview([&] { leases.time.AdvanceTo(10); },
                         [&] { previewed = testing::ToBag(valid.delta()); })
                .ok());
    CHECK(previewed == Bag<Lease>{{{1, 10, 30}, 1}});
    const auto fail = [&] {
      leases.time.AdvanceTo(10);
      return absl::CancelledError("");
    };
    REQUIRE_FALSE(leases.graph.Transact(fail).ok());
    CHECK(leases.time.now() == 0);
    CHECK(leases.time.next_deadline() == 10);
    CHECK(valid.Materialize().size() == 0);
  }

  TEST_CASE("time is a stream of one element") {
    Leases leases;
    testing::Watched time(leases.time.stream());
    leases.Advance(7);
    CHECK(time.sum() == Bag<int>{{7, 1}});
  }

  TEST_CASE("an advance visits nothing but the rows that come and go") {
    Leases leases;
    testing::Watched valid(leases.Valid());
    testing::Changes<Lease> many;
    for (int i = 0; i < 10'000; ++i) many.push_back({{i, 100 + i, 20'000 + i}, 1});
    leases.leases.Push(many);
    leases.Advance(102);
    CHECK(valid.Take().size() == 3);
    leases.Advance(20'001);
    // Two have gone, the others have come.
    CHECK(valid.Take().size() == 2 + 10'000 - 3);
  }

  TEST_CASE("outputs sum to the rows that are valid whatever happens") {
    // Covers: operator ValidDuring
    testing::ForSeeds(300, [](testing::Random& random) {
      Leases leases;
      testing::Watched early(leases.Valid());
      std::optional<testing::Watched<Lease>> late;
      Bag<Lease> sum;
      int now = 0;
      const auto bound = [&]() -> std::optional<int> {
        if (random.OneIn(5)) return std::nullopt;
        return testing::BelowOf(random, 12);
      };
      for (int step = 0; step < 14; ++step) {
        CAPTURE(step);
        if (random.OneIn(4)) late.emplace(leases.Valid());
        testing::Changes<Lease> changes;
        for (int i = testing::BelowOf(random, 5); i > 0; --i) {
          changes.push_back(
              {{testing::BelowOf(random, 3), bound(), bound()}, random.Between(-2, 3)});
        }
        const int time = random.OneIn(2) ? testing::BelowOf(random, 13) : -1;
        const bool fails = random.OneIn(5);
        const auto change = [&]() -> absl::Status {
          leases.leases.Add(changes);
          if (time >= 0) leases.time.AdvanceTo(time);
          if (fails) return absl::CancelledError("");
          return absl::OkStatus();
        };
        REQUIRE(leases.graph.Transact(change).ok() == !fails);
        if (!fails) {
          now = std::max(now, time);
          for (const auto& [lease, weight] : changes) sum.Add(lease, weight);
        }
        REQUIRE(early.sum() == ValidOf(sum, now));
        if (late.has_value()) REQUIRE(late->sum() == ValidOf(sum, now));
        REQUIRE(leases.time.next_deadline() == DeadlineOf(sum, now, 13));
        REQUIRE(testing::ToBag(early.stream().Materialize().Read()) == ValidOf(sum, now));
      }
    });
  }
}

}  // namespace
}  // namespace cambium
