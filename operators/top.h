// TOP: a window of each group, in the order of the group's index.
//
//     group {1,4,7,9}, limit 3, emitted {1,4,7}
//     delta {4:-1}          →  {4:-1, 9:+1}      9 moves up into the window
//     delta {2:+1}          →  {2:+1, 7:-1}      7 is pushed out of it
//     delta {12:+1}         →  {}                behind the window
//
// Law: the outputs so far sum to the window (dataflow/window.h) of each group of the inputs so
// far: after a cursor, so many elements without the first few, from the front or from the back.
// Elements with weight above one fill as many places, those below zero none.
//
// State: none of its own, the ordered index is the graph's. Cost: O(log group) for each entry
// of the delta, and for each that it emits, whatever offset and limit are; a change behind the
// window costs one comparison.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>

#include "dataflow/changes_by_group.h"
#include "dataflow/order_after.h"
#include "dataflow/shared_index.h"
#include "dataflow/window.h"

namespace cambium {

// Appends what a change of a group does to its window.
template <typename Tree, typename Changes, typename T>
void AppendWindowDelta(const Tree& before, const Changes& changes, const Window<T>& old_window,
                       const Window<T>& new_window, Delta<T>& out) {
  OrderAfter<Tree> after(before);
  for (const auto& change : changes) after.Change(*change.element, change.weight);
  after.Locate();
  WindowChange<Tree>(after, old_window, new_window)
      .ForEach([&out](const T& element, Weight, Weight places) { out.Add(element, -places); },
               [&out](const T& element, Weight, Weight places) { out.Add(element, places); });
}

// Appends the window of a group as it stands.
template <typename Tree, typename T>
void AppendWindow(const Tree& group, const Window<T>& window, Delta<T>& out) {
  const PlaceRange range = WindowChange<Tree>::RangeBefore(group, window);
  VisitPlaces(group, range.first, range.last,
              [&out](const T& element, Weight, Weight places) { out.Add(element, places); });
}

template <typename GroupIndex>
class TopOperator {
 public:
  using T = typename GroupIndex::element_type;
  using Out = T;
  static constexpr bool kConsolidated = true;
  static constexpr char kName[] = "top";

  TopOperator(IndexHandle<GroupIndex> index, Window<T> window)
      : index_(std::move(index)), window_(std::move(window)) {}
  TopOperator(IndexHandle<GroupIndex> index, std::int64_t limit)
      : TopOperator(std::move(index), Window<T>{.limit = limit}) {}

  void Step(const Delta<T>& delta, Delta<T>& out) const {
    const ChangesByGroup<GroupIndex> changed(*index_, delta);
    changed.ForEach([&](const auto& key, const auto& changes) {
      const Tree& before = index_->At(key);
      if (WindowChange<Tree>::IsOutside(before, changes, window_)) return;
      AppendWindowDelta(before, changes, window_, window_, out);
    });
  }

  // What a graph in which everything has just arrived would have emitted.
  void AppendContents(Delta<T>& out) const {
    index_->ForEachGroup(
        [&](const auto&, const Tree& group) { AppendWindow(group, window_, out); });
  }

 private:
  using Tree = typename GroupIndex::Group;

  IndexHandle<GroupIndex> index_;
  Window<T> window_;
};

}  // namespace cambium
