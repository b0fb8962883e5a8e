// Intervals of values, and which of them a value is in.
//
//     [10, 20)  [15, 15]  (18, …)        15 is in the first two, 19 in the first and the last
//
// An end is a cut: the place before a value, or the one after it; so open and closed ends are
// one thing. Intervals stand in the order of their lower cuts, each node of the tree with the
// greatest upper one below it: those that end before the value are passed over together.
//
// Law: ForEach() visits each interval that was added and has not been removed as often, once,
// if the value is in it, in the order of the cuts.
//
// Cost: Add, Remove O(log n); ForEach O(log n) for each that it visits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

#include "dataflow/ordered_tree.h"
#include "dataflow/value.h"

namespace cambium {

struct IntervalCut {
  // kFirst is before all values and kLast behind them; they have none.
  enum class Side : std::uint8_t { kFirst, kBefore, kAfter, kLast };
  Value value;
  Side side = Side::kFirst;

  bool is_end() const { return side == Side::kFirst || side == Side::kLast; }
  bool operator==(const IntervalCut&) const = default;
  friend std::strong_ordering operator<=>(const IntervalCut& left, const IntervalCut& right) {
    if (left.is_end() || right.is_end()) return left.side <=> right.side;
    const std::strong_ordering order = left.value <=> right.value;
    return order != 0 ? order : left.side <=> right.side;
  }
};

struct Interval {
  IntervalCut lower = {};
  IntervalCut upper = {Value(), IntervalCut::Side::kLast};

  bool operator==(const Interval&) const = default;
  auto operator<=>(const Interval&) const = default;
};

class IntervalIndex {
 public:
  void Add(const Interval& interval) { intervals_.Add(interval, 1); }
  void Remove(const Interval& interval) { intervals_.Add(interval, -1); }

  template <typename Visit>
  void ForEach(const Value& value, Visit visit) const {
    const IntervalCut after{value, IntervalCut::Side::kAfter};
    const Interval first_behind{after, {}};
    intervals_.ForEachBefore(
        first_behind, [&](const IntervalCut& greatest) { return greatest >= after; },
        [&](const Interval& interval, Weight) {
          if (interval.upper >= after) visit(interval);
        });
  }

 private:
  struct GreatestUpper {
    using Value = IntervalCut;
    static IntervalCut Of(const Interval& interval, Weight) { return interval.upper; }
    static IntervalCut Combine(const IntervalCut& left, const IntervalCut& right) {
      return left < right ? right : left;
    }
  };

  OrderedTree<Interval, std::less<Interval>, GreatestUpper> intervals_;
};

}  // namespace cambium
