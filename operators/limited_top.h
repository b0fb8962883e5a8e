// LIMITED TOP: the first few of each group, as many as a stream of limits says.
//
//     group {1,4,7,9}    limits {3}             holds {1,4,7}
//     limits {3:-1, 2:+1}                       {7:-1}            the limit has changed
//     limits {2:-1}                             {1:-1, 4:-1}      without a limit it is empty
//
// A limit is a Grouped<Key, int64_t> for the group of that key, or an int64_t for all groups.
// Of several limits the greatest counts, and one below zero is zero; so many readers of one
// order can share it, each taking what is his.
//
// Law: the outputs so far sum to the first elements of each group, as many as the greatest
// limit of positive weight of the group, where inputs are summed so far.
//
// State: none of its own, but an ordered index of the rows and an index of the limits. Cost:
// O(log group) for each entry of either delta, and for each that it emits; a limit of all
// groups that changes visits them all.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include "dataflow/changes_by_group.h"
#include "dataflow/group.h"
#include "dataflow/grouped.h"
#include "dataflow/hash_index.h"
#include "dataflow/order_after.h"
#include "dataflow/shared_index.h"
#include "dataflow/window.h"
#include "operators/top.h"

namespace cambium {

namespace internal {

// Limits by group, or all of them together.
template <typename Limit>
struct LimitKey {
  const auto& operator()(const Limit& limit) const { return limit.key; }
};
template <>
struct LimitKey<std::int64_t> {
  int operator()(std::int64_t) const { return 0; }
};

}  // namespace internal

template <typename GroupIndex, typename Limit>
class LimitedTopOperator {
 public:
  using T = typename GroupIndex::element_type;
  using Key = typename GroupIndex::key_type;
  using Out = T;
  using LimitIndex = HashIndex<Limit, internal::LimitKey<Limit>>;
  static constexpr bool kConsolidated = true;
  static constexpr char kName[] = "limited top";

  LimitedTopOperator(IndexHandle<GroupIndex> rows, IndexHandle<LimitIndex> limits)
      : rows_(std::move(rows)), limits_(std::move(limits)) {}

  void Step(const Delta<T>& rows, const Delta<Limit>& limits, Delta<T>& out) const {
    const ChangesByGroup<GroupIndex> changed(*rows_, rows);
    const auto step = [&](const Key& key, const auto& changes) {
      const LimitChange limit = ChangeOf(key, limits);
      const Tree& before = rows_->At(key);
      if (!limit.is_change() && IsOutside(before, changes, limit.before)) return;
      AppendWindowDelta(before, changes, WindowOf(limit.before), WindowOf(limit.after), out);
    };
    // First the groups that have changed themselves, then those whose limit alone has.
    changed.ForEach(step);
    const auto step_limit = [&](const Key& key) {
      if (changed.Of(key).empty()) step(key, changed.Of(key));
    };
    if constexpr (kForAll) {
      if (!ChangeOf(Key(), limits).is_change()) return;
      rows_->ForEachGroup([&](const Key& key, const Tree&) { step_limit(key); });
    } else {
      ForEachKey(limits, step_limit);
    }
  }

  void AppendContents(Delta<T>& out) const {
    rows_->ForEachGroup([&](const Key& key, const Tree& group) {
      AppendWindow(group, WindowOf(ChangeOf(key, Delta<Limit>()).before), out);
    });
  }

 private:
  using Tree = typename GroupIndex::Group;
  using Entry = typename Delta<Limit>::Entry;
  static constexpr bool kForAll = std::is_same_v<Limit, std::int64_t>;

  struct LimitChange {
    std::int64_t before;
    std::int64_t after;
    bool is_change() const { return before != after; }
  };

  static Window<T> WindowOf(std::int64_t limit) { return {.limit = limit}; }
  template <typename Changes>
  static bool IsOutside(const Tree& before, const Changes& changes, std::int64_t limit) {
    return WindowChange<Tree>::IsOutside(before, changes, WindowOf(limit));
  }

  // Of one group, in its order; a consolidated delta has these next to each other.
  static std::span<const Entry> OfGroup(const Key& key, const Delta<Limit>& limits) {
    if constexpr (kForAll) {
      return limits.entries();
    } else {
      const auto entries = limits.entries();
      const auto first =
          std::partition_point(entries.begin(), entries.end(),
                               [&key](const Entry& entry) { return entry.element.key < key; });
      const auto last = std::partition_point(first, entries.end(), [&key](const Entry& entry) {
        return !(key < entry.element.key);
      });
      return {first, last};
    }
  }
  template <typename Visit>
  static void ForEachKey(const Delta<Limit>& limits, Visit visit) {
    const Key* last = nullptr;
    for (const Entry& entry : limits) {
      if (last != nullptr && *last == entry.element.key) continue;
      last = &entry.element.key;
      visit(*last);
    }
  }

  // The greatest limit of the group before the step, and after it.
  LimitChange ChangeOf(const Key& key, const Delta<Limit>& limits) const {
    const Group<Limit> none;
    const Group<Limit>* before = nullptr;
    if constexpr (kForAll) {
      before = limits_->At(0);
    } else {
      before = limits_->At(key);
    }
    OrderAfter<Group<Limit>> after(before == nullptr ? none : *before);
    for (const auto& [limit, weight] : OfGroup(key, limits)) after.Change(limit, weight);
    after.Locate();
    const Weight places = after.before().places();
    return {places == 0 ? 0 : ValueOf(after.before().AtPlace(places - 1)),
            after.places() == 0 ? 0 : ValueOf(after.AtPlace(after.places() - 1))};
  }
  static std::int64_t ValueOf(const Limit& limit) {
    if constexpr (kForAll) {
      return std::max<std::int64_t>(limit, 0);
    } else {
      return std::max<std::int64_t>(limit.value, 0);
    }
  }

  IndexHandle<GroupIndex> rows_;
  IndexHandle<LimitIndex> limits_;
};

}  // namespace cambium
