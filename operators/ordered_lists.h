// ORDERED LISTS: the elements of each group in their order, as one value.
//
//     group 7   {cyd, ann:2}   emitted   (7, [ann, ann, cyd]):+1
//     delta     {bob:+1}       emitted   (7, [ann, ann, cyd]):-1  (7, [ann, ann, bob, cyd]):+1
//
// What is listed is a window of the group; a change behind it is silent, and a group of which
// the window shows nothing has no list. For a long list that somebody looks at, say what has
// changed in it instead: operators/subscribe_lists.h.
//
// Law: the outputs so far sum to the lists of the windows of the inputs so far.
//
// State: none of its own, but the ordered index. Cost: that of Top, and O(list) for each list
// that changes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "dataflow/changes_by_group.h"
#include "dataflow/grouped.h"
#include "dataflow/order_after.h"
#include "dataflow/shared_index.h"
#include "dataflow/window.h"

namespace cambium {

template <typename GroupIndex>
class OrderedListsOperator {
 public:
  using T = typename GroupIndex::element_type;
  using Key = typename GroupIndex::key_type;
  using List = std::vector<T>;
  using Out = Grouped<Key, List>;
  static constexpr bool kConsolidated = true;
  static constexpr char kName[] = "ordered lists";

  OrderedListsOperator(IndexHandle<GroupIndex> index, Window<T> window)
      : index_(std::move(index)), window_(std::move(window)) {}

  void Step(const Delta<T>& delta, Delta<Out>& out) const {
    const ChangesByGroup<GroupIndex> changed(*index_, delta);
    changed.ForEach([&](const Key& key, const auto& changes) {
      const Tree& before = index_->At(key);
      if (WindowChange<Tree>::IsOutside(before, changes, window_)) return;
      OrderAfter<Tree> after(before);
      for (const auto& change : changes) after.Change(*change.element, change.weight);
      after.Locate();
      const WindowChange<Tree> change(after, window_, window_);
      List was = ListOf(before, change.before());
      List is = Changed(was, change);
      if (was == is) return;
      Emit(key, std::move(was), -1, out);
      Emit(key, std::move(is), 1, out);
    });
  }

  void AppendContents(Delta<Out>& out) const {
    index_->ForEachGroup([&](const Key& key, const Tree& group) {
      Emit(key, ListOf(group, WindowChange<Tree>::RangeBefore(group, window_)), 1, out);
    });
  }

 private:
  using Tree = typename GroupIndex::Group;

  static List ListOf(const Tree& group, const PlaceRange& range) {
    List list;
    VisitPlaces(group, range.first, range.last, [&](const T& element, Weight, Weight places) {
      list.insert(list.end(), static_cast<std::size_t>(places), element);
    });
    return list;
  }

  // What comes is told in the order of its places, and what goes too.
  static List Changed(const List& was, const WindowChange<Tree>& change) {
    std::vector<bool> leaves(was.size());
    std::vector<std::pair<Weight, const T*>> come;
    change.ForEach(
        [&](const T&, Weight place, Weight places) {
          const auto first = leaves.begin() + place;
          std::fill(first, first + places, true);
        },
        [&](const T& element, Weight place, Weight places) {
          for (Weight i = 0; i < places; ++i) come.emplace_back(place + i, &element);
        });
    List is;
    is.reserve(was.size() + come.size());
    auto next = come.begin();
    const auto insert = [&] {
      for (; next != come.end() && next->first == static_cast<Weight>(is.size()); ++next) {
        is.push_back(*next->second);
      }
    };
    for (std::size_t i = 0; i < was.size(); ++i) {
      insert();
      if (!leaves[i]) is.push_back(was[i]);
    }
    insert();
    return is;
  }
  static void Emit(const Key& key, List list, Weight weight, Delta<Out>& out) {
    if (!list.empty()) out.Add({key, std::move(list)}, weight);
  }

  IndexHandle<GroupIndex> index_;
  Window<T> window_;
};

}  // namespace cambium
