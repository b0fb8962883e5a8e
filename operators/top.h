// TOP: the first `limit` elements of each group, in the order of the group's index.
//
//     group {1,4,7,9}, limit 3, emitted {1,4,7}
//     delta {4:-1}          →  {4:-1, 9:+1}      9 moves up into the window
//     delta {2:+1}          →  {2:+1, 7:-1}      7 is pushed out of it
//     delta {12:+1}         →  {}                below the window
//
// Law: the outputs so far sum to the first `limit` of each group of the inputs so far.
// Elements with weight above one fill as many places.
//
// State: none of its own, the ordered index is the graph's. Cost: O(limit + delta) for
// each group that the delta touches.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "dataflow/shared_index.h"
#include "dataflow/stream.h"

namespace cambium {

template <typename GroupIndex>
class TopOperator {
 public:
  using T = typename GroupIndex::element_type;
  using Out = T;
  static constexpr bool kConsolidated = true;
  static constexpr char kName[] = "top";

  TopOperator(IndexHandle<GroupIndex> index, std::int64_t limit)
      : index_(std::move(index)), limit_(limit) {}

  void Step(const Delta<T>& delta, Delta<T>& out) const;
  // What a graph in which everything has just arrived would have emitted.
  void AppendContents(Delta<T>& out) const;

 private:
  using Entry = typename Delta<T>::Entry;
  using Entries = std::vector<Entry>;
  // The windows of the groups of `delta`, from these groups to these and the delta.
  using Before = typename GroupIndex::Group;

  // Appends one group's change of window; `delta` is that group's, in index order.
  void StepGroup(const Before& before, const Entries& delta, Delta<T>& out) const;
  template <typename GroupBefore>
  void StepGroups(const Delta<T>& delta, GroupBefore group_before, Delta<T>& out) const;

  IndexHandle<GroupIndex> index_;
  std::int64_t limit_;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <typename GroupIndex>
void TopOperator<GroupIndex>::Step(const Delta<T>& delta, Delta<T>& out) const {
  StepGroups(
      delta, [this](const auto& key) -> const Before& { return index_->At(key); }, out);
}

template <typename GroupIndex>
void TopOperator<GroupIndex>::AppendContents(Delta<T>& out) const {
  Delta<T> contents;
  index_->AppendContents(contents);
  const Before none(index_->less());
  StepGroups(
      contents, [&none](const auto&) -> const Before& { return none; }, out);
}

template <typename GroupIndex>
template <typename GroupBefore>
void TopOperator<GroupIndex>::StepGroups(const Delta<T>& delta, GroupBefore group_before,
                                         Delta<T>& out) const {
  using Key = typename GroupIndex::key_type;
  std::vector<std::pair<Key, Entry>> by_group;
  by_group.reserve(delta.size());
  for (const auto& entry : delta) {
    by_group.push_back({index_->KeyOfElement(entry.element), entry});
  }
  const auto less = index_->less();
  std::sort(by_group.begin(), by_group.end(), [&less](const auto& left, const auto& right) {
    if (left.first != right.first) return left.first < right.first;
    return less(left.second.element, right.second.element);
  });
  for (std::size_t i = 0; i < by_group.size();) {
    const Key& key = by_group[i].first;
    Entries group;
    std::size_t end = i;
    for (; end < by_group.size() && by_group[end].first == key; ++end) {
      group.push_back(by_group[end].second);
    }
    StepGroup(group_before(key), group, out);
    i = end;
  }
}

template <typename GroupIndex>
void TopOperator<GroupIndex>::StepGroup(const Before& before, const Entries& delta,
                                        Delta<T>& out) const {
  std::int64_t places_before = limit_;
  std::int64_t places_after = limit_;
  const auto take = [](std::int64_t& places, Weight weight) {
    const std::int64_t taken = std::clamp<std::int64_t>(weight, 0, places);
    places -= taken;
    return taken;
  };
  const auto less = index_->less();
  auto old = before.First();
  auto change = delta.begin();
  // Old and new windows are walked side by side; both ends are within `limit` elements
  // of the start, plus the elements that the delta deletes.
  while (places_before > 0 || places_after > 0) {
    const bool has_old = old.valid();
    const bool has_change = change != delta.end();
    if (!has_old && !has_change) break;
    const bool old_first = has_old && (!has_change || !less(change->element, old.element()));
    const bool change_first = has_change && (!has_old || !less(old.element(), change->element));
    const T& element = old_first ? old.element() : change->element;
    const Weight weight_before = old_first ? old.weight() : 0;
    const Weight weight_after = AddWeights(weight_before, change_first ? change->weight : 0);
    const Weight emitted =
        take(places_after, weight_after) - take(places_before, weight_before);
    out.Add(element, emitted);
    if (old_first) old.Next();
    if (change_first) ++change;
  }
}

}  // namespace cambium
